"""The pad's window: a wipe that leaves nothing, second presses that hit nothing, and the display it stands on."""

from __future__ import annotations

from PyQt6.QtCore import QPointF, Qt
from PyQt6.QtWidgets import QAbstractButton, QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from terminal.demo import pad_pictures
from terminal.visit.model import State
from terminal.windows.look import Mode
from terminal.windows.look.glass import NOTEBOOK
from terminal.windows.pad import views
from terminal.windows.pad.acts import ShowPart, ThisIsMe
from terminal.windows.pad.hand_over import Turned
from terminal.windows.pad.mirror import mirror_of
from terminal.windows.pad.pointer import PointerAct, WidgetPointer
from terminal.windows.pad.sign import SignScreen
from terminal.windows.pad.window import SETTLE_MS, glass_of
from tests.terminal.windows.pad import reporting_pad
from tests.terminal.windows.pad.all_screens import LONG_NAME, longest, usual
from tests.terminal.windows.pad.reporting_pad import IDLE, Pad, checking

MARKED = LONG_NAME, "379999198808160031", "379999 19880816 0031", "和谐家园二期", "13900000000", "139 0000 0000"
pad = reporting_pad.pad  # in place of the conftest's


def test_a_turned_screen_is_pressed_where_it_is_seen(pad: Pad, qtbot: QtBot) -> None:
    visit = usual()[1].at(State.HAND_OVER, 1)
    pad.show(views.hand_over_of(visit, views.frame_of(visit), True))
    turned = next(one for one in pad.window.children() if isinstance(one, Turned))
    button = pad.button("我是陈平")
    middle = button.mapTo(pad.window.screen_shown, button.rect().center())
    seen = QPointF(turned.width() - 1 - middle.x(), turned.height() - 1 - middle.y())
    pad.window.resize(turned.size())
    qtbot.wait(SETTLE_MS + 50)
    where = turned.mapToGlobal(seen)
    pen = WidgetPointer(pad.window)
    for act in (PointerAct.PRESS, PointerAct.MOVE, PointerAct.RELEASE):
        pen.act(act, where.x(), where.y())
    assert pad.told == [ThisIsMe()]


def test_a_second_press_does_not_hit_what_has_just_appeared(pad: Pad, qtbot: QtBot) -> None:
    pointer = WidgetPointer(pad.window)
    pad.show(checking())
    place = pad.button("这一页都对").mapTo(pad.window, pad.button("这一页都对").rect().center())

    def press() -> None:
        where = pad.window.mapToGlobal(QPointF(place))
        pointer.act(PointerAct.PRESS, where.x(), where.y())
        pointer.act(PointerAct.RELEASE, where.x(), where.y())

    pad.window.resize(1280, 800)
    press()
    assert pad.told == []
    qtbot.wait(SETTLE_MS + 50)
    press()
    assert pad.told[-1] == ShowPart(1)
    pad.told.clear()
    pad.show(checking(part=1))
    press()
    assert pad.told == []


def personal(widgets: list[QWidget]) -> list[str]:
    found: list[str] = []
    for widget in widgets:
        texts = [widget.accessibleName(), widget.accessibleDescription(), widget.windowTitle(), widget.toolTip()]
        if isinstance(widget, QLabel | QAbstractButton):
            texts.append(widget.text())
        found += [text for text in texts for mark in MARKED if mark in text]
    return found


def test_a_wipe_leaves_nothing_personal_on_any_widget(pad: Pad) -> None:
    empty = pad.window.grab().toImage()
    for scene in pad_pictures.scenes(*longest()):
        pad.show(scene.state, scene.of.pages if scene.of else None)
        screen = pad.window.screen_shown
        everything = [*screen.findChildren(QWidget), screen, pad.window]
        pad.window.wipe()
        assert personal([*everything, *pad.window.findChildren(QWidget)]) == [], scene.name
        assert pad.window.grab().toImage() == empty, scene.name
        if isinstance(screen, SignScreen):
            blank = screen.area.picture
            assert blank.pixelColor(blank.width() // 2, blank.height() // 2).name() == "#ffffff"


def test_the_marks_were_there_before_the_wipe(pad: Pad) -> None:
    seen: list[str] = []
    for scene in pad_pictures.scenes(*longest()):
        pad.show(scene.state, scene.of.pages if scene.of else None)
        seen += personal(pad.window.findChildren(QWidget))
    assert all(any(mark in text for text in seen) for mark in (LONG_NAME, "379999 19880816 0031", "和谐家园二期"))


def test_another_look_shows_the_same_state(pad: Pad) -> None:
    pad.show(checking())
    pad.window.set_mode(Mode(elder=True))
    assert pad.window.state == checking()
    assert pad.window.look.measures.body > 32


def test_the_pad_takes_no_focus_from_the_desk(pad: Pad) -> None:
    flags = pad.window.windowFlags()
    assert flags & Qt.WindowType.WindowDoesNotAcceptFocus


def test_logical_focus_goes_round_and_shows_its_ring(pad: Pad) -> None:
    pad.show(checking())
    screen = pad.window.screen_shown
    order = screen.focus_order()
    for expected in (*order, order[0]):
        screen.move_focus(1)
        assert screen.focused is expected
    screen.move_focus(-1)
    assert screen.focused is order[-1]


def test_a_display_that_goes_away_takes_everything_with_it(pad: Pad, qapp: QApplication) -> None:
    display = qapp.primaryScreen()
    assert display is not None
    pad.window.watch_displays(qapp)
    pad.window.stand_on(display)
    pad.show(checking())
    gone: list[bool] = []
    pad.window.display_gone.connect(lambda: gone.append(True))
    qapp.screenRemoved.emit(display)
    assert gone == [True]
    assert not pad.window.isVisible()
    assert pad.window.state == IDLE
    assert not pad.window.is_seen
    told = mirror_of(pad.window)
    assert (told.picture, told.words) == (None, "签署屏断开了，申请人看不到")
    qapp.screenAdded.emit(display)
    assert pad.window.isVisible()
    assert pad.window.is_seen
    assert mirror_of(pad.window).picture is not None
    pad.window.hide()


def test_a_display_that_cannot_be_believed_is_taken_for_a_usual_one(qapp: QApplication) -> None:
    display = qapp.primaryScreen()
    assert display is not None
    assert glass_of(display).dots_per_mm > 0
    assert NOTEBOOK.believed(1920, 1080, 203, 203).width_mm == 344
