"""A pad for tests: a pen display that is easy to reckon with, a feed that says what it is told, and a small window."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import replace

from PyQt6.QtCore import QPoint
from PyQt6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from signing.ink import Axis, Device, PenReport, Source, Window
from terminal.devices.pen.events import BTN_TOOL_PEN
from terminal.devices.pen.feed import PenMessage
from terminal.devices.pen.mapping import GlassMap, Screen
from terminal.windows.pad.ink_area import InkArea
from terminal.windows.pad.pen_input import PenInput

STARTED = "2026-11-23T02:42:00Z"
BEGAN_US = 7_200_000_000  # the machine has been up for two hours

DISPLAY = Device(
    name="Test pen display",
    bus=3,
    vendor=0x56A,
    product=0x59,
    version=1,
    serial="461503946",
    direct=True,
    virtual=False,
    axes={"x": Axis(0, 34_400, 100), "y": Axis(0, 19_400, 100), "pressure": Axis(0, 2047)},
)
GLASS = GlassMap(DISPLAY, Screen(0, 0, 1720, 970, 344, 194))  # 5 pixels to the millimetre
WINDOW = Window(20.0, 30.0, 105.0, 40.0)


def report(at: int, x_px: float, y_px: float, pressure: int = 1000, **changes: object) -> PenReport:
    """The pen on the glass at a place of the desktop, `at` in samples of 5 ms."""
    x, y = (round(raw) for raw in GLASS.to_raw(x_px, y_px))
    plain = PenReport(BEGAN_US + 5_000 * at, x, y, pressure, 0, 0, 0, True, True, BTN_TOOL_PEN)
    return replace(plain, **changes)  # type: ignore[arg-type]


def hover(at: int, x_px: float, y_px: float) -> PenReport:
    """The pen above the glass."""
    return report(at, x_px, y_px, 0, touching=False, distance=10)


def gone(at: int) -> PenReport:
    """The pen out of range."""
    return report(at, 0, 0, 0, touching=False, near=False)


def stroke(begin: QPoint, end: QPoint, samples: int = 20, first: int = 0) -> list[PenReport]:
    """Approach, a straight contact from one place of the desktop to the other, lift."""
    reports = [hover(first, begin.x(), begin.y())]
    for at in range(samples):
        share = at / (samples - 1)
        x, y = begin.x() + share * (end.x() - begin.x()), begin.y() + share * (end.y() - begin.y())
        reports.append(report(first + 1 + at, x, y, 600 + 30 * at))
    return [*reports, hover(first + samples + 1, end.x(), end.y())]


class ScriptedFeed:
    """A Feed that says what it is told."""

    def __init__(self, source: Source = Source.PEN, device: Device = DISPLAY) -> None:
        self._source, self._device = source, device
        self._waiting: list[PenMessage] = []
        self._bell = os.eventfd(0, os.EFD_NONBLOCK)
        self.grabbed = False

    def tell(self, messages: Iterable[PenMessage]) -> None:
        """Makes it say these."""
        self._waiting += messages
        os.eventfd_write(self._bell, 1)

    def fileno(self) -> int:
        return self._bell

    def drain(self) -> tuple[PenMessage, ...]:
        said, self._waiting = tuple(self._waiting), []
        if said:
            os.eventfd_read(self._bell)
        return said

    def device(self) -> Device:
        return self._device

    def source(self) -> Source:
        return self._source

    def grab(self, on: bool) -> None:
        self.grabbed = on

    def close(self) -> None:
        os.close(self._bell)


class Pad:
    """A window with a box of 105 by 40 mm, two buttons below it, and the pen that serves both."""

    def __init__(self, feed: ScriptedFeed | None = None) -> None:
        self.feed = feed or ScriptedFeed()
        self.now_us = BEGAN_US
        self.window = QWidget()
        self.area = InkArea()
        self.area.setFixedSize(525, 200)
        self.accept, self.again = QPushButton("签好了"), QPushButton("擦掉重写")
        layout = QVBoxLayout(self.window)
        for widget in (self.area, self.accept, self.again):
            layout.addWidget(widget)
        self.window.show()
        self.pen = PenInput(self.feed, GLASS, self.window, lambda: self.now_us)

    def begin(self) -> None:
        """A new signature in the box."""
        self.pen.begin(self.area, STARTED)

    def say(self, *messages: PenMessage) -> None:
        """The pen says these, and the pad hears them now."""
        self.feed.tell(messages)
        self.pen.read()

    def in_box(self, x: int, y: int) -> QPoint:
        """A place of the box on the desktop."""
        return self.area.mapToGlobal(QPoint(x, y))

    def on(self, button: QPushButton) -> QPoint:
        """The middle of a button on the desktop."""
        return button.mapToGlobal(button.rect().center())

    def tap(self, button: QPushButton, first: int = 100) -> None:
        """The pen taps the button."""
        place = self.on(button)
        self.say(*stroke(place, place, 3, first))

    def close(self) -> None:
        self.pen.close()
        self.window.close()
        self.window.deleteLater()
        self.feed.close()
