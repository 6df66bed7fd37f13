"""The editor for one line of text: names, numbers, dates, money."""

from __future__ import annotations

from PyQt6.QtCore import Qt, QTimer, pyqtSignal
from PyQt6.QtGui import QFocusEvent, QKeyEvent
from PyQt6.QtWidgets import QLineEdit

from forms.model import Field, FieldKind
from forms.shapes import typed
from terminal.desk.parts import restyle
from terminal.look.words import N_, _

PAUSE_MS = 900
RETURN = frozenset({Qt.Key.Key_Return, Qt.Key.Key_Enter})
FORMS_OF = {
    FieldKind.DATE: N_("年-月-日，如 2026-10-31 或 20261031"),
    FieldKind.MONEY: N_("元，如 6200.00"),
    FieldKind.CODE: N_("输入代码、名称或拼音首字母，↓ 列出全部"),
    FieldKind.YESNO: N_("是或否"),
}


class LineEditor(QLineEdit):
    """Text of one line: names, numbers, dates, money."""

    left = pyqtSignal()
    paused = pyqtSignal()

    def __init__(self, asked: Field) -> None:
        super().__init__()
        self._asked = asked
        self.setAccessibleName(asked.label)
        self.setPlaceholderText(_(FORMS_OF[asked.kind]) if asked.kind in FORMS_OF else "")
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(PAUSE_MS)
        self._rest.timeout.connect(self.paused)
        self._edited = False
        self.textEdited.connect(self._typed)

    def _typed(self) -> None:
        self._edited = True
        self._rest.start()

    def text_now(self) -> str:
        """The value to hold."""
        return typed(self._asked, self.text())

    def show_value(self, value: str) -> None:
        """Puts a held value into the editor."""
        self._rest.stop()
        self._edited = False
        words = self.words_of(value)
        if words != self.text():
            self.setText(words)
            self.setCursorPosition(len(words) if self.hasFocus() else 0)

    def words_of(self, value: str) -> str:
        """A held value as it stands in the editor."""
        return value

    def is_edited(self) -> bool:
        """Whether something was typed that has not been shown as held."""
        return self._edited

    def set_wrong(self, wrong: bool) -> None:
        """A red border."""
        restyle(self, wrong="true" if wrong else "false")

    def set_open(self, is_open: bool) -> None:
        """Whether anything may be typed."""
        if self.isReadOnly() == is_open:
            self.setReadOnly(not is_open)

    def keyPressEvent(self, event: QKeyEvent | None) -> None:  # noqa: N802
        """Enter goes on to the next field."""
        if event is not None and event.key() in RETURN:
            event.accept()
            self.focusNextChild()
            return
        super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent | None) -> None:  # noqa: N802
        """What was typed is told when the editor is left."""
        super().focusOutEvent(event)
        if event is None or event.reason() != Qt.FocusReason.PopupFocusReason:
            self._rest.stop()
            self.left.emit()
