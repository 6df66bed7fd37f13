"""Who is present at the counter: the operator, and for each visit the witness who vouches for it.

A witness vouches for one visit. It ends with the visit, with the lock, and after 30 minutes without an act of that
visit. What a witness does (reading aloud, signing) counts only when they confirmed it by their own passphrase. The
windows show this; the clerk's process decides it. Times are seconds of a clock that is never set.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace

from forms.message import Message
from forms.roles import Role
from terminal.clerk import orders
from terminal.clerk.orders import Confirmed, Found, Papers
from terminal.errors import ActRefused, NotNow, NotPresent, ReadTooFast
from terminal.visit.events import ReadAloud, WitnessConfirmed
from terminal.visit.interruption import can_be_witnessed
from terminal.visit.model import Manner, Staff, State, Visit

NOBODY = Message("terminal.nobody-signed-in")
VOUCHES_S = 30 * 60
CHARACTERS_A_MINUTE = 300
"""The fastest rate at which a document can be read aloud and understood."""
NOT_WHILE_LOCKED = (
    orders.Begin,
    orders.Vouch,
    orders.Confirm,
    orders.Stamp,
    orders.Find,
    orders.Open,
    orders.HandOut,
    orders.Paper,
)
"""Orders that only a person at the desk gives. What began before the lock, such as sealing, goes on."""


@dataclass(frozen=True, slots=True)
class Vouching:
    """A witness of one visit: how many acts the visit had at its last act, and when that was."""

    staff: Staff
    acts: int
    since_s: float


@dataclass(frozen=True, slots=True)
class Reading:
    """A document in front of one signer: since when, and who confirmed that they read all of it aloud."""

    sha256: str
    turn: int
    since_s: float
    aloud_by: str = ""
    paused: bool = False


@dataclass(slots=True)
class Presence:
    """The judge of who is present. `uptime_s` returns the time of the clock in seconds."""

    uptime_s: Callable[[], float]
    _operator: Staff | None = None
    _locked: bool = False
    _vouching: dict[str, Vouching] = field(default_factory=dict)
    _confirmed: dict[str, tuple[str, str]] = field(default_factory=dict)
    _reading: dict[str, Reading] = field(default_factory=dict)
    _characters: dict[str, int] = field(default_factory=dict)

    # ---- the operator ----

    def begin(self, operator: Staff, found: Iterable[Found]) -> None:
        """Begin with the operator who signed in.

        A reading aloud that a draft holds was confirmed before the draft was kept, and counts. A witness must vouch
        again.

        Args:
            operator: The staff member who signed in.
            found: The drafts that the sign-in found.
        """
        self.end()
        self._operator = operator
        for each in found:
            if each.papers is not None:
                self.freeze(each.visit.record, each.papers)
            self.follow(each.visit)
            if each.visit.read_aloud_by and (reading := self._reading.get(each.visit.record)):
                self._reading[each.visit.record] = replace(reading, aloud_by=each.visit.read_aloud_by)

    def end(self) -> None:
        """Forget the operator and everything else, as at sign-out."""
        self.lock()
        self._operator, self._locked = None, False
        self._reading, self._characters = {}, {}

    def lock(self) -> None:
        """Lock the desk: no witness is present any more."""
        self._locked = self._operator is not None
        self._vouching, self._confirmed = {}, {}

    def unlock(self) -> None:
        """Unlock the desk: the operator is back."""
        self._locked = False

    def require_unlocked(self, order: orders.Order) -> None:
        """Raise NotNow for an order that only a person at the desk gives, while the desk is locked."""
        if self._locked and isinstance(order, NOT_WHILE_LOCKED):
            raise NotNow(Message("terminal.desk-locked"))

    @property
    def operator(self) -> Staff:
        """The operator who is signed in. Raise NotNow without one."""
        if self._operator is None:
            raise NotNow(NOBODY)
        return self._operator

    @property
    def is_locked(self) -> bool:
        """Whether the desk is locked."""
        return self._locked

    # ---- what happens in a visit ----

    def freeze(self, record: str, papers: Papers) -> None:
        """Note how many characters there are to read aloud in a document that was just fixed.

        Args:
            record: The record id of the visit.
            papers: The fixed document; its `texts` are counted.
        """
        self._characters[record] = sum(character.isalnum() for text in papers.texts for character in text)

    def follow(self, visit: Visit) -> None:
        """Note the new state of a visit: an act keeps its witness present, and a document begins to be read."""
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
        """Forget a visit that has ended, with its witness."""
        self._leave(record)
        self._reading.pop(record, None)
        self._characters.pop(record, None)

    def _leave(self, record: str) -> None:
        self._vouching.pop(record, None)
        self._confirmed.pop(record, None)

    def witness(self, record: str) -> Staff | None:
        """Return who vouches for the visit now; None where no one does."""
        vouching = self._vouching.get(record)
        if vouching is None:
            return None
        if self.uptime_s() - vouching.since_s >= VOUCHES_S:
            self._leave(record)
            return None
        return vouching.staff

    # ---- what a passphrase is asked for ----

    def require_possible(self, order: orders.Vouch | orders.Confirm, visit: Visit) -> None:
        """Raise the error that rejects the order even with the right passphrase.

        Args:
            order: The order of a staff member.
            visit: The visit that it names, in its state now.
        """
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
        """Raise NotPresent unless the person is the signed-in operator or vouches for this visit."""
        witness = self.witness(visit.record)
        here = {each.id for each in (self._operator, witness) if each}
        if staff not in here:
            raise NotPresent(Message("terminal.does-not-vouch"))

    def accept(
        self, order: orders.Vouch | orders.Confirm, visit: Visit, staff: Staff
    ) -> Staff | ReadAloud | WitnessConfirmed:
        """Accept what an order confirms, from now on, and return its answer. The passphrase was right.

        Args:
            order: The order that `require_possible` let pass.
            visit: The visit that it names, in its state now.
            staff: The staff member who gave the passphrase.
        """
        by = f"staff:{staff.id}"
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

    def has_read_aloud(self, record: str, by: str) -> bool:
        """Return whether a staff member has confirmed by passphrase that they read this document aloud.

        Args:
            record: The record id of the visit.
            by: The staff member, `staff:ID`.
        """
        reading = self._reading.get(record)
        return reading is not None and reading.aloud_by == by != ""

    def has_confirmed(self, visit: Visit, by: str) -> bool:
        """Return whether a staff member has confirmed by passphrase that they sign now as witness.

        Args:
            visit: The visit in its state now.
            by: The staff member, `staff:ID`.
        """
        box, staff = self._confirmed.get(visit.record, ("", ""))
        return bool(box) and (box, f"staff:{staff}") == (visit.signer.box, by)

    # ---- signing ----

    def require_signable(self, visit: Visit) -> None:
        """Raise an error when a person who must be present for this signature is not.

        Raises:
            ActRefused: The visit belongs to another operator than the one who is signed in.
            NotPresent: The witness is missing, or did not confirm the signature or the reading aloud.
        """
        if self._operator is None or visit.operator.id != self._operator.id:
            raise ActRefused(Message("terminal.other-operators"))
        signer = visit.signer
        if signer.role != Role.WITNESS and signer.manner is not Manner.MARK:
            return
        witness = self.witness(visit.record)
        if witness is None or visit.witness is None or witness.id != visit.witness.id:
            raise NotPresent(Message("terminal.vouches-no-more"))
        if signer.role == Role.WITNESS:
            own = visit.signing_witness
            if own is None or self._confirmed.get(visit.record) != (signer.box, own.id):
                raise NotPresent(Message("terminal.witness-unconfirmed"))
            return
        reading = self._reading.get(visit.record)
        if not visit.read_aloud_by or reading is None or reading.aloud_by != visit.read_aloud_by:
            raise NotPresent(Message("terminal.reading-unconfirmed"))
