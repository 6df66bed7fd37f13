"""The substitute for the reader's pen: pen, finger or mouse as the window system reports them, through the same port.

Decides the label, and that one adapter serves only one kind of device. The window system filters a pen's reports: it
averages positions over samples and drops light contacts. Such a pen is therefore TABLET and never PEN. Fingers and mice
are TOUCH and MOUSE. Whether a signature may use them is the station's policy, decided before freezing. Times are those
of arrival in this program. Leaves everything else to the readers of a feed. Only through them does anything reach the
widgets.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from PyQt6.QtCore import QCoreApplication, QEvent, QObject, QPointF, Qt, QTimer
from PyQt6.QtGui import QEventPoint, QMouseEvent, QPointingDevice, QTabletEvent, QTouchEvent
from PyQt6.QtWidgets import QWidget

from signing.ink import Axis, Device, PenReport, Source
from terminal.devices.pen.events import BTN_TOOL_PEN, BTN_TOOL_RUBBER, BUS_VIRTUAL
from terminal.devices.pen.feed import PenMessage
from terminal.devices.pen.mapping import Screen

PARTS = 100  # of a pixel, the unit of these places
LEVELS = 65_535  # of pressure; Qt gives 0 to 1
PER_RADIAN = 57  # tilts are whole degrees
LEFT_UNSEEN_MS = 500  # some window systems never say that the pen has left
NAMES = {
    Source.TABLET: "Qt tablet events (filtered)",
    Source.TOUCH: "Qt touch events (filtered)",
    Source.MOUSE: "Qt mouse events (filtered)",
}
KINDS: Mapping[Source, frozenset[QEvent.Type]] = {
    Source.TABLET: frozenset({QEvent.Type.TabletPress, QEvent.Type.TabletMove, QEvent.Type.TabletRelease}),
    Source.TOUCH: frozenset(
        {QEvent.Type.TouchBegin, QEvent.Type.TouchUpdate, QEvent.Type.TouchEnd, QEvent.Type.TouchCancel}
    ),
    Source.MOUSE: frozenset(
        {
            QEvent.Type.MouseButtonPress,
            QEvent.Type.MouseButtonDblClick,
            QEvent.Type.MouseMove,
            QEvent.Type.MouseButtonRelease,
        }
    ),
}


@dataclass(frozen=True, slots=True)
class _Seen:
    """One event in the units of this module: its place, its pressure, and whether it touches."""

    place: QPointF
    touching: bool
    pressure: float = 0.0
    tilt_x: float = 0.0
    tilt_y: float = 0.0
    tool: int = BTN_TOOL_PEN


def screen_device(screen: Screen, source: Source) -> Device:
    """Return the description of a substitute device; its units are hundredths of a screen pixel.

    Args:
        screen: The screen under the device, with its size in pixels and millimetres.
        source: The kind of device; only TABLET has pressure and tilt.
    """
    axes = {
        "x": _axis(screen.x_px, screen.width_px, screen.width_mm),
        "y": _axis(screen.y_px, screen.height_px, screen.height_mm),
    }
    if source is Source.TABLET:
        tilt = Axis(-90, 90, PER_RADIAN)
        axes |= {"pressure": Axis(0, LEVELS), "tilt_x": tilt, "tilt_y": tilt}
    return Device(NAMES[source], BUS_VIRTUAL, 0, 0, 0, "", direct=True, virtual=False, axes=axes)


def _axis(start_px: float, length_px: float, length_mm: float) -> Axis:
    start = round(PARTS * start_px)
    per_mm = round(PARTS * length_px / length_mm) if length_mm > 0 else 0
    return Axis(start, start + round(PARTS * length_px), per_mm)


class QtFeed(QObject):
    """A feed of the events that reach one window. `clock_us` is the feeds' clock, CLOCK_MONOTONIC in microseconds."""

    def __init__(
        self,
        window: QWidget,
        screen: Screen,
        source: Source,
        clock_us: Callable[[], int] = lambda: time.monotonic_ns() // 1000,
    ) -> None:
        super().__init__(window)
        self._source = source
        self._kinds = KINDS[source]
        self._device = screen_device(screen, source)
        self._clock_us = clock_us
        self._waiting: list[PenMessage] = []
        self._last: PenReport | None = None
        self._serials: dict[str, None] = {}
        self._bell = os.eventfd(0, os.EFD_NONBLOCK | os.EFD_CLOEXEC)
        self._unseen = QTimer(self)
        self._unseen.setSingleShot(True)
        self._unseen.timeout.connect(self._gone)
        window.winId()
        self._door: QObject | None = window.windowHandle()
        self._listen()

    def fileno(self) -> int:
        """Return a file descriptor that is readable while messages wait."""
        return self._bell

    def drain(self) -> tuple[PenMessage, ...]:
        """Return what has arrived since the last call."""
        waiting, self._waiting = tuple(self._waiting), []
        if waiting:
            os.eventfd_read(self._bell)
        return waiting

    def device(self) -> Device:
        """Return the device's description, with the serial numbers of the pens seen."""
        axes, name = self._device.axes, self._device.name
        serial = ",".join(self._serials)
        return Device(name, self._device.bus, 0, 0, 0, serial, direct=True, virtual=False, axes=axes)

    def source(self) -> Source:
        """Return TABLET, TOUCH or MOUSE."""
        return self._source

    def grab(self, on: bool) -> None:
        """Forget the serial numbers of earlier pens when a new capture starts (`on`).

        The window system's events cannot be reserved for this program.
        """
        if on:
            self._serials.clear()

    def close(self) -> None:
        """Stop receiving events and close the file descriptor."""
        if self._door is None:
            return
        self._door.removeEventFilter(self)
        if (app := QCoreApplication.instance()) and self._source is Source.TABLET:
            app.removeEventFilter(self)
        self._unseen.stop()
        self._door = None
        os.close(self._bell)

    def eventFilter(self, watched: QObject | None, event: QEvent | None) -> bool:  # noqa: N802
        """Take the window's events of this feed's kind; a pen's leaving is sent to the application instead."""
        if event is None or self._door is None:
            return False
        if event.type() == QEvent.Type.TabletLeaveProximity and self._source is Source.TABLET:
            self._gone()
        if watched is not self._door or event.type() not in self._kinds:
            return False
        self._take(event)
        event.accept()
        return True

    def _listen(self) -> None:
        if self._door:
            self._door.installEventFilter(self)
        if (app := QCoreApplication.instance()) and self._source is Source.TABLET:
            app.installEventFilter(self)

    def _take(self, event: QEvent) -> None:
        match event:
            case QTabletEvent():
                self._note_serial(event.pointingDevice())
                self._tell(_of_tablet(event))
            case QTouchEvent():
                if points := event.points():
                    self._tell(_of_finger(points[0]))
                if event.type() in (QEvent.Type.TouchEnd, QEvent.Type.TouchCancel):
                    self._gone()
            case QMouseEvent():
                self._tell(_Seen(event.globalPosition(), bool(event.buttons() & Qt.MouseButton.LeftButton)))

    def _note_serial(self, pen: QPointingDevice | None) -> None:
        if pen and (number := pen.uniqueId().numericId()) > 0:
            self._serials.setdefault(str(number))

    def _tell(self, seen: _Seen) -> None:
        report = PenReport(
            at_us=self._clock_us(),
            x=round(PARTS * seen.place.x()),
            y=round(PARTS * seen.place.y()),
            pressure=round(LEVELS * seen.pressure),
            tilt_x=round(seen.tilt_x),
            tilt_y=round(seen.tilt_y),
            distance=0,
            touching=seen.touching,
            near=True,
            tool=seen.tool,
        )
        if self._source is Source.TABLET and not seen.touching:
            self._unseen.start(LEFT_UNSEEN_MS)
        else:
            self._unseen.stop()
        self._put(report)

    def _gone(self) -> None:
        """Report that the pen left or the finger lifted, at its last place and out of range."""
        last = self._last
        if last and last.near:
            self._put(
                PenReport(self._clock_us(), last.x, last.y, 0, 0, 0, 0, touching=False, near=False, tool=last.tool)
            )

    def _put(self, report: PenReport) -> None:
        self._last = report
        if not self._waiting:
            os.eventfd_write(self._bell, 1)
        self._waiting.append(report)


def _of_tablet(event: QTabletEvent) -> _Seen:
    rubber = event.pointerType() == QPointingDevice.PointerType.Eraser
    touching = event.type() == QEvent.Type.TabletPress or (
        event.type() == QEvent.Type.TabletMove and bool(event.buttons() & Qt.MouseButton.LeftButton)
    )
    return _Seen(
        event.globalPosition(),
        touching,
        event.pressure(),
        event.xTilt(),
        event.yTilt(),
        BTN_TOOL_RUBBER if rubber else BTN_TOOL_PEN,
    )


def _of_finger(point: QEventPoint) -> _Seen:
    """Return the first finger of a touch.

    A finger has no tool of its own in the table of ink; the source states what it is.
    """
    return _Seen(point.globalPosition(), point.state() != QEventPoint.State.Released)
