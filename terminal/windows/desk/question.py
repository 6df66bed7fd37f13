"""A question with a safe default: Enter and Esc change nothing, and the action needs its own key."""

from __future__ import annotations

from PyQt6.QtCore import pyqtSignal

from terminal.windows.desk.panel import Panel
from terminal.windows.desk.widgets import KeyButton, Words
from terminal.windows.look.desk import DeskLook


class AskPanel(Panel):
    """A panel with one question. It emits `said` when the answer is yes."""

    said = pyqtSignal()

    def __init__(self, look: DeskLook, heading: str, words: str, yes: str, key: str = "F8") -> None:
        super().__init__(look, heading)
        self.body.addWidget(Words(words))
        self.yes = KeyButton(yes, key, self._yes, "primary")
        self.feet.addWidget(self.yes)

    def begin(self) -> None:
        """Give the keyboard focus to the safe answer; Enter presses it."""
        self.leave.enter_presses()
        self.leave.setFocus()

    def _yes(self) -> None:
        self.said.emit()
        self.closed.emit()
