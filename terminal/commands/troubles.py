"""What a command says when it could not be done: the error's message, in the language of the conversation."""

from __future__ import annotations

from archive import words
from forms.message import Lang, Message, text
from signing.errors import MissingGlyph, NotPrivate
from terminal.clerk.advice import ALREADY_RUNNING
from terminal.errors import (
    AlreadyRunning,
    ClockWrong,
    NoDisplay,
    NoStation,
    NotArchived,
    NotEnough,
    NotFree,
    PlaceError,
    SettingError,
)

TROUBLES: tuple[tuple[type[Exception], str], ...] = (
    (NoStation, "这里没有站点。请用 --home 指出站点的文件夹，或用 luobi station new 新建一个"),
    (AlreadyRunning, ALREADY_RUNNING),
    (NoDisplay, "这里没有可以显示窗口的屏幕。请在桌面会话里运行"),
    (NotEnough, "要有两名工作人员同意，或按要求用恢复单；什么也没有变"),
    (NotFree, "这个地方不能写：那里已有文件，或没有这个文件夹。请换一个地方"),
    (NotPrivate, "别的账户能改或能读这个地方，密钥和口令不能放在那里。请换一个只有自己能进的文件夹"),
    (ClockWrong, "电脑的时钟不对，这一步没有做。请校准时钟，再做一次"),
    (NotArchived, "存档没有写成。请检查磁盘，再做一次"),
    (SettingError, "设置不能用"),
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

    Goes, with TROUBLES, once every error has a message. What staff are told of folders and sticks is Chinese already.
    """
    return str(problem) if isinstance(problem, PlaceError) else words.told(problem, lang, TROUBLES)
