"""The form at the desk by keys: what is typed, chosen, proposed, held and refused."""

from __future__ import annotations

import pytest
from PyQt6.QtCore import QEvent, QObject, QPoint, Qt
from PyQt6.QtTest import QTest
from PyQt6.QtWidgets import QLineEdit

from forms import sample
from terminal.session.reception import Why
from terminal.visit import events as ev
from terminal.visit.model import State
from terminal.windows.desk import chips
from terminal.windows.desk.chips import Chip
from terminal.windows.desk.choice_editor import ChoiceList
from terminal.windows.desk.editors import LongEditor
from terminal.windows.desk.record import RecordPanel
from tests.terminal.windows.desk.driven_desk import Seat

VALUES = sample.sample_registration()


def test_the_whole_registration_is_typed_at_the_desk_by_keys_alone(seat: Seat) -> None:
    seat.begin("sydj")
    seat.applicant_until(State.FILL)
    form = seat.window.middle.visit.form
    typed = {
        **VALUES, "sex": "男", "ethnic": "汉", "id_type": "jmsfz", "birth": "19880816", "hukou_type": "50",
        "education": "dxzk", "left_on": "2026年10月31日", "reason": "21", "claims_insurance": "s",
    }  # fmt: skip
    for key, box in form.boxes.items():
        assert box.control.hasFocus() or box.control.isAncestorOf(seat.focused), key
        if key == "services":
            seat.press("Space")
            for _at in range(3):
                seat.press("Right")
            seat.press("Space")
        elif key != "remark":
            seat.write(typed[key])
        if key != "remark":
            seat.press("Return")
    assert {key: seat.visit.answers.value(key) for key in VALUES} == VALUES
    assert all(one.entered_by == "staff:S01" for one in seat.visit.answers.values.values())
    seat.press("F8")
    assert seat.visit.state is State.CHECK
    seat.applicant_until(State.DONE)
    seat.press("Ctrl+O")
    assert isinstance(seat.window.panel, RecordPanel)
    assert seat.window.panel.verdict.text().startswith("核验通过")
    seat.press("Esc")
    seat.press("F8")
    assert seat.reception.visit is None
    assert seat.window.middle.currentWidget() is seat.window.middle.empty
    assert "张＊" in seat.window.middle.empty.words.text()


def test_a_value_that_cannot_be_held_stays_as_typed_and_closes_the_way(seat: Seat) -> None:
    seat.begin("sydj")
    seat.applicant_until(State.FILL)
    page = seat.window.middle.visit
    page.form.lead_to("phone")
    seat.write("123")
    seat.press("Tab")
    box = page.form.boxes["phone"]
    assert isinstance(box.control, QLineEdit)
    assert (box.control.text(), seat.visit.answers.value("phone")) == ("123", "")
    assert "电话号码" in box.note.text()
    seat.reception.signer_did(ev.Entered("name", "张三", "applicant"))
    seat.settle()
    assert box.control.text() == "123"
    assert page.foot.note.text() == "“联系电话”录入有误"
    page.form.lead_to("remark")
    seat.press("F8")
    assert seat.visit.state is State.FILL
    assert box.control.hasFocus()


@pytest.mark.parametrize("character", ["\U0002ebf0", "\ue81e"])
def test_a_character_that_no_font_draws_is_refused_in_its_field(seat: Seat, character: str) -> None:
    seat.begin("sydj")
    seat.applicant_until(State.FILL)
    box = seat.window.middle.visit.form.boxes["name"]
    assert isinstance(box.control, QLineEdit)
    box.control.setFocus()
    box.control.insert(f"张{character}")
    seat.press("Tab")
    assert (box.control.text(), seat.visit.answers.value("name")) == (f"张{character}", "")
    assert box.note.text() == f"“{character}”写不出来，请加字体或改在纸上办"


def test_typing_is_not_lost_when_the_pad_says_something_meanwhile(seat: Seat) -> None:
    seat.begin("sydj")
    seat.applicant_until(State.FILL)
    form = seat.window.middle.visit.form
    form.lead_to("last_employer")
    seat.write("某市示例")
    seat.reception.signer_did(ev.Entered("last_employer", "别的", "applicant"))
    seat.reception.ring(Why.HELP)
    seat.settle()
    control = form.boxes["last_employer"].control
    assert isinstance(control, QLineEdit)
    assert control.text() == "某市示例"
    assert control.hasFocus()
    seat.press("Tab")
    assert seat.visit.answers.value("last_employer") == "某市示例"


def test_a_closed_primary_button_says_why_and_leads_to_the_first_thing_missing(seat: Seat) -> None:
    seat.begin("sydj")
    seat.applicant_until(State.FILL)
    page = seat.window.middle.visit
    assert page.foot.primary.property("closed") == "true"
    assert page.foot.note.text() == "还有 16 个必填项未填写，先填“姓名”"
    assert "还有 16 个必填项未填写，先填“姓名”" in page.foot.primary.accessibleName()
    page.form.lead_to("remark")
    seat.press("F8")
    assert page.form.boxes["name"].control.hasFocus()


def test_a_form_that_takes_no_more_answers_is_shown_from_its_top(seat: Seat) -> None:
    seat.begin("sydj")
    seat.applicant_until(State.FILL)
    seat.fill_for_the_test()
    form = seat.window.middle.visit.form
    form.lead_to("remark")
    scrolled = form.verticalScrollBar()
    assert scrolled is not None and scrolled.value() > 0
    seat.applicant_until(State.READ)
    assert scrolled.value() == 0


def test_what_is_typed_and_what_is_held_are_not_both_judged(seat: Seat) -> None:
    seat.begin("sydj")
    seat.applicant_until(State.FILL)
    seat.reception.signer_did(ev.Entered("id_no", "1101", "applicant"))
    seat.settle()
    assert any("应为 18 位" in text for text in seat.messages)
    form = seat.window.middle.visit.form
    form.lead_to("id_no")
    seat.press("Ctrl+A")
    seat.write("110105194912310021")
    seat.press("Tab")
    assert "校验位不符" in form.boxes["id_no"].note.text()
    assert [text for text in seat.messages if text.startswith("证件号码")] == [
        "证件号码：证件号码校验位不符，请逐位对照证件"
    ]


def control_of(seat: Seat, key: str) -> QLineEdit:
    """The line of a field."""
    control = seat.window.middle.visit.form.boxes[key].control
    assert isinstance(control, QLineEdit)
    return control


def test_enter_takes_no_choice_that_several_fit_alike_until_one_is_chosen(seat: Seat) -> None:
    seat.begin("sydj")
    seat.applicant_until(State.FILL)
    seat.window.middle.visit.form.lead_to("sex")
    seat.write("n")
    listed = seat.window.findChild(ChoiceList)
    assert listed is not None
    first = listed.item(0)
    assert first is not None and "有几项都符合" in first.text()
    for _press in range(2):
        seat.press("Return")
    assert (control_of(seat, "sex").hasFocus(), seat.visit.answers.value("sex")) == (True, "")
    seat.press("Down")
    seat.press("Down")
    seat.press("Return")
    assert seat.visit.answers.value("sex") == "2"
    seat.window.middle.visit.form.lead_to("sex")
    seat.press("Ctrl+A")
    seat.write("n")
    seat.press("Tab")
    assert "不能确定" in seat.window.middle.visit.form.boxes["sex"].note.text()
    assert seat.visit.answers.value("sex") == "2"


@pytest.mark.parametrize(
    ("key", "typed", "value"),
    [("sex", "nan", "1"), ("ethnic", "hanzu", "01"), ("ethnic", "yiliaozu", "37"), ("claims_insurance", "shi", "yes")],
)
@pytest.mark.parametrize("leaves_by", ["Return", "Tab"])
def test_full_pinyin_chooses_in_a_list(seat: Seat, key: str, typed: str, value: str, leaves_by: str) -> None:
    seat.begin("shiyedengji")
    seat.applicant_until(State.FILL)
    seat.window.middle.visit.form.lead_to(key)
    seat.write(typed)
    seat.press(leaves_by)
    assert seat.visit.answers.value(key) == value
    assert not control_of(seat, key).hasFocus()


def test_letters_go_to_the_choice_among_several_that_they_spell(seat: Seat, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chips, "FORGET_MS", 600_000)
    seat.begin("sydj")
    seat.applicant_until(State.FILL)
    seat.window.middle.visit.form.lead_to("services")
    for typed in ("cy", "zhiyepeixun"):
        seat.write(typed)
        seat.press("Space")
    assert seat.visit.answers.value("services") == "030,040"


def test_the_arrow_of_a_field_opens_its_list_and_closes_it(seat: Seat) -> None:
    seat.begin("sydj")
    seat.applicant_until(State.FILL)
    control = control_of(seat, "hukou_type")
    at = QPoint(control.width() - 12, control.height() // 2)
    QTest.mouseClick(control, Qt.MouseButton.LeftButton, pos=at)
    assert seat.window.findChild(ChoiceList) is not None
    QTest.mouseClick(control, Qt.MouseButton.LeftButton, pos=at)
    seat.settle()
    assert seat.window.findChild(ChoiceList) is None


def test_what_a_placeholder_says_of_a_list_has_room_at_both_sizes(seat: Seat) -> None:
    seat.begin("sydj")
    seat.applicant_until(State.FILL)
    for key in ("sex", "hukou_type", "birth"):
        control = control_of(seat, key)
        control.setFixedWidth(230)  # a field beside another where both windows share one display
        room = control.width() - control.textMargins().right() - 24
        assert control.fontMetrics().horizontalAdvance(control.placeholderText()) <= room


def test_birth_and_sex_are_proposed_from_the_number_and_held_only_when_taken(seat: Seat) -> None:
    seat.begin("sydj")
    seat.applicant_until(State.FILL)
    form = seat.window.middle.visit.form
    form.lead_to("id_no")
    seat.write(VALUES["id_no"])
    seat.press("Return")
    assert "证件号码里是" in form.boxes["birth"].note.text()
    assert "证件号码里是" in form.boxes["sex"].note.text()
    assert {key: seat.visit.answers.value(key) for key in ("birth", "sex")} == {"birth": "", "sex": ""}
    seat.press("Tab")
    assert seat.visit.answers.value("birth") == ""
    form.lead_to("birth")
    seat.press("Return")
    answer = seat.visit.answers.values["birth"]
    assert (answer.value, answer.entered_by) == (VALUES["birth"], "staff:S01")
    told: list[str] = []
    form.entered.connect(lambda _key, value: told.append(value))
    form.lead_to("sex")
    seat.press("Down")
    seat.press("Down")
    seat.press("Return")
    assert told == ["2"]
    assert seat.visit.answers.value("sex") == "2"


def test_a_long_text_that_may_be_typed_in_gets_its_border_at_once(seat: Seat) -> None:
    seat.begin("sydj")
    box = seat.window.middle.visit.form.boxes["live_address"]
    assert isinstance(box.control, LongEditor)
    drawn: list[QEvent] = []

    class Watch(QObject):
        def eventFilter(self, _watched: QObject | None, event: QEvent | None) -> bool:  # noqa: N802
            if event is not None and event.type() in {QEvent.Type.Paint, QEvent.Type.UpdateRequest}:
                drawn.append(event)
            return False

    watch = Watch()
    seat.window.middle.visit.form.ensureWidgetVisible(box)
    seat.settle()
    box.control.installEventFilter(watch)
    drawn.clear()
    box.editor.set_open(True)
    seat.settle()
    assert drawn


def test_what_is_chosen_beside_others_is_not_marked_as_one_of_them_alone(seat: Seat) -> None:
    seat.begin("sydj")
    chip = seat.window.middle.visit.form.boxes["services"].control.findChild(Chip)
    assert chip is not None
    assert chip.text().startswith("□ ")
