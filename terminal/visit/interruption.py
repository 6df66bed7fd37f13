"""What becomes of a visit while nobody is before it, and when somebody comes back: pure, on top of `flow`."""

from __future__ import annotations

from terminal.visit.events import Expired, Joined, Left, Pause, Resume, WitnessLeft
from terminal.visit.flow import WITNESS_MAY_JOIN, WITNESS_MAY_LEAVE, step
from terminal.visit.model import ENDED, Staff, State, Visit


def left_alone(visit: Visit, reason: str, at: str) -> Visit:
    """The visit without anybody before it, as far as its step can wait; the last screen has been seen."""
    if visit.paused or visit.todo or visit.state is State.PARKED or visit.state in ENDED:
        return visit
    return step(visit, Left() if visit.state is State.DONE else Pause(reason), at)


def taken_up(visit: Visit, operator: Staff, at: str) -> Visit:
    """The visit before somebody again."""
    if visit.state is State.PARKED or visit.paused:
        visit = step(visit, Resume(operator), at)
    return visit


def can_be_witnessed(visit: Visit) -> bool:
    """Whether a witness can vouch for the visit as it stands."""
    return not visit.paused and visit.state in WITNESS_MAY_JOIN


def witnessed(visit: Visit, witness: Staff, at: str) -> Visit:
    """The visit with the witness, where it can still have one. Raises NotNow for who may not be its witness."""
    return step(visit, Joined(witness), at) if can_be_witnessed(visit) else visit


def unwitnessed(visit: Visit, reason: str, at: str) -> Visit:
    """The visit without a witness, who must vouch again."""
    if visit.witness_is_here and visit.state in WITNESS_MAY_LEAVE:
        return step(visit, WitnessLeft(reason), at)
    return visit


def expired(visit: Visit, at: str) -> Visit | None:
    """The void visit, when the last day for its next signature is over; else None."""
    return step(visit, Expired(), at) if visit.is_too_late(at) else None
