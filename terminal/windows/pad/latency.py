"""How late ink appears: from the time of the pen's event to the moment when the screen had it.

Decides what is kept: counts in steps of 50 µs up to half a second, so that a long session takes no more memory than
a short one. Times are microseconds of one monotonic clock.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable
from dataclasses import dataclass

STEP_US = 50
STEPS = 10_000  # the last one counts all that is later


@dataclass(frozen=True, slots=True)
class LatencyFacts:
    """The delays of one signature in milliseconds; None without a sample."""

    samples: int
    p50_ms: float | None
    p99_ms: float | None
    worst_ms: float | None


class Latency:
    """The counts of the delays of one signature."""

    def __init__(self) -> None:
        self._counts = array("L", bytes(STEPS * array("L").itemsize))
        self._samples = 0
        self._worst_us = 0

    def note(self, events_us: Iterable[int], shown_us: int) -> None:
        """Count the delays of events that have just appeared on the screen.

        Args:
            events_us: The times of the pen's events, in microseconds.
            shown_us: The time at which they were on the screen, in microseconds of the same clock.
        """
        counts = self._counts
        for at_us in events_us:
            late_us = max(0, shown_us - at_us)
            counts[min(late_us // STEP_US, STEPS - 1)] += 1
            self._samples += 1
            if late_us > self._worst_us:
                self._worst_us = late_us

    def facts(self) -> LatencyFacts:
        """Return the delays counted so far; percentiles are the upper edges of their steps."""
        if not self._samples:
            return LatencyFacts(0, None, None, None)
        return LatencyFacts(self._samples, self._share(0.50), self._share(0.99), self._worst_us / 1000)

    def _share(self, share: float) -> float:
        goal, passed = share * self._samples, 0
        for step, count in enumerate(self._counts):
            passed += count
            if passed >= goal:
                return min((step + 1) * STEP_US, self._worst_us) / 1000
        raise AssertionError("unreachable: the counts add up to the samples")
