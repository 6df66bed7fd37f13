"""`pens.toml`: the tablets that a station knows, their calibrations and sizes, and which tablets it accepts.

A tablet is remembered when it is calibrated; the one calibrated last is preferred to the others. A missing file means a
station that knows no tablet and accepts any real one.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TypeVar

import msgspec

from forms.decoding import Undecodable, decode, toml_file
from forms.message import Message
from forms.system_errors import why
from signing.ink import MAX_SIDE_MM, MIN_SIDE_MM, Axis, Device
from terminal.devices.pen.errors import CalibrationError
from terminal.devices.pen.mapping import SAME, Affine, Rotation
from terminal.devices.pen.node_choice import Identity, Policy
from terminal.errors import SettingError

FORMAT = "luobi-pens/1"
NAME = "pens.toml"
T = TypeVar("T")


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


class TabletEntry(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A table `[[tablet]]` of `pens.toml`."""

    tablet: str
    rotation: Rotation = Rotation.NONE
    affine: tuple[float, float, float, float, float, float] = (1.0, 0.0, 0.0, 0.0, 1.0, 0.0)
    calibrated_at: str = ""
    size_mm: tuple[float, float] | None = None


class PensFile(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The keys of `pens.toml`."""

    format: str
    allowed: tuple[str, ...] = ()
    allow_virtual: bool = False
    tablet: tuple[TabletEntry, ...] = ()


def read(path: Path) -> Pens:
    """Read the settings in `pens.toml`; without the file return those of a station that knows no tablet.

    Raise SettingError when the file cannot be read or an entry is wrong.
    """
    try:
        table = toml_file(path)
    except FileNotFoundError:
        return Pens()
    except OSError as problem:
        raise SettingError(Message("terminal.pens-unreadable", path=str(path), cause=why(problem))) from problem
    except Undecodable as problem:
        raise SettingError(Message("terminal.pens-not-toml", path=str(path), fault=problem.fault)) from None
    if table.get("format") != FORMAT:
        raise SettingError(Message("terminal.setting-format", path=str(path), format=FORMAT))
    try:
        return _pens(decode(PensFile, table))
    except Undecodable as problem:
        fault = Message("terminal.pens-entry", path=str(path), key=problem.key, fault=problem.fault)
        raise SettingError(fault) from None


def _pens(file: PensFile) -> Pens:
    allowed = tuple(_made(f"allowed[{at}]", Identity.parse, each) for at, each in enumerate(file.allowed))
    tablets = tuple(_tablet(f"tablet[{at}]", each) for at, each in enumerate(file.tablet))
    return Pens(Policy(allowed, file.allow_virtual), tablets)


def _tablet(key: str, entry: TabletEntry) -> Remembered:
    if entry.size_mm is not None and not all(MIN_SIDE_MM <= side <= MAX_SIDE_MM for side in entry.size_mm):
        limits = Message("terminal.pens-size-limits", least=f"{MIN_SIDE_MM:.0f}", most=f"{MAX_SIDE_MM:.0f}")
        raise Undecodable(f"{key}.size_mm", limits)
    return Remembered(
        _made(f"{key}.tablet", Identity.parse, entry.tablet),
        entry.rotation,
        _made(f"{key}.affine", Affine, *entry.affine),
        entry.calibrated_at,
        entry.size_mm,
    )


def _made(key: str, make: Callable[..., T], *values: object) -> T:
    """Return what `make` makes of these values. Raise Undecodable with the key when it refuses them."""
    try:
        return make(*values)
    except (SettingError, CalibrationError) as problem:
        raise Undecodable(key, problem.message) from None


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
