"""Where the person at the pad is within a step of the visit: which part, which question, what is half typed.

Of no meaning for the visit, and forgotten with the step. No Qt.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from terminal.visit import Manner, State, Visit

Step = tuple[str, State, int]


def step_of(visit: Visit) -> Step:
    """A step of one visit for one signer."""
    return visit.record, visit.state, visit.turn


@dataclass(frozen=True, slots=True)
class Place:
    """Within one step. `part` counts parts or questions from 0; `typed` is a number that is not entered yet."""

    step: Step
    part: int = 0
    typed: str | None = field(default=None, repr=False)
    has_pen: bool = False  # the next signer has said that it is he
    signs_self: bool | None = None

    def manner(self, visit: Visit) -> bool | None:
        """What the notice shows as chosen: he himself, help, or nothing yet; what staff decided counts."""
        settled = visit.manners.get(visit.signer.role)
        if settled in (Manner.MARK, Manner.AGENT):
            return False
        return self.signs_self

    def at(self, part: int) -> Place:
        """Another part, with nothing half typed."""
        return replace(self, part=max(0, part), typed=None)


def follow(place: Place | None, visit: Visit) -> Place:
    """The place after the visit has gone on: kept within a step, else the beginning of the new one."""
    step = step_of(visit)
    if place is not None and place.step == step:
        return place
    return Place(step)


def place_of_missing(visit: Visit) -> int | None:
    """The part on which the first thing missing stands; None when it stands on no part, or nothing is missing."""
    kind, _, key = visit.obstacle.partition(":")
    keys = [asked.key for asked in visit.form.fields]
    if kind in ("answer", "rule") and key in keys:
        return keys.index(key)
    return None
