"""The window system's pens, fingers and mice as a feed."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PyQt6.QtCore import QCoreApplication, QEvent, QPointF, Qt
from PyQt6.QtGui import (
    QEventPoint,
    QInputDevice,
    QMouseEvent,
    QPointingDevice,
    QPointingDeviceUniqueId,
    QTabletEvent,
    QTouchEvent,
)
from PyQt6.QtWidgets import QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from signing.ink import Source
from signing.quality import Verdict, judge
from terminal.devices.pen.mapping import GlassMap, Screen
from terminal.windows.pad.ink_area import InkArea
from terminal.windows.pad.pen_input import PenInput
from terminal.windows.pad.qt_tablet import LEFT_UNSEEN_MS, NAMES, QtFeed

SCREEN = Screen(0, 0, 1720, 970, 344, 194)
STARTED = "2026-11-23T02:42:00Z"
NO_KEYS = Qt.KeyboardModifier.NoModifier
LEFT, NONE = Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton
PRESS, MOVE, RELEASE = QEvent.Type.TabletPress, QEvent.Type.TabletMove, QEvent.Type.TabletRelease
PARTS = 100


class Clock:
    def __init__(self) -> None:
        self.us = 5_000_000

    def __call__(self) -> int:
        return self.us


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    window = QWidget()
    window.setFixedSize(600, 400)
    qtbot.addWidget(window)
    with qtbot.waitExposed(window):
        window.show()
    return window


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def feed(request: pytest.FixtureRequest, window: QWidget, clock: Clock) -> Iterator[QtFeed]:
    feed = QtFeed(window, SCREEN, request.param, clock)
    yield feed
    feed.close()


tablet = pytest.mark.parametrize("feed", [Source.TABLET], indirect=True)


def pen(
    kind: QPointingDevice.PointerType = QPointingDevice.PointerType.Pen, number: int = 461503946
) -> QPointingDevice:
    every = QInputDevice.Capability.All
    return QPointingDevice(
        "stylus",
        number,
        QInputDevice.DeviceType.Stylus,
        kind,
        every,
        1,
        3,
        "seat0",
        QPointingDeviceUniqueId.fromNumericId(number),
    )


PEN = pen(QPointingDevice.PointerType.Pen, 461503946)
ERASER = pen(QPointingDevice.PointerType.Eraser, 7)


def send_tablet(
    window: QWidget, kind: QEvent.Type, x: float, y: float, *, pressure: float = 0.5, device: QPointingDevice = PEN
) -> bool:
    """As the platform does: to the native window; whether the event was taken."""
    place = QPointF(x, y)
    button = NONE if kind == MOVE else LEFT
    held = LEFT if pressure and kind != RELEASE else NONE
    desk = window.mapToGlobal(place)
    event = QTabletEvent(kind, device, place, desk, pressure, 12, -7, 0.0, 0.0, 0.0, NO_KEYS, button, held)
    event.ignore()
    QCoreApplication.sendEvent(window.windowHandle(), event)
    return event.isAccepted()


def send_mouse(window: QWidget, kind: QEvent.Type, x: float, y: float, held: Qt.MouseButton) -> None:
    place = QPointF(x, y)
    event = QMouseEvent(kind, place, place, window.mapToGlobal(place), LEFT, held, NO_KEYS)
    QCoreApplication.sendEvent(window.windowHandle(), event)


def leave() -> None:
    place = QPointF(0, 0)
    kind = QEvent.Type.TabletLeaveProximity
    event = QTabletEvent(kind, PEN, place, place, 0.0, 0, 0, 0.0, 0.0, 0.0, NO_KEYS, NONE, NONE)
    QCoreApplication.sendEvent(QCoreApplication.instance(), event)


@tablet
def test_a_tablets_events_are_reports_of_hundredths_of_a_pixel(feed: QtFeed, window: QWidget, clock: Clock) -> None:
    send_tablet(window, MOVE, 100, 50, pressure=0)
    clock.us += 5_000
    send_tablet(window, PRESS, 100.5, 50.25, pressure=0.4)
    clock.us += 5_000
    send_tablet(window, RELEASE, 101, 51, pressure=0)
    hovering, down, up = feed.drain()
    desk = window.mapToGlobal(QPointF(0, 0))
    assert (down.x, down.y) == (round(PARTS * (desk.x() + 100.5)), round(PARTS * (desk.y() + 50.25)))  # type: ignore[union-attr]
    assert (down.pressure, down.tilt_x, down.tilt_y) == (26214, 12, -7)  # type: ignore[union-attr]
    assert [each.touching for each in (hovering, down, up)] == [False, True, False]  # type: ignore[union-attr]
    assert [each.at_us for each in (hovering, down, up)] == [5_000_000, 5_005_000, 5_010_000]


@tablet
def test_the_label_says_filtered_and_never_pen(feed: QtFeed) -> None:
    assert feed.source() is Source.TABLET
    assert "filtered" in feed.device().name


@tablet
def test_events_of_a_tablet_do_not_come_again_as_a_mouse(feed: QtFeed, window: QWidget) -> None:
    assert send_tablet(window, PRESS, 100, 50)
    assert send_tablet(window, RELEASE, 100, 50)


@tablet
def test_the_other_end_is_an_eraser(feed: QtFeed, window: QWidget) -> None:
    send_tablet(window, PRESS, 100, 50, device=ERASER)
    [report] = feed.drain()
    assert not report.inking  # type: ignore[union-attr]


@tablet
def test_pens_are_known_by_their_numbers_since_the_capture_began(feed: QtFeed, window: QWidget) -> None:
    send_tablet(window, MOVE, 100, 50)
    send_tablet(window, MOVE, 100, 50, device=ERASER)
    assert feed.device().serial == "461503946,7"
    feed.grab(True)
    send_tablet(window, MOVE, 100, 50)
    assert feed.device().serial == "461503946"


@tablet
def test_a_pen_that_leaves_is_told_once(feed: QtFeed, window: QWidget) -> None:
    send_tablet(window, MOVE, 100, 50, pressure=0)
    leave()
    leave()
    assert [each.near for each in feed.drain()] == [True, False]  # type: ignore[union-attr]


@tablet
def test_a_pen_of_which_nothing_is_heard_has_left(feed: QtFeed, window: QWidget, qtbot: QtBot) -> None:
    send_tablet(window, MOVE, 100, 50, pressure=0)
    feed.drain()
    told: list[object] = []
    qtbot.waitUntil(lambda: bool(told.extend(feed.drain()) or told), timeout=10 * LEFT_UNSEEN_MS)
    assert [each.near for each in told] == [False]  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("feed", "wanted"),
    [(Source.TABLET, []), (Source.TOUCH, []), (Source.MOUSE, [False, True, True, False])],
    indirect=["feed"],
)
def test_a_mouse_is_heard_only_where_the_policy_named_it(feed: QtFeed, window: QWidget, wanted: list[bool]) -> None:
    send_mouse(window, QEvent.Type.MouseMove, 100, 50, NONE)
    send_mouse(window, QEvent.Type.MouseButtonPress, 100, 50, LEFT)
    send_mouse(window, QEvent.Type.MouseMove, 120, 50, LEFT)
    send_mouse(window, QEvent.Type.MouseButtonRelease, 120, 50, NONE)
    assert [each.touching for each in feed.drain()] == wanted  # type: ignore[union-attr]


FINGER = QPointingDevice(
    "touch",
    9,
    QInputDevice.DeviceType.TouchScreen,
    QPointingDevice.PointerType.Finger,
    QInputDevice.Capability.All,
    5,
    0,
)


@pytest.mark.parametrize("feed", [Source.TOUCH], indirect=True)
def test_of_several_fingers_the_first_writes(feed: QtFeed, window: QWidget) -> None:
    kinds = {
        QEvent.Type.TouchBegin: QEventPoint.State.Pressed,
        QEvent.Type.TouchUpdate: QEventPoint.State.Updated,
        QEvent.Type.TouchEnd: QEventPoint.State.Released,
    }
    for kind, state in kinds.items():
        points = [QEventPoint(at, state, QPointF(100 + 50 * at, 50), QPointF(100 + 50 * at, 50)) for at in range(2)]
        QCoreApplication.sendEvent(window.windowHandle(), QTouchEvent(kind, FINGER, NO_KEYS, points))
    reports = feed.drain()
    assert [(r.x, r.touching, r.near) for r in reports] == [  # type: ignore[union-attr]
        (10_000, True, True),
        (10_000, True, True),
        (10_000, False, True),
        (10_000, False, False),
    ]


@pytest.mark.parametrize("source", NAMES)
def test_only_a_tablet_claims_pressure(source: Source, window: QWidget) -> None:
    feed = QtFeed(window, SCREEN, source)
    assert ("pressure" in feed.device().axes) == (source is Source.TABLET)
    assert feed.device().size_known
    feed.close()
    feed.close()


def test_a_signature_by_tablet_events_is_ink_and_labelled(window: QWidget, clock: Clock) -> None:
    """Through the same pen input as the reader's pen: the box takes ink, the button is pressed."""
    area, button = InkArea(), QPushButton("签好了")
    layout = QVBoxLayout(window)
    layout.addWidget(area, 1)
    layout.addWidget(button)
    area.show()
    button.show()
    layout.activate()
    clicks: list[bool] = []
    button.clicked.connect(clicks.append)
    feed = QtFeed(window, SCREEN, Source.TABLET, clock)
    pen_input = PenInput(feed, GlassMap(feed.device(), SCREEN), window, clock)
    pen_input.begin(area, STARTED)
    for at in range(160):
        clock.us += 5_000 + at % 3
        kind = MOVE if at != 5 else PRESS
        send_tablet(window, kind, 60 + 2 * at, 60 + at % 40, pressure=0.0 if at < 5 else 0.3 + at / 400)
    send_tablet(window, RELEASE, 380, 60, pressure=0)
    spot = button.geometry().center()
    send_tablet(window, PRESS, spot.x(), spot.y())
    send_tablet(window, RELEASE, spot.x(), spot.y(), pressure=0)
    pen_input.read()
    ink = pen_input.ink()
    assert ink.source is Source.TABLET
    assert [len(each.samples) for each in ink.strokes()] == [155]
    assert judge(ink).verdict is Verdict.FINE
    assert len(clicks) == 1
    pen_input.close()
    feed.close()
