"""Measurements of a pen while a person tries it: rate, jitter, lateness, pressure and losses, for `luobi pen test`.

Reports and the times at which they were read go in; facts come out. Memory does not grow with time: rate and
lateness come from the newest reports. Nothing of the writing is kept.
"""

from __future__ import annotations

import select
from collections import Counter, deque
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import islice
from statistics import median
from typing import Any

from signing.ink import Device, PenReport
from signing.quality import LEAST_LEVELS, Verdict
from terminal.devices.pen.feed import Feed, Lost, PenMessage

FORMAT = "luobi-pen-test/1"
KEPT = 20_000  # reports: a minute and a half of a fast pen
KEPT_BESIDE = 4_000  # where looking at them takes time from the pen itself
BINS = 16
USUAL = 3.0  # intervals longer than this many medians are silences
BARS = " ▁▂▃▄▅▆▇█"
SHOW_US = 200_000


@dataclass(frozen=True, slots=True)
class Facts:
    """The results of a trial.

    Times are in ms. `rate_hz`, `jitter_ms` and the lateness come from the newest reports only. `pressure` is the least
    and the greatest raw value in contact, None without a contact or a pressure axis. `levels` is how many different
    values occurred. `curve` counts contact reports by pressure, from none to full, in BINS bins. `losses` is each kind
    of loss with how often it occurred.
    """

    reports: int
    contacts: int
    rate_hz: float
    jitter_ms: float
    late_p50_ms: float
    late_p99_ms: float
    pressure: tuple[int, int] | None
    levels: int
    curve: tuple[int, ...]
    losses: tuple[tuple[str, int], ...]

    @property
    def verdict(self) -> Verdict:
        """The judgement: refused after a loss; doubtful when the pen never wrote or its pressure hardly varies."""
        if self.losses:
            return Verdict.REFUSED
        return Verdict.FINE if self.contacts and self.levels >= LEAST_LEVELS else Verdict.DOUBTFUL

    def as_json(self) -> dict[str, Any]:
        """Return the facts as one JSON document."""
        return {
            "format": FORMAT,
            "verdict": self.verdict.value,
            "reports": self.reports,
            "contacts": self.contacts,
            "rate_hz": round(self.rate_hz, 3),
            "jitter_ms": round(self.jitter_ms, 3),
            "late_p50_ms": round(self.late_p50_ms, 3),
            "late_p99_ms": round(self.late_p99_ms, 3),
            "pressure": list(self.pressure) if self.pressure else None,
            "pressure_levels": self.levels,
            "pressure_curve": list(self.curve),
            "losses": dict(self.losses),
        }

    def picture(self) -> str:
        """Return the pressure curve as a row of bars."""
        most = max(self.curve, default=0)
        return "".join(BARS[-(-count * (len(BARS) - 1) // most) if most else 0] for count in self.curve)


class Diagnosis:
    """A trial in progress."""

    def __init__(self, device: Device, kept: int = KEPT) -> None:
        self._weight = device.axes.get("pressure")
        self._reports = self._contacts = 0
        self._newest: PenReport | None = None
        self._intervals_us: deque[int] = deque(maxlen=kept)
        self._late_us: deque[int] = deque(maxlen=kept)
        self._pressures: Counter[int] = Counter()
        self._losses: Counter[str] = Counter()

    def note(self, messages: Iterable[PenMessage], read_us: int) -> None:
        """Count messages of a feed.

        Args:
            messages: Reports and losses in the order in which they came.
            read_us: When they were read, in microseconds on the reports' clock.
        """
        for message in messages:
            if isinstance(message, Lost):
                self._losses[message.why.value] += 1
                self._newest = None
            else:
                self._report(message, read_us)

    def facts(self) -> Facts:
        """Return the results so far."""
        usual = _usual(self._intervals_us)
        middle = median(usual) if usual else 0.0
        return Facts(
            reports=self._reports,
            contacts=self._contacts,
            rate_hz=1e6 * len(usual) / sum(usual) if usual else 0.0,
            jitter_ms=median(abs(each - middle) for each in usual) / 1000 if usual else 0.0,
            late_p50_ms=_quantile(self._late_us, 0.50) / 1000,
            late_p99_ms=_quantile(self._late_us, 0.99) / 1000,
            pressure=(min(self._pressures), max(self._pressures)) if self._pressures else None,
            levels=len(self._pressures),
            curve=tuple(self._curve()),
            losses=tuple(sorted(self._losses.items())),
        )

    def newest_ms(self, most: int = 120) -> tuple[float, ...]:
        """Return the newest intervals between samples, in ms, oldest first; at `most` so many."""
        newest = list(islice(reversed(self._intervals_us), most))
        return tuple(each / 1000 for each in reversed(newest))

    def _report(self, report: PenReport, read_us: int) -> None:
        self._reports += 1
        self._late_us.append(read_us - report.at_us)
        if self._newest and self._newest.near and report.near:
            self._intervals_us.append(report.at_us - self._newest.at_us)
        self._newest = report
        if report.inking:
            self._contacts += 1
            if self._weight:
                self._pressures[report.pressure] += 1

    def _curve(self) -> list[int]:
        bins = [0] * BINS
        for pressure, count in self._pressures.items():
            if self._weight:
                bins[min(BINS - 1, int(self._weight.share(pressure) * BINS))] += count
        return bins


class Overheard:
    """A feed that another part of the program reads, with a trial of all that is read from it."""

    def __init__(self, feed: Feed, now_us: Callable[[], int]) -> None:
        self._feed, self._now_us = feed, now_us
        self._diagnosis = Diagnosis(feed.device(), KEPT_BESIDE)
        self.facts, self.newest_ms = self._diagnosis.facts, self._diagnosis.newest_ms
        self.fileno, self.device, self.source = feed.fileno, feed.device, feed.source
        self.grab, self.close = feed.grab, feed.close

    def drain(self) -> tuple[PenMessage, ...]:
        """Return the messages of the feed, and count them."""
        messages = self._feed.drain()
        self._diagnosis.note(messages, self._now_us())
        return messages


def watch(feed: Feed, *, for_s: float, now_us: Callable[[], int], show: Callable[[Facts], None] | None = None) -> Facts:
    """Read the feed for a time, and return what was measured; an interrupt by the user ends it early.

    Args:
        feed: The pen; it is grabbed meanwhile.
        for_s: How long to read, in seconds.
        now_us: The reports' clock, in microseconds.
        show: A callback that gets the facts so far, five times a second; None for none.
    """
    diagnosis, end_us, shown_us = Diagnosis(feed.device()), now_us() + round(for_s * 1e6), now_us()
    feed.grab(True)
    try:
        while (now := now_us()) < end_us:
            select.select([feed], [], [], min(end_us - now, SHOW_US) / 1e6)
            diagnosis.note(feed.drain(), now_us())
            if show and now_us() - shown_us >= SHOW_US:
                shown_us = now_us()
                show(diagnosis.facts())
    except KeyboardInterrupt:
        pass
    finally:
        feed.grab(False)
    return diagnosis.facts()


def _usual(intervals_us: Iterable[int]) -> list[int]:
    """Return the intervals without the silences, in order of size."""
    positive = sorted(interval for interval in intervals_us if interval > 0)
    most = USUAL * median(positive) if positive else 0.0
    return [interval for interval in positive if interval <= most]


def _quantile(values: Sequence[int] | deque[int], share: float) -> int:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else 0
