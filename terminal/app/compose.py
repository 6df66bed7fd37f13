"""The program: clerk, reception, pen, the applicant's window and the staff's, made and connected once.

It decides which part is called for what. Every rule of the visit is in `flow`, every choice of a screen in the windows.
An uncaught exception wipes the pad, is logged without data, and restarts the program: drafts are kept, staff sign in
again.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from PyQt6 import sip
from PyQt6.QtCore import QEvent, QLibraryInfo, QObject, QRect, QSocketNotifier, Qt, QTimer, QTranslator
from PyQt6.QtGui import QScreen
from PyQt6.QtWidgets import QApplication, QWidget

from archive.entry import timestamp
from terminal.app import crash_guard
from terminal.app.one_window import OneWindow
from terminal.app.signals import EndsBySignal
from terminal.clerk.link import ClerkLink
from terminal.clerk.orders import Papers
from terminal.devices.pen.feed import Lost
from terminal.devices.pen.opening import Machine
from terminal.devices.voice import Voice, installed
from terminal.session.reception import Reception
from terminal.station.journal import SILENT, TERMINAL, Happened, Journal, Room, StationKind
from terminal.station.settings import read_settings
from terminal.windows import window_system
from terminal.windows.desk.states import CounterFacts
from terminal.windows.desk.window import DeskWindow
from terminal.windows.displays import pad_display
from terminal.windows.look import typeface, words
from terminal.windows.look.desk import DeskLook
from terminal.windows.look.glass import SMALL
from terminal.windows.pad.conductor import Conductor
from terminal.windows.pad.ordered_pages import ClerkPages
from terminal.windows.pad.pen_input import PenInput
from terminal.windows.pad.pens import Pens
from terminal.windows.pad.states import Idle
from terminal.windows.pad.window import PadWindow, glass_of

STEADY_S = 10.0  # a program that breaks sooner than this after its start is not begun anew
TRANSLATIONS = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
TOUCHES = frozenset({QEvent.Type.MouseButtonPress, QEvent.Type.TouchBegin, QEvent.Type.TabletPress})


def now() -> datetime:
    """Return the time of the station's clock, aware, UTC."""
    return datetime.now(UTC)


def now_ms() -> int:
    """Return milliseconds of a clock that is never set."""
    return time.monotonic_ns() // 1_000_000


class Terminal(QObject):
    """Both windows of one counter, and everything behind them.

    `machine` is where the pen is found. `clock_ms` is monotonic, and measures for how long no one has done anything.
    `journal` notes what happens. `debuggable` lets a debugger read the clerk's process.
    """

    def __init__(
        self,
        application: QApplication,
        home: Path,
        pad: QScreen | None,
        machine: Machine | None = None,
        voice: Voice | None = None,
        clock_ms: Callable[[], int] = now_ms,
        journal: Journal = SILENT,
        debuggable: bool = False,
    ) -> None:
        super().__init__()
        self._application, self._home, self.settings = application, home, read_settings(home)
        typeface.use(self.settings.fonts)
        self._toolkit = QTranslator(self)
        self._speak(self.settings.language)
        self.journal = journal
        options = {"--debug": journal.debug, "--debuggable": debuggable}
        self.clerk = ClerkLink.start(home, tuple(option for option, is_on in options.items() if is_on))
        self.reception = Reception(self.clerk, now, journal)
        self.pad = self._pad_window(pad)
        self.conductor = Conductor(self.reception, self.pad, self._pages_of, voice, clock_ms, lambda: timestamp(now()))
        self.pens = Pens(self.pad, self.settings.ink_sources, home, machine)
        look = DeskLook.of(self._room().width())
        self.desk = DeskWindow(self.reception, self.clerk, self.conductor, self._counter_facts(), look, now)
        self.both = self._one_window() if pad is None else None
        """The window that holds both windows where there is one display; None with two displays."""
        self._wire()

    def show(self) -> None:
        """Show both windows on their displays and look for the pen."""
        self.pens.begin()
        self.staffs.setGeometry(self._room())
        self.staffs.showMaximized()
        self.staffs.activateWindow()

    @property
    def staffs(self) -> QWidget:
        """The window that ends the program when it is closed."""
        return self.both or self.desk

    def close(self) -> None:
        """Close everything; the open visits are kept as drafts."""
        self.conductor.wipe()
        self.pens.close()
        self._bell.setEnabled(False)
        self.clerk.close()
        self._application.removeTranslator(self._toolkit)
        if handle := self.pad.windowHandle():
            handle.removeEventFilter(self)
        self.desk.let_close()
        self.staffs.close()
        self.pad.close()

    def end(self) -> None:
        """Close, and delete the windows: the toolkit's bindings crash where windows outlive the application."""
        self.close()
        for window in (self.both,) if self.both else (self.desk, self.pad):
            sip.delete(window)

    def eventFilter(self, _watched: QObject | None, event: QEvent | None) -> bool:  # noqa: N802
        """Report every touch of the pad as a sign that a person is there. The desk watches its own keys.

        A pad that a window manager closes comes back: only the desk's window ends the program.
        """
        if event is not None and event.type() in TOUCHES:
            self.conductor.somebody_is_here()
        elif event is not None and event.type() == QEvent.Type.Close:
            QTimer.singleShot(0, self._pad_back)
        return False

    def _pad_back(self) -> None:
        if self.desk.isVisible():
            self.pad.show()

    def _one_window(self) -> OneWindow:
        capturing = self.conductor.capturing
        return OneWindow(self.reception, self.desk, self.pad, lambda: capturing.is_writing)

    def _share(self) -> None:
        """Put both windows on the desk's display, after the pad has lost its own; they take turns there."""
        if self.both is None and not self.pad.is_seen:
            self.both = self._one_window()
            self.both.setGeometry(self._room())
            self.both.showMaximized()
            self.both.activateWindow()
            self.desk.show()
            self.pens.window_moved()
            self.conductor.changed.emit()

    def _counter_facts(self) -> CounterFacts:
        return CounterFacts(self.settings.name, self.settings.training, tuple(self.settings.staff.items()))

    def _room(self) -> QRect:
        """Return the part of the desk's display that windows may use."""
        display = self._application.primaryScreen()
        return display.availableGeometry() if display is not None else QRect()

    def _pad_window(self, display: QScreen | None) -> PadWindow:
        """Return the pad's window: full screen on its own display, or held by `OneWindow` where there is none."""
        idle = Idle(self.settings.name, self.settings.training)
        window = PadWindow(idle, glass_of(display) if display else SMALL)
        window.setAttribute(Qt.WidgetAttribute.WA_QuitOnClose, False)
        if display is not None:
            window.stand_on(display)
            window.watch_displays(self._application)
        return window

    def _pages_of(self, record: str, papers: Papers, came: Callable[[], None]) -> ClerkPages:
        return ClerkPages(self.clerk, record, papers, came)

    def _wire(self) -> None:
        self._bell = QSocketNotifier(self.clerk.fileno(), QSocketNotifier.Type.Read, self)  # type: ignore[call-overload]
        self._bell.activated.connect(self._hear_clerk)
        self.desk.share_display.connect(self._share)
        self.desk.language_changed.connect(self._follow)
        self.pens.came.connect(self._pen_came)
        self.pens.gone.connect(self._pen_gone)
        self.pens.told.connect(lambda told: self.desk.machine.say_pen(told, self.pens.pen is not None))
        self.pad.winId()
        if handle := self.pad.windowHandle():
            handle.installEventFilter(self)

    def _speak(self, language: words.Language) -> None:
        """Choose the language of the windows, and of the toolkit's own text in menus and dialogs."""
        words.choose(language)
        self._application.removeTranslator(self._toolkit)
        if language == "zh" and self._toolkit.load("qtbase_zh_CN", TRANSLATIONS):
            self._application.installTranslator(self._toolkit)

    def _follow(self) -> None:
        """Show the language that was chosen at the desk everywhere."""
        self._speak(words.language())
        self.conductor.speak_anew()
        self.desk.machine.say_pen(self.pens.words, self.pens.pen is not None)
        if self.both is not None:
            self.both.speak_anew()

    def _hear_clerk(self) -> None:
        self.clerk.pump()
        if self.clerk.gone:
            self._bell.setEnabled(False)

    def _pen_came(self, pen: PenInput) -> None:
        self.journal.write(Room.PEN, Happened.PEN_CAME, name=pen.source)
        pen.lost.connect(self._pen_lost)
        self.conductor.use_pen(pen)
        self.desk.machine.say_pen(self.pens.words, True)

    def _pen_lost(self, lost: Lost) -> None:
        self.journal.write(Room.PEN, Happened.PEN_LOST, name=lost.why)

    def _pen_gone(self) -> None:
        self.journal.write(Room.PEN, Happened.PEN_GONE)
        self.conductor.use_pen(None)
        self.desk.machine.say_pen(self.pens.words, False)


def run(home: Path, wanted_pad: str, arguments: list[str], debug: bool = False, debuggable: bool = False) -> int:
    """Run `luobi terminal` until the desk's window is closed; return the exit code.

    Args:
        home: The station's folder.
        wanted_pad: The name of the pad's display; "" finds one.
        arguments: The arguments for the Python interpreter that restart the program.
        debug: Whether the journal names every order and event.
        debuggable: Whether a debugger may read the clerk's process.
    """
    window_system.choose(os.environ)
    began_s = time.monotonic()
    application = QApplication(["luobi"])
    screens = application.screens()
    display = pad_display(screens, application.primaryScreen() or screens[0], wanted_pad)
    journal = Journal(home, TERMINAL, now, debug=debug)
    terminal = Terminal(application, home, display, voice=installed(), journal=journal, debuggable=debuggable)
    kind = StationKind.TRAINING if terminal.settings.training else StationKind.PRODUCTION
    journal.write(Room.APP, Happened.STARTED, name=kind, version=version("luobi"))

    def anew() -> None:
        if time.monotonic() - began_s < STEADY_S:
            application.exit(3)
        else:
            terminal.close()
            end(journal)
            os.execv(sys.executable, [sys.executable, *arguments])

    begin_anew_when_broken(terminal, anew)
    signals = EndsBySignal(application)
    terminal.show()
    code = application.exec()
    signals.close()
    sys.excepthook = sys.__excepthook__
    terminal.end()
    end(journal)
    return code


def end(journal: Journal) -> None:
    """Close the journal, and log how many of its lines could not be written."""
    journal.write(Room.APP, Happened.ENDED)
    if lost := journal.close():
        _log(f"{lost} lines of the journal could not be written")


def begin_anew_when_broken(terminal: Terminal, anew: Callable[[], None]) -> None:
    """Restart the program after an uncaught exception, or after the clerk has ended.

    The pad is wiped and it is logged first.

    Args:
        terminal: The running program; its exception hook and the clerk's callback are set.
        anew: Restarts the program.
    """

    def clerk_gone() -> None:
        terminal.conductor.wipe()
        terminal.journal.write(Room.APP, Happened.CLERK_GONE)
        _log("the clerk's process has ended")
        anew()

    sys.excepthook = crash_guard.on_exception(terminal.conductor.wipe, _log, anew, terminal.journal)
    terminal.clerk.on_gone = clerk_gone


def _log(line: str) -> None:
    """Print one line without data to stderr, for the journal."""
    print(f"luobi: {timestamp(now())} {line}", file=sys.stderr, flush=True)
