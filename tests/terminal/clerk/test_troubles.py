"""The messages to staff about an order that could not be carried out."""

from __future__ import annotations

import errno
import re
import sqlite3

import pytest

from archive.errors import BlobError, PastChanged, StoreError, UnknownRecord
from forms.errors import AnswerRefused
from forms.message import FOLDERS, Lang, LuobiError, Message, text
from signing.errors import (
    InkError,
    KeyFileError,
    MissingGlyph,
    PageError,
    StampError,
    TooSoon,
    WeakPassphrase,
    WrongPassphrase,
)
from terminal.clerk.troubles import ADVICE, DISK_FULL, WRONG_PASSPHRASE, trouble_of
from terminal.clerk.wire import WireError
from terminal.devices.pen.errors import CaptureVoidError
from terminal.errors import (
    ActRefused,
    AlreadyRunning,
    CaptureRefused,
    ClockWrong,
    NoStation,
    NotArchived,
    NotEnough,
    NotNow,
    NotPresent,
    NotValid,
    PlaceError,
    ReadTooFast,
    SettingError,
    StationError,
)

WHY = Message("terminal.desk-locked")
HAN = re.compile(r"[\u3400-\u9fff]")

WITH_ITS_CAUSE: dict[type[LuobiError], str] = {
    ClockWrong: "clock-wrong",
    NotValid: "not-valid",
    PageError: "page",
    CaptureRefused: "capture-refused",
    CaptureVoidError: "capture-refused",
    StampError: "not-stamped",
    KeyFileError: "key-file",
    WeakPassphrase: "key-file",
    SettingError: "setting",
    NoStation: "setting",
    UnknownRecord: "unknown-record",
    NotArchived: "archive",
    StationError: "station",
    NotEnough: "station",
    PastChanged: "past-changed",
    StoreError: "archive",
    BlobError: "archive",
    NotPresent: "not-present",
    ActRefused: "not-now",
    NotNow: "not-now",
    AnswerRefused: "forms",
    InkError: "signing",
    WireError: "terminal",
}


@pytest.mark.parametrize(("kind", "advice"), WITH_ITS_CAUSE.items(), ids=lambda each: getattr(each, "__name__", each))
def test_an_error_of_ours_is_the_cause_behind_the_advice_of_its_class(kind: type[LuobiError], advice: str) -> None:
    trouble = trouble_of(kind(WHY))
    assert (trouble.kind, trouble.message) == (kind.__name__, Message(f"terminal.advice-{advice}", cause=WHY))


@pytest.mark.parametrize(
    "error", [PlaceError(WHY), AlreadyRunning(WHY), ReadTooFast(900, 30.0), MissingGlyph("𒀀", "姓名")]
)
def test_an_error_that_says_what_is_safe_and_what_to_do_is_told_as_it_is(error: LuobiError) -> None:
    assert trouble_of(error).message == error.message


def test_a_refused_passphrase_tells_nothing_of_why_it_was_refused() -> None:
    assert trouble_of(WrongPassphrase(WHY)).message == WRONG_PASSPHRASE


def test_who_waits_after_wrong_passphrases_is_told_how_long_apart_from_the_words() -> None:
    trouble = trouble_of(TooSoon(8.0))
    assert (trouble.message, trouble.wait_s) == (Message("terminal.wrong-several-times"), 8.0)


def test_a_mistake_in_the_program_is_named_by_its_class_alone() -> None:
    assert trouble_of(ValueError("张三")).message == Message("terminal.program-failed")


def test_an_error_of_the_system_is_told_without_the_name_of_a_file() -> None:
    trouble = trouble_of(OSError(errno.EIO, "Input/output error", "/home/张三.pdf"))
    assert trouble.message == Message("terminal.advice-files", cause=Message("system.EIO"))


def caused(error: Exception, cause: Exception) -> Exception:
    """The error as it is raised from that cause."""
    error.__cause__ = cause
    return error


def full() -> sqlite3.Error:
    """What SQLite raises on a full disk."""
    error = sqlite3.OperationalError("database or disk is full")
    error.sqlite_errorcode = sqlite3.SQLITE_FULL
    return error


ON_A_FULL_DISK = {
    "itself": OSError(errno.ENOSPC, ""),
    "beyond a quota": OSError(errno.EDQUOT, ""),
    "below an error of ours": caused(NotArchived(WHY), OSError(errno.ENOSPC, "")),
    "two below": caused(StationError(WHY), caused(StoreError(WHY), full())),
}


@pytest.mark.parametrize("error", ON_A_FULL_DISK.values(), ids=ON_A_FULL_DISK)
def test_a_full_disk_is_told_whatever_it_was_raised_as(error: Exception) -> None:
    assert trouble_of(error).message == DISK_FULL


@pytest.mark.parametrize("lang", FOLDERS)
@pytest.mark.parametrize("name", sorted({name for _, name in ADVICE}))
def test_advice_is_one_language_from_beginning_to_end(name: str, lang: Lang) -> None:
    said = text(Message(f"terminal.advice-{name}", cause=WHY), lang)
    assert said.endswith({"zh": "。（办理屏已锁定。请先解锁）", "en": ". (the desk is locked. Unlock it first)"}[lang])
    assert bool(HAN.search(said)) == (lang == "zh")


def test_a_class_is_judged_before_the_class_that_it_is_one_of() -> None:
    """Its own advice would never be given otherwise."""
    kinds = [kind for kind, _ in ADVICE]
    assert [(one, later) for at, one in enumerate(kinds) for later in kinds[at + 1 :] if issubclass(later, one)] == []
