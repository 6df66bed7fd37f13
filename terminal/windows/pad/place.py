"""Where the person at the pad is within a step of the visit: which part, which question, what is half typed.

Of no meaning for the visit, and forgotten with the step. No Qt.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from forms.asked import questions
from terminal.visit.blocker import Missing
from terminal.visit.ceremony import Act
from terminal.visit.model import Manner, State, Visit
from terminal.windows.pad import acts

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
    checks: bool = False  # the next signer has read the notice and checks the answers
    signs_self: bool | None = None
    settled: int = 0  # how often it was recorded how somebody signs, when he asked for help
    declined: frozenset[str] = frozenset()  # consents that are refused on the screen, and not yet told the visit

    def manner(self, visit: Visit) -> bool | None:
        """What the notice shows as chosen: he himself, help, or nothing yet; what staff decided counts."""
        settled = visit.manners.get(visit.signer.role)
        if settled in (Manner.MARK, Manner.AGENT):
            return False
        if settled is Manner.SELF and self.signs_self is False and times_settled(visit) > self.settled:
            return True
        return self.signs_self

    def asks_for_help(self, visit: Visit) -> Place:
        """Somebody shall help him sign: open until it is recorded how he signs."""
        return replace(self, signs_self=False, settled=times_settled(visit))

    def after(self, act: object) -> Place | None:
        """Where he is after an act of the pad; None when that is another's affair."""
        match act:
            case acts.ShowPart(part):
                return self.at(part)
            case acts.Typed(_, text):
                return replace(self, typed=text)
            case acts.ThisIsMe():
                return replace(self, has_pen=True)
            case acts.LeaveCheck():
                return replace(self, checks=False).at(0)
            case acts.Declines(subject):
                return replace(self, declined=self.declined | {subject})
            case _:
                return None

    def at(self, part: int) -> Place:
        """Another part, with nothing half typed."""
        return replace(self, part=max(0, part), typed=None)


def led_to_missing(place: Place, visit: Visit, page: int | None) -> Place:
    """Where the first thing missing is asked: `page` of the answers, a question, or the check of a later signer."""
    blocker = visit.blocked_by
    to_check = blocker is not None and blocker.missing in {Missing.CHECK, Missing.CORRECTION}
    if visit.state is State.HAND_OVER and not place.checks and to_check:
        return replace(place, checks=True).at(0)
    part = place_of_missing(visit) if visit.state is State.FILL else page
    return place if part is None else place.at(part)


def times_settled(visit: Visit) -> int:
    """How often it was recorded in this visit how somebody signs."""
    return sum(act.what == Act.SIGNS_AS for act in visit.acts)


def follow(place: Place | None, visit: Visit) -> Place:
    """The place after the visit has gone on: kept within a step, else the beginning of the new one."""
    step = step_of(visit)
    if place is not None and place.step == step:
        return place
    return Place(step)


def place_of_missing(visit: Visit) -> int | None:
    """The part on which the first thing missing stands; None when it stands on no part, or nothing is missing."""
    blocker = visit.blocked_by
    if blocker is None or blocker.missing not in {Missing.ANSWER, Missing.RULE}:
        return None
    keys = [asked.key for asked in questions(visit.form, visit.answers.value)]
    return keys.index(blocker.key) if blocker.key in keys else None
