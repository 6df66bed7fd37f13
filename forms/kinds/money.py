"""An amount in yuan, held with two decimals."""

import re
from datetime import date

from forms.kinds.field import GAP, Field, Input
from forms.message import Message
from forms.typed_text import plain, typed_money

NO_MONEY = Message("forms.no-money")

_HELD = re.compile(r"(0|[1-9][0-9]{0,9})\.[0-9]{2}")


class Money(Field, frozen=True, tag="money"):
    """An amount in yuan, not negative."""

    least_room = 7

    @property
    def input(self) -> Input:
        """What a window needs to enter a value."""
        return Input.MONEY

    def room(self, on: date) -> str:
        """Return room for an amount, with its unit."""
        return "　　　　　　元"

    def gap(self) -> str:
        """Return a line to write on, with the unit."""
        return f"{GAP} 元"

    def _normal(self, text: str) -> str:
        return typed_money(plain(text))

    def _shape_fault(self, value: str, on: date) -> Message | None:
        return None if _HELD.fullmatch(value) else NO_MONEY

    def _shown(self, value: str, on: date) -> str:
        return f"{value} 元"
