"""The answers as a rule reads them, and how a rule reports what it found."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from forms.answers import Answers
from forms.kinds.date import held_day
from forms.message import Message
from forms.model import Form
from forms.problem import About, Gravity, Problem


@dataclass(frozen=True, slots=True)
class Given:
    """The answers on one day. A value that its field cannot hold counts as not given."""

    form: Form
    answers: Answers
    on: date

    def text(self, key: str) -> str:
        """Return the value under a key of the form; "" when it is missing or malformed."""
        value = self.answers.value(key)
        return "" if value and self.form.field(key).fault(value, self.on) else value

    def day(self, key: str) -> date | None:
        """Return the date under a key; None when it is missing or malformed."""
        return held_day(self.text(key))

    def number(self, key: str) -> Decimal | None:
        """Return the whole number or the amount in yuan under a key; None when it is missing or malformed."""
        text = self.text(key)
        return Decimal(text) if text else None

    def says(self, gravity: Gravity, rule: str, field: str, fault: Message, source: str, *others: str) -> Problem:
        """Return a problem of one field.

        Args:
            gravity: `stop` prevents the freeze, `warn` asks staff to confirm, `hint` is worth a question.
            rule: The name of the broken rule; its meaning never changes.
            field: The key of the field where the problem is shown.
            fault: What to show. It never repeats an answer.
            source: The law or standard behind the rule.
            others: The keys of further answers that were compared with this one.
        """
        about = tuple(About(key, self._version(key)) for key in sorted({field, *others}))
        return Problem(gravity, field, fault, source, rule, about)

    def _version(self, key: str) -> int:
        answer = self.answers.values.get(key)
        return len(answer.history) + 1 if answer else 0
