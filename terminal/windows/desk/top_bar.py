"""The top of the desk: the training band, the bar with station and operator, and the call from the pad."""

from __future__ import annotations

from collections.abc import Callable

from PyQt6.QtCore import Qt, pyqtSignal
from PyQt6.QtWidgets import QApplication, QFrame

from terminal.windows.desk.states import Bar, BellState
from terminal.windows.desk.widgets import KeyButton, Words, row
from terminal.windows.look.desk import DeskLook
from terminal.windows.look.words import _


class TrainingBand(QFrame):
    """The band that says that nothing here has legal effect."""

    def __init__(self, look: DeskLook) -> None:
        super().__init__()
        self.setProperty("part", "band")
        line = row((0, look.measures.gap // 2, 0, look.measures.gap // 2))
        words = Words(_("演练，不具法律效力"), "strong", "attention", wrap=False)
        words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        line.addWidget(words)
        self.setLayout(line)


class TopBar(QFrame):
    """Station, operator and witness, with the buttons that belong to the operator."""

    change_shift = pyqtSignal()
    lock_desk = pyqtSignal()
    call_witness = pyqtSignal()
    change_contrast = pyqtSignal()
    change_language = pyqtSignal()

    def __init__(self, look: DeskLook) -> None:
        super().__init__()
        m = look.measures
        self.setProperty("part", "bar")
        self.setFixedHeight(m.bar)
        self.mark = Words(_("落笔"), "heading", "white", wrap=False)
        self.station = Words("", "body", "white")
        self.people = Words("", "body", "white", wrap=False)
        self.witness = KeyButton(_("见证人"), "F11", self.call_witness.emit, "bar")
        self.contrast = KeyButton(_("窗口屏高对比"), "Ctrl+M", self.change_contrast.emit, "bar")
        self.language = language_key(self.change_language.emit, "bar")
        self.lock = KeyButton(_("锁窗口"), "Ctrl+L", self.lock_desk.emit, "bar")
        self.shift = KeyButton(_("换班"), "F10", self.change_shift.emit, "bar")
        line = row((m.pad, 0, m.pad, 0), m.gap)
        line.addWidget(self.mark)
        line.addSpacing(m.pad)
        line.addWidget(self.station, 1)
        line.addWidget(self.people)
        line.addSpacing(m.pad)
        for button in self.in_order():
            line.addWidget(button)
        self.setLayout(line)
        self.show_look(look)

    def in_order(self) -> tuple[KeyButton, ...]:
        """Return the buttons from left to right."""
        return self.language, self.contrast, self.witness, self.lock, self.shift

    def show_look(self, look: DeskLook) -> None:
        """Show what the key for contrast will do to this window."""
        words, window = (
            (_("窗口屏原颜色"), _("窗口屏用原来的颜色"))
            if look.contrast
            else (_("窗口屏高对比"), _("窗口屏用高对比的颜色"))
        )
        self.contrast.say(words, window)

    def show_state(self, state: Bar) -> None:
        """Show the station, the operator and the witness."""
        self.station.say(state.station)
        self.people.say("\n".join(part for part in (state.operator, state.witness) if part))


def language_key(act: Callable[[], object], kind: str = "second") -> KeyButton:
    """Return the button for the other language of the windows, which is labelled with its own name.

    Args:
        act: The callback for a press of the button or its key.
        kind: The button's style in the stylesheet: "second", or "bar" in the top bar.
    """
    return KeyButton(_("English"), "Alt+L", act, kind, _("窗口改用英文"))


class BellBand(QFrame):
    """A call from the pad: red, with a sound, and shown until its key acknowledges it."""

    heard = pyqtSignal()

    def __init__(self, look: DeskLook) -> None:
        super().__init__()
        m = look.measures
        self._shown: BellState | None = None
        self._is_rung = False
        self.setProperty("part", "bell")
        self.words = Words("", "strong", "white")
        self.at = Words("", "body", "white", wrap=False)
        self.answer = KeyButton(_("知道了"), "F12", self.heard.emit, "bell")
        line = row((m.pad, m.gap, m.pad, m.gap), m.pad)
        line.addWidget(self.words, 1)
        line.addWidget(self.at)
        line.addWidget(self.answer)
        self.setLayout(line)
        self.hide()

    def show_state(self, state: BellState | None) -> None:
        """Show the call and beep once for each new one; hide the band where `state` is None."""
        if state == self._shown:
            return
        self._shown = state
        self.setVisible(state is not None)
        self.words.say(state.words if state else "")
        self.at.say(state.at if state else "")
        if state is not None and not self._is_rung:
            QApplication.beep()
        self._is_rung = False

    def go_on_from(self, other: BellBand) -> None:
        """Take over the call that another band has rung: it is shown in another language without a sound."""
        self._is_rung = other._shown is not None
