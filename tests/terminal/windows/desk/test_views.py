"""What the reception holds is said by the desk as it is; no Qt."""

from __future__ import annotations

from dataclasses import replace

import pytest

from archive.metadata import FrozenFacts
from forms import sample
from forms.identity import check_digit
from terminal.clerk.troubles import DISK_FULL
from terminal.session.values import InHand
from terminal.visit import events as ev
from terminal.visit.model import State, Visit
from terminal.windows.desk import views
from terminal.windows.desk.form_view import form_of
from terminal.windows.desk.states import Banner, DeskAct, FieldState, Tone
from terminal.windows.look.words import say
from tests.terminal import stations

VALUES = sample.sample_registration()


@pytest.fixture
def filling() -> Visit:
    """The identity number is held, and what it says of sex is not."""
    visit = stations.tell(stations.numbered_visit("0" * 32, "379999-2026-000001"), *stations.consents())
    return stations.tell(visit, ev.Entered("id_no", VALUES["id_no"], "staff:S01"))


def field_of(visit: Visit, key: str) -> FieldState:
    return next(one for _heading, fields in form_of(visit).sections for one in fields if one.asked.key == key)


def sex_of(visit: Visit) -> FieldState:
    return field_of(visit, "sex")


def test_what_the_number_says_is_proposed_where_it_may_be_typed(filling: Visit) -> None:
    shown = sex_of(filling)
    assert (shown.value, shown.proposal, "按 Enter 采用" in shown.note.words) == ("", VALUES["sex"], True)


@pytest.mark.parametrize("changed", [{"paused": True}, {"state": State.READ}])
def test_nothing_is_proposed_where_nothing_may_be_typed(filling: Visit, changed: dict[str, object]) -> None:
    shown = sex_of(replace(filling, **changed))  # type: ignore[arg-type]
    assert (shown.proposal, shown.note.words) == ("", "")


def test_a_field_that_is_to_be_corrected_says_so_also_where_it_is_empty(filling: Visit) -> None:
    visit = stations.tell(replace(filling, state=State.CHECK), ev.Wrong("sex"))
    shown = sex_of(visit)
    assert visit.marked == ("sex",)
    assert (shown.proposal, shown.note.words, shown.note.tone) == ("", "本人要求修改", Tone.HARM)
    assert shown.wrong


@pytest.mark.parametrize(
    ("state", "signed", "offered"),
    [
        (State.NOTICE, 0, True),
        (State.FILL, 0, False),
        (State.READ, 0, True),
        (State.SIGN, 0, True),
        (State.HAND_OVER, 1, False),
        (State.READ, 1, False),
        (State.SIGN, 1, False),
    ],
)
def test_who_signs_how_is_offered_until_somebody_has_signed(
    filling: Visit, state: State, signed: int, offered: bool
) -> None:
    frozen = FrozenFacts("0" * 64, "0" * 64, 1000, 1) if state is not State.NOTICE else None
    visit = replace(filling, state=state, turn=signed, signed=signed, frozen=frozen)
    assert (DeskAct.SIGNS_OTHERWISE in views.foot_of(InHand(visit)).acts) is offered


PERMANENT = "93784019850101003" + check_digit("93784019850101003")
PERMIT = "81000019880816003" + check_digit("81000019880816003")


@pytest.mark.parametrize(
    ("number", "required", "note"),
    [(VALUES["id_no"], True, ""), (PERMIT, False, ""), (PERMANENT, False, "外国人不用填")],
    ids=["citizen", "resident of Hong Kong", "foreigner"],
)
def test_a_person_is_not_asked_for_what_their_document_does_not_carry(
    filling: Visit, number: str, required: bool, note: str
) -> None:
    ethnic = field_of(stations.tell(filling, ev.Entered("id_no", number, "staff:S01")), "ethnic")
    assert (ethnic.required, ethnic.note.words) == (required, note)


def test_what_failed_at_the_clerks_stands_above_what_the_desk_says_and_is_not_hidden_by_it(filling: Visit) -> None:
    said = Banner("hint", "现在没有可代翻的页")
    told = views.messages_of(InHand(filling), said, DISK_FULL, {})
    assert told[:2] == (Banner("stop", say(DISK_FULL)), said)
    assert views.messages_of(None, None, None, {}) == ()
