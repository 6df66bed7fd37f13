"""The editor for one choice of a list: searched by code, words or initials while typing; ↓ lists everything.

The list is a widget of the desk's window and no popup: a popup would take the pen of whoever is at the pad.
"""

from __future__ import annotations

from datetime import date

from PyQt6.QtCore import QPoint, QRect, Qt
from PyQt6.QtGui import QFocusEvent, QKeyEvent
from PyQt6.QtWidgets import QListWidget, QListWidgetItem, QWidget

from forms.model import Field
from terminal.desk.choices import Choice, choices_of, fitting, meant
from terminal.desk.line_editor import LineEditor
from terminal.desk.typed_in import RETURN
from terminal.look.desk import DeskLook

MOST_ROWS = 8
STEPS = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1, Qt.Key.Key_PageUp: -MOST_ROWS, Qt.Key.Key_PageDown: MOST_ROWS}


class ChoiceList(QListWidget):
    """Lies over the window, below its editor or above it, as long as something is to be chosen."""

    def __init__(self, window: QWidget, look: DeskLook) -> None:
        super().__init__(window)
        self._look = look
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def show_at(self, editor: QWidget, labels: list[str]) -> None:
        """The choices, the first of them chosen."""
        self.clear()
        self.addItems(labels)
        self.setCurrentRow(0)
        window = self.parentWidget()
        if window is None:
            return
        place = QRect(editor.mapTo(window, QPoint(0, 0)), editor.size())
        high = self._look.measures.rows(min(len(labels), MOST_ROWS))
        below = place.bottom() + self._look.measures.gap
        top = below if below + high <= window.height() else place.top() - self._look.measures.gap - high
        self.setGeometry(place.left(), top, place.width(), high)
        self.show()
        self.raise_()

    def step(self, by: int) -> None:
        """Another one."""
        self.setCurrentRow(min(max(self.currentRow() + by, 0), self.count() - 1))


class ChoiceEditor(LineEditor):
    """Enter or Tab takes the choice that is marked and goes on; Esc closes the list."""

    def __init__(self, asked: Field, on: date, look: DeskLook) -> None:
        super().__init__(asked)
        self._look, self._choices = look, choices_of(asked, on)
        self._found: tuple[Choice, ...] = ()
        self._list: ChoiceList | None = None
        self.textEdited.connect(self._search)

    def text_now(self) -> str:
        """The value of the choice that is meant; what was typed where none is."""
        choice = meant(self._choices, self.text())
        return choice.value if choice else self.text().strip()

    def words_of(self, value: str) -> str:
        """The choice's words."""
        return next((one.label for one in self._choices if one.value == value), value)

    def keyPressEvent(self, event: QKeyEvent | None) -> None:  # noqa: N802
        """The keys of an open list; ↓ opens it."""
        if event is None or not self._is_for_list(event):
            super().keyPressEvent(event)

    def focusNextPrevChild(self, forward: bool) -> bool:  # noqa: N802
        """Tab takes what is marked, as Enter does."""
        if forward and self._list is not None:
            self._take(self._list.currentRow())
        return super().focusNextPrevChild(forward)

    def focusOutEvent(self, event: QFocusEvent | None) -> None:  # noqa: N802
        """The list goes with the keyboard."""
        self._close()
        super().focusOutEvent(event)

    def _is_for_list(self, event: QKeyEvent) -> bool:
        key = Qt.Key(event.key())
        if self._list is None:
            opens = key == Qt.Key.Key_Down and not self.isReadOnly()
            if opens:
                self._open(self._choices)
            return opens
        if key in STEPS:
            self._list.step(STEPS[key])
        elif key in RETURN:
            self._take(self._list.currentRow())
            self.focusNextChild()
        elif key == Qt.Key.Key_Escape:
            self._close()
        else:
            return False
        return True

    def _search(self, text: str) -> None:
        self._open(fitting(self._choices, text) if text.strip() else ())

    def _open(self, found: tuple[Choice, ...]) -> None:
        self._found = found
        if not found:
            self._close()
            return
        if self._list is None and (window := self.window()) is not None:
            self._list = ChoiceList(window, self._look)
            self._list.setAccessibleName(self.accessibleName())
            self._list.itemClicked.connect(self._clicked)
        if self._list is not None:
            self._list.show_at(self, [one.label for one in found])

    def _clicked(self, item: QListWidgetItem) -> None:
        if self._list is not None:
            self._take(self._list.row(item))
            self.focusNextChild()

    def _take(self, at: int) -> None:
        self._close()
        if 0 <= at < len(self._found):
            self.setText(self._found[at].label)
            self._edited = True
            self.paused.emit()

    def _close(self) -> None:
        gone, self._list = self._list, None
        if gone is not None:
            gone.hide()
            gone.deleteLater()
