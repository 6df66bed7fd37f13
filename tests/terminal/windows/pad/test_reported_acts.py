"""What people do on the pad's screens: what each of them tells, and which doors are closed."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PyQt6.QtWidgets import QApplication, QLabel

from archive.ceremony import Act, ActRecord
from terminal.demo import pad_pictures
from terminal.visit.events import Back, Checked, Consent, Entered, Go, NotWrong, PageShown, SignsAs, Wrong
from terminal.visit.model import Manner, State
from terminal.windows.look import Look, Mode
from terminal.windows.look.glass import SMALL
from terminal.windows.pad import views
from terminal.windows.pad.acts import (
    CallReason,
    CallStaff,
    Declines,
    Larger,
    ReadToMe,
    ShowMissing,
    ShowPart,
    StayLonger,
    StillHere,
    ThisIsMe,
    Typed,
)
from terminal.windows.pad.button import Button
from terminal.windows.pad.check import CheckScreen
from terminal.windows.pad.done import DoneScreen
from terminal.windows.pad.read import ReadScreen
from terminal.windows.pad.screens import screen_of
from terminal.windows.pad.sign import SignScreen
from terminal.windows.pad.states import Away, Call, Check, Done, Entry, Fill, Notice, Option, Sign, Step
from terminal.windows.pad.text import Text
from terminal.windows.pad.window import PadWindow
from terminal.windows.spoken_text import spoken
from tests.terminal.windows.pad import reporting_pad
from tests.terminal.windows.pad.all_screens import usual
from tests.terminal.windows.pad.reporting_pad import IDLE, Pad, checking

AT = "2026-11-24T02:00:00Z"

pad = reporting_pad.pad  # in place of the conftest's


def test_the_notice_asks_for_each_consent_apart_and_chooses_none(pad: Pad) -> None:
    visit = usual()[0].visit
    frame = views.frame_of(visit)
    pad.show(views.notice_of(visit, frame))
    pad.press("继续")
    assert pad.told.pop() == ShowPart(1)
    asking = views.notice_of(visit, frame, part=1)
    pad.show(asking)
    choices = [one for one in pad.window.screen_shown.findChildren(Button) if one.isCheckable()]
    assert not any(one.isChecked() for one in choices)
    pad.press("继续")
    assert pad.told == []
    assert pad.window.screen_shown.focused is pad.button("同意用电子方式签名吗？同意")
    pad.press("同意用电子方式签名吗？同意")
    pad.press("同意记录您的笔迹（笔画、力度、时间）吗？不同意")
    pad.press("您自己签名，还是需要帮助？我自己签")
    assert pad.told == [Consent("electronic", True), Declines("dynamics"), SignsAs(Manner.SELF)]


def test_the_notice_goes_on_when_all_is_answered_and_stays_in_place(pad: Pad) -> None:
    visit = usual()[0].visit
    frame = views.frame_of(visit)
    asking = views.notice_of(visit, frame, part=1)
    pad.show(asking)
    before = pad.window.screen_shown
    answered = replace(visit, consents={"electronic": True, "dynamics": True})
    pad.show(views.notice_of(answered, frame, signs_self=True, part=1))
    assert pad.window.screen_shown is before
    assert pad.button("同意用电子方式签名吗？同意").isChecked()
    pad.press("继续")
    pad.press("改用纸质办理")
    assert pad.told == [Go(), Declines("electronic")]


def test_a_refusal_is_chosen_like_consent_and_only_the_primary_button_tells_it(pad: Pad) -> None:
    visit = usual()[0].visit
    frame = views.frame_of(visit)
    pad.show(views.notice_of(visit, frame, part=1))
    before, primary = pad.window.screen_shown, pad.window.screen_shown.primary
    refused = views.notice_of(visit, frame, part=1, declined=frozenset({"dynamics"}))
    pad.show(refused)
    assert pad.window.screen_shown is before and primary is not None
    assert pad.button("同意记录您的笔迹（笔画、力度、时间）吗？不同意").isChecked()
    assert (primary.text(), primary.closed, before.note.text()) == ("改用纸质办理", False, refused.refusal)
    assert "结果相同" in refused.refusal
    pad.press("改用纸质办理")
    assert pad.told == [Consent("dynamics", False)]
    pad.show(views.notice_of(replace(visit, consents={"dynamics": True}), frame, part=1))
    assert (primary.text(), primary.closed) == ("继续", True)


@pytest.mark.parametrize("subject", ["electronic", "dynamics"])
@pytest.mark.parametrize("part", [2, 9])
def test_in_large_type_a_refused_question_stays_on_the_screen(subject: str, part: int) -> None:
    visit = usual()[1].at(State.HAND_OVER, 1)
    state = views.notice_of(visit, views.frame_of(visit), True, part, frozenset({subject}))
    shown = screen_of(Look.of(Mode(elder=True), SMALL), state)
    chosen = [each for each in shown.findChildren(Button) if each.isVisibleTo(shown) and each.isChecked()]
    assert [each.text() for each in chosen] == ["不同意"], "the question of the next page is not asked"
    assert shown.primary is not None and shown.primary.text() == "改用纸质办理"


def test_agreeing_and_refusing_have_the_same_size(pad: Pad) -> None:
    visit = usual()[0].visit
    pad.show(views.notice_of(visit, views.frame_of(visit), part=1))
    for question in ("同意用电子方式签名吗？", "同意记录您的笔迹（笔画、力度、时间）吗？"):
        yes, no = pad.button(f"{question}同意"), pad.button(f"{question}不同意")
        assert abs(yes.width() - no.width()) <= 1 and yes.height() == no.height()


def test_paper_is_chosen_where_it_can_be_seen_and_changed(pad: Pad) -> None:
    visit = usual()[0].visit
    pad.show(views.notice_of(visit, views.frame_of(visit)))
    pad.press("改用纸质办理")
    assert pad.told == [Declines("electronic"), ShowPart(1)]


def test_whoever_signs_later_begins_at_the_beginning_and_is_told_before_he_signs(pad: Pad) -> None:
    later = usual()[0].at(State.HAND_OVER, 1)
    state = views.notice_of(later, views.frame_of(later))
    pad.show(state)
    assert state.frame.step is Step.NOTICE
    said = [text.text() for text in pad.window.screen_shown.findChildren(Text)]
    assert "签名前，请您了解" in said and "办理前，请您了解" not in said


def test_what_a_refusal_does_to_a_frozen_document_is_said() -> None:
    frozen = usual()[0].at(State.HAND_OVER, 1)
    assert "作废" in views.notice_of(frozen, views.frame_of(frozen)).refusal


def test_help_with_signing_is_a_call_not_a_decision(pad: Pad) -> None:
    visit = usual()[0].visit
    pad.show(views.notice_of(visit, views.frame_of(visit), part=1))
    pad.press("您自己签名，还是需要帮助？需要帮助")
    assert pad.told == [CallStaff(CallReason.WANTS_HELP)]


def test_a_notice_keeps_the_reason_of_the_visit(pad: Pad) -> None:
    visit = usual()[0].visit
    agreed = replace(visit, consents={"electronic": True, "dynamics": True}, manners={"applicant": Manner.MARK})
    state = views.notice_of(agreed, views.frame_of(agreed), signs_self=False, part=1)
    assert isinstance(state, Notice)
    pad.show(state)
    assert pad.window.screen_shown.note.text() == "要有两位工作人员在场"
    pad.press("继续")
    assert pad.told == [ShowMissing()]


def filling(entry: Entry, value: str = "", **changed: object) -> Fill:
    frame = views.frame_of(replace(usual()[0].visit, state=State.FILL))
    options = (Option("1", "甲"), Option("2", "乙")) if entry in {Entry.CHOICE, Entry.CHOICES} else ()
    state = Fill(frame, "key", "问题？", entry, value, 1, 3, options, max_chars=4)
    return replace(state, **changed)  # type: ignore[arg-type]


def test_a_choice_is_an_answer_at_once_and_opens_the_door(pad: Pad) -> None:
    pad.show(filling(Entry.CHOICE))
    pad.press("下一项")
    assert pad.told == []
    assert pad.window.screen_shown.focused is pad.button("甲")
    before = pad.window.screen_shown
    pad.press("乙")
    assert pad.told.pop() == Entered("key", "2", "applicant")
    pad.show(filling(Entry.CHOICE, "2"))
    assert pad.window.screen_shown is before
    pad.press("下一项")
    pad.press("上一项")
    assert pad.told == [ShowPart(2), ShowPart(0)]


def test_several_choices_are_one_answer(pad: Pad) -> None:
    pad.show(filling(Entry.CHOICES, required=False))
    pad.press("乙")
    pad.press("甲")
    assert pad.told[-1] == Entered("key", "1,2", "applicant")


def test_the_number_pad_tells_every_key_and_enters_at_the_door(pad: Pad) -> None:
    pad.show(filling(Entry.NUMBER))
    for key in ("1", "2", "删一位", "3"):
        pad.press(key)
        typed = pad.told[-1]
        assert isinstance(typed, Typed)
        pad.show(filling(Entry.NUMBER, typed.text))
    assert pad.told[-1] == Typed("key", "13")
    pad.press("下一项")
    assert pad.told[-2:] == [Entered("key", "13", "applicant"), ShowPart(2)]
    pad.press("清空")
    assert pad.told[-1] == Typed("key", "")


def test_a_date_is_entered_when_it_is_whole(pad: Pad) -> None:
    pad.show(filling(Entry.DATE))
    for key in "2026103":
        pad.press(key)
    assert pad.button("下一项").closed is False
    pad.press("月")
    pad.press("9")
    pad.press("下一项")
    assert pad.told[-2:] == [Entered("key", "2026-09-03", "applicant"), ShowPart(2)]


WRONG = "证件号码校验位不符"


def test_a_number_that_cannot_be_right_keeps_the_door_closed_and_says_why(pad: Pad) -> None:
    pad.show(filling(Entry.NUMBER, least_chars=3))
    for key in "12":
        pad.press(key)
    pad.show(filling(Entry.NUMBER, "12", least_chars=3, problem=WRONG))
    screen = pad.window.screen_shown
    assert WRONG not in screen.words() and "还没有填完" in screen.note.text()
    pad.press("下一项")
    assert WRONG in screen.words() and not any(isinstance(one, Entered) for one in pad.told)
    pad.press("3")
    pad.show(filling(Entry.NUMBER, "123", least_chars=3, problem=WRONG))
    assert pad.window.screen_shown is screen
    assert WRONG in screen.words() and "还没有填对" in screen.note.text()
    pad.press("删一位")
    pad.press("4")
    pad.show(filling(Entry.NUMBER, "124", least_chars=3))
    assert WRONG not in screen.words()
    pad.press("下一项")
    assert pad.told[-2:] == [Entered("key", "124", "applicant"), ShowPart(2)]


def test_a_day_that_cannot_be_keeps_the_door_closed(pad: Pad) -> None:
    pad.show(filling(Entry.DATE, "2026-02-30", problem="日期不存在"))
    pad.press("下一项")
    assert pad.told == [] and "日期不存在" in pad.window.screen_shown.words()


@pytest.mark.parametrize(("index", "told"), [(1, [ShowPart(2)]), (2, [])])
def test_nobody_is_held_up_by_a_number_that_is_not_taken(pad: Pad, index: int, told: list[object]) -> None:
    pad.show(filling(Entry.NUMBER, "124", index=index, problem=WRONG))
    pad.press("我填不了")
    assert pad.told == [CallStaff(CallReason.HELP), *told]


def test_staff_are_offered_while_the_door_is_closed_only(pad: Pad) -> None:
    pad.show(filling(Entry.NUMBER, "124"))
    assert not any(one.text() == "我填不了" for one in pad.window.screen_shown.focus_order())  # type: ignore[attr-defined]


def test_text_comes_from_the_desk_and_the_last_question_leads_on(pad: Pad) -> None:
    pad.show(filling(Entry.DESK))
    pad.press("下一项")
    pad.show(filling(Entry.DESK, "机械装调", index=2))
    pad.press("填好了")
    assert pad.told == [ShowMissing(), Go()]


def test_only_what_stood_on_the_screen_is_checked(pad: Pad) -> None:
    pad.show(checking())
    pad.press("这一页都对")
    checked, after = pad.told
    assert checked == Checked(("name", "sex", "ethnic", "id_type", "id_no"))
    assert after == ShowPart(1)


def test_every_answer_is_on_one_page_and_the_last_page_leads_on(pad: Pad) -> None:
    pad.show(checking())
    screen = pad.window.screen_shown
    assert isinstance(screen, CheckScreen)
    pages = len(screen.pages)
    seen: list[str] = []
    for part in range(pages):
        pad.show(checking(part=part))
        pad.told.clear()
        pad.press("这一页都对")
        assert isinstance(pad.told[0], Checked)
        seen += pad.told[0].keys
    assert pad.told[-1] == Go()
    assert seen == list(pad_pictures.registration().values)


def said(pad: Pad) -> str:
    return "\n".join(one.text() for one in pad.window.screen_shown.findChildren(Text))


def found_wrong(*changed: tuple[str, str]) -> Check:
    """The check after the document was found wrong; everything had been checked, and this was changed since."""
    visit = replace(usual()[0].visit, state=State.CHECK)
    answers = visit.answers.check(tuple(visit.answers.values), "applicant", AT)
    for key, value in changed:
        answers = answers.enter(key, value, "staff:S01", AT)
    acts = (ActRecord(AT, "station", Act.FROZEN, {}), ActRecord(AT, "applicant", Act.CONTENT_WRONG, {}))
    visit = replace(visit, answers=answers, acts=acts)
    return views.check_of(visit, views.frame_of(visit))


def test_who_found_the_document_wrong_is_asked_what_and_may_say_nothing_is(pad: Pad) -> None:
    pad.show(found_wrong())
    assert "哪里不对？点那一项的“要改”" in said(pad)
    pad.press("要改：性别")
    assert pad.told.pop() == Wrong("sex")
    pad.press("下一页")
    assert pad.told.pop() == ShowPart(1)
    pad.press("没有要改的")
    assert pad.told == [Go()], "nothing that was checked is checked again"


def test_what_was_changed_is_marked_old_and_new_stands_first_and_only_that_is_checked_again(pad: Pad) -> None:
    state = found_wrong(("phone", "13900000001"), ("left_on", "2026-10-30"))
    assert [(row.key, row.before) for row in state.rows[:2]] == [
        ("phone", "139 0000 0000"),
        ("left_on", "2026 年 10 月 31 日"),
    ]
    assert all(row.before == "" and not row.pending for row in state.rows[2:])
    pad.show(state)
    assert "已改：139 0000 0000 → 139 0000 0001" in said(pad)
    assert "改过的排在前面，请再核对一遍" in said(pad)
    pad.press("改好了，都对")
    assert pad.told == [Checked(("phone", "left_on")), Go()]


def test_a_wrong_answer_closes_the_door_which_leads_to_it(pad: Pad) -> None:
    pad.show(checking())
    pad.press("要改：性别")
    assert pad.told.pop() == Wrong("sex")
    pad.show(checking(frozenset({"sex"})))
    door = pad.button("这一页都对")
    assert door.closed
    assert "有 1 项要改" in pad.window.screen_shown.note.text()
    pad.press("这一页都对")
    assert pad.told == []
    assert pad.window.screen_shown.focused is pad.button("不改了：性别")
    pad.press("不改了：性别")
    pad.press("返回填写")
    assert pad.told == [NotWrong("sex"), Back()]


def test_a_page_of_answers_can_be_looked_at_again(pad: Pad) -> None:
    pad.show(checking())
    assert "上一页" not in [each.text() for each in pad.window.screen_shown.focus_order()]
    pad.show(checking(part=1))
    pad.press("上一页")
    assert pad.told == [ShowPart(0)]


class Clock:
    """Milliseconds, moved by hand."""

    def __init__(self) -> None:
        self.now = 0

    def __call__(self) -> int:
        return self.now


def reading(of: pad_pictures.SampleVisit) -> tuple[ReadScreen, Clock, list[object]]:
    visit = of.at(State.READ)
    told: list[object] = []
    clock = Clock()
    window = PadWindow(IDLE, SMALL)
    screen = ReadScreen(window.look, views.read_of(visit, views.frame_of(visit)), of.pages, clock)
    screen.did.connect(told.append)
    screen.show()
    return screen, clock, told


def primary(screen: ReadScreen) -> Button:
    assert screen.primary is not None
    return screen.primary


def test_reading_to_the_end_opens_the_door(qapp: QApplication) -> None:
    screen, clock, told = reading(usual()[1])
    for _ in range(60):
        if primary(screen).text() == "看完了":
            break
        clock.now += 1000
        primary(screen).click()
    assert primary(screen).closed
    assert "第 4 页还没看完" in screen.note.text()
    clock.now += 1000
    screen.view.moved.emit()
    assert not primary(screen).closed
    primary(screen).click()
    pages = [one.page for one in told if isinstance(one, PageShown)]
    assert set(pages) == {0, 1, 2, 3}
    assert told[-1] == Go()


def test_what_stands_behind_something_else_is_not_read(qapp: QApplication) -> None:
    screen, clock, told = reading(usual()[1])
    while primary(screen).text() == "往下看":
        clock.now += 500
        primary(screen).click()
    clock.now += 3000
    screen.hide()
    (shown,) = told
    assert isinstance(shown, PageShown)
    clock.now += 60_000
    screen.page_came()
    screen.show()
    clock.now += 1000
    screen.leave()
    (_first, again) = told
    assert isinstance(again, PageShown)
    assert (again.page, again.dwell_ms) == (0, 1000)


def test_a_screen_that_is_made_behind_something_else_counts_from_when_it_is_seen(qapp: QApplication) -> None:
    screen, clock, told = reading(usual()[1])
    mark = screen.bookmark
    screen.hide()
    made = ReadScreen(screen.look, screen._state, usual()[1].pages, clock)
    made.did.connect(told.append)
    made.go_on_from(mark)
    clock.now += 60_000
    made.leave()
    assert told == []


def test_the_time_between_two_screens_is_nobodys_reading(qapp: QApplication) -> None:
    screen, clock, told = reading(usual()[1])
    clock.now += 1000
    screen.leave()
    mark = screen.bookmark
    screen.hide()
    clock.now += 20_000
    made = ReadScreen(screen.look, screen._state, usual()[1].pages, clock)
    made.did.connect(told.append)
    made.go_on_from(mark)
    made.show()
    while primary(made).text() == "往下看":
        clock.now += 500
        primary(made).click()
    clock.now += 3000
    made.leave()
    assert sum(one.dwell_ms for one in told if isinstance(one, PageShown)) < 20_000


def test_a_document_flung_past_is_not_read_and_the_door_leads_to_its_first_page(qapp: QApplication) -> None:
    screen, clock, told = reading(usual()[1])
    while primary(screen).text() != "看完了":
        clock.now += 50
        primary(screen).click()
    assert primary(screen).closed
    primary(screen).click()
    assert told == []
    assert screen.view.page == 0


def test_the_reader_may_go_back_enlarge_and_say_that_something_is_wrong(qapp: QApplication) -> None:
    screen, _clock, told = reading(usual()[0])
    by_name = {one.accessibleName(): one for one in screen.focus_order() if isinstance(one, Button)}
    assert by_name["往上看"].closed and by_name["缩小"].closed
    primary(screen).click()
    by_name["放大"].click()
    assert not by_name["往上看"].closed and not by_name["缩小"].closed
    by_name["往上看"].click()
    by_name["内容有误，返回修改"].click()
    assert told == [Wrong()]


def signing(of: pad_pictures.SampleVisit, written: bool, reason: str) -> Sign:
    visit = of.at(State.SIGN)
    words = visit.form.boxes[0].words
    state = views.sign_of(visit, views.frame_of(visit), of.frozen.places, 841.89, words, written, reason)
    assert isinstance(state, Sign)
    return state


def test_signing_is_accepted_once_the_reason_is_gone(pad: Pad) -> None:
    of = usual()[0]
    pad.show(signing(of, False, "请先在框内写上您的姓名"), of.pages)
    screen = pad.window.screen_shown
    assert isinstance(screen, SignScreen)
    accepted: list[bool] = []
    screen.accepted.connect(lambda: accepted.append(True))
    pad.press("签好了")
    assert not accepted
    pad.show(signing(of, True, ""), of.pages)
    assert pad.window.screen_shown is screen
    pad.press("签好了")
    assert accepted == [True]


def test_not_signing_is_told_to_staff(pad: Pad) -> None:
    of = usual()[0]
    pad.show(signing(of, False, "请先在框内写上您的姓名"), of.pages)
    for label in ("返回再看", "我不方便写字", "我不签了"):
        pad.press(label)
    assert pad.told == [Back(), CallStaff(CallReason.CANNOT_WRITE), CallStaff(CallReason.WILL_NOT_SIGN)]


def test_the_ink_area_is_the_boxs_room_for_ink(pad: Pad) -> None:
    of = usual()[1]
    visit = of.at(State.SIGN, 1)
    words = visit.form.boxes[1].words
    state = views.sign_of(visit, views.frame_of(visit), of.frozen.places, 841.89, words, False, "还没写")
    pad.show(state, of.pages)
    screen = pad.window.screen_shown
    assert isinstance(screen, SignScreen)
    place = of.frozen.place("employer")
    dots = screen.page_scale * SMALL.dots_per_mm
    assert abs(screen.area.width() - place.ink_width_mm * dots) <= 1
    assert abs(screen.area.height() - place.ink_height_mm * dots) <= 1


def test_the_header_calls_enlarges_and_reads(pad: Pad) -> None:
    visit = replace(usual()[0].visit, state=State.CHECK)
    pad.show(views.check_of(visit, views.frame_of(visit, voice=True, call=Call.NONE)))
    for label in ("找工作人员", "字大一些", "读给我听"):
        pad.press(label)
    call, larger, read = pad.told
    assert (call, larger) == (CallStaff(CallReason.HELP), Larger(True))
    assert isinstance(read, ReadToMe)
    said = spoken("。\n".join(read.words))
    assert "尾号 0 0 3 1" in said and "379999 19880816" not in said
    pad.show(views.check_of(visit, views.frame_of(visit, call=Call.COMING)))
    assert [one.text() for one in pad.window.screen_shown.focus_order() if isinstance(one, Button)][-1] == Call.COMING


def test_the_last_screens_count_down_in_place(pad: Pad) -> None:
    visit = usual()[0].at(State.DONE, 1)
    frame = views.frame_of(visit)
    pad.show(views.done_of(visit, frame, "receipt", 60))
    before = pad.window.screen_shown
    pad.show(views.done_of(visit, frame, "receipt", 59))
    assert pad.window.screen_shown is before
    assert any("59 秒" in one.text() for one in before.findChildren(QLabel))
    pad.press("再看一会儿")
    pad.press("我拿好了")
    pad.show(Away(training=True, seconds=20))
    pad.press("我还在")
    assert pad.told == [StayLonger(), Go(), StillHere()]


def test_a_void_document_is_not_called_done(pad: Pad) -> None:
    visit = usual()[0].at(State.DONE, 1)
    state = views.done_of(visit, views.frame_of(visit), "receipt", 60, ("1",))
    assert isinstance(state, Done)
    pad.show(replace(state, void=True))
    shown = pad.window.screen_shown
    words = "".join(one.text() for one in shown.findChildren(QLabel))
    assert "没有签成" in words and "不算数" in words
    assert "回执" not in words and "拷走" not in words
    assert isinstance(shown, DoneScreen) and shown.code is None


@pytest.mark.parametrize("turned", [False, True])
def test_the_next_signer_says_that_he_has_the_pen(pad: Pad, turned: bool) -> None:
    visit = usual()[1].at(State.HAND_OVER, 1)
    pad.show(views.hand_over_of(visit, views.frame_of(visit), turned))
    pad.press("我是陈平")
    assert pad.told == [ThisIsMe()]
