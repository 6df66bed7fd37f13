"""How long the pad has waited for the applicant, and what follows: a question with a countdown, then a wipe.

The clock uses no Qt and reads no time itself. Its owner passes in the time, in milliseconds, and what the pad waits
for.
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
    """Whom the pad waits for."""

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
"""Whom the pad waits for in each step; in a step that is not listed it waits for no one."""


@dataclass(frozen=True, slots=True)
class AwayReport:
    """What the clock reports: nothing, the seconds left of the countdown, or that the time is over."""

    countdown_s: int = 0
    over: bool = False


class AwayClock:
    """The time without any action of a person. It starts again from zero with every action."""

    def __init__(self, now_ms: int) -> None:
        self._since_ms = now_ms
        self._waiting, self._elder = Waiting.NOBODY, False

    def somebody(self, now_ms: int) -> None:
        """Start the waiting time again: there was pen, touch, a desk action or reading aloud at `now_ms`."""
        self._since_ms = now_ms

    def wait_for(self, waiting: Waiting, elder: bool, now_ms: int) -> None:
        """Set what the pad waits for; a change starts the waiting time again.

        Args:
            waiting: Whom the pad waits for.
            elder: Whether larger type is on, which gives `ELDER_FACTOR` times as long.
            now_ms: The time now, in milliseconds on the clock's time base.
        """
        if (waiting, elder) != (self._waiting, self._elder):
            self._waiting, self._elder, self._since_ms = waiting, elder, now_ms

    def look(self, now_ms: int) -> AwayReport:
        """Return what the clock reports at `now_ms`."""
        if self._waiting is Waiting.NOBODY:
            return AwayReport()
        patience_ms = READING_MS if self._waiting is Waiting.READER else WAIT_MS
        left_ms = self._since_ms + patience_ms * (ELDER_FACTOR if self._elder else 1) + COUNTDOWN_MS - now_ms
        if left_ms <= 0:
            return AwayReport(over=True)
        return AwayReport(-(-left_ms // 1000)) if left_ms <= COUNTDOWN_MS else AwayReport()
