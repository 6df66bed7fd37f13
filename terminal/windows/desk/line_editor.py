"""The editor for one line of text: names, numbers, dates, money."""

from __future__ import annotations

from typing import Any

from PyQt6.QtCore import Qt, pyqtSignal
from PyQt6.QtWidgets import QLineEdit

from forms.kinds import Field, Input, YesNo
from terminal.windows.desk.text_entry import TypedIn
from terminal.windows.look.words import N_, _

HINTS = {
    Input.DATE: N_("如 2026-10-31 或 20261031"),
    Input.MONEY: N_("元，如 6200.00"),
    Input.CHOICE: N_("↓ 列出全部，或输拼音"),
}
HINT_OF_TWO = N_("↓ 列出，或输拼音")

WITHOUT_COMPOSING = frozenset({Input.LATIN, Input.DIGITS, Input.DATE, Input.MONEY})
"""Editors in which an input method must not compose. It would turn the X of an identity number into 新."""


class LineEditor(TypedIn, QLineEdit):
    """The editor for text of one line: names, numbers, dates, money."""

    left = pyqtSignal()
    paused = pyqtSignal()
    chosen = pyqtSignal()
    goes_on = pyqtSignal()
    nothing_entered = pyqtSignal()

    def __init__(self, asked: Field) -> None:
        super().__init__()
        self.begin_typing(asked)
        self.setPlaceholderText(_hint(asked))
        self.textEdited.connect(self.typed_in)

    def text_now(self) -> str:
        """Return the value to hold."""
        return self._asked.typed(self.text())

    def show_value(self, value: str) -> None:
        """Put a held value into the editor."""
        self.is_shown()
        words = self.words_of(value)
        if words != self.text():
            self.setText(words)
            self.setCursorPosition(len(words) if self.hasFocus() else 0)

    def typed_now(self) -> str:
        """Return the exact text in the editor."""
        return self.text()

    def show_typed(self, text: str) -> None:
        """Put text into the editor that is not held."""
        self.setText(text)
        self._edited = True

    def words_of(self, value: str) -> str:
        """Return a held value as the editor shows it."""
        return value

    def set_open(self, is_open: bool) -> None:
        """Set whether the user may type."""
        if self.isReadOnly() == is_open:
            self.setReadOnly(not is_open)

    def inputMethodQuery(self, asked: Qt.InputMethodQuery) -> Any:  # type: ignore[override]  # noqa: N802
        """Answer an input method that asks whether it may compose here."""
        if asked == Qt.InputMethodQuery.ImEnabled and self._asked.input in WITHOUT_COMPOSING:
            return False
        return super().inputMethodQuery(asked)


def _hint(asked: Field) -> str:
    """Return what an empty editor shows; "" where any text may be typed."""
    if isinstance(asked, YesNo):
        return _(HINT_OF_TWO)
    return _(HINTS[asked.input]) if asked.input in HINTS else ""
