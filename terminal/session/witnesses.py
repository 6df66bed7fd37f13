"""Which visits have a witness who vouches for them now, as the clerk decided. Other witnesses have left their visit.

This is the reception's memory of the clerk's answers. It asks the clerk; what then becomes of a visit is decided in
`interruption`.
"""

from __future__ import annotations

from collections.abc import Callable

from forms.message import Message
from terminal.clerk import orders
from terminal.clerk.orders import Lane, Trouble
from terminal.session.values import InHand
from terminal.visit.interruption import Apply, can_be_witnessed, unwitnessed, witnessed
from terminal.visit.model import Staff, State, Visit

ANOTHER = Trouble("NotPresent", Message("terminal.another-witness"))
OPEN_FIRST = Trouble("NotNow", Message("terminal.witness-opens-first"))


class Witnesses:
    """The witnesses of the open visits.

    `hand_of` returns the open visit of a record, `change` sets a visit's new state; `at` returns the time (ISO 8601
    UTC), `apply` applies an event to a visit.
    """

    def __init__(
        self,
        lane: Lane,
        hand_of: Callable[[str], InHand | None],
        change: Callable[[Visit], None],
        at: Callable[[], str],
        apply: Apply,
    ) -> None:
        self._lane, self._hand_of, self._change, self._at, self._apply = lane, hand_of, change, at, apply
        self._vouched: set[str] = set()

    def vouch(
        self,
        visit: Visit | None,
        staff: str,
        passphrase: str,
        done: Callable[[], None],
        failed: Callable[[Trouble], None],
    ) -> None:
        """Let a second staff member vouch for that visit, and for no other.

        Args:
            visit: The current visit; None, or one that cannot have a witness now, fails.
            staff: The id of the staff member.
            passphrase: Their passphrase.
            done: Called once the witness has joined.
            failed: Called with the trouble otherwise.
        """
        if visit is None or not can_be_witnessed(visit):
            failed(OPEN_FIRST)
            return

        def joined(known: Staff) -> None:
            hand = self._hand_of(visit.record)
            if hand is not None:
                self._vouched.add(visit.record)
                self._change(witnessed(hand.visit, known, self._at(), self._apply))
            done()

        self._lane.ask(orders.Vouch(visit.record, staff, passphrase), joined, failed)

    def ask(self, failed: Callable[[Trouble], None]) -> None:
        """Ask the clerk whether each witness still vouches. `failed` is called when such an order fails."""
        for record in tuple(self._vouched):
            self._ask(record, failed)

    def forget(self, record: str) -> None:
        """Forget the witness of a visit that has ended."""
        self._vouched.discard(record)

    def forget_all(self) -> None:
        """Forget every witness."""
        self._vouched.clear()

    def present(self, visit: Visit, reason: str) -> Visit:
        """Return the visit, without its witness where the clerk knows none for it.

        Args:
            visit: The visit in its state now.
            reason: Why the witness is gone, as the act records it.
        """
        return visit if visit.record in self._vouched else unwitnessed(visit, reason, self._at(), self._apply)

    def look_at(self, visit: Visit, reason: str) -> None:
        """Remove the witness that the clerk no longer knows, and set the visit when that changes it.

        Args:
            visit: The visit in its state now.
            reason: Why the witness is gone, as the act records it.
        """
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
