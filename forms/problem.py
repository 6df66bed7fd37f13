"""What a rule says when an answer breaks it. Texts never repeat the answer, so they may be logged."""

from dataclasses import dataclass
from typing import Literal, NamedTuple

from forms.message import Message

Gravity = Literal["stop", "warn", "hint"]  # stop: no freeze · warn: staff confirm · hint: worth asking


class About(NamedTuple):
    """One answer that was judged: its field, and how many values the field has had up to this one (0: none)."""

    field: str
    version: int


@dataclass(frozen=True, slots=True)
class Problem:
    """A broken rule: how grave, in which field (its key), what to say of it, and by which law or standard.

    `rule` names what was broken and never changes its meaning, `about` the answers that were judged.
    """

    gravity: Gravity
    field: str
    message: Message
    source: str
    rule: str
    about: tuple[About, ...]

    @property
    def identity(self) -> str:
        """One line that is equal as long as this rule says this of these very answers, and holds no answer.

        `contract-pay.trial-low probation_pay pay_month:1 probation_pay:2`: rule, field, answers with their versions.
        A confirmation that names it is void when any of the answers changes, also when it changes back.
        """
        return " ".join((self.rule, self.field, *(f"{one.field}:{one.version}" for one in self.about)))
