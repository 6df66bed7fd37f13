"""The names that a new station or a new staff member may have, checked before anything is written.

An existing station is not checked by these rules: it keeps what it was made with.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from forms.message import Message
from forms.names import PERSON_CHARS, STATION_CHARS, Missing, name_fault
from terminal.errors import SettingError
from terminal.station.settings import NO_REHEARSAL, Config

ORIGIN_CHARS: Final = 100
_ORIGIN: Final = re.compile(r"[A-Za-z0-9]+([.-][A-Za-z0-9]+)*(/[A-Za-z0-9]+([._-][A-Za-z0-9]+)*)*")
_AREA: Final = re.compile(r"(1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[12])[0-9]{4}")
_STAFF_ID: Final = re.compile(r"[A-Za-z0-9]{1,32}")

NO_ORIGIN: Final = Message("terminal.no-origin")
NO_AREA: Final = Message("terminal.no-area")
NO_STAFF_ID: Final = Message("terminal.no-staff-id")


def faults(settings: Config, missing: Missing) -> Iterator[tuple[str, Message]]:
    """Return the impossible settings of a new station: the key of each, with the reason.

    Args:
        settings: The settings to check.
        missing: Returns the characters that no font has; see `forms.names`.
    """
    if fault := name_fault(settings.name, STATION_CHARS, missing):
        yield "name", fault
    if len(settings.origin) > ORIGIN_CHARS or not _ORIGIN.fullmatch(settings.origin):
        yield "origin", NO_ORIGIN
    if not _AREA.fullmatch(settings.area):
        yield "area", NO_AREA
    if settings.rehearses_in_production:
        yield "rehearsal_ink", NO_REHEARSAL
    for staff_id, name in settings.staff.items():
        yield from person_faults(staff_id, name, missing)


def person_faults(staff_id: str, name: str, missing: Missing) -> Iterator[tuple[str, Message]]:
    """Return what is wrong with a new staff member: the key of each fault, with the reason.

    Args:
        staff_id: The id, 1 to 32 ASCII letters and digits.
        name: The name that is printed where they sign.
        missing: Returns the characters that no font has; see `forms.names`.
    """
    if not _STAFF_ID.fullmatch(staff_id):
        yield "staff", NO_STAFF_ID
    if fault := name_fault(name, PERSON_CHARS, missing):
        yield f"staff {staff_id}", fault


def require(found: Iterator[tuple[str, Message]]) -> None:
    """Raise SettingError with the first fault, if there is one."""
    for key, fault in found:
        raise SettingError(Message("terminal.setting-cannot-be", key=key, fault=fault))
