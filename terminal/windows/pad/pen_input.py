"""The way from the pen's feed to ink and buttons: reads what has arrived, distributes it, and shows the ink at once.

Decides the order: one drain, then one painting, and never a report of a void capture on the screen. Leaves to `pointer`
who owns a contact, and to `signing_capture` whether the signature still counts. Leaves to the flow what the signer is
shown.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from math import hypot

from PyQt6.QtCore import QEvent, QObject, QPoint, QSocketNotifier, pyqtSignal
from PyQt6.QtWidgets import QAbstractButton, QWidget

from forms.message import Message
from signing.ink import Ink, PenReport, Source, Window
from terminal.devices.pen.errors import CaptureVoidError
from terminal.devices.pen.feed import Feed, Loss, Lost
from terminal.devices.pen.mapping import GlassMap
from terminal.windows.pad.ink_area import HERE, InkArea
from terminal.windows.pad.latency import Latency, LatencyFacts
from terminal.windows.pad.palm import PalmGuard, TouchPhase
from terminal.windows.pad.pointer import Owner, PenRouter, PointerAct, WidgetPointer
from terminal.windows.pad.signing_capture import Segment, SigningCapture

MOUSE, TOUCH = 0, 1  # a touch that no widget takes comes a second time, as a mouse: each has its own press
HANDS = {
    QEvent.Type.MouseButtonPress: (MOUSE, TouchPhase.PRESS),
    QEvent.Type.MouseButtonDblClick: (MOUSE, TouchPhase.PRESS),
    QEvent.Type.MouseMove: (MOUSE, TouchPhase.MOVE),
    QEvent.Type.MouseButtonRelease: (MOUSE, TouchPhase.RELEASE),
    QEvent.Type.TouchBegin: (TOUCH, TouchPhase.PRESS),
    QEvent.Type.TouchUpdate: (TOUCH, TouchPhase.MOVE),
    QEvent.Type.TouchEnd: (TOUCH, TouchPhase.RELEASE),
    QEvent.Type.TouchCancel: (TOUCH, TouchPhase.RELEASE),
}
STROKE_MM = 2.0  # a contact that went so far was no tap
NOWHERE = (0, 0, 0, 0)  # left, top, right and bottom of a box that holds no place
PENS = (Source.PEN, Source.TABLET, Source.RECORDING, Source.SYNTHETIC)


def now_us() -> int:
    """Return CLOCK_MONOTONIC in microseconds, which is the feeds' clock."""
    return time.monotonic_ns() // 1000


class PenInput(QObject):
    """One feed on one window.

    The pen is a pointer all the time, and writes in a box between `begin` and `stop`.
    """

    wrote = pyqtSignal()
    """The signature has grown."""
    lost = pyqtSignal(object)
    """A `Lost`: what was written is void and the box is empty."""
    box_moved = pyqtSignal()
    """The box changed its size while it was signed: `ink` will raise CaptureVoidError."""
    beside = pyqtSignal(QPoint)
    """A stroke began outside the box during a signature, and is no ink: where it began, on the desktop."""
    wrong_end = pyqtSignal()
    """The eraser touched the box."""

    def __init__(self, feed: Feed, glass: GlassMap, window: QWidget, clock_us: Callable[[], int] = now_us) -> None:
        super().__init__(window)
        self._feed, self._glass, self._window = feed, glass, window
        self._steps = glass.steps()
        self._clock_us = clock_us
        self._router = PenRouter()
        self._pointer = WidgetPointer(window)
        self._palms = (PalmGuard(), PalmGuard())
        self._latency = Latency()
        self._area: InkArea | None = None
        self._capture: SigningCapture | None = None
        self._since_us = 0  # when it began
        self._fresh: list[Segment] = []  # drawn by no one yet
        self._fresh_us: list[int] = []  # the times of their reports
        self._box = NOWHERE
        self._corner = QPoint()
        self._pressed_at: tuple[float, float] | None = None  # the pointer's contact, while it may be a tap
        self._reading = False
        self.heard = 0  # messages so far
        self._notifier = QSocketNotifier(feed.fileno(), QSocketNotifier.Type.Read, self)  # type: ignore[call-overload]
        self._notifier.activated.connect(self.read)
        if feed.source() in PENS:
            self._mute_hands()

    @property
    def source(self) -> Source:
        """The kind of evidence that this pen's ink is."""
        return self._feed.source()

    @property
    def latency(self) -> LatencyFacts:
        """How late the present signature's ink was on the screen."""
        return self._latency.facts()

    @property
    def glass(self) -> GlassMap:
        """How the pen's surface lies over its screen."""
        return self._glass

    @property
    def capture(self) -> SigningCapture | None:
        """The capture of the signature being written; None outside `begin` and `stop`."""
        return self._capture

    @property
    def is_writing(self) -> bool:
        """Whether a stroke of the signature is being written."""
        return self._router.owner is Owner.INK

    def use_glass(self, glass: GlassMap) -> None:
        """Use another map, because the pen is on another screen or its screen has changed.

        A signature begun on the old one is void.
        """
        self._glass, self._steps = glass, glass.steps()
        self._reshaped()

    def begin(self, area: InkArea, started_at: str) -> None:
        """Start a new signature in a box, and empty the box.

        Earlier reports and a contact in progress are not part of it, even if they are still to be read.
        From here to `close` the pen is grabbed.

        Args:
            area: The box to write in.
            started_at: The time of the start, ISO 8601 UTC.

        Raises:
            CalibrationError: Nothing states the size of the glass.
        """
        self._feed.grab(True)
        self.stop()
        area.wipe()
        area.reshaped.connect(self._reshaped)
        area.destroyed.connect(self._no_box)
        self._area = area
        self._find_box()
        self._latency = Latency()
        self._since_us = self._clock_us()
        dots = 1 / self._glass.mm_per_px()[0]
        window = self._shown(area)
        self._capture = SigningCapture(self._feed.device(), self._feed.source(), window, started_at, dots)

    def ink(self) -> Ink:
        """Return the signature as far as it was read.

        This reads nothing new. A button that the pen presses in `read` may end this signature.
        The caller must therefore check again after `read`.

        Raises:
            CaptureVoidError: There is no capture, something was lost, or the box has moved.
        """
        if self._capture is None or self._area is None:
            raise CaptureVoidError(Message("terminal.no-capture"))
        if self._capture.window != self._shown(self._area):
            raise CaptureVoidError(Message("terminal.box-moved"))
        return self._capture.ink(self._feed.device())

    def stop(self) -> None:
        """Drop the signature and leave its box empty; the pen goes on as a pointer."""
        self._forget()
        if self._area:
            self._area.reshaped.disconnect(self._reshaped)
            self._area.destroyed.disconnect(self._no_box)
        self._no_box()

    def close(self) -> None:
        """Stop reading and release the pen; the feed stays open, because its owner closes it."""
        self.stop()
        self._notifier.setEnabled(False)
        self._feed.grab(False)
        if handle := self._window.windowHandle():
            handle.removeEventFilter(self)

    def read(self) -> None:
        """Read everything that has arrived, process it in order, and paint once.

        A button that the pen presses may call this method again. That inner call returns at once. The reports after the
        button's release are then processed by the outer call.
        """
        if self._reading:
            return
        self._reading = True
        try:
            messages = self._feed.drain()
            self.heard += len(messages)
            if not self.is_writing:  # a stroke stays in the box in which it began
                self._find_box()
            self._hush([message.near for message in messages if not isinstance(message, Lost)])
            for message in messages:
                if isinstance(message, Lost):
                    self._lose(message)
                else:
                    self._take(message)
            if self._fresh:
                self._show()
        finally:
            self._reading = False

    def eventFilter(self, watched: QObject | None, event: QEvent | None) -> bool:  # noqa: N802
        """Discard touch and mouse events while the pen is near."""
        if event is None or event.type() not in HANDS:
            return False
        device, hand = HANDS[event.type()]
        swallowed = self._palms[device].swallows(hand, self._clock_us())
        event.setAccepted(swallowed or event.isAccepted())  # or Qt would make a mouse event of a swallowed touch
        return swallowed

    def _hush(self, nears: list[bool]) -> None:
        """Mute touch and mouse if the pen was near at any time in these reports.

        The muting ends after a moment if the pen is away in the last report.
        """
        if not nears:
            return
        at_us, came, stays = self._clock_us(), any(nears), nears[-1]
        for palm in self._palms:
            if came and palm.pen(True, at_us):
                self._let_go()
            if not stays:
                palm.pen(False, at_us)

    def _take(self, report: PenReport) -> None:
        a, b, c, d, e, f = self._steps
        x, y = a * report.x + b * report.y + c, d * report.x + e * report.y + f
        left, top, right, bottom = self._box
        routed = self._router.route(report, left <= x < right and top <= y < bottom)
        if routed.is_ink and self._capture is not None:
            if report.at_us >= self._since_us:
                self._keep(self._capture, report, x, y)
            else:
                self._router.disown()
        if routed.act is not None:
            if routed.act is not PointerAct.PRESS or self._window.isVisible():
                self._pointer.act(routed.act, x, y)
                self._find_box()  # a button may have changed the screen
            self._watch(report, routed.act, x, y)
        if routed.wrong_end:
            self.wrong_end.emit()

    def _watch(self, report: PenReport, act: PointerAct, x: float, y: float) -> None:
        """Keep a contact outside the box out of the signature, and report it once if it is a stroke and no tap."""
        if act is PointerAct.PRESS and self._capture is not None:
            self._capture.step_out(report)
            self._pressed_at = x, y
        elif act is not PointerAct.MOVE:
            self._pressed_at = None
        elif self._pressed_at is not None:
            (left, top), mm = self._pressed_at, self._glass.mm_per_px()
            if hypot((x - left) * mm[0], (y - top) * mm[1]) >= STROKE_MM:
                self._pressed_at = None
                self.beside.emit(QPoint(round(left), round(top)))

    def _keep(self, capture: SigningCapture, report: PenReport, x: float, y: float) -> None:
        if capture.loss is not None:
            return
        segment = capture.take(report, x, y)
        if segment is not None:
            self._fresh.append(segment)
            self._fresh_us.append(report.at_us)
        elif capture.loss is not None:
            self._lose(capture.loss)

    def _show(self) -> None:
        fresh, times_us, self._fresh, self._fresh_us = self._fresh, self._fresh_us, [], []
        if self._area is not None and self._area.write(fresh, self._corner):
            self._latency.note(times_us, self._clock_us())
        self.wrote.emit()

    def _lose(self, lost: Lost) -> None:
        self._forget()
        if self._capture:
            self._capture.lose(lost)
        if lost.why is Loss.READER_DIED:
            self._notifier.setEnabled(False)  # the end of its channel stays readable for ever
        self.lost.emit(lost)

    def _forget(self) -> None:
        """Drop the ink and the press of what the pen is doing at this moment."""
        if act := self._router.disown():
            self._pointer.act(act, 0, 0)
        self._fresh, self._fresh_us = [], []
        if self._area:
            self._area.wipe()

    def _no_box(self) -> None:
        self._area = None
        self._capture = None
        self._box = NOWHERE

    def _find_box(self) -> None:
        """Find the box on the desktop, once for all that has arrived, and once for a whole stroke."""
        area = self._area
        if area is None or not area.isVisible():
            self._box = NOWHERE
            return
        corner = self._corner = area.mapToGlobal(HERE)
        x, y = corner.x(), corner.y()
        before, self._box = self._box, (x, y, x + area.width(), y + area.height())
        if self._box != before and self._capture and self._capture.is_untouched:
            self._capture = self._capture.anew(self._shown(area))

    def _shown(self, area: InkArea) -> Window:
        place = area.place()
        return self._glass.window(place.x(), place.y(), place.width(), place.height())

    def _reshaped(self) -> None:
        """Use the new box if nothing is written yet; otherwise report that the ink no longer belongs to a box."""
        self._find_box()
        if self._capture and not self._capture.is_untouched:
            self.box_moved.emit()

    def _mute_hands(self) -> None:
        """Install the filter on the window's handle, before Qt distributes events to widgets."""
        self._window.winId()
        handle = self._window.windowHandle()
        if handle:
            handle.installEventFilter(self)

    def _let_go(self) -> None:
        """Release, without a click, the buttons that a palm pressed before the pen came."""
        for button in self._window.findChildren(QAbstractButton):
            if button.isDown():
                button.setDown(False)
