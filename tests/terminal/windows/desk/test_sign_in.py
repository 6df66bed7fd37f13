"""Who sits at the desk: signing in, the lock, the idle desk, the shift, the witness."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from PyQt6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from terminal.visit import events as ev
from terminal.visit.model import State
from terminal.windows.desk.sign_in import StaffForm
from terminal.windows.desk.states import CounterFacts
from terminal.windows.desk.widgets import Words
from terminal.windows.desk.witness import WitnessPanel
from terminal.windows.look.desk import DeskLook
from tests.terminal import stations
from tests.terminal.windows.desk.driven_desk import Seat


def test_signing_in_by_keys_opens_the_counter_and_leaves_no_passphrase_behind(closed: Seat) -> None:
    assert closed.window.pages.currentWidget() is closed.window.sign_in
    closed.sign_in()
    assert closed.reception.operator is not None
    assert closed.window.pages.currentWidget() is closed.window.counter
    assert all(field.text() != "落笔为凭，一字不改不删" for field in closed.window.findChildren(QLineEdit))


def test_a_wrong_passphrase_is_said_counts_down_and_closes_the_button_meanwhile(closed: Seat) -> None:
    form = closed.window.sign_in.form
    assert form is not None
    form.names["S01"].click()
    for _attempt in range(6):
        form.passphrase.setFocus()
        form.passphrase.setText("不对的口令")
        closed.press("Return")
        if form.button.property("closed") == "true":
            break
    assert form.button.property("closed") == "true"
    assert "请等" in form.refusal.text()
    assert form.refusal.text().count("再试") == 1
    asked = len(closed.lane.carried_out)
    closed.write("hai 还是")
    assert form.passphrase.text() == ""
    form.passphrase.setText("还是不对")
    closed.press("Return")
    assert len(closed.lane.carried_out) == asked
    before = form.refusal.text()
    form._count()
    assert form.refusal.text() != before
    for _second in range(3600):
        form._count()
    assert form.button.property("closed") == "false"
    assert "再试" not in form.refusal.text()
    assert form.passphrase.hasFocus()
    closed.write(stations.PASSPHRASE)
    assert form.passphrase.text() == stations.PASSPHRASE


def test_a_passphrase_never_stands_where_it_can_be_read(closed: Seat) -> None:
    form = closed.window.sign_in.form
    assert form is not None
    assert form.staff.hasFocus()
    closed.write("a rainy day")
    assert form.staff.text() == ""
    assert "口令请输在" in form.refusal.text()
    form.staff.undo()
    assert form.staff.text() == ""
    closed.write("S0")
    closed.press("Return")
    assert (form.staff.text(), form.staff.hasFocus()) == ("", True)
    closed.write("s02")
    closed.press("Return")
    assert form.passphrase.hasFocus()
    assert [name for name, button in form.names.items() if button.isChecked()] == ["S02"]


def test_where_one_person_works_only_the_passphrase_is_asked_for(qtbot: QtBot) -> None:
    told: list[tuple[str, str]] = []
    form = StaffForm(DeskLook.of(1366), CounterFacts("站", True, (("S01", "李文明"),)), "登录")
    qtbot.addWidget(form)
    form.told.connect(lambda *each: told.append(each))
    form.show()
    form.begin()
    assert (form.staff.isVisible(), form.passphrase.isVisible()) == (False, True)
    assert "S01  李文明" in [words.text() for words in form.findChildren(Words)]
    form.passphrase.setText("口令一二三四")
    form.button.click()
    assert told == [("S01", "口令一二三四")]


def test_the_operator_cannot_be_his_own_witness(seat: Seat) -> None:
    seat.begin("sydj")
    seat.press("F11")
    panel = seat.window.panel
    assert isinstance(panel, WitnessPanel)
    assert panel.form is not None
    assert panel.form.staff.named() == "S02"
    seat.write(stations.PASSPHRASE)
    seat.press("Return")
    assert seat.reception.witness is None
    assert panel.form.refusal.text()


def test_a_locked_desk_shows_nothing_and_opens_for_its_operator(seat: Seat) -> None:
    seat.begin("sydj")
    seat.press("Ctrl+L")
    assert seat.reception.locked
    assert seat.window.pages.currentWidget() is seat.window.sign_in
    seat.write("落笔为凭，一字不改不删")
    seat.press("Return")
    assert not seat.reception.locked
    assert seat.window.pages.currentWidget() is seat.window.counter


def is_idle(seat: Seat, minutes: int) -> bool:
    """Whether the desk is locked after so many minutes in which nothing is done at it."""
    for _minute in range(minutes):
        seat.now.at += timedelta(minutes=1)
        seat.window._idle.look()
        seat.settle()
    return seat.reception.locked


def test_an_idle_desk_locks_but_not_while_somebody_is_served(seat: Seat) -> None:
    seat.begin("sydj")
    assert not is_idle(seat, 5)
    seat.press("F6")
    assert is_idle(seat, 5)


def test_an_idle_desk_locks_after_half_an_hour_whoever_is_served(seat: Seat) -> None:
    seat.begin("sydj")
    assert is_idle(seat, 31)


def test_a_clock_that_is_set_back_does_not_keep_the_desk_open(seat: Seat) -> None:
    seat.now.at -= timedelta(hours=3)
    assert is_idle(seat, 6)


def full(*_a: object, **_k: object) -> None:
    raise OSError(28, "No space left on device")


def sealing_fails(seat: Seat, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("terminal.clerk.counter.Counter.seal", full)
    filled(seat)
    seat.applicant_until(State.SEAL)


def archiving_fails(seat: Seat, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("terminal.clerk.counter.Counter.archive", full)
    filled(seat)
    seat.applicant_until(State.ARCHIVE)


def is_done(seat: Seat, monkeypatch: pytest.MonkeyPatch) -> None:
    filled(seat)
    seat.applicant_until(State.DONE)


def is_refused(seat: Seat, monkeypatch: pytest.MonkeyPatch) -> None:
    seat.begin("sydj")
    seat.reception.signer_did(ev.Consent("electronic", False))


def is_looked_at(seat: Seat, monkeypatch: pytest.MonkeyPatch) -> None:
    is_parked(seat)
    seat.press("Ctrl+1")


def asks_something(seat: Seat, monkeypatch: pytest.MonkeyPatch) -> None:
    seat.press("F3")


def filled(seat: Seat) -> None:
    seat.begin("sydj")
    seat.applicant_until(State.FILL)
    seat.fill_for_the_test()


def is_parked(seat: Seat) -> str:
    """A contract that waits for its second party."""
    seat.begin("ldht")
    seat.applicant_until(State.FILL)
    seat.fill_for_the_test()
    seat.applicant_until(State.HAND_OVER)
    record = seat.visit.record
    seat.reception.staff_did(ev.Park(seat.visit.last_day))
    seat.settle()
    return record


WAITING = (sealing_fails, archiving_fails, is_done, is_refused, is_looked_at, asks_something)


@pytest.mark.parametrize("happens", WAITING, ids=lambda one: one.__name__)
def test_an_idle_desk_locks_whatever_it_waits_for(
    seat: Seat, monkeypatch: pytest.MonkeyPatch, happens: Callable[[Seat, pytest.MonkeyPatch], None]
) -> None:
    happens(seat, monkeypatch)
    seat.settle()
    assert is_idle(seat, 6)


def test_looking_at_a_parked_contract_changes_nothing(seat: Seat) -> None:
    record = is_parked(seat)
    parked = seat.reception.in_hand[record].visit
    seat.press("Ctrl+1")
    assert seat.reception.current == record
    for leave in ("F2", "Esc", "F6", "Ctrl+L"):
        seat.press(leave)
    assert seat.reception.in_hand[record].visit == parked


def test_a_parked_contract_is_gone_on_with_by_its_own_key_and_keeps_its_last_day(seat: Seat) -> None:
    record = is_parked(seat)
    until = seat.reception.in_hand[record].visit.parked_until
    seat.press("Ctrl+1")
    seat.press("F8")
    assert (seat.visit.state, seat.visit.parked_until) == (State.HAND_OVER, until)
    seat.press("F6")
    left = seat.reception.in_hand[record].visit
    assert (left.state, left.parked_until) == (State.PARKED, until)


def test_nothing_ends_by_a_key_while_a_visit_is_open(seat: Seat) -> None:
    filled(seat)
    before = seat.visit
    for keys in ("Ctrl+Q", "Ctrl+W"):
        seat.press(keys)
    assert (seat.window.isVisible(), seat.visit) == (True, before)
    seat.press("F6")
    seat.press("Ctrl+W")
    assert seat.window.isVisible()
    seat.press("Ctrl+Q")
    assert not seat.window.isVisible()


def test_the_cross_of_the_window_ends_nothing_while_a_visit_is_open(seat: Seat) -> None:
    filled(seat)
    before = seat.visit
    assert not seat.window.close()
    assert (seat.window.isVisible(), seat.visit) == (True, before)
    assert "这件正在办，窗口不能关。请先办完，或按 F6 清屏再关。" in seat.messages
    seat.press("F6")
    assert seat.window.close()


def test_the_program_that_ends_closes_in_the_middle_of_a_visit(seat: Seat) -> None:
    filled(seat)
    seat.window.let_close()
    assert seat.window.close()


def test_a_shift_is_changed_only_by_its_own_key(seat: Seat) -> None:
    seat.begin("sydj")
    seat.press("F10")
    seat.press("Return")
    assert seat.reception.operator is not None
    seat.press("F10")
    seat.press("F10")
    assert seat.reception.operator is None
    assert seat.window.pages.currentWidget() is seat.window.sign_in
