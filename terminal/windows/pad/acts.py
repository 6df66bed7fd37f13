"""What a person does on the pad that is no event of the visit: show another question, ask for help.

The owner of the window (the conductor) handles these acts. The events in `terminal.visit.events` go to the flow. No Qt.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum


class CallReason(StrEnum):
    """Why the applicant calls staff.

    The desk sounds and shows each call until an operator acknowledges it.
    """

    HELP = "help"
    WANTS_HELP = "wants-help"
    CANNOT_WRITE = "cannot-write"
    WILL_NOT_SIGN = "will-not-sign"


@dataclass(frozen=True, slots=True)
class CallStaff:
    """The applicant asks for a staff member.

    Whether the signer then signs in another manner, or not at all, is entered at the desk.
    """

    reason: CallReason


@dataclass(frozen=True, slots=True)
class Declines:
    """The signer refuses a consent on the screen, and may still give it.

    Only the primary button reports the refusal to the visit.
    """

    subject: str


@dataclass(frozen=True, slots=True)
class ReadToMe:
    """The person asks for the words on the screen to be read aloud.

    `page` (from 0) is the page of the document to read instead; None reads the words.
    """

    words: tuple[str, ...] = field(repr=False)
    page: int | None = None


@dataclass(frozen=True, slots=True)
class Larger:
    """The person switches to larger type, or back to the normal type."""

    on: bool


@dataclass(frozen=True, slots=True)
class ShowPart:
    """The person opens another part of the same screen: a page of the notice or of the check, or a question.

    `part` is counted from 0.
    """

    part: int


@dataclass(frozen=True, slots=True)
class Typed:
    """What the number pad's field holds now, complete or not."""

    key: str
    text: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class ShowMissing:
    """A closed primary button was pressed, and what is missing is not on this screen."""


@dataclass(frozen=True, slots=True)
class ThisIsMe:
    """The next signer confirms having the pen."""


@dataclass(frozen=True, slots=True)
class LeaveCheck:
    """A later signer goes back from the answers to the notice."""


@dataclass(frozen=True, slots=True)
class StillHere:
    """The person is still there: the away clock starts again from zero."""


@dataclass(frozen=True, slots=True)
class StayLonger:
    """The last screen is to stay for another period."""
