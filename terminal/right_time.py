"""Whether the clock can be right: no time before what station and document hold, none outside its certificates.

A signature that states such a time would never verify. Whether the clock is right nobody can tell here.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from archive.checkpoint import stated_time
from signing.civil import STATION_TIME
from terminal.errors import ClockWrong
from terminal.station import Station


def require_right_time(station: Station, at: datetime, signed: datetime | None = None) -> None:
    """Raises ClockWrong when `at` (an aware time) cannot be the time of a freeze, a signature or a seal.

    `signed`: the time of the last signature on the document, if it has one.
    """
    # Signatures state whole seconds, entries milliseconds: what happens within one second is in order.
    at = at.replace(microsecond=0)
    for what, begin in _begins(station, signed):
        if at < begin.replace(microsecond=0):
            raise ClockWrong(
                f"the clock is wrong: it says {_civil(at)}, which is before {what} ({_civil(begin)}). Set the clock. "
                "If it is right, it was ahead when that was made: go on when that time has come, or make a new station"
            )
    for what, end in _ends(station):
        if at > end:
            raise ClockWrong(
                f"the clock is wrong, or this station is at its end: it says {_civil(at)}, and {what} ended "
                f"{_civil(end)}. Set the clock; if it is right, make a new station"
            )


def _begins(station: Station, signed: datetime | None) -> Iterator[tuple[str, datetime]]:
    yield "the station's authority begins", station.ca.certificate.not_valid_before_utc
    yield "the station's seal begins", station.seal.certificate.not_valid_before_utc
    yield "the last entry in the log", datetime.fromisoformat(station.store.newest().ts)
    note = station.store.newest_note()
    if note and (told := stated_time(note)):
        yield "the last checkpoint", told
    if signed:
        yield "the last signature on this document", signed


def _ends(station: Station) -> Iterator[tuple[str, datetime]]:
    yield "the station's authority", station.ca.certificate.not_valid_after_utc
    yield "the station's seal", station.seal.certificate.not_valid_after_utc


def _civil(at: datetime) -> str:
    return at.astimezone(STATION_TIME).strftime("%Y-%m-%d %H:%M:%S")
