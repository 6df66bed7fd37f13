"""The wait before another guess at a passphrase that opens a station.

Every place that takes such a passphrase opens the station through this module: windows, archive commands, `--by`. A
guess is counted on the disk before it is tried, one guess at a time. So neither pulling the plug nor many processes
give free guesses. The clock is the machine's uptime: setting the clock shortens no wait, and after a reboot the wait
starts again. The count is kept twice; where one copy is missing or damaged, the wait is the longest. Ids that have no
slot share one count. They are answered with the text and after the time of a wrong passphrase.
"""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

from forms.message import Message
from forms.outside_file import read_outside
from signing import durable, keyring
from signing.errors import TooSoon, WrongPassphrase
from signing.uptime import boot_id, uptime_s

FORMAT: Final = "luobi-sign-ins/2"
OLD_FORMAT: Final = "luobi-sign-ins/1"
FILE: Final = "sign-ins.json"
FREE_FAILURES: Final = 3
LONGEST_S: Final = 300
MOST_COUNTED: Final = 1_000_000
FILE_BYTES_MAX: Final = 1 << 20
NOBODY: Final = "?"
"""The name under which guesses for ids without a slot are counted; no staff id looks like it."""
UNKNOWN: Final = "unknown"
"""The value of `boot` for a count of unknown time: the wait starts now."""


@dataclass(frozen=True, slots=True)
class Failures:
    """The wrong passphrases: how many in a row, how many since the last report, and when the last one was.

    `since_s` is the time of the last one, in seconds of uptime in the run of the machine that `boot` names.
    """

    count: int
    unreported: int
    boot: str
    since_s: float

    @property
    def wait_s(self) -> float:
        """Seconds from the last failure to the next guess: the first three are free, then 2, 4, 8 … up to 300."""
        return min(LONGEST_S, 2.0 ** min(self.count - FREE_FAILURES, 16)) if self.count > FREE_FAILURES else 0.0


class NotLetIn(WrongPassphrase):
    """A wrong passphrase or an unknown id, with the same text; the next guess must wait `wait_s` seconds."""

    def __init__(self, staff: str, wait_s: float) -> None:
        super().__init__(Message("signing.not-let-in", staff=staff))
        self.wait_s = wait_s


class Gate:
    """The gate of the station in the folder `home`. `staff`: the ids that can open it."""

    def __init__(
        self,
        home: Path,
        staff: Collection[str],
        uptime_s: Callable[[], float] = uptime_s,
        boot: str | None = None,
    ) -> None:
        self._keys = home / "keys"
        self._paths = (home / FILE, self._keys / FILE)
        self._staff, self._uptime_s = staff, uptime_s
        self._boot = boot_id() if boot is None else boot

    @contextmanager
    def attempt(self, staff: str) -> Iterator[None]:
        """Enclose one guess, made in the name of the id `staff`.

        Raise TooSoon before the guess is tried, NotLetIn when it is wrong. Any other error inside is not a wrong guess
        and is not counted. A guess at a copy of the station on a read-only medium is not counted either. A person with
        such a copy can guess anywhere.
        """
        whose = staff if staff in self._staff else NOBODY
        with self._alone():
            known = self._read() if self._can_count() else {}
            before = known.get(whose, self._none())
            self._require_waited(whose, known, before)
            now = replace(
                before,
                count=min(before.count + 1, MOST_COUNTED),
                unreported=min(before.unreported + 1, MOST_COUNTED),
                boot=self._boot,
                since_s=self._uptime_s(),
            )
            self._write({**known, whose: now})
            try:
                if whose is NOBODY:
                    keyring.guess_in_vain(staff)
                    raise NotLetIn(staff, now.wait_s)
                yield
            except WrongPassphrase as problem:
                raise NotLetIn(staff, now.wait_s) from problem
            except Exception:
                self._write({**known, whose: before})
                raise
            else:
                self._write({**known, whose: replace(before, count=0)})

    def unreported(self) -> dict[str, int]:
        """Return the wrong guesses since the last report, by staff id; NOBODY for ids that have no slot."""
        return {whose: each.unreported for whose, each in sorted(self._read().items()) if each.unreported}

    def report(self) -> None:
        """Mark all wrong guesses as reported. This shortens no wait."""
        with self._alone():
            self._write({whose: replace(each, unreported=0) for whose, each in self._read().items()})

    # ---- inside ----

    def _can_count(self) -> bool:
        return all(os.access(path.parent, os.W_OK) for path in self._paths)

    def _none(self) -> Failures:
        return Failures(0, 0, self._boot, self._uptime_s())

    def _require_waited(self, whose: str, known: Mapping[str, Failures], last: Failures) -> None:
        waited_s = self._uptime_s() - last.since_s
        if last.boot != self._boot or waited_s < 0:  # the machine started again: so does the wait
            waited_s = 0.0
            self._write({**known, whose: replace(last, boot=self._boot, since_s=self._uptime_s())})
        if waited_s < last.wait_s:
            raise TooSoon(last.wait_s - waited_s)

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Allow one guess at a time at this station, across all processes."""
        folder = os.open(self._keys, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        try:
            with suppress(OSError):  # a medium that knows no locks
                fcntl.flock(folder, fcntl.LOCK_EX)
            yield
        finally:
            os.close(folder)

    def _read(self) -> dict[str, Failures]:
        """Read both copies and return the higher count of each id.

        Where one copy is missing or damaged, every id has the longest wait.
        """
        copies = [_copy(path) for path in self._paths]
        if copies == [None, None] and not any(path.exists() for path in self._paths):
            return {}  # nobody has signed in since the station was made
        if copies[1] is None and not self._paths[1].exists() and (old := _old_copy(self._paths[0])) is not None:
            return {whose: Failures(count, count, UNKNOWN, 0.0) for whose, count in old.items()}
        if None in copies:
            told = {whose: each for copy in copies if copy for whose, each in copy.items()}
            return {whose: _longest(told.get(whose)) for whose in (*self._staff, NOBODY)}
        merged: dict[str, Failures] = {}
        for copy in copies:
            for whose, each in (copy or {}).items():
                merged[whose] = max(merged.get(whose, each), each, key=lambda one: (one.count, one.unreported))
        return merged

    def _write(self, failures: Mapping[str, Failures]) -> None:
        """Write both copies, unless they cannot be written."""
        if not self._can_count():
            return
        told = {whose: _document(each) for whose, each in failures.items() if each.count or each.unreported}
        data = json.dumps({"format": FORMAT, "failures": told}, sort_keys=True).encode("ascii") + b"\n"
        for path in self._paths:
            durable.replace(path, data)


def unlock(home: Path, staff: str, passphrase: str) -> keyring.StationKey:
    """Unlock the station key with a staff member's passphrase. The guess is counted and slowed down.

    Args:
        home: The station's folder, which holds `keys/`.
        staff: The staff id, which may be unknown.
        passphrase: The guess.

    Raises:
        TooSoon: The wait after earlier wrong guesses is not over; the guess was not tried.
        NotLetIn: The passphrase is wrong or the id is unknown.
        KeyFileError: A key file is missing or damaged.
    """
    keys = home / "keys"
    with Gate(home, keyring.staff_ids(keys)).attempt(staff):
        return keyring.unlock(keys, staff, passphrase)


def copy_count(home: Path, keys: Path) -> None:
    """Copy the count of the station in `home` into `keys`, a folder of new keys that will replace the old one."""
    gate = Gate(home, ())
    with gate._alone():
        gate._write(gate._read())
        durable.replace(keys / FILE, (home / "keys" / FILE).read_bytes())


def begin(home: Path) -> None:
    """Write both copies without any failure, for a new station in the folder `home`."""
    Gate(home, ())._write({})


def _longest(known: Failures | None) -> Failures:
    """Return as many failures as make the wait the longest."""
    count, unreported = (known.count, known.unreported) if known else (0, 0)
    return Failures(max(count, FREE_FAILURES + 9), unreported, UNKNOWN, 0.0)


def _copy(path: Path) -> dict[str, Failures] | None:
    """Read one copy; return None when it is missing, damaged or of another format."""
    try:
        content = json.loads(read_outside(path, FILE_BYTES_MAX))
        if content["format"] != FORMAT:
            return None
        return {str(whose): _failures(each) for whose, each in content["failures"].items()}
    except (OSError, ValueError, LookupError, TypeError, AttributeError, RecursionError):
        return None


def _old_copy(path: Path) -> dict[str, int] | None:
    """Read the counts of a station from an earlier version; return None when the file is something else."""
    try:
        content = json.loads(read_outside(path, FILE_BYTES_MAX))
        if content["format"] != OLD_FORMAT:
            return None
        return {str(whose): _number(each["count"]) for whose, each in content["failures"].items()}
    except (OSError, ValueError, LookupError, TypeError, AttributeError, RecursionError):
        return None


def _document(failures: Failures) -> dict[str, Any]:
    return {
        "count": failures.count,
        "unreported": failures.unreported,
        "boot": failures.boot,
        "since_s": round(failures.since_s, 3),
    }


def _failures(told: Mapping[str, Any]) -> Failures:
    boot, since_s = told["boot"], told["since_s"]
    if not isinstance(boot, str) or not isinstance(since_s, int | float):
        raise ValueError("no time")
    return Failures(_number(told["count"]), _number(told["unreported"]), boot, float(since_s))


def _number(value: object) -> int:
    if type(value) is not int or not 0 <= value <= MOST_COUNTED:
        raise ValueError("no count")
    return value
