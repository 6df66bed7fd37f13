"""From the glass to the screen and back: where a raw place lies in pixels, and how large a pixel is.

With raw events the desktop's own mapping does not apply. The device's range is spread over the geometry of its screen
and turned as the display is mounted. An affine map that is measured with four taps corrects the result. Values outside
the range are mapped too, because pen displays sense beyond their picture. Leaves to `known_pens` where calibrations are
stored, and to the windows which screen it is.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum
from itertools import combinations
from math import hypot, isfinite

from forms.message import Message
from signing.ink import MAX_SIDE_MM, MIN_SIDE_MM, Device, Window
from terminal.devices.pen.errors import CalibrationError

Point = tuple[float, float]
INSET = 0.1  # of the crosses from the screen's edges, in shares of its sides
CROSSES: tuple[Point, ...] = ((INSET, INSET), (1 - INSET, INSET), (1 - INSET, 1 - INSET), (INSET, 1 - INSET))
"""The places of the four crosses, in shares of the screen: upper left, upper right, lower right, lower left."""

MOST_SHIFT = 0.25  # a calibration that moves a corner further than this share is a wrong screen or rotation
MOST_MISS = 0.02  # by which a tap may miss its cross after the fit, in shares of the screen


class Rotation(IntEnum):
    """The angle in degrees by which the picture is turned clockwise against the device's own axes."""

    NONE = 0
    RIGHT = 90
    HALF = 180
    LEFT = 270


@dataclass(frozen=True, slots=True)
class Affine:
    """The map that takes (u, v) to (a·u + b·v + c, d·u + e·v + f), in shares of the screen.

    Raise CalibrationError for numbers that are not finite or that map to a line.
    """

    a: float = 1.0
    b: float = 0.0
    c: float = 0.0
    d: float = 0.0
    e: float = 1.0
    f: float = 0.0

    def __post_init__(self) -> None:
        numbers = (self.a, self.b, self.c, self.d, self.e, self.f)
        if not all(isfinite(number) for number in numbers) or abs(self.determinant) < 1e-6:
            raise CalibrationError(Message("terminal.maps-to-nothing"))

    @property
    def determinant(self) -> float:
        """The factor by which the map changes areas; 0 would be no map."""
        return self.a * self.e - self.b * self.d

    def __call__(self, point: Point) -> Point:
        u, v = point
        return self.a * u + self.b * v + self.c, self.d * u + self.e * v + self.f

    def inverse(self, point: Point) -> Point:
        """Return the point that this map takes to `point`."""
        u, v = point[0] - self.c, point[1] - self.f
        return (self.e * u - self.b * v) / self.determinant, (self.a * v - self.d * u) / self.determinant


SAME = Affine()


@dataclass(frozen=True, slots=True)
class Screen:
    """A screen's geometry on the desktop in device-independent pixels, and its size as the monitor states it.

    The size is in mm, 0 when unknown. Raise CalibrationError for a screen without width or height in pixels.
    """

    x_px: float
    y_px: float
    width_px: float
    height_px: float
    width_mm: float = 0.0
    height_mm: float = 0.0

    def __post_init__(self) -> None:
        if not (self.width_px > 0 and self.height_px > 0):
            raise CalibrationError(Message("terminal.screen-without-size"))


@dataclass(frozen=True, slots=True)
class GlassMap:
    """The mapping of one device to one screen."""

    device: Device
    screen: Screen
    rotation: Rotation = Rotation.NONE
    affine: Affine = SAME

    def to_px(self, x: float, y: float) -> Point:
        """Return the place on the desktop, in pixels, of the raw place `x`, `y`."""
        u, v = self.affine(self._turned(x, y))
        return self.screen.x_px + u * self.screen.width_px, self.screen.y_px + v * self.screen.height_px

    def steps(self) -> tuple[float, float, float, float, float, float]:
        """Return `to_px` as six numbers, computed once and then used for every sample.

        A raw place (x, y) is shown at (a·x + b·y + c, d·x + e·y + f).
        """
        across, down = self.device.axes["x"], self.device.axes["y"]
        x, y = across.minimum, down.minimum
        (left, top), (right, right_y), (down_x, bottom) = (
            self.to_px(x, y),
            self.to_px(across.maximum, y),
            self.to_px(x, down.maximum),
        )
        wide, high = across.maximum - x, down.maximum - y
        a, d, b, e = (right - left) / wide, (right_y - top) / wide, (down_x - left) / high, (bottom - top) / high
        return a, b, left - a * x - b * y, d, e, top - d * x - e * y

    def to_raw(self, x_px: float, y_px: float) -> Point:
        """Return the raw place of the pixel `x_px`, `y_px` of the desktop; the exact inverse of `to_px`."""
        share = (x_px - self.screen.x_px) / self.screen.width_px, (y_px - self.screen.y_px) / self.screen.height_px
        s, t = _unturn(self.affine.inverse(share), self.rotation)
        x, y = self.device.axes["x"], self.device.axes["y"]
        return x.minimum + s * (x.maximum - x.minimum), y.minimum + t * (y.maximum - y.minimum)

    def mm_per_px(self) -> tuple[float, float]:
        """Return the width and height of a pixel in mm, by the device's resolution, or else by the monitor's statement.

        Raise CalibrationError when neither states a size.
        """
        if self.device.size_known:
            width, height = self._size_mm()
        elif self.screen.width_mm > 0 and self.screen.height_mm > 0:
            width, height = self.screen.width_mm, self.screen.height_mm
        else:
            raise CalibrationError(Message("terminal.no-size-stated"))
        across = width / self.screen.width_px / hypot(self.affine.a, self.affine.d)
        return across, height / self.screen.height_px / hypot(self.affine.b, self.affine.e)

    def window(self, x_px: float, y_px: float, width_px: float, height_px: float) -> Window:
        """Return the part of the glass under a rectangle of the screen, and the turn of the picture on the glass.

        The rectangle is given in pixels of the desktop: its upper left corner `x_px`, `y_px`, its `width_px` and
        `height_px`. The window is in mm of the upright picture.
        """
        corners = [self._upright_mm(x_px + s * width_px, y_px + t * height_px) for s in (0, 1) for t in (0, 1)]
        across, down = zip(*corners, strict=True)
        left, top = min(across), min(down)
        sides = round(left, 3), round(top, 3), round(max(across) - left, 3), round(max(down) - top, 3)
        return Window(*sides, turned=self.rotation.value)

    def _upright_mm(self, x_px: float, y_px: float) -> Point:
        raw, axes, per_mm = self.to_raw(x_px, y_px), self.device.axes, self.device.units_per_mm()
        x_mm, y_mm = (raw[0] - axes["x"].minimum) / per_mm[0], (raw[1] - axes["y"].minimum) / per_mm[1]
        return self.device.upright(x_mm, y_mm, self.rotation.value)

    def _turned(self, x: float, y: float) -> Point:
        """Return the raw place in shares of the upright picture."""
        across, down = self.device.axes["x"], self.device.axes["y"]
        s = (x - across.minimum) / (across.maximum - across.minimum)
        t = (y - down.minimum) / (down.maximum - down.minimum)
        return _turn((s, t), self.rotation)

    def _size_mm(self) -> tuple[float, float]:
        """Return the upright picture's width and height in mm, by the device's resolution."""
        x, y = self.device.axes["x"], self.device.axes["y"]
        sides = (x.maximum - x.minimum) / x.per_mm, (y.maximum - y.minimum) / y.per_mm
        return (sides[1], sides[0]) if self.rotation in (Rotation.RIGHT, Rotation.LEFT) else sides


def _turn(point: Point, rotation: Rotation) -> Point:
    s, t = point
    match rotation:
        case Rotation.NONE:
            return s, t
        case Rotation.RIGHT:
            return 1 - t, s
        case Rotation.HALF:
            return 1 - s, 1 - t
        case Rotation.LEFT:
            return t, 1 - s


def _unturn(point: Point, rotation: Rotation) -> Point:
    return _turn(point, Rotation((360 - rotation) % 360))


def calibrate(device: Device, rotation: Rotation, taps: Sequence[Point]) -> Affine:
    """Return the correction that takes four taps to the four CROSSES, fitted by least squares.

    Args:
        device: The tablet that was tapped.
        rotation: How its picture is turned.
        taps: Raw places, in the order of CROSSES.

    Raises:
        CalibrationError: The taps do not lie like the crosses.
    """
    if len(taps) != len(CROSSES):
        raise CalibrationError(Message("terminal.taps-count", found=len(taps), wanted=len(CROSSES)))
    unscaled = GlassMap(device, Screen(0, 0, 1, 1), rotation)
    shares = [unscaled.to_px(*tap) for tap in taps]
    fitted = _fit(shares)
    misses = [_apart(fitted(share), cross) for share, cross in zip(shares, CROSSES, strict=True)]
    if max(misses) > MOST_MISS:
        raise CalibrationError(Message("terminal.taps-missed"))
    if any(_apart(fitted(corner), corner) > MOST_SHIFT for corner in CROSSES):
        raise CalibrationError(Message("terminal.taps-elsewhere"))
    return fitted


def glass_mm(screen: Screen, rotation: Rotation, affine: Affine) -> Point | None:
    """Return the lengths in mm of the device's own x and y axes; None when they are unknown or not believable.

    Args:
        screen: The screen over the tablet; its stated size is the measure.
        rotation: How the picture is turned on the device.
        affine: The measured correction.
    """
    across = screen.width_mm * hypot(affine.a, affine.d)
    down = screen.height_mm * hypot(affine.b, affine.e)
    sides = (down, across) if rotation in (Rotation.RIGHT, Rotation.LEFT) else (across, down)
    return sides if all(MIN_SIDE_MM <= side <= MAX_SIDE_MM for side in sides) else None


def _fit(shares: Sequence[Point]) -> Affine:
    """Fit each row of the map by least squares: three unknowns, one normal matrix for both rows."""
    if max(abs(_area(*triple)) for triple in combinations(shares, 3)) < 1e-3:
        raise CalibrationError(Message("terminal.taps-on-one-line"))
    rows = [(u, v, 1.0) for u, v in shares]
    normal = [[sum(r[i] * r[j] for r in rows) for j in range(3)] for i in range(3)]
    across, down = (
        _solve(normal, [sum(r[i] * cross[k] for r, cross in zip(rows, CROSSES, strict=True)) for i in range(3)])
        for k in range(2)
    )
    return Affine(*across, *down)


def _solve(matrix: Sequence[Sequence[float]], wanted: Sequence[float]) -> tuple[float, float, float]:
    """Solve by Cramer's rule; the matrix is positive definite unless the taps lie on a line."""
    whole = _determinant(matrix)
    replaced = (
        [[wanted[i] if j == column else matrix[i][j] for j in range(3)] for i in range(3)] for column in range(3)
    )
    first, second, third = (_determinant(each) / whole for each in replaced)
    return first, second, third


def _determinant(m: Sequence[Sequence[float]]) -> float:
    return (
        m[0][0] * (m[1][1] * m[2][2] - m[1][2] * m[2][1])
        - m[0][1] * (m[1][0] * m[2][2] - m[1][2] * m[2][0])
        + m[0][2] * (m[1][0] * m[2][1] - m[1][1] * m[2][0])
    )


def _area(a: Point, b: Point, c: Point) -> float:
    return ((b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])) / 2


def _apart(a: Point, b: Point) -> float:
    return hypot(a[0] - b[0], a[1] - b[1])
