"""The key for another language changes the desk at once, and takes nothing away."""

from __future__ import annotations

import pytest
from PyQt6.QtWidgets import QApplication, QPlainTextEdit

from terminal.session.reception import Why
from terminal.visit.model import State
from terminal.windows.desk.steps import StepRow
from terminal.windows.desk.widgets import KeyButton, Words
from terminal.windows.look import words
from terminal.windows.look.desk import DeskLook
from tests.terminal import stations
from tests.terminal.windows.desk.driven_desk import Seat

KEY = "Alt+L"
pytestmark = pytest.mark.usefixtures("source_language")


def told(seat: Seat) -> list[str]:
    """Every text that the desk shows."""
    return [
        one.text()
        for kind in (Words, KeyButton)
        for one in seat.window.findChildren(kind)
        if one.isVisible() and one.text()
    ]


def test_the_key_changes_every_text_and_back(seat: Seat) -> None:
    before = told(seat)
    seat.press(KEY)
    assert {"New visit", "Lock desk", "中文", "Find record", "No visit is open"} <= {
        text.partition("  ")[0].lstrip("+ ") for text in told(seat)
    }
    assert len(told(seat)) == len(before)
    seat.press(KEY)
    assert told(seat) == before
    assert seat.focused is seat.window.left.new


def test_answers_the_step_and_what_is_half_typed_stay(seat: Seat) -> None:
    seat.begin("sydj")
    seat.applicant_until(State.FILL)
    seat.reception.enter("name", "张三")
    seat.settle()
    seat.window.middle.visit.form.lead_to("hukou_address")
    seat.write("某市某")
    held = seat.visit.answers
    seat.press(KEY)
    form = seat.window.middle.visit.form
    assert (seat.visit.state, seat.visit.answers) == (State.FILL, held), "nothing is entered by the key"
    assert seat.visit.unfinished == {"hukou_address": "某市某"}
    assert form.key_of(seat.focused) == "hukou_address"
    assert isinstance(seat.focused, QPlainTextEdit) and seat.focused.toPlainText() == "某市某"
    seat.write("区")
    seat.press("Return")
    assert seat.visit.answers.value("hukou_address") == "某市某区"
    assert "Go to check  F8" in told(seat)


def test_a_panel_is_finished_first(seat: Seat) -> None:
    seat.press("F2")
    panel = seat.window.panel
    seat.press(KEY)
    assert seat.window.panel is panel and panel is not None
    assert panel.note.text() == "请先完成这一步或返回，再换语言。"
    seat.press("Esc")
    seat.press(KEY)
    assert "Find record  F3" in told(seat)


def test_a_signature_that_is_being_written_is_finished_first(seat: Seat) -> None:
    seat.reads_what_is_frozen()
    seat.applicant_until(State.SIGN)
    seat.pad.holds_signature = True
    seat.press(KEY)
    assert words.language() == "zh"
    assert "正在签名，等签完再换语言。" in seat.messages
    seat.pad.holds_signature = False
    seat.press(KEY)
    assert (words.language(), seat.visit.state) == ("en", State.SIGN)


def test_who_signs_in_may_change_it_first(closed: Seat) -> None:
    closed.write("S01")
    closed.press("Return")
    closed.write("geheim")
    closed.press(KEY)
    form = closed.window.sign_in.form
    assert form is not None
    assert (form.staff.named(), form.passphrase.text()) == ("S01", ""), "a passphrase is typed again"
    assert "Sign in" in told(closed)
    closed.write(stations.PASSPHRASE)
    closed.press("Return")
    assert closed.reception.operator is not None
    assert "+ New visit  F2" in told(closed)


def test_the_wait_after_wrong_passphrases_is_not_begun_again(closed: Seat) -> None:
    for _wrong in range(4):
        closed.write("S01")
        closed.press("Return")
        closed.write("falsch")
        closed.press("Return")
    form = closed.window.sign_in.form
    assert form is not None and form._wait_s > 1
    form._count()
    left = form._wait_s
    closed.press(KEY)
    again = closed.window.sign_in.form
    assert again is not None and again is not form
    assert again._wait_s == left
    assert again.passphrase.isReadOnly()
    assert f"Wait {left} s, then try again." in again.refusal.text()


def test_a_locked_desk_stays_locked(seat: Seat) -> None:
    seat.press("Ctrl+L")
    seat.press(KEY)
    assert seat.reception.locked
    assert "The desk is locked" in told(seat)
    seat.write(stations.PASSPHRASE)
    seat.press("Return")
    assert not seat.reception.locked


def test_high_contrast_stays(seat: Seat) -> None:
    seat.press("Ctrl+M")
    seat.press(KEY)
    assert seat.window.look.contrast
    assert "Desk usual colours  Ctrl+M" in told(seat)


def test_a_call_that_is_shown_in_another_language_does_not_ring_again(
    seat: Seat, monkeypatch: pytest.MonkeyPatch
) -> None:
    rings: list[str] = []
    monkeypatch.setattr(QApplication, "beep", lambda: rings.append(seat.window.bell.words.text()))
    seat.begin("sydj")
    seat.reception.ring(Why.HELP)
    seat.settle()
    seat.press(KEY)
    assert seat.window.bell.isVisible() and "staff" in seat.window.bell.words.text()
    seat.press(KEY)
    assert len(rings) == 1
    seat.press("F12")
    seat.press(KEY)
    seat.reception.ring(Why.HELP)
    seat.settle()
    assert len(rings) == 2, "the next call rings"


@pytest.mark.parametrize("width_px", [1366, 1920])
def test_the_english_desk_names_every_step(qapp: QApplication, width_px: int) -> None:
    words.choose("en")
    look = DeskLook.of(width_px)
    steps = StepRow(look)
    steps.setStyleSheet(look.sheet)
    steps.show_state(2)
    steps.resize(look.measures.middle, steps.sizeHint().height())
    steps.grab()
    shown = steps.findChildren(Words)
    assert [each.text() for each in shown] == [
        "✓Business", "✓Identity", "Fill in", "Check", "Freeze", "Read", "Sign", "Seal", "Archive", "Hand over"
    ]  # fmt: skip
    assert [each.text() for each in shown if each.width() < each.sizeHint().width()] == []
