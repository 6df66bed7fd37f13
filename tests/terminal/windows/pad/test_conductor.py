"""The pad follows the visit: which screen, what the person does on it, one signature, and what a wipe leaves."""

from __future__ import annotations

import pytest
from PyQt6.QtCore import QPoint
from PyQt6.QtGui import QGuiApplication
from PyQt6.QtWidgets import QAbstractButton, QLabel, QWidget

from terminal.session.reception import Why
from terminal.visit.events import Back, Cancel, Checked, Entered, Go, NotWrong, PageShown, SignsAs
from terminal.visit.model import Manner, State
from terminal.windows.look import Mode
from terminal.windows.pad.acts import ShowPart
from terminal.windows.pad.calls import HEARD_MS
from terminal.windows.pad.mirror import Mirror
from terminal.windows.pad.read import ReadScreen
from terminal.windows.pad.states import Away, Call, Check, Done, Fill, HandOver, Idle, Notice, Read, Sign, Wait
from tests.terminal.session.next_event import next_event
from tests.terminal.windows.pad.pad_at_counter import Counter


def test_a_registration_is_led_through_by_pen_alone_and_within_the_touches(counter: Counter) -> None:
    assert isinstance(counter.state, Idle)
    counter.begin()
    assert isinstance(counter.state, Notice)
    counter.agree()
    assert isinstance(counter.state, Fill)
    counter.enter_all()
    assert isinstance(counter.state, Check)
    pages = counter.check()
    assert isinstance(counter.state, Read)
    counter.read()
    assert isinstance(counter.state, Sign)
    counter.write("applicant")
    counter.judged()
    counter.gives()
    assert isinstance(counter.state, HandOver)
    frozen = counter.visit.frozen
    assert frozen is not None
    assert counter.touches <= 10 + pages + frozen.pages, counter.touches
    counter.tap(f"我是{counter.visit.signer.name}")
    counter.agree()
    counter.read()
    counter.write("staff")
    counter.judged()
    counter.gives()
    assert isinstance(counter.state, Done)
    counter.tap("我拿好了")
    assert isinstance(counter.state, Idle)
    assert counter.reception.visit is None
    assert len(counter.reception.today) == 1


def test_a_wipe_leaves_nothing_personal_on_widgets_or_clipboards(counter: Counter) -> None:
    counter.go_to(State.SIGN)
    name = counter.visit.signer.name
    everything = [counter.window, *counter.window.findChildren(QWidget)]
    assert any(name in text for text in texts_of(everything))
    clipboard = QGuiApplication.clipboard()
    assert clipboard is not None
    clipboard.setText(name)
    counter.write()
    counter.conductor.wipe()
    assert isinstance(counter.state, Idle)
    assert not any(name in text for text in texts_of([*everything, *counter.window.findChildren(QWidget)]))
    assert clipboard.text() == ""
    assert counter.pen is not None and counter.pen.capture is None


def texts_of(widgets: list[QWidget]) -> list[str]:
    found = []
    for widget in widgets:
        found += [widget.accessibleName(), widget.windowTitle(), widget.toolTip()]
        if isinstance(widget, QLabel | QAbstractButton):
            found.append(widget.text())
    return found


@pytest.mark.parametrize("broken", ["capturing", "_aloud", "_pages"])
def test_a_wipe_works_whatever_is_broken(counter: Counter, monkeypatch: pytest.MonkeyPatch, broken: str) -> None:
    counter.go_to(State.SIGN)
    name = counter.visit.signer.name
    monkeypatch.setattr(counter.conductor, broken, object())
    counter.conductor.wipe()
    monkeypatch.undo()
    assert isinstance(counter.state, Idle)
    assert not any(name in text for text in texts_of(counter.window.findChildren(QWidget)))


@pytest.mark.parametrize("end", ["lock", "put-aside", "pause", "cancel", "display"])
def test_every_end_wipes_the_pad_and_closes_the_pages(counter: Counter, end: str) -> None:
    counter.go_to(State.SIGN)
    hand = counter.reception.hand
    assert hand is not None
    pages = counter.conductor._pages.of(hand.visit, hand.papers)
    assert pages is not None
    pages.picture(0, 100)
    counter.lane.pump()
    assert not pages.picture(0, 100).isNull()
    match end:
        case "lock":
            counter.reception.lock()
        case "put-aside":
            counter.reception.put_aside("another-visit")
        case "pause":
            counter.reception.pause("away")
        case "cancel":
            counter.reception.staff_did(Cancel("left"))
        case "display":
            counter.window.wipe()
            counter.window.display_gone.emit()
    if end != "cancel":  # a frozen document is archived as void first
        assert isinstance(counter.state, Idle)
        counter.lane.pump()
        assert pages.picture(0, 100).isNull()
    else:
        assert isinstance(counter.state, Wait)


def test_nobody_there_is_asked_then_wiped_and_paused_and_staff_go_on(counter: Counter) -> None:
    counter.begin()
    record = counter.reception.current
    counter.now_ms += 89_000
    counter.conductor.tick()
    assert isinstance(counter.state, Notice)
    counter.now_ms += 2_000
    counter.conductor.tick()
    assert isinstance(counter.state, Away)
    counter.tap("我还在")
    assert isinstance(counter.state, Notice)
    counter.now_ms += 91_000
    counter.conductor.tick()
    assert isinstance(counter.state, Away)
    counter.now_ms += 21_000
    counter.conductor.tick()
    assert isinstance(counter.state, Idle)
    assert counter.reception.in_hand[record].visit.paused
    counter.reception.take_up(record)
    counter.conductor.tick()
    assert isinstance(counter.state, Notice)


def test_who_writes_slowly_is_not_away(counter: Counter) -> None:
    counter.go_to(State.SIGN)
    for _minute in range(8):
        counter.now_ms += 60_000
        place = counter.box().center()
        counter.say(counter.contact(place, place))
        counter.conductor.tick()
    assert isinstance(counter.state, Sign)
    counter.now_ms += 301_000
    counter.conductor.tick()
    assert isinstance(counter.state, Away)
    assert counter.acts("ink-void")


def test_who_moves_the_page_is_not_away(counter: Counter) -> None:
    counter.begin()
    while counter.visit.state is not State.READ:
        if counter.visit.state is State.FILL:
            counter.enter_all()
        else:
            counter.reception.signer_did(next_event(counter.visit))
        counter.lane.pump()
    counter.lane.pump()
    counter.settle()
    screen = counter.window.screen_shown
    assert isinstance(screen, ReadScreen)
    counter.now_ms += 290_000
    middle = counter.middle(screen.view)
    counter.say(counter.contact(middle, middle - QPoint(0, 200)))
    counter.now_ms += 20_000
    counter.conductor.tick()
    assert isinstance(counter.state, Read)


def test_the_clock_stands_while_the_machine_works(counter: Counter) -> None:
    counter.go_to(State.SIGN)
    counter.write()
    counter.judged()
    counter.tap("签好了", pump=False)
    assert isinstance(counter.state, Wait)
    counter.now_ms += 1_000_000
    counter.conductor.tick()
    assert isinstance(counter.state, Wait)


def test_the_last_screen_goes_by_itself_and_may_be_kept(counter: Counter) -> None:
    counter.go_to(State.SIGN)
    for role in ("applicant", "staff"):
        while counter.visit.state is not State.SIGN:
            counter.reception.signer_did(next_event(counter.visit))
            counter.lane.pump()
        counter.write(role)
        counter.judged()
        counter.gives()
    assert isinstance(counter.state, Done)
    assert counter.state.receipt and counter.state.seconds == 60
    shown = counter.window.screen_shown
    counter.tap("找工作人员")
    counter.now_ms += 1000
    counter.conductor.tick()
    assert counter.window.screen_shown is shown
    assert counter.button("正在叫工作人员")
    counter.now_ms += 49_000
    counter.tap("再看一会儿")
    counter.now_ms += 50_000
    counter.conductor.tick()
    assert isinstance(counter.state, Done)
    counter.now_ms += 11_000
    counter.conductor.tick()
    assert isinstance(counter.state, Idle)
    assert counter.reception.visit is None


def test_a_call_says_how_far_it_has_come(counter: Counter) -> None:
    counter.begin()
    counter.tap("找工作人员")
    assert counter.reception.bell is not None and counter.reception.bell.why is Why.HELP
    assert counter.button(Call.CALLED)
    counter.reception.acknowledge()
    assert counter.button(Call.COMING)


def to_questions(counter: Counter) -> None:
    counter.begin()
    while not counter.window.screen_shown.asks_here:  # type: ignore[attr-defined]
        counter.tap("继续")


def test_a_refusal_can_be_taken_back_until_the_primary_button_is_pressed(counter: Counter) -> None:
    to_questions(counter)
    counter.tap("同意用电子方式签名吗？不同意")
    assert counter.visit.state is State.NOTICE and not counter.acts("consent")
    assert counter.primary().text() == "改用纸质办理"
    counter.tap("同意用电子方式签名吗？同意")
    assert counter.visit.consents == {"electronic": True}
    counter.tap("同意用电子方式签名吗？不同意")
    assert counter.visit.state is State.NOTICE
    counter.tap("改用纸质办理")
    assert counter.reception.visit is not None and counter.visit.state is State.PAPER
    assert counter.visit.consents["electronic"] is False


def test_who_asked_for_help_goes_on_when_it_is_recorded_how_he_signs(counter: Counter) -> None:
    to_questions(counter)
    counter.tap("同意用电子方式签名吗？同意")
    counter.tap("同意记录您的笔迹（笔画、力度、时间）吗？同意")
    for _again in range(2):
        counter.tap("您自己签名，还是需要帮助？需要帮助")
        assert counter.reception.bell is not None and counter.reception.bell.why is Why.WANTS_HELP
        counter.reception.acknowledge()
        assert counter.primary().closed
        counter.reception.staff_did(SignsAs(Manner.SELF))
        assert counter.button("您自己签名，还是需要帮助？我自己签").isChecked()
        assert not counter.primary().closed
    counter.tap("继续")
    assert counter.visit.state is State.FILL


def test_a_call_that_was_heard_is_over_after_a_while_and_with_the_next_step(counter: Counter) -> None:
    to_questions(counter)
    counter.tap("找工作人员")
    counter.reception.acknowledge()
    counter.now_ms += HEARD_MS - 1
    counter.conductor.tick()
    assert counter.button(Call.COMING)
    counter.tap(Call.COMING)
    assert counter.button(Call.CALLED)
    counter.reception.acknowledge()
    assert counter.button(Call.COMING)
    counter.now_ms += HEARD_MS
    counter.conductor.tick()
    counter.tap(Call.NONE)
    counter.reception.acknowledge()
    assert counter.button(Call.COMING)
    counter.agree()
    assert counter.button(Call.NONE)


def test_who_cannot_write_is_answered_beside_the_box(counter: Counter) -> None:
    counter.go_to(State.SIGN)
    counter.tap("我不方便写字")
    assert any("正在叫工作人员" in word for word in counter.window.screen_shown.words())
    counter.reception.acknowledge()
    words = counter.window.screen_shown.words()
    assert any("工作人员知道了" in word for word in words)
    assert not any("请先在框内写上" in word for word in words)
    counter.now_ms += HEARD_MS
    counter.conductor.tick()
    assert any("请先在框内写上" in word for word in counter.window.screen_shown.words())


def test_a_call_from_the_header_leaves_what_is_said_beside_the_box(counter: Counter) -> None:
    counter.go_to(State.SIGN)
    counter.tap("找工作人员")
    assert any("请先在框内写上" in word for word in counter.window.screen_shown.words())


def test_a_correction_leads_to_the_part_on_which_it_stands(counter: Counter) -> None:
    counter.begin()
    counter.agree()
    counter.enter_all()
    counter.tap("要改：姓名")
    assert counter.reception.bell is not None and counter.reception.bell.key == "name"
    last = len(counter.window.screen_shown.pages) - 1  # type: ignore[attr-defined]
    counter.conductor._did(ShowPart(last))
    counter.tap("这一页都对")
    assert isinstance(counter.state, Check)
    assert counter.window.screen_shown.part == 0  # type: ignore[attr-defined]


def test_the_mirror_shows_neither_ink_nor_a_number_nor_a_locked_pad(counter: Counter) -> None:
    counter.go_to(State.SIGN)
    counter.write()
    assert counter.conductor.mirror() == Mirror(words="正在签名")
    counter.reception.lock()
    idle = counter.conductor.mirror().picture
    assert idle is not None and isinstance(counter.state, Idle)


def test_a_number_is_masked_while_its_owner_types_it(counter: Counter) -> None:
    counter.begin()
    counter.agree()
    phone = [asked.key for asked in counter.visit.form.fields].index("phone")
    counter.conductor._did(ShowPart(phone))
    counter.tap("1")
    assert counter.conductor.mirror() == Mirror(words="正在填写号码")


def test_the_pages_turned_by_staff_are_recorded_as_theirs(counter: Counter) -> None:
    counter.begin("fixed-term-contract")
    while counter.visit.state is not State.READ:
        if counter.visit.state is State.FILL:
            counter.enter_all()
        else:
            counter.reception.signer_did(next_event(counter.visit))
        counter.lane.pump()
    counter.lane.pump()
    screen = counter.window.screen_shown
    assert isinstance(screen, ReadScreen)
    while not counter.acts("page-shown"):
        counter.lane.pump()
        counter.qtbot.wait(450)  # a stop that counts
        counter.conductor.turn_page(1)
    assert counter.visit.acts[-1].facts["turned_by"] == "S01"


def test_the_employers_agent_checks_the_employers_part_on_the_pad_before_reading(counter: Counter) -> None:
    counter.go_to(State.SIGN, "fixed-term-contract")
    counter.write("worker")
    counter.judged()
    counter.gives()
    counter.tap(f"我是{counter.visit.signer.name}")
    counter.agree()
    assert isinstance(counter.state, Check)
    assert counter.state.rows[0].label == "单位名称"
    counter.tap("返回")
    assert isinstance(counter.state, Notice)
    while not isinstance(counter.state, Check):
        counter.tap("继续")
    counter.tap("要改：单位名称")
    assert (counter.visit.marked, counter.reception.bell is None) == (("employer_name",), False)
    counter.tap("不改了：单位名称")
    while isinstance(counter.state, Check):
        counter.tap("这一页都对")
    assert isinstance(counter.state, Read)
    assert counter.visit.answers.values["employer_name"].checked_by == "employer"


def test_what_the_applicant_enters_carries_his_role(counter: Counter) -> None:
    counter.begin("fixed-term-contract")
    counter.agree()
    counter.conductor._did(Entered("worker_name", "张某", "applicant"))
    assert counter.visit.answers.values["worker_name"].entered_by == counter.visit.signer.role


def test_what_is_not_possible_now_changes_nothing_and_breaks_nothing(counter: Counter) -> None:
    counter.begin()
    before = counter.visit
    for event in (Checked(("name",)), Back(), PageShown(0, 900), NotWrong("name"), Go()):
        counter.conductor._did(event)
    assert counter.visit == before


def test_the_next_visit_finds_the_pad_as_it_usually_is(counter: Counter) -> None:
    counter.begin()
    conductor = counter.conductor
    for change in (conductor.larger, conductor.left_handed, conductor.high_contrast, conductor.turn_round):
        change(True)
    assert (conductor.mode, conductor.turned) == (Mode(elder=True, contrast=True, left_handed=True), True)
    counter.reception.put_aside("another-visit")
    assert (conductor.mode, conductor.turned) == (Mode(), False)
