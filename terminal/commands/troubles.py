"""What a command says when it could not be done: in Chinese a sentence of its own before the error's exact text."""

from __future__ import annotations

from archive import words
from forms.errors import FormsError
from signing.errors import MissingGlyph
from terminal.errors import (
    AlreadyRunning,
    LookError,
    NoStation,
    PlaceError,
    RecordingError,
    SettingError,
    StationError,
    TerminalError,
)

TROUBLES: tuple[tuple[type[Exception], str], ...] = (
    (NoStation, "这里没有站点。请用 --home 指出站点的文件夹，或用 luobi station new 新建一个"),
    (AlreadyRunning, "这个站点已经开着一个终端。请用那边的窗口，或先把它关掉"),
    (RecordingError, "笔的录制读不出来"),
    (SettingError, "设置不能用"),
    (StationError, "站点的文件夹不能这样用"),
    (LookError, "没有可用的屏幕或字体"),
    (TerminalError, "没有做成"),
    (FormsError, "表单或填写的内容不能用"),
    (MissingGlyph, "有的字没有字体能写，没有定稿"),
    *words.TROUBLES,
)
"""The first class that fits."""


def told(problem: Exception, lang: str) -> str:
    """The error in the language of the conversation. What staff are told of folders and sticks is Chinese already."""
    return str(problem) if isinstance(problem, PlaceError) else words.told(problem, lang, TROUBLES)
