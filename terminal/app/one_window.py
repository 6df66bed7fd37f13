"""The only display: desk and pad in one window. One of them is in front at a time, at a size that it is made for.

It is for learning the program. The pad is above the desk and drawn to scale. The desk below keeps the keyboard, so that
its keys work in both cases. Nothing is asked of a window manager: it knows one window, with its title and close button.
While a stroke is being written, nothing comes to the front.
"""

from __future__ import annotations

from collections.abc import Callable

from PyQt6.QtCore import QPoint, QRect, Qt, pyqtSignal
from PyQt6.QtGui import QCloseEvent, QResizeEvent
from PyQt6.QtWidgets import QApplication, QFrame, QWidget

from terminal.app.display_turns import Side, Turns
from terminal.session.reception import Reception
from terminal.windows.desk.widgets import KeyButton, Words, column, row
from terminal.windows.desk.window import DeskWindow
from terminal.windows.look.desk import DeskLook
from terminal.windows.look.glass import SMALL, Glass
from terminal.windows.look.words import N_, _
from terminal.windows.pad.states import Sign
from terminal.windows.pad.timers import once
from terminal.windows.pad.window import SETTLE_MS, PadWindow

LATER_MS = 100  # between two looks whether the stroke is written
WHOSE = {Side.DESK: N_("窗口屏 · 工作人员用"), Side.PAD: N_("签署屏 · 申请人用")}
TURN = {Side.DESK: N_("看签署屏"), Side.PAD: N_("看窗口屏")}
"""The label of the button while that side is in front."""
TURN_KEY = "F1"


class TurnBar(QFrame):
    """The bar above both: which of them is in front, and the button for the other one."""

    turned = pyqtSignal()

    def __init__(self, look: DeskLook) -> None:
        super().__init__()
        m = look.measures
        self.setProperty("part", "strip")
        self.show_look(look)
        self.whose = Words("", "strong", "teal", wrap=False)
        self.turn = KeyButton(_(TURN[Side.DESK]), TURN_KEY, self.turned.emit)
        self.turn.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        line = row((m.pad, m.gap // 2, m.pad, m.gap // 2), m.pad)
        line.addWidget(self.whose)
        self.only = Words("", "small", "muted", wrap=False)
        line.addWidget(self.only)
        line.addStretch(1)
        line.addWidget(self.turn)
        self.setLayout(line)

    def show_look(self, look: DeskLook) -> None:
        """Use the desk's colours."""
        self.setStyleSheet(look.sheet)

    def show_side(self, side: Side) -> None:
        """Show that this side is in front."""
        self.whose.say(_(WHOSE[side]))
        self.turn.say(_(TURN[side]))
        self.only.say(_("只有一块屏幕：两个窗口轮流显示"))


class OneWindow(QWidget):
    """Both windows of one counter in one; `is_writing` returns whether a stroke is being written."""

    def __init__(self, reception: Reception, desk: DeskWindow, pad: PadWindow, is_writing: Callable[[], bool]) -> None:
        super().__init__()
        self._reception, self._desk, self._pad, self._is_writing = reception, desk, pad, is_writing
        self._turns, self._wanted, self.front = Turns(), Side.DESK, Side.DESK
        self.setWindowTitle(desk.windowTitle())
        self.bar = TurnBar(desk.look)
        self.bar.show_side(self.front)
        keyboard = desk.focusWidget()
        whole = column()
        whole.addWidget(self.bar)
        whole.addWidget(desk, 1)
        self.setLayout(whole)
        if keyboard is not None:
            keyboard.setFocus()
        self._ground = QWidget(self)
        self._show_look(desk.look)
        self._ground.hide()
        self._place_pad()
        self._settling, self._later = once(self, SETTLE_MS, self._settle), once(self, LATER_MS, self._turn)
        self.bar.turned.connect(self.turn_round)
        desk.panel_changed.connect(self._look)
        desk.look_changed.connect(self._show_look)
        pad.changed.connect(self._fit)
        reception.listeners.append(self._look)

    def speak_anew(self) -> None:
        """Show all labels in the language that was chosen."""
        self.setWindowTitle(self._desk.windowTitle())
        self.bar.show_side(self.front)

    def turn_round(self) -> None:
        """Bring the other side to the front, as a person asked."""
        self._bring(Side.PAD if self.front is Side.DESK else Side.DESK)

    def closeEvent(self, event: QCloseEvent | None) -> None:  # noqa: N802
        """Close only when the desk may close; otherwise bring the desk to the front, which shows the reason."""
        may = self._desk.may_close()
        if event is not None:
            event.setAccepted(may)
        if not may:
            self._bring(Side.DESK)

    def resizeEvent(self, event: QResizeEvent | None) -> None:  # noqa: N802
        """Fit the pad to the new size of the window."""
        super().resizeEvent(event)
        self._fit()

    def _place_pad(self) -> None:
        """Place the pad as a native window inside this one, so that its event filter sees no event of the desk."""
        QApplication.setAttribute(Qt.ApplicationAttribute.AA_DontCreateNativeWidgetSiblings)
        least = SMALL.drawn(0)
        self.setMinimumSize(least.width_px, least.height_px + self.bar.sizeHint().height())
        self._pad.stand_in(self, least)
        self._pad.winId()

    def _show_look(self, look: DeskLook) -> None:
        self.bar.show_look(look)
        self._ground.setStyleSheet(f"background: {look.colours.line};")

    def _look(self) -> None:
        side = self._turns.look(self._reception, self._desk.panel is not None)
        if side is not None:
            self._bring(side)

    def _bring(self, side: Side) -> None:
        self._wanted = side
        self._turn()

    def _turn(self) -> None:
        """Bring the wanted side to the front; wait while a stroke is being written."""
        if self._is_writing():
            self._later.start()
        elif self._wanted is not self.front:
            self.front = self._wanted
            self.bar.show_side(self.front)
            self._show_pad(self.front is Side.PAD)

    def _show_pad(self, on: bool) -> None:
        for one in (self._ground, self._pad):
            one.setVisible(on)
        # The second press of an impatient hand must not fall on the desk that has just appeared.
        self._desk.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._settling.start()

    def _settle(self) -> None:
        self._desk.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents, False)
        self.update()  # a compositing manager may have missed what was painted while the pad went

    @property
    def settled(self) -> bool:
        """Whether the side in front reacts to presses by now."""
        return not self._settling.isActive() and self._pad.settled

    def _fit(self) -> None:
        """Make the pad as large as there is room. During a signature it keeps its size, and so the box does."""
        room = self.rect().adjusted(0, self.bar.height(), 0, 0)
        glass = Glass.fitting(room.width(), room.height())
        if glass != self._pad.look.measures.glass and not isinstance(self._pad.state, Sign):
            self._pad.take_size(glass)
        place = QRect(QPoint(), self._pad.size())
        place.moveCenter(room.center())
        self._pad.move(max(place.x(), room.x()), max(place.y(), room.y()))
        self._ground.setGeometry(room)
