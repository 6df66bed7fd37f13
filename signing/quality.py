"""The check whether a capture is complete and plausible: a verdict with reasons and the measured facts.

This module decides what every capture is measured for: something was written, nothing was lost, and the device behaved
like a pen. The station's policy decides which sources and which doubts it accepts. Examiners decide who wrote it. The
limits are well below the smallest of several thousand real signatures: 64 contact samples, 0.63 s, 14 mm.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from itertools import pairwise
from math import atan2, cos, hypot, sin
from statistics import fmean
from typing import Final

from forms.message import Message
from signing.ink import Ink, PenReport, PenSample, Source, Stroke
from signing.stroke_faults import WITHOUT_PEN, apart, faults, usual_interval_us

LEAST_SAMPLES = 10
LEAST_CONTACT_S = 0.10
LEAST_PATH_MM = 5.0
LEAST_SIDE_MM = 3.0
LINE_BREADTH_MM, LINE_WAY = 3.0, 1.5  # a line is narrower than this, and its way no longer than so often its length
LEG_MM, ALONG = 2.0, 0.85  # of what goes along one direction: legs lean 16 degrees from it at the mean, no more
DOT_MM, MOST_STRAIGHTS = 2.0, 2  # a cross is two straights; what is shorter than a leg is a dot beside them
SHORT_CONTACT_S = 0.5
LEAST_LEVELS = 3
LEAST_FOR_REGULARITY = 40
OUTSIDE_SHARE = 0.2
OFF_MM = 1.0  # ink this far outside the window counts as outside
MACHINE_MADE = (Source.RECORDING, Source.SYNTHETIC)


class Verdict(StrEnum):
    """The verdict; the gravest reason decides it."""

    FINE = "fine"
    DOUBTFUL = "doubtful"
    REFUSED = "refused"


REASONS: Final = {
    "empty": Verdict.REFUSED,
    "lost-events": Verdict.REFUSED,
    "jump": Verdict.REFUSED,
    "clock-backwards": Verdict.REFUSED,
    "spike": Verdict.DOUBTFUL,
    "torn": Verdict.DOUBTFUL,
    "contact-untold": Verdict.DOUBTFUL,
    "pressure-range": Verdict.DOUBTFUL,
    "virtual-device": Verdict.REFUSED,
    "no-pressure": Verdict.DOUBTFUL,
    "not-a-pen": Verdict.DOUBTFUL,
    "short": Verdict.DOUBTFUL,
    "outside-window": Verdict.DOUBTFUL,
    "pens-exchanged": Verdict.DOUBTFUL,
    "no-hover": Verdict.DOUBTFUL,
    "too-regular": Verdict.DOUBTFUL,
    "size-unknown": Verdict.DOUBTFUL,
}
"""The reasons why a capture is not fine, and the gravity of each."""


def reason_message(name: str) -> Message:
    """Return the message for a reason, with what to do about it."""
    return Message(f"signing.quality-{name}")


@dataclass(frozen=True, slots=True)
class Quality:
    """The verdict, the names of its reasons (keys of REASONS), and the measurements."""

    verdict: Verdict
    reasons: tuple[str, ...]
    strokes: int
    contact_samples: int
    contact_s: float = field(repr=False)
    path_mm: float = field(repr=False)
    width_mm: float = field(repr=False)
    height_mm: float = field(repr=False)
    pressure_levels: int
    rate_hz: float
    dropped: int

    def named(self, verdict: Verdict) -> tuple[str, ...]:
        """Return the reasons of this gravity.

        Those of DOUBTFUL are what a person decides about while the signer is there.
        """
        return tuple(name for name in self.reasons if REASONS[name] is verdict)


def judge(ink: Ink) -> Quality:
    """Measure one capture and return the verdict. Contact time is from the first contact to the last lift."""
    strokes = ink.strokes()
    samples = [sample for stroke in strokes for sample in stroke.samples]
    facts = Quality(
        verdict=Verdict.FINE,
        reasons=(),
        strokes=len(strokes),
        contact_samples=len(samples),
        contact_s=(samples[-1].at_us - samples[0].at_us) / 1e6 if samples else 0.0,
        path_mm=sum(_way(stroke.samples) for stroke in strokes),
        width_mm=_side([s.x_mm for s in samples]),
        height_mm=_side([s.y_mm for s in samples]),
        pressure_levels=len({report.pressure for report in ink.reports if report.inking}),
        rate_hz=_rate(ink.reports),
        dropped=ink.dropped,
    )
    return _weighed(facts, tuple(dict.fromkeys(_reasons(ink, facts, strokes))))


def _weighed(facts: Quality, reasons: tuple[str, ...]) -> Quality:
    verdicts = {REASONS[reason] for reason in reasons}
    gravest = next((v for v in (Verdict.REFUSED, Verdict.DOUBTFUL) if v in verdicts), Verdict.FINE)
    return replace(facts, verdict=gravest, reasons=reasons)


def _reasons(ink: Ink, facts: Quality, strokes: Sequence[Stroke]) -> Iterator[str]:
    if _is_empty(facts):
        yield "empty"
    elif facts.contact_s < SHORT_CONTACT_S or facts.contact_samples < SHORT_CONTACT_S * facts.rate_hz:
        yield "short"
    if ink.dropped:
        yield "lost-events"
    if any(later.at_us < earlier.at_us for earlier, later in pairwise(ink.reports)):
        yield "clock-backwards"
    yield from faults(ink)
    yield from _doubts_of_place(ink, facts, strokes)
    yield from _doubts_of_device(ink, facts)


def _is_empty(facts: Quality) -> bool:
    return (
        facts.contact_samples < LEAST_SAMPLES
        or facts.contact_s < LEAST_CONTACT_S
        or facts.path_mm < LEAST_PATH_MM
        or max(facts.width_mm, facts.height_mm) < LEAST_SIDE_MM
    )


def _doubts_of_place(ink: Ink, facts: Quality, strokes: Sequence[Stroke]) -> Iterator[str]:
    outside = sum(_is_outside(ink, sample) for stroke in strokes for sample in stroke.samples)
    if outside > OUTSIDE_SHARE * facts.contact_samples:
        yield "outside-window"
    if not ink.device.size_known:
        yield "size-unknown"


def _doubts_of_device(ink: Ink, facts: Quality) -> Iterator[str]:
    if ink.device.virtual and ink.source not in MACHINE_MADE:
        yield "virtual-device"
    if ink.source in WITHOUT_PEN:
        yield "not-a-pen"
    elif facts.contact_samples and facts.pressure_levels < LEAST_LEVELS:
        yield "no-pressure"
    if "," in ink.device.serial:
        yield "pens-exchanged"
    if ink.source not in WITHOUT_PEN and _lands_unseen(ink.reports):
        yield "no-hover"
    if _is_too_regular(ink.reports):
        yield "too-regular"


def _way(samples: Sequence[PenSample]) -> float:
    return sum(apart(a, b) for a, b in pairwise(samples))


def _side(values: Sequence[float]) -> float:
    return max(values) - min(values) if values else 0.0


def _intervals(reports: Sequence[PenReport]) -> list[int]:
    """Return the times between reports in range, in microseconds."""
    return [b.at_us - a.at_us for a, b in pairwise(reports) if a.near and b.near]


def _rate(reports: Sequence[PenReport]) -> float:
    """Return the reports per second without the silences; 0 when there are too few."""
    usual_us = usual_interval_us(_intervals(reports))
    return 1e6 / usual_us if usual_us else 0.0


def is_a_line(ink: Ink) -> bool:
    """Return whether the ink is a line, drawn once or to and fro, or a cross: a possible mark, but not a name.

    All of it goes to and fro along one direction, or lies on at most two straight lines. The shortest real name, 丁一,
    needs three. Return False where there is no ink.
    """
    strokes = [stroke.samples for stroke in ink.strokes() if _way(stroke.samples) > DOT_MM]
    if not strokes:
        return False
    return _share_along_one_direction(strokes) > ALONG or _lies_on_two_straights(strokes)


def _lies_on_two_straights(strokes: Sequence[Sequence[PenSample]]) -> bool:
    """Return whether every stroke is straight, and continues or repeats one of at most two straight lines."""
    straights: list[list[Sequence[PenSample]]] = []
    for stroke in strokes:
        if not _is_straight([stroke]):
            return False
        known = next((each for each in straights if _is_straight([*each, stroke])), None)
        if known is not None:
            known.append(stroke)
        elif len(straights) == MOST_STRAIGHTS:
            return False
        else:
            straights.append([stroke])
    return True


def _is_straight(strokes: Sequence[Sequence[PenSample]]) -> bool:
    """Return whether these strokes lie in one narrow band and go along it, measured along the main axis of the ink."""
    samples = [sample for stroke in strokes for sample in stroke]
    x, y = (fmean(sample.x_mm for sample in samples), fmean(sample.y_mm for sample in samples))
    off = [(sample.x_mm - x, sample.y_mm - y) for sample in samples]
    turn = atan2(2 * sum(dx * dy for dx, dy in off), sum(dx * dx - dy * dy for dx, dy in off)) / 2
    along = _side([dx * cos(turn) + dy * sin(turn) for dx, dy in off])
    across = _side([dy * cos(turn) - dx * sin(turn) for dx, dy in off])
    if across >= LINE_BREADTH_MM:
        return False
    return sum(map(_way, strokes)) < LINE_WAY * along or _share_along_one_direction(strokes) > ALONG


def _share_along_one_direction(strokes: Sequence[Sequence[PenSample]]) -> float:
    """Return 1 where the pen goes to and fro along one direction only, 0 where it goes equally in all directions.

    This is the mean of the doubled angles, weighted by length; doubled, opposite directions are the same.
    """
    way = level = slanting = 0.0
    for stroke in strokes:
        for dx, dy in _legs(stroke):
            length = hypot(dx, dy)
            way += length
            level += (dx * dx - dy * dy) / length
            slanting += 2 * dx * dy / length
    return hypot(level, slanting) / way if way else 0.0


def _legs(samples: Sequence[PenSample]) -> Iterator[tuple[float, float]]:
    """Yield the way of a stroke in legs so long that a tremor does not turn them."""
    start = samples[0]
    for sample in samples:
        if apart(start, sample) >= LEG_MM:
            yield sample.x_mm - start.x_mm, sample.y_mm - start.y_mm
            start = sample


def leaves_its_window(ink: Ink) -> bool:
    """Return whether any of the ink lies outside the window and so will not be on the page."""
    return any(_is_outside(ink, sample) for stroke in ink.strokes() for sample in stroke.samples)


def _is_outside(ink: Ink, sample: PenSample) -> bool:
    inside_x = -OFF_MM <= sample.x_mm <= ink.window.width_mm + OFF_MM
    return not (inside_x and -OFF_MM <= sample.y_mm <= ink.window.height_mm + OFF_MM)


def _lands_unseen(reports: Sequence[PenReport]) -> bool:
    """Return whether the first report in range is already a contact; a real pen approaches first."""
    first = next((report for report in reports if report.near), None)
    return first is not None and first.touching


def _is_too_regular(reports: Sequence[PenReport]) -> bool:
    """Return whether all intervals are equal to the microsecond; no USB host delivers like that."""
    intervals = _intervals(reports)
    return len(intervals) >= LEAST_FOR_REGULARITY and len(set(intervals)) == 1
