"""The look of ink: the same capsules for the page and for the screen.

This module decides the shape of the line: a segment with round ends (a capsule) every quarter millimetre. Each capsule
is as wide as the pen was pressed. The way of the pen is re-sampled by its length. So a copy of the page shows what was
written, but not how fast. On paper the segments are sorted by place, so their order is not shown either. `appearance`
places the ink on a page. Everything here is arithmetic on the arguments: same ink, same bytes.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import ceil, hypot

from signing.ink import Ink, PenSample, Stroke

STEP_MM = 0.25
DECIMALS = 2  # of coordinates in mm: finer digits would only carry noise of the device
THIN_MM, THICK_MM = 0.30, 1.70  # of a line on the glass, at no and at full pressure
HAIRLINE_MM = 0.15  # never thinner on the page, however small the box
WIDTH_STEPS = 16
NOMINAL_PRESSURE = 0.5  # for devices that know none
INK_RGB = (0x14, 0x18, 0x1F)
POINTS_PER_MM = 72 / 25.4
CURVE_PARTS = 8  # of the curve between two samples; the re-sampling hides them

_Place = tuple[float, float]  # x, y in mm
_Ends = tuple[_Place, _Place]


@dataclass(frozen=True, slots=True)
class Capsule:
    """A line with round ends, in mm from the upper left corner of the box; a dot when both ends are equal."""

    x0: float
    y0: float
    x1: float
    y1: float
    width: float


@dataclass(frozen=True, slots=True)
class _Point:
    x: float
    y: float
    pressure: float


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
            _Point(left + scale * s.x_mm, top + scale * s.y_mm, s.pressure if pressed else NOMINAL_PRESSURE)
            for s in _moved(stroke)
        ]
        drawn += _capsules_of(_even(_curved(way)), scale, width_mm, height_mm)
    return tuple(drawn)


def line_width_mm(pressure: float, scale: float = 1.0) -> float:
    """Return the width of the line in mm, in steps, never below `HAIRLINE_MM`.

    Args:
        pressure: 0 to 1, a share of the device's range.
        scale: The scale at which the ink is drawn; 1 is the size on the glass.
    """
    step = round(pressure * WIDTH_STEPS) / WIDTH_STEPS
    return round(max(HAIRLINE_MM, scale * (THIN_MM + (THICK_MM - THIN_MM) * step)), 3)


def pdf_path(drawn: Iterable[Capsule], height_mm: float) -> bytes:
    """Return content operators in points from the box's lower left corner: opaque, round caps, one `w` for each width.

    They depend on the set of capsules alone. So a document does not show in which order or direction they were written.
    In one opaque colour every order paints the same picture.

    Args:
        drawn: The capsules, in any order.
        height_mm: The height of the box, for PDF's y axis runs upwards.
    """
    colour = " ".join(f"{channel / 255:.3f}" for channel in INK_RGB)
    ends: defaultdict[float, set[_Ends]] = defaultdict(set)
    for capsule in drawn:
        first, last = sorted(((capsule.x0, capsule.y0), (capsule.x1, capsule.y1)))
        ends[capsule.width].add((first, last))
    lines = ["q", "1 J 1 j", f"{colour} RG"]
    for width, segments in sorted(ends.items()):
        lines.append(f"{_points(width)} w")
        for chain in _chains(segments):
            places = [f"{_points(x)} {_points(height_mm - y)}" for x, y in chain]
            lines += [f"{places[0]} m", *(f"{place} l" for place in places[1:]), "S"]
    return "\n".join([*lines, "Q", ""]).encode("ascii")


def _chains(segments: set[_Ends]) -> Iterator[list[_Place]]:
    """Yield the segments as chains as long as possible, because joins look better than caps; loose ends first."""
    left: defaultdict[_Place, list[_Ends]] = defaultdict(list)
    for segment in sorted(segments, reverse=True):
        for end in segment:
            left[end].append(segment)
    loose = [place for place in sorted(left) if len(left[place]) % 2]
    for start in [*loose, *sorted(left)]:
        while chain := _walk(start, left):
            yield chain


def _walk(start: _Place, left: Mapping[_Place, list[_Ends]]) -> list[_Place]:
    """Return the places from `start` along the first remaining segment each time; [] when none remains."""
    chain = [start]
    while left[chain[-1]]:
        here = chain[-1]
        segment = left[here].pop()
        there = segment[1] if segment[0] == here else segment[0]
        left[there].remove(segment)
        chain.append(there)
    return chain if len(chain) > 1 else []


def _points(mm: float) -> str:
    """Return millimetres as points in PDF's number syntax: no exponent, no trailing zeros."""
    text = f"{mm * POINTS_PER_MM:.2f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def _moved(stroke: Stroke) -> Iterator[PenSample]:
    """Yield the samples at which the pen had moved. A pen at rest adds nothing to the shape."""
    before: PenSample | None = None
    for sample in stroke.samples:
        if before is None or (sample.x_mm, sample.y_mm) != (before.x_mm, before.y_mm):
            yield sample
        before = sample


def _curved(way: Sequence[_Point]) -> list[_Point]:
    """Return a centripetal Catmull-Rom curve through every point. It cannot loop between two points."""
    if len(way) < 3:
        return list(way)
    padded = [way[0], *way, way[-1]]
    curve = [way[0]]
    for at in range(len(way) - 1):
        a, b, c, d = padded[at : at + 4]
        curve += [_between(a, b, c, d, part / CURVE_PARTS) for part in range(1, CURVE_PARTS + 1)]
    return curve


def _between(a: _Point, b: _Point, c: _Point, d: _Point, t: float) -> _Point:
    """Return the point at share `t` of the cubic from `b` to `c` (the Hermite form of centripetal Catmull-Rom)."""
    ab, bc, cd = (hypot(q.x - p.x, q.y - p.y) ** 0.5 for p, q in ((a, b), (b, c), (c, d)))

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
    return _Point(along(a.x, b.x, c.x, d.x), along(a.y, b.y, c.y, d.y), pressure)


def _slope(before: float, here: float, after: float, step_in: float, step_out: float) -> float:
    """Return the tangent at `here`, scaled to the span `step_out`; at an end of the way it is the chord."""
    if step_in == 0:
        return after - here
    return ((here - before) / step_in - (after - before) / (step_in + step_out) + (after - here) / step_out) * step_out


def _even(way: Sequence[_Point]) -> list[_Point]:
    """Return the way at equal steps of at most STEP_MM. The first and the last point are kept."""
    lengths = [hypot(b.x - a.x, b.y - a.y) for a, b in pairwise(way)]
    total = sum(lengths)
    if total == 0:
        return list(way[:1])
    parts = ceil(total / STEP_MM)
    even, passed, at = [way[0]], 0.0, 0
    for part in range(1, parts):
        goal = total * part / parts
        while at < len(lengths) - 1 and passed + lengths[at] < goal:
            passed += lengths[at]
            at += 1
        even.append(_mix(way[at], way[at + 1], (goal - passed) / lengths[at]))
    return [*even, way[-1]]


def _mix(a: _Point, b: _Point, share: float) -> _Point:
    return _Point(a.x + share * (b.x - a.x), a.y + share * (b.y - a.y), a.pressure + share * (b.pressure - a.pressure))


def _capsules_of(way: Sequence[_Point], scale: float, width_mm: float, height_mm: float) -> Iterator[Capsule]:
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
