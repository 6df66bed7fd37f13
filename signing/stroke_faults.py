"""The faults within strokes: holes, spikes, a stroke torn in two, lifts and pressures that cannot be true.

This module decides only what the reports of a pen can show. Between strokes a pen may be silent: at the limit of its
range it moves unseen, so that silence proves nothing. Within a stroke silence means rest, because the kernel sends
every change.

The limits come from 40 recordings of real tablets and 1.21 million steps of real signatures. Reports arrive up to 24 ms
late. After a rest the first report is 0.6 to 0.8 mm away (the tablet's dead band). The fastest step has 1.5 m/s. At 200
Hz no sample is more than 1.12 mm off the middle of its neighbours.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby, pairwise
from math import hypot
from statistics import median

from signing.ink import INKING_TOOLS, Ink, PenReport, PenSample, Source

WITHOUT_PEN = (Source.TOUCH, Source.MOUSE)
RAW = (Source.PEN, Source.RECORDING, Source.SYNTHETIC)
GAP_INTERVALS = 3  # shorter silences are a host's steps; longer ones are looked at
LATE_INTERVALS, LATE_US = 4, 24_000  # so much later than usual a report may be, of a slow pen and of a fast one
LONG_US = 50_000  # twice as long as any report was late: only a pen at rest is silent so long
REST_MM = 1.0  # a quarter above the largest dead band: so far away a pen at rest may be when it is heard again
RESTING_MM_PER_US = 1e-4  # 100 mm/s: no hand stops from this, and starts to this, within one interval each
FASTEST_MM_PER_US = 3e-3  # 3 m/s: twice the fastest real step
BEND_MM, BEND_US = 1.12, 5_000  # the farthest real sample off the middle of its neighbours, and its interval
SPIKE, ODD = 2.0, 4 / 3  # times BEND_MM: certainly a spike; farther than any real sample
LEAP_MM = 50.0  # 5 m/s at 100 Hz: for what is not raw or has no known size
UNTOLD_REPORTS, UNTOLD_MM = 3, 2.0  # a tip at the driver's threshold does so for a report or two, and hardly moves


def faults(ink: Ink) -> Iterator[str]:
    """Yield the names of the faults, some more than once; each is a key of `quality.REASONS`."""
    if kind := _misplaced(ink):
        yield kind
    if ink.source not in WITHOUT_PEN:
        if _is_torn(ink.reports):
            yield "torn"
        yield from _crosses_unseen(ink)
        if _pressure_contradicts_contact(ink):
            yield "contact-untold"
    if _presses_beyond_its_axis(ink):
        yield "pressure-range"


def usual_interval_us(intervals_us: Sequence[int]) -> float:
    """Return the mean interval in microseconds without the silences; 0 when there is none.

    It is the mean, not the median, because hosts deliver in steps.
    """
    positive = [interval for interval in intervals_us if interval > 0]
    longest = GAP_INTERVALS * median(positive) if positive else 0.0
    usual = [interval for interval in positive if interval <= longest]
    return sum(usual) / len(usual) if usual else 0.0


def apart(a: PenSample, b: PenSample) -> float:
    """Return the distance between the samples `a` and `b` in mm."""
    return hypot(b.x_mm - a.x_mm, b.y_mm - a.y_mm)


def _misplaced(ink: Ink) -> str:
    """Return "jump" when places are missing from a stroke or cannot be real, "spike" if doubtful, otherwise "".

    A mouse or a finger is silent and fast for many reasons, and is not evidence in any case. A window system may have
    dropped some of its reports, so a step there need not be one step of the pen.
    """
    strokes = [stroke.samples for stroke in ink.strokes()]
    usual_us = usual_interval_us([b.at_us - a.at_us for samples in strokes for a, b in pairwise(samples)])
    is_pen = ink.source not in WITHOUT_PEN
    if is_pen and usual_us and any(_has_hole(samples, usual_us) for samples in strokes):
        return "jump"
    if ink.source not in RAW or not ink.device.size_known:
        return "jump" if any(apart(a, b) > LEAP_MM for samples in strokes for a, b in pairwise(samples)) else ""
    bend = max((_bend(samples, usual_us) for samples in strokes), default=0.0)
    if bend > SPIKE or any(_outruns_hands(samples, usual_us) for samples in strokes):
        return "jump"
    return "spike" if bend > ODD else ""


def _has_hole(samples: Sequence[PenSample], usual_us: float) -> bool:
    """Return whether a silence hides a way: a pen at rest is silent, and starts where it stopped."""
    speeds = _speeds(samples, usual_us)
    for at, (a, b) in enumerate(pairwise(samples)):
        silent_us = b.at_us - a.at_us
        if _is_long(silent_us, usual_us):
            if _starts_elsewhere(samples, at, usual_us) or _stops_and_starts_at_speed(samples, speeds, at):
                return True
        elif silent_us > GAP_INTERVALS * usual_us and apart(a, b) > _late_way(speeds, at, usual_us):
            return True
    return False


def _speeds(samples: Sequence[PenSample], usual_us: float) -> list[float]:
    """Return the speeds in mm per microsecond. Reports that a host delivers together were not sampled together."""
    return [apart(a, b) / max(b.at_us - a.at_us, usual_us, 1) for a, b in pairwise(samples)]


def _is_long(silent_us: float, usual_us: float) -> bool:
    return silent_us > max(LONG_US, (LATE_INTERVALS + 1) * usual_us)


def _late_way(speeds: Sequence[float], at: int, usual_us: float) -> float:
    """Return how far in mm a pen may have moved in a short silence after sample `at`.

    It may have moved by its dead band, and on if a report was late.
    """
    around = max([*speeds[max(0, at - 3) : at], *speeds[at + 1 : at + 4]], default=0.0)
    return REST_MM + around * max(LATE_INTERVALS * usual_us, LATE_US)


def _starts_elsewhere(samples: Sequence[PenSample], at: int, usual_us: float) -> bool:
    """Return whether the pen is, after a long silence, farther away than a start from rest allows.

    The distance is measured over the silence. What was cut may begin within a report, so that its first places come one
    or two reports late.
    """
    heard_us = samples[at + 1].at_us
    for count, sample in enumerate(samples[at + 1 : at + 4], 1):
        if sample.at_us - heard_us > GAP_INTERVALS * usual_us:  # the next silence has begun
            return False
        if apart(samples[at], sample) > _way_from_rest(count, usual_us):
            return True
    return False


def _way_from_rest(reports: int, usual_us: float) -> float:
    """Return how far in mm a pen may move in so many reports after a rest: its dead band, then human acceleration.

    It has been moving a little longer than that, unseen within the dead band. At the greatest acceleration the way
    would grow with the square of the time. No person keeps that up from the beginning.
    """
    grown: float = (reports + 0.25) ** 1.75
    return REST_MM + BEND_MM * grown * usual_us / BEND_US


def _stops_and_starts_at_speed(samples: Sequence[PenSample], speeds: Sequence[float], at: int) -> bool:
    """Return whether the pen was in full motion both before and after the long silence after sample `at`.

    The step out of the dead band is no speed: it takes the whole silence.
    """
    begin, end = samples[at + 1], samples[min(at + 5, len(samples) - 1)]
    if at == 0 or end is begin:
        return False
    after = (apart(begin, end) - REST_MM) / max(end.at_us - begin.at_us, 1)
    return min(speeds[at - 1], after) > RESTING_MM_PER_US


def _bend(samples: Sequence[PenSample], usual_us: float) -> float:
    """Return how far a sample is off the middle of its neighbours, as a multiple of the real maximum at that interval.

    A person's acceleration is limited, so the way grows with the square of the time. Intervals up to two usual ones are
    the host's steps (4 and 8 ms at 200 Hz), not the pen's.
    """
    most = 0.0
    for a, b, c in zip(samples, samples[1:], samples[2:], strict=False):
        off = hypot(b.x_mm - (a.x_mm + c.x_mm) / 2, b.y_mm - (a.y_mm + c.y_mm) / 2)
        took_us = max(_pen_time(b.at_us - a.at_us, usual_us), _pen_time(c.at_us - b.at_us, usual_us), BEND_US)
        most = max(most, off / (BEND_MM * (took_us / BEND_US) ** 2))
    return most


def _outruns_hands(samples: Sequence[PenSample], usual_us: float) -> bool:
    return any(
        apart(a, b) > FASTEST_MM_PER_US * max(_pen_time(b.at_us - a.at_us, usual_us), BEND_US)
        for a, b in pairwise(samples)
    )


def _pen_time(interval_us: float, usual_us: float) -> float:
    """Return the time between two samples of the pen, from the interval at which a host delivered them."""
    return interval_us if interval_us > 2 * usual_us else usual_us


def _is_torn(reports: Sequence[PenReport]) -> bool:
    """Return whether the pen left range between two contacts without hovering. No person can do that."""
    runs = [state for state, _ in groupby((report.inking, report.near) for report in reports)]
    written, away = (True, True), (False, False)
    return any(three == (written, away, written) for three in zip(runs, runs[1:], runs[2:], strict=False))


def _crosses_unseen(ink: Ink) -> Iterator[str]:
    """Yield faults for strokes that begin or end elsewhere after a silence: what was written there is missing.

    Out of range a pen may be silent, but it comes down through the air. From there to the glass it needs some reports.
    """
    near = [report for report in ink.reports if report.near]
    samples = ink.samples()
    usual_us = usual_interval_us([b.at_us - a.at_us for a, b in pairwise(samples)])
    speeds = _speeds(samples, usual_us)
    for at, ((report, following), (a, b)) in enumerate(zip(pairwise(near), pairwise(samples), strict=True)):
        silent_us = b.at_us - a.at_us
        if silent_us <= GAP_INTERVALS * usual_us:
            continue
        is_long = _is_long(silent_us, usual_us)
        elsewhere = (
            _starts_elsewhere(samples, at, usual_us) if is_long else apart(a, b) > _late_way(speeds, at, usual_us)
        )
        if elsewhere and report.inking and not all(each.touching for each in near[at + 1 : at + 4]):
            yield "contact-untold"
        elif elsewhere and is_long and following.inking and not report.touching:
            yield "no-hover"


def _pressure_contradicts_contact(ink: Ink) -> bool:
    """Return whether a pen with a pressure sensor stays in contact without pressure, or in the air with a stroke's.

    A driver's threshold leaves some pressure in the air. What counts is above a quarter of the samples in contact.
    """
    weight = ink.device.axes.get("pressure")
    pressed = sorted(r.pressure for r in ink.reports if weight and r.inking and r.pressure > weight.minimum)
    if weight is None or not pressed:
        return False
    written = pressed[len(pressed) // 4]

    def kind(report: PenReport) -> tuple[bool, bool]:
        return report.inking, report.near and report.tool in INKING_TOOLS and report.pressure > weight.minimum

    for (inking, is_pressed), reports in groupby(ink.reports, key=kind):
        run = list(reports)
        contradicts = not is_pressed if inking else is_pressed and _presses_as_in(run, written)
        if contradicts and _goes_on(run, ink.device.units_per_mm()):
            return True
    return False


def _presses_as_in(run: Sequence[PenReport], written: int) -> bool:
    """Return whether a person presses here. A value that never changes is one that the device forgot to reset."""
    levels = {report.pressure for report in run}
    return max(levels) >= written and len(levels) >= UNTOLD_REPORTS


def _goes_on(run: Sequence[PenReport], per_mm: tuple[float, float]) -> bool:
    farthest = max(hypot((r.x - run[0].x) / per_mm[0], (r.y - run[0].y) / per_mm[1]) for r in run)
    return len(run) >= UNTOLD_REPORTS and farthest > UNTOLD_MM


def _presses_beyond_its_axis(ink: Ink) -> bool:
    weight = ink.device.axes.get("pressure")
    return weight is not None and any(
        report.inking and not weight.minimum <= report.pressure <= weight.maximum for report in ink.reports
    )
