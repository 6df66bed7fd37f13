"""Times as people read them: the station's civil time. Records, entries and JSON carry UTC."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from typing import Final

from forms.message import Lang

STATION_TIME: Final = timezone(timedelta(hours=8), "北京时间")
"""The civil time that documents and windows show."""
_MARKS = {"zh": "北京时间", "en": "+08:00"}


def on_paper(at: datetime) -> str:
    """A time as a document says it: 2026年11月29日 21:34, in civil time."""
    told = at.astimezone(STATION_TIME)
    return f"{told.year}年{told.month}月{told.day}日 {told:%H:%M}"


def civil(at: str, lang: Lang) -> str:
    """An ISO 8601 time for a person, to the second, such as `2026-11-24 12:00:00 北京时间`; "" stays "".

    `lang` is "zh" or "en". A text that is no time is returned as it is; one without an offset is UTC.
    """
    try:
        read = datetime.fromisoformat(at)
        told = (read if read.tzinfo else read.replace(tzinfo=UTC)).astimezone(STATION_TIME)
    except (ValueError, OverflowError):
        return at
    return f"{told:%Y-%m-%d %H:%M:%S} {_MARKS[lang]}"


def civil_day(at: str) -> str:
    """The station's civil day (ISO date) of an ISO 8601 time with an offset."""
    return datetime.fromisoformat(at).astimezone(STATION_TIME).date().isoformat()
