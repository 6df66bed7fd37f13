"""Who sits at the desk: signing in, the lock, the idle desk, the shift, the witness."""

from __future__ import annotations

from PyQt6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from terminal.desk.idle_watch import IDLE
from terminal.desk.parts import Words
from terminal.desk.sign_in import StaffForm
from terminal.desk.states import Place
from terminal.desk.witness import WitnessPanel
from terminal.look.desk import DeskLook
from tests.terminal import stations
from tests.terminal.desk.seats import Seat


def test_signing_in_by_keys_opens_the_counter_and_leaves_no_passphrase_behind(closed: Seat) -> None:
    assert closed.window.pages.currentWidget() is closed.window.sign_in
    closed.sign_in()
    assert closed.reception.operator is not None
    assert closed.window.pages.currentWidget() is closed.window.counter
    assert all(field.text() != "落笔为凭，一二三四" for field in closed.window.findChildren(QLineEdit))


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
    form = StaffForm(DeskLook.of(1366), Place("站", True, (("S01", "李文明"),)), "登录")
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
    seat.write("落笔为凭，一二三四")
    seat.press("Return")
    assert not seat.reception.locked
    assert seat.window.pages.currentWidget() is seat.window.counter


def test_an_idle_desk_locks_but_not_while_somebody_is_served(seat: Seat) -> None:
    seat.begin("sydj")
    seat.now.at += IDLE
    seat.window._idle.look()
    assert not seat.reception.locked
    seat.press("F6")
    seat.now.at += IDLE
    seat.window._idle.look()
    assert seat.reception.locked


def test_a_shift_is_changed_only_by_its_own_key(seat: Seat) -> None:
    seat.begin("sydj")
    seat.press("F10")
    seat.press("Return")
    assert seat.reception.operator is not None
    seat.press("F10")
    seat.press("F10")
    assert seat.reception.operator is None
    assert seat.window.pages.currentWidget() is seat.window.sign_in
