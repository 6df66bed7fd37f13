"""From the pen's event to ink on the screen: how late, what is lost, and what it costs the window.

    ./run python benchmarks/pen.py [SECONDS [WAY]]

Starts a screen of its own (Xvfb) and writes in the signature box for SECONDS (5) in each case: at 200 and 1000 Hz; with
the window idle, stalled for 150 ms every 500 ms, beside a Python thread that never rests, or on a machine that is
crowded with two processes for each core that never rest. A process in place of the
tablet writes `struct input_event`s into a named pipe of one page, 28 packets, a little more than the queue that the
kernel keeps for a pen (21); a packet that finds it full is lost, as the kernel would lose it. Beside the product's way
(reader process, only the new piece painted) the same with: a reader process that waits its turn like any other; the
whole box painted each time; a reader thread; the window's own thread reading. "Toolkit alone" is the floor: what
has arrived is drained, one line of always the same length is drawn for it and painted, and nothing is understood, kept
or judged.

Columns: event to read p99, event to screen p50 and p99, all in ms; packets lost; CPU time of the window's thread for
each sample in ms, first from the drain to the flushed picture, then with everything that the toolkit's loop does around
it; the first of these as a multiple of the floor at the same rate and load. A busy machine makes all of them worse;
compare them only within a table.
"""

from __future__ import annotations

import json
import os
import select
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from tablet import SCREEN, TimedPipe, delays, reader_on, tablet_on

from signing.ink import Device, Source
from terminal.devices.pen.feed import PenMessage
from terminal.devices.pen.live import LivePen
from terminal.devices.pen.node import input_events
from terminal.devices.pen.reports import Decoder
from terminal.windows import window_system

if TYPE_CHECKING:
    from PyQt6.QtCore import QPoint
    from PyQt6.QtWidgets import QApplication, QWidget

    from terminal.windows.pad.ink_area import InkArea
    from terminal.windows.pad.pen_input import PenInput
    from terminal.windows.pad.signing_capture import Segment

BOX = (1000, 380)  # pixels of the signature box, at the screen's upper left corner
RATES = (200, 1000)
LOADS = ("idle", "stalled", "busy", "crowded")
FLOOR = "toolkit alone"
WAYS = ("process", "process, patient", "process, whole box", "thread", "window")
SETTLE_S = 0.5


def main(seconds: float, ways: Sequence[str]) -> int:
    """Prints the table; 1 when the product's way lost anything."""
    lost = 0
    floors: dict[tuple[int, str], float] = {}
    print(f"{datetime.now(UTC):%Y-%m-%d}, {seconds:g} s a case, {os.cpu_count()} cores")
    print(
        f"{'way':20}{'Hz':>5} {'window':8}{'read p99':>9}{'p50':>8}{'p99':>8}{'lost':>6}"
        f"{'GUI ms':>8}{'+ loop':>8}{'ratio':>7}"
    )
    with screen() as display:
        for way in (FLOOR, *ways):
            for rate in RATES:
                for load in LOADS:
                    case = measured(display, way, rate, load, seconds)
                    floor = floors.setdefault((rate, load), case["gui_ms"])
                    print(f"{way:20}{rate:5} {load:8}{line(case)}{case['gui_ms'] / floor:7.2f}", flush=True)
                    lost += int(case["lost"]) if way == "process" else 0
    return 1 if lost else 0


def line(case: Mapping[str, float]) -> str:
    """A case's figures; the toolkit alone has none of the pen."""
    late = f"{case['read_p99']:9.2f}{case['p50']:8.2f}{case['p99']:8.2f}{case['lost']:6}" if "lost" in case else ""
    return f"{late:31}{case['gui_ms']:8.3f}{case['loop_ms']:8.3f}"


@contextmanager
def screen() -> Iterator[str]:
    """A screen without hardware; its name."""
    reading, writing = os.pipe()
    size = f"{SCREEN[0]}x{SCREEN[1]}x24"
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(writing), "-screen", "0", size, "-nolisten", "tcp"],
        pass_fds=[writing],
        stderr=subprocess.DEVNULL,
    )
    os.close(writing)
    try:
        with os.fdopen(reading) as told:
            yield f":{told.readline().strip()}"
    finally:
        server.terminate()
        server.wait()


def measured(display: str, way: str, rate: int, load: str, seconds: float) -> dict[str, float]:
    """One case, in a process of its own."""
    case = ["--case", way, str(rate), load, str(seconds)]
    environment = os.environ | {"DISPLAY": display, "QT_QPA_PLATFORM": "xcb"}
    window_system.choose(environment)
    with crowd(2 * (os.cpu_count() or 1) if load == "crowded" else 0):
        done = subprocess.run([sys.executable, __file__, *case], env=environment, stdout=subprocess.PIPE, check=True)
    return json.loads(done.stdout)


@contextmanager
def crowd(processes: int) -> Iterator[None]:
    """So many processes that never rest."""
    running = [subprocess.Popen([sys.executable, "-c", "while True: pass"]) for _ in range(processes)]
    try:
        yield
    finally:
        for each in running:
            each.kill()
            each.wait()


# --- the ways to read


class InsideFeed:
    """A feed read in the window's process: by the window's thread, or by one of its own."""

    def __init__(self, node: TimedPipe, threaded: bool) -> None:
        self._node = node
        self._decoder = Decoder()
        self._waiting: list[PenMessage] = []
        self._bell = os.eventfd(0, os.EFD_NONBLOCK)
        self._lock = threading.Lock()
        self._threaded = threaded
        self._ends = False
        self._thread = threading.Thread(target=self._serve)
        if threaded:
            self._thread.start()

    def fileno(self) -> int:
        return self._bell if self._threaded else self._node.fileno()

    def drain(self) -> tuple[PenMessage, ...]:
        if not self._threaded:
            return tuple(self._reports())
        try:
            os.eventfd_read(self._bell)
        except BlockingIOError:
            return ()
        with self._lock:
            waiting, self._waiting = self._waiting, []
        return tuple(waiting)

    def device(self) -> Device:
        return self._node.passport().device()

    def source(self) -> Source:
        return Source.SYNTHETIC

    def grab(self, on: bool) -> None:
        """Nobody else reads."""

    def close(self) -> None:
        self._ends = True
        if self._threaded:
            self._thread.join()

    def _reports(self) -> Iterator[PenMessage]:
        for event in input_events(self._node.read()):
            if report := self._decoder.feed(event):
                yield replace(report, at_us=event.at_us)

    def _serve(self) -> None:
        while not self._ends:
            if select.select([self._node], [], [], 0.1)[0]:
                reports = tuple(self._reports())
                with self._lock:
                    self._waiting += reports
                os.eventfd_write(self._bell, 1)


# --- the window


def perform(way: str, rate: int, load: str, seconds: float) -> int:
    """The window's process: one case; prints its figures."""
    from PyQt6.QtWidgets import QApplication

    app = QApplication([])
    with tempfile.TemporaryDirectory() as folder:
        pipe = Path(folder) / "pen"
        os.mkfifo(pipe)
        case = toolkit_alone if way == FLOOR else product
        print(json.dumps(case(app, way, pipe, rate, load, seconds)), flush=True)
    os._exit(0)  # the thread that never rests has no end


def product(app: QApplication, way: str, pipe: Path, rate: int, load: str, seconds: float) -> dict[str, float | None]:
    """The signature box with the product's pen input behind it; its figures."""
    window, area = signature_box("whole" in way)
    app.processEvents()
    feed, node = feed_of(way, pipe)
    pen, worked_s = timed_input(feed, window)
    pen.begin(area, "2026-11-23T02:42:00Z")
    tablet = tablet_on(pipe, rate, seconds)
    burden(load, app)
    gui_s = until_written(tablet, app)
    sent, lost = map(int, tablet.communicate()[0].split())
    shown = figures(pen, lost + sent, worked_s(), gui_s)
    pen.close()
    feed.close()
    read_p99 = node.late.facts().p99_ms if node else float(delays(pipe).read_text())
    return {"read_p99": read_p99} | shown


def toolkit_alone(
    app: QApplication, _way: str, pipe: Path, rate: int, load: str, seconds: float
) -> dict[str, float | None]:
    """What the toolkit itself takes for what is drained: a line drawn into a picture of the box's size, and painted."""
    from PyQt6.QtCore import QLineF, QPointF, QRect, QSocketNotifier, Qt
    from PyQt6.QtGui import QColor, QImage, QPainter, QPaintEvent, QPen
    from PyQt6.QtWidgets import QWidget

    picture = QImage(*BOX, QImage.Format.Format_RGB32)
    picture.fill(QColor("white"))
    ink = QPen(QColor("black"), 3)
    ink.setCapStyle(Qt.PenCapStyle.RoundCap)
    corner, line, dirty = QPointF(), QLineF(500, 190, 504, 193), QRect(497, 187, 10, 9)
    worked_s, samples = 0.0, 0

    class Sheet(QWidget):
        """Shows the picture."""

        def paintEvent(self, _event: QPaintEvent | None) -> None:  # noqa: N802
            painter = QPainter(self)
            painter.drawImage(corner, picture)
            painter.end()

    sheet = Sheet(None, Qt.WindowType.FramelessWindowHint)
    sheet.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
    sheet.setGeometry(0, 0, *BOX)
    sheet.show()
    app.processEvents()
    feed = reader_on(pipe)

    def arrived() -> None:
        nonlocal worked_s, samples
        began_s = time.thread_time()
        waiting = len(feed.drain())
        if waiting:
            painter = QPainter(picture)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(ink)
            painter.drawLine(line)
            painter.end()
            sheet.repaint(dirty)
        worked_s += time.thread_time() - began_s
        samples += waiting

    notifier = QSocketNotifier(feed.fileno(), QSocketNotifier.Type.Read, sheet)  # type: ignore[call-overload]
    notifier.activated.connect(arrived)
    tablet = tablet_on(pipe, rate, seconds)
    burden(load, app)
    gui_s = until_written(tablet, app)
    tablet.communicate()
    notifier.setEnabled(False)
    feed.close()
    return {"gui_ms": 1000 * worked_s / samples, "loop_ms": 1000 * gui_s / samples}


def signature_box(whole: bool) -> tuple[QWidget, InkArea]:
    """The window, shown, and the box in it, which paints only the new piece or everything each time."""
    from PyQt6.QtCore import QPoint, Qt
    from PyQt6.QtWidgets import QWidget

    from terminal.windows.pad.ink_area import InkArea

    class WholeArea(InkArea):
        """Paints everything each time."""

        def write(self, segments: Sequence[Segment], origin: QPoint | None = None) -> bool:
            self._draw(segments, origin or self.mapToGlobal(QPoint()))
            self.repaint()
            return True

    window = QWidget(None, Qt.WindowType.FramelessWindowHint)
    area = (WholeArea if whole else InkArea)(parent=window)
    area.setFixedSize(*BOX)
    window.setGeometry(0, 0, *SCREEN)
    window.show()
    return window, area


def feed_of(way: str, pipe: Path) -> tuple[LivePen | InsideFeed, TimedPipe | None]:
    """The pipe, read in this way; and the device, when it is read in this process."""
    if way.startswith("process"):
        return reader_on(pipe, hurries=way != "process, patient"), None
    node = TimedPipe(pipe)
    return InsideFeed(node, way == "thread"), node


def timed_input(feed: LivePen | InsideFeed, window: QWidget) -> tuple[PenInput, Callable[[], float]]:
    """The feed's way to the box; and how long it has worked."""
    from terminal.devices.pen.mapping import GlassMap, Screen
    from terminal.windows.pad.pen_input import PenInput

    class TimedInput(PenInput):
        """Knows how long it has worked."""

        worked_s = 0.0

        def read(self) -> None:
            began_s = time.thread_time()
            super().read()
            self.worked_s += time.thread_time() - began_s

    pen = TimedInput(feed, GlassMap(feed.device(), Screen(0, 0, *SCREEN)), window)
    return pen, lambda: pen.worked_s


def burden(load: str, app: QApplication) -> None:
    """What keeps the window from its work, begun; a crowd is outside."""
    from PyQt6.QtCore import QTimer

    if load == "stalled":
        stalls = QTimer(app)
        stalls.timeout.connect(lambda: time.sleep(0.150))
        stalls.start(500)
    if load == "busy":
        threading.Thread(target=never_rest, daemon=True).start()


def until_written(tablet: subprocess.Popen[bytes], app: QApplication) -> float:
    """Runs the window until the tablet has ended and everything has settled; seconds of CPU time of its thread."""
    from PyQt6.QtCore import QTimer

    watch = QTimer()
    watch.timeout.connect(lambda: tablet.poll() is not None and QTimer.singleShot(int(1000 * SETTLE_S), app.quit))
    watch.start(200)
    began_s = time.thread_time()
    app.exec()
    return time.thread_time() - began_s


def figures(pen: PenInput, made: int, worked_s: float, gui_s: float) -> dict[str, float | None]:
    """What the window's side of a case comes to, of so many packets that the tablet made."""
    kept = sum(report.near for report in pen.ink().reports)
    return {
        "p50": pen.latency.p50_ms,
        "p99": pen.latency.p99_ms,
        "lost": made - kept,
        "gui_ms": 1000 * worked_s / kept,
        "loop_ms": 1000 * gui_s / kept,
    }


def never_rest() -> None:
    """Python that keeps the interpreter's lock as long as it may."""
    while True:
        sum(range(10_000))


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["--case", way, rate, load, seconds]:
            raise SystemExit(perform(way, int(rate), load, float(seconds)))
        case given:
            raise SystemExit(main(float(given[0]) if given else 5.0, given[1:] or WAYS))
