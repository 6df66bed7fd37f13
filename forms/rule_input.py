"""The answers as a rule reads them, and how a rule reports what it found."""

from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field as member
from datetime import date
from decimal import Decimal
from typing import Generic, TypeVar

from forms.answers import Answers
from forms.earlier_records import NO_RECORDS, EarlierRecords
from forms.expression_tree import number_of
from forms.kinds import Field
from forms.kinds.date import held_day
from forms.message import Message
from forms.model import Form
from forms.problem import About, Problem, Severity

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Bound(Generic[_T]):
    """A field that a rule reads: its key and its value. A field that is not bound has the key "" and no value."""

    key: str
    value: _T = member(repr=False)


Text = Bound[str]
"""A text, a number of a document or a code; "" when it is missing or malformed."""
Day = Bound[date | None]
"""A day; None when it is missing or malformed."""
Number = Bound[Decimal | None]
"""A whole number or an amount in yuan; None when it is missing or malformed."""


@dataclass(frozen=True, slots=True)
class Given:
    """The answers on one day. A value that its field cannot hold counts as not given.

    `texts` holds what `text` returns where that is known already. `hidden` has the keys of fields that are not asked.
    `records` answers what was signed before.
    """

    form: Form
    answers: Answers
    on: date
    texts: Mapping[str, str] = member(default_factory=dict, repr=False)
    hidden: frozenset[str] = frozenset()
    records: EarlierRecords = NO_RECORDS

    def text(self, key: str) -> str:
        """Return the value under a key of the form; "" when it is missing, malformed or hidden."""
        known = self.texts.get(key)
        return well_formed(self.form.field(key), self.answers, self.on) if known is None else known

    def day(self, key: str) -> date | None:
        """Return the date under a key; None when it is missing or malformed."""
        return held_day(self.text(key))

    def number(self, key: str) -> Decimal | None:
        """Return the whole number or the amount in yuan under a key; None when it is missing or malformed."""
        return number_of(self.text(key))

    def label(self, key: str) -> str:
        """Return the label of a field of the form."""
        return self.form.field(key).label

    def says(self, gravity: Severity, rule: str, field: str, fault: Message, source: str, *others: str) -> Problem:
        """Return a problem of one field.

        Args:
            gravity: What the problem asks for.
            rule: The name of the broken rule; its meaning never changes.
            field: The key of the field where the problem is shown.
            fault: What to show. It never repeats an answer.
            source: The law or standard behind the rule.
            others: The keys of further answers that were compared with this one; "" is left out.
        """
        about = tuple(About(key, self._version(key)) for key in sorted({field, *others} - {""}))
        return Problem(gravity, field, fault, source, rule, about)

    def _version(self, key: str) -> int:
        answer = self.answers.values.get(key)
        return len(answer.history) + 1 if answer else 0


def well_formed(field: Field, answers: Answers, on: date) -> str:
    """Return the answer to a field; "" when it is missing or the field cannot hold it.

    Args:
        field: The field.
        answers: The answers.
        on: The day that decides about codes, births and years.
    """
    value = answers.value(field.key)
    return "" if value and field.fault(value, on) else value
