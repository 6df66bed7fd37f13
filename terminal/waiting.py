"""What becomes of a visit while nobody is before it, and when somebody comes back: pure, on top of `flow`."""

from __future__ import annotations

from terminal.events import Expired, Joined, Left, Pause, Resume
from terminal.flow import WITNESS_MAY_JOIN, step
from terminal.visit import ENDED, Staff, State, Visit


def left_alone(visit: Visit, reason: str, at: str) -> Visit:
    """The visit without anybody before it, as far as its step can wait; the last screen has been seen."""
    if visit.paused or visit.todo or visit.state is State.PARKED or visit.state in ENDED:
        return visit
    return step(visit, Left() if visit.state is State.DONE else Pause(reason), at)


def taken_up(visit: Visit, operator: Staff, witness: Staff | None, at: str) -> Visit:
    """The visit before somebody again. A witness who is signed in is there for every visit that can have one."""
    if visit.state is State.PARKED or visit.paused:
        visit = step(visit, Resume(operator), at)
    return witnessed(visit, witness, at)


def witnessed(visit: Visit, witness: Staff | None, at: str) -> Visit:
    """The visit with the witness, where it can still have one and has not."""
    if witness is None or witness in (visit.witness, visit.operator):
        return visit
    if visit.paused or visit.state not in WITNESS_MAY_JOIN:
        return visit
    return step(visit, Joined(witness), at)


def expired(visit: Visit, at: str) -> Visit | None:
    """The void visit, when it was parked until a day that is over; else None."""
    if visit.state is State.PARKED and at[:10] > visit.parked_until:
        return step(visit, Expired(), at)
    return None
