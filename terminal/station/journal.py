"""The diagnostic journal of a station: what the program did and when, without personal data, for its support.

Each process appends to a file of its own, `journal/NAME.jsonl`, one JSON object for each line. A line has only members
of closed shape: names that stand in the code, the random id of a record, the id of a message, whole numbers. What does
not fit its shape is written as "?". No text, no parameter of a message and no file name can get into it.

The lines are written on a thread of their own. Nothing here raises or waits: a line that cannot be written is counted.
"""

from __future__ import annotations

import errno
import json
import os
import re
import stat
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from enum import Enum, StrEnum
from pathlib import Path
from queue import Full, Queue
from typing import Any, Final

from archive.entry import timestamp
from forms.message import ID, Message, template
from signing.durable import PRIVATE, make_folder
from signing.private_folder import require_own

FOLDER: Final = "journal"
TERMINAL, CLERK = "terminal", "clerk"
"""The names of the two processes that write, and of their files."""
MOST_BYTES: Final = 1_000_000
KEPT: Final = 3
"""How many full files are kept: `NAME.jsonl.1` is the newest of them."""
WAITING_MAX: Final = 1_000
PATIENCE_S: Final = 1.0
"""Seconds that `close` waits for a disk that does not answer."""
UNFIT: Final = "?"
OURS: Final = frozenset({"forms", "signing", "archive", "terminal"})
RECORD: Final = re.compile(r"[0-9a-f]{32}")
CLASS: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,63}")
VALUE: Final = re.compile(r"[a-z][a-z0-9-]{0,31}")
VERSION: Final = re.compile(r"[0-9]{1,4}(\.[0-9]{1,4}){1,3}")
ID_MAX: Final = 80
NUMBER_MAX: Final = 1_000_000_000
_FILE: Final = os.O_RDWR | os.O_APPEND | os.O_CREAT | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
_FOLDER: Final = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC


class Room(StrEnum):
    """The part of the program that writes a line."""

    APP = "app"
    SESSION = "session"
    CLERK = "clerk"
    PEN = "pen"


class Happened(StrEnum):
    """What a line reports."""

    STARTED = "started"
    ENDED = "ended"
    BROKEN = "broken"
    CLERK_GONE = "clerk-gone"
    LINES_LOST = "lines-lost"
    SIGNED_IN = "signed-in"
    SIGN_IN_REFUSED = "sign-in-refused"
    SIGNED_OUT = "signed-out"
    LOCKED = "locked"
    UNLOCKED = "unlocked"
    VISIT_BEGUN = "visit-begun"
    VISIT_FOUND = "visit-found"
    DRAFT_LOST = "draft-lost"
    STEP = "step"
    VISIT_PAUSED = "visit-paused"
    VISIT_RESUMED = "visit-resumed"
    VISIT_ENDED = "visit-ended"
    ORDER_DONE = "order-done"
    ORDER_FAILED = "order-failed"
    PEN_CAME = "pen-came"
    PEN_GONE = "pen-gone"
    PEN_LOST = "pen-lost"
    ORDER_BEGUN = "order-begun"
    ROUTINE_DONE = "routine-done"
    EVENT = "event"


ONLY_DEBUG: Final = frozenset({Happened.ORDER_BEGUN, Happened.ROUTINE_DONE, Happened.EVENT})
"""What is written with `--debug` only."""


class StationKind(StrEnum):
    """The kind of the station, as the line `started` names it."""

    TRAINING = "training"
    PRODUCTION = "production"


class Journal:
    """The journal of one process. `write` may be called from any thread.

    Args:
        home: The station's folder; None writes nothing.
        name: The name of the file, TERMINAL or CLERK.
        now: The clock; returns aware times.
        debug: Whether what is in ONLY_DEBUG is written too.
        most_bytes: The size that a file does not exceed.
    """

    def __init__(
        self,
        home: Path | None,
        name: str,
        now: Callable[[], datetime],
        *,
        debug: bool = False,
        most_bytes: int = MOST_BYTES,
    ) -> None:
        self._now, self.debug = now, debug
        self._waiting: Queue[bytes | None] = Queue(WAITING_MAX)
        self._dropped = self._unwritten = 0
        self._thread: threading.Thread | None = None
        if home is not None:
            self._file = _File(home / FOLDER, f"{name}.jsonl", most_bytes)
            self._thread = threading.Thread(target=self._run, name="luobi-journal", daemon=True)
            self._thread.start()

    def write(
        self,
        room: Room,
        happened: Happened,
        *,
        name: Enum | type | None = None,
        record: str = "",
        error: type[BaseException] | None = None,
        message: Message | None = None,
        ms: float | None = None,
        count: int | None = None,
        version: str | None = None,
    ) -> None:
        """Append a line. Never raise, never wait.

        Args:
            room: The part of the program that writes.
            happened: What it reports.
            name: The state, order, event, loss or kind in question: a member of an enumeration or a class of ours.
            record: The record id of the visit in question; "" without one.
            error: The class of the error.
            message: The message about it; only its id is written.
            ms: How long it took, in milliseconds; rounded to a whole number.
            count: A number of things.
            version: The version of the program.
        """
        if self._thread is None or (happened in ONLY_DEBUG and not self.debug):
            return
        try:
            line: dict[str, str | int] = {
                "at": timestamp(self._now()),
                "room": _value(room),
                "event": _value(happened),
                "record": _fit(RECORD, record) if record else "",
                "error": _class(error) if error is not None else "",
                "id": _id(message) if message is not None else "",
            }
            if name is not None:
                line["name"] = _name(name)
            line |= {key: _number(number) for key, number in (("ms", ms), ("count", count)) if number is not None}
            if version is not None:
                line["version"] = _fit(VERSION, version)
            self._waiting.put_nowait(f"{json.dumps(line)}\n".encode("ascii"))
        except Exception:
            self._dropped += 1

    def close(self) -> int:
        """Write what still waits, and return how many lines could not be written; 0 when it is called again.

        The last line gives that number, where it can be written now. This waits for the disk no longer than PATIENCE_S.
        """
        thread, self._thread = self._thread, None
        if thread is None:
            return 0
        with suppress(Full):
            self._waiting.put(None, timeout=PATIENCE_S)
        thread.join(PATIENCE_S)
        return self._lost + (self._waiting.qsize() if thread.is_alive() else 0)

    @property
    def _lost(self) -> int:
        return self._dropped + self._unwritten

    def _run(self) -> None:
        while (line := self._waiting.get()) is not None:
            self._append(line)
        if self._lost:
            numbers = {"at": timestamp(self._now()), "room": Room.APP, "event": Happened.LINES_LOST}
            last = {**numbers, "record": "", "error": "", "id": "", "count": self._lost}
            with suppress(Exception):
                self._file.append(f"{json.dumps(last)}\n".encode("ascii"))

    def _append(self, line: bytes) -> None:
        try:
            self._file.append(line)
        except Exception:
            self._unwritten += 1


SILENT: Final = Journal(None, "", lambda: datetime.now(UTC))
"""The journal that writes nothing."""


class _File:
    """A file that is exchanged when it is full. It is opened for each line, so it may be moved away at any time."""

    def __init__(self, folder: Path, name: str, most_bytes: int) -> None:
        self._folder, self._name, self._most_bytes = folder, name, most_bytes

    def append(self, line: bytes) -> None:
        """Append the line as a whole or not at all. Raise OSError or NotPrivate where that cannot be."""
        make_folder(self._folder)
        with _opened(os.open(self._folder, _FOLDER)) as folder:
            require_own(self._folder, os.fstat(folder))
            if not self._appended(folder, line):
                self._exchange(folder)
                self._appended(folder, line, new=True)

    def _appended(self, folder: int, line: bytes, new: bool = False) -> bool:
        """Append the line, and return whether it still fitted in."""
        with _opened(os.open(self._name, _FILE, PRIVATE, dir_fd=folder)) as file:
            facts = os.fstat(file)
            if not stat.S_ISREG(facts.st_mode) or facts.st_nlink > 1:
                raise OSError(errno.EPERM, os.strerror(errno.EPERM))
            size = facts.st_size
            if size and not new and size + len(line) > self._most_bytes:
                return False
            if size and os.pread(file, 1, size - 1) != b"\n":
                line = b"\n" + line  # after a power cut
            if os.write(file, line) < len(line):
                os.ftruncate(file, size)
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            return True

    def _exchange(self, folder: int) -> None:
        names = [self._name, *(f"{self._name}.{number}" for number in range(1, KEPT + 1))]
        for older, newer in zip(names[:0:-1], names[-2::-1], strict=True):
            with suppress(FileNotFoundError):
                os.rename(newer, older, src_dir_fd=folder, dst_dir_fd=folder)


@contextmanager
def _opened(descriptor: int) -> Iterator[int]:
    try:
        yield descriptor
    finally:
        os.close(descriptor)


# ---- the shapes ----


def _fit(shape: re.Pattern[str], value: object) -> str:
    return value if isinstance(value, str) and shape.fullmatch(value) else UNFIT


def _value(member: object) -> str:
    """Return the value of a member of one of our enumerations."""
    ours = isinstance(member, Enum) and _is_ours(type(member))
    return _fit(VALUE, member.value) if ours and isinstance(member, Enum) else UNFIT


def _name(name: object) -> str:
    return (_class(name) if _is_ours(name) else UNFIT) if isinstance(name, type) else _value(name)


def _class(kind: object) -> str:
    return _fit(CLASS, kind.__name__) if isinstance(kind, type) else UNFIT


def _is_ours(kind: type) -> bool:
    return kind.__module__.partition(".")[0] in OURS


def _id(message: object) -> str:
    """Return the id of a message that has a text: an id names no person."""
    said = message.id if isinstance(message, Message) else None
    fits = isinstance(said, str) and len(said) <= ID_MAX and ID.fullmatch(said) and template(said, "en") != said
    return said if fits and isinstance(said, str) else UNFIT


def _number(value: Any) -> int | str:
    fits = isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= NUMBER_MAX
    return round(value) if fits else UNFIT
