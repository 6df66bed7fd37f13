"""Plays a person at the real windows: presses what a person would see, types what a person would type, and waits.

For the demonstration and for tests. It knows the windows by what stands on them; it never calls what a window would
call. What it waits for and does not come is told with what stands on both screens instead.
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
from terminal.desk.signature import SignatureSheet
from terminal.errors import TerminalError
from terminal.pad.read import ReadScreen
from terminal.pad.sign import SignScreen
from terminal.pad.states import Entry, Fill, PadState
from terminal.pad.window import PadWindow

PATIENCE_S = 30.0
TURN_MS = 20
KEYS_IN_A_LOOK = 10  # how much faster than looking a person types
READING_MS = 900  # a page that stands for less was flung past
STOP_MS = 550  # nor does a part of a page count that stood for less
MOST_LED = 20


def live(ms: int = TURN_MS) -> None:
    """The windows live for that long."""
    loop = QEventLoop()
    QTimer.singleShot(ms, loop.quit)
    loop.exec()


class Stuck(TerminalError):
    """Something that a person would wait for did not come."""

    def __init__(self, why: str) -> None:
        super().__init__(Message("terminal.demo-stuck", why=why))


class Hand(Protocol):
    """A hand with a pen over the pad's glass; places are pixels of the desktop."""

    @property
    def busy(self) -> bool: ...

    def tap(self, x: float, y: float) -> None: ...

    def write(self, box: tuple[int, int, int, int], role: str) -> None: ...


class Player:
    """`pause_s` is how long a person looks at something before doing it; 0 is nobody who must follow it.

    `seen` is called with every step's name.
    """

    def __init__(
        self, pad: PadWindow, desk: QWidget, hand: Hand, pause_s: float = 0.0, seen: Callable[[str], None] | None = None
    ) -> None:
        self.pad, self.desk, self.hand = pad, desk, hand
        self.pause_s, self._seen = pause_s, seen or (lambda _name: None)
        self.touches: list[str] = []
        """What was pressed on the pad, in order, signatures not counted."""
        self.stopped = False
        """Set by whoever wants the playing to end: the next wait raises KeyboardInterrupt."""

    # ---- waiting ----

    def until(self, condition: Callable[[], bool], what: str) -> None:
        """Lets the windows live until it is so. Raises Stuck."""
        end = time.monotonic() + PATIENCE_S
        while not condition():
            self._go_on()
            if time.monotonic() > end:
                raise Stuck(f"{what} did not come; pad: {type(self.pad.state).__name__}, says: {self.words()}")
            QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, TURN_MS)
            time.sleep(0.001)

    def look(self, name: str) -> None:
        """A person looks; a step that somebody may want to keep."""
        self.rest(self.pause_s)
        self._seen(name)

    def on_pad(self, kind: type[PadState]) -> None:
        """Waits until such a screen stands on the pad and answers."""
        self.until(lambda: isinstance(self.pad.state, kind) and self.pad.settled, f"the {kind.__name__} screen")

    def words(self) -> str:
        """What stands on the pad."""
        return " / ".join(self.pad.screen_shown.words())

    # ---- the pad ----

    def button(self, label: str) -> QAbstractButton | None:
        """The button of the pad with these words or this name."""
        for each in self.pad.screen_shown.findChildren(QAbstractButton):
            if each.isVisible() and label in (each.text(), each.accessibleName()):
                return each
        return None

    def middle_of(self, label: str) -> QPoint:
        """Where that button is on the desktop, once it answers."""
        self.until(lambda: self.pad.settled and self.button(label) is not None, f"the button {label}")
        button = self.button(label)
        if button is None:
            raise Stuck(f"the button {label} went away. Begin again")
        return button.mapToGlobal(button.rect().center())

    def tap(self, label: str) -> None:
        """Presses a button of the pad with the pen, and waits until it was pressed."""
        place, button = self.middle_of(label), self.button(label)
        pressed: list[str] = []
        if button is not None:
            button.clicked.connect(lambda: pressed.append(label))
        self.touches.append(label)
        self.hand.tap(place.x(), place.y())
        self.until(lambda: bool(pressed), f"an answer to {label}")

    def sign(self, role: str, accept: bool = True) -> None:
        """Writes the shipped signature of that role into the box, and gives it."""
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
        """Staff look at the finished signature on the desk, and take it."""
        sheet = self.desk.findChild(SignatureSheet)
        if sheet is None:
            raise Stuck("this desk shows no signatures. Begin again")
        self.until(sheet.isVisible, "the signature on the desk")
        self.look("seen")
        self.key(Qt.Key.Key_F8)

    def on_pad_writable(self) -> None:
        """Waits until the signing screen takes ink."""

        def writable() -> bool:
            shown = self.pad.screen_shown
            return isinstance(shown, SignScreen) and self.pad.settled and shown.crop.is_drawn

        self.until(writable, "the signing screen")

    def read(self) -> None:
        """Reads every page to its end, long enough for each, and goes on; is led to what stood too short."""
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
        """Fills the question on the pad: choices and numbers; text is the desk's."""
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
        """Presses a key where the desk's keyboard is."""
        QTest.keyClick(self.keyboard() or self.desk, key, modifiers)  # type: ignore[call-overload]
        live()

    def type(self, text: str) -> None:
        """Types into the desk's focused field; what is not ASCII comes as from an input method, word by word."""
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
        """Where keys go: an open list has them first; also while another program of the screen has the keyboard."""
        return QApplication.activePopupWidget() or QApplication.focusWidget() or self.desk.focusWidget()

    # ---- inside ----

    def rest(self, for_s: float) -> None:
        """The windows live for that long."""
        end = time.monotonic() + for_s
        while time.monotonic() < end:
            self._go_on()
            live()

    def _go_on(self) -> None:
        if self.stopped:
            raise KeyboardInterrupt

    def _reading_ms(self) -> int:
        """How long what stands there is read: a part of a page for less than a whole one."""
        shown = self.pad.screen_shown
        return READING_MS if isinstance(shown, ReadScreen) and shown.view.at_top and shown.view.at_bottom else STOP_MS

    def _is_closed(self, label: str) -> bool:
        primary = self.pad.screen_shown.primary
        return primary is not None and primary.text() == label and primary.closed

    def _may_give(self) -> bool:
        return self.button("签好了") is not None and not self._is_closed("签好了")


def pieces(text: str) -> list[str]:
    """A text as somebody types it: key by key, and two characters at a time where an input method composes them."""
    return re.findall(r"[\x00-\x7f]|[^\x00-\x7f]{1,2}", text)
