"""`pens.toml`: the tablets that a station knows, their calibrations and sizes, and which tablets it accepts.

A tablet is remembered when it is calibrated; the one calibrated last is preferred to the others. A missing file means a
station that knows no tablet and accepts any real one.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from forms.message import LuobiError, Message
from forms.system_errors import why
from signing.ink import MAX_SIDE_MM, MIN_SIDE_MM, Axis, Device
from terminal.devices.pen.errors import CalibrationError
from terminal.devices.pen.mapping import SAME, Affine, Rotation
from terminal.devices.pen.node_choice import Identity, Policy
from terminal.errors import SettingError

FORMAT = "luobi-pens/1"
NAME = "pens.toml"


@dataclass(frozen=True, slots=True)
class Remembered:
    """One tablet's calibration under its screen. `calibrated_at` is ISO 8601 UTC, "" for never.

    `size_mm` is the length of its x and y axes on the glass. It was measured, for a tablet that states no believable
    size.
    """

    tablet: Identity
    rotation: Rotation = Rotation.NONE
    affine: Affine = SAME
    calibrated_at: str = ""
    size_mm: tuple[float, float] | None = None

    def sized(self, device: Device) -> Device:
        """Return the device with the measured size. A device that states its own size keeps it."""
        if self.size_mm is None or device.size_known:
            return device
        lengths = dict(zip(("x", "y"), self.size_mm, strict=True))
        return replace(device, axes={**device.axes, **{n: _long(device.axes[n], mm) for n, mm in lengths.items()}})


@dataclass(frozen=True, slots=True)
class Pens:
    """The content of `pens.toml`; the preferred tablet comes first."""

    policy: Policy = field(default_factory=Policy)
    tablets: tuple[Remembered, ...] = ()

    @property
    def identities(self) -> tuple[Identity, ...]:
        """The remembered tablets."""
        return tuple(each.tablet for each in self.tablets)

    @property
    def measured(self) -> tuple[Identity, ...]:
        """The remembered tablets with a size that the calibration measured."""
        return tuple(each.tablet for each in self.tablets if each.size_mm is not None)

    def of(self, tablet: Identity) -> Remembered:
        """Return the calibration of this tablet; one that is not remembered gets one without turn or correction."""
        return next((each for each in self.tablets if each.tablet == tablet), Remembered(tablet))

    def remember(self, tablet: Remembered) -> Pens:
        """Return the settings with this tablet first, in place of its earlier entry."""
        others = tuple(each for each in self.tablets if each.tablet != tablet.tablet)
        return replace(self, tablets=(tablet, *others))

    def to_toml(self) -> str:
        """Return the text of `pens.toml`."""
        allowed = ", ".join(_quoted(str(each)) for each in self.policy.allowed)
        head = (
            f"format = {_quoted(FORMAT)}\n"
            f"# Tablets that may sign here, as vendor:product:serial with * for any; an empty list takes every one.\n"
            f"allowed = [{allowed}]\n"
            f"# Whether a node without hardware behind it may be the pen. Its ink says that it was virtual.\n"
            f"allow_virtual = {str(self.policy.allow_virtual).lower()}\n"
        )
        return head + "".join(_entry(each) for each in self.tablets)


def _long(axis: Axis, length_mm: float) -> Axis:
    return replace(axis, per_mm=max(1, round((axis.maximum - axis.minimum) / length_mm)))


def read(path: Path) -> Pens:
    """Read the settings in `pens.toml`; without the file return those of a station that knows no tablet.

    Raise SettingError when the file cannot be read or an entry is wrong.
    """
    try:
        table = tomllib.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        return Pens()
    except (OSError, ValueError, RecursionError) as problem:
        cause = why(problem) if isinstance(problem, OSError) else str(problem)
        raise SettingError(Message("terminal.pens-unreadable", path=str(path), cause=cause)) from problem
    if table.get("format") != FORMAT:
        raise SettingError(Message("terminal.setting-format", path=str(path), format=FORMAT))
    try:
        return _pens(table)
    except (KeyError, TypeError, ValueError, SettingError, CalibrationError) as problem:
        fault = problem.message if isinstance(problem, LuobiError) else str(problem)
        raise SettingError(Message("terminal.pens-entry", path=str(path), fault=fault)) from problem


def _pens(table: Mapping[str, Any]) -> Pens:
    virtual = table.get("allow_virtual", False)
    if type(virtual) is not bool:
        raise SettingError(Message("terminal.pens-virtual"))
    allowed = tuple(Identity.parse(text) for text in table.get("allowed", []))
    return Pens(Policy(allowed, virtual), tuple(_tablet(entry) for entry in table.get("tablet", [])))


def _tablet(entry: Mapping[str, Any]) -> Remembered:
    numbers = entry.get("affine", [])
    if numbers and (len(numbers) != 6 or not all(type(number) in (int, float) for number in numbers)):
        raise SettingError(Message("terminal.pens-affine"))
    return Remembered(
        Identity.parse(entry["tablet"]),
        Rotation(entry.get("rotation", 0)),
        Affine(*(float(number) for number in numbers)),
        str(entry.get("calibrated_at", "")),
        _size(entry.get("size_mm")),
    )


def _size(sides: Any) -> tuple[float, float] | None:
    if sides is None:
        return None
    if len(sides) != 2 or not all(type(side) in (int, float) for side in sides):
        raise SettingError(Message("terminal.pens-size"))
    if not all(MIN_SIDE_MM <= side <= MAX_SIDE_MM for side in sides):
        raise SettingError(Message("terminal.pens-size-limits", least=f"{MIN_SIDE_MM:.0f}", most=f"{MAX_SIDE_MM:.0f}"))
    return float(sides[0]), float(sides[1])


def _entry(each: Remembered) -> str:
    a = each.affine
    numbers = ", ".join(repr(number) for number in (a.a, a.b, a.c, a.d, a.e, a.f))
    return (
        f"\n[[tablet]]\ntablet = {_quoted(str(each.tablet))}\nrotation = {each.rotation.value}\n"
        f"affine = [{numbers}]\ncalibrated_at = {_quoted(each.calibrated_at)}\n"
        + (f"size_mm = [{each.size_mm[0]!r}, {each.size_mm[1]!r}]\n" if each.size_mm else "")
    )


def _quoted(text: str) -> str:
    """Return a TOML string; identities are printable ASCII."""
    escaped = "".join(f"\\{c}" if c in '"\\' else c for c in text)
    return f'"{escaped}"'
