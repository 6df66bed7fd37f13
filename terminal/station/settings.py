"""Settings: a station's `station.toml` and a few environment variables become frozen values.

Nothing else in Luobi reads the environment. Units are in the names. A setting that cannot be used is a SettingError
that names file, key and remedy.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, cast

from forms.message import Lang, Message
from forms.system_errors import why
from signing.ink import Source
from terminal.errors import NoStation, SettingError

FORMAT = "luobi-station/1"
KINDS = ("training", "production")
LANGUAGES = ("zh", "en")
TRAINING_MARK = "（演练）"
"""The mark after a training station's name in every certificate, so that a verifier sees it first."""
PEN_ONLY = frozenset({Source.PEN})
REHEARSAL = frozenset({Source.PEN, Source.RECORDING, Source.SYNTHETIC})
"""What may draw ink that counts at a training station; production takes a real pen only."""
WITHOUT_A_PEN = frozenset({Source.TABLET, Source.MOUSE, Source.TOUCH})
"""What may also draw at a training station with `rehearsal_ink` "mouse"; its records then reach level L0 only."""
REHEARSAL_INKS = ("pen", "mouse")
LEVEL, LEVEL_WITHOUT_A_PEN = "L1", "L0"
COPIES_MODES = {"0600": 0o600, "0640": 0o640, "0644": 0o644}
"""Who may read the copies that leave the station: the station's account, its group too, everyone."""


@dataclass(frozen=True, slots=True)
class Config:
    """The settings of a station.

    `kind` here is a label: the log's first entry decides (see `terminal.station.station`).
    """

    kind: str
    name: str
    origin: str
    area: str
    staff: Mapping[str, str] = field(repr=False)
    fonts: tuple[Path, ...] = ()
    rehearsal_ink: str = "pen"
    copies_mode: str = "0600"
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
    def level(self) -> str:
        """The assurance level that documents print: L0 where a mouse or a finger may draw, even if a pen drew."""
        return LEVEL_WITHOUT_A_PEN if self.ink_sources & WITHOUT_A_PEN else LEVEL

    def to_toml(self) -> str:
        """Return the text of `station.toml`."""
        staff = "".join(f"{name_id} = {_quoted(name)}\n" for name_id, name in self.staff.items())
        fonts = ", ".join(_quoted(str(path)) for path in self.fonts)
        rehearsal = f"rehearsal_ink = {_quoted(self.rehearsal_ink)}\n" if self.training else ""
        copies = f"copies_mode = {_quoted(self.copies_mode)}\n" if self.copies_mode != "0600" else ""
        language = f"language = {_quoted(self.language)}\n" if self.language != "zh" else ""
        return (
            f"format = {_quoted(FORMAT)}\nkind = {_quoted(self.kind)}\nname = {_quoted(self.name)}\n"
            f"origin = {_quoted(self.origin)}\narea = {_quoted(self.area)}\n"
            f"# Further font files, asked in this order for characters that the product's own fonts lack.\n"
            f"fonts = [{fonts}]\n"
            f"{rehearsal}{copies}{language}\n"
            f"# Who operates: pseudonym (in records) = name (printed where staff sign).\n[staff]\n{staff}"
        )


def read_settings(path: Path) -> Config:
    """Return the settings in `station.toml`.

    Raise SettingError when they cannot be used; NoStation without the file.
    """
    try:
        table = tomllib.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        raise NoStation(Message("terminal.no-station", path=str(path))) from None
    except (OSError, ValueError, RecursionError) as problem:
        cause = why(problem) if isinstance(problem, OSError) else str(problem)
        raise SettingError(Message("terminal.settings-unreadable", path=str(path), cause=cause)) from problem
    return _config(path, table)


def with_staff(path: Path, text: str, staff_id: str, name: str) -> str:
    """Return the text of `station.toml` with one more staff member after the others; the rest is unchanged.

    Raise SettingError when [staff] is not a separate table, or when the name cannot be written there.

    Args:
        path: The file, named in errors only.
        text: Its text now.
        staff_id: The id of the new staff member.
        name: Their name.
    """
    lines = text.split("\n")
    end = _end_of_staff(lines)
    changed = "\n".join([*lines[:end], f"{staff_id} = {_quoted(name)}", *lines[end:]])
    old = _config(path, tomllib.loads(text))
    try:
        new = _config(path, tomllib.loads(changed))
    except tomllib.TOMLDecodeError as problem:
        raise SettingError(Message("terminal.staff-name-unwritable", path=str(path), cause=str(problem))) from problem
    if new != replace(old, staff={**old.staff, staff_id: name}):
        raise SettingError(Message("terminal.no-staff-table", path=str(path), staff=staff_id))
    return changed


def without_staff(path: Path, text: str, staff_id: str) -> str:
    """Return the text of `station.toml` without that staff member; the rest is unchanged.

    Raise SettingError when no line of the file names only this staff member.

    Args:
        path: The file, named in errors only.
        text: Its text now.
        staff_id: The id of the staff member to remove.
    """
    old = _config(path, tomllib.loads(text))
    lines = text.split("\n")
    staff = {known: name for known, name in old.staff.items() if known != staff_id}
    for at, line in enumerate(lines):
        if re.match(rf"\s*\"?{re.escape(staff_id)}\"?\s*=", line):
            changed = "\n".join([*lines[:at], *lines[at + 1 :]])
            with suppress(tomllib.TOMLDecodeError, SettingError):
                if _config(path, tomllib.loads(changed)) == replace(old, staff=staff):
                    return changed
    raise SettingError(Message("terminal.no-staff-line", path=str(path), staff=staff_id))


def _end_of_staff(lines: Sequence[str]) -> int:
    """Return the number of the last line that names staff. A comment after it may belong to the next table."""
    end, inside = 0, False
    for number, line in enumerate(map(str.strip, lines), 1):
        if line.startswith("["):
            inside = line.startswith("[staff]")
        if inside and line and not line.startswith("#"):
            end = number
    return end or len(lines)


def _config(path: Path, table: Mapping[str, Any]) -> Config:
    if table.get("format") != FORMAT:
        raise SettingError(Message("terminal.setting-format", path=str(path), format=FORMAT))
    kind = _text(path, table, "kind")
    if kind not in KINDS:
        raise SettingError(_not_one_of(f"{path}: kind", KINDS, kind))
    staff = table.get("staff")
    if not isinstance(staff, dict) or not staff or not all(isinstance(name, str) and name for name in staff.values()):
        raise SettingError(Message("terminal.no-staff-named", path=str(path)))
    fonts = table.get("fonts", [])
    if not isinstance(fonts, list) or not all(isinstance(item, str) for item in fonts):
        raise SettingError(Message("terminal.fonts-not-names", path=str(path)))
    return Config(
        kind,
        _text(path, table, "name"),
        _text(path, table, "origin"),
        _text(path, table, "area"),
        staff,
        tuple(Path(item) for item in fonts),
        parse_rehearsal_ink(kind, table.get("rehearsal_ink", "pen"), f"{path}: "),
        _copies_mode(path, table.get("copies_mode", "0600")),
        _language(path, table.get("language", "zh")),
    )


def parse_rehearsal_ink(kind: str, value: object, where: str = "") -> str:
    """Return what may draw in rehearsals. Raise SettingError where a station of that kind does not allow it.

    Args:
        kind: The kind of the station, "training" or "production"; production takes a pen only.
        value: The setting: "pen" or "mouse".
        where: Put in front of the setting's name in errors, such as the file.
    """
    if value not in REHEARSAL_INKS:
        raise SettingError(_not_one_of(f"{where}rehearsal_ink", REHEARSAL_INKS, value))
    if kind != "training" and value != "pen":
        raise SettingError(Message("terminal.production-takes-a-pen", setting=f"{where}rehearsal_ink"))
    return str(value)


def _copies_mode(path: Path, value: object) -> str:
    if not isinstance(value, str) or value not in COPIES_MODES:
        raise SettingError(_not_one_of(f"{path}: copies_mode", COPIES_MODES, value))
    return value


def _language(path: Path, value: object) -> Lang:
    if value not in LANGUAGES:
        raise SettingError(_not_one_of(f"{path}: language", LANGUAGES, value))
    return cast("Lang", value)


def _text(path: Path, table: Mapping[str, Any], key: str) -> str:
    value = table.get(key)
    if not isinstance(value, str) or not value:
        raise SettingError(Message("terminal.setting-missing", path=str(path), key=key))
    return value


def _not_one_of(setting: str, known: Iterable[str], value: object) -> Message:
    return Message("terminal.setting-not-one-of", setting=setting, known=tuple(known), value=repr(value))


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def language(environ: Mapping[str, str]) -> Lang:
    """Return the language of the command line: LUOBI_LANG, else Chinese. Raise SettingError for another value."""
    lang = environ.get("LUOBI_LANG", "zh")
    if lang not in LANGUAGES:
        raise SettingError(_not_one_of("LUOBI_LANG", LANGUAGES, lang))
    return cast("Lang", lang)
