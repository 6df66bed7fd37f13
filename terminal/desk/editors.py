"""The editors of the form, one for each way in which an answer is typed.

An editor says `left` when it is left or Enter is pressed, `paused` when the typing rests; whether what stands in it
becomes an answer is the form pane's to decide. `shown` puts a held value into it unless something else is being typed.
"""

from __future__ import annotations

from datetime import date
from typing import Any, Protocol

from PyQt6.QtCore import QModelIndex, QStringListModel, Qt, QTimer, pyqtSignal
from PyQt6.QtGui import QFocusEvent, QKeyEvent
from PyQt6.QtWidgets import QCompleter, QLineEdit, QListView, QPlainTextEdit, QWidget

from forms.model import Field, FieldKind
from forms.shapes import typed
from terminal.desk.chips import ChipsEditor
from terminal.desk.choices import Choice, choices_of, fitting, meant
from terminal.desk.parts import restyle
from terminal.look.desk import DeskLook
from terminal.look.words import N_, _

PAUSE_MS = 900
LONG_FROM_CHARS = 80
MOST_LINES = 3
RETURN = frozenset({Qt.Key.Key_Return, Qt.Key.Key_Enter})

FORMS_OF = {
    FieldKind.DATE: N_("年-月-日，如 2026-10-31 或 20261031"),
    FieldKind.MONEY: N_("元，如 6200.00"),
    FieldKind.CODE: N_("输入代码、名称或拼音首字母，↓ 列出全部"),
    FieldKind.YESNO: N_("是或否"),
}


class Editor(Protocol):
    """What the form pane needs of every editor."""

    left: Any
    paused: Any

    def text_now(self) -> str:
        """The value to hold, as `forms.shapes` holds it, whether or not it may be held."""

    def show_value(self, value: str) -> None:
        """Puts a held value into the editor."""

    def is_edited(self) -> bool:
        """Whether something was typed that has not been shown as held."""

    def set_wrong(self, wrong: bool) -> None: ...

    def set_open(self, is_open: bool) -> None: ...


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
        if event is not None and event.key() in RETURN and not self._listing():
            event.accept()
            self.focusNextChild()
            return
        super().keyPressEvent(event)

    def _listing(self) -> bool:
        """Whether a list of choices is open, which has Enter for itself."""
        return False

    def focusOutEvent(self, event: QFocusEvent | None) -> None:  # noqa: N802
        """What was typed is told when the editor is left."""
        super().focusOutEvent(event)
        if event is None or event.reason() != Qt.FocusReason.PopupFocusReason:
            self._rest.stop()
            self.left.emit()


class ChoiceEditor(LineEditor):
    """One of a list, searched by code, words or initials while typing; ↓ lists everything."""

    def __init__(self, asked: Field, on: date, look: DeskLook) -> None:
        super().__init__(asked)
        self._choices = choices_of(asked, on)
        self._found: tuple[Choice, ...] = ()
        self._names = QStringListModel(self)
        completer = QCompleter(self._names, self)
        completer.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        view = QListView()
        view.setStyleSheet(look.sheet)
        view.setAccessibleName(asked.label)
        completer.setPopup(view)
        completer.setWidget(self)
        completer.setMaxVisibleItems(8)
        completer.activated[QModelIndex].connect(self._chosen)
        self._list = completer
        self.textEdited.connect(self._search)

    def text_now(self) -> str:
        """The value of the choice that is meant; what was typed where none is."""
        choice = meant(self._choices, self.text())
        return choice.value if choice else self.text().strip()

    def words_of(self, value: str) -> str:
        """The choice's words."""
        return next((one.label for one in self._choices if one.value == value), value)

    def keyPressEvent(self, event: QKeyEvent | None) -> None:  # noqa: N802
        """↓ lists everything."""
        if event is not None and event.key() == Qt.Key.Key_Down and not self._listing() and not self.isReadOnly():
            self._open_list(self._choices)
            return
        super().keyPressEvent(event)

    def _listing(self) -> bool:
        popup = self._list.popup()
        return popup is not None and popup.isVisible()

    def _search(self, text: str) -> None:
        self._open_list(fitting(self._choices, text) if text.strip() else ())

    def _open_list(self, found: tuple[Choice, ...]) -> None:
        self._found = found
        self._names.setStringList([one.label for one in found])
        popup = self._list.popup()
        if popup is None:
            return
        if not found:
            popup.hide()
            return
        self._list.complete()
        popup.setCurrentIndex(self._names.index(0))

    def _chosen(self, index: QModelIndex) -> None:
        choice = self._found[index.row()]
        self.setText(choice.label)
        self._edited = True
        self.paused.emit()
        self.focusNextChild()


class LongEditor(QPlainTextEdit):
    """A long text, up to some lines high; it holds one paragraph."""

    left = pyqtSignal()
    paused = pyqtSignal()

    def __init__(self, asked: Field, look: DeskLook) -> None:
        super().__init__()
        self._asked, self._look = asked, look
        self.setAccessibleName(asked.label)
        self.setTabChangesFocus(True)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(PAUSE_MS)
        self._rest.timeout.connect(self.paused)
        self._edited = self._showing = False
        self.textChanged.connect(self._typed)
        self._fit()

    def _typed(self) -> None:
        self._fit()
        if not self._showing:
            self._edited = True
            self._rest.start()

    def _fit(self) -> None:
        """As high as its lines, within limits."""
        document, metrics = self.document(), self.fontMetrics()
        lines = max(1, round(document.size().height())) if document is not None else 1
        high = min(lines, MOST_LINES) * metrics.lineSpacing() + self._look.measures.pad
        high = max(high, self._look.measures.control)
        if high != self.height():
            self.setFixedHeight(high)

    def resizeEvent(self, event: Any) -> None:  # noqa: N802
        """Another width breaks the lines elsewhere."""
        super().resizeEvent(event)
        self._fit()

    def text_now(self) -> str:
        """The value to hold: one paragraph."""
        return typed(self._asked, " ".join(self.toPlainText().split("\n")))

    def show_value(self, value: str) -> None:
        """Puts a held value into the editor."""
        self._rest.stop()
        self._edited = False
        if value != self.toPlainText():
            self._showing = True
            self.setPlainText(value)
            self._showing = False

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
