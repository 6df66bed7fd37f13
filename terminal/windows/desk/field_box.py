"""One field of the form: its label, its editor, and the note below it.

A value is held when its editor loses the keyboard focus. During typing it is only kept, as an unfinished text that is
no answer, and the editor is not changed. Text that the field cannot hold stays as typed, with the fault below it.
"""

from __future__ import annotations

from datetime import date
from typing import cast

from PyQt6.QtCore import pyqtSignal
from PyQt6.QtWidgets import QWidget

from forms.kinds import Field, Input
from forms.message import Message
from terminal.windows.desk.editors import Editor, editor_of
from terminal.windows.desk.note_line import NoteLine
from terminal.windows.desk.states import FieldState, Note, Tone
from terminal.windows.desk.text_entry import TypedIn
from terminal.windows.desk.widgets import Words, column, keyboard_of
from terminal.windows.look import typeface
from terminal.windows.look.desk import DeskLook
from terminal.windows.look.words import N_, _, say

UNFINISHED = N_("还没有填完，请接着填")


class FieldBox(QWidget):
    """Label, editor and note. `entered` carries the key and the value of an answer."""

    entered = pyqtSignal(str, str)
    kept = pyqtSignal(str, str)
    """Key and exact text of what is typed and not held."""
    refused = pyqtSignal()
    goes_on = pyqtSignal()
    """Enter was pressed: go on to the next field."""

    def __init__(self, asked: Field, on: date, look: DeskLook) -> None:
        super().__init__()
        self.asked, self._on = asked, on
        self._state: FieldState | None = None
        self._is_open = False
        self.fault = ""
        self._label = Words(asked.label, wrap=False)
        self.control = editor_of(asked, on, look)
        self.editor = cast(Editor, self.control)
        self.note = NoteLine(look)
        self._label.setBuddy(self.control)
        stack = column(gap=look.measures.gap // 2)
        for widget in (self._label, self.control, self.note):
            stack.addWidget(widget)
        stack.addStretch(1)
        self.setLayout(stack)
        self.editor.left.connect(self._left)
        self.editor.chosen.connect(self._hold)
        self.editor.paused.connect(self.keep)
        self.editor.goes_on.connect(self.goes_on)
        if isinstance(self.control, TypedIn):
            self.control.nothing_entered.connect(self._take_proposal)

    def show_state(self, state: FieldState, is_open: bool, keeps_typed: bool) -> None:
        """Show what is held now.

        Args:
            state: The field's value and note.
            is_open: Whether the user may type now.
            keeps_typed: Whether the visit still takes answers, now or later. If not, unfinished text is replaced.
        """
        if state == self._state and is_open == self._is_open:
            return
        self._state, self._is_open = state, is_open
        self._label.say(self.asked.label + (" *" if state.required else ""))
        if not is_open and self.editor.is_edited():
            self.keep()
        if not keeps_typed or not self.editor.is_edited() or self._is_held():
            self.fault = ""
            self.editor.show_value(state.value)
        if keeps_typed and state.unfinished and not self.editor.is_edited():
            self._take_back(state.unfinished)
        self.editor.set_open(is_open)
        self._show_note()

    @property
    def is_missing(self) -> bool:
        """Whether this person must answer the field and the editor is empty."""
        return self._state is not None and self._state.required and not self.editor.text_now()

    @property
    def unheld(self) -> str:
        """Why the text in the editor is not held although the editor was left; "" where it is held or being typed."""
        if self.fault:
            return self.fault
        return _(UNFINISHED) if self.editor.is_edited() and not self._has_focus else ""

    def finish(self) -> bool:
        """Hold the text that is being typed, as if the editor had been left.

        Return False when it must be looked at first.
        """
        if isinstance(self.control, TypedIn) and self.control.give_composed():
            self.keep()
            return False
        self._left()
        return not self.fault

    def keep(self) -> None:
        """Emit `kept` with the text typed so far, which is no answer."""
        if isinstance(self.control, TypedIn):
            self.control.give_composed()
            self.kept.emit(self.asked.key, self.editor.typed_now())
            if self.unheld and self._state is not None:
                self._show_note()
                self.refused.emit()

    def forget(self) -> None:
        """Clear all personal data."""
        self.fault, self._state = "", None
        self.editor.show_value("")
        self.note.say("")

    def _take_back(self, text: str) -> None:
        """Show the text that was typed before the visit was put aside or the power failed."""
        self.editor.show_typed(text)
        if self._is_held():
            self.editor.show_value(self._state.value if self._state else "")
        elif not self._has_focus:
            self.fault = self._fault_of(self.editor.text_now())

    def _is_held(self) -> bool:
        """Return whether the text in the editor is the held value and the user is not typing in it."""
        held = self._state.value if self._state else ""
        return not self._has_focus and self.editor.text_now() == held

    @property
    def _has_focus(self) -> bool:
        """Whether keys reach the editor, or will when the window is active again."""
        return keyboard_of(self) is self.control

    def _show_note(self) -> None:
        state = self._state
        note = state.note if state else Note("")
        if unheld := self.unheld:
            note = Note(unheld, Tone.HARM if self.fault else Tone.ATTENTION)
        self.note.say(note.words, note.tone)
        self.editor.set_wrong(bool(self.fault) or (state is not None and state.wrong))

    def _take_proposal(self) -> None:
        if self._state is not None and self._state.proposal:
            self._tell(self._state.proposal)

    def _left(self) -> None:
        if self.editor.is_edited():
            self._hold()

    def _hold(self) -> None:
        if not self._is_open:
            return
        value = self.editor.text_now()
        self.fault = self._fault_of(value) if value else ""
        self._show_note()
        if self.fault:
            self.keep()
        else:
            self._tell(value)

    def _tell(self, value: str) -> None:
        held, as_typed = self._state.value if self._state else "", self.editor.typed_now()
        self.editor.show_value(value)
        if value != held:
            self.entered.emit(self.asked.key, value)
            if self._state is not None and self._state.value != value:  # not now: it stays as typed
                self.editor.show_typed(as_typed)
        else:
            self.kept.emit(self.asked.key, "")
            self._show_note()
            self.refused.emit()

    def _fault_of(self, value: str) -> str:
        fault = self.asked.fault(value, self._on) or _undrawn(value)
        if fault is None:
            return ""
        if self.asked.input is Input.CHOICE:
            return _("不能确定是列表中的哪一项，请从列表中选择（↓）")
        return say(fault)


def _undrawn(value: str) -> Message | None:
    """Return why a value cannot be printed: it is rejected here, not later when the document is made."""
    return next((Message("forms.undrawn", character=each) for each in typeface.missing(value)), None)
