"""What blocks a visit in its step, as a value. `Visit` decides what each step needs."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from forms.message import Message


class Missing(StrEnum):
    """The kinds of things that can be missing."""

    CONSENT = "consent"
    SECOND_STAFF = "second-staff"
    ANSWER = "answer"
    RULE = "rule"
    """An answer breaks a rule that stops the visit."""
    WARNING = "warning"
    """No staff member has confirmed an answer that a rule warns of."""
    CORRECTION = "correction"
    """The signer has called an answer wrong, and it has not been changed."""
    CHECK = "check"
    PAGE = "page"
    READ_ALOUD = "read-aloud"
    WITNESS_CONFIRMS = "witness-confirms"


@dataclass(frozen=True, slots=True)
class Blocker:
    """One thing that is missing.

    `key`: The field that it is about, or the subject of a missing consent; "" otherwise.
    `page`: The page that is still unread, from 1; 0 otherwise.
    """

    missing: Missing
    key: str = ""
    page: int = 0

    @property
    def message(self) -> Message:
        """What is missing, without the names of fields."""
        return Message(f"terminal.missing-{self.missing}", **({"page": self.page} if self.page else {}))
