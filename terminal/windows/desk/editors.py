"""The editors of the form, one for each way in which an answer is typed.

An editor emits `left` when it loses the keyboard focus and `paused` when typing pauses. It emits `chosen` when a choice
of a list is taken, and `goes_on` at Enter. Its field box decides whether its content becomes an answer.
"""

from __future__ import annotations

from datetime import date
from typing import Any, Protocol

from PyQt6.QtCore import Qt, pyqtSignal
from PyQt6.QtGui import QFontMetrics, QTextCursor
from PyQt6.QtWidgets import QPlainTextEdit, QWidget

from forms.kinds import Field, Input
from terminal.windows.desk.chips import ChipsEditor
from terminal.windows.desk.choice_editor import ChoiceEditor
from terminal.windows.desk.line_editor import LineEditor
from terminal.windows.desk.text_entry import TypedIn
from terminal.windows.look import typeface
from terminal.windows.look.desk import DeskLook

LINES = 2


class Editor(Protocol):
    """What the form pane needs of every editor."""

    left: Any
    paused: Any
    chosen: Any
    goes_on: Any

    def text_now(self) -> str:
        """Return the value to hold, in the form of `forms.shapes`, whether or not it is valid."""

    def show_value(self, value: str) -> None:
        """Put a held value into the editor."""

    def typed_now(self) -> str:
        """Return the exact text in the editor."""

    def show_typed(self, text: str) -> None:
        """Put text into the editor that is not held."""

    def is_edited(self) -> bool:
        """Return whether text was typed since a held value was last shown."""

    def set_wrong(self, wrong: bool) -> None: ...

    def set_open(self, is_open: bool) -> None: ...


class LongEditor(TypedIn, QPlainTextEdit):
    """A long text of one paragraph. The height stays the same during typing; longer text scrolls."""

    left = pyqtSignal()
    paused = pyqtSignal()
    chosen = pyqtSignal()
    goes_on = pyqtSignal()
    nothing_entered = pyqtSignal()

    def __init__(self, asked: Field, look: DeskLook) -> None:
        super().__init__()
        self.begin_typing(asked)
        self._text, self._showing = "", False
        self.setTabChangesFocus(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self.textChanged.connect(self._changed)
        letters = QFontMetrics(typeface.font(look.measures.body))
        self.setFixedHeight(LINES * letters.lineSpacing() + look.measures.pad)

    def _changed(self) -> None:
        """Note that text was typed. The toolkit also signals what an input method only shows, which is no text yet."""
        before, self._text = self._text, self.toPlainText()
        if self._text != before and not self._showing:
            self.typed_in()

    def text_now(self) -> str:
        """Return the value to hold, with line breaks replaced by spaces: one paragraph."""
        return self._asked.typed(" ".join(self.toPlainText().split("\n")))

    def show_value(self, value: str) -> None:
        """Put a held value into the editor."""
        self.is_shown()
        if value != self.toPlainText():
            self._showing = True
            self.setPlainText(value)
            self._showing = False

    def typed_now(self) -> str:
        """Return the exact text in the editor."""
        return self.toPlainText()

    def show_typed(self, text: str) -> None:
        """Put text into the editor that is not held. What is typed next follows it."""
        self.show_value(text)
        self.moveCursor(QTextCursor.MoveOperation.End)
        self._edited = True

    def set_open(self, is_open: bool) -> None:
        """Set whether the user may type."""
        if self.isReadOnly() == is_open:
            self.setReadOnly(not is_open)
            self.update()  # its border, which the toolkit leaves as it was


def editor_of(asked: Field, on: date, look: DeskLook) -> QWidget:
    """Return the editor for a field.

    Args:
        asked: The field; its kind and its longest length select the editor.
        on: The day on which the codes of a list must be valid.
        look: The appearance of the desk.
    """
    match asked.input:
        case Input.CHOICE:
            return ChoiceEditor(asked, on, look)
        case Input.CHOICES:
            return ChipsEditor(asked, on, look)
        case Input.LONG_TEXT:
            return LongEditor(asked, look)
        case _:
            return LineEditor(asked)
