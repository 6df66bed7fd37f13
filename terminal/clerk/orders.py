"""What the windows ask of the clerk, and what comes back: frozen values, picklable, nothing personal in a repr.

One lane: orders are carried out in the order in which they were given, and each gets exactly one reply, its answer or
`Trouble`. The windows hold no key of the station; whatever needs one is an order.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Protocol

from forms.message import Message
from signing.ink import Source
from signing.place import Place
from terminal.events import Archived, Frozen
from terminal.visit import Staff, Visit

# ---- what stands in the answers ----


@dataclass(frozen=True, slots=True)
class StationFacts:
    """What the windows must know of the station. `sources` is what may draw ink, `level` what the page then says."""

    name: str
    area: str
    training: bool
    sources: frozenset[Source]
    level: str


@dataclass(frozen=True, slots=True)
class RecordLine:
    """A record in a list of the desk: UTC time, entry, title, masked name, "record", "void" or "paper"."""

    record: str
    seq: int
    at: str
    number: str
    title: str
    name: str = field(repr=False)
    kind: str


@dataclass(frozen=True, slots=True)
class Papers:
    """The frozen document as the windows need it: sheets in points, boxes, what each signature means.

    `texts` is what each page says, for reading aloud; none for a document that nobody signs any more.
    """

    sizes_pt: tuple[tuple[float, float], ...]
    places: tuple[Place, ...]
    words: Mapping[str, str]
    texts: tuple[str, ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True)
class LostDraft:
    """A draft that cannot be taken up again: its file and exactly why."""

    file: str
    why: Message


# ---- orders, each with what its answer is ----


@dataclass(frozen=True, slots=True)
class SignIn:
    """Opens the station for a staff member. Answer: SignedIn. Trouble has `wait_s` after failures."""

    staff: str
    passphrase: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Found:
    """A draft: the visit as it stands after whatever interrupted it, its papers when it was frozen."""

    visit: Visit
    papers: Papers | None


@dataclass(frozen=True, slots=True)
class SignedIn:
    """The station is open."""

    staff: Staff
    station: StationFacts
    drafts: tuple[Found, ...]
    lost: tuple[LostDraft, ...]
    today: tuple[RecordLine, ...]
    waiting: tuple[RecordLine, ...] = ()
    """Cases on paper whose scan is still to be deposited."""


@dataclass(frozen=True, slots=True)
class Lock:
    """The desk is locked: witnesses must vouch again, and what only a person asks is refused. Answer: None."""


@dataclass(frozen=True, slots=True)
class Unlock:
    """The operator opens the locked desk. Answer: Staff. Delays as for SignIn."""

    staff: str
    passphrase: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Vouch:
    """A second staff member vouches as witness for this one visit. Answer: Staff. Delays as for SignIn."""

    visit: Visit
    staff: str
    passphrase: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Witness:
    """Who vouches for that visit now. Answer: Staff, or None."""

    record: str


class Confirmed(StrEnum):
    """What a staff member confirms by passphrase."""

    READ_ALOUD = "read-aloud"
    SIGNS_AS_WITNESS = "signs-as-witness"


@dataclass(frozen=True, slots=True)
class Confirm:
    """A staff member confirms what they did or will do in this visit. Answer: ReadAloud or WitnessConfirmed.

    Delays as for SignIn; reading aloud faster than it can be done also has a `wait_s`.
    """

    visit: Visit
    what: Confirmed
    staff: str
    passphrase: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class SignOut:
    """The keys are dropped. Answer: None."""


@dataclass(frozen=True, slots=True)
class Number:
    """A new visit begins. Answer: Numbered."""


@dataclass(frozen=True, slots=True)
class Numbered:
    """A new record's id and its visit's number."""

    record: str
    number: str


@dataclass(frozen=True, slots=True)
class Keep:
    """The visit's draft is written, encrypted and durable. Answer: None."""

    visit: Visit


@dataclass(frozen=True, slots=True)
class Discard:
    """The visit has ended: its draft is removed. Answer: None."""

    record: str


@dataclass(frozen=True, slots=True)
class Freeze:
    """Answer: Fixed."""

    visit: Visit


@dataclass(frozen=True, slots=True)
class Fixed:
    """The document is fixed; `event` goes to the flow."""

    event: Frozen
    papers: Papers


@dataclass(frozen=True, slots=True)
class Stamp:
    """Sets the signature; `ink` is `Ink.to_bytes()`. Kept durably before the answer, Stamped, is given."""

    visit: Visit
    ink: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Seal:
    """Answer: Sealed."""

    visit: Visit


@dataclass(frozen=True, slots=True)
class Archive:
    """Answer: InArchive. May be asked again after any failure, and for a visit that is already archived."""

    visit: Visit


@dataclass(frozen=True, slots=True)
class InArchive:
    """The record is committed; `receipt` is the text of its QR code, `code` the code's rows of "0" and "1"."""

    event: Archived
    receipt: str = field(repr=False)
    line: RecordLine
    code: tuple[str, ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True)
class Draw:
    """A page of the document as signed so far. Answer: Picture."""

    record: str
    page: int
    width_px: int


@dataclass(frozen=True, slots=True)
class Picture:
    """Rows of 32-bit BGRX pixels without padding."""

    width_px: int
    height_px: int
    bgrx: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Paper:
    """The paper route: the form as PDF, filled with the visit's answers or blank, into a folder. Answer: its path."""

    visit: Visit
    filled: bool
    folder: str


@dataclass(frozen=True, slots=True)
class Find:
    """Records by a visit's number or a name, newest first. Answer: tuple of RecordLine."""

    text: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Open:
    """An archived record for looking at; its pages may be drawn (`Draw`) from then on. Answer: Opened."""

    record: str


@dataclass(frozen=True, slots=True)
class Opened:
    """An archived record, verified while it was opened; its pages, and no places, as nobody signs it.

    `verdict` is that of `luobi verify`: "valid", "trust-unknown" or "invalid"; "void" for a document that was given up
    before it was sealed and has no other fault. `reason`: why it is void, in a word of the log; `said`: what was typed.
    """

    line: RecordLine
    verdict: str
    papers: Papers
    reason: str = ""
    said: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class HandOut:
    """Copies document and receipt into a folder, and records in the log what was handed over by whom."""

    record: str
    folder: str
    by: str


@dataclass(frozen=True, slots=True)
class HandedOut:
    """The files that were written, and the entry that says so."""

    files: tuple[str, ...]
    seq: int


@dataclass(frozen=True, slots=True)
class Health:
    """Answer: HealthFacts."""


@dataclass(frozen=True, slots=True)
class HealthFacts:
    """The status strip: free bytes, whether the clock is kept, entries in the chain, timestamps waiting, network.

    `clock_kept` and `network` are None where the machine does not tell. `folder_faults`: what is wrong with owner and
    modes of the station's folder.
    """

    free_bytes: int
    clock_kept: bool | None
    entries: int
    waiting_timestamps: int
    network: bool | None
    folder_faults: int = 0


Order = (
    SignIn
    | Lock
    | Unlock
    | Vouch
    | Witness
    | Confirm
    | SignOut
    | Number
    | Keep
    | Discard
    | Freeze
    | Stamp
    | Seal
    | Archive
    | Draw
    | Paper
    | Find
    | Open
    | HandOut
    | Health
)


@dataclass(frozen=True, slots=True)
class Trouble:
    """An order could not be carried out; nothing of it remains. `message` says what is safe and what to do.

    `kind` is the error's name, `wait_s` how long a sign-in must wait, `gone` that the clerk itself has ended.
    """

    kind: str
    message: Message
    wait_s: float = 0.0
    gone: bool = False


class Lane(Protocol):
    """The way to the clerk. Exactly one of the two is called, later, in the order of the orders."""

    def ask(self, order: Order, then: Callable[[Any], None], failed: Callable[[Trouble], None]) -> None: ...
