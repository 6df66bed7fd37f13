"""To whom a contact belongs, and how the pen presses buttons."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PyQt6.QtGui import QCursor

from terminal.windows.pad.pointer import Owner, PenRouter, PointerAct, Routed
from tests.terminal.windows.pad.driven_pad import Pad, gone, hover, report, stroke

DOWN, UP, AWAY, RUBBER = report(0, 0, 0), hover(0, 0, 0), gone(0), report(0, 0, 0, tool=0x141)

CONTACTS = {
    "begun in the box, it is ink wherever it goes": [
        (DOWN, True, Routed(True)),
        (DOWN, False, Routed(True)),
        (UP, False, Routed(True)),
    ],
    "begun elsewhere, it is the pointer's wherever it goes": [
        (DOWN, False, Routed(False, PointerAct.PRESS)),
        (DOWN, True, Routed(False, PointerAct.MOVE)),
        (UP, True, Routed(True, PointerAct.RELEASE)),
    ],
    "a pen that vanishes from a button has not pressed it": [
        (DOWN, False, Routed(False, PointerAct.PRESS)),
        (AWAY, False, Routed(True, PointerAct.CANCEL)),
    ],
    "an eraser in the box asks to turn the pen round": [
        (RUBBER, True, Routed(False, wrong_end=True)),
        (RUBBER, True, Routed(False)),
        (UP, True, Routed(True)),
    ],
    "an eraser elsewhere presses nothing": [(RUBBER, False, Routed(False)), (UP, False, Routed(True))],
    "each contact is decided anew": [
        (DOWN, False, Routed(False, PointerAct.PRESS)),
        (UP, False, Routed(True, PointerAct.RELEASE)),
        (DOWN, True, Routed(True)),
        (UP, True, Routed(True)),
    ],
}


@pytest.mark.parametrize("steps", CONTACTS.values(), ids=CONTACTS)
def test_a_contact_belongs_to_where_it_began(steps: list[tuple[object, bool, Routed]]) -> None:
    router = PenRouter()
    assert [router.route(each, in_box) for each, in_box, _ in steps] == [wanted for _, _, wanted in steps]  # type: ignore[arg-type]


def test_a_disowned_press_is_cancelled_and_its_contact_is_nobodys() -> None:
    router = PenRouter()
    router.route(DOWN, False)
    assert router.disown() is PointerAct.CANCEL
    assert router.route(DOWN, True) == Routed(False)
    assert router.owner is Owner.NOBODY
    router.route(UP, True)
    assert router.route(DOWN, True) == Routed(True)


def test_nothing_is_disowned_while_nothing_touches() -> None:
    router = PenRouter()
    assert router.disown() is None
    assert router.route(DOWN, True) == Routed(True)


@given(st.lists(st.tuples(st.sampled_from([DOWN, UP, AWAY, RUBBER, None]), st.booleans())))
def test_presses_and_releases_alternate_whatever_the_pen_does(steps: list[tuple[object, bool]]) -> None:
    """None stands for a loss. No release without a press, no second press before the end of the first."""
    router = PenRouter()
    pressed = False
    for each, in_box in steps:
        act = router.disown() if each is None else router.route(each, in_box).act  # type: ignore[arg-type]
        assert act is None or (act is PointerAct.PRESS) != pressed
        pressed = pressed if act is None else act in (PointerAct.PRESS, PointerAct.MOVE)


def test_the_pen_presses_a_button(pad: Pad) -> None:
    clicks: list[bool] = []
    pad.accept.clicked.connect(clicks.append)
    cursor = QCursor.pos()
    pad.tap(pad.accept)
    assert len(clicks) == 1
    assert QCursor.pos() == cursor, "the desk's cursor has moved"


def test_a_button_is_down_while_the_pen_presses_it(pad: Pad) -> None:
    place = pad.on(pad.accept)
    pad.say(report(0, place.x(), place.y()))
    assert pad.accept.isDown()
    pad.say(hover(1, place.x(), place.y()))
    assert not pad.accept.isDown()


def test_a_press_drawn_off_its_button_does_not_count(pad: Pad) -> None:
    clicks: list[bool] = []
    pad.accept.clicked.connect(clicks.append)
    pad.again.clicked.connect(clicks.append)
    pad.say(*stroke(pad.on(pad.accept), pad.on(pad.again)))
    assert clicks == []


def test_a_press_that_began_in_the_box_never_presses_a_button(pad: Pad) -> None:
    clicks: list[bool] = []
    pad.accept.clicked.connect(clicks.append)
    pad.begin()
    pad.say(*stroke(pad.in_box(100, 100), pad.on(pad.accept)))
    assert clicks == []
    assert len(pad.pen.ink().strokes()) == 1


def test_a_press_that_began_on_a_button_never_leaves_ink(pad: Pad) -> None:
    pad.begin()
    blank = pad.area.picture.copy()
    pad.say(*stroke(pad.on(pad.accept), pad.in_box(100, 100)))
    assert pad.pen.ink().strokes() == ()
    assert pad.area.picture == blank


def test_a_disabled_button_is_not_pressed(pad: Pad) -> None:
    clicks: list[bool] = []
    pad.accept.clicked.connect(clicks.append)
    pad.accept.setEnabled(False)
    pad.tap(pad.accept)
    assert clicks == []


def test_the_pen_beside_the_pad_presses_nothing(pad: Pad) -> None:
    pad.say(*stroke(pad.window.mapToGlobal(pad.window.rect().bottomRight()) * 2, pad.on(pad.accept)))
    assert not pad.accept.isDown()
