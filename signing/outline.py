"""The ink on the page: filled outlines that show the shape of the writing and little of its timing.

A tablet reports a position every few milliseconds, each with a little noise. A line through every report would show by
its noise how fast the pen was. So each stroke is fitted by the smoothest spline that is within `OFF_MM` of every
report, and its width is measured only every `WIDTH_MM`. Some of the speed still shows: where reports are far apart,
corners are rounder. A stroke is cut into pieces at its corners, and where no fitted line is near enough. Each piece is
one closed outline with round ends.

The outlines are sorted by place, and each begins at its left end. So order and direction of writing are not shown
either. The arithmetic is exact on every machine, so that the same ink gives the same bytes.
`ink_drawing` decides the width of the line, and draws the ink on screens.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from math import sqrt

from signing.curve import Point, curved, distance, even
from signing.ink import Ink
from signing.ink_drawing import INK_RGB, NOMINAL_PRESSURE, POINTS_PER_MM, line_width_mm
from signing.spline import DEGREE, Basis, Vector, fit, slopes, value

# Lengths on the page.
KNOT_MM = 0.8  # the shortest span of a fitted line: several reports of slow and of fast writing
WIDTH_MM = 1.6  # between two measured widths
OFF_MM = 0.07  # with `OUTLINE_MM` and the rounding less than a tenth of a millimetre
STEP_MM = 0.1  # between the points that are fitted
CORNER_STEPS = 3  # to each side of a point, for judging its turn
CORNER_COS = 0.5  # the cosine of a turn of 60 degrees
LEAST_FITTED = DEGREE + 1  # points of a piece; fewer are joined by a straight line
NEAR_STEPS = 3  # from a report's place along the line to the parts of the line that are compared with it

OUTLINE_MM = 0.02  # from the outline that all knots give
LONGEST = 24  # knots that one curve may pass
TIGHT = 0.9  # of the radius of a bend: how far the inner side of a line may reach
HALF_CIRCLE = 4 / 3  # of the radius: the control points of one curve around an end, at most 2 % of the radius off
DECIMALS = 2  # of coordinates in points: 7,200 dots an inch; finer digits would only carry noise of the device


@dataclass(frozen=True, slots=True)
class Curve:
    """A cubic curve from the end of the one before it: two control points and the end, in mm."""

    control_1: Vector
    control_2: Vector
    end: Vector


@dataclass(frozen=True, slots=True)
class Outline:
    """A closed outline: the start and the curves, in mm from the upper left corner of the box."""

    start: Vector
    curves: tuple[Curve, ...]

    def places(self) -> Iterator[Vector]:
        """Yield the start, the control points and the ends; the outline lies within their hull."""
        yield self.start
        for curve in self.curves:
            yield from (curve.control_1, curve.control_2, curve.end)


@dataclass(frozen=True, slots=True)
class _Piece:
    """A part of a stroke: points at equal steps, and each report with the index of the nearest of these points."""

    points: Sequence[Point]
    reports: Sequence[tuple[int, Point]]

    def cut(self, index: int) -> tuple[_Piece, _Piece]:
        """Return the two parts that meet at the point `index`."""
        before = [(at, report) for at, report in self.reports if at <= index]
        after = [(at - index, report) for at, report in self.reports if at >= index]
        return _Piece(self.points[: index + 1], before), _Piece(self.points[index:], after)


@dataclass(frozen=True, slots=True)
class _Knot:
    """A place of a fitted line: its parameter, the position, two derivatives, and half the width, in mm."""

    at: float
    place: Vector
    speed: Vector
    bend: Vector
    half: float


def outlines(ink: Ink, width_mm: float, height_mm: float) -> tuple[Outline, ...]:
    """Return the ink as closed outlines in a box of the given size.

    The window of the ink is scaled without distortion and centred. Outlines outside the box are left out;
    `pdf_path` clips the others.

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

    drawn: list[Outline] = []
    for stroke in strokes:
        reports = [
            Point(left + scale * s.x_mm, top + scale * s.y_mm, s.pressure if pressed else NOMINAL_PRESSURE)
            for s in stroke.samples
        ]
        for controls, pressures in _pieces(reports):
            outline = _outline(_needed(_knots(controls, pressures, scale)))
            xs, ys = zip(*outline.places(), strict=True)
            if max(xs) > 0 and min(xs) < width_mm and max(ys) > 0 and min(ys) < height_mm:
                drawn.append(outline)
    return tuple(sorted(drawn, key=lambda outline: (outline.start, outline.curves[0].end)))


def pdf_path(drawn: Iterable[Outline], width_mm: float, height_mm: float) -> bytes:
    """Return content operators in points from the box's lower left corner: one opaque fill, clipped to the box.

    Args:
        drawn: The outlines.
        width_mm: The width of the box.
        height_mm: The height of the box, for PDF's y axis runs upwards.
    """
    colour = " ".join(f"{channel / 255:.3f}" for channel in INK_RGB)

    def at(place: Vector) -> str:
        return f"{_points(place[0])} {_points(height_mm - place[1])}"

    lines = ["q", f"0 0 {_points(width_mm)} {_points(height_mm)} re W n", f"{colour} rg"]
    for outline in drawn:
        lines.append(f"{at(outline.start)} m")
        lines += [f"{at(curve.control_1)} {at(curve.control_2)} {at(curve.end)} c" for curve in outline.curves]
    return "\n".join([*lines, "f", "Q", ""]).encode("ascii")


def _points(mm: float) -> str:
    """Return millimetres as points in PDF's number syntax: no exponent, no trailing zeros."""
    text = f"{mm * POINTS_PER_MM:.{DECIMALS}f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


# From reports to pieces


def _pieces(reports: Sequence[Point]) -> Iterator[tuple[list[Vector], list[float]]]:
    """Yield the controls of each piece of a stroke, and the pressures along it."""
    waiting = list(_without_corners(_even(reports)))
    while waiting:
        piece = waiting.pop()
        fitted = _fitted(piece)
        if isinstance(fitted, int):
            waiting += piece.cut(fitted)
        else:
            yield fitted, [point.pressure for point in piece.points]


def _even(reports: Sequence[Point]) -> _Piece:
    """Return the stroke as points at equal steps of at most `STEP_MM` on a curve through the reports.

    A report within half a step of the one before it adds no length: a pen at rest trembles, but does not move.
    """
    kept = [0]
    for index, report in enumerate(reports):
        if distance(reports[kept[-1]], report) >= STEP_MM / 2:
            kept.append(index)
    curve = curved([reports[index] for index in kept])
    points = even(curve, STEP_MM)
    lengths = [0.0, *accumulate(distance(a, b) for a, b in pairwise(curve))]
    parts = (len(curve) - 1) // max(1, len(kept) - 1)
    share = (len(points) - 1) / lengths[-1] if len(points) > 1 else 0.0
    indexes = [int(lengths[at * parts] * share + 0.5) for at in range(len(kept))]
    whole = _Piece(points, [(indexes[bisect_right(kept, index) - 1], report) for index, report in enumerate(reports)])
    if (points[-1].x, points[-1].y) < (points[0].x, points[0].y):
        last = len(points) - 1
        return _Piece(points[::-1], [(last - index, report) for index, report in whole.reports])
    return whole


def _without_corners(piece: _Piece) -> Iterator[_Piece]:
    """Yield the parts of a stroke between its corners."""
    points = piece.points
    turns = [1.0] * len(points)
    for index in range(1, len(points) - 1):
        before, here = points[max(index - CORNER_STEPS, 0)], points[index]
        turns[index] = _cosine(before, here, points[min(index + CORNER_STEPS, len(points) - 1)])
    done = 0
    for index in range(1, len(points) - 1):
        near = turns[max(index - CORNER_STEPS, 0) : index + CORNER_STEPS + 1]
        if turns[index] < CORNER_COS and turns[index] == min(near) and index - done >= CORNER_STEPS:
            first, piece = piece.cut(index - done)
            yield first
            done = index
    yield piece


def _cosine(a: Point, b: Point, c: Point) -> float:
    """Return the cosine of the turn at `b` on the way from `a` to `c`; 1, no turn, where two points are equal."""
    product = distance(a, b) * distance(b, c)
    return ((b.x - a.x) * (c.x - b.x) + (b.y - a.y) * (c.y - b.y)) / product if product else 1.0


def _fitted(piece: _Piece) -> list[Vector] | int:
    """Return the controls of the line with the fewest spans that is near enough to every report of a piece.

    Return the index of the point at which to cut the piece where no line is. A cut leaves at least an eighth of the
    piece on each side.
    """
    places = [(point.x, point.y) for point in piece.points]
    last = len(places) - 1
    if len(places) < LEAST_FITTED:
        controls = _straight(places[0], places[-1], DEGREE)
        far = _farthest(piece, _straight(places[0], places[-1], max(last, 1)))
    else:
        most, spans = max(1, int(distance(piece.points[0], piece.points[1]) * last / KNOT_MM)), 1
        controls, far = _tried(piece, places, spans)
        while far is not None and spans < most:
            spans = min(2 * spans, most)
            controls, far = _tried(piece, places, spans)
    if far is None or last < 2:
        return controls
    margin = max(1, len(places) // 8)
    return min(max(far, margin), last - margin)


def _tried(piece: _Piece, places: Sequence[Vector], spans: int) -> tuple[list[Vector], int | None]:
    """Return the controls of the fit with that many spans, and the index of the farthest report."""
    basis = Basis.of(len(places), spans)
    controls = fit(places, basis)
    return controls, _farthest(piece, basis.values(controls))


def _farthest(piece: _Piece, line: Sequence[Vector]) -> int | None:
    """Return the index of the report that is farthest from a line; None where none is farther than `OFF_MM`."""
    worst, at = OFF_MM * OFF_MM, None
    for index, report in piece.reports:
        near = line[max(index - NEAR_STEPS, 0) : index + NEAR_STEPS + 1]
        off = min(_off(report, a, b) for a, b in pairwise(near))
        if off > worst:
            worst, at = off, index
    return at


def _off(report: Point, a: Vector, b: Vector) -> float:
    """Return the square of the distance of a report from the segment a, b."""
    dx, dy, px, py = b[0] - a[0], b[1] - a[1], report.x - a[0], report.y - a[1]
    length = dx * dx + dy * dy
    share = min(1.0, max(0.0, (px * dx + py * dy) / length)) if length else 0.0
    px, py = px - share * dx, py - share * dy
    return px * px + py * py


# From pieces to outlines


def _straight(a: Vector, b: Vector, parts: int) -> list[Vector]:
    return [(a[0] + (b[0] - a[0]) * part / parts, a[1] + (b[1] - a[1]) * part / parts) for part in range(parts + 1)]


def _knots(controls: Sequence[Vector], pressures: Sequence[float], scale: float) -> list[_Knot]:
    """Return places along a line, at least two for each of its spans, with the width of the line at `scale`."""
    speeds = slopes(controls, DEGREE)
    bends = slopes(speeds, DEGREE - 1)
    spans = len(controls) - DEGREE
    parts = max(2 * spans, int((len(pressures) - 1) * STEP_MM / KNOT_MM + 0.5))
    halves = _halves(pressures, scale)

    def knot(part: int) -> _Knot:
        at = part * spans / parts
        along = part * (len(halves) - 1) / parts
        near = min(int(along), len(halves) - 2)
        half = halves[near] + (halves[near + 1] - halves[near]) * (along - near)
        place, speed, bend = value(controls, DEGREE, at), value(speeds, DEGREE - 1, at), value(bends, DEGREE - 2, at)
        return _Knot(at, place, speed, bend, half)

    return [knot(part) for part in range(parts + 1)]


def _halves(pressures: Sequence[float], scale: float) -> list[float]:
    """Return half the width of the line at its ends and at even steps of about `WIDTH_MM` between."""
    last = len(pressures) - 1
    parts = max(1, int(last * STEP_MM / WIDTH_MM + 0.5))
    reach = last // (2 * parts)
    halves = []
    for part in range(parts + 1):
        middle = last * part // parts
        near = pressures[max(middle - reach, 0) : middle + reach + 1]
        halves.append(line_width_mm(sum(near) / len(near), scale) / 2)
    return halves


def _curvature(knot: _Knot) -> float:
    """Return one by the radius of the bend, positive where it turns towards the normal; 0 where the line stops."""
    (x, y), (xx, yy) = knot.speed, knot.bend
    cube = (x * x + y * y) * sqrt(x * x + y * y)
    return (x * yy - y * xx) / cube if cube else 0.0


def _needed(knots: Sequence[_Knot]) -> list[_Knot]:
    """Return the knots between which the outline stays within `OUTLINE_MM` of what all of them give."""
    needed, at = [knots[0]], 0
    while at < len(knots) - 1:
        reach = at + 1
        while reach < len(knots) - 1 and reach - at < LONGEST and _is_near(knots[at : reach + 2]):
            reach += 1
        needed.append(knots[reach])
        at = reach
    return needed


def _is_near(knots: Sequence[_Knot]) -> bool:
    """Return whether the two curves beside the first and the last knot pass the sides of those between them."""
    first, last = knots[0], knots[-1]
    for side in (1, -1):
        a, b, c, d = _beside(first, last, side)
        for knot in knots[1:-1]:
            t = (knot.at - first.at) / (last.at - first.at)
            s = 1 - t
            x, y = (
                s * s * s * p + 3 * s * s * t * q + 3 * s * t * t * r + t * t * t * u
                for p, q, r, u in zip(a, b, c, d, strict=True)
            )
            place = _side(knot, side, 0.0)[0]
            if (x - place[0]) * (x - place[0]) + (y - place[1]) * (y - place[1]) > OUTLINE_MM * OUTLINE_MM:
                return False
    return True


def _outline(knots: Sequence[_Knot]) -> Outline:
    """Return the outline of a line: one side, a round end, the other side back, a round end."""
    there, back = ([_beside(a, b, side) for a, b in pairwise(knots)] for side in (1, -1))
    first, last = _direction(knots[0]), _direction(knots[-1])
    curves = [Curve(control_1, control_2, end) for _, control_1, control_2, end in there]
    curves.append(_round_end(knots[-1], last, there[-1][3], back[-1][3]))
    curves += [Curve(control_2, control_1, begin) for begin, control_1, control_2, _ in reversed(back)]
    curves.append(_round_end(knots[0], (-first[0], -first[1]), back[0][0], there[0][0]))
    return Outline(there[0][0], tuple(curves))


def _beside(a: _Knot, b: _Knot, side: int) -> tuple[Vector, Vector, Vector, Vector]:
    """Return the curve at half the width beside the line from knot `a` to knot `b`: start, control points, end."""
    parameter = b.at - a.at
    widening = (b.half - a.half) / parameter
    (start, away), (end, into) = (_side(knot, side, widening) for knot in (a, b))
    third = parameter / 3
    return (
        start,
        (start[0] + third * away[0], start[1] + third * away[1]),
        (end[0] - third * into[0], end[1] - third * into[1]),
        end,
    )


def _side(knot: _Knot, side: int, widening: float) -> tuple[Vector, Vector]:
    """Return the point at one side of the line and its derivative.

    The inner side of a tight bend stays before the centre of the bend: beyond it the outline would run backwards.
    """
    x, y = _direction(knot)
    turn = side * _curvature(knot)
    half = knot.half if turn * knot.half < TIGHT else TIGHT / turn
    shorter, wider = 1 - turn * half, side * widening
    place = (knot.place[0] - side * half * y, knot.place[1] + side * half * x)
    return place, (knot.speed[0] * shorter - wider * y, knot.speed[1] * shorter + wider * x)


def _direction(knot: _Knot) -> Vector:
    x, y = knot.speed
    length = sqrt(x * x + y * y)
    return (x / length, y / length) if length else (1.0, 0.0)


def _round_end(knot: _Knot, direction: Vector, start: Vector, end: Vector) -> Curve:
    """Return about half a circle around the end of a line, from one side of it to the other.

    Args:
        knot: The last place of the line.
        direction: The direction, of length 1, in which the line ends there.
        start: The side at which the half circle begins.
        end: The side at which it ends.
    """
    x, y = (HALF_CIRCLE * knot.half * part for part in direction)
    return Curve((start[0] + x, start[1] + y), (end[0] + x, end[1] + y), end)
