"""What a counter has in hand, as values: a visit with what the clerk made of it, and a call from the pad."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from terminal.clerk.orders import Papers, RecordLine, Trouble
from terminal.visit.model import Visit


class Why(StrEnum):
    """Why somebody at the pad calls."""

    HELP = "help"
    WANTS_HELP = "wants-help"  # with signing, before anything was written
    CANNOT_WRITE = "cannot-write"
    WILL_NOT_SIGN = "will-not-sign"
    CORRECTION = "correction"
    PEN = "pen"  # it was lost in a stroke


@dataclass(frozen=True, slots=True)
class Bell:
    """A call that stands on the desk until it is acknowledged. `key`: the answer that should be corrected."""

    why: Why
    at: str
    key: str = ""


@dataclass(frozen=True, slots=True)
class InHand:
    """A visit in hand. `busy`: what the clerk is doing for it; `trouble`: why that did not work last time."""

    visit: Visit
    papers: Papers | None = None
    receipt: str = field(default="", repr=False)
    code: tuple[str, ...] = field(default=(), repr=False)
    line: RecordLine | None = None
    busy: str = ""
    trouble: Trouble | None = None
