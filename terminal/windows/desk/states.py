"""What each part of the desk shows, as frozen values without Qt; nothing personal is in a repr.

A part is given a value and shows it in place. What a reception makes of them is put together in `views`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from forms.model import Field
from signing.ink import Ink


class Tone(StrEnum):
    """How a text is meant; a word or a mark says the same."""

    PLAIN = "plain"
    MUTED = "muted"
    GOOD = "good"
    ATTENTION = "attention"
    HARM = "harm"


@dataclass(frozen=True, slots=True)
class Place:
    """Whose counter this is, known before anybody signs in. `staff`: pseudonym and name."""

    station: str
    training: bool
    staff: tuple[tuple[str, str], ...] = field(repr=False)

    def others(self, than: str) -> tuple[tuple[str, str], ...]:
        """Everybody but that one."""
        return tuple(one for one in self.staff if one[0] != than)


@dataclass(frozen=True, slots=True)
class Bar:
    """The top: who operates, and who is there as witness."""

    station: str
    operator: str = field(repr=False)
    witness: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Line:
    """A visit or record in the left column: two lines of words, the name masked."""

    record: str
    words: str = field(repr=False)
    state: str
    tone: Tone = Tone.MUTED
    current: bool = False


@dataclass(frozen=True, slots=True)
class InHandList:
    """The left column: visits in hand, lost drafts with the reason, papers to scan, what was archived today."""

    visits: tuple[Line, ...]
    lost: tuple[str, ...]
    today: tuple[Line, ...]
    waiting: tuple[Line, ...] = ()


@dataclass(frozen=True, slots=True)
class Note:
    """What stands under a field."""

    words: str
    tone: Tone = Tone.MUTED


@dataclass(frozen=True, slots=True)
class FieldState:
    """One field: its held value and what is said of it. `wrong` is a correction asked or a broken rule.

    `proposal`: for an empty field, what another answer says that it must be; held only when staff take it.
    """

    asked: Field = field(repr=False)
    value: str = field(repr=False)
    note: Note
    wrong: bool = False
    proposal: str = field(default="", repr=False)
    unfinished: str = field(default="", repr=False)
    """What was typed and not held."""
    required: bool = False
    """Whether this person must answer it; a form's edition may ask it of others only."""


@dataclass(frozen=True, slots=True)
class FormState:
    """The form of a visit. `may_type` is false where the flow takes no answers now.

    `keeps_typed`: it is still in the steps that take answers, if only later; what is half typed stays.
    """

    record: str
    title: str
    number: str
    sections: tuple[tuple[str, tuple[FieldState, ...]], ...] = field(repr=False)
    may_type: bool
    keeps_typed: bool


@dataclass(frozen=True, slots=True)
class Banner:
    """A message by gravity: stop, warn, hint, fine. `key` is the field it leads to."""

    gravity: str
    words: str
    key: str = ""


@dataclass(frozen=True, slots=True)
class SignerLine:
    """One place in the order of signing, and how far it is."""

    role: str
    name: str = field(repr=False)
    state: str
    tone: Tone


@dataclass(frozen=True, slots=True)
class Progress:
    """After the answers: what is going on, who signs, what has been read."""

    heading: str
    words: str
    tone: Tone
    signers: tuple[SignerLine, ...] = field(repr=False)
    pages: str = ""
    fingerprint: str = ""
    aloud: str = ""


class DeskAct(StrEnum):
    """What staff can do with the visit that is open."""

    PAPER = "paper"
    SIGNS_OTHERWISE = "signs-otherwise"
    WARNINGS = "warnings"
    READ_ALOUD = "read-aloud"
    READ_ALOUD_BY_WITNESS = "read-aloud-by-witness"
    WITNESS_SIGNS = "witness-signs"
    CONTENT_WRONG = "content-wrong"
    PARK = "park"
    GIVE_UP = "give-up"
    OPEN_RECORD = "open-record"
    HAND_OUT = "hand-out"
    GO = "go"
    CORRECT = "correct"
    SIGNATURE_SEEN = "signature-seen"
    SIGN_AGAIN = "sign-again"
    RETRY = "retry"
    TAKE_UP = "take-up"
    FINISH = "finish"


@dataclass(frozen=True, slots=True)
class Foot:
    """The bottom of the visit: what else can be done, why the primary button is closed, the primary button.

    `leads_to` is the field that a closed button leads to.
    """

    acts: tuple[DeskAct, ...] = ()
    note: str = ""
    primary: DeskAct | None = None
    label: str = ""
    closed: bool = False
    leads_to: str = ""


@dataclass(frozen=True, slots=True)
class Signature:
    """A finished signature that waits for the operator's look, and in words why it is doubtful."""

    question: str = field(repr=False)
    doubts: tuple[str, ...]
    ink: Ink | None = field(repr=False)


@dataclass(frozen=True, slots=True)
class VisitState:
    """Everything in the middle of the desk."""

    form: FormState
    step: int
    progress: Progress | None
    foot: Foot
    signature: Signature | None = None


@dataclass(frozen=True, slots=True)
class Lamp:
    """One item of the status strip: a dot and its words; `why` it is not as it should be, and what to do."""

    words: str
    tone: Tone
    why: str = ""


@dataclass(frozen=True, slots=True)
class BellState:
    """A call that stands."""

    words: str
    at: str
    key: str = ""
