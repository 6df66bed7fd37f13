"""A visit between two events: its state, who signs, what is missing, what the counter must do now.

Values only. What an event makes of a visit is decided in `flow`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from enum import StrEnum

from archive.ceremony import NEWEST, Act, ActRecord
from archive.metadata import FrozenFacts
from forms import rules
from forms.answers import Answers
from forms.model import Form
from forms.problem import Problem, Severity, with_confirmations
from forms.roles import Role, agent_of
from signing.civil_time import civil_day
from signing.ink import Source
from terminal.visit.agency import Authority, one_person
from terminal.visit.blocker import Blocker, Missing
from terminal.visit.own_part import own_part

MINIMUM_DWELL_MS = 800
"""A page that was never on the screen for this long without a break was skipped, not read."""
MACHINE = "machine"
"""The name under which the synthetic voice reads aloud."""
NOT_VALID = "NotValid"
"""The reason of a failure after which a retry does not help: the finished document does not verify."""


class State(StrEnum):
    """The step that a visit is in."""

    NOTICE = "notice"
    FILL = "fill"
    CHECK = "check"
    FREEZE = "freeze"
    READ = "read"
    SIGN = "sign"
    LOOK = "look"
    STAMP = "stamp"
    HAND_OVER = "hand-over"
    PARKED = "parked"
    SEAL = "seal"
    ARCHIVE = "archive"
    DONE = "done"
    CLOSED = "closed"
    PAPER = "paper"
    CANCELLED = "cancelled"


ENDED = frozenset({State.CLOSED, State.CANCELLED})
WAITS_FOR_A_SIGNATURE = frozenset({State.HAND_OVER, State.PARKED, State.READ, State.SIGN, State.LOOK})
TODO = {State.FREEZE: "freeze", State.STAMP: "stamp", State.SEAL: "seal", State.ARCHIVE: "archive"}


class Manner(StrEnum):
    """How a signer signs. A mark needs two staff as witnesses, one of whom reads the document aloud."""

    SELF = "self"
    MARK = "mark"
    AGENT = "agent"


class Outcome(StrEnum):
    """What the archive keeps of the visit: nothing yet, a sealed record, a void one, a case that went on with paper."""

    OPEN = "open"
    SEALED = "sealed"
    VOID = "void"
    PAPER = "paper"


CONSENTS = ("electronic", "dynamics")
"""What each signer is asked separately: to sign electronically, and to have the pen's dynamics recorded."""


@dataclass(frozen=True, slots=True)
class Signer:
    """One place in the order of signing. `box` is the signature box, `role` the party who signs there.

    `capacity`: What the evidence names the signer as: the role, or `ROLE-agent` for an agent of that party.
    `principal`: The person whom the signer acts for; "" for a signer who acts for none.
    """

    role: str
    box: str
    name: str = field(repr=False)
    manner: Manner = Manner.SELF
    capacity: str = ""
    principal: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Policy:
    """What may draw ink at this station, fixed before freezing; and whether everything here is a rehearsal.

    `looks`: Whether the operator looks at each finished signature before it counts. So it is at every counter. Where a
    program signs without an operator, only a doubtful signature waits for a person.
    """

    training: bool
    sources: frozenset[Source]
    level: str = "L1"
    looks: bool = False


@dataclass(frozen=True, slots=True)
class Staff:
    """A staff member. `id` is the pseudonym that records carry; the name is printed where staff sign."""

    id: str
    name: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Visit:
    """A visit between two events. `on` is the day by which rules and codes are judged.

    Times in acts are ISO 8601 UTC; nothing personal is in its repr. `version`: that of its ceremony and record.
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
    authorities: Mapping[str, Authority] = field(default_factory=dict, repr=False)
    consents: Mapping[str, bool] = field(default_factory=dict)
    dwell_ms: Mapping[int, int] = field(default_factory=dict)
    read_aloud_by: str = ""
    frozen: FrozenFacts | None = None
    parked_until: str = ""
    paused: bool = False
    outcome: Outcome = Outcome.OPEN
    acts: tuple[ActRecord, ...] = field(default=(), repr=False)
    version: int = NEWEST
    witnessed: Mapping[str, str] = field(default_factory=dict, repr=False)
    """Box to name of the witnesses who have signed. Other staff may have operated and vouched since."""
    unfinished: Mapping[str, str] = field(default_factory=dict, repr=False)
    """Field key to what is being typed at the desk and is not entered yet. No answer, no act; in drafts only."""

    def typed(self, key: str, text: str) -> Visit:
        """Return the visit with what is being typed at the desk.

        Args:
            key: The key of the field.
            text: The text so far; "" removes it.
        """
        rest = {other: kept for other, kept in self.unfinished.items() if other != key}
        return replace(self, unfinished={**rest, key: text} if text else rest)

    @property
    def signers(self) -> tuple[Signer, ...]:
        """All signers in the form's order; a mark is followed by its two witnesses."""
        order: list[Signer] = []
        for box in self.form.boxes:
            manner = self.manners.get(box.role, Manner.SELF)
            capacity = agent_of(box.role) if manner is Manner.AGENT and self.version > 1 else box.role
            name, principal = self._name_of(box.role), self._principal_of(box.role)
            order.append(Signer(box.role, box.key, name, manner, capacity, principal))
            if manner is Manner.MARK:
                order += [self._witness_of(box.key, number) for number in (1, 2)]
        return tuple(order)

    def _witness_of(self, box: str, number: int) -> Signer:
        own = f"{box}-witness-{number}"
        return Signer(Role.WITNESS, own, self.witnessed.get(own) or self._witness(number), capacity=Role.WITNESS)

    def _principal_of(self, role: str) -> str:
        party = self.form.party(role)
        key = party.acts_for_field or (party.name_field if role in self.agents else None)
        return self.answers.value(key) if key else ""

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
        """The current signer."""
        return self.signers[self.turn]

    @property
    def witness_is_here(self) -> bool:
        """Whether the witness vouched for this visit and has not left it since."""
        last = next((act.what for act in reversed(self.acts) if act.what in {Act.WITNESS_JOINED, Act.WITNESS_LEFT}), "")
        return self.witness is not None and last != "witness-left"

    @property
    def needs_witness(self) -> bool:
        """Whether a mark, or the signature of a witness to one, is still to come."""
        return any(each.manner is Manner.MARK or each.role == Role.WITNESS for each in self.signers[self.signed :])

    @property
    def mark_is_seen(self) -> bool:
        """Whether a mark was made and its witnesses must still sign: they saw it, and no one can replace them."""
        waiting = any(each.role == Role.WITNESS for each in self.signers[self.signed :])
        made = any(each.manner is Manner.MARK for each in self.signers[: self.signed])
        return made and waiting

    @property
    def signing_witness(self) -> Staff | None:
        """The staff member who signs now as a witness: first the operator, then the second one."""
        if self.signer.role != Role.WITNESS:
            return None
        return self.operator if self.signer.box.endswith("-1") else self.witness

    @property
    def witness_has_confirmed(self) -> bool:
        """Whether the witness who is the current signer has confirmed by passphrase that they sign."""
        for act in reversed(self.acts):
            match act.what:
                case Act.PEN_HANDED_OVER | Act.WITNESS_LEFT | Act.WITNESS_JOINED:
                    return False
                case Act.WITNESS_CONFIRMED:
                    by = self.signing_witness
                    return by is not None and act.facts["by"] == f"staff:{by.id}"
        return False

    def _second_staff(self) -> list[Blocker]:
        """Return what is missing for a mark: two different witnesses who are present."""
        alone = self.witness is None or self.witness.id == self.operator.id or not self.witness_is_here
        return [Blocker(Missing.SECOND_STAFF)] if alone and self.needs_witness else []

    @property
    def may_be_read_aloud(self) -> bool:
        """Whether everyone who must hear the document is there; for a mark, that includes both witnesses."""
        return self.signer.manner is not Manner.MARK or not self._second_staff()

    @property
    def readers(self) -> frozenset[str]:
        """The staff who may confirm that they have read aloud: those who are present.

        A mark needs such a confirmation.
        """
        witness = self.witness if self.witness_is_here else None
        return frozenset(f"staff:{each.id}" for each in (self.operator, witness) if each)

    @property
    def machine_has_read(self) -> bool:
        """Whether the synthetic voice has read the whole document to the current signer.

        It helps the signer and is kept in the record. It does not replace the reading aloud by staff that a mark needs.
        """
        for act in reversed(self.acts):
            match act.what:
                case Act.FROZEN | Act.PEN_HANDED_OVER:
                    return False
                case Act.READ_ALOUD if act.facts["by"] == MACHINE:
                    return True
        return False

    @property
    def last_day(self) -> str:
        """The last day (ISO date) to which this visit may be parked; "" for none.

        It is the form's number of days after the first signature.
        """
        first = next((act.at for act in self.acts if act.what == Act.SIGNED), "")
        if not first or self.form.park_days <= 0:
            return ""
        return (date.fromisoformat(civil_day(first)) + timedelta(days=self.form.park_days)).isoformat()

    def is_too_late(self, at: str) -> bool:
        """Return whether the last day for the next signature is over at time `at` (ISO 8601 UTC).

        The last day is the day parked to, else the form's.
        """
        waits = self.signed > 0 and self.state in WAITS_FOR_A_SIGNATURE
        until = self.parked_until or self.last_day
        return waits and bool(until) and civil_day(at) > until

    @property
    def doubts(self) -> tuple[str, ...]:
        """Reasons (`signing.quality`) why the signature that waits for the operator's look is doubtful."""
        facts = self.acts[-1].facts if self.state is State.LOOK and self.acts else {}
        reasons = facts.get("reasons", [])
        return tuple(reasons) if facts.get("verdict") == "doubtful" and isinstance(reasons, list) else ()

    @property
    def is_not_valid(self) -> bool:
        """Whether the document that all have signed did not verify at the last attempt; no retry makes it valid."""
        last = self.acts[-1] if self.acts else None
        return (
            last is not None
            and last.what in {Act.SEAL_FAILED, Act.ARCHIVE_FAILED}
            and last.facts["reason"] == NOT_VALID
        )

    @property
    def todo(self) -> str:
        """What the counter must do now: "freeze", "stamp", "seal", "archive", or "" when a person must act."""
        return TODO.get(self.state, "")

    @property
    def unread(self) -> tuple[int, ...]:
        """Pages (from 0) that the current signer has not seen for long enough."""
        pages = self.frozen.pages if self.frozen else 0
        return tuple(page for page in range(pages) if self.dwell_ms.get(page, 0) < MINIMUM_DWELL_MS)

    @property
    def own_part(self) -> frozenset[str]:
        """Keys of the answers that the current signer checks. Under version 1 the first signer checks all."""
        if self.version > 1:
            return own_part(self.form, self.signer.role)
        return frozenset(asked.key for asked in self.form.fields) if self.turn == 0 else frozenset()

    @property
    def unchecked(self) -> tuple[str, ...]:
        """Keys of the current signer's own part that are still to be checked, in the form's order."""
        own = self.own_part
        return tuple(key for key in self.answers.unchecked(self.form) if key in own)

    @property
    def marked(self) -> tuple[str, ...]:
        """Keys of the answers that the applicant has called wrong and that have not been changed since."""
        wrong: dict[str, None] = {}
        for act in self.acts:
            match act.what:
                case Act.CORRECTION_ASKED:
                    wrong[str(act.facts["field"])] = None
                case Act.ENTERED | Act.CORRECTION_WITHDRAWN:
                    wrong.pop(str(act.facts["field"]), None)
        return tuple(wrong)

    @property
    def problems(self) -> tuple[Problem, ...]:
        """All problems that the rules find in the answers, and those of an agent; who confirmed a warning is in it."""
        found = rules.problems(self.form, self.answers, self.on)
        of_agents = one_person(self.form, self.answers, self.authorities, self.on)
        return with_confirmations((*found, *of_agents), self.confirmed)

    @property
    def confirmed(self) -> Mapping[str, str]:
        """Who confirmed each warning, `staff:ID`, by the identity of the warning."""
        return {str(act.facts["warning"]): act.who for act in self.acts if act.what == Act.WARNING_CONFIRMED}

    @property
    def unconfirmed(self) -> tuple[Problem, ...]:
        """Warnings that no staff member has confirmed for the present answers. Version 1 does not ask for it."""
        if self.version == 1:
            return ()
        return tuple(one for one in self.problems if one.gravity == Severity.WARN and not one.confirmed_by)

    @property
    def blocked_by(self) -> Blocker | None:
        """The first thing missing, which disables the primary button; None when the button is enabled."""
        match self.state:
            case State.NOTICE:
                missing = self._to_agree()
            case State.HAND_OVER:
                missing = self._to_agree() + self._to_check()
            case State.FILL:
                missing = self._to_answer() + self._rules()
            case State.CHECK:
                missing = self._to_check() + self._rules()
            case State.READ:
                missing = self._second_staff() + self._to_read()
            case _:
                missing = []
        return missing[0] if missing else None

    def _to_agree(self) -> list[Blocker]:
        asked = [Blocker(Missing.CONSENT, subject) for subject in CONSENTS if subject not in self.consents]
        return asked + self._second_staff()

    def _to_answer(self) -> list[Blocker]:
        return [Blocker(Missing.ANSWER, key) for key in self.answers.missing(self.form)]

    def _rules(self) -> list[Blocker]:
        broken = [Blocker(Missing.RULE, problem.field) for problem in self.problems if problem.gravity == Severity.STOP]
        return broken + [Blocker(Missing.WARNING, problem.field) for problem in self.unconfirmed]

    def _to_check(self) -> list[Blocker]:
        wrong = [Blocker(Missing.CORRECTION, key) for key in self.marked]
        return wrong + [Blocker(Missing.CHECK, key) for key in self.unchecked]

    def _to_read(self) -> list[Blocker]:
        missing = [Blocker(Missing.PAGE, page=page + 1) for page in self.unread]
        if self.signer.manner is Manner.MARK and not self.read_aloud_by:
            missing.append(Blocker(Missing.READ_ALOUD))
        if self.signer.role == Role.WITNESS and not self.witness_has_confirmed:
            missing.append(Blocker(Missing.WITNESS_CONFIRMS))
        return missing
