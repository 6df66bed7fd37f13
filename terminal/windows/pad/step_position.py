"""Where the person at the pad is within a step of the visit: which part, which question, what is half typed.

This has no meaning for the visit, and is dropped with the step. No Qt.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from archive.ceremony import Act
from forms.optional_questions import questions
from terminal.visit.blocker import Missing
from terminal.visit.model import Manner, State, Visit
from terminal.windows.pad import acts

Step = tuple[str, State, int]


def step_of(visit: Visit) -> Step:
    """Return the identity of a step: the record, the state, and the signer's turn."""
    return visit.record, visit.state, visit.turn


@dataclass(frozen=True, slots=True)
class StepPosition:
    """The place within one step.

    `part` counts parts or questions from 0. `typed` is a number that is not entered yet; None when nothing is typed.
    """

    step: Step
    part: int = 0
    typed: str | None = field(default=None, repr=False)
    has_pen: bool = False  # the next signer has said that it is he
    checks: bool = False  # the next signer has read the notice and checks the answers
    signs_self: bool | None = None
    settled: int = 0  # how often it was recorded how somebody signs, when he asked for help
    declined: frozenset[str] = frozenset()  # consents that are refused on the screen, and not yet told the visit

    def manner(self, visit: Visit) -> bool | None:
        """Return what the notice shows as chosen: True for signing alone, False for help, None for no answer yet.

        What staff have recorded in the visit overrides the choice on the screen.
        """
        settled = visit.manners.get(visit.signer.role)
        if settled in (Manner.MARK, Manner.AGENT):
            return False
        if settled is Manner.SELF and self.signs_self is False and times_settled(visit) > self.settled:
            return True
        return self.signs_self

    def asks_for_help(self, visit: Visit) -> StepPosition:
        """Return the place after the signer asked for help; it stays open until the manner of signing is recorded."""
        return replace(self, signs_self=False, settled=times_settled(visit))

    def after(self, act: object) -> StepPosition | None:
        """Return the place after an act of the pad; None when the act changes no place."""
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

    def at(self, part: int) -> StepPosition:
        """Return the place at another part, with nothing half typed."""
        return replace(self, part=max(0, part), typed=None)


def led_to_missing(place: StepPosition, visit: Visit, page: int | None) -> StepPosition:
    """Return the place where the first missing thing is asked for.

    That is a page of the answers, a question, or the check of a later signer.

    Args:
        place: The present place; it is returned when no part asks for what is missing.
        visit: The visit, which knows what is missing.
        page: The page of the check that shows the missing answer; None when no page does.
    """
    blocker = visit.blocked_by
    to_check = blocker is not None and blocker.missing in {Missing.CHECK, Missing.CORRECTION}
    if visit.state is State.HAND_OVER and not place.checks and to_check:
        return replace(place, checks=True).at(0)
    part = place_of_missing(visit) if visit.state is State.FILL else page
    return place if part is None else place.at(part)


def times_settled(visit: Visit) -> int:
    """Return how often this visit has recorded in which manner a person signs."""
    return sum(act.what == Act.SIGNS_AS for act in visit.acts)


def follow(place: StepPosition | None, visit: Visit) -> StepPosition:
    """Return the place after the visit has gone on: unchanged within a step, else the beginning of the new step.

    Args:
        place: The place before; None when there was none.
        visit: The visit as it is now.
    """
    step = step_of(visit)
    if place is not None and place.step == step:
        return place
    return StepPosition(step)


def place_of_missing(visit: Visit) -> int | None:
    """Return the part that asks for the first missing thing; None when no part does, or nothing is missing."""
    blocker = visit.blocked_by
    if blocker is None or blocker.missing not in {Missing.ANSWER, Missing.RULE}:
        return None
    keys = [asked.key for asked in questions(visit.form, visit.answers.value)]
    return keys.index(blocker.key) if blocker.key in keys else None
