"""What staff are told when an order could not be carried out: in Chinese what is safe and what to do.

Only errors of our own trees speak for themselves, as their texts are written for people; anything else is a mistake in
the program, and its text could hold what a person wrote, so that its name alone is told.
"""

from __future__ import annotations

import errno
import sqlite3
from collections.abc import Iterator

from archive.errors import ArchiveError, PastChanged, UnknownRecord
from forms.errors import FormsError
from signing.errors import KeyFileError, MissingGlyph, PageError, SigningError, StampError, TooSoon, WrongPassphrase
from terminal.clerk.orders import Trouble
from terminal.errors import (
    ActRefused,
    AlreadyRunning,
    CaptureRefused,
    ClockWrong,
    NotArchived,
    NotNow,
    NotPresent,
    NotValid,
    PlaceError,
    ReadTooFast,
    SettingError,
    StationError,
    TerminalError,
)

OURS = (TerminalError, ArchiveError, SigningError, FormsError)
FULL = frozenset({errno.ENOSPC, errno.EDQUOT})
DISK_FULL = "磁盘满了，这一步没有写成。已经签好的都在，没有丢。请腾出空间，再点重试。"
NOT_ARCHIVED = "存档没有写成。已经签好的都在，没有丢。请检查磁盘，再点重试"
PAST_CHANGED = "档案库和本站签过的检查点对不上，可能是旧库，或被改动过。先不要办件，请报修：从最新备份恢复以后再登录"
INVALID = "盖章后的文件核验不通过，没有存档。已经签好的都在，没有丢。请记下时间报修；重试不行的，可按 Ctrl+D 作废留档"
ALREADY_RUNNING = "这个站点已经开着一个终端。请用那边的窗口，或先把它关掉"
WRONG_PASSPHRASE = "工号或口令不对。忘了口令，请负责人用恢复单重设。"
GONE = Trouble("gone", "后台程序停了。已经签好的都在，没有丢。请重新登录，从刚才那一步接着办。", gone=True)
"""What is told when the clerk himself has ended."""

ADVICE: tuple[tuple[type[Exception], str], ...] = (
    (ClockWrong, "电脑的时钟不对，这一步没有做，已经签好的都在。请管理员校准时钟，再点重试"),
    (NotValid, INVALID),
    (PageError, "文件排不出来，没有定稿，什么也没有签"),
    (CaptureRefused, "这次的笔迹不能算签名，文件没有变。请再签一次"),
    (StampError, "签名没有盖上，文件没有变。请再签一次"),
    (KeyFileError, "站点的密钥文件打不开。请从备份恢复"),
    (SettingError, "站点的设置不能用。请改正后再试"),
    (UnknownRecord, "没有这份档案"),
    (NotArchived, NOT_ARCHIVED),
    (StationError, "站点的文件夹有问题，这一步没有做。已经签好的都在"),
    (PastChanged, PAST_CHANGED),
    (ArchiveError, NOT_ARCHIVED),
    (NotPresent, "见证人要先为本件登录、用口令确认，这一步才能做，什么也没有变"),
    (ActRefused, "这一步现在不能做，什么也没有变"),
    (NotNow, "这一步现在不能做，什么也没有变"),
    (FormsError, "表单或答案不能用，什么也没有变"),
    (SigningError, "这一步没有做成，文件没有变"),
    (TerminalError, "这一步没有做成，什么也没有变"),
    (OSError, "文件读写没有做成。已经签好的都在，没有丢"),
)
"""The first class that fits; the error's own text stands behind it."""


def trouble_of(problem: Exception) -> Trouble:
    """The trouble that an exception makes, told to staff. `kind` is the name of its class."""
    kind, wait_s = type(problem).__name__, float(getattr(problem, "wait_s", 0.0))
    return Trouble(kind, _words(problem), wait_s)


def _words(problem: Exception) -> str:
    match problem:
        case WrongPassphrase():
            return WRONG_PASSPHRASE
        case ReadTooFast(characters=characters):
            return f"全文约 {characters} 字，还没到读完一遍的时间。请当面读完全文再确认。"
        case TooSoon():
            return "口令错了几次。"
        case AlreadyRunning():
            return f"{ALREADY_RUNNING}。"
        case PlaceError():
            return str(problem)
        case MissingGlyph(character=character, where=where):
            return (
                f"没有字体能写“{character}”（U+{ord(character):04X}，在“{where}”里）。文件没有定稿，什么也没有签。"
                "请在站点设置里加上有这个字的字体，或改用纸质办理。"
            )
        case _ if _disk_is_full(problem):
            return DISK_FULL
    advice = next((words for kind, words in ADVICE if isinstance(problem, kind)), "")
    if not advice:
        return f"程序出错（{type(problem).__name__}）。已经签好的都在，没有丢。请再试一次；还不行，请记下时间报修。"
    return f"{advice}。（{_own_text(problem)}）"


def _own_text(problem: Exception) -> str:
    """An operating system's error is told without the file's name, which may be a person's."""
    return str(problem) if isinstance(problem, OURS) else getattr(problem, "strerror", None) or type(problem).__name__


def _disk_is_full(problem: BaseException) -> bool:
    return any(
        (isinstance(cause, OSError) and cause.errno in FULL)
        or (isinstance(cause, sqlite3.Error) and getattr(cause, "sqlite_errorcode", 0) == sqlite3.SQLITE_FULL)
        for cause in _causes(problem)
    )


def _causes(problem: BaseException) -> Iterator[BaseException]:
    cause: BaseException | None = problem
    while cause is not None:
        yield cause
        cause = cause.__cause__ or cause.__context__
