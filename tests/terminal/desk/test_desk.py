"""The desk by its keys: what staff type reaches the reception, and what the reception holds is what staff see."""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path

import pytest
from PyQt6.QtCore import QEvent, QObject, QPoint, Qt
from PyQt6.QtTest import QTest
from PyQt6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from forms import sample
from terminal import events as ev
from terminal.clerk import orders
from terminal.desk import views
from terminal.desk.chips import Chip
from terminal.desk.choice_editor import ChoiceList
from terminal.desk.editors import LongEditor
from terminal.desk.foot import FootRow
from terminal.desk.give_up import GiveUpPanel
from terminal.desk.idle_watch import IDLE
from terminal.desk.paper import PaperPanel
from terminal.desk.parts import Words
from terminal.desk.record import RecordPanel
from terminal.desk.sign_in import StaffForm
from terminal.desk.signs_otherwise import SignsPanel
from terminal.desk.states import Act, Foot, Lamp, Place, Tone
from terminal.desk.witness import WitnessPanel
from terminal.desk_scenes import HEALTH
from terminal.look import Mode
from terminal.look.colours import HIGH_CONTRAST, NORMAL
from terminal.look.desk import DeskLook
from terminal.reception import Why
from terminal.visit import Manner, Outcome, State
from tests.terminal import stations
from tests.terminal.desk.seats import CONTRACT, REGISTRATION, SECOND_PHRASE, Seat

VALUES = sample.sample_registration()


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


@pytest.mark.parametrize("typed", ["失业", "sydjb", "2"])
def test_a_business_is_found_by_name_by_initials_and_by_number(seat: Seat, typed: str) -> None:
    seat.begin(typed)
    assert seat.visit.form.id == REGISTRATION


def test_arrows_choose_another_business(seat: Seat) -> None:
    seat.press("F2")
    seat.press("Down")
    seat.press("Return")
    assert seat.visit.form.id == REGISTRATION


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


def test_a_call_stands_until_its_key_is_pressed(seat: Seat) -> None:
    seat.begin("sydj")
    seat.reception.ring(Why.HELP)
    seat.settle()
    assert seat.window.bell.isVisible()
    seat.press("Esc")
    seat.applicant_until(State.FILL)
    assert seat.window.bell.isVisible()
    seat.press("F12")
    assert not seat.window.bell.isVisible()
    assert seat.reception.answered is not None


def test_a_call_can_be_answered_while_a_panel_is_open(seat: Seat) -> None:
    seat.begin("sydj")
    seat.press("F2")
    seat.reception.ring(Why.HELP)
    seat.settle()
    seat.press("F12")
    assert seat.reception.bell is None
    assert seat.window.panel is not None


def test_a_correction_is_shown_in_red_and_its_key_leads_there(seat: Seat) -> None:
    seat.begin("sydj")
    seat.applicant_until(State.FILL)
    seat.fill_for_the_test()
    seat.reception.signer_did(ev.Wrong("live_address"))
    seat.settle()
    page = seat.window.middle.visit
    box = page.form.boxes["live_address"]
    assert (box.note.text(), box.note.property("tone")) == ("本人要求修改", "harm")
    assert "常住地址" in seat.window.bell.words.text()
    seat.press("F8")
    assert box.control.hasFocus()
    seat.press("Ctrl+End")
    seat.write("（5 号楼）")
    seat.press("Return")
    assert seat.visit.answers.value("live_address").endswith("（5 号楼）")
    assert "等待核对" in box.note.text()


def test_giving_up_needs_a_reason_and_two_presses(seat: Seat) -> None:
    seat.begin("sydj")
    seat.applicant_until(State.FILL)
    seat.press("Ctrl+D")
    assert isinstance(seat.window.panel, GiveUpPanel)
    seat.press("F8")
    seat.write("本人改主意")
    seat.press("F8")
    assert seat.reception.visit is not None
    seat.press("F8")
    assert seat.reception.visit is None
    assert seat.window.panel is None


def test_refusal_after_freezing_is_archived_as_void(seat: Seat) -> None:
    seat.begin("sydj")
    seat.applicant_until(State.FILL)
    seat.fill_for_the_test()
    seat.applicant_until(State.READ)
    seat.press("Ctrl+D")
    seat.write("不愿签")
    seat.press("Ctrl+N")
    seat.press("Ctrl+N")
    assert seat.visit.state is State.DONE
    assert seat.reception.today[0].kind == "void"
    seat.reception.put_aside("finished")
    seat.settle()
    empty = seat.window.middle.empty
    assert (empty.open_key.isVisible(), empty.copy_key.isVisible()) == (True, False)


def test_who_cannot_write_signs_by_a_mark_before_a_witness_who_signs_in_by_keys(seat: Seat) -> None:
    seat.begin("sydj")
    seat.press("F5")
    seat.press("2")
    assert seat.visit.manners == {"applicant": Manner.MARK}
    assert isinstance(seat.window.panel, WitnessPanel)
    seat.write(SECOND_PHRASE)
    seat.press("Return")
    assert seat.window.panel is None
    assert seat.visit.witness is not None
    seat.applicant_until(State.FILL)
    seat.fill_for_the_test()
    seat.applicant_until(State.READ)
    seat.press("Ctrl+T")
    assert seat.visit.read_aloud_by == "staff:S01"


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


def words_of_panel(seat: Seat) -> list[str]:
    assert seat.window.panel is not None
    return [words.text() for words in seat.window.panel.findChildren(Words)]


def test_where_nobody_else_works_a_mark_is_not_begun_and_the_desk_says_what_to_do(seat: Seat) -> None:
    seat.window.place = Place("站", True, (("S01", "李文明"),))
    seat.begin("sydj")
    seat.press("F5")
    told = words_of_panel(seat)
    assert any("luobi station add-staff" in text for text in told)
    seat.press("2")
    assert seat.visit.manners == {}
    assert isinstance(seat.window.panel, SignsPanel)
    assert "什么也没有变" in seat.window.panel.note.text()
    seat.press("Esc")
    seat.press("F11")
    told = words_of_panel(seat)
    assert any("luobi station add-staff" in text for text in told)


def test_an_agent_signs_under_his_own_name(seat: Seat) -> None:
    seat.begin("sydj")
    seat.press("F5")
    seat.press("3")
    seat.write("钱代理")
    seat.press("Return")
    assert seat.visit.agents == {"applicant": "钱代理"}


def frozen_at_reading(seat: Seat) -> str:
    """A document that is being read, by its digest."""
    seat.begin("sydj")
    seat.applicant_until(State.FILL)
    seat.fill_for_the_test()
    seat.applicant_until(State.READ)
    assert seat.visit.frozen is not None
    return seat.visit.frozen.sha256


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


def test_the_key_of_the_manner_pressed_twice_or_the_one_that_holds_changes_nothing(seat: Seat) -> None:
    frozen_at_reading(seat)
    before = seat.visit
    seat.press("F5")
    seat.press("F5")
    assert isinstance(seat.window.panel, SignsPanel)
    seat.press("1")
    assert seat.window.panel is None
    assert seat.visit is before
    seat.window.staff_did(ev.SignsAs(Manner.SELF))
    assert seat.visit == before


def test_another_manner_gives_the_frozen_document_up_and_says_so_before_and_after(seat: Seat) -> None:
    frozen_at_reading(seat)
    seat.press("F5")
    told = words_of_panel(seat)
    assert "文件已定稿。改变签名方式，这份文件会作废，本人要重新同意、核对、阅读。" in told
    seat.press("3")
    seat.write("钱代理")
    seat.press("Return")
    assert (seat.visit.state, seat.visit.frozen) == (State.NOTICE, None)
    assert "签名方式已改，原来的文件作废。请本人在签署屏上重新同意、核对、阅读。" in messages(seat)
    seat.applicant_until(State.CHECK)
    assert not any("原来的文件作废" in text for text in messages(seat))
    told = [words.text() for words in seat.window.left.findChildren(Words)]
    assert not any("已核对完" in text for text in told)


def test_where_somebody_has_signed_another_manner_ends_in_a_void_record_and_the_desk_says_what_it_is(
    seat: Seat,
) -> None:
    seat.begin("ldht")
    seat.applicant_until(State.FILL)
    seat.fill_for_the_test()
    seat.applicant_until(State.HAND_OVER)
    seat.applicant_until(State.READ)
    for keys in ("F5", "3"):
        seat.press(keys)
    seat.write("钱代理")
    seat.press("Return")
    assert (seat.visit.state, seat.visit.outcome) == (State.DONE, Outcome.VOID)
    told = [words.text() for words in seat.window.middle.visit.progress.findChildren(Words)]
    assert "已作废留档" in told
    assert "本件没有签完，作废留档，不能交付。还要办的，请重新办理。" in told
    assert not any("回执" in text or "等待交付" in text for text in told)
    buttons = seat.window.middle.visit.foot.buttons
    assert [act for act, button in buttons.items() if button.isVisible()] == [Act.OPEN_RECORD]


def messages(seat: Seat) -> list[str]:
    """What stands at the right."""
    return [words.text() for words in seat.window.side.findChildren(Words)]


def test_what_is_typed_and_what_is_held_are_not_both_judged(seat: Seat) -> None:
    seat.begin("sydj")
    seat.applicant_until(State.FILL)
    seat.reception.signer_did(ev.Entered("id_no", "1101", "applicant"))
    seat.settle()
    assert any("应为 18 位" in text for text in messages(seat))
    form = seat.window.middle.visit.form
    form.lead_to("id_no")
    seat.press("Ctrl+A")
    seat.write("110105194912310021")
    seat.press("Tab")
    assert "校验位不符" in form.boxes["id_no"].note.text()
    assert [text for text in messages(seat) if text.startswith("证件号码")] == [
        "证件号码：证件号码校验位不符，请逐位对照证件"
    ]


def test_a_contract_is_parked_and_taken_up_again_by_keys(seat: Seat) -> None:
    seat.begin("ldht")
    assert seat.visit.form.id == CONTRACT
    seat.applicant_until(State.FILL)
    seat.fill_for_the_test()
    seat.applicant_until(State.HAND_OVER)
    record = seat.visit.record
    seat.press("Ctrl+P")
    seat.press("F8")
    assert seat.reception.in_hand[record].visit.state is State.PARKED
    seat.press("Ctrl+1")
    seat.press("F8")
    assert seat.visit.state is State.HAND_OVER


def test_f6_wipes_the_pad_and_the_visit_goes_on_by_f8(seat: Seat) -> None:
    seat.begin("sydj")
    seat.applicant_until(State.FILL)
    seat.press("F6")
    assert seat.visit.paused
    seat.press("F8")
    assert not seat.visit.paused


def test_the_pad_is_served_from_the_desk(seat: Seat) -> None:
    frozen_at_reading(seat)
    for keys in ("F7", "F9", "Shift+F9", "Ctrl+H", "Ctrl+J", "Ctrl+R"):
        seat.press(keys)
    assert [one for one in seat.pad.asked if one != "somebody"] == [
        "larger True", "turn 1", "turn -1", "left-handed True", "high-contrast True",
        "turn-round True",
    ]  # fmt: skip
    assert "somebody" in seat.pad.asked


def test_the_keys_of_the_pad_say_what_they_will_do_to_it_as_it_stands(seat: Seat) -> None:
    seat.begin("sydj")
    seat.press("F7")
    side = seat.window.side
    side.look_at_pad()
    assert side.size_key.accessibleName() == "字小"
    seat.pad.mode = Mode()  # a wipe has put the usual look back
    side.look_at_pad()
    assert side.size_key.accessibleName() == "大字"
    seat.press("F7")
    assert [one for one in seat.pad.asked if one.startswith("larger")] == ["larger True", "larger True"]


def test_the_desk_has_high_contrast_by_a_key_and_its_own_colours_again(seat: Seat) -> None:
    window = seat.window
    seat.begin("sydj")
    assert window.bar.contrast.text() == "高对比  Ctrl+M"
    seat.press("Ctrl+M")
    assert window.look == DeskLook(window.look.measures, HIGH_CONTRAST)
    assert window.bar.contrast.text() == "原颜色  Ctrl+M"
    assert window.middle.visit.number.palette().windowText().color().name().upper() == HIGH_CONTRAST.muted
    assert not any(one.startswith("high-contrast") for one in seat.pad.asked)
    seat.press("Ctrl+M")
    assert window.look.colours == NORMAL
    assert window.middle.visit.number.palette().windowText().color().name().upper() == NORMAL.muted


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


def test_a_record_is_found_opened_and_handed_out_by_keys(seat: Seat, tmp_path: Path) -> None:
    seat.begin("sydj")
    seat.applicant_until(State.FILL)
    seat.fill_for_the_test()
    seat.applicant_until(State.DONE)
    seat.press("F8")
    seat.press("F3")
    seat.write("张𬭚")
    seat.press("Return")
    seat.press("Return")
    panel = seat.window.panel
    assert isinstance(panel, RecordPanel)
    assert not panel.picture.pixmap().isNull()
    folder = tmp_path / "stick"
    folder.mkdir()
    panel.folder.path.setText(str(folder))
    seat.press("F8")
    assert "已拷贝" in panel.note.text()
    assert len(list(folder.iterdir())) == 2
    panel.wipe()
    assert panel.picture.pixmap().isNull()
    seat.press("Esc")
    assert seat.window.panel is None


def test_who_does_not_consent_gets_the_form_on_paper(seat: Seat, tmp_path: Path) -> None:
    seat.begin("sydj")
    seat.reception.signer_did(ev.Consent("electronic", False))
    seat.settle()
    assert seat.visit.state is State.PAPER
    seat.press("F4")
    seat.focused.setText(str(tmp_path))  # type: ignore[attr-defined]
    seat.press("F8")
    assert list(tmp_path.glob("*.pdf"))
    seat.press("Esc")
    seat.press("F8")
    assert seat.reception.visit is None


def test_what_cannot_be_done_is_said_in_chinese_and_changes_nothing(seat: Seat) -> None:
    seat.begin("sydj")
    visit = seat.visit
    seat.window.staff_did(ev.Park("2026-11-30"))
    seat.settle()
    assert seat.visit is visit
    said = [words.text() for words in seat.window.side.findChildren(type(seat.window.bell.words))]
    assert any(text.startswith("现在不能这样做") for text in said)


def test_a_desk_after_the_visit_holds_nothing_of_it(seat: Seat) -> None:
    seat.begin("sydj")
    seat.applicant_until(State.FILL)
    seat.fill_for_the_test()
    seat.press("Ctrl+L")
    held = {one.text() for one in seat.window.findChildren(QLineEdit)}
    assert not held & {value for key, value in VALUES.items() if key in {"name", "id_no", "phone"}}
    clipboard = QApplication.clipboard()
    assert clipboard is not None
    assert clipboard.text() == ""


def test_names_in_lists_are_masked_and_identity_numbers_are_nowhere(seat: Seat) -> None:
    seat.begin("sydj")
    seat.applicant_until(State.FILL)
    seat.fill_for_the_test()
    label = type(seat.window.bell.words)
    told = " ".join(words.text() for words in seat.window.left.findChildren(label))
    assert "张＊" in told
    assert VALUES["name"] not in told
    assert VALUES["id_no"] not in told


def test_a_refresh_builds_nothing_anew(seat: Seat) -> None:
    seat.begin("sydj")
    seat.applicant_until(State.FILL)
    seat.fill_for_the_test()
    before = set(map(id, seat.window.findChildren(QLineEdit)))
    begun = time.perf_counter()
    for _again in range(20):
        seat.window.refresh()
    print(f"a refresh takes {(time.perf_counter() - begun) / 20 * 1000:.2f} ms")
    assert set(map(id, seat.window.findChildren(QLineEdit))) == before


def test_health_is_asked_for_after_signing_in_and_the_strip_tells_it(seat: Seat) -> None:
    assert any(isinstance(order, orders.Health) for order in seat.lane.carried_out)
    label = type(seat.window.bell.words)
    told = " ".join(words.text() for words in seat.window.strip.findChildren(label))
    assert "链 至第 0 条" in told


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


def test_when_what_had_the_keyboard_goes_a_stray_key_does_nothing(seat: Seat) -> None:
    seat.begin("sydj")
    seat.applicant_until(State.FILL)
    seat.fill_for_the_test()
    seat.reception.signer_did(ev.Back())
    seat.settle()
    primary = seat.window.middle.visit.foot.primary
    primary.setFocus()
    primary.click()
    seat.settle()
    assert seat.visit.state is State.CHECK
    before = seat.visit
    for key in ("Return", "Space"):
        seat.press(key)
    assert (seat.visit, seat.window.panel) == (before, None)
    assert not seat.window.side.lock.hasFocus()


def test_no_ring_stands_around_a_ground(seat: Seat) -> None:
    seat.begin("sydj")
    seat.window.middle.setFocus()
    seat.settle()
    assert not seat.window._ring.isVisible()
    seat.window.left.new.setFocus()
    seat.settle()
    assert seat.window._ring.isVisible()


def test_where_no_page_can_be_turned_the_desk_says_so(seat: Seat) -> None:
    seat.begin("sydj")
    seat.applicant_until(State.FILL)
    seat.fill_for_the_test()
    assert seat.visit.state is State.CHECK
    seat.press("F9")
    assert not [one for one in seat.pad.asked if one.startswith("turn")]
    assert any("只在本人阅读文件时可代翻页" in text for text in messages(seat))


def test_another_folder_takes_the_complaint_about_the_last_one_away(seat: Seat, tmp_path: Path) -> None:
    seat.begin("sydj")
    for keys in ("F4", "F8"):
        seat.press(keys)
    panel = seat.window.panel
    assert isinstance(panel, PaperPanel)
    assert "没有这个文件夹" in panel.note.text()
    panel.folder.path.setText(str(tmp_path))
    assert panel.note.text() == ""


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


def test_a_clock_that_nobody_keeps_says_what_that_means() -> None:
    lamps, _network = views.lamps_of(replace(HEALTH, clock_kept=False, entries=3), Lamp("笔", Tone.GOOD))
    assert [lamp.why for lamp in lamps if lamp.tone is Tone.ATTENTION] == [views.clock_unkept()]
    assert "链 至第 2 条" in [lamp.words for lamp in lamps]


@pytest.mark.parametrize("width", [600, 760, 900])
def test_the_reason_is_never_squeezed_into_a_column(qtbot: QtBot, width: int) -> None:
    foot = FootRow(DeskLook.of(1200))
    qtbot.addWidget(foot)
    foot.setStyleSheet(DeskLook.of(1200).sheet)
    acts = (Act.PAPER, Act.SIGNS_OTHERWISE, Act.CONTENT_WRONG, Act.GIVE_UP)
    foot.show_state(Foot(acts, "等申请人在签署屏上操作：第 1 页未读完"))
    foot.resize(width, 200)
    foot.show()
    qtbot.wait(1)
    letters = foot.note.fontMetrics()
    assert foot.note.heightForWidth(foot.note.width()) <= 2.5 * letters.lineSpacing()
