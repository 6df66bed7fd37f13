"""Which visits have a witness who vouches for them now, as the clerk says; a witness who does not has left the visit.

The reception's memory of what the clerk judged. It asks; what becomes of a visit is `waiting`'s affair.
"""

from __future__ import annotations

from collections.abc import Callable

from forms.message import Message
from terminal.clerk import orders
from terminal.clerk.orders import Lane, Trouble
from terminal.hand import InHand
from terminal.visit import Staff, State, Visit
from terminal.waiting import can_be_witnessed, unwitnessed, witnessed

ANOTHER = Trouble("NotPresent", Message("terminal.another-witness"))
OPEN_FIRST = Trouble("NotNow", Message("terminal.witness-opens-first"))


class Witnesses:
    """`hand_of`: the visit of that record as it stands; `change`: a visit as it stands now; `at`: the time."""

    def __init__(
        self,
        lane: Lane,
        hand_of: Callable[[str], InHand | None],
        change: Callable[[Visit], None],
        at: Callable[[], str],
    ) -> None:
        self._lane, self._hand_of, self._change, self._at = lane, hand_of, change, at
        self._vouched: set[str] = set()

    def vouch(
        self,
        visit: Visit | None,
        staff: str,
        passphrase: str,
        done: Callable[[], None],
        failed: Callable[[Trouble], None],
    ) -> None:
        """A second staff member vouches for that visit, and for no other."""
        if visit is None or not can_be_witnessed(visit):
            failed(OPEN_FIRST)
            return

        def joined(known: Staff) -> None:
            hand = self._hand_of(visit.record)
            if hand is not None:
                self._vouched.add(visit.record)
                self._change(witnessed(hand.visit, known, self._at()))
            done()

        self._lane.ask(orders.Vouch(visit, staff, passphrase), joined, failed)

    def ask(self, failed: Callable[[Trouble], None]) -> None:
        """Asks whether each still vouches."""
        for record in tuple(self._vouched):
            self._ask(record, failed)

    def forget(self, record: str) -> None:
        """The visit has ended."""
        self._vouched.discard(record)

    def forget_all(self) -> None:
        """Nobody vouches any more."""
        self._vouched.clear()

    def present(self, visit: Visit, reason: str) -> Visit:
        """The visit with the witness whom the clerk knows for it, else without one."""
        return visit if visit.record in self._vouched else unwitnessed(visit, reason, self._at())

    def look_at(self, visit: Visit, reason: str) -> None:
        """The same, and told when it is another visit then."""
        after = self.present(visit, reason)
        if after is not visit:
            self._change(after)

    def _ask(self, record: str, failed: Callable[[Trouble], None]) -> None:
        def seen(witness: Staff | None) -> None:
            hand = self._hand_of(record)
            if witness is None and hand is not None and not hand.busy and hand.visit.state is not State.LOOK:
                self.forget(record)
                self.look_at(hand.visit, "idle")

        self._lane.ask(orders.Witness(record), seen, failed)
