"""Plays a person at the real windows: presses what a person would see, types what a person would type, and waits.

For the demonstration and for tests. It finds things by their text on the windows, and never calls a window's functions
in place of a person's action. When a wait reaches its limit, the error reports what the pad shows instead.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Mapping
from typing import Protocol

from PyQt6.QtCore import QCoreApplication, QEventLoop, QPoint, Qt, QTimer
from PyQt6.QtGui import QInputMethodEvent
from PyQt6.QtTest import QTest
from PyQt6.QtWidgets import QAbstractButton, QApplication, QWidget

from forms.message import Message
from terminal.errors import TerminalError
from terminal.windows.desk.signature import SignatureSheet
from terminal.windows.pad.read import ReadScreen
from terminal.windows.pad.sign import SignScreen
from terminal.windows.pad.states import Entry, Fill, PadState
from terminal.windows.pad.window import PadWindow

PATIENCE_S = 30.0
TURN_MS = 20
KEYS_IN_A_LOOK = 10  # how much faster than looking a person types
READING_MS = 900  # a page that stands for less was flung past
STOP_MS = 550  # nor does a part of a page count that stood for less
MOST_LED = 20


def live(ms: int = TURN_MS) -> None:
    """Let the windows process events for `ms` milliseconds."""
    loop = QEventLoop()
    QTimer.singleShot(ms, loop.quit)
    loop.exec()


class Stuck(TerminalError):
    """An event for which a person would wait did not come."""

    def __init__(self, why: str) -> None:
        super().__init__(Message("terminal.demo-stuck", why=why))


class PadPen(Protocol):
    """A pen over the pad's glass; places are pixels of the desktop."""

    @property
    def busy(self) -> bool: ...

    def tap(self, x: float, y: float) -> None: ...

    def write(self, box: tuple[int, int, int, int], role: str) -> None: ...


class Player:
    """A person who acts at the pad and at the desk.

    `pause_s` is how long the person looks at something before acting, in seconds; 0 where no viewer follows. `seen` is
    called with every step's name.
    """

    def __init__(
        self,
        pad: PadWindow,
        desk: QWidget,
        hand: PadPen,
        pause_s: float = 0.0,
        seen: Callable[[str], None] | None = None,
    ) -> None:
        self.pad, self.desk, self.hand = pad, desk, hand
        self.pause_s, self._seen = pause_s, seen or (lambda _name: None)
        self.touches: list[str] = []
        """The labels pressed on the pad, in order, signatures not counted."""
        self.stopped = False
        """Whether the playing is to end: the next wait then raises KeyboardInterrupt."""

    # ---- waiting ----

    def until(self, condition: Callable[[], bool], what: str) -> None:
        """Let the windows process events until a condition holds.

        Args:
            condition: Returns whether the wait is over; called often.
            what: A name of what is waited for, for the error.

        Raises:
            Stuck: The condition did not hold within PATIENCE_S.
            KeyboardInterrupt: `stopped` was set.
        """
        end = time.monotonic() + PATIENCE_S
        while not condition():
            self._go_on()
            if time.monotonic() > end:
                raise Stuck(f"{what} did not come; pad: {type(self.pad.state).__name__}, says: {self.words()}")
            QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, TURN_MS)
            time.sleep(0.001)

    def look(self, name: str) -> None:
        """Pause as a person who looks, and report the step `name`, of which a viewer may want a picture."""
        self.rest(self.pause_s)
        self._seen(name)

    def on_pad(self, kind: type[PadState]) -> None:
        """Wait until the pad shows a screen of that kind and accepts input."""
        self.until(lambda: isinstance(self.pad.state, kind) and self.pad.settled, f"the {kind.__name__} screen")

    def words(self) -> str:
        """Return the text on the pad."""
        return " / ".join(self.pad.screen_shown.words())

    # ---- the pad ----

    def button(self, label: str) -> QAbstractButton | None:
        """Return the visible button of the pad with this text or accessible name; None for none."""
        for each in self.pad.screen_shown.findChildren(QAbstractButton):
            if each.isVisible() and label in (each.text(), each.accessibleName()):
                return each
        return None

    def middle_of(self, label: str) -> QPoint:
        """Return the middle of that button on the desktop, once it accepts input. Raise Stuck without one."""
        self.until(lambda: self.pad.settled and self.button(label) is not None, f"the button {label}")
        button = self.button(label)
        if button is None:
            raise Stuck(f"the button {label} went away. Begin again")
        return button.mapToGlobal(button.rect().center())

    def tap(self, label: str) -> None:
        """Press a button of the pad with the pen, and wait until it was pressed."""
        place, button = self.middle_of(label), self.button(label)
        pressed: list[str] = []
        if button is not None:
            button.clicked.connect(lambda: pressed.append(label))
        self.touches.append(label)
        self.hand.tap(place.x(), place.y())
        self.until(lambda: bool(pressed), f"an answer to {label}")

    def sign(self, role: str, accept: bool = True) -> None:
        """Write the recorded signature of a role into the box.

        Args:
            role: The signer's role, which chooses the recording.
            accept: Whether to press 签好了 and accept the signature at the desk afterwards.
        """
        self.on_pad_writable()
        shown = self.pad.screen_shown
        if not isinstance(shown, SignScreen):
            raise Stuck("the signing screen went away. Begin again")
        place = shown.area.place()
        self.hand.write((place.x(), place.y(), place.width(), place.height()), role)
        self.until(lambda: not self.hand.busy and self._may_give(), "签好了")
        self.look("signed")
        if accept:
            self.tap("签好了")
            self.touches.pop()
            self.take_signature()

    def take_signature(self) -> None:
        """Accept the finished signature at the desk, after a look, as the staff do."""
        sheet = self.desk.findChild(SignatureSheet)
        if sheet is None:
            raise Stuck("this desk shows no signatures. Begin again")
        self.until(sheet.isVisible, "the signature on the desk")
        self.look("seen")
        self.key(Qt.Key.Key_F8)

    def on_pad_writable(self) -> None:
        """Wait until the signing screen takes ink."""

        def writable() -> bool:
            shown = self.pad.screen_shown
            return isinstance(shown, SignScreen) and self.pad.settled and shown.crop.is_drawn

        self.until(writable, "the signing screen")

    def read(self) -> None:
        """Read every page to its end, long enough for each, and go on.

        Where the pad leads back to a part that was shown too briefly, read that part again.
        """
        led, fresh = 0, True
        while self.button("看完了") is None or self._is_closed("看完了"):
            label = next(each for each in ("往下看", "下一页", "看完了") if self.button(each))
            live(READING_MS if led else self._reading_ms())
            if label != "看完了":
                if fresh:  # one look a page, in however many parts it is read
                    self.look("reading")
                else:
                    self.rest(self.pause_s / 2)
                self.tap(label)
                fresh = label == "下一页"
            elif self._is_closed("看完了"):
                led += 1
                if led > MOST_LED:
                    raise Stuck(f"看完了 stays closed; the pad says: {self.words()}. Begin again")
                self.tap(label)
        self.tap("看完了")

    def answer(self, values: Mapping[str, str]) -> None:
        """Answer the question on the pad, if it is a choice or a number; text is entered at the desk."""
        state = self.pad.state
        if not isinstance(state, Fill) or state.key not in values:
            raise Stuck("the pad asks for nothing that is known. Begin again")
        value = values[state.key]
        if state.entry is Entry.CHOICE:
            self.tap(next(option.label for option in state.options if option.code == value))
        elif state.entry is Entry.NUMBER:
            for digit in value:
                self.tap(digit)

    # ---- the desk ----

    def key(self, key: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        """Press a `key` with its `modifiers` where the desk's keyboard focus is."""
        QTest.keyClick(self.keyboard() or self.desk, key, modifiers)  # type: ignore[call-overload]
        live()

    def type(self, text: str) -> None:
        """Type into the desk's focused field; text that is not ASCII comes as from an input method, piece by piece."""
        for piece in (text,) if not self.pause_s else pieces(text):
            target = self.keyboard()
            if target is None:
                raise Stuck("no field of the desk has the keyboard. Begin again")
            if piece.isascii():
                QTest.keyClicks(target, piece)  # type: ignore[call-arg,arg-type]
            else:
                composed = QInputMethodEvent("", [])
                composed.setCommitString(piece)
                QCoreApplication.sendEvent(target, composed)
            self.rest(self.pause_s / KEYS_IN_A_LOOK)

    def keyboard(self) -> QWidget | None:
        """Return the widget that gets keys; an open list comes first.

        It is also known while another program of the screen has the keyboard.
        """
        return QApplication.activePopupWidget() or QApplication.focusWidget() or self.desk.focusWidget()

    # ---- inside ----

    def rest(self, for_s: float) -> None:
        """Let the windows process events for that many seconds."""
        end = time.monotonic() + for_s
        while time.monotonic() < end:
            self._go_on()
            live()

    def _go_on(self) -> None:
        if self.stopped:
            raise KeyboardInterrupt

    def _reading_ms(self) -> int:
        """Return how long to read what is shown: a part of a page for less time than a whole one."""
        shown = self.pad.screen_shown
        return READING_MS if isinstance(shown, ReadScreen) and shown.view.at_top and shown.view.at_bottom else STOP_MS

    def _is_closed(self, label: str) -> bool:
        primary = self.pad.screen_shown.primary
        return primary is not None and primary.text() == label and primary.closed

    def _may_give(self) -> bool:
        return self.button("签好了") is not None and not self._is_closed("签好了")


def pieces(text: str) -> list[str]:
    """Split a text as a person types it: key by key, or two characters at a time from an input method."""
    return re.findall(r"[\x00-\x7f]|[^\x00-\x7f]{1,2}", text)
