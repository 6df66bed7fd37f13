"""A value is held when its field is left. A pause, the pad, or another visit changes nothing that is being typed."""

from __future__ import annotations

import pytest
from PyQt6.QtGui import QInputMethodEvent
from PyQt6.QtTest import QTest
from PyQt6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit

from terminal.clerk.draft_codec import decoded, encoded
from terminal.errors import NotNow
from terminal.visit.model import State
from terminal.windows.desk.text_entry import PAUSE_MS, TypedIn
from tests.terminal.windows.desk.driven_desk import CONTRACT, Seat

FORM = {"registration": "sydj", "contract": "gdqxldht"}


def fill(seat: Seat, form: str, key: str) -> None:
    """A visit in filling, the keyboard in that field."""
    seat.begin(FORM[form])
    seat.applicant_until(State.FILL)
    seat.window.middle.visit.form.lead_to(key)


def pause(seat: Seat) -> None:
    """The typing rests."""
    rest = seat.window.middle.visit.form.boxes[key_of(seat)].control
    assert isinstance(rest, TypedIn)
    rest._rest.stop()
    rest._rest.timeout.emit()
    seat.settle()


def key_of(seat: Seat) -> str:
    """The field that has the keyboard."""
    boxes = seat.window.middle.visit.form.boxes
    return next(key for key, box in boxes.items() if box.control is seat.focused)


def text_of(seat: Seat, key: str) -> str:
    """What stands in a field."""
    control = seat.window.middle.visit.form.boxes[key].control
    assert isinstance(control, QLineEdit | QPlainTextEdit)
    return control.text() if isinstance(control, QLineEdit) else control.toPlainText()


def compose(seat: Seat, shown: str) -> None:
    """What an input method shows before it gives it."""
    QApplication.sendEvent(seat.focused, QInputMethodEvent(shown, []))
    seat.settle()


@pytest.mark.parametrize(
    ("key", "parts", "held"),
    [
        ("pay_month", ["62", "00"], "6200.00"),
        ("pay_month", ["5", "000"], "5000.00"),
        ("pay_month", ["620", "0"], "6200.00"),
        ("pay_month", ["6", "200"], "6200.00"),
        ("starts_on", ["202612", "01"], "2026-12-01"),
        ("starts_on", ["2026-1-1", "5"], "2026-01-15"),
        ("employer_name", ["ABC ", "Ltd"], "ABC Ltd"),
        ("employer_address", ["A ", "B"], "A B"),
    ],
)
def test_a_pause_changes_nothing(seat: Seat, key: str, parts: list[str], held: str) -> None:
    fill(seat, "contract", key)
    acts = len(seat.visit.acts)
    for at, part in enumerate(parts):
        if at:
            pause(seat)
        seat.write(part)
        assert text_of(seat, key) == "".join(parts[: at + 1])
    assert (key in seat.visit.answers.values, len(seat.visit.acts)) == (False, acts)
    seat.press("Tab")
    answer = seat.visit.answers.values[key]
    assert (answer.value, [past.value for past in answer.history]) == (held, [])


def test_the_typing_rests_after_a_pause_of_its_own(seat: Seat) -> None:
    fill(seat, "contract", "pay_month")
    seat.write("62")
    QTest.qWait(2 * PAUSE_MS)
    assert (text_of(seat, "pay_month"), dict(seat.visit.unfinished)) == ("62", {"pay_month": "62"})


def test_what_is_half_typed_is_in_the_draft_and_is_no_answer(seat: Seat) -> None:
    fill(seat, "contract", "pay_month")
    seat.write("62")
    pause(seat)
    again, _papers = decoded(encoded(seat.visit, None))
    assert dict(again.unfinished) == {"pay_month": "62"}
    assert "pay_month" not in again.answers.values
    seat.write("00")
    seat.press("Tab")
    assert dict(seat.visit.unfinished) == {}


def test_a_half_typed_field_survives_switching_visits(seat: Seat) -> None:
    fill(seat, "contract", "pay_month")
    seat.write("62")
    first = seat.visit.record
    seat.reception.begin(CONTRACT)
    seat.settle()
    assert seat.visit.record != first
    seat.reception.take_up(first)
    seat.settle()
    form = seat.window.middle.visit.form
    assert (text_of(seat, "pay_month"), "pay_month" in seat.visit.answers.values) == ("62", False)
    assert form.boxes["pay_month"].control.hasFocus()
    seat.press("End")
    seat.write("00")
    seat.press("Tab")
    assert seat.visit.answers.value("pay_month") == "6200.00"


def test_a_text_that_cannot_be_held_survives_switching_visits_with_its_fault(seat: Seat) -> None:
    fill(seat, "registration", "phone")
    seat.write("139")
    seat.press("Tab")
    first = seat.visit.record
    seat.begin("sydj")
    seat.reception.take_up(first)
    seat.settle()
    box = seat.window.middle.visit.form.boxes["phone"]
    assert (text_of(seat, "phone"), "电话号码" in box.note.text()) == ("139", True)
    assert "录入有误" in seat.window.middle.visit.foot.note.text()


def test_what_is_half_typed_at_the_lock_is_there_when_the_visit_is_taken_up(seat: Seat) -> None:
    fill(seat, "registration", "last_employer")
    seat.write("某市")
    compose(seat, "shi'li")
    record = seat.visit.record
    seat.reception.lock()
    seat.settle()
    seat.reception.locked = False
    seat.reception.take_up(record)
    seat.settle()
    assert text_of(seat, "last_employer") == "某市shi'li"
    assert seat.visit.answers.value("last_employer") == ""


def test_what_is_half_typed_stays_when_the_pad_is_wiped(seat: Seat) -> None:
    fill(seat, "contract", "pay_month")
    seat.write("62")
    seat.reception.pause("away")
    seat.settle()
    assert text_of(seat, "pay_month") == "62"
    seat.press("F8")
    assert not seat.visit.paused
    seat.window.middle.visit.form.lead_to("pay_month")
    seat.write("00")
    seat.press("Tab")
    assert seat.visit.answers.value("pay_month") == "6200.00"


def test_f8_holds_what_is_being_typed_before_it_goes_on(seat: Seat) -> None:
    fill(seat, "registration", "remark")
    seat.fill_for_the_test_but_stay()
    seat.window.middle.visit.form.lead_to("remark")
    seat.write("无")
    seat.press("F8")
    assert (seat.visit.answers.value("remark"), seat.visit.state) == ("无", State.CHECK)


def test_f8_does_not_go_on_over_a_fault_that_is_just_being_typed(seat: Seat) -> None:
    fill(seat, "registration", "phone")
    seat.fill_for_the_test_but_stay()
    seat.window.middle.visit.form.lead_to("phone")
    seat.press("Ctrl+A")
    seat.write("139")
    seat.press("F8")
    assert (seat.visit.state, text_of(seat, "phone")) == (State.FILL, "139")
    assert seat.window.middle.visit.form.boxes["phone"].control.hasFocus()


@pytest.mark.parametrize("key", ["last_employer", "live_address"])
def test_composed_pinyin_is_kept_at_f8_and_goes_on_only_when_looked_at(seat: Seat, key: str) -> None:
    fill(seat, "registration", key)
    seat.fill_for_the_test_but_stay()
    seat.window.middle.visit.form.lead_to(key)
    seat.press("Ctrl+A")
    seat.write("某市")
    compose(seat, "shi'li")
    before = seat.visit.answers.value(key)
    seat.press("F8")
    assert (text_of(seat, key), seat.visit.state) == ("某市shi'li", State.FILL)
    assert seat.visit.answers.value(key) == before
    assert seat.focused is seat.window.middle.visit.form.boxes[key].control
    assert any("还没有选完字" in text for text in seat.messages)
    for _letter in "shi'li":
        seat.press("Backspace")
    seat.write("示例")
    seat.press("F8")
    assert (seat.visit.answers.value(key), seat.visit.state) == ("某市示例", State.CHECK)


def test_composed_pinyin_is_kept_and_no_answer_when_its_field_is_left(seat: Seat) -> None:
    fill(seat, "registration", "last_employer")
    compose(seat, "shi'li")
    seat.window.middle.visit.form.lead_to("phone")
    seat.settle()
    box = seat.window.middle.visit.form.boxes["last_employer"]
    assert (text_of(seat, "last_employer"), seat.visit.answers.value("last_employer")) == ("shi'li", "")
    assert "没有填完" in box.note.text()
    seat.press("F8")
    assert box.control.hasFocus()


def test_a_value_that_is_refused_stays_as_typed(seat: Seat, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_key: str, _value: str) -> None:
        raise NotNow("not now")

    fill(seat, "contract", "pay_month")
    monkeypatch.setattr(seat.reception, "enter", refuse)
    seat.write("62")
    seat.press("Tab")
    assert text_of(seat, "pay_month") == "62"
    assert seat.window.middle.visit.form.unheld() == ("pay_month",)
    monkeypatch.undo()
    seat.window.middle.visit.form.lead_to("pay_month")
    seat.press("Tab")
    assert seat.visit.answers.value("pay_month") == "62.00"


def test_enter_after_the_last_field_goes_to_the_primary_button_and_presses_it(seat: Seat) -> None:
    fill(seat, "registration", "remark")
    seat.fill_for_the_test_but_stay()
    seat.window.middle.visit.form.lead_to("remark")
    seat.press("Return")
    primary = seat.window.middle.visit.foot.primary
    assert (seat.focused, "去核对" in primary.text(), seat.visit.state) == (primary, True, State.FILL)
    seat.press("Return")
    assert seat.visit.state is State.CHECK


def heights(seat: Seat) -> dict[str, int]:
    """Where each field stands in the form."""
    pane = seat.window.middle.visit.form
    inside = pane.widget()
    assert inside is not None
    return {key: box.mapTo(inside, box.rect().topLeft()).y() for key, box in pane.boxes.items()}


@pytest.mark.parametrize(
    ("key", "text"),
    [("live_address", "某市某区示例街道和平社区" * 8), ("phone", "139"), ("sex", "x"), ("id_no", "110105194912310021")],
)
def test_rows_do_not_jump_while_typing(seat: Seat, key: str, text: str) -> None:
    fill(seat, "registration", key)
    before = heights(seat)
    seat.write(text)
    assert heights(seat) == before
    pause(seat)
    assert heights(seat) == before
    seat.press("Tab")
    assert heights(seat) == before


def test_a_note_that_is_too_long_ends_in_dots_and_is_whole_in_its_tool_tip(seat: Seat) -> None:
    fill(seat, "registration", "name")
    note = seat.window.middle.visit.form.boxes["phone"].note
    high = note.height()
    note.say("号码不对，" * 40)
    assert note.text().endswith("…") and note.toolTip() == "号码不对，" * 40
    assert note.fontMetrics().horizontalAdvance(note.text()) <= note.width() and note.height() == high
    note.say("号码不对")
    assert note.text() == "号码不对"
