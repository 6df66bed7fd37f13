"""A generator of what real tablets and hands do, by the measured figures, and of faults put into that.

Written as `terminal.demo.handwriting` writes, sampled at the rate of a real tablet and delivered in a host's steps.
Then the tablet adds what it is known for: a dead band after each rest, silence at the limit of its range, leaving the
range between strokes. Faults are spikes, holes in contact and a false leaving within a stroke.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from itertools import groupby, pairwise
from math import cos, hypot, pi, sin
from random import Random

from signing.ink import Axis, Device, Ink, PenReport, Source, Window
from terminal.demo.handwriting import write
from terminal.demo.synthetic import STYLES

PER_MM = 100
PEN = 0x140
NAMES = ("王林", "李文明", "陈平", "张明")
RATES_HZ = (100, 133, 200, 266)
HANDS = 3  # different ones for each style and name: writing takes longer than all that is done with it
DISPLAY = Device(
    name="Example Pen Display",
    bus=3,
    vendor=0x1209,
    product=1,
    version=0x111,
    serial="1111111",
    direct=True,
    virtual=False,
    axes={
        "x": Axis(0, 47_600, PER_MM),
        "y": Axis(0, 26_800, PER_MM),
        "pressure": Axis(0, 8191),
        "distance": Axis(0, 63),
    },
)
WINDOW = Window(20.0, 20.0, 160.0, 60.0)


@dataclass(frozen=True, slots=True)
class Tablet:
    """What a tablet is known for. `dead_band_mm` is how far it lets a pen at rest go before it speaks again."""

    rate_hz: int = 200
    dead_band_mm: float = 0.0
    rest_ms: int = 0
    tells_distance: bool = True
    silent_at_limit: bool = False
    leaves: bool = False


def ink_of(reports: list[PenReport], tablet: Tablet) -> Ink:
    """The reports as a capture of that tablet."""
    axes = {name: axis for name, axis in DISPLAY.axes.items() if tablet.tells_distance or name != "distance"}
    return Ink(replace(DISPLAY, axes=axes), Source.PEN, WINDOW, tuple(reports), 0, "2026-11-23T02:42:00Z")


def signature(style: str, name: str, tablet: Tablet, seed: int) -> list[PenReport]:
    """One signature, written in that style on that tablet."""
    random = Random(seed)
    reports = list(_written(style, name, tablet.rate_hz, seed % HANDS))
    if not tablet.tells_distance:
        reports = [replace(report, distance=0) for report in reports]
    if tablet.rest_ms:
        reports = _rested(reports, tablet, random)
    if tablet.silent_at_limit:
        reports = _silent_in_the_air(reports)
    if tablet.leaves:
        reports = list(_leaving(reports))
    return reports


def thrown(reports: list[PenReport], by_mm: float, random: Random) -> list[PenReport]:
    """One report within a stroke lies elsewhere: a spike, there and back."""
    at = random.choice([at for at in range(2, len(reports) - 2) if all(r.inking for r in reports[at - 2 : at + 3])])
    turn = random.uniform(0, 2 * pi)
    one = reports[at]
    x, y = one.x + by_mm * PER_MM * cos(turn), one.y + by_mm * PER_MM * sin(turn)
    return [*reports[:at], replace(one, x=round(x), y=round(y)), *reports[at + 1 :]]


def torn(reports: list[PenReport], for_us: int, random: Random) -> list[PenReport] | None:
    """The pen is said to leave amid a stroke, and to be back in contact. None where no stroke is long enough."""
    for at, end in _within_a_stroke(reports, for_us, random):
        leaving = replace(reports[at], touching=False, near=False)
        return [*reports[:at], leaving, *reports[end:]]
    return None


def holed(reports: list[PenReport], for_us: int, least_mm: float, random: Random) -> list[PenReport] | None:
    """Reports of a stroke are missing. None where no stroke goes so far in that time."""
    for at, end in _within_a_stroke(reports, for_us, random):
        if apart_mm(reports[at], reports[end]) > least_mm:
            return [*reports[: at + 1], *reports[end:]]
    return None


def apart_mm(a: PenReport, b: PenReport) -> float:
    """The distance of two reports."""
    return hypot(b.x - a.x, b.y - a.y) / PER_MM


def _within_a_stroke(reports: list[PenReport], for_us: int, random: Random) -> Iterator[tuple[int, int]]:
    """Places in a stroke and, so much later in the same stroke, others; in random order."""
    for at in random.sample(range(3, len(reports)), len(reports) - 3):
        end = next((n for n in range(at, len(reports)) if reports[n].at_us - reports[at].at_us >= for_us), None)
        if end is not None and all(r.inking for r in reports[at - 3 : end + 4]):
            yield at, end


@cache
def _written(style: str, name: str, rate_hz: int, seed: int) -> tuple[PenReport, ...]:
    """What the hand writes as a tablet samples it, and as a host that asks every 4 ms delivers it."""
    random = Random(seed)
    written, reports = write(name, STYLES[style], random), []
    for number in range(int(written.end_s * rate_hz)):
        at_s = number / rate_hz
        x, y = written.place(at_s)
        pressure = round(8191 * written.pressure(at_s)) if written.contact(at_s) else 0
        delivered_us = -(-round(at_s * 1e6) // 4000) * 4000 + round(min(400.0, random.expovariate(1 / 45)))
        reports.append(
            PenReport(
                at_us=delivered_us,
                x=round(PER_MM * (40 + x)),
                y=round(PER_MM * (40 + y)),
                pressure=min(pressure, 8191),
                tilt_x=0,
                tilt_y=0,
                distance=round(63 * written.lift(at_s)),
                touching=pressure > 40,
                near=True,
                tool=PEN,
            )
        )
    return tuple(reports)


def _rested(reports: list[PenReport], tablet: Tablet, random: Random) -> list[PenReport]:
    """The pen rests once where it is slow; what it then says first lies a dead band away."""
    slow_mm = 60 / tablet.rate_hz
    slow = [
        at
        for at in range(3, len(reports) - 8)
        if all(r.inking for r in reports[at - 3 : at + 8])
        and all(apart_mm(a, b) < slow_mm for a, b in pairwise(reports[at - 3 : at + 3]))
    ]
    if not slow:
        return reports
    at = random.choice(slow)
    first = next((n for n in range(at + 1, len(reports)) if _speaks(reports[at], reports[n], tablet)), at + 1)
    shift_us = tablet.rest_ms * 1000
    return [*reports[: at + 1], *(replace(r, at_us=r.at_us + shift_us) for r in reports[first:])]


def _speaks(resting: PenReport, report: PenReport, tablet: Tablet) -> bool:
    return not report.inking or apart_mm(resting, report) >= tablet.dead_band_mm


def _silent_in_the_air(reports: list[PenReport]) -> list[PenReport]:
    """Of each way through the air only the first and the last few reports are told."""
    kept: list[PenReport] = []
    for inking, run in groupby(reports, key=lambda report: report.inking):
        told = list(run)
        kept += told if inking or len(told) < 7 else [*told[:2], *told[-3:]]
    return kept


def _leaving(reports: list[PenReport]) -> Iterator[PenReport]:
    """In the middle of each way through the air the pen is out of range."""
    for inking, run in groupby(reports, key=lambda report: report.inking):
        told = list(run)
        if inking or len(told) < 7:
            yield from told
        else:
            yield from told[:2]
            yield replace(told[2], near=False)
            yield from told[-3:]
