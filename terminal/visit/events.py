"""What a person, the pen or the counter did: the events that a visit can meet."""

from __future__ import annotations

from dataclasses import dataclass, field

from signing.ink import Source
from terminal.visit.agency import Authority
from terminal.visit.ceremony import Facts
from terminal.visit.model import FrozenFacts, Manner, Staff


@dataclass(frozen=True, slots=True)
class Consent:
    """The signer whose turn it is agrees, or not, to one of CONSENTS."""

    subject: str
    given: bool


@dataclass(frozen=True, slots=True)
class SignsAs:
    """The signer whose turn it is signs himself, by a mark, or through an agent of that name under that authority.

    `recorded_by`, here and below: the staff member at the desk whom he told.
    """

    manner: Manner
    agent: str = field(default="", repr=False)
    recorded_by: str = ""
    authority: Authority | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Go:
    """The one primary button: on to the next step, if nothing is missing."""


@dataclass(frozen=True, slots=True)
class Back:
    """Back one step: from check to fill, from sign to read."""


@dataclass(frozen=True, slots=True)
class Entered:
    """An answer was typed, chosen or read from a card by `by`."""

    key: str
    value: str = field(repr=False)
    by: str


@dataclass(frozen=True, slots=True)
class WarningConfirmed:
    """A staff member, `staff:ID`, looked into a warning (`Problem.identity`): the answers that it names may stay."""

    warning: str
    by: str


@dataclass(frozen=True, slots=True)
class Checked:
    """The signer saw these answers on the pad and found them right. Only those of the signer's own part count."""

    keys: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Wrong:
    """Something is wrong: an answer (key) on the check page, or the document (no key) while reading."""

    key: str = ""
    recorded_by: str = ""


@dataclass(frozen=True, slots=True)
class NotWrong:
    """The answer that was said to be wrong may stand."""

    key: str


@dataclass(frozen=True, slots=True)
class Frozen:
    """The counter fixed the document."""

    facts: FrozenFacts


@dataclass(frozen=True, slots=True)
class PageShown:
    """A page (from 0) stood whole on the pad for `dwell_ms`; `turned_by` is "signer" or a staff id."""

    page: int
    dwell_ms: int
    turned_by: str = "signer"


@dataclass(frozen=True, slots=True)
class ReadAloud:
    """The document was read aloud: by `staff:ID`, of those signed in, or by `machine`, the machine's voice.

    Of the machine: its voice spoke what every page says to the end, each while its page stood on the pad. It takes the
    place of no staff member.
    """

    by: str


@dataclass(frozen=True, slots=True)
class InkTaken:
    """A capture ended. Verdict and reasons are `signing.quality`'s; facts are its counts, never samples."""

    source: Source
    verdict: str
    reasons: tuple[str, ...]
    facts: Facts


@dataclass(frozen=True, slots=True)
class InkVoided:
    """An attempt that counts for nothing: cleared by the signer, pen unplugged, samples lost."""

    reason: str


@dataclass(frozen=True, slots=True)
class SignatureSeen:
    """The operator, `by`, looked at the finished signature and takes it; `doubts` are the reasons that they accept."""

    by: str
    doubts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SignAgain:
    """The operator, `by`, looked at the finished signature and asks the signer to sign again."""

    by: str


@dataclass(frozen=True, slots=True)
class Stamped:
    """The counter set the signature; hex SHA-256 of the document with it, and of the ceremony it covers."""

    sha256: str
    ceremony_sha256: str


@dataclass(frozen=True, slots=True)
class Sealed:
    """The counter set the station seal."""

    sha256: str


@dataclass(frozen=True, slots=True)
class Archived:
    """The archive committed the record as entry `seq`."""

    seq: int


@dataclass(frozen=True, slots=True)
class Failed:
    """What the counter was to do did not work; nothing of it remains."""

    reason: str


@dataclass(frozen=True, slots=True)
class Refused:
    """A signer will not sign."""

    reason: str = ""
    recorded_by: str = ""


@dataclass(frozen=True, slots=True)
class Park:
    """The next signer comes another day; `until` is an ISO date, the form's last day for it."""

    until: str


@dataclass(frozen=True, slots=True)
class Resume:
    """A paused or parked visit is taken up again by a staff member."""

    by: Staff


@dataclass(frozen=True, slots=True)
class Joined:
    """A second staff member signed in as witness; never the operator himself."""

    by: Staff


@dataclass(frozen=True, slots=True)
class WitnessLeft:
    """The witness is no longer known to be present: the desk was locked, or nothing was done for a long time."""

    reason: str


@dataclass(frozen=True, slots=True)
class WitnessConfirmed:
    """The witness whose turn it is, `staff:ID`, has confirmed by passphrase that they sign as witness."""

    by: str


@dataclass(frozen=True, slots=True)
class Pause:
    """The pad was wiped: nobody answered, or staff locked it. Never cancels anything."""

    reason: str


@dataclass(frozen=True, slots=True)
class Expired:
    """The last day for the next signature has passed."""


@dataclass(frozen=True, slots=True)
class Left:
    """It is all done, and nobody pressed the last button: the last screen has gone by itself."""


@dataclass(frozen=True, slots=True)
class Cancel:
    """The visit is given up."""

    reason: str


Event = (
    Consent
    | SignsAs
    | Go
    | Back
    | Entered
    | WarningConfirmed
    | Checked
    | Wrong
    | NotWrong
    | Frozen
    | PageShown
    | ReadAloud
    | InkTaken
    | InkVoided
    | SignatureSeen
    | SignAgain
    | Stamped
    | Sealed
    | Archived
    | Failed
    | Refused
    | Park
    | Resume
    | Joined
    | WitnessLeft
    | WitnessConfirmed
    | Pause
    | Expired
    | Left
    | Cancel
)
