"""Which pen writes on the pad now: found, started, lost, found again; and its text for the status strip.

Decides that a real pen comes before any substitute. Fingers, mice and filtered pens serve only where the station's
policy allows them. A pen that is gone counts as a new one when it returns. Nothing here blocks the windows: nodes are
opened and readers started on one thread. That thread lives as long as this object, because a reader dies with the
thread that started it. Leaves to `opening` which node it is and to `pen_input` what it writes.
"""

from __future__ import annotations

from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

from PyQt6.QtCore import QObject, QSocketNotifier, Qt, QTimer, pyqtSignal
from PyQt6.QtGui import QInputDevice, QScreen, QWindow
from PyQt6.QtWidgets import QWidget

from forms.message import shown
from signing.ink import Source
from terminal.devices.pen.feed import Feed, Loss, Lost
from terminal.devices.pen.mapping import GlassMap, Screen
from terminal.devices.pen.opening import Begun, Machine, Missing, Plugs, begin
from terminal.windows.look.words import N_, _
from terminal.windows.pad.pen_input import PenInput, now_us
from terminal.windows.pad.qt_tablet import QtFeed
from terminal.windows.pad.timers import once

SETTLE_MS = 300  # after the last arrival: one tablet comes as several nodes
AGAIN_MS = 1_000  # before a reader that died is begun anew
RATE_MS = 1_000
MOST_NAME = 24
ENDS = (Loss.UNPLUGGED, Loss.READER_DIED)  # of the pen; other losses end a capture only
WORDS = {
    Missing.NONE: N_("没有手写笔"),
    Missing.NOT_ALLOWED: N_("笔不在许可名单"),
    Missing.NO_ACCESS: N_("没有读笔的权限"),
    Missing.SEVERAL: N_("接了多支笔，请只留一支"),
    Missing.SETTINGS: N_("笔的设置文件有误"),
    Missing.SILENT: N_("笔没有应答"),
}
LOOKING, GONE = N_("正在找手写笔"), N_("笔断开")
SUBSTITUTES = {
    Source.TABLET: N_("手写笔（经桌面系统）"),
    Source.TOUCH: N_("没有手写笔，用手指代替"),
    Source.MOUSE: N_("没有手写笔，用鼠标代替"),
}


def screen_of(display: QScreen) -> Screen:
    """Return a display in the form that the pen's map takes: place and size in pixels, size in millimetres."""
    place, size = display.geometry(), display.physicalSize()
    return Screen(place.x(), place.y(), place.width(), place.height(), size.width(), size.height())


class Pens(QObject):
    """The pen of one window.

    `sources` are the kinds of device that may draw ink which counts; `folder` holds `pens.toml`.
    """

    came = pyqtSignal(object)
    """A `PenInput`, ready to use."""
    gone = pyqtSignal()
    """The latest pen is gone; its `PenInput` is already closed."""
    told = pyqtSignal(str)
    """The status strip's new text about the pen."""
    _looked = pyqtSignal(object)

    def __init__(
        self,
        window: QWidget,
        sources: frozenset[Source],
        folder: Path,
        machine: Machine | None = None,
        *,
        settle_ms: int = SETTLE_MS,
        again_ms: int = AGAIN_MS,
    ) -> None:
        super().__init__(window)
        self._window, self._sources, self._folder = window, sources, folder
        self._machine = machine or Machine()
        self._again_ms = again_ms
        self._said: tuple[str, dict[str, str | int]] = (LOOKING, {})
        self._handle: QWindow | None = None
        self._pen: PenInput | None = None
        self._feed: Feed | None = None
        self._begun: Begun | None = None  # None while a fall-back serves, or nothing
        self._was_there = False
        self._rate_hz, self._heard, self._rated_us = 0, 0, 0
        self._thread = ThreadPoolExecutor(1, "luobi-pens")
        self._looking: Future[Begun | Missing] | None = None
        self._display: QScreen | None = None
        self._plugs: Plugs | None = None
        self._looked.connect(self._take, Qt.ConnectionType.QueuedConnection)  # type: ignore[call-arg]
        self._settling = once(self, settle_ms, self._look)
        self._dropping = once(self, 0, self._drop)
        self._rating = QTimer(self)
        self._rating.timeout.connect(self._rate)

    @property
    def pen(self) -> PenInput | None:
        """The pen that writes now; None while there is none."""
        return self._pen

    @property
    def words(self) -> str:
        """The text about the pen for the status strip."""
        source, parameters = self._said
        return _(source).format(**parameters)

    def begin(self) -> None:
        """Look for the pen, and follow its arrivals and losses from now on."""
        self._window.winId()
        self._follow_handle()
        self._watch_screen()
        self._listen()
        self._look()

    def window_moved(self) -> None:
        """Follow the pad into another window, and onto that window's screen."""
        self._follow_handle()
        self._other_screen()

    def _follow_handle(self) -> None:
        handle = self._window.windowHandle()
        if handle is not None and handle is not self._handle:
            handle.screenChanged.connect(self._other_screen)
        self._handle = handle

    def close(self) -> None:
        """Release the pen.

        This waits for a reader that is just being started. Such a reader answers, or is given up, within seconds.
        """
        for timer in (self._settling, self._dropping):
            timer.stop()
        handle = self._window.windowHandle()
        if handle is not None and handle is self._handle:
            handle.screenChanged.disconnect(self._other_screen)
        for bell in self.findChildren(QSocketNotifier):
            bell.setEnabled(False)
        self._let_go()
        self._thread.shutdown()
        if self._looking and isinstance(late := self._looking.result(), Begun):
            late.feed.close()
        self._looking = None

    # Looking

    def _listen(self) -> None:
        self._plugs = self._machine.plugs()
        if self._plugs is not None:
            bell = QSocketNotifier(self._plugs.fileno(), QSocketNotifier.Type.Read, self)  # type: ignore[call-overload]
            bell.activated.connect(self._plugged)

    def _look(self) -> None:
        if self._looking is not None:
            self._settling.start()  # what came meanwhile may have been missed
            return
        if self._begun is not None:  # the look that was under way has found it
            return
        self._looking = self._thread.submit(begin, self._machine, self._folder, self._sources)
        self._looking.add_done_callback(lambda _: self._looked.emit(None))

    def _take(self) -> None:
        """Use what the search has found; this runs on the windows' thread."""
        if self._looking is None:  # closed meanwhile
            return
        found, self._looking = self._looking.result(), None
        if isinstance(found, Begun):
            self._use(found)
        elif self._begun is None:
            self._fall_back(found)

    def _plugged(self) -> None:
        if self._plugs and self._plugs.drain() and self._begun is None:
            self._settling.start()

    def _use(self, found: Begun) -> None:
        self._let_go()
        self._begun, self._was_there = found, True
        self._rate_hz = 0
        self._serve(found.feed)
        self._rating.start(RATE_MS)
        self._tell_name()

    def _fall_back(self, why: Missing) -> None:
        words = GONE if self._was_there and why is Missing.NONE else WORDS[why]
        if self._pen is None and (source := self._substitute()):
            self._serve(QtFeed(self._window, screen_of(self._screen()), source))
        if self._feed is not None:
            words = SUBSTITUTES[self._feed.source()]
        self._tell(words)

    def _substitute(self) -> Source | None:
        """Return the kind of device that may serve and is there.

        A kind that is allowed but not there is returned when no other is; None when no kind is allowed.
        """
        kinds = {device.type() for device in QInputDevice.devices()}
        there = {
            Source.TABLET: QInputDevice.DeviceType.Stylus in kinds,
            Source.TOUCH: QInputDevice.DeviceType.TouchScreen in kinds,
            Source.MOUSE: True,
        }
        allowed = [source for source in there if source in self._sources]
        return next((source for source in allowed if there[source]), next(iter(allowed), None))

    # One pen

    def _serve(self, feed: Feed) -> None:
        self._feed = feed
        self._pen = PenInput(feed, self._map(feed), self._window)
        self._pen.lost.connect(self._lost)
        self._heard, self._rated_us = 0, now_us()
        self.came.emit(self._pen)

    def _map(self, feed: Feed) -> GlassMap:
        screen = screen_of(self._screen())
        if self._begun is None:
            return GlassMap(feed.device(), screen)
        return GlassMap(feed.device(), screen, self._begun.lies.rotation, self._begun.lies.affine)

    def _lost(self, lost: Lost) -> None:
        """Close the pen later, because its input is still reading when it reports the loss."""
        if lost.why in ENDS and self._begun is not None:
            self._dropping.setInterval(0 if lost.why is Loss.UNPLUGGED else self._again_ms)
            self._dropping.start()

    def _drop(self) -> None:
        self._let_go()
        self._tell(GONE)
        self._look()

    def _let_go(self) -> None:
        pen, feed, real = self._pen, self._feed, self._begun is not None
        self._pen, self._feed, self._begun = None, None, None
        self._rating.stop()
        if pen is None or feed is None:
            return
        pen.close()
        if real:
            self._thread.submit(feed.close)  # it waits for the reader's end
        else:
            feed.close()
        self.gone.emit()
        pen.deleteLater()

    # The screen under it

    def _screen(self) -> QScreen:
        display = self._window.screen()
        assert display is not None, "a window with a handle stands on a screen"
        return display

    def _watch_screen(self) -> None:
        self._display = self._screen()
        self._display.geometryChanged.connect(self._renew)
        self._display.physicalSizeChanged.connect(self._renew)

    def _other_screen(self) -> None:
        self._watch_screen()
        self._renew()

    def _renew(self) -> None:
        """Make the map again for another screen.

        A substitute's coordinates are those of the screen, so it becomes another device on another screen.
        """
        if self._pen is None or self._feed is None:
            return
        if self._begun is not None:
            self._pen.use_glass(self._map(self._feed))
        else:
            self._let_go()
            self._fall_back(Missing.NONE)

    # The strip

    def _tell_name(self) -> None:
        name = shown(self._begun.name) if self._begun else ""
        short = name if len(name) <= MOST_NAME else f"{name[: MOST_NAME - 1]}…"
        if self._rate_hz:
            self._tell(N_("笔 {name} · {rate} 次/秒"), name=short, rate=self._rate_hz)
        else:
            self._tell(N_("笔 {name}"), name=short)

    def _rate(self) -> None:
        """Update the rate shown: the fastest second so far, rounded to tens.

        A pen at rest sends fewer reports, and no pen sends more than it can.
        """
        if self._pen is None:
            return
        heard, self._heard = self._pen.heard - self._heard, self._pen.heard
        passed_us, self._rated_us = now_us() - self._rated_us, now_us()
        rate_hz = int(round(heard * 1_000_000 / max(passed_us, 1), -1))
        if rate_hz > self._rate_hz:
            self._rate_hz = rate_hz
            self._tell_name()

    def _tell(self, source: str, **parameters: str | int) -> None:
        if self._said != (source, parameters):
            self._said = source, parameters
            self.told.emit(self.words)
