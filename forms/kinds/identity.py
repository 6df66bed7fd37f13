"""The number of an identity document: resident card, residence permits, permanent-residence card."""

from collections.abc import Iterator
from datetime import date

from forms import identity
from forms.identity import birth_date_on, identity_number_fault, province_exists
from forms.kinds.date import FIRST_YEAR
from forms.kinds.field import Doubt, Field, Input
from forms.message import Message
from forms.typed_text import plain

NO_BIRTH = Message("forms.no-birth")


class Identity(Field, frozen=True, tag="identity"):
    """A number with its check character; the kind of document follows from the number."""

    source = identity.SOURCE
    least_room = judged_from = 18
    letters = "X"
    is_grouped = True

    @property
    def input(self) -> Input:
        """What a window needs to enter a value."""
        return Input.DIGITS

    def doubts(self, value: str) -> Iterator[Doubt]:
        """Yield what may be wrong with a value that can be held."""
        if not province_exists(value):
            yield Doubt("identity.province", identity.NO_PROVINCE, "GB/T 2260")

    def _normal(self, text: str) -> str:
        return plain(text).upper()

    def _shape_fault(self, value: str, on: date) -> Message | None:
        return identity_number_fault(value) or _birth_fault(value, on)


def _birth_fault(number: str, on: date) -> Message | None:
    born = birth_date_on(number, on)
    return None if born is None or (born.year >= FIRST_YEAR and born <= on) else NO_BIRTH
