"""The pad's window: one screen at a time, full screen on the pen display, and a wipe that leaves nothing personal.

The window takes no keyboard focus from the desk. A new screen ignores presses for a moment, so that the second press
of an impatient person does not hit what has just appeared. When the pen display goes away the window is wiped and
hidden, because Qt would move it onto the desk's screen. It comes back when the same display does.
"""

from __future__ import annotations

from dataclasses import replace

from PyQt6.QtCore import Qt, QTimer, pyqtSignal
from PyQt6.QtGui import QGuiApplication, QHideEvent, QResizeEvent, QScreen, QShowEvent
from PyQt6.QtWidgets import QWidget

from terminal.windows.look import Look, Mode
from terminal.windows.look.glass import Glass
from terminal.windows.look.words import _
from terminal.windows.pad.away import AwayScreen
from terminal.windows.pad.hand_over import Turned
from terminal.windows.pad.pages import Pages
from terminal.windows.pad.read import Bookmark, ReadScreen
from terminal.windows.pad.screen import Screen
from terminal.windows.pad.screens import screen_of
from terminal.windows.pad.states import Away, HandOver, Idle, PadState

SETTLE_MS = 350


def glass_of(screen: QScreen) -> Glass:
    """Return the size of a display; sizes that cannot be true are replaced by an assumed one."""
    pixels, size = screen.geometry(), screen.physicalSize()
    return Glass.believed(pixels.width(), pixels.height(), size.width(), size.height())


class PadWindow(QWidget):
    """The window that shows states.

    `did` carries events of the flow and acts of the pad, as the screens report them.
    """

    did = pyqtSignal(object)
    changed = pyqtSignal()
    """Another screen is shown, or the same one was made again: who gives it ink must look for its area again."""
    came_or_went = pyqtSignal()
    """The window was shown to the person, or hidden."""
    display_gone = pyqtSignal()
    display_back = pyqtSignal()

    def __init__(self, idle: Idle, glass: Glass, mode: Mode | None = None) -> None:
        super().__init__()
        self.setWindowFlags(Qt.WindowType.Window | Qt.WindowType.FramelessWindowHint)
        self.setWindowFlag(Qt.WindowType.WindowDoesNotAcceptFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
        self._idle, self._glass = idle, glass
        self._display: tuple[str, str, str] | None = None
        self._gone = False
        self._state: PadState = idle
        self._pages: Pages | None = None
        self._shown: QWidget | None = None
        self._bookmark: Bookmark | None = None
        self._speaks_anew = False
        self._settling = QTimer(self)
        self._settling.setSingleShot(True)
        self._settling.timeout.connect(self._settle)
        self.look = Look.of(mode or Mode(), glass)
        self.screen_shown = self._make()

    # What it shows

    @property
    def state(self) -> PadState:
        """The state that is shown."""
        return self._state

    @property
    def is_seen(self) -> bool:
        """Whether the display of the window is there; inside another window it is always seen."""
        return not self._gone

    @property
    def settled(self) -> bool:
        """Whether what is shown reacts to presses by now."""
        return not self._settling.isActive()

    def show_state(self, state: PadState, pages: Pages | None = None) -> None:
        """Show a state in place where the screen can do that, else as a new screen.

        Args:
            state: What to show.
            pages: The document's pages; None keeps the present ones.
        """
        pages = pages or self._pages
        if (state, pages) == (self._state, self._pages) and not self._speaks_anew:
            return
        before, self._state, self._pages = self._state, state, pages
        in_place = self._frames_anew(before, state) or self.screen_shown.refresh(state)
        if self._speaks_anew or not in_place:
            self._renew()

    def _frames_anew(self, before: PadState, state: PadState) -> bool:
        """Return whether nothing but the call or the voice is different, and was shown in place."""
        if isinstance(before, Idle | Away) or isinstance(state, Idle | Away):
            return False
        return state == replace(before, frame=state.frame) and self.screen_shown.takes_call(before.frame, state.frame)

    def set_mode(self, mode: Mode) -> None:
        """Show the same state in another look."""
        self.look = Look.of(mode, self._glass)
        self._renew()

    def speak_anew(self) -> None:
        """Follow the choice of another language.

        The greeting changes at once, every other screen with the next state that is shown.
        """
        self._speaks_anew = True
        if isinstance(self._state, Idle):
            self._renew()

    def wipe(self) -> None:
        """Remove everything personal from all widgets, and show the greeting."""
        self._state, self._pages, self._bookmark = self._idle, None, None
        old = self.screen_shown
        self.screen_shown = self._make()
        old.wipe()
        self.changed.emit()

    def resizeEvent(self, event: QResizeEvent | None) -> None:  # noqa: N802
        """Make the screen fill the window."""
        super().resizeEvent(event)
        if self._shown is not None:
            self._shown.resize(self.size())

    # Where it stands

    def stand_on(self, display: QScreen) -> None:
        """Show the window full screen on a display, and remember the display by its EDID."""
        self._display = _identity(display)
        self._glass = glass_of(display)
        self.look = Look.of(self.look.mode, self._glass)
        self._renew()
        self.setScreen(display)
        self.setGeometry(display.geometry())
        self.setWindowState(Qt.WindowState.WindowFullScreen)  # showFullScreen would ask for the keyboard
        self.show()

    def stand_in(self, holder: QWidget, glass: Glass) -> None:
        """Put the window inside another one, hidden at first.

        This is for learning the program, where the desk's window is on the only display.

        Args:
            holder: The widget that holds the pad.
            glass: The size of the pad, in pixels and millimetres.
        """
        self._display, self._gone = None, False
        self.setWindowState(Qt.WindowState.WindowNoState)
        self.setParent(holder, Qt.WindowType.Widget | Qt.WindowType.WindowDoesNotAcceptFocus)
        self.hide()
        self.take_size(glass)

    def take_size(self, glass: Glass) -> None:
        """Show the same state in another size."""
        self._glass = glass
        self.look = Look.of(self.look.mode, glass)
        self.setFixedSize(glass.width_px, glass.height_px)
        self._renew()

    def showEvent(self, event: QShowEvent | None) -> None:  # noqa: N802
        """Ignore presses for a moment after the window is shown, as for a new screen."""
        super().showEvent(event)
        if self._shown is not None:
            self._hold()
        self.came_or_went.emit()

    def hideEvent(self, event: QHideEvent | None) -> None:  # noqa: N802
        """Report that the window can no longer be seen."""
        super().hideEvent(event)
        self.came_or_went.emit()

    def watch_displays(self, application: QGuiApplication) -> None:
        """Follow the pen display as it goes away and comes back."""
        application.screenRemoved.connect(self._lost)
        application.screenAdded.connect(self._found)

    def _lost(self, display: QScreen) -> None:
        if self._display is not None and _identity(display) == self._display:
            self._gone = True
            self.hide()
            self.wipe()
            self.display_gone.emit()

    def _found(self, display: QScreen) -> None:
        if self._display is not None and _identity(display) == self._display:
            self._gone = False
            self.stand_on(display)
            self.display_back.emit()

    # Screens come and go

    def _renew(self) -> None:
        self.screen_shown.leave()
        old = self.screen_shown
        if isinstance(old, ReadScreen):
            self._bookmark = old.bookmark
        self.screen_shown = self._make()
        old.wipe()
        self.changed.emit()

    def _make(self) -> Screen:
        self._speaks_anew = False
        self.setWindowTitle(_("落笔"))
        made = screen_of(self.look, self._state, self._pages)
        made.did.connect(self.did)
        if isinstance(made, ReadScreen) and self._bookmark is not None:
            made.go_on_from(self._bookmark)
        elif not isinstance(made, AwayScreen):
            self._bookmark = None
        gone, self._shown = self._shown, made
        if isinstance(self._state, HandOver) and self._state.turned:
            self._shown = Turned(made)
        self._shown.setParent(self)
        self._shown.resize(self.size() if self.isVisible() else made.size())
        self._shown.show()
        self._hold()
        if gone is not None:
            gone.hide()
            gone.deleteLater()
        return made

    def _hold(self) -> None:
        if self._shown is not None:
            self._shown.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._settling.start(SETTLE_MS)

    def _settle(self) -> None:
        if self._shown is not None:
            self._shown.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents, False)


def _identity(display: QScreen) -> tuple[str, str, str]:
    """Return what EDID says of a display; where it says nothing, the name of the connector."""
    told = display.manufacturer(), display.model(), display.serialNumber()
    return told if any(told) else ("", "", display.name())
