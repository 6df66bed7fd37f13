"""How long a staff member must wait before another guess at his passphrase.

The count is kept in the station's folder: it survives a restart, and a clock that is set back begins the wait anew
instead of ending it. A guess is counted before it is judged, so that pulling the plug makes none free. Ids that the
station does not name share one count, and are answered in the words and the time of a wrong passphrase.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from signing import durable, keyring
from signing.errors import WrongPassphrase
from terminal.errors import TooSoon

FORMAT = "luobi-sign-ins/1"
FILE = "sign-ins.json"
FREE_FAILURES = 3
LONGEST_S = 300
NOBODY = "?"
"""Under this name stand the guesses for ids that the station does not name; no staff id looks like it."""

Clock = Callable[[], datetime]


@dataclass(frozen=True, slots=True)
class Failures:
    """Wrong passphrases in a row, and when the last one was."""

    count: int
    at: datetime

    @property
    def wait_s(self) -> float:
        """Seconds from the last failure to the next guess: the first three are free, then 2, 4, 8 … up to 300."""
        return min(LONGEST_S, 2.0 ** min(self.count - FREE_FAILURES, 16)) if self.count > FREE_FAILURES else 0.0


class NotLetIn(WrongPassphrase):
    """A wrong passphrase or an unknown id, in the same words; the next guess must wait `wait_s`."""

    def __init__(self, wait_s: float) -> None:
        super().__init__("nobody of that id opens this station with that passphrase. Try again, or use the kit")
        self.wait_s = wait_s


class Gate:
    """The gate of a station's folder. `staff`: ids that the station names; `now` gives aware UTC times."""

    def __init__(self, folder: Path, staff: Collection[str], now: Clock) -> None:
        self._path, self._staff, self._now = folder / FILE, staff, now

    @contextmanager
    def attempt(self, staff: str) -> Iterator[None]:
        """Around one guess. Raises TooSoon, and then nothing is tried; NotLetIn for a guess that is wrong.

        Anything else that goes wrong inside is nobody's wrong guess, and is not counted.
        """
        whose = staff if staff in self._staff else NOBODY
        known = self._read()
        before = known.get(whose, Failures(0, self._now()))
        self._require_waited(whose, known, before)
        now = Failures(before.count + 1, self._now())
        self._write({**known, whose: now})
        try:
            if whose is NOBODY:
                keyring.guess_in_vain(staff)
                raise NotLetIn(now.wait_s)
            yield
        except WrongPassphrase as problem:
            raise NotLetIn(now.wait_s) from problem
        except Exception:
            self._write({**known, whose: before})
            raise
        else:
            self._write({name: failures for name, failures in known.items() if name != whose})

    def _require_waited(self, whose: str, known: Mapping[str, Failures], last: Failures) -> None:
        waited_s = (self._now() - last.at).total_seconds()
        if waited_s < 0:  # the clock was set back: the wait begins anew
            self._write({**known, whose: Failures(last.count, self._now())})
        if max(0.0, waited_s) < last.wait_s:
            raise TooSoon(last.wait_s - max(0.0, waited_s))

    def _read(self) -> dict[str, Failures]:
        """A file that is not whole gives nobody a fresh start: everybody waits once."""
        try:
            content = json.loads(self._path.read_bytes())
            failures = {FORMAT: content["failures"]}[content["format"]]
            return {whose: Failures(each["count"], moment(each["at"])) for whose, each in failures.items()}
        except FileNotFoundError:
            return {}
        except (ValueError, LookupError, TypeError, AttributeError):
            return {whose: Failures(FREE_FAILURES + 5, self._now()) for whose in (*self._staff, NOBODY)}

    def _write(self, failures: Mapping[str, Failures]) -> None:
        counted = {whose: each for whose, each in failures.items() if each.count}
        told = {whose: {"count": each.count, "at": each.at.isoformat()} for whose, each in counted.items()}
        content = json.dumps({"format": FORMAT, "failures": told}, sort_keys=True)
        durable.replace(self._path, f"{content}\n".encode("ascii"))


def moment(text: str) -> datetime:
    """The time of a count; ValueError for one without a zone."""
    at = datetime.fromisoformat(text)
    if at.tzinfo is None:
        raise ValueError(text)
    return at
