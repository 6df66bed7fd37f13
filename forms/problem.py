"""The report of a rule about a broken answer. Its texts never repeat the answer, so they may be logged."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import NamedTuple

from forms.message import Message


class Severity(StrEnum):
    """What a problem asks for. What verifiers find has a gravity of its own kind, in `signing.finding`."""

    STOP = "stop"
    """The document is not frozen."""
    WARN = "warn"
    """Staff confirm that they looked into it."""
    HINT = "hint"
    """It is worth a question."""


class About(NamedTuple):
    """One answer that was judged, by the key of its field and the number of values that the field has had.

    The number includes this value; 0 means that there is no answer.
    """

    field: str
    version: int


@dataclass(frozen=True, slots=True)
class Problem:
    """A broken rule: how grave it is, the key of its field, what to show, and the law or standard behind it.

    `rule` names what was broken and never changes its meaning. `about` lists the answers that were judged.
    `confirmed_by` is the staff member, `staff:S01`, who looked into a warning; "" while no one has.
    """

    gravity: Severity
    field: str
    message: Message
    source: str
    rule: str
    about: tuple[About, ...]
    confirmed_by: str = ""

    @property
    def satisfied_by(self) -> tuple[str, ...]:
        """The keys of the fields where another answer may end the problem."""
        return tuple(one.field for one in self.about)

    @property
    def identity(self) -> str:
        """The line that stays equal as long as this rule reports this about these very answers. It holds no answer.

        `contract-pay.trial-low probation_pay pay_month:1 probation_pay:2`: rule, field, answers with their versions.
        A confirmation that names it is void when any of the answers changes, also when it changes back.
        """
        return " ".join((self.rule, self.field, *(f"{one.field}:{one.version}" for one in self.about)))


def with_confirmations(problems: Iterable[Problem], by: Mapping[str, str]) -> tuple[Problem, ...]:
    """Return the problems, where each confirmed warning names who confirmed it.

    Args:
        problems: The problems.
        by: The staff member who confirmed a warning, by the identity of the warning.
    """
    return tuple(
        replace(one, confirmed_by=by[one.identity]) if one.gravity == "warn" and one.identity in by else one
        for one in problems
    )
