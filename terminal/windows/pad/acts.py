"""What a person does on the pad that is not an event of the visit: turning to another question, asking for help.

The window's owner answers these; `terminal.visit.events` go to the flow. No Qt.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum


class Reason(StrEnum):
    """Why the applicant calls. Each sounds and stands on the desk until it is acknowledged."""

    HELP = "help"
    WANTS_HELP = "wants-help"
    CANNOT_WRITE = "cannot-write"
    WILL_NOT_SIGN = "will-not-sign"


@dataclass(frozen=True, slots=True)
class CallStaff:
    """A staff member should come. Whether the signer really signs otherwise, or not at all, is told at the desk."""

    reason: Reason


@dataclass(frozen=True, slots=True)
class Declines:
    """A consent is refused on the screen, and may still be given: only the primary button tells the visit."""

    subject: str


@dataclass(frozen=True, slots=True)
class ReadToMe:
    """The words on the screen are to be read aloud, or instead the page (from 0) of the document that stands on it."""

    words: tuple[str, ...] = field(repr=False)
    page: int | None = None


@dataclass(frozen=True, slots=True)
class Larger:
    """Larger type, or the normal type again."""

    on: bool


@dataclass(frozen=True, slots=True)
class ShowPart:
    """Another part of the same screen: a page of the notice or of the check, a question; counted from 0."""

    part: int


@dataclass(frozen=True, slots=True)
class Typed:
    """What stands in the number pad's field now, complete or not."""

    key: str
    text: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class ShowMissing:
    """A closed primary button was pressed, and what is missing is not on this screen."""


@dataclass(frozen=True, slots=True)
class ThisIsMe:
    """The next signer has the pen."""


@dataclass(frozen=True, slots=True)
class LeaveCheck:
    """A later signer goes back from the answers to the notice."""


@dataclass(frozen=True, slots=True)
class StillHere:
    """The away clock begins anew."""


@dataclass(frozen=True, slots=True)
class StayLonger:
    """The last screen is to stay for another while."""


PadAct = (
    CallStaff
    | Declines
    | ReadToMe
    | Larger
    | ShowPart
    | Typed
    | ShowMissing
    | ThisIsMe
    | LeaveCheck
    | StillHere
    | StayLonger
)
