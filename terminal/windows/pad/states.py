"""What each screen of the pad shows, as frozen values: a screen is made from one, alone, and knows nothing else.

Nothing personal is in a repr. No Qt. What a visit shows is put together in `views`.
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
    """What the machine's voice does, in the words on its button, which starts and stops it."""

    NOTHING = N_("读给我听")
    SPEAKING = N_("停止朗读")
    FAILED = N_("读不出声音")


@dataclass(frozen=True, slots=True)
class Frame:
    """What stands around every screen of a visit. `voice`: whether the machine can read aloud."""

    title: str
    step: Step
    training: bool
    voice: bool = False
    call: Call = Call.NONE
    saying: Saying = Saying.NOTHING


@dataclass(frozen=True, slots=True)
class Idle:
    """Nobody is being served."""

    station: str
    training: bool


@dataclass(frozen=True, slots=True)
class Ask:
    """One consent: what is asked, what it means, and the answer; None while there is none."""

    subject: str
    question: str
    given: bool | None = None


@dataclass(frozen=True, slots=True)
class Notice:
    """Purpose, what is kept and how long, the consents. `part` counts the pages that the text needs.

    A consent that is refused here is not yet told the visit; `refusal` says what follows from it. Whoever is not the
    first comes to a document that is made: he is told before he signs.
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
    """The laws behind the purpose."""


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
    """One question. `value` is the answer as held or as typed so far; `letters` are keys beside the digits.

    `problem`: why that value cannot be right; of what is typed it is told when there are `least_chars`.
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
    """Entered by the one who checks: that goes without saying."""
    before: str = field(default="", repr=False)
    pending: bool = True


@dataclass(frozen=True, slots=True)
class Check:
    """All answers that the signer checks; the screen shows those of one page, as many as fit.

    `again`: the document was found wrong, and only what is changed is checked again; that comes first.
    `is_handed_over`: of a later signer, whose way back leads to the notice. `waiting`: for what staff must do first.
    """

    frame: Frame
    rows: tuple[Row, ...]
    part: int = 0
    again: bool = False
    is_handed_over: bool = False
    waiting: str = ""


@dataclass(frozen=True, slots=True)
class Read:
    """The frozen document. `dwell_ms` is what the visit has counted for each page already."""

    frame: Frame
    pages: int
    fingerprint: str
    dwell_ms: Mapping[int, int] = field(default_factory=dict)
    reason: str = ""


@dataclass(frozen=True, slots=True)
class HandOver:
    """The pen goes to the next signer; `turned` when he sits opposite."""

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

    `reason` keeps the door closed; `hint` is said while it is open. `called` is said of staff who were called from
    here, instead of what is missing.
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
    """What the machine or somebody else is doing: done, in hand, still to come."""

    frame: Frame
    what: str
    done: tuple[str, ...] = ()
    to_come: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Done:
    """Archived, as signed or as void. `receipt` is the text in the QR code, `code` its rows of "0" and "1"."""

    frame: Frame
    number: str
    receipt: str = field(repr=False)
    seconds: int = 60
    void: bool = False
    code: tuple[str, ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True)
class Away:
    """Nobody has answered; the screen will be wiped."""

    training: bool
    seconds: int = 20


PadState = Idle | Notice | Fill | Check | Read | HandOver | Sign | Wait | Done | Away
