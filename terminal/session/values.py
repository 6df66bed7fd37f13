"""The values of a counter: an open visit with what the clerk made of it, and a call from the pad."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from terminal.clerk.orders import Papers, RecordLine, Trouble
from terminal.visit.model import Visit


class Why(StrEnum):
    """The reason of a call from the pad."""

    HELP = "help"
    WANTS_HELP = "wants-help"  # with signing, before anything was written
    CANNOT_WRITE = "cannot-write"
    WILL_NOT_SIGN = "will-not-sign"
    CORRECTION = "correction"
    PEN = "pen"  # it was lost in a stroke


@dataclass(frozen=True, slots=True)
class Bell:
    """A call that is shown at the desk until it is acknowledged.

    `at`: ISO 8601 UTC. `key`: the answer that should be corrected; "" for other calls.
    """

    why: Why
    at: str
    key: str = ""


@dataclass(frozen=True, slots=True)
class InHand:
    """An open visit.

    `busy`: What the clerk is doing for it, "" for nothing. `trouble`: Why that failed last time.
    """

    visit: Visit
    papers: Papers | None = None
    receipt: str = field(default="", repr=False)
    code: tuple[str, ...] = field(default=(), repr=False)
    line: RecordLine | None = None
    busy: str = ""
    trouble: Trouble | None = None
