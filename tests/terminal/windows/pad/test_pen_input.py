"""From the feed to ink and buttons, on a shown pad."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PyQt6.QtCore import QCoreApplication, QEvent, QPoint, QPointF, Qt
from PyQt6.QtGui import QImage, QMouseEvent
from PyQt6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from signing.ink import Source
from terminal.devices.pen.errors import CaptureVoidError
from terminal.devices.pen.feed import Loss, Lost
from terminal.windows.pad.palm import MUTE_US
from terminal.windows.pad.pen_input import PenInput
from tests.terminal.windows.pad.driven_pad import (
    BEGAN_US,
    GLASS,
    STARTED,
    Pad,
    ScriptedFeed,
    gone,
    hover,
    report,
    stroke,
)


def blank(pad: Pad) -> QImage:
    pad.area.wipe()
    return pad.area.picture.copy()


def write(pad: Pad, first: int = 0) -> None:
    pad.say(*stroke(pad.in_box(50, 50), pad.in_box(450, 150), 60, first))


def mouse(pad: Pad, kind: QEvent.Type, widget: QPushButton) -> None:
    """A hand's mouse event as the window system brings it: to the window, not to the widget."""
    place = QPointF(widget.mapTo(pad.window, widget.rect().center()))
    held = Qt.MouseButton.NoButton if kind == QEvent.Type.MouseButtonRelease else Qt.MouseButton.LeftButton
    on_desk = pad.window.mapToGlobal(place)
    button, bare = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    QCoreApplication.sendEvent(pad.window.windowHandle(), QMouseEvent(kind, place, place, on_desk, button, held, bare))


def click(pad: Pad, widget: QPushButton) -> None:
    mouse(pad, QEvent.Type.MouseButtonPress, widget)
    mouse(pad, QEvent.Type.MouseButtonRelease, widget)


def test_what_the_pen_says_is_ink_and_stands_in_the_box(pad: Pad) -> None:
    empty = blank(pad)
    pad.begin()
    write(pad)
    ink = pad.pen.ink()
    assert ink.window == GLASS.window(*pad.area.place().getRect())
    assert [len(each.samples) for each in ink.strokes()] == [60]
    first, last = ink.strokes()[0].samples[0], ink.strokes()[0].samples[-1]
    assert (first.x_mm, first.y_mm) == pytest.approx((10, 10), abs=0.01)
    assert (last.x_mm, last.y_mm) == pytest.approx((90, 30), abs=0.01)
    assert pad.area.picture != empty


def test_the_pen_is_a_pointer_where_no_box_is(pad: Pad) -> None:
    clicks: list[bool] = []
    pad.accept.clicked.connect(clicks.append)
    pad.tap(pad.accept)
    assert len(clicks) == 1


def test_a_box_that_is_gone_takes_its_signature_with_it(pad: Pad, qtbot: QtBot) -> None:
    """The screen changed under the pen: the rest of the stroke is neither ink nor an error."""
    pad.begin()
    reports = stroke(pad.in_box(50, 50), pad.in_box(450, 150), 60)
    pad.say(*reports[:30])
    with qtbot.waitSignal(pad.area.destroyed):
        pad.area.deleteLater()
    pad.say(*reports[30:])
    assert pad.pen.capture is None


def test_a_button_that_is_gone_is_not_released(pad: Pad, qtbot: QtBot) -> None:
    place = pad.on(pad.accept)
    pad.say(report(0, place.x(), place.y()))
    with qtbot.waitSignal(pad.accept.destroyed):
        pad.accept.deleteLater()
    pad.say(report(1, place.x(), place.y()), hover(2, place.x(), place.y()))


def test_the_feed_wakes_the_pad_by_itself(pad: Pad, qtbot: QtBot) -> None:
    pad.begin()
    with qtbot.waitSignal(pad.pen.wrote):
        pad.feed.tell(stroke(pad.in_box(50, 50), pad.in_box(450, 150)))


def test_before_a_capture_begins_nothing_is_ink(pad: Pad) -> None:
    empty = blank(pad)
    write(pad)
    assert pad.area.picture == empty
    with pytest.raises(CaptureVoidError, match="Begin"):
        pad.pen.ink()


def test_the_pen_is_grabbed_from_the_first_capture_to_the_close(pad: Pad) -> None:
    pad.begin()
    pad.pen.stop()
    assert pad.feed.grabbed
    pad.pen.close()
    assert not pad.feed.grabbed


@pytest.mark.parametrize("why", Loss)
def test_any_loss_empties_the_box_and_the_next_capture_is_whole(pad: Pad, qtbot: QtBot, why: Loss) -> None:
    empty = blank(pad)
    pad.begin()
    whole = stroke(pad.in_box(50, 50), pad.in_box(450, 150), 60)
    with qtbot.waitSignal(pad.pen.lost) as told:
        pad.say(*whole[:30], Lost(why, BEGAN_US), *whole[30:])
    assert told.args == [Lost(why, BEGAN_US)]
    assert pad.area.picture == empty
    with pytest.raises(CaptureVoidError, match=why):
        pad.pen.ink()
    pad.begin()
    write(pad, 100)
    assert [len(each.samples) for each in pad.pen.ink().strokes()] == [60]


def test_a_press_that_was_lost_midway_does_not_count(pad: Pad) -> None:
    clicks: list[bool] = []
    pad.accept.clicked.connect(clicks.append)
    place = pad.on(pad.accept)
    pad.say(report(0, place.x(), place.y()), Lost(Loss.UNPLUGGED, BEGAN_US), hover(2, place.x(), place.y()))
    assert clicks == [] and not pad.accept.isDown()


def test_buttons_work_while_the_capture_is_void(pad: Pad) -> None:
    clicks: list[bool] = []
    pad.again.clicked.connect(clicks.append)
    pad.begin()
    pad.say(Lost(Loss.DROPPED, BEGAN_US))
    pad.tap(pad.again)
    assert len(clicks) == 1


def test_signing_again_takes_the_whole_signature_away(pad: Pad) -> None:
    pad.again.clicked.connect(lambda: pad.begin())
    empty = blank(pad)
    pad.begin()
    write(pad)
    pad.tap(pad.again)
    assert pad.area.picture == empty
    assert pad.pen.ink().strokes() == ()


def test_what_arrives_with_the_tap_on_accept_but_after_it_is_not_part(pad: Pad) -> None:
    """One drain may hold the tap and a stroke behind it; the signature is what stood there at the tap."""
    inks = []
    pad.accept.clicked.connect(lambda: inks.append(pad.pen.ink()))
    pad.begin()
    place = pad.on(pad.accept)
    first = stroke(pad.in_box(50, 50), pad.in_box(450, 150), 60)
    pad.say(*first, *stroke(place, place, 3, 100), *stroke(pad.in_box(50, 60), pad.in_box(450, 160), 60, 200))
    assert [len(each.strokes()) for each in inks] == [1]


def test_a_contact_that_is_older_than_the_capture_is_not_part_of_it(pad: Pad) -> None:
    reports = stroke(pad.in_box(50, 50), pad.in_box(450, 150), 60)
    pad.say(*reports[:30])
    pad.begin()
    pad.say(*reports[30:])
    assert pad.pen.ink().strokes() == ()


def test_what_was_written_before_the_box_was_shown_is_not_ink(pad: Pad) -> None:
    """The window may have been busy: what the pen did meanwhile is read only after the capture has begun."""
    early = stroke(pad.in_box(50, 50), pad.in_box(450, 150), 60)
    pad.feed.tell(early)
    pad.now_us = early[30].at_us
    pad.begin()
    write(pad, 100)
    ink = pad.pen.ink()
    assert [len(each.samples) for each in ink.strokes()] == [60]
    assert ink.reports[0].at_us == 0 and not ink.reports[0].touching


def test_the_eraser_leaves_no_ink_and_asks_to_turn_the_pen_round(pad: Pad, qtbot: QtBot) -> None:
    empty = blank(pad)
    pad.begin()
    place = pad.in_box(100, 100)
    with qtbot.waitSignal(pad.pen.wrong_end):
        pad.say(*(replace(each, tool=0x141) for each in stroke(place, place + QPoint(80, 0))))
    assert pad.area.picture == empty
    assert pad.pen.ink().strokes() == ()


def test_a_box_that_moved_on_the_screen_makes_no_signature(pad: Pad) -> None:
    pad.begin()
    write(pad)
    pad.window.move(pad.window.pos() + QPoint(40, 0))
    with pytest.raises(CaptureVoidError, match="moved"):
        pad.pen.ink()


def test_a_box_that_changes_its_size_under_the_pen_is_told(pad: Pad, qtbot: QtBot) -> None:
    pad.begin()
    write(pad)
    with qtbot.waitSignal(pad.pen.box_moved):
        pad.area.setFixedSize(600, 220)
    with pytest.raises(CaptureVoidError, match="moved"):
        pad.pen.ink()


def test_a_box_that_takes_its_size_before_the_first_contact_counts_as_it_is_then(pad: Pad, qtbot: QtBot) -> None:
    pad.begin()
    with qtbot.waitSignal(pad.area.reshaped):
        pad.area.setFixedSize(600, 220)
    write(pad)
    assert pad.pen.ink().window.width_mm == 120


def test_a_box_that_moves_before_the_first_contact_counts_where_it_is_then(pad: Pad) -> None:
    pad.begin()
    pad.window.move(pad.window.pos() + QPoint(40, 0))
    write(pad)
    ink = pad.pen.ink()
    assert ink.window == GLASS.window(*pad.area.place().getRect())
    assert [len(each.samples) for each in ink.strokes()] == [60]


def test_a_box_that_moves_after_a_loss_mends_nothing(pad: Pad) -> None:
    pad.begin()
    pad.say(Lost(Loss.DROPPED, BEGAN_US))
    pad.window.move(pad.window.pos() + QPoint(40, 0))
    write(pad)
    with pytest.raises(CaptureVoidError):
        pad.pen.ink()


def test_delays_are_noted_for_each_signature(pad: Pad) -> None:
    pad.begin()
    reports = stroke(pad.in_box(50, 50), pad.in_box(450, 150), 60)
    pad.now_us = reports[-1].at_us + 3_000
    pad.say(*reports)
    facts = pad.pen.latency
    assert facts.samples == 60
    assert facts.worst_ms == (pad.now_us - reports[1].at_us) / 1000
    pad.begin()
    assert pad.pen.latency.samples == 0


def test_a_hand_presses_buttons_while_no_pen_is_near(pad: Pad) -> None:
    clicks: list[bool] = []
    pad.accept.clicked.connect(clicks.append)
    click(pad, pad.accept)
    assert len(clicks) == 1


def test_a_hand_presses_nothing_while_the_pen_is_near_and_a_moment_after(pad: Pad) -> None:
    clicks: list[bool] = []
    pad.accept.clicked.connect(clicks.append)
    pad.say(hover(0, 300, 300))
    click(pad, pad.accept)
    pad.say(gone(1))
    pad.now_us += MUTE_US - 1
    click(pad, pad.accept)
    assert clicks == []
    pad.now_us += 1
    click(pad, pad.accept)
    assert len(clicks) == 1


def test_a_palm_that_came_before_the_pen_lets_go(pad: Pad) -> None:
    clicks: list[bool] = []
    pad.accept.clicked.connect(clicks.append)
    mouse(pad, QEvent.Type.MouseButtonPress, pad.accept)
    assert pad.accept.isDown()
    pad.say(hover(0, 300, 300))
    assert not pad.accept.isDown()
    mouse(pad, QEvent.Type.MouseMove, pad.accept)
    mouse(pad, QEvent.Type.MouseButtonRelease, pad.accept)
    assert clicks == []


def test_a_mouse_that_is_the_pen_is_not_muted(qtbot: QtBot) -> None:
    pad = Pad(ScriptedFeed(Source.MOUSE))
    qtbot.addWidget(pad.window)
    clicks: list[bool] = []
    pad.accept.clicked.connect(clicks.append)
    pad.say(hover(0, 300, 300))
    click(pad, pad.accept)
    assert len(clicks) == 1
    pad.close()


def test_after_the_reader_died_the_pad_listens_no_more(pad: Pad, qtbot: QtBot) -> None:
    pad.begin()
    pad.say(Lost(Loss.READER_DIED, BEGAN_US))
    with qtbot.assertNotEmitted(pad.pen.wrote, wait=20):
        pad.feed.tell(stroke(pad.in_box(50, 50), pad.in_box(450, 150)))


def test_a_new_feed_takes_over_where_a_reader_died(pad: Pad, qtbot: QtBot) -> None:
    pad.say(Lost(Loss.READER_DIED, BEGAN_US))
    pad.pen.close()
    feed = ScriptedFeed()
    pen = PenInput(feed, GLASS, pad.window, lambda: BEGAN_US)
    pen.begin(pad.area, STARTED)
    with qtbot.waitSignal(pen.wrote):
        feed.tell(stroke(pad.in_box(50, 50), pad.in_box(450, 150)))
    pen.close()
    feed.close()
