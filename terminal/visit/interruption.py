"""What becomes of a visit while no person is in front of it, and when a person comes back: pure, on top of `flow`."""

from __future__ import annotations

from collections.abc import Callable

from terminal.visit.events import Event, Expired, Joined, Left, Pause, Resume, WitnessLeft
from terminal.visit.flow import WITNESS_MAY_JOIN, WITNESS_MAY_LEAVE, step
from terminal.visit.model import ENDED, Staff, State, Visit

Apply = Callable[[Visit, Event, str], Visit]
"""Applies an event at a time to a visit, as `flow.step` does."""


def left_alone(visit: Visit, reason: str, at: str, apply: Apply = step) -> Visit:
    """Return the visit without a person in front of it: paused where its step can wait, closed after the last screen.

    Args:
        visit: The visit in its state now.
        reason: Why it is paused, as the act records it.
        at: The time, ISO 8601 UTC.
        apply: Applies the event.
    """
    if visit.paused or visit.todo or visit.state is State.PARKED or visit.state in ENDED:
        return visit
    return apply(visit, Left() if visit.state is State.DONE else Pause(reason), at)


def taken_up(visit: Visit, operator: Staff, at: str, apply: Apply = step) -> Visit:
    """Return the visit in front of a person again. Raise NotNow when this operator may not resume it.

    Args:
        visit: The visit; one that is neither paused nor parked is returned unchanged.
        operator: The staff member who resumes it.
        at: The time, ISO 8601 UTC.
        apply: Applies the event.
    """
    if visit.state is State.PARKED or visit.paused:
        visit = apply(visit, Resume(operator), at)
    return visit


def can_be_witnessed(visit: Visit) -> bool:
    """Return whether a witness can vouch for the visit in its state now."""
    return not visit.paused and visit.state in WITNESS_MAY_JOIN


def witnessed(visit: Visit, witness: Staff, at: str, apply: Apply = step) -> Visit:
    """Return the visit with the witness, or unchanged where it can have none now.

    Raise NotNow for a person who may not be its witness.

    Args:
        visit: The visit in its state now.
        witness: The staff member who vouches.
        at: The time, ISO 8601 UTC.
        apply: Applies the event.
    """
    return apply(visit, Joined(witness), at) if can_be_witnessed(visit) else visit


def unwitnessed(visit: Visit, reason: str, at: str, apply: Apply = step) -> Visit:
    """Return the visit without its witness, who must vouch again; unchanged where no witness can leave.

    Args:
        visit: The visit in its state now.
        reason: Why the witness is gone, as the act records it.
        at: The time, ISO 8601 UTC.
        apply: Applies the event.
    """
    if visit.witness_is_here and visit.state in WITNESS_MAY_LEAVE:
        return apply(visit, WitnessLeft(reason), at)
    return visit


def expired(visit: Visit, at: str, apply: Apply = step) -> Visit | None:
    """Return the void visit when the last day for its next signature is over; else None.

    Args:
        visit: The visit in its state now.
        at: The time, ISO 8601 UTC.
        apply: Applies the event.
    """
    return apply(visit, Expired(), at) if visit.is_too_late(at) else None
