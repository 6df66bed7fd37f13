"""The order of a visit's steps, decided here only.

Pure: an event and a visit give the next visit, or `NotNow`, and then nothing has changed. This module uses no screen,
file, clock or key. Where something slow must happen (freeze, stamp, seal, archive), the state names it in `Visit.todo`.
`terminal.clerk.counter` does it and reports back by an event. Windows show a state and send events; they do not decide.

    notice → fill ⇄ check → freeze → read ⇄ sign ⇄ look → stamp → (hand over → read …)* → seal → archive → done → closed

The other ends have names too: paper route, cancelled (nothing frozen), void (frozen, and archived as void).
"""

from __future__ import annotations

from dataclasses import replace

from archive.ceremony import Act, ActRecord, Doer, Facts
from forms.message import Message
from forms.roles import Role
from signing.civil_time import civil_day
from terminal.errors import NotNow
from terminal.visit.events import (
    Archived,
    Back,
    Cancel,
    Checked,
    Consent,
    Entered,
    Event,
    Expired,
    Failed,
    Frozen,
    Go,
    InkTaken,
    InkVoided,
    Joined,
    Left,
    NotWrong,
    PageShown,
    Park,
    Pause,
    ReadAloud,
    Refused,
    Resume,
    Sealed,
    SignAgain,
    SignatureSeen,
    SignsAs,
    Stamped,
    WarningConfirmed,
    WitnessConfirmed,
    WitnessLeft,
    Wrong,
)
from terminal.visit.model import (
    CONSENTS,
    ENDED,
    MACHINE,
    MINIMUM_DWELL_MS,
    TODO,
    Manner,
    Outcome,
    Policy,
    Signer,
    Staff,
    State,
    Visit,
)
from terminal.visit.words import event_message, step_message

__all__ = [
    "CONSENTS",
    "ENDED",
    "MINIMUM_DWELL_MS",
    "Archived",
    "Back",
    "Cancel",
    "Checked",
    "Consent",
    "Entered",
    "Event",
    "Expired",
    "Failed",
    "Frozen",
    "Go",
    "InkTaken",
    "InkVoided",
    "Joined",
    "Left",
    "Manner",
    "NotWrong",
    "Outcome",
    "PageShown",
    "Park",
    "Pause",
    "Policy",
    "ReadAloud",
    "Refused",
    "Resume",
    "Sealed",
    "SignAgain",
    "SignatureSeen",
    "Signer",
    "SignsAs",
    "Staff",
    "Stamped",
    "State",
    "Visit",
    "WarningConfirmed",
    "WitnessConfirmed",
    "WitnessLeft",
    "Wrong",
    "step",
]


NOT_CANCELLED = ENDED | {State.PAPER, State.SEAL, State.ARCHIVE, State.DONE}
"""States in which a visit cannot be cancelled, unless the document did not verify; see `Visit.is_not_valid`."""
WITNESS_MAY_JOIN = frozenset({State.NOTICE, State.FILL, State.CHECK, State.READ, State.HAND_OVER})
WITNESS_MAY_LEAVE = WITNESS_MAY_JOIN | {State.SIGN, State.PARKED, State.PAPER}


def step(visit: Visit, event: Event, at: str) -> Visit:
    """Return the visit after an event. Raise NotNow when the event is not possible; nothing has changed then.

    Args:
        visit: The visit before the event.
        event: What happened.
        at: The time of the event, ISO 8601 UTC.
    """
    after = _step(visit, event, at)
    if isinstance(event, SignsAs | Wrong | Refused) and event.recorded_by:
        return _told_by(after, len(visit.acts), event.recorded_by)
    return after


def _told_by(visit: Visit, since: int, staff: str) -> Visit:
    """Add who recorded it to the acts that a signer decided and a staff member recorded."""
    told = (replace(act, facts={**act.facts, "recorded_by": staff}) for act in visit.acts[since:])
    return replace(visit, acts=(*visit.acts[:since], *told))


def _step(visit: Visit, event: Event, at: str) -> Visit:
    if visit.is_too_late(at) and isinstance(event, Consent | Go | InkTaken | SignatureSeen | Expired):
        return _give_up(replace(visit, paused=False), at, Act.EXPIRED, "")
    if visit.paused and not isinstance(event, Resume | Cancel | WitnessLeft):
        raise NotNow(Message("terminal.paused", event=event_message(event)))
    match event:
        case Pause(reason) if visit.state is State.HAND_OVER and visit.parked_until:
            return _log(replace(visit, state=State.PARKED, consents={}), at, Act.PAUSE, reason=reason)
        case Pause(reason) if visit.state not in ENDED | {State.PARKED} | TODO.keys():
            return _log(replace(_without_ink(visit, reason, at), paused=True), at, Act.PAUSE, reason=reason)
        case Resume(by) if (visit.paused or visit.state is State.PARKED) and _may_resume(visit, by, at):
            state = State.HAND_OVER if visit.state is State.PARKED else visit.state
            heard = visit.read_aloud_by if by.id == visit.operator.id else ""
            resumed = replace(visit, paused=False, state=state, operator=by, read_aloud_by=heard)
            return _log(resumed, at, Act.RESUME, by=by.id)
        case Joined(by) if visit.state in WITNESS_MAY_JOIN and _may_witness(visit, by):
            heard = visit.read_aloud_by if visit.witness is not None and by.id == visit.witness.id else ""
            return _log(replace(visit, witness=by, read_aloud_by=heard), at, Act.WITNESS_JOINED, by=by.id)
        case WitnessLeft(reason) if visit.witness_is_here and visit.state in WITNESS_MAY_LEAVE:
            waits = visit.state is State.SIGN and visit.needs_witness
            return _log(replace(visit, state=State.READ if waits else visit.state), at, Act.WITNESS_LEFT, reason=reason)
        case Cancel(reason) if visit.is_not_valid or visit.state not in NOT_CANCELLED:
            return _give_up(replace(visit, paused=False), at, Act.CANCEL, reason)
    return _in_order(visit, event, at)


def _may_resume(visit: Visit, by: Staff, at: str) -> bool:
    """Return whether the visit is in time, and the operator may resume it.

    The operator who saw a mark signs as its witness, so no other operator can replace them.
    """
    return not visit.is_too_late(at) and (not visit.mark_is_seen or by.id == visit.operator.id)


def _may_witness(visit: Visit, by: Staff) -> bool:
    """Return whether a person may be the witness: not the operator; once the mark is made, only the one who saw it."""
    return by.id != visit.operator.id and (
        not visit.mark_is_seen or (visit.witness is not None and by.id == visit.witness.id)
    )


def _by(staff: Staff) -> str:
    return f"staff:{staff.id}"


def _in_order(visit: Visit, event: Event, at: str) -> Visit:
    match visit.state, event:
        case State.NOTICE | State.HAND_OVER, Consent(subject, given) if subject in CONSENTS:
            return _consent(visit, subject, given, at)
        case State.NOTICE, SignsAs():
            told = _signs_as(visit, event, at)
            return told if (told.agents, told.authorities) == (visit.agents, visit.authorities) else _anew(told)
        case State.NOTICE, Go():
            return _go(visit, State.FILL, at, Act.NOTICE)
        case State.FILL | State.CHECK | State.PAPER, Entered(key, value, by):
            answers = visit.answers.enter(key, value, by, at)
            rest = {other: text for other, text in visit.unfinished.items() if other != key}
            return _log(replace(visit, answers=answers, unfinished=rest), at, Act.ENTERED, named=by, field=key)
        case State.FILL | State.CHECK, WarningConfirmed(warning, by):
            return _warning_confirmed(visit, warning, by, at)
        case State.FILL, Go():
            return _go(visit, State.CHECK, at, Act.FILLED)
        case State.CHECK | State.HAND_OVER, Checked(keys):
            return _checked(visit, keys, at)
        case State.CHECK | State.HAND_OVER, Wrong(key) if key and (visit.state is State.CHECK or key in visit.own_part):
            return _log(visit, at, Act.CORRECTION_ASKED, field=key)
        case State.CHECK | State.HAND_OVER, NotWrong(key) if key in visit.marked:
            return _log(visit, at, Act.CORRECTION_WITHDRAWN, field=key)
        case State.CHECK, Back():
            return replace(visit, state=State.FILL)
        case State.CHECK, Go():
            return _go(visit, State.FREEZE, at, Act.ALL_CHECKED)
        case State.FREEZE, Frozen(facts):
            frozen = replace(visit, frozen=facts, state=State.READ, dwell_ms={}, read_aloud_by="")
            return _log(frozen, at, Act.FROZEN, sha256=facts.sha256, pages=facts.pages)
        case State.FREEZE, Failed(reason):
            return _log(replace(visit, state=State.CHECK), at, Act.FREEZE_FAILED, reason=reason)
        case _:
            return _from_reading_on(visit, event, at)


def _from_reading_on(visit: Visit, event: Event, at: str) -> Visit:
    match visit.state, event:
        case State.READ, PageShown(page, dwell_ms, turned_by) if visit.frozen and 0 <= page < visit.frozen.pages:
            dwell = {**visit.dwell_ms, page: max(visit.dwell_ms.get(page, 0), dwell_ms)}
            shown = replace(visit, dwell_ms=dwell)
            return _log(shown, at, Act.PAGE_SHOWN, page=page + 1, dwell_ms=dwell_ms, turned_by=turned_by)
        case State.READ, ReadAloud(by) if by == MACHINE and not visit.machine_has_read:
            return _log(visit, at, Act.READ_ALOUD, named="station", by=by)
        case State.READ, ReadAloud(by) if by in visit.readers and not visit.unread and visit.may_be_read_aloud:
            return _log(replace(visit, read_aloud_by=by), at, Act.READ_ALOUD, named=by, by=by)
        case State.READ, WitnessConfirmed(by) if (own := visit.signing_witness) and by == _by(own):
            return _log(visit, at, Act.WITNESS_CONFIRMED, by=by)
        case State.READ, Go():
            return _go(visit, State.SIGN, at, Act.READ)
        case State.READ, Wrong(key=""):
            return _revise(visit, State.CHECK, at, Act.CONTENT_WRONG)
        case State.READ | State.SIGN, SignsAs() if _signs_so(visit, event):
            return visit
        case State.READ | State.SIGN, SignsAs():
            told = _signs_as(visit, event, at)
            return _revise(told if visit.signed else _anew(told), State.NOTICE, at, Act.SIGNS_OTHERWISE)
        case State.SIGN, Back():
            return _log(replace(visit, state=State.READ), at, Act.BACK_TO_READING)
        case State.SIGN, InkTaken():
            return _ink_taken(visit, event, at)
        case State.SIGN, InkVoided(reason):
            return _log(visit, at, Act.INK_VOID, reason=reason)
        case State.LOOK, InkVoided(reason):
            return _without_ink(visit, reason, at)
        case State.LOOK, SignatureSeen(by, doubts) if doubts == visit.doubts:
            facts: Facts = {"box": visit.signer.box, "doubts": list(doubts)} if doubts else {"box": visit.signer.box}
            return _record(replace(visit, state=State.STAMP), at, Act.SIGNATURE_SEEN, facts, by)
        case State.LOOK, SignAgain(by):
            return _without_ink(visit, "sign-again", at, by)
        case State.READ | State.SIGN | State.LOOK | State.HAND_OVER, Refused(reason):
            return _give_up(visit, at, Act.REFUSED, reason)
        case State.STAMP, Stamped(sha256, ceremony_sha256):
            return _stamped(visit, sha256, ceremony_sha256, at)
        case State.STAMP, Failed(reason):
            return _log(replace(visit, state=State.SIGN), at, Act.STAMP_FAILED, reason=reason)
        case State.HAND_OVER, Go():
            return _go(replace(visit, dwell_ms={}, read_aloud_by=""), State.READ, at, Act.PEN_HANDED_OVER)
        case State.HAND_OVER, Park(until) if civil_day(at) <= until <= visit.last_day:
            return _log(replace(visit, state=State.PARKED, parked_until=until), at, Act.PARKED, until=until)
        case State.SEAL, Sealed(sha256):
            sealed = replace(visit, state=State.ARCHIVE, outcome=Outcome.SEALED)
            return _log(sealed, at, Act.SEALED, sha256=sha256)
        case State.SEAL | State.ARCHIVE, Failed(reason):
            return _log(visit, at, Act.of(f"{visit.state}-failed"), reason=reason)
        case State.PAPER, Go():
            return _log(replace(visit, state=State.ARCHIVE, outcome=Outcome.PAPER), at, Act.ON_PAPER)
        case State.ARCHIVE, Archived(seq):
            state = State.CLOSED if visit.outcome is Outcome.PAPER else State.DONE
            return _log(replace(visit, state=state), at, Act.ARCHIVED, seq=seq)
        case State.DONE, Go():
            return _log(replace(visit, state=State.CLOSED), at, Act.HANDED_OVER)
        case State.DONE, Left():
            return _log(replace(visit, state=State.CLOSED), at, Act.LEFT)
        case _:
            raise NotNow(Message("terminal.not-in-step", event=event_message(event), step=step_message(visit.state)))


def _consent(visit: Visit, subject: str, given: bool, at: str) -> Visit:
    asked = _log(
        replace(visit, consents={**visit.consents, subject: given}),
        at,
        Act.CONSENT,
        subject=subject,
        given=given,
        box=visit.signer.box,
    )
    return asked if given else _give_up(asked, at, Act.CONSENT_REFUSED, subject, otherwise=State.PAPER)


def _warning_confirmed(visit: Visit, warning: str, by: str, at: str) -> Visit:
    """Confirm a warning for the present answers.

    Its identity names their versions, so another answer makes a new warning.
    """
    problem = next((one for one in visit.unconfirmed if one.identity == warning), None)
    if problem is None:
        raise NotNow(Message("terminal.no-such-warning"))
    return _log(visit, at, Act.WARNING_CONFIRMED, named=by, rule=problem.rule, field=problem.field, warning=warning)


def _checked(visit: Visit, keys: tuple[str, ...], at: str) -> Visit:
    """Check answers of the signer's own part; nothing is recorded for those of another party."""
    keys = tuple(key for key in keys if key in visit.own_part)
    if not keys:
        raise NotNow(Message("terminal.not-to-check"))
    answers = visit.answers.check(keys, visit.signer.capacity, at)
    return _log(replace(visit, answers=answers), at, Act.CHECKED, fields=list(keys))


def _signs_as(visit: Visit, event: SignsAs, at: str) -> Visit:
    role, by_agent = visit.signer.role, event.manner is Manner.AGENT
    agents = {known: name for known, name in visit.agents.items() if known != role}
    authorities = {known: shown for known, shown in visit.authorities.items() if known != role}
    if by_agent:
        agents[role] = event.agent
        if event.authority is not None:
            authorities[role] = event.authority
    manners = {**visit.manners, role: event.manner}
    told = replace(visit, manners=manners, agents=agents, authorities=authorities)
    return _record(told, at, Act.SIGNS_AS, {"manner": event.manner.value, **_agency(told)}, visit.signer.role)


def _agency(visit: Visit) -> dict[str, str]:
    """Return for an act who acts for the current signer, and on what authority. Acts of version 1 do not state it."""
    signer = visit.signer
    if visit.version == 1 or signer.manner is not Manner.AGENT:
        return {}
    authority = visit.authorities.get(signer.role)
    return {"agent": signer.name, **(authority.content() if authority else {})}


def _anew(visit: Visit) -> Visit:
    """Remove consents and checks, as another person signs now and must agree and check in person."""
    return replace(visit, consents={}, answers=visit.answers.without_checks())


def _signs_so(visit: Visit, event: SignsAs) -> bool:
    """Return whether the signer already signs that way; the document that states it then stays."""
    role = visit.signer.role
    holds = visit.signer.manner, visit.agents.get(role, ""), visit.authorities.get(role)
    return (event.manner, event.agent, event.authority) == holds


def _go(visit: Visit, to: State, at: str, what: Act) -> Visit:
    if blocker := visit.blocked_by:
        raise NotNow(Message("terminal.not-yet", missing=blocker.message))
    return _log(replace(visit, state=to), at, what)


def _ink_taken(visit: Visit, event: InkTaken, at: str) -> Visit:
    facts: dict[str, str | int | bool | list[str]] = {"source": event.source.value}
    facts |= {"verdict": event.verdict, "reasons": list(event.reasons)}
    facts |= event.facts
    if event.source not in visit.policy.sources:
        return _record(visit, at, Act.INK_VOID, {**facts, "reason": "source"})
    if event.verdict == "refused":
        return _record(visit, at, Act.INK_VOID, {**facts, "reason": "quality"})
    waits = visit.policy.looks or event.verdict == "doubtful"
    after = replace(visit, state=State.LOOK if waits else State.STAMP)
    return _record(after, at, Act.INK_TAKEN, {**facts, "box": visit.signer.box})


def _without_ink(visit: Visit, reason: str, at: str, by: str = "station") -> Visit:
    """Drop ink that waits for the operator's look, and ask the signer again."""
    if visit.state is not State.LOOK:
        return visit
    facts: Facts = {"reason": reason, "box": visit.signer.box}
    return _record(replace(visit, state=State.SIGN), at, Act.INK_VOID, facts, by)


def _stamped(visit: Visit, sha256: str, ceremony_sha256: str, at: str) -> Visit:
    last = visit.turn + 1 == len(visit.signers)
    facts: dict[str, str] = {"box": visit.signer.box, "sha256": sha256, "ceremony_sha256": ceremony_sha256}
    if agency := _agency(visit):
        facts |= {"agent": agency["agent"], "principal": visit.signer.principal}
    if visit.signer.role == Role.WITNESS:
        visit = replace(visit, witnessed={**visit.witnessed, visit.signer.box: visit.signer.name})
    signed = _record(visit, at, Act.SIGNED, facts)
    if last:
        return replace(signed, signed=visit.signed + 1, state=State.SEAL)
    return replace(signed, signed=visit.signed + 1, turn=visit.turn + 1, state=State.HAND_OVER, consents={})


def _revise(visit: Visit, to: State, at: str, what: Act) -> Visit:
    """Revise the document, which states who signs what: make it again with nothing signed, else it is void."""
    if visit.signed:
        return _give_up(visit, at, what, "")
    return _log(replace(visit, state=to, frozen=None, dwell_ms={}, read_aloud_by=""), at, what)


def _give_up(visit: Visit, at: str, what: Act, reason: str, otherwise: State = State.CANCELLED) -> Visit:
    """End the visit. A frozen document is archived as void; before freezing there is nothing to keep."""
    visit = _without_ink(visit, what.value, at)
    ended = replace(visit, state=otherwise)
    if visit.frozen is not None:
        ended = replace(visit, state=State.ARCHIVE, outcome=Outcome.VOID)
    return _log(ended, at, what, reason=reason)


def _log(visit: Visit, at: str, what: Act, named: str | None = None, **facts: str | int | bool | list[str]) -> Visit:
    return _record(visit, at, what, facts, named)


def _record(visit: Visit, at: str, what: Act, facts: Facts, named: str | None = None) -> Visit:
    """Add an act in the name of its doer, or of `named` where the event names a person.

    Raise NotNow when neither gives a name.
    """
    who = _doer(visit, what) if named is None else named
    if not who:
        raise NotNow(Message("terminal.nobody-did"))
    return replace(visit, acts=(*visit.acts, ActRecord(at, who, what, facts)))


def _doer(visit: Visit, what: Act) -> str:
    names = {Doer.SIGNER: visit.signer.capacity, Doer.OPERATOR: f"staff:{visit.operator.id}", Doer.STATION: "station"}
    return names.get(what.doer, "")
