"""Which screen shows the present visit: by its state, and by where the person is within the step. No Qt.

This decides nothing about the visit. The last screen, which counts seconds, and the away screen are the conductor's.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from archive.ceremony import Act
from terminal.clerk.orders import Papers
from terminal.session.reception import InHand
from terminal.visit.model import Manner, State, Visit
from terminal.windows.look.words import _
from terminal.windows.pad import views
from terminal.windows.pad.states import Frame, PadState, Wait
from terminal.windows.pad.step_position import StepPosition


@dataclass(frozen=True, slots=True)
class Written:
    """The signature being written: whether there is one, why it does not count yet, and a hint.

    `called` is the notice about staff who were called instead of signing; "" when there was no such call.
    """

    written: bool
    reason: str
    hint: str = ""
    called: str = ""


def state_of(hand: InHand, frame: Frame, place: StepPosition, written: Written, turned: bool) -> PadState:
    """Return what the pad shows of a visit.

    Args:
        hand: The visit in front of the applicant, with its document.
        frame: What surrounds the screen.
        place: Where the person is within the step.
        written: The signature being written, for the signing screen.
        turned: Whether a hand-over screen is turned, for a person on the opposite side of the counter.
    """
    visit = hand.visit
    match visit.state:
        case State.NOTICE:
            return _notice(visit, frame, place)
        case State.FILL:
            return views.fill_of(visit, frame, min(place.part, len(views.questions_of(visit)) - 1), place.typed)
        case State.CHECK:
            return views.check_of(visit, frame, frozenset(visit.marked), place.part)
        case State.READ:
            return views.read_of(visit, frame)
        case State.SIGN if hand.papers is not None:
            return _sign(visit, frame, hand.papers, written)
        case State.HAND_OVER if not place.has_pen:
            return views.hand_over_of(visit, frame, turned)
        case State.HAND_OVER if place.checks:
            return views.check_of(visit, frame, frozenset(visit.marked), place.part)
        case State.HAND_OVER:
            return _notice(visit, frame, place)
        case _:
            return _wait(hand, frame)


def is_asked_again(visit: Visit) -> bool:
    """Return whether the operator checked this signer's last signature and asked for another."""
    voids = [act for act in visit.acts if act.what in {Act.SIGNED, Act.INK_VOID}]
    return bool(voids) and voids[-1].facts.get("reason") == "sign-again"


def _notice(visit: Visit, frame: Frame, place: StepPosition) -> PadState:
    signs_self = place.manner(visit)
    state = views.notice_of(visit, frame, signs_self, place.part, place.declined)
    helped = signs_self is False and visit.manners.get(visit.signer.role, Manner.SELF) is Manner.SELF
    return replace(state, reason=_("请等工作人员来帮您")) if helped else state


def _sign(visit: Visit, frame: Frame, papers: Papers, written: Written) -> PadState:
    page = next(place.page for place in papers.places if place.box == visit.signer.box)
    height_pt, words = papers.sizes_pt[page][1], papers.words[visit.signer.box]
    told = written.written, written.reason, written.hint, written.called
    return views.sign_of(visit, frame, papers.places, height_pt, words, *told)


def _wait(hand: InHand, frame: Frame) -> PadState:
    state = views.wait_of(hand.visit, frame)
    if hand.trouble is not None:
        return Wait(frame, _("工作人员正在处理。您签的字都在，没有丢"), state.done, state.to_come)
    return state
