"""The conditions of a form: when a field is shown, when it must be answered, and what is derived."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from dataclasses import field as member
from datetime import date

from forms.answers import Answers
from forms.expression import Expression, Scope, held, order
from forms.kinds import Field
from forms.rule_input import well_formed


@dataclass(frozen=True, slots=True)
class Conditions:
    """The expressions of a form by the keys of its fields; a field without one is shown, and keeps its own rule.

    `shown` and `required` are conditions, `derived` has the value of a field that nobody fills in.
    """

    shown: Mapping[str, Expression] = member(default_factory=dict)
    required: Mapping[str, Expression] = member(default_factory=dict)
    derived: Mapping[str, Expression] = member(default_factory=dict)

    def order(self, keys: Iterable[str]) -> tuple[str, ...]:
        """Return the `keys` of the fields so that each follows the fields that decide whether it is shown or its value.

        Raise `ExpressionCycle` when a field depends on itself.
        """
        return order({key: self._deciding(key) for key in keys})

    def reads(self, key: str) -> frozenset[str]:
        """Return the keys of the fields that decide whether the field is shown, and what is derived for it."""
        return frozenset().union(*(each.reads for each in self._deciding(key)))

    def is_shown(self, key: str, scope: Scope) -> bool:
        """Return whether a field is asked.

        Args:
            key: The key of the field.
            scope: The answers so far, with hidden ones empty.
        """
        return key not in self.shown or self.shown[key].is_true(scope)

    def text(self, field: Field, scope: Scope, answers: Answers) -> str:
        """Return what a shown field holds: its derived value, or else its well-formed answer.

        Args:
            field: The field.
            scope: The answers so far, with hidden ones empty.
            answers: All answers.
        """
        derived = self.derived.get(field.key)
        return well_formed(field, answers, scope.on) if derived is None else held(derived.value(scope))

    def _deciding(self, key: str) -> tuple[Expression, ...]:
        return tuple(of[key] for of in (self.shown, self.derived) if key in of)


def scope_of(texts: Mapping[str, str], on: date) -> Scope:
    """Return the scope in which expressions read the `texts` of all fields that they name, on the day `on`."""
    return Scope(texts.__getitem__, on)
