"""What staff read when an order could not be carried out: what is safe and what to do, and then the cause.

Only the texts of our own errors are shown, as they are written for people. Any other error is a mistake in the program.
Its text could hold what a person wrote, so only its name is shown.
"""

from __future__ import annotations

import errno
import sqlite3
from collections.abc import Iterator

from archive.errors import ArchiveError, PastChanged, UnknownRecord
from forms.errors import FormsError
from forms.message import LuobiError, Message
from forms.system_errors import why
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
DISK_FULL = Message("terminal.disk-full")
WRONG_PASSPHRASE = Message("terminal.wrong-passphrase")
GONE = Trouble("gone", Message("terminal.clerk-gone"), gone=True)
"""The trouble of every order after the clerk itself has ended."""

ADVICE: tuple[tuple[type[Exception], str], ...] = (
    (ClockWrong, "clock-wrong"),
    (NotValid, "not-valid"),
    (PageError, "page"),
    (CaptureRefused, "capture-refused"),
    (StampError, "not-stamped"),
    (KeyFileError, "key-file"),
    (SettingError, "setting"),
    (UnknownRecord, "unknown-record"),
    (NotArchived, "archive"),
    (StationError, "station"),
    (PastChanged, "past-changed"),
    (ArchiveError, "archive"),
    (NotPresent, "not-present"),
    (ActRefused, "not-now"),
    (NotNow, "not-now"),
    (FormsError, "forms"),
    (SigningError, "signing"),
    (TerminalError, "terminal"),
    (OSError, "files"),
)
"""The first class that fits names the advice, `terminal.advice-NAME`; its parameter is the cause."""


def trouble_of(problem: Exception) -> Trouble:
    """Return the trouble that an exception makes. `kind` is the name of its class."""
    kind, wait_s = type(problem).__name__, float(getattr(problem, "wait_s", 0.0))
    return Trouble(kind, _message(problem), wait_s)


def _message(problem: Exception) -> Message:
    match problem:
        case WrongPassphrase():
            return WRONG_PASSPHRASE
        case TooSoon():
            return Message("terminal.wrong-several-times")
        case ReadTooFast() | AlreadyRunning() | PlaceError() | MissingGlyph():
            return problem.message
        case _ if _disk_is_full(problem):
            return DISK_FULL
    advice = next((name for kind, name in ADVICE if isinstance(problem, kind)), "")
    if not advice:
        return Message("terminal.program-failed")
    return Message(f"terminal.advice-{advice}", cause=_cause(problem))


def _cause(problem: Exception) -> Message:
    """Return the cause. The operating system's error is given without the file name, which may be a person's."""
    return problem.message if isinstance(problem, LuobiError) else why(problem)


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
