"""From the applicant's chair: presses that are too many, too early or dragged, and what is no name."""

from __future__ import annotations

import pytest
from PyQt6.QtCore import QPoint, QTimer

from signing.ink import Source
from terminal.clerk import orders
from terminal.devices.pen.feed import Loss, Lost
from terminal.session.reception import Why
from terminal.visit.model import State
from terminal.windows.look.words import say
from terminal.windows.pad.capture_control import (
    BESIDE,
    LINE,
    LITTLE,
    LOST,
    MARK,
    MOST_BESIDE,
    NO_PEN,
    OUTSIDE,
    TOLD,
    WRONG_END,
)
from terminal.windows.pad.read import ReadScreen
from terminal.windows.pad.states import Check, HandOver, Idle, Read, Sign
from tests.terminal.windows.pad.pad_at_counter import Counter


@pytest.fixture
def signing(counter: Counter) -> Counter:
    """The signing screen stands there with its page, and nothing is written."""
    counter.go_to(State.SIGN)
    counter.settle()
    return counter


def stamps(counter: Counter) -> int:
    return sum(isinstance(order, orders.Stamp) for order in counter.lane.carried_out)


def inside(counter: Counter, share_x: float, share_y: float) -> QPoint:
    """A place of the box; shares beyond 1 lie outside."""
    box = counter.box()
    return QPoint(round(box.x() + share_x * box.width()), round(box.y() + share_y * box.height()))


def line(a: QPoint, b: QPoint, samples: int = 60) -> list[QPoint]:
    return [a + (b - a) * at / (samples - 1) for at in range(samples)]


@pytest.mark.parametrize("times", [2, 3])
def test_many_presses_of_the_primary_button_give_one_signature(signing: Counter, times: int) -> None:
    signing.write()
    signing.judged()
    signing.tap("签好了", times=times)
    signing.sees()
    assert isinstance(signing.state, HandOver)
    assert stamps(signing) == 1
    assert signing.visit.signed == 1


def test_presses_before_the_clerk_answers_give_one_signature(signing: Counter) -> None:
    signing.write()
    signing.judged()
    signing.tap("签好了", times=3, pump=False)
    assert signing.visit.state is State.LOOK
    signing.sees()
    assert stamps(signing) == 1


@pytest.mark.parametrize("by_hand", [False, True], ids=["looked at by the timer", "pressed by a hand at the same time"])
def test_a_press_that_is_read_while_the_ink_is_judged_gives_the_signature(signing: Counter, by_hand: bool) -> None:
    signing.write()
    signing.judged()
    button = signing.button("签好了")
    place = signing.middle(button)
    signing.feed.tell(signing.contact(*[place] * 3))  # arrived, and not yet read
    if by_hand:
        button.click()
    else:
        timer = signing.conductor.capturing.findChild(QTimer)
        assert timer is not None
        timer.timeout.emit()
    assert signing.visit.state is State.LOOK
    signing.sees()
    assert stamps(signing) == 1
    assert [act for act in signing.visit.acts if act.what == "ink-void"] == []


def test_a_pen_pressed_while_the_page_changes_presses_neither_page(counter: Counter) -> None:
    counter.begin()
    counter.agree()
    counter.enter_all()
    assert isinstance(counter.state, Check)
    counter.settle()
    place = counter.middle(counter.primary())
    down = counter.contact(place, place)
    counter.say(down[:2])
    counter.reception.staff_did(counter.desk_enters("phone", "13900000001"))
    counter.reception.ring(Why.HELP)
    counter.window.set_mode(counter.window.look.mode)  # the screen under the pen is another one now
    counter.say(down[2:])
    assert counter.visit.state is State.CHECK
    assert not [act for act in counter.visit.acts if act.what == "checked"]


def test_a_press_dragged_from_the_box_to_a_button_and_back_presses_nothing(signing: Counter) -> None:
    signing.write()
    signing.judged()
    button = signing.middle(signing.button("签好了"))
    start = inside(signing, 0.5, 0.5)
    signing.say(signing.contact(*line(start, button, 20), *line(button, start, 20)))
    signing.say(signing.contact(*line(start, button, 20)))
    assert isinstance(signing.state, Sign)
    assert stamps(signing) == 0


def test_a_press_dragged_from_a_button_into_the_box_leaves_no_ink_and_presses_nothing(signing: Counter) -> None:
    signing.say(signing.contact(*line(signing.middle(signing.button("我不签了")), inside(signing, 0.5, 0.5), 30)))
    assert signing.pen is not None and signing.pen.ink().strokes() == ()
    assert signing.reception.bell is None


def test_a_dot_for_a_name_is_refused_in_words(signing: Counter) -> None:
    signing.say(signing.contact(*[inside(signing, 0.5, 0.5)] * 60))
    signing.qtbot.waitUntil(lambda: say(TOLD["empty"]) in signing.words(), timeout=30_000)
    signing.tap("签好了")
    assert isinstance(signing.state, Sign) and stamps(signing) == 0


def test_who_signs_by_a_mark_is_asked_for_a_mark_and_may_draw_a_line(signing: Counter) -> None:
    capturing = signing.conductor.capturing
    capturing.marks = True
    capturing.again()
    assert MARK in signing.words()
    signing.say(signing.contact(*[inside(signing, 0.5, 0.5)] * 60))
    signing.qtbot.waitUntil(lambda: LITTLE in signing.words(), timeout=30_000)
    signing.say(signing.contact(*line(inside(signing, 0.2, 0.5), inside(signing, 0.8, 0.5), 120)))
    signing.judged()


def test_a_line_for_a_name_is_refused_in_words(signing: Counter) -> None:
    signing.say(signing.contact(*line(inside(signing, 0.2, 0.5), inside(signing, 0.8, 0.5), 120)))
    signing.qtbot.waitUntil(lambda: LINE in signing.words(), timeout=30_000)
    signing.tap("签好了")
    assert isinstance(signing.state, Sign) and stamps(signing) == 0


def test_a_line_there_and_back_and_a_cross_for_a_name_are_asked_about(signing: Counter) -> None:
    ends = inside(signing, 0.2, 0.5), inside(signing, 0.8, 0.55)
    signing.say(signing.contact(*line(*ends, 120), *line(*reversed(ends), 120)))
    signing.qtbot.waitUntil(lambda: LINE in signing.words(), timeout=30_000)
    signing.tap("擦掉重写")
    for down in (0.3, 0.7):
        signing.say(signing.contact(*line(inside(signing, 0.3, down), inside(signing, 0.7, 1 - down), 120)))
    signing.qtbot.waitUntil(lambda: LINE in signing.words(), timeout=30_000)
    signing.tap("签好了")
    assert isinstance(signing.state, Sign) and stamps(signing) == 0


def test_why_a_signature_is_doubtful_is_known_while_the_signer_is_there(signing: Counter) -> None:
    capturing = signing.conductor.capturing
    assert capturing.doubts == ()
    ends = inside(signing, 0.2, 0.2), inside(signing, 0.4, 0.7), inside(signing, 0.6, 0.2)
    signing.say(signing.contact(*line(ends[0], ends[1], 120), *line(ends[1], ends[2], 120)))
    signing.judged()
    assert "no-pressure" in capturing.doubts
    capturing.again()
    assert capturing.doubts == ()


def test_ink_outside_the_box_is_said_and_the_door_stays_open(signing: Counter) -> None:
    signing.write()
    signing.judged()
    signing.say(signing.contact(*line(inside(signing, 0.9, 0.5), inside(signing, 0.9, 1.4), 80)))
    signing.qtbot.waitUntil(lambda: OUTSIDE in signing.words(), timeout=30_000)
    assert not signing.primary().closed


def around(counter: Counter, share_x: float) -> list[QPoint]:
    """A stroke in the picture around the box, which begins below it."""
    return line(inside(counter, share_x, 1.1), inside(counter, share_x + 0.1, 0.5), 60)


def test_strokes_that_begin_beside_the_box_are_no_ink_and_it_is_said(signing: Counter) -> None:
    signing.say(signing.contact(*around(signing, 0.2)))
    signing.qtbot.waitUntil(lambda: BESIDE in signing.words(), timeout=30_000)
    assert signing.primary().closed
    signing.write()
    signing.judged()
    assert BESIDE in signing.words() and "✓" not in signing.words()
    signing.tap("擦掉重写")
    assert BESIDE not in signing.words()
    signing.write()
    signing.judged()
    assert "✓" in signing.words()


def test_when_most_strokes_began_beside_the_box_what_is_left_is_no_name(signing: Counter) -> None:
    for share in (0.1, 0.2, 0.3, 0.4):
        signing.say(signing.contact(*around(signing, share)))
    for down in (0.2, 0.5, 0.8):
        signing.say(signing.contact(*line(inside(signing, 0.2, down), inside(signing, 0.6, down - 0.1), 80)))
    signing.qtbot.waitUntil(lambda: MOST_BESIDE in signing.words(), timeout=30_000)
    signing.tap("签好了")
    assert isinstance(signing.state, Sign) and stamps(signing) == 0
    signing.tap("擦掉重写")
    signing.write()
    signing.judged()


def test_a_tap_beside_the_box_is_no_stroke_and_a_button_is_a_button(signing: Counter) -> None:
    signing.say(signing.contact(*[inside(signing, 0.5, 1.1)] * 3))
    again = signing.middle(signing.button("擦掉重写"))
    signing.say(signing.contact(*line(again, again + QPoint(0, 400))))
    signing.write()
    signing.judged()
    assert "✓" in signing.words()


def test_the_last_page_flung_past_is_not_read(counter: Counter) -> None:
    counter.begin()
    counter.agree()
    counter.enter_all()
    counter.check()
    assert isinstance(counter.state, Read)
    screen = counter.window.screen_shown
    assert isinstance(screen, ReadScreen)
    counter.settle()
    for _press in range(20):
        counter.tap(counter.primary().text())
        if screen.view.at_bottom:
            break
    assert counter.primary().text() == "看完了" and counter.primary().closed
    counter.tap("看完了")
    assert isinstance(counter.state, Read)


def test_a_page_that_is_not_drawn_yet_is_not_read(counter: Counter) -> None:
    counter.begin()
    counter.agree()
    counter.enter_all()
    while counter.visit.state is State.CHECK:
        counter.tap("这一页都对", pump=False)
    while not isinstance(counter.state, Read):
        counter.lane.step()
    screen = counter.window.screen_shown
    assert isinstance(screen, ReadScreen)
    counter.qtbot.wait(1000)  # longer than a page must stand
    screen.view.moved.emit()
    assert counter.visit.unread


def test_a_pen_lost_in_a_stroke_is_said_called_and_signs_nothing(signing: Counter) -> None:
    whole = signing.contact(*line(inside(signing, 0.2, 0.3), inside(signing, 0.8, 0.7)))
    signing.say(whole[:30])
    signing.feed.tell([Lost(Loss.UNPLUGGED, whole[30].at_us)])
    assert signing.pen is not None
    signing.pen.read()
    signing.conductor.use_pen(None)
    assert LOST in signing.words()
    assert signing.reception.bell is not None and signing.reception.bell.why is Why.PEN
    signing.reception.acknowledge()
    assert LOST in signing.words()
    assert signing.primary().closed
    assert signing.acts("ink-void")
    signing.take_pen()
    signing.write()
    signing.judged()
    signing.gives()
    assert isinstance(signing.state, HandOver) and stamps(signing) == 1


def test_without_a_pen_the_door_is_closed_and_says_why(signing: Counter) -> None:
    signing.conductor.use_pen(None)
    assert NO_PEN in signing.words() and signing.primary().closed


def test_the_wrong_end_of_the_pen_is_said(signing: Counter) -> None:
    signing.say(signing.rubbed(*line(inside(signing, 0.2, 0.5), inside(signing, 0.6, 0.5))))
    assert WRONG_END in signing.words()


def test_a_call_and_its_answer_leave_the_ink_where_it_is(signing: Counter) -> None:
    signing.write()
    signing.judged()
    signing.tap("找工作人员")
    signing.reception.acknowledge()
    assert signing.pen is not None and signing.pen.ink().strokes()
    signing.gives()
    assert isinstance(signing.state, HandOver) and stamps(signing) == 1


def test_a_pen_that_may_not_sign_here_leaves_no_dead_end(signing: Counter) -> None:
    signing.take_pen(Source.TOUCH)
    signing.write()
    signing.judged()
    signing.tap("签好了")
    assert isinstance(signing.state, Sign)
    assert signing.primary().closed
    signing.take_pen()
    signing.write()
    signing.judged()
    signing.gives()
    assert isinstance(signing.state, HandOver)


def test_a_visit_paused_in_a_stroke_keeps_nothing_of_it(signing: Counter) -> None:
    whole = signing.contact(*line(inside(signing, 0.2, 0.3), inside(signing, 0.8, 0.7)))
    record = signing.reception.current
    signing.say(whole[:30])
    signing.reception.pause("away")
    signing.say(whole[30:])
    assert isinstance(signing.state, Idle)
    signing.reception.take_up(record)
    signing.lane.pump()
    assert isinstance(signing.state, Sign)
    assert signing.pen is not None and signing.pen.ink().strokes() == ()


def test_two_visits_at_once_cannot_be_before_the_applicant(signing: Counter) -> None:
    signing.write()
    first = signing.reception.current
    signing.begin()
    assert signing.reception.current != first
    assert signing.reception.in_hand[first].visit.paused
    assert signing.pen is not None and signing.pen.capture is None
