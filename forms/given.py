"""The answers as a rule reads them, and how a rule says what it found."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from forms.answers import Answers
from forms.message import Message
from forms.model import Form
from forms.problem import About, Gravity, Problem
from forms.shapes import held_day, shape_fault


@dataclass(frozen=True, slots=True)
class Given:
    """Answers on a day: a value that its field cannot hold counts as not given."""

    form: Form
    answers: Answers
    on: date

    def text(self, key: str) -> str:
        """The value under a key of the form; empty when there is none or it is malformed."""
        value = self.answers.value(key)
        return "" if value and shape_fault(self.form.field(key), value, self.on) else value

    def day(self, key: str) -> date | None:
        """The date under a key."""
        return held_day(self.text(key))

    def number(self, key: str) -> Decimal | None:
        """The whole number or amount under a key."""
        text = self.text(key)
        return Decimal(text) if text else None

    def says(self, gravity: Gravity, rule: str, field: str, fault: Message, source: str, *others: str) -> Problem:
        """The problem of a field; `others` are the keys of further answers that were compared with it."""
        about = tuple(About(key, self._version(key)) for key in sorted({field, *others}))
        return Problem(gravity, field, fault, source, rule, about)

    def _version(self, key: str) -> int:
        answer = self.answers.values.get(key)
        return len(answer.history) + 1 if answer else 0
