"""The editors of the form, one for each way in which an answer is typed.

An editor says `left` when it is left, `paused` when the typing rests, `chosen` when a choice of a list is taken,
`goes_on` when Enter is pressed; whether what stands in it becomes an answer is its box's to decide.
"""

from __future__ import annotations

from datetime import date
from typing import Any, Protocol

from PyQt6.QtCore import Qt, pyqtSignal
from PyQt6.QtGui import QFontMetrics, QTextCursor
from PyQt6.QtWidgets import QPlainTextEdit, QWidget

from forms.model import Field, FieldKind
from forms.shapes import typed
from terminal.windows.desk.chips import ChipsEditor
from terminal.windows.desk.choice_editor import ChoiceEditor
from terminal.windows.desk.line_editor import LineEditor
from terminal.windows.desk.text_entry import TypedIn
from terminal.windows.look import type as typeface
from terminal.windows.look.desk import DeskLook

LONG_FROM_CHARS = 80
LINES = 2


class Editor(Protocol):
    """What the form pane needs of every editor."""

    left: Any
    paused: Any
    chosen: Any
    goes_on: Any

    def text_now(self) -> str:
        """The value to hold, as `forms.shapes` holds it, whether or not it may be held."""

    def show_value(self, value: str) -> None:
        """Puts a held value into the editor."""

    def typed_now(self) -> str:
        """What stands there, letter by letter."""

    def show_typed(self, text: str) -> None:
        """Puts text into the editor that is not held."""

    def is_edited(self) -> bool:
        """Whether something was typed that has not been shown as held."""

    def set_wrong(self, wrong: bool) -> None: ...

    def set_open(self, is_open: bool) -> None: ...


class LongEditor(TypedIn, QPlainTextEdit):
    """A long text; it holds one paragraph. It keeps its height while it is typed in: what is longer scrolls."""

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
        """The toolkit tells of what an input method shows too, which is no text yet."""
        before, self._text = self._text, self.toPlainText()
        if self._text != before and not self._showing:
            self.typed_in()

    def text_now(self) -> str:
        """The value to hold: one paragraph."""
        return typed(self._asked, " ".join(self.toPlainText().split("\n")))

    def show_value(self, value: str) -> None:
        """Puts a held value into the editor."""
        self.is_shown()
        if value != self.toPlainText():
            self._showing = True
            self.setPlainText(value)
            self._showing = False

    def typed_now(self) -> str:
        """What stands there."""
        return self.toPlainText()

    def show_typed(self, text: str) -> None:
        """Puts text into the editor that is not held; what is typed next stands behind it."""
        self.show_value(text)
        self.moveCursor(QTextCursor.MoveOperation.End)
        self._edited = True

    def set_open(self, is_open: bool) -> None:
        """Whether anything may be typed."""
        if self.isReadOnly() == is_open:
            self.setReadOnly(not is_open)
            self.update()  # its border, which the toolkit leaves as it was


def editor_of(asked: Field, on: date, look: DeskLook) -> QWidget:
    """The editor for a field."""
    match asked.kind:
        case FieldKind.CODE | FieldKind.YESNO:
            return ChoiceEditor(asked, on, look)
        case FieldKind.CODES:
            return ChipsEditor(asked, on, look)
        case FieldKind.TEXT if asked.max_chars >= LONG_FROM_CHARS:
            return LongEditor(asked, look)
        case _:
            return LineEditor(asked)
