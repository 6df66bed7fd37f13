"""The editor for several choices at once. It is one place in the Tab order; arrows move, Space chooses.

Letters move to the choice that they spell, by initials or full pinyin, or to the choice with that code.
"""

from __future__ import annotations

from datetime import date

from PyQt6.QtCore import Qt, QTimer, pyqtSignal
from PyQt6.QtGui import QFocusEvent, QKeyEvent
from PyQt6.QtWidgets import QGridLayout, QPushButton, QWidget

from forms.kinds import Field
from terminal.windows.desk.choices import choices_of, fitting
from terminal.windows.look.desk import DeskLook

COLUMNS = 3
STEPS = {
    Qt.Key.Key_Left: -1,
    Qt.Key.Key_Right: 1,
    Qt.Key.Key_Up: -COLUMNS,
    Qt.Key.Key_Down: COLUMNS,
}
FORGET_MS = 1500  # letters after a longer pause begin another word
RETURN = frozenset({Qt.Key.Key_Return, Qt.Key.Key_Enter})


class ChipsEditor(QWidget):
    """The codes of a list as buttons that stay pressed."""

    left = pyqtSignal()
    paused = pyqtSignal()
    chosen = pyqtSignal()
    goes_on = pyqtSignal()

    def __init__(self, asked: Field, on: date, look: DeskLook) -> None:
        super().__init__()
        self.setAccessibleName(asked.label)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(look.measures.gap)
        self._choices = choices_of(asked, on)
        self._chips = [(choice.value, Chip(choice.label, self)) for choice in self._choices]
        self._wanted = ""
        self._forget = QTimer(self)
        self._forget.setSingleShot(True)
        self._forget.setInterval(FORGET_MS)
        self._forget.timeout.connect(lambda: self.seek(""))
        for at, (_value, chip) in enumerate(self._chips):
            grid.addWidget(chip, at // COLUMNS, at % COLUMNS)
            chip.toggled.connect(self._toggled)
        for at in range(COLUMNS):
            grid.setColumnStretch(at, 1)
        self._showing = self._edited = False
        self._is_open = True
        self._take_tab(0)

    def text_now(self) -> str:
        """Return the chosen codes in the order of the list, separated by commas."""
        return ",".join(value for value, chip in self._chips if chip.isChecked())

    def show_value(self, value: str) -> None:
        """Press the buttons of the held codes and release the others."""
        held = set(value.split(","))
        self._showing, self._edited = True, False
        for code, chip in self._chips:
            chip.setChecked(code in held)
        self._showing = False

    def typed_now(self) -> str:
        """Return "": nothing is typed here."""
        return ""

    def show_typed(self, text: str) -> None:
        """Ignore the text: nothing is typed here."""

    def is_edited(self) -> bool:
        """Return whether a choice has changed since a held value was last shown."""
        return self._edited

    def set_wrong(self, wrong: bool) -> None:
        """Ignore the mark: no choice is wrong on its own."""

    def set_open(self, is_open: bool) -> None:
        """Set whether the user may choose anything."""
        if self._is_open != is_open:
            self._is_open = is_open
            self.setEnabled(is_open)

    def go(self, by: int, chip: Chip) -> None:
        """Move the keyboard focus to another choice; stay where there is none.

        Args:
            by: How many places to move in the list; a negative number moves back.
            chip: The choice that has the focus now.
        """
        self._go_to([one for _value, one in self._chips].index(chip) + by)

    def seek(self, letters: str) -> None:
        """Add letters to the search and focus the nearest choice. "" starts a new search."""
        self._wanted = self._wanted + letters if letters else ""
        if letters:
            self._forget.start()
        if found := fitting(self._choices, self._wanted) if self._wanted else ():
            self._go_to(self._choices.index(found[0]))

    def _go_to(self, at: int) -> None:
        if 0 <= at < len(self._chips):
            self._take_tab(at)
            self._chips[at][1].setFocus(Qt.FocusReason.OtherFocusReason)

    def _take_tab(self, at: int) -> None:
        for index, (_value, chip) in enumerate(self._chips):
            chip.setFocusPolicy(Qt.FocusPolicy.StrongFocus if index == at else Qt.FocusPolicy.ClickFocus)
        if self._chips:
            self.setFocusProxy(self._chips[at][1])

    def _toggled(self) -> None:
        if not self._showing:
            self._edited = True
            self.chosen.emit()


class Chip(QPushButton):
    """The button of one choice."""

    def __init__(self, label: str, editor: ChipsEditor) -> None:
        super().__init__()
        self._label, self._editor = label, editor
        self.setProperty("kind", "chip")
        self.setCheckable(True)
        self.setAutoDefault(False)
        self.setAccessibleName(label)
        self.toggled.connect(self._say)
        self._say(False)

    def _say(self, chosen: bool) -> None:
        self.setText(("✓ " if chosen else "□ ") + self._label)

    def keyPressEvent(self, event: QKeyEvent | None) -> None:  # noqa: N802
        """Move with the arrows, search with letters, leave with Enter. Any other key starts a new search."""
        if event is not None and Qt.Key(event.key()) in STEPS:
            self._editor.go(STEPS[Qt.Key(event.key())], self)
            return
        if event is not None and event.key() in RETURN:
            self._editor.goes_on.emit()
            return
        if event is not None and event.text().isalnum():
            self._editor.seek(event.text())
            return
        self._editor.seek("")
        super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent | None) -> None:  # noqa: N802
        """Emit `left` of the editor: leaving one choice counts for the form as leaving the editor."""
        super().focusOutEvent(event)
        self._editor.left.emit()
