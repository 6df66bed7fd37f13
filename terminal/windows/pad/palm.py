"""Touch and mouse are muted while the pen is near, and for a moment after it has left.

Decides which touches and mouse events reach the pad. A press that came before the pen is spoilt. Its release may pass,
so that no widget waits for it, but it moves nothing and clicks nothing. No Qt, no clock.
"""

from __future__ import annotations

from enum import StrEnum

MUTE_US = 200_000


class TouchPhase(StrEnum):
    """What an event of a finger or of a mouse does."""

    PRESS = "press"
    MOVE = "move"
    RELEASE = "release"


class PalmGuard:
    """Decides for each touch or mouse event whether to discard it. Times are microseconds of one monotonic clock."""

    def __init__(self, mute_us: int = MUTE_US) -> None:
        self._mute_us = mute_us
        self._pen_near = False
        self._until_us: int | None = None
        self._down = False  # a hand's press that was let through and has not ended
        self._spoilt = False  # the press in progress must not act any more

    def pen(self, near: bool, at_us: int) -> bool:
        """Record that the pen came near or left, and return whether a touch press in progress must be cancelled now.

        Args:
            near: Whether the pen is near the glass.
            at_us: The time, in microseconds.
        """
        self._pen_near = near
        self._until_us = at_us + self._mute_us
        cancel = near and self._down and not self._spoilt
        self._spoilt = self._spoilt or cancel
        return cancel

    def is_muted(self, at_us: int) -> bool:
        """Return whether touch and mouse are muted at this time."""
        return self._pen_near or (self._until_us is not None and at_us < self._until_us)

    def swallows(self, hand: TouchPhase, at_us: int) -> bool:
        """Return whether an event must not reach the pad.

        Args:
            hand: What the event does: press, move or release.
            at_us: The time of the event, in microseconds.
        """
        match hand:
            case TouchPhase.PRESS:
                self._spoilt = self.is_muted(at_us)
                self._down = not self._spoilt
                return self._spoilt
            case TouchPhase.MOVE:
                return self._spoilt or self.is_muted(at_us)
            case TouchPhase.RELEASE:
                let_through, self._down, self._spoilt = self._down, False, False
                return not let_through
