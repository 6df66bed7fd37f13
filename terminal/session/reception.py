"""The state of this counter: its open visits, the one in front of the applicant, the operator, calls from the pad.

Both windows work on this state. Every event goes through `flow`. What a visit then asks for (`Visit.todo`) goes to the
clerk, and the answer goes back into the flow. After every event the visit's draft is kept. This module has no screen
and no key: windows call it, and its `listeners` are called after every change.

Permissions: the person at the pad consents, checks, reads and signs (`signer_did`); staff do the rest (`staff_did`).
Neither can act for the other.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from archive.entry import timestamp
from forms.errors import AnswerRefused
from forms.message import Message
from signing.ink import Ink
from terminal.clerk import orders
from terminal.clerk.orders import Lane, RecordLine, StationFacts, Trouble
from terminal.errors import NotNow
from terminal.session.unsent_events import UnsentEvents
from terminal.session.values import Bell, InHand, Why
from terminal.session.witnesses import ANOTHER, Witnesses
from terminal.station.journal import SILENT, Happened, Journal, Room
from terminal.visit.events import (
    Entered,
    Event,
    Failed,
    InkTaken,
    Left,
    NotWrong,
    Refused,
    SignsAs,
    Wrong,
)
from terminal.visit.interruption import expired, left_alone, taken_up
from terminal.visit.model import ENDED, Outcome, Staff, State, Visit
from terminal.visit.permissions import require_signers, require_staffs

__all__ = ["Bell", "InHand", "Reception", "Why"]


class Reception:
    """The state of one counter. Not thread-safe: one thread owns it.

    Args:
        lane: The way to the clerk.
        now: The clock; returns aware UTC times.
        journal: Where it is noted what happened.
    """

    def __init__(self, lane: Lane, now: Callable[[], datetime], journal: Journal = SILENT) -> None:
        self._lane, self._now, self._journal = lane, now, journal
        self._ink: dict[str, Ink] = {}
        self._beginning = False
        self.listeners: list[Callable[[], None]] = []
        self.station: StationFacts | None = None
        self.operator: Staff | None = None
        self._unsent = UnsentEvents()
        self._step = self._unsent.step
        self._witnesses = Witnesses(lane, self._hand_of, self._set, self._at, self._step)
        self.locked = False
        self.in_hand: dict[str, InHand] = {}
        self.current = ""
        """The record of the visit that is at the desk and in front of the applicant; "" without one."""
        self.bell: Bell | None = None
        self.answered: Bell | None = None
        """The last call that staff acknowledged, while its visit is still in front of the applicant."""
        self.today: tuple[RecordLine, ...] = ()
        self.waiting: tuple[RecordLine, ...] = ()
        """Cases that went on with paper, of which a scan is still to be deposited."""
        self.last: RecordLine | None = None
        """The record of the visit that was open last; None when it left none."""
        self.lost: tuple[orders.LostDraft, ...] = ()
        self.refusal: Trouble | None = None
        """Why signing in, vouching or unlocking failed last time."""
        self.notice: Message | None = None
        """The last thing that could not be done; None after the next success."""

    # ---- who operates ----

    def sign_in(self, staff: str, passphrase: str) -> None:
        """Sign in a staff member and open the station; afterwards the drafts are open visits.

        Args:
            staff: The id of the staff member.
            passphrase: Their passphrase.
        """
        self._lane.ask(orders.SignIn(staff, passphrase), self._signed_in, self._sign_in_refused)

    def _sign_in_refused(self, trouble: Trouble) -> None:
        self._note(Happened.SIGN_IN_REFUSED, message=trouble.message)
        self._refused(trouble)

    def sign_out(self) -> None:
        """Sign the operator out; put the open visit aside."""
        self.put_aside("signed-out")
        self._lane.ask(orders.SignOut(), _nothing, self._troubled)
        self._nobody()
        self._note(Happened.SIGNED_OUT)
        self._tell()

    def _nobody(self) -> None:
        self.operator = self.station = None
        self._witnesses.forget_all()
        self.in_hand, self.today, self.waiting, self.lost, self.last = {}, (), (), (), None
        self._ink, self._beginning, self.locked = {}, False, False
        self._clear_pad()

    def _clear_pad(self) -> None:
        self.current, self.bell, self.answered = "", None, None

    def lock(self) -> None:
        """Lock the desk and wipe the pad; the visit waits."""
        if self.operator is not None and not self.locked:
            self.pause("locked")
            self._clear_pad()
            self.locked = True
            self._note(Happened.LOCKED)
            self._lane.ask(orders.Lock(), _nothing, self._troubled)
            self._witnesses.forget_all()
            for hand in tuple(self.in_hand.values()):
                self._witnesses.look_at(hand.visit, "locked")
            self._tell()

    def unlock(self, passphrase: str) -> None:
        """Unlock the desk for the operator; another person signs in instead."""
        if self.operator is not None:
            self._lane.ask(orders.Unlock(passphrase), self._unlocked, self._refused)

    @property
    def witness(self) -> Staff | None:
        """The staff member who vouches as witness for the current visit; None without one."""
        return self.visit.witness if self.visit is not None and self.visit.witness_is_here else None

    def join(self, staff: str, passphrase: str) -> None:
        """Let a second staff member vouch as witness for the current visit, and for no other.

        Args:
            staff: The id of the staff member; the operator's own id is rejected.
            passphrase: Their passphrase.
        """
        if self.operator is not None and staff == self.operator.id:
            self._refused(ANOTHER)
        else:
            self._witnesses.vouch(self.visit, staff, passphrase, self._let_in, self._refused)

    def confirm(self, what: orders.Confirmed, staff: str, passphrase: str) -> None:
        """Let a staff member confirm by passphrase what they did or will do in the current visit.

        Raise NotNow when no visit is open.

        Args:
            what: What they confirm.
            staff: The id of the staff member.
            passphrase: Their passphrase.
        """
        visit = self._open()
        order = orders.Confirm(visit.record, what, staff, passphrase)
        self._lane.ask(order, lambda event: self._confirmed(visit.record, event), self._refused)

    def look_for_witnesses(self) -> None:
        """Ask the clerk whether each witness still vouches; a witness who does not has left the visit."""
        self._witnesses.ask(self._troubled)

    # ---- which visit ----

    @property
    def hand(self) -> InHand | None:
        """The current visit, in front of the applicant, with what the clerk made of it; None without one."""
        return self.in_hand.get(self.current)

    @property
    def visit(self) -> Visit | None:
        """The current visit as the flow knows it; None without one."""
        return self.hand.visit if self.hand else None

    def begin(self, form_id: str) -> None:
        """Begin a new visit in front of the applicant; an open one is put aside first."""
        self._require_operator()
        if not self._beginning:
            self._beginning = True
            self._lane.ask(orders.Begin(form_id), self._begun, self._not_begun)

    def take_up(self, record: str) -> None:
        """Put an open visit in front of the applicant; the current one is put aside first.

        Raise NotNow where that cannot be.
        """
        operator = self._require_operator()
        visit = self._in_hand(record)
        if self._expire(visit) or (record == self.current and not visit.paused and visit.state is not State.PARKED):
            return
        after = taken_up(visit, operator, self._at(), self._step)
        if record != self.current:
            self.put_aside("another-visit")
        self._clear_pad()
        self.current, self.last = record, None
        self._set(after)

    def look_at(self, record: str) -> None:
        """Open a visit at the desk.

        A parked one stays parked until it is taken up. Raise NotNow where that cannot be.
        """
        self._require_operator()
        if self._in_hand(record).state is not State.PARKED:
            self.take_up(record)
        elif record != self.current:
            self.put_aside("another-visit")
            self._clear_pad()
            self.current, self.last = record, None
            self._tell()

    def _hand_of(self, record: str) -> InHand | None:
        return self.in_hand.get(record)

    def _in_hand(self, record: str) -> Visit:
        if record not in self.in_hand:
            raise NotNow(Message("terminal.not-in-hand"))
        return self.in_hand[record].visit

    def put_aside(self, reason: str) -> None:
        """Wipe the pad; the visit stays open and waits. What the clerk is doing for it goes on."""
        if self.hand is None:
            return
        self.pause(reason)
        self._clear_pad()
        self._tell()

    def pause(self, reason: str) -> None:
        """Wipe the pad because no one answered or a device failed; the visit stays open at the desk."""
        if self.visit is None:
            return
        after = left_alone(self.visit, reason, self._at(), self._step)
        if after is not self.visit:
            self._set(after)

    # ---- what people do ----

    def signer_did(self, event: Event) -> None:
        """Carry out an event from the pad. Raise NotNow when it is not possible now; nothing has changed then."""
        require_signers(event, self._open(), self._staff())
        self._do(event)
        if isinstance(event, Wrong) and event.key:
            self.ring(Why.CORRECTION, event.key)
        elif isinstance(event, NotWrong) and self.bell and self.bell.key == event.key:
            self.bell = None
            self._tell()

    def staff_did(self, event: Event) -> None:
        """Carry out an event from the desk. Raise NotNow when it is not possible now; nothing has changed then."""
        operator = self._require_operator()
        if isinstance(event, SignsAs | Wrong | Refused):
            event = replace(event, recorded_by=f"staff:{operator.id}")
        require_staffs(event, self._open(), operator, self._staff())
        self._do(event)

    def enter(self, key: str, value: str) -> None:
        """Enter an answer that was typed at the desk. Raise NotNow when it is not possible now.

        Args:
            key: The field's key.
            value: The answer as typed.
        """
        self.staff_did(Entered(key, value, f"staff:{self._require_operator().id}"))

    def keep_unfinished(self, record: str, key: str, text: str) -> None:
        """Keep in the draft what is being typed at the desk. It is no answer, so no listener is called.

        Args:
            record: The record id of the visit; a closed visit is ignored.
            key: The field's key.
            text: The text so far; "" removes it.
        """
        hand = self.in_hand.get(record)
        if hand is None or hand.visit.unfinished.get(key, "") == text:
            return
        self._put(replace(hand, visit=hand.visit.typed(key, text)))
        self._lane.ask(orders.Typing(record, key, text), _nothing, self._troubled)

    def sign(self, taken: InkTaken, ink: Ink) -> None:
        """Accept a finished signature from the pad. Raise NotNow when it is not possible now.

        Args:
            taken: The event of the capture, with its verdict.
            ink: The ink of that capture.
        """
        self._ink[self._open().record] = ink
        try:
            self._do(taken)
        except NotNow:
            self._ink.pop(self.current, None)
            raise

    @property
    def ink_to_see(self) -> Ink | None:
        """The finished signature that waits for the operator's look; None in every other step."""
        return self._ink.get(self.current) if self.visit and self.visit.state is State.LOOK else None

    def leave(self) -> None:
        """Close the last screen after its timeout."""
        self._do(Left())

    def ring(self, why: Why, key: str = "") -> None:
        """Call staff from the pad.

        Args:
            why: The reason of the call.
            key: The key of the answer that should be corrected; "" for other calls.
        """
        self.bell, self.answered = Bell(why, self._at(), key), None
        self._tell()

    def acknowledge(self) -> None:
        """Acknowledge the call at the desk."""
        if self.bell is not None:
            self.bell, self.answered = None, self.bell
            self._tell()

    def retry(self) -> None:
        """Retry what the clerk could not do."""
        hand = self.hand
        if hand is not None and hand.trouble is not None:
            self._put(replace(hand, trouble=None))
            self._carry_out(hand.visit)
            self._tell()

    # ---- inside ----

    def _signed_in(self, answer: orders.SignedIn) -> None:
        self.station, self.operator, self.refusal = answer.station, answer.staff, None
        self.today, self.lost, self.locked = answer.today, answer.lost, False
        self.waiting, self.last = answer.waiting, None
        self._witnesses.forget_all()
        self._unsent.forget_all()
        self._clear_pad()
        self.in_hand = {found.visit.record: InHand(found.visit, found.papers) for found in answer.drafts}
        self._note_sign_in(answer)
        for record in tuple(self.in_hand):
            self._witnesses.look_at(self.in_hand[record].visit, "restart")
            self._take_back(self.in_hand[record].visit)
        self._tell()

    def _take_back(self, visit: Visit) -> None:
        """Resume a draft after a restart: what the clerk was doing is done, and a visit that is too late expires."""
        if self._expire(visit):
            return
        if visit.todo:
            self._carry_out(visit)
        elif visit.state is State.DONE:
            record = visit.record
            self._lane.ask(orders.Archive(record), lambda answer: self._recalled(record, answer), self._troubled)

    def _expire(self, visit: Visit) -> bool:
        """Return whether the last day for the next signature is over; the visit is void then."""
        void = expired(visit, self._at(), self._step)
        if void is not None:
            self._set(void)
        return void is not None

    def _recalled(self, record: str, answer: orders.InArchive) -> None:
        if hand := self.in_hand.get(record):
            self._put(replace(hand, receipt=answer.receipt, code=answer.code, line=answer.line))
            self._tell()

    def _unlocked(self, _staff: Staff) -> None:
        self.locked, self.refusal = False, None
        self._note(Happened.UNLOCKED)
        for hand in tuple(self.in_hand.values()):
            self._expire(hand.visit)
        self._tell()

    def _let_in(self) -> None:
        self.refusal = None
        self._tell()

    def _confirmed(self, record: str, event: Event) -> None:
        """Carry out what was confirmed, unless the visit has gone on meanwhile."""
        self.refusal = None
        try:
            if record == self.current and not self.locked:
                self._do(event)
        except NotNow:
            self.refusal = Trouble("NotNow", Message("terminal.confirmed-too-late"))
        self._tell()

    def _refused(self, trouble: Trouble) -> None:
        self.refusal = trouble
        self._tell()

    def _troubled(self, trouble: Trouble) -> None:
        self.notice = trouble.message
        self._tell()

    def _not_begun(self, trouble: Trouble) -> None:
        self._beginning = False
        self._troubled(trouble)

    def _begun(self, visit: Visit) -> None:
        """Begin the visit.

        Where the desk was locked or left meanwhile, begin nothing; the number is not given again.
        """
        self._beginning = False
        if self.operator is None or self.locked:
            return
        self.put_aside("another-visit")
        self.in_hand[visit.record] = InHand(visit)
        self._note(Happened.VISIT_BEGUN, name=visit.state, record=visit.record)
        self.current, self.last = visit.record, None
        self._set(visit)

    def _do(self, event: Event) -> None:
        visit = self._open()
        if self.in_hand[visit.record].busy:
            raise NotNow(Message("terminal.clerk-at-work"))
        try:
            after = self._step(visit, event, self._at())
        except AnswerRefused as problem:
            raise NotNow(problem.message) from problem
        self.notice = None
        self._note(Happened.EVENT, name=type(event), record=visit.record)
        self._set(after)

    def _set(self, visit: Visit) -> None:
        """Set the new state of a visit: keep its draft, and begin what it asks for."""
        hand = self.in_hand[visit.record]
        if visit.state not in {State.LOOK, State.STAMP}:
            self._ink.pop(visit.record, None)
        papers = hand.papers if visit.frozen is not None else None
        self._put(replace(hand, visit=visit, papers=papers, trouble=None))
        self._report_events(visit.record)
        if visit.state in ENDED:
            self._witnesses.forget(visit.record)
            self._end(visit)
        else:
            self._carry_out(visit)
        if visit.state is State.PARKED and self.current == visit.record:
            self._clear_pad()
        self._tell()

    def _report_events(self, record: str) -> None:
        self._lane.ask(orders.Report(record, self._unsent.take(record)), _nothing, self._troubled)

    def _end(self, visit: Visit) -> None:
        hand = self.in_hand.pop(visit.record)
        if self.current == visit.record:
            self.last = hand.line
            self._clear_pad()
        self._note(Happened.VISIT_ENDED, name=visit.outcome, record=visit.record)

    def _put(self, hand: InHand) -> None:
        before, after = self.in_hand[hand.visit.record].visit, hand.visit
        self.in_hand[after.record] = hand
        if after.state is not before.state:
            self._note(Happened.STEP, name=after.state, record=after.record)
        if after.paused is not before.paused:
            happened = Happened.VISIT_PAUSED if after.paused else Happened.VISIT_RESUMED
            self._note(happened, name=after.state, record=after.record)

    def _carry_out(self, visit: Visit) -> None:
        record, todo = visit.record, visit.todo
        if not todo or self.in_hand[record].busy:
            return
        order: orders.Order
        match todo:
            case "freeze":
                order = orders.Freeze(record)
            case "stamp":
                ink = self._ink.pop(record, None)
                if ink is None:
                    self._report(record, Failed("ink-lost"))
                    return
                order = orders.Stamp(record, ink.to_bytes())
            case "seal":
                order = orders.Seal(record)
            case _:
                order = orders.Archive(record)
        self._put(replace(self.in_hand[record], busy=todo))
        self._lane.ask(order, lambda answer: self._done(record, answer), lambda trouble: self._failed(record, trouble))

    def _done(self, record: str, answer: Any) -> None:
        if record not in self.in_hand:  # whoever signed out left it to the drafts
            return
        hand = replace(self.in_hand[record], busy="")
        match answer:
            case orders.Fixed(event, papers):
                self._put(replace(hand, papers=papers))
                self._report(record, event)
            case orders.InArchive(event, receipt, line, code):
                self._put(replace(hand, receipt=receipt, code=code, line=line))
                if line.kind == "paper":
                    self.waiting = (line, *(each for each in self.waiting if each.record != line.record))
                else:
                    self.today = (line, *(each for each in self.today if each.record != line.record))
                self._report(record, event)
            case event:
                self._put(hand)
                self._report(record, event)

    def _failed(self, record: str, trouble: Trouble) -> None:
        """Report a failure.

        Freezing and stamping return to the person; sealing and archiving are repeated by `retry`.
        """
        if record not in self.in_hand:
            return
        hand = replace(self.in_hand[record], busy="")
        visit = self._where_people_are(self._step(hand.visit, Failed(trouble.kind), self._at()))
        self.notice = trouble.message
        self._put(replace(hand, visit=visit, trouble=trouble))
        self._report_events(record)
        self._tell()

    def _report(self, record: str, event: Event) -> None:
        self._note(Happened.EVENT, name=type(event), record=record)
        self._set(self._where_people_are(self._step(self.in_hand[record].visit, event, self._at())))

    def _where_people_are(self, visit: Visit) -> Visit:
        """Pause a visit that comes back from the clerk while no person is in front of it.

        A sealed record keeps its receipt ready. A witness who left while the clerk was busy is removed now.
        """
        visit = self._witnesses.present(visit, "left-meanwhile")
        if visit.record == self.current or (visit.state is State.DONE and visit.outcome is Outcome.SEALED):
            return visit
        return left_alone(visit, "put-aside", self._at(), self._step)

    def _staff(self) -> tuple[Staff, ...]:
        return tuple(each for each in (self.operator, self.witness) if each is not None)

    def _open(self) -> Visit:
        visit = self.visit
        if visit is None:
            raise NotNow(Message("terminal.no-visit-open"))
        return visit

    def _require_operator(self) -> Staff:
        if self.operator is None or self.locked:
            raise NotNow(Message("terminal.nobody-operates"))
        return self.operator

    def _at(self) -> str:
        return timestamp(self._now())

    def _note(
        self,
        happened: Happened,
        *,
        name: StrEnum | type | None = None,
        record: str = "",
        message: Message | None = None,
    ) -> None:
        self._journal.write(Room.SESSION, happened, name=name, record=record, message=message)

    def _note_sign_in(self, answer: orders.SignedIn) -> None:
        self._note(Happened.SIGNED_IN)
        for found in answer.drafts:
            self._note(Happened.VISIT_FOUND, name=found.visit.state, record=found.visit.record)
        for lost in answer.lost:
            self._note(Happened.DRAFT_LOST, message=lost.why)

    def _tell(self) -> None:
        for listener in tuple(self.listeners):
            listener()


def _nothing(_answer: object) -> None:
    """Do nothing with the answer."""
