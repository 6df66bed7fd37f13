"""What a new station, or a new staff member, may be called: judged before anything is written.

A station that is there already is not judged by these rules: what it was made with stays.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from forms.message import Message
from forms.names import PERSON_CHARS, STATION_CHARS, Missing, name_fault
from terminal.errors import SettingError
from terminal.station.settings import Config

ORIGIN_CHARS: Final = 100
_ORIGIN: Final = re.compile(r"[A-Za-z0-9]+([.-][A-Za-z0-9]+)*(/[A-Za-z0-9]+([._-][A-Za-z0-9]+)*)*")
_AREA: Final = re.compile(r"(1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[12])[0-9]{4}")
_STAFF_ID: Final = re.compile(r"[A-Za-z0-9]{1,32}")

NO_ORIGIN: Final = Message("terminal.no-origin")
NO_AREA: Final = Message("terminal.no-area")
NO_STAFF_ID: Final = Message("terminal.no-staff-id")


def faults(settings: Config, missing: Missing) -> Iterator[tuple[str, Message]]:
    """The settings of a new station that cannot be, each by its key with the reason. `missing`: see `forms.names`."""
    if fault := name_fault(settings.name, STATION_CHARS, missing):
        yield "name", fault
    if len(settings.origin) > ORIGIN_CHARS or not _ORIGIN.fullmatch(settings.origin):
        yield "origin", NO_ORIGIN
    if not _AREA.fullmatch(settings.area):
        yield "area", NO_AREA
    for staff_id, name in settings.staff.items():
        yield from person_faults(staff_id, name, missing)


def person_faults(staff_id: str, name: str, missing: Missing) -> Iterator[tuple[str, Message]]:
    """What is wrong with a new staff member's id and name."""
    if not _STAFF_ID.fullmatch(staff_id):
        yield "staff", NO_STAFF_ID
    if fault := name_fault(name, PERSON_CHARS, missing):
        yield f"staff {staff_id}", fault


def require(found: Iterator[tuple[str, Message]]) -> None:
    """Raises SettingError with the first fault."""
    for key, fault in found:
        raise SettingError(Message("terminal.setting-cannot-be", key=key, fault=fault))
