"""Cubic B-splines on clamped uniform knots: the least-squares fit of points at equal steps, and values of the spline.

A spline of n spans has n + 3 controls and the parameter 0 to n. Its first and its last control are the first and the
last point. Everything is addition, multiplication and division in a fixed order.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

DEGREE = 3

Vector = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Basis:
    """The weights of the controls at equal steps of the parameter: what a fit and its values have in common."""

    spans: int
    weights: tuple[tuple[int, tuple[float, float, float, float]], ...]
    """Of each step, the number of the first of its four controls, and their weights."""

    @classmethod
    def of(cls, points: int, spans: int) -> Basis:
        """Return a basis.

        Args:
            points: The number of points; the first is at the parameter 0, the last at the number of spans.
            spans: The number of spans, at least one.
        """
        return cls(spans, tuple(_weights(index * spans / (points - 1), spans) for index in range(points)))

    def values(self, controls: Sequence[Vector]) -> list[Vector]:
        """Return the points of a spline at the steps."""
        line = []
        for start, (a, b, c, d) in self.weights:
            (ax, ay), (bx, by), (cx, cy), (dx, dy) = controls[start : start + DEGREE + 1]
            line.append((a * ax + b * bx + c * cx + d * dx, a * ay + b * by + c * cy + d * dy))
        return line


def fit(points: Sequence[Vector], basis: Basis) -> list[Vector]:
    """Return the controls of the spline that is nearest to the points by the sum of squares.

    Args:
        points: A point for each step of the basis, and at least three for each of its spans.
        basis: The spans, and the weights of the steps.
    """
    first, last, size = points[0], points[-1], basis.spans + 1
    band = [[0.0] * (DEGREE + 1) for _ in range(size)]  # band[i][j] is the entry i, i + j of a symmetric matrix
    right = [[0.0, 0.0] for _ in range(size)]
    for (start, weights), (x, y) in zip(basis.weights[1:-1], points[1:-1], strict=True):
        rows = []
        for row, weight in enumerate(weights, start - 1):  # row -1 is the first control, which is known
            if 0 <= row < size:
                rows.append((row, weight))
            else:
                end = first if row < 0 else last
                x, y = x - weight * end[0], y - weight * end[1]
        for at, (row, weight) in enumerate(rows):
            for other, also in rows[at:]:
                band[row][other - row] += weight * also
            right[row][0] += weight * x
            right[row][1] += weight * y
    return [first, *_solved(band, right), last]


def _solved(band: list[list[float]], right: list[list[float]]) -> list[Vector]:
    """Return the solution of a banded symmetric system by its factors L, D and the transpose of L."""
    size = len(band)
    for row in range(size):
        pivot = band[row][0]
        for step in range(1, min(DEGREE + 1, size - row)):
            factor = band[row][step] / pivot
            for other in range(step, min(DEGREE + 1, size - row)):
                band[row + step][other - step] -= factor * band[row][other]
            right[row + step][0] -= factor * right[row][0]
            right[row + step][1] -= factor * right[row][1]
    for row in reversed(range(size)):
        for axis in (0, 1):
            known = sum(band[row][step] * right[row + step][axis] for step in range(1, min(DEGREE + 1, size - row)))
            right[row][axis] = (right[row][axis] - known) / band[row][0]
    return [(x, y) for x, y in right]


def _weights(at: float, spans: int) -> tuple[int, tuple[float, float, float, float]]:
    """Return the number of the first of the four controls that decide the value at `at`, and their weights."""
    span = min(int(at), spans - 1)

    def knot(number: int) -> int:
        return min(max(number, 0), spans)

    weights = [1.0]
    for degree in range(1, DEGREE + 1):
        raised = [0.0] * (degree + 1)
        for index, weight in enumerate(weights):
            left, right = knot(span - degree + 1 + index), knot(span + 1 + index)
            share = weight / (right - left)
            raised[index] += (right - at) * share
            raised[index + 1] += (at - left) * share
        weights = raised
    a, b, c, d = weights
    return span, (a, b, c, d)


def value(controls: Sequence[Vector], degree: int, at: float) -> Vector:
    """Return the point of a spline (de Boor's algorithm).

    Args:
        controls: As `fit` returns them, or as `slopes` does.
        degree: The degree of the spline: 3, or less for each time that `slopes` was applied.
        at: The parameter, from 0 to the number of spans.
    """
    spans = len(controls) - degree
    span = min(int(at), spans - 1)
    near = list(controls[span : span + degree + 1])
    for level in range(1, degree + 1):
        for index in range(degree, level - 1, -1):
            left = max(span - degree + index, 0)
            right = min(span + 1 + index - level, spans)
            share = (at - left) / (right - left)
            a, b = near[index - 1], near[index]
            near[index] = (a[0] + share * (b[0] - a[0]), a[1] + share * (b[1] - a[1]))
    return near[degree]


def slopes(controls: Sequence[Vector], degree: int) -> list[Vector]:
    """Return the controls of the derivative: a spline of one degree less on the same spans.

    Args:
        controls: The controls of a spline.
        degree: Its degree, at least 1.
    """
    spans = len(controls) - degree
    derived = []
    for index in range(len(controls) - 1):
        width = min(index + 1, spans) - max(index + 1 - degree, 0)
        a, b = controls[index], controls[index + 1]
        derived.append((degree * (b[0] - a[0]) / width, degree * (b[1] - a[1]) / width))
    return derived
