"""Who is present at the counter: the operator, and for each visit the witness who vouches for it.

Vouching is for one visit. It ends with the visit, with the lock, and after 30 minutes without an act of that visit.
What a witness does (reading aloud, signing) counts only when they confirmed it by their own passphrase. The windows
show this; the clerk's process judges it. Times are seconds of a clock that is never set.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace

from forms.message import Message
from terminal.clerk import orders
from terminal.clerk.orders import Confirmed, Found, Papers
from terminal.errors import ActRefused, NotNow, NotPresent, ReadTooFast
from terminal.events import ReadAloud, WitnessConfirmed
from terminal.visit import WITNESS, Manner, Staff, State, Visit
from terminal.waiting import can_be_witnessed

VOUCHES_S = 30 * 60
CHARACTERS_A_MINUTE = 300
"""Nobody reads a document aloud faster than this, so that it is understood."""
NOT_WHILE_LOCKED = (
    orders.Number,
    orders.Vouch,
    orders.Confirm,
    orders.Stamp,
    orders.Find,
    orders.Open,
    orders.HandOut,
    orders.Paper,
)
"""What only a person at the desk asks. What was begun before, such as sealing, goes on."""


@dataclass(frozen=True, slots=True)
class Vouching:
    """A witness of one visit: since when nothing was done in it, and the box that they confirmed to sign."""

    staff: Staff
    acts: int
    since_s: float


@dataclass(frozen=True, slots=True)
class Reading:
    """A document before one signer: since when, who confirmed that they read all of it aloud."""

    sha256: str
    turn: int
    since_s: float
    aloud_by: str = ""
    paused: bool = False


@dataclass(slots=True)
class Presence:
    """The judge. `uptime_s` is the clock."""

    uptime_s: Callable[[], float]
    _operator: Staff | None = None
    _locked: bool = False
    _vouching: dict[str, Vouching] = field(default_factory=dict)
    _confirmed: dict[str, tuple[str, str]] = field(default_factory=dict)
    _reading: dict[str, Reading] = field(default_factory=dict)
    _characters: dict[str, int] = field(default_factory=dict)

    # ---- the operator ----

    def begin(self, operator: Staff, found: Iterable[Found]) -> None:
        """Somebody signed in. A draft's reading aloud was confirmed before it was kept; its witness vouches again."""
        self.end()
        self._operator = operator
        for each in found:
            if each.papers is not None:
                self.freeze(each.visit.record, each.papers)
            self.follow(each.visit)
            if each.visit.read_aloud_by and (reading := self._reading.get(each.visit.record)):
                self._reading[each.visit.record] = replace(reading, aloud_by=each.visit.read_aloud_by)

    def end(self) -> None:
        """Nobody is signed in."""
        self.lock()
        self._operator, self._locked = None, False
        self._reading, self._characters = {}, {}

    def lock(self) -> None:
        """No witness is present any more."""
        self._locked = self._operator is not None
        self._vouching, self._confirmed = {}, {}

    def unlock(self) -> None:
        """The operator is back."""
        self._locked = False

    def require_unlocked(self, order: orders.Order) -> None:
        """Raises NotNow for what only a person at the desk asks, while the desk is locked."""
        if self._locked and isinstance(order, NOT_WHILE_LOCKED):
            raise NotNow(Message("terminal.desk-locked"))

    def require_operator(self, staff: str) -> None:
        """Raises NotNow for another id than that of who is signed in."""
        if self._operator is None or staff != self._operator.id:
            raise NotNow(Message("terminal.not-signed-in-here"))

    # ---- what happens in a visit ----

    def freeze(self, record: str, papers: Papers) -> None:
        """A document is fixed: how much there is to read."""
        self._characters[record] = sum(character.isalnum() for text in papers.texts for character in text)

    def follow(self, visit: Visit) -> None:
        """The visit as it is now: an act of it keeps its witness present, and a document begins to be read."""
        record, now_s = visit.record, self.uptime_s()
        vouching = self.witness(record) and self._vouching[record]
        if vouching and len(visit.acts) > vouching.acts:
            self._vouching[record] = replace(vouching, acts=len(visit.acts), since_s=now_s)
        if visit.frozen is None:
            self._reading.pop(record, None)
        elif visit.state in {State.READ, State.SIGN}:
            reading = self._reading.get(record)
            if reading is None or (reading.sha256, reading.turn) != (visit.frozen.sha256, visit.turn):
                reading = Reading(visit.frozen.sha256, visit.turn, now_s)
            elif reading.paused:  # nobody could read meanwhile
                reading = replace(reading, since_s=now_s)
            self._reading[record] = replace(reading, paused=visit.paused)

    def forget(self, record: str) -> None:
        """The visit has ended, and with it the vouching."""
        self._leave(record)
        self._reading.pop(record, None)
        self._characters.pop(record, None)

    def _leave(self, record: str) -> None:
        self._vouching.pop(record, None)
        self._confirmed.pop(record, None)

    def witness(self, record: str) -> Staff | None:
        """Who vouches for the visit now."""
        vouching = self._vouching.get(record)
        if vouching is None:
            return None
        if self.uptime_s() - vouching.since_s >= VOUCHES_S:
            self._leave(record)
            return None
        return vouching.staff

    # ---- what a passphrase is asked for ----

    def require_possible(self, order: orders.Vouch | orders.Confirm) -> None:
        """Raises what stands in the way, whatever the passphrase is."""
        visit = order.visit
        match order:
            case orders.Vouch(staff=staff):
                if staff in {visit.operator.id, self._operator.id if self._operator else ""}:
                    raise NotPresent(Message("terminal.witness-is-operator"))
                if not can_be_witnessed(visit):
                    raise NotNow(Message("terminal.no-witness-now"))
                if visit.mark_is_seen and visit.witness is not None and staff != visit.witness.id:
                    raise NotPresent(Message("terminal.mark-of-other-witness"))
            case orders.Confirm(what=Confirmed.READ_ALOUD, staff=staff):
                self._require_read(visit, staff)
            case orders.Confirm(staff=staff):
                self._require_turn(visit, staff)

    def _require_read(self, visit: Visit, staff: str) -> None:
        self._require_here(visit, staff)
        if visit.signer.manner is Manner.MARK and self.witness(visit.record) is None:
            raise NotPresent(Message("terminal.read-before-both"))
        reading = self._reading.get(visit.record)
        if visit.state is not State.READ or visit.unread or reading is None:
            raise NotNow(Message("terminal.not-all-shown"))
        characters = self._characters.get(visit.record, 0)
        wait_s = reading.since_s + characters * 60 / CHARACTERS_A_MINUTE - self.uptime_s()
        if wait_s > 0:
            raise ReadTooFast(characters, wait_s)

    def _require_turn(self, visit: Visit, staff: str) -> None:
        self._require_here(visit, staff)
        own = visit.signing_witness
        if visit.state is not State.READ or own is None or own.id != staff:
            raise NotNow(Message("terminal.not-their-turn"))

    def _require_here(self, visit: Visit, staff: str) -> None:
        """The operator who is signed in, or who vouches for this visit."""
        witness = self.witness(visit.record)
        here = {each.id for each in (self._operator, witness) if each}
        if staff not in here:
            raise NotPresent(Message("terminal.does-not-vouch"))

    def accept(self, order: orders.Vouch | orders.Confirm, staff: Staff) -> Staff | ReadAloud | WitnessConfirmed:
        """The passphrase was right: what it confirms holds from now on."""
        visit, by = order.visit, f"staff:{staff.id}"
        match order:
            case orders.Vouch():
                self._leave(visit.record)
                reading = self._reading.get(visit.record)
                if reading is not None and (visit.witness is None or staff.id != visit.witness.id):
                    # What was read before, this witness did not hear.
                    self._reading[visit.record] = replace(reading, since_s=self.uptime_s(), aloud_by="")
                self._vouching[visit.record] = Vouching(staff, len(visit.acts), self.uptime_s())
                return staff
            case orders.Confirm(what=Confirmed.READ_ALOUD):
                self._reading[visit.record] = replace(self._reading[visit.record], aloud_by=by)
                return ReadAloud(by)
            case _:
                self._confirmed[visit.record] = (visit.signer.box, staff.id)
                return WitnessConfirmed(by)

    # ---- signing ----

    def require_signable(self, visit: Visit) -> None:
        """Raises ActRefused, NotPresent when somebody who must be present for this signature is not."""
        if self._operator is None or visit.operator.id != self._operator.id:
            raise ActRefused(Message("terminal.other-operators"))
        signer = visit.signer
        if signer.role != WITNESS and signer.manner is not Manner.MARK:
            return
        witness = self.witness(visit.record)
        if witness is None or visit.witness is None or witness.id != visit.witness.id:
            raise NotPresent(Message("terminal.vouches-no-more"))
        if signer.role == WITNESS:
            own = visit.signing_witness
            if own is None or self._confirmed.get(visit.record) != (signer.box, own.id):
                raise NotPresent(Message("terminal.witness-unconfirmed"))
            return
        reading = self._reading.get(visit.record)
        if not visit.read_aloud_by or reading is None or reading.aloud_by != visit.read_aloud_by:
            raise NotPresent(Message("terminal.reading-unconfirmed"))
