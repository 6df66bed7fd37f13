"""What the pen did, without loss: device, raw reports, and the container that keeps them.

This module decides how raw device units become millimetres and strokes, and the bytes of an ink container
(`docs/formats/ink.md`). `quality` decides whether the ink is good enough, `ink_drawing` how it looks, `envelope` who
may read it. Raw values are never repaired: an examiner gets what the device reported, with the original times.
"""

from __future__ import annotations

import hashlib
import json
import struct
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, fields
from enum import StrEnum
from itertools import groupby
from math import isfinite
from typing import Any

import rfc8785

from forms.message import Message
from signing.errors import InkError

MAGIC, MAGIC_TURNED = b"luobi-ink/1\n", b"luobi-ink/2\n"
TURNS = (0, 90, 180, 270)
MAX_HEADER_BYTES = 65_536
AXIS_NAMES = ("x", "y", "pressure", "tilt_x", "tilt_y", "distance")
INKING_TOOLS = frozenset({0x140, 0x142, 0x143, 0x144})  # pen, brush, pencil, airbrush; not 0x141, the eraser

# A resolution is believed only when it makes the surface this wide: a virtual tablet claims 100000 units/mm.
MIN_SIDE_MM, MAX_SIDE_MM = 25.0, 800.0
NOMINAL_WIDTH_MM = 150.0
TAKE_AGAIN = Message("signing.ink-take-again")


@dataclass(frozen=True, slots=True)
class Axis:
    """One raw axis: range, units per mm (per radian for tilt, 0 unknown) and the kernel's own filter."""

    minimum: int
    maximum: int
    per_mm: int = 0
    fuzz: int = 0

    def __post_init__(self) -> None:
        if self.maximum <= self.minimum:
            raise InkError(Message("signing.ink-axis", minimum=self.minimum, maximum=self.maximum))

    def share(self, value: int) -> float:
        """Return the position of `value` in the range, as a share from 0 to 1."""
        return min(1.0, max(0.0, (value - self.minimum) / (self.maximum - self.minimum)))


@dataclass(frozen=True, slots=True)
class Device:
    """The device's description. `serial` is the pen's number; several, with commas, after the pen was exchanged."""

    name: str
    bus: int
    vendor: int
    product: int
    version: int
    serial: str
    direct: bool
    virtual: bool
    axes: Mapping[str, Axis]

    def __post_init__(self) -> None:
        if not {"x", "y"} <= set(self.axes) <= set(AXIS_NAMES):
            known, found = tuple(AXIS_NAMES), tuple(sorted(self.axes))
            raise InkError(Message("signing.ink-device-axes", known=known, found=found))

    @property
    def size_known(self) -> bool:
        """Whether the device states a believable size on both axes."""
        return all(_believable(self.axes[name]) for name in ("x", "y"))

    def units_per_mm(self) -> tuple[float, float]:
        """Return the raw units per millimetre on x and y.

        An axis without a believable resolution takes that of the other axis. Without any, the device is taken to be
        `NOMINAL_WIDTH_MM` wide.
        """
        x, y = self.axes["x"], self.axes["y"]
        known = [float(axis.per_mm) for axis in (x, y) if _believable(axis)]
        spare = known[0] if known else (x.maximum - x.minimum) / NOMINAL_WIDTH_MM
        return (x.per_mm if _believable(x) else spare), (y.per_mm if _believable(y) else spare)

    def upright(self, x_mm: float, y_mm: float, turned: int) -> tuple[float, float]:
        """Convert a place on the glass to mm from the upper left corner of the turned picture.

        Args:
            x_mm: The place in mm from the device's origin, along the device's x axis.
            y_mm: The place in mm from the device's origin, along the device's y axis.
            turned: Degrees that the picture is turned clockwise against the device's axes: 0, 90, 180 or 270.
        """
        if turned == 0:
            return x_mm, y_mm
        x, y, (x_per_mm, y_per_mm) = self.axes["x"], self.axes["y"], self.units_per_mm()
        wide_mm, high_mm = (x.maximum - x.minimum) / x_per_mm, (y.maximum - y.minimum) / y_per_mm
        if turned == 180:
            return wide_mm - x_mm, high_mm - y_mm
        return (high_mm - y_mm, x_mm) if turned == 90 else (y_mm, wide_mm - x_mm)


def _believable(axis: Axis) -> bool:
    return axis.per_mm > 0 and MIN_SIDE_MM <= (axis.maximum - axis.minimum) / axis.per_mm <= MAX_SIDE_MM


class Source(StrEnum):
    """The origin of the reports. The adapter that read them sets it, never its caller."""

    PEN = "pen"
    RECORDING = "recording"
    SYNTHETIC = "synthetic"
    TABLET = "tablet"
    TOUCH = "touch"
    MOUSE = "mouse"


@dataclass(frozen=True, slots=True)
class PenReport:
    """The device's state after one SYN_REPORT, in raw units. `at_us` counts from the first event of the capture.

    `tool` is the kernel's BTN_TOOL number. `device_us` is the device's own clock since its first timestamp, -1 without
    one.
    """

    at_us: int
    x: int
    y: int
    pressure: int
    tilt_x: int
    tilt_y: int
    distance: int
    touching: bool
    near: bool
    tool: int
    device_us: int = -1

    @property
    def inking(self) -> bool:
        """Whether this report leaves ink: a writing tool, in range, on the glass."""
        return self.touching and self.near and self.tool in INKING_TOOLS


COLUMNS = tuple(column.name for column in fields(PenReport))


@dataclass(frozen=True, slots=True)
class PenSample:
    """A report in common units: millimetres in the window, pressure as a share from 0 to 1 of the device's range."""

    at_us: int
    x_mm: float
    y_mm: float
    pressure: float
    touching: bool


@dataclass(frozen=True, slots=True)
class Stroke:
    """The samples from one contact to the next lift."""

    samples: tuple[PenSample, ...] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Window:
    """The part of the glass that the signer saw as the signature box, from the upper left corner of the picture.

    `turned` is the angle in degrees by which the picture was turned clockwise against the device's own axes. At 0 the
    picture's corner is the device's origin.
    """

    x_mm: float
    y_mm: float
    width_mm: float
    height_mm: float
    turned: int = 0

    def __post_init__(self) -> None:
        sides = (self.x_mm, self.y_mm, self.width_mm, self.height_mm)
        if not all(isfinite(side) for side in sides) or self.width_mm <= 0 or self.height_mm <= 0:
            raise InkError(Message("signing.ink-window"))
        if self.turned not in TURNS:
            raise InkError(Message("signing.ink-turned", turns=tuple(map(str, TURNS)), turned=self.turned))


@dataclass(frozen=True, slots=True)
class Ink:
    """One capture. `dropped` counts the losses that the kernel reported; `started_at` is ISO 8601 UTC."""

    device: Device
    source: Source
    window: Window
    reports: tuple[PenReport, ...] = field(repr=False)
    dropped: int
    started_at: str

    def strokes(self) -> tuple[Stroke, ...]:
        """Return what was written, in mm from the window's upper left corner; nothing smoothed, nothing left out."""
        runs = groupby(self.reports, key=lambda report: report.inking)
        return tuple(Stroke(tuple(self._samples(run))) for inking, run in runs if inking)

    def samples(self) -> tuple[PenSample, ...]:
        """Return every report within range, in-air ones included, in millimetres of the window."""
        return tuple(self._samples(report for report in self.reports if report.near))

    def to_bytes(self) -> bytes:
        """Return the container of `docs/formats/ink.md`. Raise InkError when a value does not fit it."""
        try:
            header = rfc8785.dumps(_header(self))
            columns = [_pack([int(getattr(report, name)) for report in self.reports]) for name in COLUMNS]
        except (rfc8785.CanonicalizationError, UnicodeError, struct.error) as problem:
            raise InkError(Message("signing.ink-does-not-fit")) from problem
        if len(header) > MAX_HEADER_BYTES:
            raise InkError(Message("signing.ink-header-long", size=len(header)))
        magic = MAGIC_TURNED if self.window.turned else MAGIC
        return b"".join([magic, struct.pack("<I", len(header)), header, *columns])

    @classmethod
    def from_bytes(cls, data: bytes) -> Ink:
        """Read the ink in a container.

        Accept only the exact bytes that `to_bytes` writes. Raise InkError for all others.
        """
        header, body = _split(data)
        try:
            ink = _ink(json.loads(header), body)
            canonical = ink.to_bytes() == data
        except (ValueError, KeyError, TypeError, RecursionError, struct.error, InkError) as problem:
            raise InkError(Message("signing.ink-malformed", why=_why(problem), remedy=TAKE_AGAIN)) from problem
        if not canonical:
            raise InkError(Message("signing.ink-not-canonical", remedy=TAKE_AGAIN))
        return ink

    def digest(self) -> bytes:
        """Return the SHA-256 of the container."""
        return hashlib.sha256(self.to_bytes()).digest()

    def _samples(self, reports: Iterable[PenReport]) -> Iterator[PenSample]:
        x_axis, y_axis = self.device.axes["x"], self.device.axes["y"]
        x_per_mm, y_per_mm = self.device.units_per_mm()
        weight = self.device.axes.get("pressure")
        window, upright = self.window, self.device.upright
        for report in reports:
            x_mm, y_mm = (report.x - x_axis.minimum) / x_per_mm, (report.y - y_axis.minimum) / y_per_mm
            if window.turned:
                x_mm, y_mm = upright(x_mm, y_mm, window.turned)
            yield PenSample(
                report.at_us,
                x_mm - window.x_mm,
                y_mm - window.y_mm,
                weight.share(report.pressure) if weight else 0.0,
                report.touching,
            )


def _why(problem: Exception) -> Message:
    """Return what is wrong in a container: the message of an InkError, one message for all other exceptions."""
    return problem.message if isinstance(problem, InkError) else Message("signing.values-malformed")


def _header(ink: Ink) -> dict[str, Any]:
    device, window = ink.device, ink.window
    turned = {"turned": window.turned} if window.turned else {}
    return turned | {
        "axes": {name: [a.minimum, a.maximum, a.per_mm, a.fuzz] for name, a in device.axes.items()},
        "columns": list(COLUMNS),
        "count": len(ink.reports),
        "device": {
            "bus": device.bus,
            "direct": device.direct,
            "name": device.name,
            "product": device.product,
            "serial": device.serial,
            "vendor": device.vendor,
            "version": device.version,
            "virtual": device.virtual,
        },
        "dropped": ink.dropped,
        "source": ink.source.value,
        "started_at": ink.started_at,
        "window_mm": [window.x_mm, window.y_mm, window.width_mm, window.height_mm],
    }


def _split(data: bytes) -> tuple[bytes, bytes]:
    """Return header and columns. The length field is checked against a limit before it is used."""
    start = len(MAGIC) + 4
    if not data.startswith((MAGIC, MAGIC_TURNED)) or len(data) < start:
        raise InkError(Message("signing.ink-none", remedy=TAKE_AGAIN))
    length = int.from_bytes(data[len(MAGIC) : start], "little")
    if length > MAX_HEADER_BYTES:
        raise InkError(Message("signing.ink-header-claims", size=length, most=MAX_HEADER_BYTES, remedy=TAKE_AGAIN))
    return data[start : start + length], data[start + length :]


def _ink(header: dict[str, Any], body: bytes) -> Ink:
    device = header["device"]
    return Ink(
        Device(
            axes={name: Axis(*map(_int, numbers)) for name, numbers in header["axes"].items()},
            **{name: _OF_DEVICE[name](value) for name, value in device.items()},
        ),
        Source(header["source"]),
        _window(header),
        _reports(_int(header["count"]), body),
        _int(header["dropped"]),
        _str(header["started_at"]),
    )


def _window(header: dict[str, Any]) -> Window:
    """Read the window. The header of an upright picture has no `turned`; the canonical form ensures that."""
    x_mm, y_mm, width_mm, height_mm = (float(_number(side)) for side in header["window_mm"])
    return Window(x_mm, y_mm, width_mm, height_mm, _int(header.get("turned", 0)))


def _reports(count: int, body: bytes) -> tuple[PenReport, ...]:
    """Turn columns into rows. The count must match the size of the bytes, so it cannot cause a large allocation."""
    if count * 4 * len(COLUMNS) != len(body):
        raise InkError(Message("signing.ink-count", count=count, size=len(body)))
    columns = [struct.unpack_from(f"<{count}i", body, at * 4 * count) for at in range(len(COLUMNS))]
    return tuple(_report(row) for row in zip(*columns, strict=True))


def _report(row: tuple[int, ...]) -> PenReport:
    at_us, x, y, pressure, tilt_x, tilt_y, distance, touching, near, tool, device_us = row
    down, seen = bool(touching), bool(near)
    return PenReport(at_us, x, y, pressure, tilt_x, tilt_y, distance, down, seen, tool, device_us)


def _pack(column: list[int]) -> bytes:
    return struct.pack(f"<{len(column)}i", *column)


def _int(value: object) -> int:
    if type(value) is not int:
        raise InkError(Message("signing.ink-no-integer", value=f"{value!r:.40}"))
    return value


def _number(value: object) -> float:
    if type(value) not in (int, float):
        raise InkError(Message("signing.ink-no-number", value=f"{value!r:.40}"))
    return value  # type: ignore[return-value]


def _str(value: object) -> str:
    if type(value) is not str:
        raise InkError(Message("signing.ink-no-text", value=f"{value!r:.40}"))
    return value


def _bool(value: object) -> bool:
    if type(value) is not bool:
        raise InkError(Message("signing.ink-no-truth", value=f"{value!r:.40}"))
    return value


_OF_DEVICE: Mapping[str, Callable[[object], Any]] = {
    "bus": _int,
    "direct": _bool,
    "name": _str,
    "product": _int,
    "serial": _str,
    "vendor": _int,
    "version": _int,
    "virtual": _bool,
}
