"""Whose turn it is where both windows share one display: the applicant's at the pad, or the staff's at the desk.

Decides from what the visit waits for. Who brings the other one to the front by hand is not overruled until
that changes. No Qt.
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
"""Text is typed and a finished signature looked at. In the other steps the machine works, and the front stays."""
STAFFS = frozenset({Why.CANNOT_WRITE, Why.WILL_NOT_SIGN, Why.CORRECTION})
"""Calls after which staff must do something; a word or a pen that is there again is enough for the others."""
BLOCKERS = frozenset(
    {Missing.READ_ALOUD, Missing.WITNESS_CONFIRMS, Missing.SECOND_STAFF, Missing.RULE, Missing.WARNING}
)
"""What a visit waits for at the pad and only staff can give or mend."""


class Turns:
    """Looks at one reception again and again."""

    def __init__(self) -> None:
        self._side = Side.DESK
        self._called: Why | None = None
        self._heard_at: object = None

    def look(self, reception: Reception, asking: bool) -> Side | None:
        """The side that must come to the front now; None when nothing calls for another. `asking`: a panel is open."""
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
