"""A code list as a value: codes with labels, and the days between which each may be used.

A code that is out of use stays in its list, so that old records remain readable. A stored code comes from another
register: it is a valid answer, but nobody is offered it, on screen or on paper. `code_file` reads lists, `codes` holds
those that are in use.
"""

from dataclasses import dataclass
from datetime import date

from forms.errors import UnknownCode
from forms.message import Message


@dataclass(frozen=True, slots=True)
class Code:
    """One code and its label; usable from `first` to `last`, both included, open where None.

    `at_desk`: staff choose this code at the desk; it is not offered to the applicant.
    `stored`: nobody chooses this code; it comes from another register.
    `derived`: the code that follows from this one, in the list that the whole list derives; "" for none.
    """

    code: str
    label: str
    first: date | None = None
    last: date | None = None
    at_desk: bool = False
    stored: bool = False
    derived: str = ""

    def usable(self, on: date) -> bool:
        """Return whether a new answer may use the code on that day."""
        return (self.first is None or self.first <= on) and (self.last is None or on <= self.last)

    def overlaps(self, other: "Code") -> bool:
        """Return whether there is a day on which both codes are usable."""
        first = max(self.first or date.min, other.first or date.min)
        return first <= min(self.last or date.max, other.last or date.max)


@dataclass(frozen=True, slots=True)
class CodeList:
    """A named list.

    `source` is the standard that it follows, `edition` the year or the state of that.
    `derives`: the name of the list with the codes that follow from these; "" for none.
    """

    name: str
    title: str
    source: str
    edition: str
    entries: tuple[Code, ...]
    derives: str = ""

    def codes(self, on: date) -> tuple[Code, ...]:
        """Return the codes that may be chosen on that day, in the order of the list."""
        return tuple(entry for entry in self.entries if entry.usable(on) and not entry.stored)

    def label(self, code: str, on: date) -> str:
        """Return the label of a code. Raise `UnknownCode` when the `code` is no answer on the day `on`."""
        return self._entry(code, on).label

    def derived(self, code: str, on: date) -> str:
        """Return what follows from a `code`; "" for none. Raise `UnknownCode` when it is no answer `on` that day."""
        return self._entry(code, on).derived

    def latest(self, code: str) -> Code | None:
        """Return the latest entry of a code, also one out of use; None when the list never had it."""
        found = [entry for entry in self.entries if entry.code == code]
        return max(found, key=lambda entry: entry.last or date.max, default=None)

    def _entry(self, code: str, on: date) -> Code:
        for entry in self.entries:
            if entry.code == code and entry.usable(on):
                return entry
        raise UnknownCode(Message("forms.code-not-listed", code=code, name=self.name, on=on.isoformat()))
