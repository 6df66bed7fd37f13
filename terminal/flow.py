"""The visit, and the only judge of its order.

Pure: an event and a visit give the next visit, or `NotNow` and nothing changed. No screen, file, clock or key is
touched here. Where something slow must happen (freeze, stamp, seal, archive) the state says so in `Visit.todo`;
`terminal.counter` does it and reports back by an event. Windows show a state and send events; they do not decide.

    notice → fill ⇄ check → freeze → read ⇄ sign → stamp → (hand over → read …)* → seal → archive → done → closed

Whatever leaves this line has a name too: paper route, cancelled (nothing frozen), void (frozen, and archived as void).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum

from forms import rules
from forms.answers import Answers
from forms.model import Form
from signing.ink import Source
from terminal.ceremony import Act, Facts
from terminal.errors import NotNow

MINIMUM_DWELL_MS = 800
"""A page that stood on the screen for less was flung past, not read."""


class State(StrEnum):
    """Where a visit stands."""

    NOTICE = "notice"
    FILL = "fill"
    CHECK = "check"
    FREEZE = "freeze"
    READ = "read"
    SIGN = "sign"
    STAMP = "stamp"
    HAND_OVER = "hand-over"
    PARKED = "parked"
    SEAL = "seal"
    ARCHIVE = "archive"
    DONE = "done"
    CLOSED = "closed"
    PAPER = "paper"
    CANCELLED = "cancelled"


ENDED = frozenset({State.CLOSED, State.PAPER, State.CANCELLED})
TODO = {State.FREEZE: "freeze", State.STAMP: "stamp", State.SEAL: "seal", State.ARCHIVE: "archive"}


class Manner(StrEnum):
    """How a signer signs. A mark needs two staff as witnesses, one of whom reads the document aloud."""

    SELF = "self"
    MARK = "mark"
    AGENT = "agent"


class Outcome(StrEnum):
    """What the archive keeps of the visit: nothing yet, a sealed record, or a void one."""

    OPEN = "open"
    SEALED = "sealed"
    VOID = "void"


CONSENTS = ("electronic", "dynamics")
"""What each signer is asked, apart: to sign electronically, and to have the pen's dynamics recorded."""


@dataclass(frozen=True, slots=True)
class Signer:
    """One place in the order of signing. `box` is the signature box, `role` the party who signs there."""

    role: str
    box: str
    name: str = field(repr=False)
    manner: Manner = Manner.SELF


@dataclass(frozen=True, slots=True)
class Policy:
    """What may draw ink at this station, fixed before freezing; and whether everything here is a rehearsal."""

    training: bool
    sources: frozenset[Source]
    level: str = "L1"


@dataclass(frozen=True, slots=True)
class Staff:
    """Who operates. `id` is the pseudonym that records carry; the name is printed where staff sign."""

    id: str
    name: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class FrozenFacts:
    """The document as fixed: hex SHA-256 and SM3, bytes, pages."""

    sha256: str
    sm3: str
    size: int
    pages: int


# Events: what a person, the pen or the counter did.


@dataclass(frozen=True, slots=True)
class Consent:
    """The signer whose turn it is agrees, or not, to one of CONSENTS."""

    subject: str
    given: bool


@dataclass(frozen=True, slots=True)
class SignsAs:
    """The signer whose turn it is signs himself, by a mark, or through an agent of that name."""

    manner: Manner
    agent: str = field(default="", repr=False)


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
class Checked:
    """The applicant saw these answers on the pad and found them right."""

    keys: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Wrong:
    """Something is wrong: an answer (key) on the check page, or the document (no key) while reading."""

    key: str = ""


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
    """A staff member, or the machine's voice, read the document aloud."""

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


@dataclass(frozen=True, slots=True)
class Park:
    """The next signer comes another day; `until` is an ISO date, the form's last day for it."""

    until: str


@dataclass(frozen=True, slots=True)
class Resume:
    """A paused or parked visit is taken up again by a staff member."""

    by: Staff


@dataclass(frozen=True, slots=True)
class Pause:
    """The pad was wiped: nobody answered, or staff locked it. Never cancels anything."""

    reason: str


@dataclass(frozen=True, slots=True)
class Expired:
    """A parked visit's last day has passed."""


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
    | Checked
    | Wrong
    | Frozen
    | PageShown
    | ReadAloud
    | InkTaken
    | InkVoided
    | Stamped
    | Sealed
    | Archived
    | Failed
    | Refused
    | Park
    | Resume
    | Pause
    | Expired
    | Cancel
)


@dataclass(frozen=True, slots=True)
class Visit:
    """A visit between two events, on a day by which rules and codes are judged.

    Times in acts are ISO 8601 UTC; nothing personal is in its repr.
    """

    record: str
    number: str
    form: Form = field(repr=False)
    answers: Answers = field(repr=False)
    operator: Staff
    policy: Policy
    on: date
    witness: Staff | None = None
    state: State = State.NOTICE
    turn: int = 0
    signed: int = 0
    manners: Mapping[str, Manner] = field(default_factory=dict)
    agents: Mapping[str, str] = field(default_factory=dict, repr=False)
    consents: Mapping[str, bool] = field(default_factory=dict)
    dwell_ms: Mapping[int, int] = field(default_factory=dict)
    read_aloud_by: str = ""
    frozen: FrozenFacts | None = None
    parked_until: str = ""
    paused: bool = False
    outcome: Outcome = Outcome.OPEN
    acts: tuple[Act, ...] = field(default=(), repr=False)

    @property
    def signers(self) -> tuple[Signer, ...]:
        """Everyone who signs, in the form's order; a mark is followed by its two witnesses."""
        order: list[Signer] = []
        for box in self.form.boxes:
            manner = self.manners.get(box.role, Manner.SELF)
            order.append(Signer(box.role, box.key, self._name_of(box.role), manner))
            if manner is Manner.MARK:
                order += [Signer("witness", f"{box.key}-witness-{number}", self._witness(number)) for number in (1, 2)]
        return tuple(order)

    def _name_of(self, role: str) -> str:
        if role in self.agents:
            return self.agents[role]
        name_field = self.form.party(role).name_field
        return self.operator.name if name_field is None else self.answers.value(name_field)

    def _witness(self, number: int) -> str:
        second = self.witness.name if self.witness else ""
        return self.operator.name if number == 1 else second

    @property
    def signer(self) -> Signer:
        """Whose turn it is."""
        return self.signers[self.turn]

    @property
    def todo(self) -> str:
        """What the counter must do now: "freeze", "stamp", "seal", "archive", or "" when it is a person's turn."""
        return "" if self.paused else TODO.get(self.state, "")

    @property
    def unread(self) -> tuple[int, ...]:
        """Pages (from 0) that the signer whose turn it is has not had before him long enough."""
        pages = self.frozen.pages if self.frozen else 0
        return tuple(page for page in range(pages) if self.dwell_ms.get(page, 0) < MINIMUM_DWELL_MS)

    def _broken_rules(self) -> list[str]:
        problems = rules.problems(self.form, self.answers, self.on)
        return [f"rule:{problem.field}" for problem in problems if problem.gravity == "stop"]

    @property
    def obstacle(self) -> str:
        """Why the primary button is closed: the word of the first thing missing, or "" when it is open.

        Words: consent:SUBJECT, second-staff, answer:KEY, rule:KEY, check:KEY, page:N, read-aloud.
        """
        match self.state:
            case State.NOTICE | State.HAND_OVER:
                missing = [f"consent:{subject}" for subject in CONSENTS if subject not in self.consents]
                if Manner.MARK in self.manners.values() and self.witness is None:
                    missing.append("second-staff")
            case State.FILL:
                missing = [f"answer:{key}" for key in self.answers.missing(self.form)] + self._broken_rules()
            case State.CHECK:
                missing = [f"check:{key}" for key in self.answers.unchecked(self.form)] + self._broken_rules()
            case State.READ:
                missing = [f"page:{page + 1}" for page in self.unread]
                if self.signer.manner is Manner.MARK and not self.read_aloud_by:
                    missing.append("read-aloud")
            case _:
                missing = []
        return next(iter(missing), "")


def step(visit: Visit, event: Event, at: str) -> Visit:
    """The visit after the event at time `at` (ISO 8601 UTC). Raises NotNow; then nothing changed."""
    if visit.paused and not isinstance(event, Resume | Cancel):
        raise NotNow(f"the visit is paused; a staff member must resume it before {_name(event)}")
    match event:
        case Pause(reason) if visit.state not in ENDED | {State.PARKED}:
            return _log(replace(visit, paused=True), at, "pause", reason=reason)
        case Resume(by) if visit.paused or visit.state is State.PARKED:
            state = State.HAND_OVER if visit.state is State.PARKED else visit.state
            resumed = replace(visit, paused=False, state=state, operator=by, parked_until="")
            return _log(resumed, at, "resume", by=by.id)
        case Cancel(reason) if visit.state not in ENDED | {State.SEAL, State.ARCHIVE, State.DONE}:
            return _give_up(replace(visit, paused=False), at, "cancel", reason)
    return _in_order(visit, event, at)


def _in_order(visit: Visit, event: Event, at: str) -> Visit:
    match visit.state, event:
        case State.NOTICE | State.HAND_OVER, Consent(subject, given) if subject in CONSENTS:
            return _consent(visit, subject, given, at)
        case State.NOTICE, SignsAs():
            return _signs_as(visit, event, at)
        case State.NOTICE, Go():
            return _go(visit, State.FILL, at, "notice")
        case State.FILL | State.CHECK, Entered(key, value, by):
            answers = visit.answers.enter(key, value, by, at)
            return _log(replace(visit, answers=answers), at, "entered", who=by, field=key)
        case State.FILL, Go():
            return _go(visit, State.CHECK, at, "filled")
        case State.CHECK, Checked(keys):
            answers = visit.answers.check(keys, visit.signers[0].role, at)
            return _log(replace(visit, answers=answers), at, "checked", fields=list(keys))
        case State.CHECK, Wrong(key) if key:
            return _log(visit, at, "correction-asked", field=key)
        case State.CHECK, Back():
            return replace(visit, state=State.FILL)
        case State.CHECK, Go():
            return _go(visit, State.FREEZE, at, "all-checked")
        case State.FREEZE, Frozen(facts):
            frozen = replace(visit, frozen=facts, state=State.READ, dwell_ms={}, read_aloud_by="")
            return _log(frozen, at, "frozen", sha256=facts.sha256, pages=facts.pages)
        case State.FREEZE, Failed(reason):
            return _log(replace(visit, state=State.CHECK), at, "freeze-failed", reason=reason)
        case _:
            return _from_reading_on(visit, event, at)


def _from_reading_on(visit: Visit, event: Event, at: str) -> Visit:
    match visit.state, event:
        case State.READ, PageShown(page, dwell_ms, turned_by) if visit.frozen and 0 <= page < visit.frozen.pages:
            dwell = {**visit.dwell_ms, page: visit.dwell_ms.get(page, 0) + max(dwell_ms, 0)}
            shown = replace(visit, dwell_ms=dwell)
            return _log(shown, at, "page-shown", page=page + 1, dwell_ms=dwell_ms, turned_by=turned_by)
        case State.READ, ReadAloud(by):
            return _log(replace(visit, read_aloud_by=by), at, "read-aloud", by=by)
        case State.READ, Go():
            return _go(visit, State.SIGN, at, "read")
        case State.READ, Wrong(""):
            return _revise(visit, State.FILL, at, "content-wrong")
        case State.READ | State.SIGN, SignsAs():
            return _revise(_signs_as(visit, event, at), State.NOTICE, at, "signs-otherwise")
        case State.SIGN, Back():
            return _log(replace(visit, state=State.READ), at, "back-to-reading")
        case State.SIGN, InkTaken():
            return _ink_taken(visit, event, at)
        case State.SIGN, InkVoided(reason):
            return _log(visit, at, "ink-void", reason=reason)
        case State.READ | State.SIGN | State.HAND_OVER, Refused(reason):
            return _give_up(visit, at, "refused", reason)
        case State.STAMP, Stamped(sha256, ceremony_sha256):
            return _stamped(visit, sha256, ceremony_sha256, at)
        case State.STAMP, Failed(reason):
            return _log(replace(visit, state=State.SIGN), at, "stamp-failed", reason=reason)
        case State.HAND_OVER, Go():
            return _go(replace(visit, dwell_ms={}, read_aloud_by=""), State.READ, at, "pen-handed-over")
        case State.HAND_OVER, Park(until) if visit.form.park_days > 0:
            return _log(replace(visit, state=State.PARKED, parked_until=until), at, "parked", until=until)
        case State.PARKED, Expired():
            return _give_up(visit, at, "expired", "")
        case State.SEAL, Sealed(sha256):
            sealed = replace(visit, state=State.ARCHIVE, outcome=Outcome.SEALED)
            return _log(sealed, at, "sealed", sha256=sha256)
        case State.SEAL | State.ARCHIVE, Failed(reason):
            return _log(visit, at, f"{visit.state}-failed", reason=reason)
        case State.ARCHIVE, Archived(seq):
            return _log(replace(visit, state=State.DONE), at, "archived", seq=seq)
        case State.DONE, Go():
            return _log(replace(visit, state=State.CLOSED), at, "handed-over")
        case _:
            raise NotNow(f"{_name(event)} is not possible in step {visit.state!s}; finish this step first")


def _consent(visit: Visit, subject: str, given: bool, at: str) -> Visit:
    asked = _log(
        replace(visit, consents={**visit.consents, subject: given}),
        at,
        "consent",
        subject=subject,
        given=given,
    )
    return asked if given else _give_up(asked, at, "consent-refused", subject, otherwise=State.PAPER)


def _signs_as(visit: Visit, event: SignsAs, at: str) -> Visit:
    role = visit.signer.role
    manners = {**visit.manners, role: event.manner}
    others = {known: name for known, name in visit.agents.items() if known != role}
    agents = {**others, role: event.agent} if event.manner is Manner.AGENT else others
    return _log(replace(visit, manners=manners, agents=agents), at, "signs-as", manner=event.manner.value)


def _go(visit: Visit, to: State, at: str, what: str) -> Visit:
    if visit.obstacle:
        raise NotNow(f"not yet: {visit.obstacle} is missing; complete it, then go on")
    return _log(replace(visit, state=to), at, what)


def _ink_taken(visit: Visit, event: InkTaken, at: str) -> Visit:
    facts: dict[str, str | int | bool | list[str]] = {"source": event.source.value}
    facts |= {"verdict": event.verdict, "reasons": list(event.reasons)}
    facts |= event.facts
    if event.source not in visit.policy.sources:
        return _record(visit, at, "ink-void", {**facts, "reason": "source"})
    if event.verdict == "refused":
        return _record(visit, at, "ink-void", {**facts, "reason": "quality"})
    return _record(replace(visit, state=State.STAMP), at, "ink-taken", {**facts, "box": visit.signer.box})


def _stamped(visit: Visit, sha256: str, ceremony_sha256: str, at: str) -> Visit:
    last = visit.turn + 1 == len(visit.signers)
    signed = _log(visit, at, "signed", box=visit.signer.box, sha256=sha256, ceremony_sha256=ceremony_sha256)
    if last:
        return replace(signed, signed=visit.signed + 1, state=State.SEAL)
    return replace(signed, signed=visit.signed + 1, turn=visit.turn + 1, state=State.HAND_OVER, consents={})


def _revise(visit: Visit, to: State, at: str, what: str) -> Visit:
    """Who signs, and what, is part of the document: with nothing signed it is made anew, else it is void."""
    if visit.signed:
        return _give_up(visit, at, what, "")
    return _log(replace(visit, state=to, frozen=None, dwell_ms={}, read_aloud_by=""), at, what)


def _give_up(visit: Visit, at: str, what: str, reason: str, otherwise: State = State.CANCELLED) -> Visit:
    """A frozen document is archived as void; before freezing there is nothing to keep."""
    ended = replace(visit, state=otherwise)
    if visit.frozen is not None:
        ended = replace(visit, state=State.ARCHIVE, outcome=Outcome.VOID)
    return _log(ended, at, what, reason=reason)


def _log(visit: Visit, at: str, what: str, who: str = "", **facts: str | int | bool | list[str]) -> Visit:
    return _record(visit, at, what, facts, who)


def _record(visit: Visit, at: str, what: str, facts: Facts, who: str = "") -> Visit:
    """Adds an act; while reading and signing it is the signer's own, else the operator's."""
    by = who or (visit.signer.role if visit.state in {State.READ, State.SIGN} else visit.operator.id)
    return replace(visit, acts=(*visit.acts, Act(at, by, what, facts)))


def _name(event: Event) -> str:
    return type(event).__name__
