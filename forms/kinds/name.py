"""The name of a person."""

from collections.abc import Iterator
from datetime import date

from forms.characters import name_doubt, name_fault
from forms.kinds.field import Doubt, Field
from forms.kinds.text import NAME_SOURCE
from forms.message import Message


class Name(Field, frozen=True, tag="name"):
    """A person's name, in Hanzi or in letters."""

    least_room = 15  # what a card carries
    is_wide = True

    def doubts(self, value: str) -> Iterator[Doubt]:
        """Yield what may be wrong with a value that can be held."""
        if doubt := name_doubt(value):
            yield Doubt("name", doubt, NAME_SOURCE)

    def _shape_fault(self, value: str, on: date) -> Message | None:
        return name_fault(value)
