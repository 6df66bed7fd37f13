"""What the windows order from the clerk, and the answers: frozen values, nothing personal in a repr.

There is one lane. Orders are carried out in the sequence in which they were given. Each gets exactly one reply: its
answer or `Trouble`. The windows hold no key of the station; everything that needs one is an order.

An order names a visit by its record id and a field by its key. It never carries a visit, a policy or the name of the
person who gives it: these the clerk knows, and it replays the events that the windows report (`authority`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Protocol

from forms.message import Message
from signing.ink import Source
from signing.signature_rectangle import SignatureRectangle
from terminal.visit.events import Archived, Event, Frozen, ReadAloud, Sealed, Stamped, WitnessConfirmed
from terminal.visit.model import Staff, Visit

# ---- what stands in the answers ----


@dataclass(frozen=True, slots=True)
class StationFacts:
    """What the windows need to know of the station.

    `sources` is what may draw ink, `level` what the page then states.
    """

    name: str
    area: str
    training: bool
    sources: frozenset[Source]
    level: str


@dataclass(frozen=True, slots=True)
class RecordLine:
    """A record in a list of the desk.

    `seq` is the number of its entry, `at` a UTC time, `name` masked, `kind` "record", "void" or "paper".
    """

    record: str
    seq: int
    at: str
    number: str
    title: str
    name: str = field(repr=False)
    kind: str


@dataclass(frozen=True, slots=True)
class Papers:
    """The frozen document as the windows need it: page sizes in points, boxes, what each signature means.

    `texts` is the text of each page, for reading aloud; empty for a document that is no longer to be signed.
    """

    sizes_pt: tuple[tuple[float, float], ...]
    places: tuple[SignatureRectangle, ...]
    words: Mapping[str, str]
    texts: tuple[str, ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True)
class LostDraft:
    """A draft that cannot be resumed: its file and exactly why."""

    file: str
    why: Message


# ---- orders, each with what its answer is ----


@dataclass(frozen=True, slots=True)
class SignIn:
    """The order to open the station for a staff member. Answer: SignedIn. Trouble has `wait_s` after failures."""

    staff: str
    passphrase: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Found:
    """A draft: the visit in its state after an interruption, and its papers when it was frozen."""

    visit: Visit
    papers: Papers | None


@dataclass(frozen=True, slots=True)
class SignedIn:
    """The answer to SignIn: the station is open."""

    staff: Staff
    station: StationFacts
    drafts: tuple[Found, ...]
    lost: tuple[LostDraft, ...]
    today: tuple[RecordLine, ...]
    waiting: tuple[RecordLine, ...] = ()
    """Cases on paper that still have no deposited scan."""


@dataclass(frozen=True, slots=True)
class Lock:
    """The order to lock the desk: witnesses must vouch again, and orders that only a person gives are rejected.

    Answer: None.
    """


@dataclass(frozen=True, slots=True)
class Unlock:
    """The order to unlock the desk for the operator. Answer: Staff. Delays as for SignIn."""

    passphrase: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Vouch:
    """The order that lets a second staff member vouch as witness for this one visit.

    Answer: Staff. Delays as for SignIn.
    """

    record: str
    staff: str
    passphrase: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Witness:
    """The question who vouches for that visit now. Answer: Staff, or None."""

    record: str


class Confirmed(StrEnum):
    """What a staff member confirms by passphrase."""

    READ_ALOUD = "read-aloud"
    SIGNS_AS_WITNESS = "signs-as-witness"


@dataclass(frozen=True, slots=True)
class Confirm:
    """The order by which a staff member confirms what they did or will do in this visit.

    Answer: ReadAloud or WitnessConfirmed. Delays as for SignIn; a reading aloud that was too fast also has a `wait_s`.
    """

    record: str
    what: Confirmed
    staff: str
    passphrase: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class SignOut:
    """The order to drop the keys. Answer: None."""


@dataclass(frozen=True, slots=True)
class Begin:
    """The order to begin a new visit with the newest edition of a form. Answer: the Visit.

    The clerk gives it its record id and number, the operator who is signed in, and the policy of the station.
    """

    form: str


@dataclass(frozen=True, slots=True)
class TimedEvent:
    """An event of a visit and its time, ISO 8601 UTC."""

    event: Event
    at: str


@dataclass(frozen=True, slots=True)
class Report:
    """The order to accept what happened in a visit since the last report. Answer: None.

    The clerk replays the events and writes the visit's draft, encrypted and durable; a visit that has ended loses its
    draft. Either all events are accepted or none.
    """

    record: str
    events: tuple[TimedEvent, ...] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Typing:
    """The order to keep in the draft what is being typed at the desk. Answer: None."""

    record: str
    key: str
    text: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Freeze:
    """The order to freeze the visit's document. Answer: Fixed."""

    record: str


@dataclass(frozen=True, slots=True)
class Fixed:
    """The answer to Freeze: the document is fixed; `event` goes to the flow."""

    event: Frozen
    papers: Papers


@dataclass(frozen=True, slots=True)
class Stamp:
    """The order to put the signature on the document; `ink` is `Ink.to_bytes()`.

    The signature is kept durably before the answer, Stamped, is given.
    """

    record: str
    ink: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Seal:
    """The order to seal the document. Answer: Sealed."""

    record: str


@dataclass(frozen=True, slots=True)
class Archive:
    """The order to archive the visit. Answer: InArchive.

    It may be repeated after any failure, and for a visit that is already archived.
    """

    record: str


@dataclass(frozen=True, slots=True)
class InArchive:
    """The answer to Archive: the record is committed.

    `receipt` is the text of its QR code, `code` the rows of that code as "0" and "1".
    """

    event: Archived
    receipt: str = field(repr=False)
    line: RecordLine
    code: tuple[str, ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True)
class Draw:
    """The order to draw a page of the document as signed so far. Answer: Picture."""

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
    """The order to write the form as PDF into a folder, for the paper route. Answer: the path of the file.

    `filled`: True with the visit's answers so far, False blank.
    """

    record: str
    filled: bool
    folder: str


@dataclass(frozen=True, slots=True)
class Find:
    """The order to find records by visit number or name, newest first. Answer: tuple of RecordLine."""

    text: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Open:
    """The order to open an archived record for viewing. Answer: Opened.

    Its pages may be drawn (`Draw`) from then on.
    """

    record: str


@dataclass(frozen=True, slots=True)
class Opened:
    """An archived record, verified while it was opened; its pages, but no places, as it is no longer signed.

    `verdict` is that of `luobi verify`: "valid", "trust-unknown" or "invalid". It is "void" for a document that was
    given up before it was sealed and has no other fault. `reason` is the log's code for why it is void; `said` is what
    staff typed.
    """

    line: RecordLine
    verdict: str
    papers: Papers
    reason: str = ""
    said: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class HandOut:
    """The order to copy document and receipt into a folder. Answer: HandedOut.

    The log records what was copied, and the operator as the one who ordered it.
    """

    record: str
    folder: str


@dataclass(frozen=True, slots=True)
class HandedOut:
    """The files that were written, and the number of the entry that records it."""

    files: tuple[str, ...]
    seq: int


@dataclass(frozen=True, slots=True)
class Health:
    """The question how the machine is. Answer: HealthFacts."""


@dataclass(frozen=True, slots=True)
class HealthFacts:
    """The status strip: free bytes, whether the clock is kept, entries in the chain, waiting timestamps, network.

    `clock_kept` and `network` are None where the machine does not report them. `folder_faults` counts what is wrong
    with owner and modes of the station's folder.
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
    | Begin
    | Report
    | Typing
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
    """The reply when an order could not be carried out; nothing of it remains.

    `message` says what is safe and what to do. `kind` is the name of the error, `wait_s` how many seconds a sign-in
    must wait. `gone` is True when the clerk itself has ended.
    """

    kind: str
    message: Message
    wait_s: float = 0.0
    gone: bool = False


Answer = (
    None
    | str
    | tuple[RecordLine, ...]
    | SignedIn
    | Staff
    | Visit
    | ReadAloud
    | WitnessConfirmed
    | Fixed
    | Stamped
    | Sealed
    | InArchive
    | Picture
    | Opened
    | HandedOut
    | HealthFacts
)


@dataclass(frozen=True, slots=True)
class Answered:
    """The reply when an order was carried out."""

    answer: Answer


Reply = Answered | Trouble


class Lane(Protocol):
    """The way to the clerk. Exactly one of the two callbacks is called, later, in the sequence of the orders."""

    def ask(self, order: Order, then: Callable[[Any], None], failed: Callable[[Trouble], None]) -> None: ...
