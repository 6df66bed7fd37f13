"""One code of a list."""

from datetime import date

from forms.codes import CodeList, code_list
from forms.errors import UnknownCode
from forms.kinds.field import Field, Input
from forms.message import Message

MOST_TICKS = 12
"""The most codes that are printed as boxes to tick.

The answer to a longer list is written out: people do not read fifty boxes.
"""
NO_CODE = Message("forms.no-code")


class Listed(Field, frozen=True, kw_only=True):
    """A field whose values are of the code list `codes`."""

    codes: str

    @property
    def code_list(self) -> CodeList:
        """The list. Raise `UnknownCode` when there is no such list."""
        return code_list(self.codes)

    def chosen(self, value: str) -> tuple[str, ...]:
        """Return the codes in a held value."""
        return (value,)

    def longest(self) -> int:
        """Return the characters of all labels with a box before each."""
        return sum(len(code.label) + 2 for code in self.code_list.entries if not code.stored)

    def room(self, on: date) -> str:
        """Return a box to tick for each code. Codes that only staff choose have none."""
        labels = [code.label for code in self.code_list.codes(on) if not code.at_desk]
        return "　".join(f"□{label}" for label in labels) if len(labels) <= MOST_TICKS else "　"

    def _shape_fault(self, value: str, on: date) -> Message | None:
        codes = self.chosen(value)
        try:
            for code in codes:
                self.code_list.label(code, on)
        except UnknownCode:
            return NO_CODE
        return None if len(set(codes)) == len(codes) else NO_CODE

    def _shown(self, value: str, on: date) -> str:
        return "、".join(self.code_list.label(code, on) for code in self.chosen(value))


class Choice(Listed, frozen=True, tag="code"):
    """One code of a list."""

    @property
    def input(self) -> Input:
        """What a window needs to enter a value."""
        return Input.CHOICE

    def least_chars(self) -> int:
        """Return the length of the longest code."""
        return max(len(code.code) for code in self.code_list.entries)
