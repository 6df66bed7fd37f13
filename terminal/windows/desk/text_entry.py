"""What all text editors have in common: they signal a pause in the typing and the loss of the focus; Enter goes on.

Text that an input method shows in the editor and has not committed counts as typing, but nothing of it is a value.
Where the focus is lost in the middle of it, the letters stay as typed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PyQt6.QtCore import QCoreApplication, Qt, QTimer
from PyQt6.QtGui import QFocusEvent, QGuiApplication, QInputMethodEvent, QKeyEvent
from PyQt6.QtWidgets import QWidget

from forms.kinds import Field
from terminal.windows.desk.widgets import restyle

PAUSE_MS = 900
RETURN = frozenset({Qt.Key.Key_Return, Qt.Key.Key_Enter})
COMES_BACK = frozenset({Qt.FocusReason.PopupFocusReason, Qt.FocusReason.ActiveWindowFocusReason})
"""Reasons for which the keyboard focus soon returns to the same editor: it is not left."""

if TYPE_CHECKING:
    Widget = QWidget
else:
    Widget = object  # the toolkit's own class comes beside it, and has its own signals


class TypedIn(Widget):
    """The behaviour of every text editor: it signals a pause in the typing and the loss of the keyboard focus."""

    left: Any
    paused: Any
    nothing_entered: Any
    goes_on: Any

    def begin_typing(self, asked: Field) -> None:
        """Set up the editor for a field. Call it once, when the editor is made."""
        self._asked = asked
        self.setAccessibleName(asked.label)
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(PAUSE_MS)
        self._rest.timeout.connect(self.paused)
        self._edited, self._composed = False, ""

    def typed_in(self) -> None:
        """Note that something was typed, and start to wait for a pause."""
        self._edited = True
        if not self._composed:
            self._rest.start()

    def is_shown(self) -> None:
        """Note that the editor shows the held value."""
        self._rest.stop()
        self._edited = False

    def is_edited(self) -> bool:
        """Return whether text was typed, or is being composed, since a held value was last shown."""
        return self._edited or bool(self._composed)

    def text_now(self) -> str:
        """Return the value to hold."""
        raise NotImplementedError

    def give_composed(self) -> bool:
        """Commit what an input method still shows to the editor, as typed. Return whether there was anything."""
        composed = self._composed
        if not composed:
            return False
        method = QGuiApplication.inputMethod()
        if self.hasFocus() and method is not None:
            method.commit()
        if self._composed:  # there is none, or it serves another widget already
            event = QInputMethodEvent()
            event.setCommitString(composed)
            QCoreApplication.sendEvent(self, event)
        return True

    def set_wrong(self, wrong: bool) -> None:
        """Set or remove the red border."""
        restyle(self, wrong="true" if wrong else "false")

    def keyPressEvent(self, event: QKeyEvent | None) -> None:  # noqa: N802
        """Emit `goes_on` at Enter; in an empty editor, emit `nothing_entered` first."""
        if event is not None and event.key() in RETURN:
            event.accept()
            if not self.text_now():
                self.nothing_entered.emit()
            self.goes_on.emit()
            return
        super().keyPressEvent(event)

    def inputMethodEvent(self, event: QInputMethodEvent | None) -> None:  # noqa: N802
        """Wait for no pause during composing: a value that is put into the editor then would end it."""
        self._composed = event.preeditString() if event is not None else ""
        super().inputMethodEvent(event)
        if self._composed:
            self._rest.stop()
        elif self._edited:
            self._rest.start()

    def focusOutEvent(self, event: QFocusEvent | None) -> None:  # noqa: N802
        """Emit `left` when the focus is lost, or `paused` where the text is no value yet.

        It is none yet where an input method was still composing, or where the focus soon returns.
        """
        comes_back = event is not None and event.reason() in COMES_BACK
        is_broken_off = self.give_composed()
        super().focusOutEvent(event)
        self._rest.stop()
        if is_broken_off or (comes_back and self._edited):
            self.paused.emit()
        elif not comes_back:
            self.left.emit()
