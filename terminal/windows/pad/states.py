"""What each screen of the pad shows, as frozen values: a screen is made from one value and needs nothing else.

Nothing personal is in a repr. No Qt. `views` makes these values from a visit.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from terminal.windows.look.words import N_


class Step(StrEnum):
    """The six steps in the header."""

    NOTICE = N_("告知")
    FILL = N_("填写")
    CHECK = N_("核对")
    READ = N_("阅读")
    SIGN = N_("签名")
    DONE = N_("完成")


class Call(StrEnum):
    """How far a call for staff has come, in the words on its button."""

    NONE = N_("找工作人员")
    CALLED = N_("正在叫工作人员")
    COMING = N_("工作人员知道了")


class Saying(StrEnum):
    """What the machine's voice does, in the words on the button that starts and stops it."""

    NOTHING = N_("读给我听")
    SPEAKING = N_("停止朗读")
    FAILED = N_("读不出声音")


@dataclass(frozen=True, slots=True)
class Frame:
    """What surrounds every screen of a visit. `voice`: whether the machine can read aloud."""

    title: str
    step: Step
    training: bool
    voice: bool = False
    call: Call = Call.NONE
    saying: Saying = Saying.NOTHING


@dataclass(frozen=True, slots=True)
class Idle:
    """The state while no one is served."""

    station: str
    training: bool


@dataclass(frozen=True, slots=True)
class Ask:
    """One consent: what is asked, what it means, and the answer; None while there is no answer."""

    subject: str
    question: str
    given: bool | None = None


@dataclass(frozen=True, slots=True)
class Notice:
    """The purpose, what is kept and how long, and the consents. `part` is the page of the text, from 0.

    A consent that is refused here is not yet reported to the visit; `refusal` says what follows from it. A later signer
    (`first` is false) comes to a document that is already made, and reads this before signing.
    """

    frame: Frame
    paragraphs: tuple[tuple[str, str], ...]
    asks: tuple[Ask, ...]
    signs_self: bool | None = None
    part: int = 0
    reason: str = ""
    refusal: str = ""
    first: bool = True
    small_print: str = ""
    """The laws on which the purpose is based."""


class Entry(StrEnum):
    """How a question is answered on the pad."""

    CHOICE = "choice"
    CHOICES = "choices"
    NUMBER = "number"
    DATE = "date"
    DESK = "desk"  # text: told to the staff member, who types it


@dataclass(frozen=True, slots=True)
class Option:
    """One answer to choose."""

    code: str
    label: str


@dataclass(frozen=True, slots=True)
class Fill:
    """One question. `value` is the answer as kept or as typed so far; `letters` are keys next to the digits.

    `problem`: why that value cannot be right. For a typed value it is shown from `least_chars` characters on.
    """

    frame: Frame
    key: str
    question: str
    entry: Entry
    value: str = field(repr=False)
    index: int
    count: int
    options: tuple[Option, ...] = ()
    letters: str = ""
    max_chars: int = 18
    least_chars: int = 0
    problem: str = ""
    reason: str = ""
    required: bool = True


@dataclass(frozen=True, slots=True)
class Row:
    """One answer to check: who entered it, in words, and whether its owner says that it is wrong.

    `before`: the value that its owner saw last, when it was changed since. `pending`: it is not checked yet.
    """

    key: str
    label: str
    value: str = field(repr=False)
    entered: str
    wrong: bool = False
    own: bool = False
    """Whether the person who checks entered it; then the source is not shown."""
    before: str = field(default="", repr=False)
    pending: bool = True


@dataclass(frozen=True, slots=True)
class Check:
    """All answers that the signer checks; the screen shows those of one page, as many as fit.

    `again`: the document was found wrong. Then only what has changed is checked again, and it comes first.
    `is_handed_over`: the answers are for a later signer, and the way back leads to the notice.
    `waiting`: what staff must do first; "" for nothing.
    """

    frame: Frame
    rows: tuple[Row, ...]
    part: int = 0
    again: bool = False
    is_handed_over: bool = False
    waiting: str = ""


@dataclass(frozen=True, slots=True)
class Read:
    """The frozen document. `dwell_ms` is the time that the visit has counted for each page already, in milliseconds."""

    frame: Frame
    pages: int
    fingerprint: str
    dwell_ms: Mapping[int, int] = field(default_factory=dict)
    reason: str = ""


@dataclass(frozen=True, slots=True)
class HandOver:
    """The change of the pen to the next signer; `turned` for a signer on the opposite side of the counter."""

    frame: Frame
    role: str
    name: str = field(repr=False)
    turned: bool = False


@dataclass(frozen=True, slots=True)
class BoxPlace:
    """Where the box is on its page (from 0), in points from the sheet's upper left corner."""

    page: int
    x_pt: float
    y_pt: float
    width_pt: float
    height_pt: float


@dataclass(frozen=True, slots=True)
class Sign:
    """Who signs as what, in which box, and in which room of it; `others` are other signers' boxes on that page.

    `reason` keeps the primary button closed; `hint` is shown while it is open.
    `called` is the notice about staff who were called from here; it replaces the reason.
    """

    frame: Frame
    name: str = field(repr=False)
    role: str
    words: str
    place: BoxPlace
    room: BoxPlace
    others: tuple[BoxPlace, ...] = ()
    written: bool = False
    reason: str = N_("请先在框内写上您的姓名")
    hint: str = ""
    called: str = ""
    on_behalf_of: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Wait:
    """What the machine or a staff member is doing: what is done, what is in progress, what is still to come."""

    frame: Frame
    what: str
    done: tuple[str, ...] = ()
    to_come: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Done:
    """An archived record, signed or void. `receipt` is the text in the QR code, `code` its rows of "0" and "1"."""

    frame: Frame
    number: str
    receipt: str = field(repr=False)
    seconds: int = 60
    void: bool = False
    code: tuple[str, ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True)
class Away:
    """The state after a while without an answer: the screen will be wiped after `seconds`."""

    training: bool
    seconds: int = 20


PadState = Idle | Notice | Fill | Check | Read | HandOver | Sign | Wait | Done | Away
