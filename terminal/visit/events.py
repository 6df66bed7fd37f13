"""The events of a visit: what a person, the pen or the counter did."""

from __future__ import annotations

from dataclasses import dataclass, field

from archive.ceremony import Facts
from archive.metadata import FrozenFacts
from signing.ink import Source
from terminal.visit.agency import Authority
from terminal.visit.model import Manner, Staff


@dataclass(frozen=True, slots=True)
class Consent:
    """The current signer agrees, or not, to one of CONSENTS."""

    subject: str
    given: bool


@dataclass(frozen=True, slots=True)
class SignsAs:
    """The current signer signs in person, by a mark, or through an agent of that name under that authority.

    `recorded_by`, here and below: the id of the staff member at the desk who recorded it for the signer; "" at the pad.
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
    """The answer that was called wrong may stay."""

    key: str


@dataclass(frozen=True, slots=True)
class Frozen:
    """The counter fixed the document."""

    facts: FrozenFacts


@dataclass(frozen=True, slots=True)
class PageShown:
    """A page (from 0) was shown completely on the pad for `dwell_ms`; `turned_by` is "signer" or a staff id."""

    page: int
    dwell_ms: int
    turned_by: str = "signer"


@dataclass(frozen=True, slots=True)
class ReadAloud:
    """The document was read aloud: by `staff:ID`, a staff member who is present, or by `machine`, the synthetic voice.

    For `machine`: the voice read the text of every page to its end, each while its page was on the pad. It replaces no
    staff member.
    """

    by: str


@dataclass(frozen=True, slots=True)
class InkTaken:
    """A capture ended. Verdict and reasons come from `signing.quality`; facts are its counts, never samples."""

    source: Source
    verdict: str
    reasons: tuple[str, ...]
    facts: Facts


@dataclass(frozen=True, slots=True)
class InkVoided:
    """An attempt is void: cleared by the signer, pen unplugged, samples lost."""

    reason: str


@dataclass(frozen=True, slots=True)
class SignatureSeen:
    """The operator, `by`, looked at the finished signature and accepts it, with `doubts` as the reasons to doubt it."""

    by: str
    doubts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SignAgain:
    """The operator, `by`, looked at the finished signature and asks the signer to sign again."""

    by: str


@dataclass(frozen=True, slots=True)
class Stamped:
    """The counter put the signature on; hex SHA-256 of the document with it, and of the ceremony that it covers."""

    sha256: str
    ceremony_sha256: str


@dataclass(frozen=True, slots=True)
class Sealed:
    """The counter put the station's seal on the document."""

    sha256: str


@dataclass(frozen=True, slots=True)
class Archived:
    """The archive committed the record as entry `seq`."""

    seq: int


@dataclass(frozen=True, slots=True)
class Failed:
    """The counter's act failed; nothing of it remains."""

    reason: str


@dataclass(frozen=True, slots=True)
class Refused:
    """A signer will not sign."""

    reason: str = ""
    recorded_by: str = ""


@dataclass(frozen=True, slots=True)
class Park:
    """The next signer comes another day; `until` is an ISO date, not after the form's last day for it."""

    until: str


@dataclass(frozen=True, slots=True)
class Resume:
    """A staff member resumes a paused or parked visit."""

    by: Staff


@dataclass(frozen=True, slots=True)
class Joined:
    """A second staff member signed in as witness; never the operator."""

    by: Staff


@dataclass(frozen=True, slots=True)
class WitnessLeft:
    """The witness is no longer known to be present: the desk was locked, or nothing was done for a long time."""

    reason: str


@dataclass(frozen=True, slots=True)
class WitnessConfirmed:
    """The witness who is the current signer, `staff:ID`, has confirmed by passphrase that they sign as witness."""

    by: str


@dataclass(frozen=True, slots=True)
class Pause:
    """The pad was wiped: no one answered, or staff locked it. It never cancels anything."""

    reason: str


@dataclass(frozen=True, slots=True)
class Expired:
    """The last day for the next signature has passed."""


@dataclass(frozen=True, slots=True)
class Left:
    """Everything is done, and no one pressed the last button: the last screen closed after its timeout."""


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
