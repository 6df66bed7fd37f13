"""Times as people read them: the station's civil time. Records, entries and JSON carry UTC."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from typing import Final

from forms.message import Lang

STATION_TIME: Final = timezone(timedelta(hours=8), "北京时间")
"""The civil time that documents and windows show."""
_MARKS = {"zh": "北京时间", "en": "+08:00"}


def on_paper(at: datetime) -> str:
    """Return a time as documents print it, in civil time: 2026年11月29日 21:34."""
    told = at.astimezone(STATION_TIME)
    return f"{told.year}年{told.month}月{told.day}日 {told:%H:%M}"


def civil(at: str, lang: Lang) -> str:
    """Return an ISO 8601 time for a person, to the second, such as `2026-11-24 12:00:00 北京时间`.

    Args:
        at: The time. Without an offset it is UTC. "" and text that is not a time are returned unchanged.
        lang: "zh" or "en": how the time zone is written.
    """
    try:
        read = datetime.fromisoformat(at)
        told = (read if read.tzinfo else read.replace(tzinfo=UTC)).astimezone(STATION_TIME)
    except (ValueError, OverflowError):
        return at
    return f"{told:%Y-%m-%d %H:%M:%S} {_MARKS[lang]}"


def civil_day(at: str) -> str:
    """Return the civil day of the station (ISO date) for an ISO 8601 time with an offset."""
    return datetime.fromisoformat(at).astimezone(STATION_TIME).date().isoformat()
