"""The editor for one choice of a list. Typing searches by code, label or pinyin; ↓ lists all choices.

Enter takes the marked choice. Where several choices match the typed text equally well, none is marked and Enter takes
none.

The list is a widget of the desk's window, not a popup. A popup would take the pen away from the person at the pad.
"""

from __future__ import annotations

from datetime import date

from PyQt6.QtCore import QPoint, QPointF, QRect, Qt
from PyQt6.QtGui import QColor, QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPolygonF
from PyQt6.QtWidgets import QListWidget, QListWidgetItem, QWidget

from forms.kinds import Field
from terminal.windows.desk.choices import Choice, choices_of, fitting, meant, nearest
from terminal.windows.desk.line_editor import LineEditor
from terminal.windows.desk.text_entry import RETURN
from terminal.windows.desk.widgets import desk_of
from terminal.windows.look.desk import DeskLook
from terminal.windows.look.words import _

MOST_ROWS = 8
ARROW = 12  # pixels across; a press around it opens the list too
STEPS = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1, Qt.Key.Key_PageUp: -MOST_ROWS, Qt.Key.Key_PageDown: MOST_ROWS}


class ChoiceList(QListWidget):
    """The list of choices over the window, below or above its editor, shown while there is something to choose."""

    def __init__(self, window: QWidget, look: DeskLook) -> None:
        super().__init__(window)
        self._look, self._head = look, 0
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    @property
    def marked(self) -> int:
        """The index of the marked choice, from 0; -1 where none is marked."""
        return max(self.currentRow() - self._head, -1)

    def show_at(self, editor: QWidget, labels: list[str], marked: int) -> None:
        """Show the choices. Where none is marked, the first line says what to do.

        Args:
            editor: The widget that the list is placed under, or above where the window ends too soon.
            labels: The texts of the choices, in their order.
            marked: The index of the marked choice, from 0; -1 marks none.
        """
        self.clear()
        self._head = int(marked < 0)
        if self._head:
            ask = QListWidgetItem(_("有几项都符合：按 ↓ 选一项，或再输几个字"), self)
            ask.setFlags(Qt.ItemFlag.NoItemFlags)
        self.addItems(labels)
        self.setCurrentRow(marked)
        window = self.parentWidget()
        if window is None:
            return
        place = QRect(editor.mapTo(window, QPoint(0, 0)), editor.size())
        high = self._look.measures.rows(min(self.count(), MOST_ROWS))
        below = place.bottom() + self._look.measures.gap
        top = below if below + high <= window.height() else place.top() - self._look.measures.gap - high
        self.setGeometry(place.left(), top, place.width(), high)
        self.show()
        self.raise_()

    def step(self, by: int) -> None:
        """Move the mark by a number of choices, no further than the first or the last one."""
        self.setCurrentRow(min(max(max(self.currentRow(), self._head - 1) + by, self._head), self.count() - 1))


class ChoiceEditor(LineEditor):
    """An editor line with a list. Enter or Tab takes the marked choice and goes on; Esc closes the list."""

    def __init__(self, asked: Field, on: date, look: DeskLook) -> None:
        super().__init__(asked)
        self._look, self._choices = look, choices_of(asked, on)
        self._found: tuple[Choice, ...] = ()
        self._list: ChoiceList | None = None
        self.textEdited.connect(self._search)
        self._arrow_room = 2 * look.measures.gap + ARROW
        self.setTextMargins(0, 0, self._arrow_room - look.measures.gap, 0)

    def show_look(self, look: DeskLook) -> None:
        """Take over other colours."""
        self._look = look
        self.update()

    def text_now(self) -> str:
        """Return the value of the choice that the text means, or the stripped text where that is not clear."""
        choice = meant(self._choices, self.text())
        return choice.value if choice else self.text().strip()

    def words_of(self, value: str) -> str:
        """Return the label of the choice with this value; the value itself where there is none."""
        return next((one.label for one in self._choices if one.value == value), value)

    def keyPressEvent(self, event: QKeyEvent | None) -> None:  # noqa: N802
        """Pass a key to the open list where it has a use for it; ↓ opens the list."""
        if event is None or not self._is_for_list(event):
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent | None) -> None:  # noqa: N802
        """Draw an arrow at the end, which shows that there is a list."""
        super().paintEvent(event)
        if self.isReadOnly():
            return
        middle = QPointF(self.width() - self._look.measures.gap - ARROW / 2, self.height() / 2)
        corners = [QPointF(-ARROW / 2, -ARROW / 4), QPointF(ARROW / 2, -ARROW / 4), QPointF(0, ARROW / 3)]
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(self._look.colours.control))
        painter.drawPolygon(QPolygonF([middle + corner for corner in corners]))
        painter.end()

    def mousePressEvent(self, event: QMouseEvent | None) -> None:  # noqa: N802
        """Open or close the list at a press on the arrow."""
        super().mousePressEvent(event)
        if event is not None and event.position().x() >= self.width() - self._arrow_room and not self.isReadOnly():
            if self._list is None:
                self._list_all()
            else:
                self._close()

    def _list_all(self) -> None:
        self._open(self._choices, meant(self._choices, self.text()) or self._choices[0])

    def focusNextPrevChild(self, forward: bool) -> bool:  # noqa: N802
        """Take the marked choice at Tab, as at Enter."""
        if forward and self._list is not None:
            self._take(self._list.marked)
        return super().focusNextPrevChild(forward)

    def focusOutEvent(self, event: QFocusEvent | None) -> None:  # noqa: N802
        """Close the list when the editor loses the keyboard focus."""
        self._close()
        super().focusOutEvent(event)

    def _is_for_list(self, event: QKeyEvent) -> bool:
        key = Qt.Key(event.key())
        if self._list is None:
            opens = key == Qt.Key.Key_Down and not self.isReadOnly()
            if opens:
                self._list_all()
            return opens
        if key in STEPS:
            self._list.step(STEPS[key])
        elif key in RETURN:
            if self._list.marked >= 0:
                self._take(self._list.marked)
                self.goes_on.emit()
        elif key == Qt.Key.Key_Escape:
            self._close()
        else:
            return False
        return True

    def _search(self, text: str) -> None:
        self._open(fitting(self._choices, text) if text.strip() else (), nearest(self._choices, text))

    def _open(self, found: tuple[Choice, ...], marked: Choice | None) -> None:
        self._found = found
        if not found:
            self._close()
            return
        if self._list is None:
            self._list = ChoiceList(desk_of(self), self._look)
            self._list.setAccessibleName(self.accessibleName())
            self._list.itemClicked.connect(self._clicked)
        if self._list is not None:
            self._list.show_at(self, [one.label for one in found], found.index(marked) if marked else -1)

    def _clicked(self, _item: QListWidgetItem) -> None:
        if self._list is not None and self._list.marked >= 0:
            self._take(self._list.marked)
            self.goes_on.emit()

    def _take(self, at: int) -> None:
        self._close()
        if 0 <= at < len(self._found):
            self.setText(self._found[at].label)
            self._edited = True
            self.chosen.emit()

    def _close(self) -> None:
        gone, self._list = self._list, None
        if gone is not None:
            gone.hide()
            gone.deleteLater()
