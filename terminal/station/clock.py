"""Whether the clock can be right: not before the times that station and document hold, not outside the certificates.

A signature that states such a time would never verify. Whether the clock is exactly right cannot be decided here.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from archive.checkpoint import stated_time
from forms.message import Message
from signing.civil_time import STATION_TIME
from terminal.errors import ClockWrong
from terminal.station.station import Station


def require_right_time(station: Station, at: datetime, signed: datetime | None = None) -> None:
    """Raise ClockWrong when a time cannot be that of a freeze, a signature or a seal.

    Args:
        station: The open station; its certificates, newest entry and newest checkpoint are the limits.
        at: The time to check, aware.
        signed: The time of the last signature on the document; None where it has none.
    """
    # Signatures state whole seconds, entries milliseconds: what happens within one second is in order.
    at = at.replace(microsecond=0)
    for what, begin in _begins(station, signed):
        if at < begin.replace(microsecond=0):
            raise ClockWrong(Message("terminal.clock-behind", now=_civil(at), what=what, begin=_civil(begin)))
    for what, end in _ends(station):
        if at > end:
            raise ClockWrong(Message("terminal.clock-past", now=_civil(at), what=what, end=_civil(end)))


def _begins(station: Station, signed: datetime | None) -> Iterator[tuple[Message, datetime]]:
    yield Message("terminal.begin-authority"), station.ca.certificate.not_valid_before_utc
    yield Message("terminal.begin-seal"), station.seal.certificate.not_valid_before_utc
    yield Message("terminal.begin-entry"), datetime.fromisoformat(station.store.newest().ts)
    note = station.store.newest_note()
    if note and (told := stated_time(note)):
        yield Message("terminal.begin-checkpoint"), told
    if signed:
        yield Message("terminal.begin-signature"), signed


def _ends(station: Station) -> Iterator[tuple[Message, datetime]]:
    yield Message("terminal.end-authority"), station.ca.certificate.not_valid_after_utc
    yield Message("terminal.end-seal"), station.seal.certificate.not_valid_after_utc


def _civil(at: datetime) -> str:
    return at.astimezone(STATION_TIME).strftime("%Y-%m-%d %H:%M:%S")
