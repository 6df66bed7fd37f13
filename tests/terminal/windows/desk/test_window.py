"""The desk by its keys: what staff type reaches the reception, and what the reception holds is what staff see."""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path

import pytest
from pypdf import PdfReader
from PyQt6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from forms import sample
from forms.load import catalogue
from terminal.clerk import orders
from terminal.demo.desk_scenes import HEALTH
from terminal.session.reception import Why
from terminal.visit import events as ev
from terminal.visit.model import State
from terminal.visit.paper_code import code_of
from terminal.windows.desk import flow_texts, views
from terminal.windows.desk.footer import FootRow
from terminal.windows.desk.give_up import GiveUpPanel
from terminal.windows.desk.new_visit import StartPanel
from terminal.windows.desk.paper import PaperPanel
from terminal.windows.desk.record import RecordPanel
from terminal.windows.desk.states import DeskAct, Foot, Lamp, Tone
from terminal.windows.desk.widgets import Words
from terminal.windows.look import Mode
from terminal.windows.look.colours import HIGH_CONTRAST, NORMAL
from terminal.windows.look.desk import DeskLook
from tests.terminal.windows.desk.driven_desk import CONTRACT, REGISTRATION, Seat

VALUES = sample.sample_registration()


@pytest.mark.parametrize("typed", ["失业", "sydjb", "2"])
def test_a_business_is_found_by_name_by_initials_and_by_number(seat: Seat, typed: str) -> None:
    seat.begin(typed)
    assert seat.visit.form.id == REGISTRATION


def test_arrows_choose_another_business(seat: Seat) -> None:
    seat.press("F2")
    seat.press("Down")
    seat.press("Return")
    assert seat.visit.form.id == REGISTRATION


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
    assert box.note.text().startswith("已改：")


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
    seat.reads_what_is_frozen()
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
    assert window.bar.contrast.text() == "窗口屏高对比  Ctrl+M"
    seat.press("Ctrl+M")
    assert window.look == DeskLook(window.look.measures, HIGH_CONTRAST)
    assert window.bar.contrast.text() == "窗口屏原颜色  Ctrl+M"
    assert window.middle.visit.number.palette().windowText().color().name().upper() == HIGH_CONTRAST.muted
    assert not any(one.startswith("high-contrast") for one in seat.pad.asked)
    seat.press("Ctrl+M")
    assert window.look.colours == NORMAL
    assert window.middle.visit.number.palette().windowText().color().name().upper() == NORMAL.muted


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


def test_a_void_record_offers_no_copy_and_says_its_reason(seat: Seat) -> None:
    seat.reads_what_is_frozen()
    record = seat.visit.record
    seat.reception.staff_did(ev.Refused("不同意第三条"))
    seat.settle()
    seat.window.asking.open_record(record)
    seat.settle()
    panel = seat.window.panel
    assert isinstance(panel, RecordPanel)
    assert (panel.copy.isVisible(), panel.folder.isVisible()) == (False, False)
    assert (panel.why.isVisible(), panel.why.text()) == (True, "作废原因：本人拒签（不同意第三条）")
    asked = len(seat.lane.carried_out)
    seat.press("F8")
    assert len(seat.lane.carried_out) == asked
    seat.press("Esc")
    assert seat.window.panel is None


@pytest.mark.parametrize(
    ("reason", "said", "words"),
    [
        ("refused", "", "作废原因：本人拒签"),
        ("cancel", "重复办理", "作废原因：工作人员作废（重复办理）"),
        ("expired", "", "作废原因：到期没有签"),
        ("content-wrong", "", "作废原因：内容有误"),
        ("signs-otherwise", "", "作废原因：签名方式改了"),
        ("consent-refused", "", "作废原因：本人不同意电子方式"),
        ("found-wrong", "", "作废原因：归档后发现有误"),
        ("a-later-word", "", "作废原因：a-later-word"),
    ],
)
def test_the_reason_of_a_void_record_is_said_in_words(reason: str, said: str, words: str) -> None:
    assert flow_texts.why_void(reason, said) == words


def test_a_pad_that_loses_its_display_is_said_at_once_and_one_display_is_offered(seat: Seat) -> None:
    asked: list[bool] = []
    seat.window.share_display.connect(lambda: asked.append(True))
    seat.begin("sydj")
    assert not seat.window.side.share.isVisible()
    seat.pad.is_seen = False
    seat.pad.changed.emit()
    assert views.pad_gone() in seat.messages
    assert seat.window.strip._items[0].words.text() == "签署屏 断开"
    seat.window.machine.say_pen("笔 DTK-1660 · 200 次/秒", True)
    assert seat.window.strip._items[0].words.text() == "签署屏 断开"
    seat.press("F1")
    assert asked == [True]
    seat.pad.is_seen = True
    seat.pad.changed.emit()
    assert views.pad_gone() not in seat.messages
    assert not seat.window.side.share.isVisible()
    assert seat.window.strip._items[0].words.text() == "笔 DTK-1660 · 200 次/秒"


def test_who_does_not_consent_gets_the_filled_form_on_paper_and_the_case_is_listed(seat: Seat, tmp_path: Path) -> None:
    seat.begin("sydj")
    visit = seat.visit
    seat.reception.signer_did(ev.Consent("electronic", False))
    seat.settle()
    assert seat.visit.state is State.PAPER
    assert code_of(visit) in seat.window.middle.visit.progress.pages.text()
    seat.press("F4")
    seat.focused.setText(str(tmp_path))  # type: ignore[attr-defined]
    seat.press("F8")
    assert isinstance(seat.window.panel, PaperPanel)
    assert "还一项都没有填" in seat.window.panel.note.text()
    assert list(tmp_path.glob("*.pdf")) == []
    seat.press("Esc")
    seat.window.middle.visit.form.lead_to("name")
    seat.write("张三")
    seat.press("Tab")
    assert seat.visit.answers.value("name") == "张三"
    seat.press("F4")
    seat.focused.setText(str(tmp_path))  # type: ignore[attr-defined]
    seat.press("F8")
    (printed,) = tmp_path.glob("*.pdf")
    text = PdfReader(printed).pages[0].extract_text()
    assert "张三" in text and f"办件号 {visit.number} · 核验码 {code_of(visit)}" in text
    seat.press("Esc")
    seat.press("F8")
    assert seat.reception.visit is None
    empty = seat.window.middle.empty
    assert (empty.heading.text(), empty.copy_key.isVisible()) == (f"{visit.number} 纸质，等扫描", False)
    listed = [words.text() for words in seat.window.left.findChildren(Words)]
    assert "等扫描存入 1" in listed


def test_the_mirror_is_not_left_white_after_a_case_on_paper(seat: Seat, qtbot: QtBot) -> None:
    seat.begin("sydj")
    seat.reception.signer_did(ev.Consent("electronic", False))
    seat.settle()
    seat.press("F8")
    assert seat.reception.visit is None
    qtbot.waitUntil(lambda: seat.window.side.mirror.words.text() == "您好，请坐。", timeout=30_000)


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
    assert any("只在本人阅读文件时可代翻页" in text for text in seat.messages)


def test_another_folder_takes_the_complaint_about_the_last_one_away(seat: Seat, tmp_path: Path) -> None:
    seat.begin("sydj")
    for keys in ("F4", "F8"):
        seat.press(keys)
    panel = seat.window.panel
    assert isinstance(panel, PaperPanel)
    assert "没有这个文件夹" in panel.note.text()
    panel.folder.path.setText(str(tmp_path))
    assert panel.note.text() == ""


def test_a_clock_that_nobody_keeps_says_what_that_means() -> None:
    lamps, _network = views.lamps_of(replace(HEALTH, clock_kept=False, entries=3), Lamp("笔", Tone.GOOD))
    assert [lamp.why for lamp in lamps if lamp.tone is Tone.ATTENTION] == [views.clock_unkept()]
    assert "链 至第 2 条" in [lamp.words for lamp in lamps]


def test_a_station_folder_that_others_may_enter_is_said_on_the_strip() -> None:
    pen = Lamp("笔", Tone.GOOD)
    fine, _network = views.lamps_of(HEALTH, pen)
    lamps, _network = views.lamps_of(replace(HEALTH, folder_faults=2), pen)
    (told,) = (lamp for lamp in lamps if lamp not in fine)
    assert (told.words, told.tone) == ("站点文件夹 权限不对", Tone.ATTENTION)
    assert "luobi archive list" in told.why


@pytest.mark.parametrize("width", [600, 760, 900])
def test_the_reason_is_never_squeezed_into_a_column(qtbot: QtBot, width: int) -> None:
    foot = FootRow(DeskLook.of(1200))
    qtbot.addWidget(foot)
    foot.setStyleSheet(DeskLook.of(1200).sheet)
    acts = (DeskAct.PAPER, DeskAct.SIGNS_OTHERWISE, DeskAct.CONTENT_WRONG, DeskAct.GIVE_UP)
    foot.show_state(Foot(acts, "等申请人在签署屏上操作：第 1 页未读完"))
    foot.resize(width, 200)
    foot.show()
    qtbot.wait(1)
    letters = foot.note.fontMetrics()
    assert foot.note.heightForWidth(foot.note.width()) <= 2.5 * letters.lineSpacing()


@pytest.mark.parametrize(("unusable", "said"), [(0, []), (2, ["另有 2 个表单文件有错，没有列出"])])
def test_files_that_cannot_be_used_are_said_where_a_business_is_chosen(
    qtbot: QtBot, unusable: int, said: list[str]
) -> None:
    panel = StartPanel(DeskLook.of(1200), tuple(catalogue().values()), unusable)
    qtbot.addWidget(panel)
    told = [words.text().partition("。")[0] for words in panel.findChildren(Words)]
    assert [words for words in told if "没有列出" in words] == said
