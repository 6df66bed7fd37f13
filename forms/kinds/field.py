"""A field of a form: what every kind of field has and does.

Each kind is a subclass in a module of its own. It decides how text is typed, why a value cannot be held, how a value is
shown, and what room it needs on paper. Each value is judged by itself. `rules` judges what answers say about each
other.
"""

from collections.abc import Iterator
from datetime import date
from enum import Enum, auto
from typing import ClassVar, NamedTuple

from msgspec import Struct

from forms.characters import character_fault, sight_fault
from forms.message import Message
from forms.typed_text import composed

BLANK = "—"  # an unanswered field is struck out, so that nobody can fill it in after signing
FORM = "表单要求"
GAP = "＿" * 8
ONE_LINE_CHARS = 50
"""The characters that a person writes in one line of the page."""

TOO_LONG = Message("forms.too-long")
UNTIDY = Message("forms.untidy")


class Input(Enum):
    """What a window needs to enter a value. Each window decides how it looks, or leaves it to another window."""

    TEXT = auto()  # one line, for an input method
    LONG_TEXT = auto()
    LATIN = auto()  # letters and digits; an input method would turn an X into 新
    DIGITS = auto()  # digits and the letters that `Field.letters` names
    MONEY = auto()
    DATE = auto()
    CHOICE = auto()
    CHOICES = auto()


class Doubt(NamedTuple):
    """What may be wrong with a value that can be held: a rule, what to show, and the law or standard behind it."""

    rule: str
    message: Message
    source: str


class Field(Struct, frozen=True, forbid_unknown_fields=True, tag_field="kind"):
    """One question: `label` is printed on the page, `question` is shown on the pad."""

    key: str
    label: str
    question: str = ""
    required: bool = True
    max_chars: int = 50

    source: ClassVar[str] = FORM
    """The law or standard that says what a value is."""
    least_room: ClassVar[int] = 1
    """The least `max_chars` that leaves room for every right value."""
    judged_from: ClassVar[int] = 0
    """The characters from which on a value is judged; with fewer, the person is still typing."""
    letters: ClassVar[str] = ""
    """The letters that a value may have besides digits."""
    is_grouped: ClassVar[bool] = False
    """Whether people read the value in groups of digits."""
    is_wide: ClassVar[bool] = False
    """Whether a long value needs a whole row of the page."""

    @property
    def kind(self) -> str:
        """The name of the kind, as form files write it."""
        return kind_name(type(self))

    @property
    def input(self) -> Input:
        """What a window needs to enter a value."""
        return Input.TEXT

    def typed(self, text: str) -> str:
        """Return the value to hold for a text that was typed or read.

        A text that makes no sense comes back, and `fault` rejects it.
        """
        return self._normal(composed(text).strip())

    def fault(self, value: str, on: date) -> Message | None:
        """Return why the field cannot hold a value; None when it can.

        Args:
            value: The value as it would be held, so as `typed` returns it.
            on: The day that decides about codes, births and years.
        """
        if found := character_fault(value) or sight_fault(composed(value)):
            return found
        if len(self._counted(value)) > self.max_chars:
            return TOO_LONG
        return self._shape_fault(value, on) or (UNTIDY if self.typed(value) != value else None)

    def doubts(self, value: str) -> Iterator[Doubt]:
        """Yield what may be wrong with a value that can be held."""
        yield from ()

    def display(self, value: str, on: date) -> str:
        """Return an answer as text for people.

        Args:
            value: The held value; "" gives a dash.
            on: The day that decides the labels of codes.

        Raises:
            UnknownCode: The value is not in its code list on that day.
            AnswerRefused: The value of a date or a yes-or-no field is malformed.
        """
        return self._shown(value, on) if value else BLANK

    def least_chars(self) -> int:
        """Return the least `max_chars` that leaves room for every right value of this very field."""
        return self.least_room

    def longest(self) -> int:
        """Return the characters of the longest answer as it is shown, or of the boxes to tick on paper."""
        return max(self.max_chars, 16)

    def room(self, on: date) -> str:
        """Return the text in place of an answer that will be written with a pen: boxes to tick, units, or blank room.

        `on` is the day that decides which codes are offered.
        """
        return "　\n　" if self.max_chars > ONE_LINE_CHARS else "　"

    def gap(self) -> str:
        """Return a line to write on within a sentence."""
        return GAP

    def _normal(self, text: str) -> str:
        """Return the normal form of a text without space around it."""
        return text

    def _counted(self, value: str) -> str:
        """Return the part of a value that `max_chars` limits."""
        return value

    def _shape_fault(self, value: str, on: date) -> Message | None:
        """Return why a value is none of this kind."""
        return None

    def _shown(self, value: str, on: date) -> str:
        """Return a value that is not empty as text for people."""
        return value


def kind_name(kind: type[Field]) -> str:
    """Return the name of a kind, as form files write it."""
    return str(kind.__struct_config__.tag)
