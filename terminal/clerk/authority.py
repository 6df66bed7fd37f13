"""The open visits as the clerk knows them. What the windows report is replayed here, and nothing else changes a visit.

The windows draw screens and read the pen. They report events, never a visit, a policy or a name of their own choice: an
event counts only when the flow allows it now, in the name of a person who is signed in. Where it tells what
the clerk did or what a passphrase confirmed, it counts only as that happened.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from archive.entry import timestamp
from archive.metadata import FrozenFacts
from forms.errors import FormsError
from forms.message import Message
from terminal.clerk.counter import Docket, not_asked
from terminal.clerk.orders import TimedEvent
from terminal.clerk.presence import Presence
from terminal.errors import ActRefused, NotNow
from terminal.visit.events import (
    Archived,
    Event,
    Expired,
    Failed,
    Frozen,
    InkTaken,
    Joined,
    Left,
    Pause,
    ReadAloud,
    Resume,
    Sealed,
    Stamped,
    WitnessConfirmed,
    WitnessLeft,
)
from terminal.visit.flow import step
from terminal.visit.model import ENDED, MACHINE, State, Visit
from terminal.visit.permissions import require_signers, require_staffs
from terminal.visit.words import event_message

INK_LOST = "ink-lost"
"""The reason of a failure that the windows find by themselves: they no longer have the ink of the signature."""
AHEAD = timedelta(seconds=60)
"""How far the time of an event may lie ahead of the clerk's own clock."""
BY_ITSELF = (Pause, WitnessLeft, Left, Expired)
"""Events that name no person and need no person at the desk."""


@dataclass(frozen=True, slots=True)
class Work:
    """What the clerk made of a visit: its bytes (None without a frozen document), and the number of its entry.

    `entry_of` returns the number of the entry of a record; None when it is not archived.
    """

    docket: Docket | None
    entry_of: Callable[[str], int | None]


@dataclass(slots=True)
class Authority:
    """The judge of what the windows report. `presence` knows who is present, `now` returns aware UTC times."""

    presence: Presence
    now: Callable[[], datetime]
    _visits: dict[str, Visit] = field(default_factory=dict)
    _failures: dict[str, str] = field(default_factory=dict)

    def begin(self, visits: Iterable[Visit]) -> None:
        """Begin with the visits that were found in the drafts, and forget all others."""
        self._visits = {visit.record: visit for visit in visits}
        self._failures = {}

    def open(self, visit: Visit) -> None:
        """Remember a visit that the clerk itself began."""
        self._visits[visit.record] = visit

    def visit(self, record: str) -> Visit:
        """Return the visit in its state now. Raise ActRefused when no such visit is open."""
        visit = self._visits.get(record)
        if visit is None:
            raise ActRefused(Message("terminal.visit-not-open"))
        return visit

    def asks_for(self, todo: str, record: str) -> Visit:
        """Return the visit, whose failure is no longer known. Raise ActRefused unless it asks for that act.

        Args:
            todo: The act: "freeze", "stamp", "seal" or "archive".
            record: The record id of the visit.
        """
        visit = self.visit(record)
        if visit.todo != todo:
            raise not_asked(todo)
        self._failures.pop(record, None)
        return visit

    def fail(self, todo: str, record: str, reason: str) -> None:
        """Remember that the act for which a visit waits failed, so that the windows may report it.

        Args:
            todo: The act; one that the visit does not ask for is not remembered.
            record: The record id of the visit.
            reason: The name of the error.
        """
        if record in self._visits and self._visits[record].todo == todo:
            self._failures[record] = reason

    def type(self, record: str, key: str, text: str) -> Visit:
        """Return the visit with what is being typed at the desk. It is no answer.

        Args:
            record: The record id of the visit.
            key: The key of a field of its form.
            text: The text so far; "" removes it.
        """
        visit = self.visit(record)
        if key not in {asked.key for asked in visit.form.fields}:
            raise ActRefused(Message("terminal.event-not-so", event=Message("terminal.event-typing")))
        visit = visit.typed(key, text)
        self._visits[record] = visit
        return visit

    def follow(self, record: str, events: Iterable[TimedEvent], work: Work) -> Visit:
        """Replay what happened and return the visit; one that has ended is forgotten.

        Raise NotNow or ActRefused for an event that did not happen so; nothing has changed then.

        Args:
            record: The record id of the visit.
            events: The events since the last report, oldest first.
            work: What the clerk made of the visit.
        """
        visit, newest = self.visit(record), timestamp(self.now() + AHEAD)
        for each in events:
            if not _is_time(each.at) or each.at > newest:
                raise ActRefused(Message("terminal.event-not-so", event=event_message(each.event)))
            self._require_so(visit, each.event, work)
            try:
                visit = step(visit, each.event, each.at)
            except FormsError as problem:
                raise NotNow(problem.message) from problem
            if isinstance(each.event, Failed):
                self._failures.pop(record, None)
        self._visits[record] = visit
        if visit.state in ENDED:
            del self._visits[record]
            self._failures.pop(record, None)
        return visit

    def _require_so(self, visit: Visit, event: Event, work: Work) -> None:
        """Raise an error unless a person who is present may cause this event, or it tells what the clerk did."""
        match event:
            case Frozen() | Stamped() | Sealed() | Archived() | Failed():
                is_so = self._was_done(visit, event, work)
            case ReadAloud(by) if by != MACHINE:
                is_so = self.presence.has_read_aloud(visit.record, by)
            case WitnessConfirmed(by):
                is_so = self.presence.has_confirmed(visit, by)
            case Joined(by):
                is_so = self.presence.witness(visit.record) == by
            case Resume(by):
                is_so = by == self.presence.operator and not self.presence.is_locked
            case _ if isinstance(event, BY_ITSELF):
                is_so = True
            case _:
                is_so = not self.presence.is_locked
                self._require_permitted(visit, event)
        if not is_so:
            raise ActRefused(Message("terminal.event-not-so", event=event_message(event)))

    def _require_permitted(self, visit: Visit, event: Event) -> None:
        """Raise NotNow unless the person at the pad or the staff who are present may cause the event."""
        if isinstance(event, InkTaken):
            return
        operator = self.presence.operator
        staff = [each for each in (operator, self.presence.witness(visit.record)) if each is not None]
        try:
            require_signers(event, visit, staff)
        except NotNow:
            require_staffs(event, visit, operator, staff)

    def _was_done(self, visit: Visit, event: Event, work: Work) -> bool:
        docket = work.docket
        match event:
            case Archived(seq):
                return work.entry_of(visit.record) == seq
            case Failed(reason) if visit.state is State.STAMP and reason == INK_LOST:
                return not is_stamped(visit, docket)
            case Failed(reason):
                is_made = docket is not None and made(visit, docket) is not None and visit.state is not State.FREEZE
                return self._failures.get(visit.record) == reason and not is_made
            case _:
                return docket is not None and event == made(visit, docket)


def is_stamped(visit: Visit, docket: Docket | None) -> bool:
    """Return whether the document has a signature that the visit does not know yet.

    Args:
        visit: The visit in its state now.
        docket: Its bytes; None without a frozen document.
    """
    return docket is not None and len(docket.signatures) > visit.signed


def made(visit: Visit, docket: Docket) -> Event | None:
    """Return the event of what the clerk made and the visit does not know yet; None when it knows all.

    Args:
        visit: The visit in its state now.
        docket: Its bytes.
    """
    match visit.state:
        case State.FREEZE:
            frozen = docket.frozen
            return Frozen(FrozenFacts(frozen.sha256, frozen.sm3, len(frozen.pdf), frozen.pages))
        case State.STAMP if is_stamped(visit, docket):
            return Stamped(_sha256(docket.document), docket.signatures[-1].ceremony_sha256)
        case State.SEAL if docket.sealed:
            return Sealed(_sha256(docket.document))
        case _:
            return None


def _is_time(at: str) -> bool:
    try:
        return at.endswith("Z") and at.isascii() and datetime.fromisoformat(at).utcoffset() == timedelta(0)
    except ValueError:
        return False


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
