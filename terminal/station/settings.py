"""The settings of a station: `station.toml` becomes a frozen value, and is written without losing a comment.

Units are in the names. A setting that cannot be used is a SettingError that names file, key and remedy.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Annotated, Literal

import msgspec

from forms.decoding import Undecodable, decode, toml_file, toml_table
from forms.message import Lang, Message
from forms.system_errors import why
from signing.ink import Source
from terminal.errors import NoStation, SettingError

SETTINGS_FILE = "station.toml"
"""The name of the file in the station's folder. It makes the folder a station."""
FORMAT = "luobi-station/1"
Kind = Literal["training", "production"]
TRAINING_MARK = "（演练）"
"""The mark after a training station's name in every certificate, so that a verifier sees it first."""
PEN_ONLY = frozenset({Source.PEN})
REHEARSAL = frozenset({Source.PEN, Source.RECORDING, Source.SYNTHETIC})
"""What may draw ink that counts at a training station; production takes a real pen only."""
WITHOUT_A_PEN = frozenset({Source.TABLET, Source.MOUSE, Source.TOUCH})
"""What may also draw at a training station with `rehearsal_ink` "mouse"; its records then reach level L0 only."""
RehearsalInk = Literal["pen", "mouse"]
NO_REHEARSAL = Message("terminal.production-takes-a-pen")
LEVEL, LEVEL_WITHOUT_A_PEN = "L1", "L0"
CopiesMode = Literal["0600", "0640", "0644"]
COPIES_MODES: Mapping[CopiesMode, int] = {"0600": 0o600, "0640": 0o640, "0644": 0o644}
"""Who may read the copies that leave the station: the station's account, its group too, everyone."""

NEW_FILE = f"""\
format = "{FORMAT}"
kind = ""
name = ""
origin = ""
area = ""
# Further font files, asked in this order for characters that the product's own fonts lack.
fonts = []
rehearsal_ink = "pen"
copies_mode = "0600"
language = "zh"

# Who operates: pseudonym (in records) = name (printed where staff sign).
[staff]
"""
"""The text of a new file before its values are set."""


@dataclass(frozen=True, slots=True)
class Config:
    """The settings of a station.

    `kind` here is a label: the log's first entry decides (see `terminal.station.station`).
    """

    kind: Kind
    name: str
    origin: str
    area: str
    staff: Mapping[str, str] = field(repr=False)
    fonts: tuple[Path, ...] = ()
    rehearsal_ink: RehearsalInk = "pen"
    copies_mode: CopiesMode = "0600"
    language: Lang = "zh"
    """The language of the windows when they open; a key at the desk changes it until they close."""

    @property
    def training(self) -> bool:
        """Whether every page and verdict states that it is training."""
        return self.kind == "training"

    @property
    def certified_name(self) -> str:
        """The station's name as its certificates carry it."""
        return self.name + TRAINING_MARK if self.training else self.name

    @property
    def copies_bits(self) -> int:
        """The mode of the copies that leave the station."""
        return COPIES_MODES[self.copies_mode]

    @property
    def ink_sources(self) -> frozenset[Source]:
        """The sources of ink that count as a signature here."""
        if not self.training:
            return PEN_ONLY
        return REHEARSAL | WITHOUT_A_PEN if self.rehearsal_ink == "mouse" else REHEARSAL

    @property
    def rehearses_in_production(self) -> bool:
        """Whether a production station would take something else than a pen, which is not possible."""
        return not self.training and self.rehearsal_ink != "pen"

    @property
    def level(self) -> str:
        """The assurance level that documents print: L0 where a mouse or a finger may draw, even if a pen drew."""
        return LEVEL_WITHOUT_A_PEN if self.ink_sources & WITHOUT_A_PEN else LEVEL

    def to_toml(self) -> str:
        """Return the text of a new `station.toml`."""
        import tomlkit

        document = tomlkit.parse(NEW_FILE)
        for key in ("kind", "name", "origin", "area", "rehearsal_ink", "copies_mode", "language"):
            document[key] = getattr(self, key)
        document["fonts"] = [str(path) for path in self.fonts]
        document["staff"].update(self.staff)
        for key, needless in {
            "rehearsal_ink": not self.training,
            "copies_mode": self.copies_mode == "0600",
            "language": self.language == "zh",
        }.items():
            if needless:
                del document[key]
        return document.as_string()


Text = Annotated[str, msgspec.Meta(min_length=1, pattern=r"\S")]


class StationFile(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The tables and keys of `station.toml`."""

    format: str
    kind: Kind
    name: Text
    origin: Text
    area: Text
    staff: dict[str, Text]
    fonts: tuple[Text, ...] = ()
    rehearsal_ink: RehearsalInk = "pen"
    copies_mode: CopiesMode = "0600"
    language: Lang = "zh"


def read_settings(home: Path) -> Config:
    """Return the settings of the station in a folder.

    Raise SettingError when they cannot be used; NoStation without the file.
    """
    path = home / SETTINGS_FILE
    try:
        return _config(path, toml_file(path))
    except FileNotFoundError:
        raise NoStation(Message("terminal.no-station", path=str(path))) from None
    except OSError as problem:
        raise SettingError(Message("terminal.settings-unreadable", path=str(path), cause=why(problem))) from problem
    except Undecodable as problem:
        raise SettingError(Message("terminal.settings-not-toml", path=str(path), fault=problem.fault)) from None


def with_staff(home: Path, staff_id: str, name: str) -> bytes:
    """Return `station.toml` with a staff member, a new one after the others. All else, comments too, is unchanged.

    Raise SettingError as `read_settings` does, and when the file cannot be changed safely.

    Args:
        home: The station's folder.
        staff_id: The id of the staff member.
        name: Their name. One whom the file names already has this name there.
    """
    old = read_settings(home)
    return _rewritten(home, replace(old, staff={**old.staff, staff_id: name}))


def without_staff(home: Path, staff_id: str) -> bytes:
    """Return `station.toml` without that staff member. All else, comments too, is unchanged.

    Raise SettingError as `read_settings` does, and when the file cannot be changed safely.

    Args:
        home: The station's folder.
        staff_id: The id of the staff member to remove.
    """
    old = read_settings(home)
    return _rewritten(home, replace(old, staff={known: name for known, name in old.staff.items() if known != staff_id}))


def _rewritten(home: Path, new: Config) -> bytes:
    """Return the file with the staff of the new settings; those who stay keep their lines.

    Raise SettingError when it would not be read as the new settings: a station must open afterwards.
    """
    import tomlkit

    path = home / SETTINGS_FILE
    document = tomlkit.parse(path.read_bytes())
    table = document["staff"]
    for gone in set(table) - set(new.staff):
        del table[gone]
    table.update({known: name for known, name in new.staff.items() if known not in table})
    file = document.as_string().encode("utf-8")
    if _config(path, toml_table(file)) != new:
        raise SettingError(Message("terminal.settings-not-rewritten", path=str(path)))
    return file


def _config(path: Path, table: Mapping[str, object]) -> Config:
    if table.get("format") != FORMAT:
        raise SettingError(Message("terminal.setting-format", path=str(path), format=FORMAT))
    try:
        file = decode(StationFile, table)
    except Undecodable as problem:
        raise _fault(path, problem.key, problem.fault) from None
    if not file.staff:
        raise _fault(path, "staff", Message("terminal.no-staff-named"))
    settings = Config(
        file.kind,
        file.name,
        file.origin,
        file.area,
        file.staff,
        tuple(map(Path, file.fonts)),
        file.rehearsal_ink,
        file.copies_mode,
        file.language,
    )
    if settings.rehearses_in_production:
        raise _fault(path, "rehearsal_ink", NO_REHEARSAL)
    return settings


def _fault(path: Path, key: str, fault: Message) -> SettingError:
    return SettingError(Message("terminal.setting-fault", path=str(path), key=key, fault=fault))
