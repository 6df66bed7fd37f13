"""The line of a stroke: a curve through the reports, and points at equal steps along it.

`ink_drawing` shows these points on screens; `outline` fits them for the page. Only addition, multiplication, division
and square root are used, so that the same ink gives the same line on every machine.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import ceil, sqrt

CURVE_PARTS = 8  # of the curve between two samples; the re-sampling hides them


@dataclass(frozen=True, slots=True)
class Point:
    """A point of a line, in mm, and the pressure there as a share from 0 to 1."""

    x: float
    y: float
    pressure: float


def distance(a: Point, b: Point) -> float:
    """Return the distance from `a` to `b` in mm."""
    return sqrt((b.x - a.x) * (b.x - a.x) + (b.y - a.y) * (b.y - a.y))


def curved(points: Sequence[Point]) -> list[Point]:
    """Return a centripetal Catmull-Rom curve through every point. It cannot loop between two points."""
    if len(points) < 3:
        return list(points)
    padded = [points[0], *points, points[-1]]
    curve = [points[0]]
    for at in range(len(points) - 1):
        a, b, c, d = padded[at : at + 4]
        curve += [_between(a, b, c, d, part / CURVE_PARTS) for part in range(1, CURVE_PARTS + 1)]
    return curve


def _between(a: Point, b: Point, c: Point, d: Point, t: float) -> Point:
    """Return the point at share `t` of the cubic from `b` to `c` (the Hermite form of centripetal Catmull-Rom)."""
    ab, bc, cd = (sqrt(distance(p, q)) for p, q in ((a, b), (b, c), (c, d)))

    def along(pa: float, pb: float, pc: float, pd: float) -> float:
        into = _slope(pa, pb, pc, ab, bc)
        out = -_slope(pd, pc, pb, cd, bc)
        return (
            (2 * t**3 - 3 * t**2 + 1) * pb
            + (t**3 - 2 * t**2 + t) * into
            + (3 * t**2 - 2 * t**3) * pc
            + (t**3 - t**2) * out
        )

    pressure = b.pressure + t * (c.pressure - b.pressure)
    return Point(along(a.x, b.x, c.x, d.x), along(a.y, b.y, c.y, d.y), pressure)


def _slope(before: float, here: float, after: float, step_in: float, step_out: float) -> float:
    """Return the tangent at `here`, scaled to the span `step_out`; at an end of the line it is the chord."""
    if step_in == 0:
        return after - here
    return ((here - before) / step_in - (after - before) / (step_in + step_out) + (after - here) / step_out) * step_out


def even(points: Sequence[Point], step_mm: float) -> list[Point]:
    """Return points at equal steps along a line. The first and the last point are kept.

    Args:
        points: The line.
        step_mm: The greatest step in mm.
    """
    lengths = [distance(a, b) for a, b in pairwise(points)]
    total = sum(lengths)
    if total == 0:
        return list(points[:1])
    parts = ceil(total / step_mm)
    steps, passed, at = [points[0]], 0.0, 0
    for part in range(1, parts):
        goal = total * part / parts
        while at < len(lengths) - 1 and passed + lengths[at] < goal:
            passed += lengths[at]
            at += 1
        steps.append(_mix(points[at], points[at + 1], (goal - passed) / lengths[at]))
    return [*steps, points[-1]]


def _mix(a: Point, b: Point, share: float) -> Point:
    return Point(a.x + share * (b.x - a.x), a.y + share * (b.y - a.y), a.pressure + share * (b.pressure - a.pressure))
