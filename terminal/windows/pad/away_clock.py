"""How long the pad has waited for the applicant, and what follows: a question, a countdown, a wipe.

No Qt and no clock of its own: whoever owns it says what time it is, in milliseconds, and what the pad waits for.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from terminal.visit.model import State

WAIT_MS = 90_000
READING_MS = 300_000  # on read and sign
ELDER_FACTOR = 2
COUNTDOWN_MS = 20_000


class Waiting(StrEnum):
    """What the pad waits for."""

    NOBODY = "nobody"  # the machine, another screen, staff: the clock stands
    APPLICANT = "applicant"
    READER = "reader"  # who reads or signs is given longer


WAITING = {
    State.NOTICE: Waiting.APPLICANT,
    State.FILL: Waiting.APPLICANT,
    State.CHECK: Waiting.APPLICANT,
    State.HAND_OVER: Waiting.APPLICANT,
    State.READ: Waiting.READER,
    State.SIGN: Waiting.READER,
}
"""In every other step the pad waits for nobody."""


@dataclass(frozen=True, slots=True)
class Told:
    """What the clock says: nothing, seconds of the countdown, or that it is over."""

    countdown_s: int = 0
    over: bool = False


class AwayClock:
    """Begins anew with everything that somebody does."""

    def __init__(self, now_ms: int) -> None:
        self._since_ms = now_ms
        self._waiting, self._elder = Waiting.NOBODY, False

    def somebody(self, now_ms: int) -> None:
        """Somebody is here: pen, touch, desk, or a voice that reads."""
        self._since_ms = now_ms

    def wait_for(self, waiting: Waiting, elder: bool, now_ms: int) -> None:
        """What the pad waits for now; waiting for something else begins the time anew."""
        if (waiting, elder) != (self._waiting, self._elder):
            self._waiting, self._elder, self._since_ms = waiting, elder, now_ms

    def look(self, now_ms: int) -> Told:
        """How it stands at that time."""
        if self._waiting is Waiting.NOBODY:
            return Told()
        patience_ms = READING_MS if self._waiting is Waiting.READER else WAIT_MS
        left_ms = self._since_ms + patience_ms * (ELDER_FACTOR if self._elder else 1) + COUNTDOWN_MS - now_ms
        if left_ms <= 0:
            return Told(over=True)
        return Told(-(-left_ms // 1000)) if left_ms <= COUNTDOWN_MS else Told()
