"""What a command says when it could not be done: the error's message, in the language of the conversation."""

from __future__ import annotations

from archive import words
from forms.message import Lang, Message, text
from signing.errors import MissingGlyph, NotPrivate

TROUBLES: tuple[tuple[type[Exception], str], ...] = (
    (NotPrivate, "别的账户能改或能读这个地方，密钥和口令不能放在那里。请换一个只有自己能进的文件夹"),
    (MissingGlyph, "有的字没有字体能写，没有定稿"),
    *words.TROUBLES,
)
"""For errors whose text is English alone: the first class that fits; its sentence is true wherever it is raised."""


def told(problem: Exception, lang: Lang) -> str:
    """Return the error in the language of the conversation."""
    message = getattr(problem, "message", None)
    return text(message, lang) if isinstance(message, Message) else _of_its_class(problem, lang)


def _of_its_class(problem: Exception, lang: Lang) -> str:
    """Return an error without a message: in Chinese the sentence of its class, and below it the error's exact text.

    Goes, with TROUBLES, once every error has a message.
    """
    return words.told(problem, lang, TROUBLES)
