"""A whole number, not negative."""

import re
from datetime import date

from forms.kinds.field import Field, Input
from forms.message import Message
from forms.typed_text import plain

NO_NUMBER = Message("forms.no-number")

_HELD = re.compile(r"0|[1-9][0-9]{0,8}")


class Integer(Field, frozen=True, tag="integer"):
    """A whole number of up to nine digits."""

    @property
    def input(self) -> Input:
        """What a window needs to enter a value."""
        return Input.DIGITS

    def _normal(self, text: str) -> str:
        return plain(text)

    def _shape_fault(self, value: str, on: date) -> Message | None:
        return None if _HELD.fullmatch(value) else NO_NUMBER
