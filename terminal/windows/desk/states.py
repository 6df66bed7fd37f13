"""What each part of the desk shows, as frozen values without Qt. Nothing personal is in a repr.

A part gets a value and shows it in place. `views` makes these values from a reception.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from forms.kinds import Field
from signing.ink import Ink


class Tone(StrEnum):
    """The meaning of a text's colour; the text or a mark says the same."""

    PLAIN = "plain"
    MUTED = "muted"
    GOOD = "good"
    ATTENTION = "attention"
    HARM = "harm"


@dataclass(frozen=True, slots=True)
class CounterFacts:
    """The counter, known before any person signs in. `staff`: each person's pseudonym, the staff id, and name."""

    station: str
    training: bool
    staff: tuple[tuple[str, str], ...] = field(repr=False)

    def others(self, than: str) -> tuple[tuple[str, str], ...]:
        """Return all staff but `than`, a staff id."""
        return tuple(one for one in self.staff if one[0] != than)


@dataclass(frozen=True, slots=True)
class Bar:
    """The top of the desk: the operator and the witness who is present."""

    station: str
    operator: str = field(repr=False)
    witness: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Line:
    """A visit or record in the left column: two lines of text, with the name masked."""

    record: str
    words: str = field(repr=False)
    state: str
    tone: Tone = Tone.MUTED
    current: bool = False


@dataclass(frozen=True, slots=True)
class InHandList:
    """The left column: open visits, lost drafts with the reason, papers to scan, and today's archived records."""

    visits: tuple[Line, ...]
    lost: tuple[str, ...]
    today: tuple[Line, ...]
    waiting: tuple[Line, ...] = ()


@dataclass(frozen=True, slots=True)
class Note:
    """The note below a field."""

    words: str
    tone: Tone = Tone.MUTED


@dataclass(frozen=True, slots=True)
class FieldState:
    """One field: its held value and the note about it. `wrong`: a correction was asked for, or a rule is broken.

    `proposal`: for an empty field, the value that follows from another answer; it is held only when staff accept it.
    """

    asked: Field = field(repr=False)
    value: str = field(repr=False)
    note: Note
    wrong: bool = False
    proposal: str = field(default="", repr=False)
    unfinished: str = field(default="", repr=False)
    """The text that was typed and not held."""
    required: bool = False
    """Whether this person must answer the field; an edition of a form can require it of others only."""


@dataclass(frozen=True, slots=True)
class FormState:
    """The form of a visit. `may_type` is false where the flow takes no answers now.

    `keeps_typed`: whether the visit is in a step that takes answers, now or later; unfinished text then stays.
    """

    record: str
    title: str
    number: str
    sections: tuple[tuple[str, tuple[FieldState, ...]], ...] = field(repr=False)
    may_type: bool
    keeps_typed: bool


@dataclass(frozen=True, slots=True)
class Banner:
    """A message by gravity: stop, warn, hint, fine. `key` is the field to go to."""

    gravity: str
    words: str
    key: str = ""


@dataclass(frozen=True, slots=True)
class SignerLine:
    """One place in the order of signing, and its progress."""

    role: str
    name: str = field(repr=False)
    state: str
    tone: Tone


@dataclass(frozen=True, slots=True)
class Progress:
    """The progress once the answers are fixed: what happens now, who signs, and what has been read."""

    heading: str
    words: str
    tone: Tone
    signers: tuple[SignerLine, ...] = field(repr=False)
    pages: str = ""
    fingerprint: str = ""
    aloud: str = ""


class DeskAct(StrEnum):
    """What staff can do with the open visit."""

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
    """The bottom of the visit: other acts, why the primary button is closed, and the primary button.

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
    """One item of the status strip: a dot and its text. `why`: what is wrong with it, and what to do."""

    words: str
    tone: Tone
    why: str = ""


@dataclass(frozen=True, slots=True)
class BellState:
    """A call from the pad that is not acknowledged yet."""

    words: str
    at: str
    key: str = ""
