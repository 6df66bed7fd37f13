"""The window in front where both share one display: the applicant's pad, or the staff's desk.

It is decided from what the visit waits for. A person's own choice of the other window is kept until that changes. No
Qt.
"""

from __future__ import annotations

from enum import StrEnum

from terminal.session.reception import InHand, Reception, Why
from terminal.visit.blocker import Missing
from terminal.visit.model import State


class Side(StrEnum):
    """One of the two windows."""

    DESK = "desk"
    PAD = "pad"


AT_THE_PAD = frozenset({State.NOTICE, State.CHECK, State.READ, State.HAND_OVER, State.SIGN, State.DONE})
AT_THE_DESK = frozenset({State.FILL, State.LOOK, State.PARKED, State.PAPER})
"""Steps in which text is typed or a finished signature is looked at.

In the steps of neither set the machine works, and the window in front stays.
"""
STAFFS = frozenset({Why.CANNOT_WRITE, Why.WILL_NOT_SIGN, Why.CORRECTION})
"""Calls after which staff must do something. The others need only an answer, or a pen that is back."""
BLOCKERS = frozenset(
    {Missing.READ_ALOUD, Missing.WITNESS_CONFIRMS, Missing.SECOND_STAFF, Missing.RULE, Missing.WARNING}
)
"""What a visit waits for at the pad and only staff can give or correct."""


class Turns:
    """The sequence of sides of one reception; `look` is called after every change."""

    def __init__(self) -> None:
        self._side = Side.DESK
        self._called: Why | None = None
        self._heard_at: object = None

    def look(self, reception: Reception, asking: bool) -> Side | None:
        """Return the side that must come to the front now; None when no change is needed.

        Args:
            reception: The counter.
            asking: Whether a panel is open at the desk.
        """
        side = self._of(reception, asking) or self._side
        changed, self._side = side is not self._side, side
        return side if changed else None

    def _of(self, reception: Reception, asking: bool) -> Side | None:
        hand, bell = reception.hand, reception.bell
        if hand is None or reception.operator is None or reception.locked:
            self._called, self._heard_at = None, None
            return Side.DESK
        step = _step_of(hand)
        if bell is None and self._called in STAFFS:
            self._heard_at = step
        self._called = bell.why if bell is not None else None
        if asking or bell is not None or self._heard_at == step or _is_staffs(hand):
            return Side.DESK
        return Side.PAD if hand.visit.state in AT_THE_PAD else None


def _step_of(hand: InHand) -> object:
    visit = hand.visit
    return visit.record, visit.state, visit.turn, tuple(visit.manners.items()), tuple(sorted(visit.marked))


def _is_staffs(hand: InHand) -> bool:
    visit = hand.visit
    if hand.trouble is not None or visit.paused or visit.state in AT_THE_DESK or visit.marked:
        return True
    blocker = visit.blocked_by if visit.state in AT_THE_PAD else None
    return blocker is not None and blocker.missing in BLOCKERS
