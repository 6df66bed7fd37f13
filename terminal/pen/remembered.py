"""`pens.toml`: the tablets that a station knows, how each lies under its screen, and which others it accepts.

A tablet is remembered when it is calibrated; the one calibrated last is taken before the others. A missing file is a
station that knows no tablet and accepts any real one.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from terminal.errors import SettingError
from terminal.pen.errors import CalibrationError
from terminal.pen.mapping import SAME, Affine, Rotation
from terminal.pen.nodes import Identity, Policy

FORMAT = "luobi-pens/1"
NAME = "pens.toml"


@dataclass(frozen=True, slots=True)
class Remembered:
    """One tablet's place under its screen. `calibrated_at` is ISO 8601 UTC."""

    tablet: Identity
    rotation: Rotation = Rotation.NONE
    affine: Affine = SAME
    calibrated_at: str = ""


@dataclass(frozen=True, slots=True)
class Pens:
    """What `pens.toml` says; the tablet to be preferred comes first."""

    policy: Policy = field(default_factory=Policy)
    tablets: tuple[Remembered, ...] = ()

    @property
    def identities(self) -> tuple[Identity, ...]:
        """The tablets remembered."""
        return tuple(each.tablet for each in self.tablets)

    def of(self, tablet: Identity) -> Remembered:
        """How this tablet lies; one that is not remembered lies straight."""
        return next((each for each in self.tablets if each.tablet == tablet), Remembered(tablet))

    def remember(self, tablet: Remembered) -> Pens:
        """With this tablet first, in place of what was known of it."""
        others = tuple(each for each in self.tablets if each.tablet != tablet.tablet)
        return replace(self, tablets=(tablet, *others))

    def to_toml(self) -> str:
        """The text of `pens.toml`."""
        allowed = ", ".join(_quoted(str(each)) for each in self.policy.allowed)
        head = (
            f"format = {_quoted(FORMAT)}\n"
            f"# Tablets that may sign here, as vendor:product:serial with * for any; an empty list takes every one.\n"
            f"allowed = [{allowed}]\n"
            f"# Whether a node without hardware behind it may be the pen. Its ink says that it was virtual.\n"
            f"allow_virtual = {str(self.policy.allow_virtual).lower()}\n"
        )
        return head + "".join(_entry(each) for each in self.tablets)


def read(path: Path) -> Pens:
    """The settings in `pens.toml`; none when there is no file. Raises SettingError."""
    try:
        table = tomllib.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        return Pens()
    except (OSError, ValueError, RecursionError) as problem:
        raise SettingError(f"{path}: not readable as TOML ({problem}). Restore it, or calibrate again") from problem
    if table.get("format") != FORMAT:
        raise SettingError(f"{path}: format: must be {FORMAT!r}. Use the Luobi version that wrote it")
    try:
        return _pens(table)
    except (KeyError, TypeError, ValueError, SettingError, CalibrationError) as problem:
        raise SettingError(f"{path}: {problem}. Correct the entry, or remove it and calibrate again") from problem


def _pens(table: Mapping[str, Any]) -> Pens:
    virtual = table.get("allow_virtual", False)
    if type(virtual) is not bool:
        raise TypeError("allow_virtual: must be true or false")
    allowed = tuple(Identity.parse(text) for text in table.get("allowed", []))
    return Pens(Policy(allowed, virtual), tuple(_tablet(entry) for entry in table.get("tablet", [])))


def _tablet(entry: Mapping[str, Any]) -> Remembered:
    numbers = entry.get("affine", [])
    if numbers and (len(numbers) != 6 or not all(type(number) in (int, float) for number in numbers)):
        raise TypeError("affine: must be six numbers")
    return Remembered(
        Identity.parse(entry["tablet"]),
        Rotation(entry.get("rotation", 0)),
        Affine(*(float(number) for number in numbers)),
        str(entry.get("calibrated_at", "")),
    )


def _entry(each: Remembered) -> str:
    a = each.affine
    numbers = ", ".join(repr(number) for number in (a.a, a.b, a.c, a.d, a.e, a.f))
    return (
        f"\n[[tablet]]\ntablet = {_quoted(str(each.tablet))}\nrotation = {each.rotation.value}\n"
        f"affine = [{numbers}]\ncalibrated_at = {_quoted(each.calibrated_at)}\n"
    )


def _quoted(text: str) -> str:
    """A TOML string; identities are printable ASCII."""
    escaped = "".join(f"\\{c}" if c in '"\\' else c for c in text)
    return f'"{escaped}"'
