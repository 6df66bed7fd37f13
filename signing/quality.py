"""Is this capture complete and plausible? A verdict with reasons and the facts behind them.

Decides what every capture is measured for: that something was written, that nothing was lost, that the
device behaved like a pen. Leaves to the station's policy which sources and which doubts it accepts, and to
examiners whose hand it was. The limits stand well below the smallest of several thousand real signatures:
64 contact samples, 0.63 s, 14 mm.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from itertools import groupby, pairwise
from math import atan2, cos, hypot, sin
from statistics import fmean, median

from signing.ink import Ink, PenReport, PenSample, Source, Stroke

LEAST_SAMPLES = 10
LEAST_CONTACT_S = 0.10
LEAST_PATH_MM = 5.0
LEAST_SIDE_MM = 3.0
LINE_BREADTH_MM, LINE_WAY = 3.0, 1.5  # a line is narrower than this, and its way no longer than so often its length
SHORT_CONTACT_S = 0.5
LEAST_LEVELS = 3
GAP_INTERVALS = 3  # a longer silence is a loss only if the pen meanwhile jumped
JUMP_SLACK = 4.0  # times the way of one interval at the speed around
JUMP_MM = 1.0  # and no less than this: slow pens have no speed to compare with
LEAP_MM = 50.0  # 5 m/s at 100 reports a second
LONG_INTERVALS = 10  # longer than any host is late: only a pen at rest is silent so long
RESTING_MM_PER_US = 1e-4  # 100 mm/s: no hand stops from this, or starts to this, within one interval
LEAST_FOR_REGULARITY = 40
OUTSIDE_SHARE = 0.2
OFF_MM = 1.0  # ink this far outside the window counts as outside
MACHINE_MADE = (Source.RECORDING, Source.SYNTHETIC)
WITHOUT_PEN = (Source.TOUCH, Source.MOUSE)


class Verdict(StrEnum):
    """The gravest reason decides."""

    FINE = "fine"
    DOUBTFUL = "doubtful"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a capture is not fine. `zh` is for the staff, with what to do."""

    verdict: Verdict
    zh: str
    en: str


REASONS = {
    "empty": Reason(Verdict.REFUSED, "没有写下签名，请重新签名", "nothing like a signature was written; sign again"),
    "lost-events": Reason(Verdict.REFUSED, "笔迹有丢失，请重新签名", "the system lost pen events; sign again"),
    "jump": Reason(Verdict.REFUSED, "笔迹中断，请重新签名", "the pen jumped after a gap; sign again"),
    "clock-backwards": Reason(
        Verdict.REFUSED,
        "设备时间倒退，请重新连接手写笔后重签",
        "times run backwards; reconnect the pen and sign again",
    ),
    "virtual-device": Reason(
        Verdict.REFUSED,
        "虚拟设备不能用于签名，请使用手写屏",
        "a virtual device is no pen; use the pen display",
    ),
    "no-pressure": Reason(
        Verdict.DOUBTFUL, "没有压力变化，请检查手写笔", "pressure hardly varies; have the pen checked"
    ),
    "not-a-pen": Reason(
        Verdict.DOUBTFUL, "不是手写笔书写，请改用手写笔", "finger or mouse instead of a pen; use the pen"
    ),
    "short": Reason(Verdict.DOUBTFUL, "签名过短，请确认或重签", "unusually short; confirm or sign again"),
    "outside-window": Reason(
        Verdict.DOUBTFUL, "笔迹超出签名框，请在框内重签", "ink lies outside the box; sign again inside it"
    ),
    "pens-exchanged": Reason(
        Verdict.DOUBTFUL, "签名中换过笔，请用同一支笔重签", "pens were exchanged; sign again with one pen"
    ),
    "no-hover": Reason(
        Verdict.DOUBTFUL, "落笔前没有悬停记录，请重新签名", "no approach before the first contact; sign again"
    ),
    "too-regular": Reason(
        Verdict.DOUBTFUL, "采样间隔完全相同，请检查设备", "intervals are all equal; have the device checked"
    ),
    "size-unknown": Reason(
        Verdict.DOUBTFUL,
        "设备未报告尺寸，请在设置中填写",
        "the device states no size; enter it in the settings",
    ),
}


@dataclass(frozen=True, slots=True)
class Quality:
    """The verdict, the names of its reasons (keys of REASONS), and what was measured."""

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


def judge(ink: Ink) -> Quality:
    """Measures one capture and weighs it. Contact time runs from the first contact to the last lift."""
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
    return _weighed(facts, tuple(_reasons(ink, facts, strokes)))


def _weighed(facts: Quality, reasons: tuple[str, ...]) -> Quality:
    verdicts = {REASONS[reason].verdict for reason in reasons}
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
    if any(_leaps(stroke.samples) for stroke in strokes) or _has_holes(ink, facts, strokes):
        yield "jump"
    yield from _doubts_of_place(ink, facts, strokes)
    yield from _doubts_of_device(ink, facts)


def _has_holes(ink: Ink, facts: Quality, strokes: Sequence[Stroke]) -> bool:
    """Whether silences hide ways. A mouse or finger is silent for many reasons, and is no evidence with or without."""
    if ink.source in WITHOUT_PEN or not facts.rate_hz:
        return False
    return any(_jumps(run, 1e6 / facts.rate_hz) for run in _watched(ink, strokes))


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
    return sum(_apart(a, b) for a, b in pairwise(samples))


def _apart(a: PenSample, b: PenSample) -> float:
    return hypot(b.x_mm - a.x_mm, b.y_mm - a.y_mm)


def _side(values: Sequence[float]) -> float:
    return max(values) - min(values) if values else 0.0


def _intervals(reports: Sequence[PenReport]) -> list[int]:
    """Times between reports in range, in microseconds."""
    return [b.at_us - a.at_us for a, b in pairwise(reports) if a.near and b.near]


def _rate(reports: Sequence[PenReport]) -> float:
    """Reports per second without the silences; 0 when there are too few. The mean: hosts deliver in steps."""
    intervals = sorted(interval for interval in _intervals(reports) if interval > 0)
    longest = GAP_INTERVALS * median(intervals) if intervals else 0.0
    usual = [interval for interval in intervals if interval <= longest]
    return 1e6 * len(usual) / sum(usual) if usual else 0.0


def _watched(ink: Ink, strokes: Sequence[Stroke]) -> list[Sequence[PenSample]]:
    """The stretches in which the pen was seen all the time, so that what is missing was lost.

    Where the device tells when the pen leaves, that is its whole stay in range: whole strokes may be lost in the air.
    Where it never tells, only the strokes: such a pen may have been carried elsewhere unseen.
    """
    if all(report.near for report in ink.reports):
        return [stroke.samples for stroke in strokes]
    stays = groupby(ink.reports, key=lambda report: report.near)
    return [replace(ink, reports=tuple(stay)).samples() for near, stay in stays if near]


def _leaps(samples: Sequence[PenSample]) -> bool:
    """Whether two successive reports of a stroke lie further apart than a hand can go."""
    return any(_apart(a, b) > LEAP_MM for a, b in pairwise(samples))


def _jumps(samples: Sequence[PenSample], interval_us: float) -> bool:
    """Whether a silence hides a way: a pen at rest is silent and starts where it stopped."""
    speeds = [_apart(a, b) / max(b.at_us - a.at_us, 1) for a, b in pairwise(samples)]
    for at, (a, b) in enumerate(pairwise(samples)):
        silent = (b.at_us - a.at_us) / interval_us
        if silent > LONG_INTERVALS and _moved_unseen(samples, speeds, at):
            return True
        around = max([*speeds[max(0, at - 3) : at], *speeds[at + 1 : at + 4]], default=0.0)
        if silent > GAP_INTERVALS and _apart(a, b) > JUMP_MM + JUMP_SLACK * around * interval_us:
            return True
    return False


def _moved_unseen(samples: Sequence[PenSample], speeds: Sequence[float], at: int) -> bool:
    """Whether a long silence after sample `at` cannot be a rest: the pen was elsewhere after it, or in full motion.

    What was cut may begin amid a report, so that its first places come one or two reports late.
    """
    reached = enumerate(samples[at + 1 : at + 4], 1)
    if any(_apart(samples[at], sample) > JUMP_MM * count for count, sample in reached):
        return True
    return max([*speeds[max(0, at - 1) : at], *speeds[at + 1 : at + 2]], default=0.0) > RESTING_MM_PER_US


def is_a_line(ink: Ink) -> bool:
    """Whether the pen went once along one straight: a whole capture, a possible mark, and no name.

    Measured across the axis along which the ink lies. False where there is no ink.
    """
    strokes = ink.strokes()
    samples = [sample for stroke in strokes for sample in stroke.samples]
    if not samples:
        return False
    x, y = (fmean(sample.x_mm for sample in samples), fmean(sample.y_mm for sample in samples))
    apart = [(sample.x_mm - x, sample.y_mm - y) for sample in samples]
    turn = atan2(2 * sum(dx * dy for dx, dy in apart), sum(dx * dx - dy * dy for dx, dy in apart)) / 2
    along = _side([dx * cos(turn) + dy * sin(turn) for dx, dy in apart])
    across = _side([dy * cos(turn) - dx * sin(turn) for dx, dy in apart])
    return across < LINE_BREADTH_MM and sum(_way(stroke.samples) for stroke in strokes) < LINE_WAY * along


def leaves_its_window(ink: Ink) -> bool:
    """Whether any of the ink lies outside the window, and so will not be on the page."""
    return any(_is_outside(ink, sample) for stroke in ink.strokes() for sample in stroke.samples)


def _is_outside(ink: Ink, sample: PenSample) -> bool:
    inside_x = -OFF_MM <= sample.x_mm <= ink.window.width_mm + OFF_MM
    return not (inside_x and -OFF_MM <= sample.y_mm <= ink.window.height_mm + OFF_MM)


def _lands_unseen(reports: Sequence[PenReport]) -> bool:
    """Whether the first report in range is already a contact; hands approach."""
    first = next((report for report in reports if report.near), None)
    return first is not None and first.touching


def _is_too_regular(reports: Sequence[PenReport]) -> bool:
    """Whether all intervals are equal to the microsecond; no USB host delivers so."""
    intervals = _intervals(reports)
    return len(intervals) >= LEAST_FOR_REGULARITY and len(set(intervals)) == 1
