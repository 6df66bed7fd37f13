"""A day, held as YYYY-MM-DD."""

import re
from datetime import date

from forms.errors import AnswerRefused
from forms.kinds.field import Field, Input
from forms.message import Message
from forms.typed_text import plain, typed_day

FIRST_YEAR = 1900
"""The first year of a date: no signer was born before it, and no question is about a day before it."""
MOST_YEARS_AHEAD = 100
ROOM = "　　　　年　　月　　日"
NO_DAY = Message("forms.no-day")
NO_YEAR = Message("forms.no-year")

_HELD = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


class Date(Field, frozen=True, tag="date"):
    """A whole day."""

    source = "GB/T 7408"
    least_room = 10

    @property
    def input(self) -> Input:
        """What a window needs to enter a value."""
        return Input.DATE

    def room(self, on: date) -> str:
        """Return year, month and day to write in."""
        return ROOM

    def gap(self) -> str:
        """Return year, month and day to write in."""
        return ROOM

    def _normal(self, text: str) -> str:
        return typed_day(plain(text))

    def _shape_fault(self, value: str, on: date) -> Message | None:
        day = held_day(value)
        if day is None:
            return NO_DAY
        return None if FIRST_YEAR <= day.year <= on.year + MOST_YEARS_AHEAD else NO_YEAR

    def _shown(self, value: str, on: date) -> str:
        day = held_day(value)
        if day is None:
            raise AnswerRefused(Message("forms.answer-no-day", key=self.key))
        return day_words(day)


def held_day(value: str) -> date | None:
    """Return the day that a held value names; None when it names no day."""
    if not _HELD.fullmatch(value):
        return None
    try:
        return date.fromisoformat(value)
    except ValueError:
        return None


def day_words(day: date) -> str:
    """Return a day as documents write it: 2026 年 11 月 24 日."""
    return f"{day.year} 年 {day.month} 月 {day.day} 日"
