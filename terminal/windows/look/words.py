"""The language of the windows. The source language is that of the users, Simplified Chinese; English is a catalogue.

Every text of a window goes through `_` where it is shown. A text in a table exists before the language is known: it is
marked by `N_`, and goes through `_` later. The other packages of the product return messages: `say` renders one.
"""

from __future__ import annotations

import gettext
import re
from itertools import cycle
from typing import Literal

from forms.message import Lang, Message, catalogue, text

DOMAIN = "windows"
Language = Lang | Literal["qps"]
SOURCE: Language = "zh"
PSEUDO: Language = "qps"
"""The pseudo-language, as wide as English. A text that is cut off in it would be cut off in some real language."""

_language: Language = SOURCE
_chosen: gettext.NullTranslations = gettext.NullTranslations()


class Pseudo(gettext.NullTranslations):
    """A language that no person uses, as wide as English. It shows texts that are cut off or were never marked.

    The widths below come from a hundred texts of the windows, translated by a person and set in Noto Sans SC. The
    median English text is 1.5 × as wide as the Chinese one, and short texts are wider. Nine in ten texts of two
    characters stay below 2.4 ×, of four below 1.9 ×, of ten below 1.7 ×. Nine in ten longer ones stay below 1.6 ×.

    A letter is half as wide as a character. So each character becomes three letters, with the spaces among them. Each
    text gets three more, which are its brackets. The factors are then 2.2 ×, 1.8 ×, 1.6 × and 1.5 ×. That is enough for
    most texts, and an eighth more than the English of all of them.

    Words are as long as English ones, because a line breaks only between them. ASCII stays as it is, and so do the
    values that are put into a text.
    """

    def gettext(self, message: str) -> str:
        """Return `message` in brackets and in Latin letters. The same text always gives the same letters."""
        parts = ASCII.split(message)
        return "[" + "".join(part if at % 2 else _latin(part) for at, part in enumerate(parts)) + "~]"


ASCII = re.compile(r"([\x00-\x7f]+)")
WORDS = (7, 4, 2, 9, 3, 5)  # letters of one word after the other: 5 in the middle, as in English
FIRST, SECOND = "bdfghklmnprstvw", "aeiou"


def _latin(text: str) -> str:
    """Return three letters for each character, in words."""
    codes = (ord(character) for character in text)
    letters = "".join(FIRST[code % 15] + SECOND[code % 5] + FIRST[code // 15 % 15] for code in codes)
    words, lengths = [], cycle(WORDS)
    while letters:
        length = next(lengths)
        words.append(letters[:length])
        letters = letters[length + 1 :]
    return " ".join(words)


def choose(language: Language) -> None:
    """Set the language from now on."""
    global _language, _chosen
    _language = language
    match language:
        case "zh":
            _chosen = gettext.NullTranslations()
        case "qps":
            _chosen = Pseudo()
        case "en":
            _chosen = catalogue(DOMAIN, language)


def other() -> Lang:
    """Return the language that the key for another one chooses."""
    return "zh" if _language == "en" else "en"


def language() -> Language:
    """Return the language that was chosen."""
    return _language


def _(source: str) -> str:
    """Return the text in the language of the windows."""
    return _chosen.gettext(source)


def sentences(*parts: str) -> str:
    """Put sentences one after the other, as the language of the windows does; empty ones are left out."""
    return ("" if _language == SOURCE else " ").join(part for part in parts if part)


def say(message: Message) -> str:
    """Render a message in the language of the windows."""
    if _language == "qps":
        return _chosen.gettext(text(message, "zh"))
    return text(message, _language)


def N_(source: str) -> str:  # noqa: N802
    """Mark a text for the catalogue and return it unchanged; the code that shows it calls `_`."""
    return source
