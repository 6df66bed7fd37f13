"""Who chooses another look while he reads stays where he is, and what he has seen stays seen."""

from __future__ import annotations

import pytest

from terminal.visit.events import Back
from terminal.visit.model import State
from terminal.windows.pad.away import AwayScreen
from terminal.windows.pad.read import ReadScreen
from tests.terminal.windows.pad.pad_at_counter import Counter

STOP_MS = 450  # a stop that counts


@pytest.fixture
def counter(counter: Counter) -> Counter:
    """A contract lies before its first signer."""
    counter.go_to(State.READ, "fixed-term-contract")
    return counter


def screen(counter: Counter) -> ReadScreen:
    shown = counter.window.screen_shown
    assert isinstance(shown, ReadScreen)
    counter.lane.pump()
    return shown


def test_larger_type_and_back_leave_the_reader_where_he_is(counter: Counter) -> None:
    view = screen(counter).view
    view.turn_to(2)
    view.zoom(1)
    view.go(1)
    before = view.spot
    assert before.page == 2 and before.zoom > 1 and before.top > 0.1
    for label in ("字大一些", "字小一些"):
        counter.tap(label)
        counter.qtbot.wait(1)  # laid out
        after = screen(counter).view.spot
        assert (after.page, after.zoom) == (before.page, before.zoom)
        assert abs(after.top - before.top) < 0.02


def test_what_was_seen_of_a_page_stays_seen(counter: Counter) -> None:
    counter.settle()
    shown = screen(counter)
    counter.qtbot.wait(STOP_MS)
    assert not shown.view.at_bottom
    counter.tap("往下看")
    assert shown._reading.first_unseen(0) > 0
    unseen = shown._reading.first_unseen(0)
    counter.tap("字大一些")
    assert screen(counter) is not shown
    assert screen(counter)._reading.first_unseen(0) >= unseen


def test_who_was_asked_whether_he_is_still_there_reads_on(counter: Counter) -> None:
    screen(counter).view.turn_to(3)
    counter.now_ms += 301_000
    counter.conductor.tick()
    assert isinstance(counter.window.screen_shown, AwayScreen)
    counter.tap("我还在")
    assert screen(counter).view.page == 3


def test_a_wipe_another_step_and_another_reader_begin_at_the_first_page(counter: Counter) -> None:
    screen(counter).view.turn_to(3)
    record = counter.reception.current
    counter.reception.put_aside("another-visit")
    counter.reception.take_up(record)
    assert screen(counter).view.page == 0
    screen(counter).view.turn_to(3)
    counter.go_to(State.SIGN)
    counter.reception.signer_did(Back())
    assert screen(counter).view.page == 0
    counter.go_to(State.SIGN)
    counter.write("employer")
    counter.judged()
    counter.gives()
    counter.go_to(State.READ)
    assert screen(counter).view.page == 0
    assert screen(counter)._reading.unread == (0, 1, 2, 3)
