"""The calibration of a pen display: four crosses, and a tap on each, show where the glass lies over its picture.

Decides when a tap counts (the tip has left the glass) and what is shown meanwhile. Taps that do not fit start the
calibration again. Leaves the arithmetic to `mapping`, and storing the result to the caller. Reads the raw feed, because
there is no map yet.
"""

from __future__ import annotations

from collections.abc import Callable
from math import ceil

from PyQt6.QtCore import QPointF, QRectF, QSocketNotifier, Qt, QTimer, pyqtSignal
from PyQt6.QtGui import QCloseEvent, QKeyEvent, QPainter, QPaintEvent, QPen, QScreen
from PyQt6.QtWidgets import QWidget

from signing.ink import PenReport
from terminal.devices.pen.errors import CalibrationError
from terminal.devices.pen.feed import Feed, Lost
from terminal.devices.pen.known_pens import Remembered
from terminal.devices.pen.mapping import CROSSES, Rotation, Screen
from terminal.devices.pen.node_choice import Identity
from terminal.devices.pen.taps import NO_SIZE, calibration, taps
from terminal.windows.look import Look
from terminal.windows.look.look import Role, Tone
from terminal.windows.look.words import N_, _
from terminal.windows.pad.pens import screen_of
from terminal.windows.pad.standalone_window import show_alone
from terminal.windows.pad.timers import once

ARM_MM, DOT_MM = 6.0, 0.8
WAIT_MS = 500  # after a lift: a tip that bounces comes down again within this time
DONE_MS = 1_200  # the good news stands so long
TAP = N_("请用笔尖点第 {number} 个十字的正中")
MISSED, GONE = N_("没有点准，请从第 1 个十字重新点起"), N_("笔断开了，接好后请从第 1 个十字重新点起")
DONE, LEAVE = N_("校准好了"), N_("共四个十字，依次各点一下 · 按 Esc 放弃")


class CalibrationWindow(QWidget):
    """A window that shows the crosses in their order and counts the taps.

    `at` is the time of the calibration, ISO 8601 UTC. `screen` is the one under the pen.
    Its size is used where the tablet states none.
    """

    done = pyqtSignal(object)
    """A `Remembered`: the result of the calibration."""

    def __init__(
        self,
        look: Look,
        feed: Feed,
        tablet: Identity,
        rotation: Rotation,
        at: str,
        wait_ms: int = WAIT_MS,
        screen: Screen = NO_SIZE,
    ) -> None:
        super().__init__(None, Qt.WindowType.Window | Qt.WindowType.FramelessWindowHint)
        self._look, self._feed = look, feed
        self._tablet, self._rotation, self._at, self._screen = tablet, rotation, at, screen
        self._reports: list[PenReport] = []
        self._tapped = 0
        self._words, self._tone = "", Tone.INK
        self.result: Remembered | None = None
        self.setWindowTitle(_("校准手写屏"))
        self._wait = once(self, wait_ms, self._count)
        self._notifier = QSocketNotifier(feed.fileno(), QSocketNotifier.Type.Read, self)  # type: ignore[call-overload]
        self._notifier.activated.connect(self.read)
        feed.grab(True)

    @property
    def tapped(self) -> int:
        """How many crosses have been tapped."""
        return self._tapped

    @property
    def words(self) -> str:
        """The instruction or the result that the window shows."""
        return self._words or _(TAP).format(number=self._tapped + 1)

    def read(self) -> None:
        """Read what has arrived from the pen: reports of contacts and lifts, or that the pen is lost."""
        for message in self._feed.drain():
            if isinstance(message, Lost):
                self._anew(_(GONE))
            elif self.result is None:
                self._hear(message)

    def keyPressEvent(self, event: QKeyEvent | None) -> None:  # noqa: N802
        """Close the window on Esc, which gives the calibration up."""
        if event is not None and event.key() == Qt.Key.Key_Escape:
            self.close()

    def closeEvent(self, event: QCloseEvent | None) -> None:  # noqa: N802
        """Release the pen."""
        self._wait.stop()
        self._notifier.setEnabled(False)
        self._feed.grab(False)
        super().closeEvent(event)

    def paintEvent(self, event: QPaintEvent | None) -> None:  # noqa: N802
        """Draw the crosses, and in the middle what to do."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.rect(), self._look.colour(Tone.WHITE))
        for at, (u, v) in enumerate(CROSSES):
            self._draw_cross(painter, at, QPointF(u * self.width(), v * self.height()))
        self._draw_words(painter)
        painter.end()

    def _hear(self, report: PenReport) -> None:
        self._reports.append(report)
        if report.inking:
            self._wait.stop()
        elif len(self._reports) > 1 and self._reports[-2].inking:
            self._wait.start()

    def _count(self) -> None:
        self._words, self._tone = "", Tone.INK
        self._tapped = len(taps(self._feed.device(), self._reports))
        if self._tapped >= len(CROSSES):
            self._finish()
        self.update()

    def _finish(self) -> None:
        try:
            self.result = calibration(
                self._tablet, self._feed.device(), self._reports, self._rotation, self._at, self._screen
            )
        except CalibrationError:
            self._anew(_(MISSED))
            return
        self._words, self._tone = _(DONE), Tone.GREEN
        self.done.emit(self.result)

    def _anew(self, words: str) -> None:
        self._reports.clear()
        self._wait.stop()
        self._tapped = 0
        self._words, self._tone = words, Tone.RED
        self.update()

    def _draw_cross(self, painter: QPainter, at: int, middle: QPointF) -> None:
        """Draw one cross: the one to tap now is larger and darker, a tapped one is green."""
        dots = self._look.measures.glass.dots_per_mm
        tone = Tone.GREEN if at < self._tapped else Tone.TEAL if at == self._tapped else Tone.MUTED
        arm = dots * ARM_MM * (1.0 if at == self._tapped else 0.6)
        pen = QPen(self._look.colour(tone), ceil(dots * (0.5 if at == self._tapped else 0.25)))
        painter.setPen(pen)
        painter.drawLine(middle - QPointF(arm, 0), middle + QPointF(arm, 0))
        painter.drawLine(middle - QPointF(0, arm), middle + QPointF(0, arm))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        if at == self._tapped:
            painter.drawEllipse(middle, 0.6 * arm, 0.6 * arm)
        painter.setFont(self._look.font(Role.BODY, bold=at == self._tapped))
        below = QRectF(middle.x() - arm, middle.y() + 1.2 * arm, 2 * arm, self._look.leading(Role.BODY))
        painter.drawText(below, Qt.AlignmentFlag.AlignCenter, str(at + 1))

    def _draw_words(self, painter: QPainter) -> None:
        title, small = self._look.leading(Role.TITLE), self._look.leading(Role.BODY)
        painter.setFont(self._look.font(Role.TITLE, bold=True))
        painter.setPen(self._look.colour(self._tone))
        middle = QRectF(0, self.height() / 2 - title, self.width(), title)
        painter.drawText(middle, Qt.AlignmentFlag.AlignCenter, self.words)
        painter.setFont(self._look.font(Role.BODY))
        painter.setPen(self._look.colour(Tone.MUTED))
        painter.drawText(middle.translated(0, title + small / 2), Qt.AlignmentFlag.AlignCenter, _(LEAVE))


def calibrate_on_screen(
    start: Callable[[], Feed],
    tablet: Identity,
    rotation: Rotation,
    at: str,
    wanted: str,
    measured: Screen | None = None,
) -> Remembered | None:
    """Ask for the four taps on the pen's display, and return the result; None when the person gave up.

    Only a tablet that is itself the display has the display's size.

    Args:
        start: Opens the pen's feed; the feed is closed before this returns.
        tablet: The identity of the tablet, kept with the result.
        rotation: How the picture is turned against the tablet's own axes.
        at: The time of the calibration, ISO 8601 UTC.
        wanted: The name or model of the display; "" for the first one that is not the desk's.
        measured: The picture with its measured size, where the size that the display reports is not to be used.
    """
    feed = start()
    windows: list[CalibrationWindow] = []

    def make(look: Look, display: QScreen) -> CalibrationWindow:
        screen = screen_of(display) if feed.device().direct else NO_SIZE
        window = CalibrationWindow(look, feed, tablet, rotation, at, screen=measured or screen)
        window.done.connect(lambda _: QTimer.singleShot(DONE_MS, window.close))
        windows.append(window)
        return window

    try:
        show_alone(wanted, make)
    finally:
        feed.close()
    return windows[0].result
