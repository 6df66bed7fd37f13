"""The look of ink on screens: a line with round ends (a capsule) every quarter millimetre.

The line runs through every report, re-sampled by its length, so that it lies under the pen. It is as wide as the pen
was pressed. `outline` draws the page.
Everything here is arithmetic on the arguments: the same ink gives the same capsules.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from signing.curve import Point, curved, even
from signing.ink import Ink, PenSample, Stroke

STEP_MM = 0.25
DECIMALS = 2  # of coordinates in mm: finer digits would only carry noise of the device
THIN_MM, THICK_MM = 0.30, 1.70  # of a line on the glass, at no and at full pressure
HAIRLINE_MM = 0.15  # never thinner on the page, however small the box
WIDTH_STEPS = 16
NOMINAL_PRESSURE = 0.5  # for devices that know none
INK_RGB = (0x14, 0x18, 0x1F)
POINTS_PER_MM = 72 / 25.4


@dataclass(frozen=True, slots=True)
class Capsule:
    """A line with round ends, in mm from the upper left corner of the box; a dot when both ends are equal."""

    x0: float
    y0: float
    x1: float
    y1: float
    width: float


def capsules(ink: Ink, width_mm: float, height_mm: float) -> tuple[Capsule, ...]:
    """Return the ink as capsules in a box of the given size.

    The window of the ink is scaled without distortion and centred; the ink is clipped to the box.

    Args:
        ink: The capture, with the window that the signer saw.
        width_mm: The width of the box.
        height_mm: The height of the box.
    """
    scale = min(width_mm / ink.window.width_mm, height_mm / ink.window.height_mm)
    left = (width_mm - scale * ink.window.width_mm) / 2
    top = (height_mm - scale * ink.window.height_mm) / 2
    strokes = ink.strokes()
    pressed = any(sample.pressure > 0 for stroke in strokes for sample in stroke.samples)
    drawn: list[Capsule] = []
    for stroke in strokes:
        way = [
            Point(left + scale * s.x_mm, top + scale * s.y_mm, s.pressure if pressed else NOMINAL_PRESSURE)
            for s in _moved(stroke)
        ]
        drawn += _capsules_of(even(curved(way), STEP_MM), scale, width_mm, height_mm)
    return tuple(drawn)


def line_width_mm(pressure: float, scale: float = 1.0) -> float:
    """Return the width of the line in mm, in steps, never below `HAIRLINE_MM`.

    Args:
        pressure: 0 to 1, a share of the device's range.
        scale: The scale at which the ink is drawn; 1 is the size on the glass.
    """
    step = round(pressure * WIDTH_STEPS) / WIDTH_STEPS
    return round(max(HAIRLINE_MM, scale * (THIN_MM + (THICK_MM - THIN_MM) * step)), 3)


def _moved(stroke: Stroke) -> Iterator[PenSample]:
    """Yield the samples at which the pen had moved. A pen at rest adds nothing to the shape."""
    before: PenSample | None = None
    for sample in stroke.samples:
        if before is None or (sample.x_mm, sample.y_mm) != (before.x_mm, before.y_mm):
            yield sample
        before = sample


def _capsules_of(way: Sequence[Point], scale: float, width_mm: float, height_mm: float) -> Iterator[Capsule]:
    """Yield the capsules of one stroke. Their round ends are inside the box."""
    pairs = pairwise(way) if len(way) > 1 else [(way[0], way[0])]
    for a, b in pairs:
        width = line_width_mm((a.pressure + b.pressure) / 2, scale)
        clipped = _clip((a.x, a.y), (b.x, b.y), width / 2, width_mm, height_mm)
        if clipped:
            x0, y0, x1, y1 = (round(value, DECIMALS) for value in clipped)
            yield Capsule(x0, y0, x1, y1, width)


def _clip(
    a: tuple[float, float], b: tuple[float, float], margin: float, width_mm: float, height_mm: float
) -> tuple[float, float, float, float] | None:
    """Return the part of a segment in the box less a margin (Liang and Barsky); None when no part is inside."""
    first, last = 0.0, 1.0
    dx, dy = b[0] - a[0], b[1] - a[1]
    for step, low, high in (
        (dx, a[0] - margin, width_mm - margin - a[0]),
        (dy, a[1] - margin, height_mm - margin - a[1]),
    ):
        if step == 0:
            if low < 0 or high < 0:
                return None
            continue
        enter, leave = sorted((-low / step, high / step))
        first, last = max(first, enter), min(last, leave)
    if first > last:
        return None
    return a[0] + first * dx, a[1] + first * dy, a[0] + last * dx, a[1] + last * dy
