"""The form: all fields in sections of two columns, each with its editor and what is said of it.

The pane is built once for a visit's form and then only told what is different. A value is told by `entered` when its
editor is left or the typing rests; a value that its field cannot hold stays as typed, with the problem under it, and is
not told when typing merely rests. What somebody is typing is never replaced by what the pad does meanwhile.
"""

from __future__ import annotations

from datetime import date
from typing import cast

from PyQt6.QtCore import Qt, pyqtSignal
from PyQt6.QtWidgets import QGridLayout, QPushButton, QScrollArea, QWidget

from forms.model import Field, FieldKind
from forms.shapes import shape_fault
from terminal.desk.chips import ChipsEditor
from terminal.desk.choice_editor import ChoiceEditor
from terminal.desk.editors import Editor, editor_of
from terminal.desk.parts import Words, column
from terminal.desk.states import FieldState, FormState, Note, Tone
from terminal.desk.typed_in import TypedIn
from terminal.look.desk import DeskLook
from terminal.look.words import _


class FieldBox(QWidget):
    """Label, editor, note."""

    entered = pyqtSignal(str, str)
    refused = pyqtSignal()

    def __init__(self, asked: Field, on: date, look: DeskLook) -> None:
        super().__init__()
        self.asked, self._on = asked, on
        self._state: FieldState | None = None
        self._is_open = False
        self.fault = ""
        label = Words(asked.label + (" *" if asked.required else ""), wrap=False)
        self.control = editor_of(asked, on, look)
        self.editor = cast(Editor, self.control)
        self.note = Words("", "small", "muted")
        self.note.setMinimumHeight(self.note.fontMetrics().lineSpacing())
        label.setBuddy(self.control)
        stack = column(gap=look.measures.gap // 2)
        for widget in (label, self.control, self.note):
            stack.addWidget(widget)
        stack.addStretch(1)
        self.setLayout(stack)
        self.editor.left.connect(self._left)
        self.editor.paused.connect(self._paused)
        if isinstance(self.control, TypedIn):
            self.control.nothing_entered.connect(self._take_proposal)

    def show_state(self, state: FieldState, is_open: bool) -> None:
        """What is held now; what is being typed stays."""
        if state == self._state and is_open == self._is_open:
            return
        typing = self.editor.is_edited() or self.fault
        if not typing or not is_open:
            self.fault = ""
            self.editor.show_value(state.value)
        self._state, self._is_open = state, is_open
        self.editor.set_open(is_open)
        self._show_note()

    def forget(self) -> None:
        """Nothing personal stays."""
        self.fault, self._state = "", None
        self.editor.show_value("")
        self.note.say("")

    def _show_note(self) -> None:
        state = self._state
        note = Note(self.fault, Tone.HARM) if self.fault else state.note if state else Note("")
        self.note.say(note.words, note.tone)
        self.editor.set_wrong(bool(self.fault) or (state is not None and state.wrong))

    def _take_proposal(self) -> None:
        if self._state is not None and self._state.proposal:
            self._tell(self._state.proposal)

    def _paused(self) -> None:
        """Only what can be held is told while somebody may go on typing."""
        value = self.editor.text_now()
        if self._is_open and (not value or self._fault_of(value) == ""):
            self._tell(value)

    def _left(self) -> None:
        if not self._is_open or not self.editor.is_edited():
            return
        value = self.editor.text_now()
        self.fault = self._fault_of(value) if value else ""
        self._show_note()
        if self.fault:
            self.refused.emit()
        else:
            self._tell(value)

    def _tell(self, value: str) -> None:
        self.fault = ""
        self.editor.show_value(value)
        held = self._state.value if self._state else ""
        if value != held:
            self.entered.emit(self.asked.key, value)
        else:
            self._show_note()
            self.refused.emit()

    def _fault_of(self, value: str) -> str:
        fault = shape_fault(self.asked, value, self._on)
        if fault is None:
            return ""
        if self.asked.kind in {FieldKind.CODE, FieldKind.YESNO}:
            return _("不能确定是列表中的哪一项，请从列表中选择（↓）")
        return fault.zh


class FormPane(QScrollArea):
    """Everything that the form asks. `entered` carries key and value."""

    entered = pyqtSignal(str, str)
    refused = pyqtSignal()
    """What is typed somewhere cannot be held, or no longer: the primary button may have changed."""

    def __init__(self, look: DeskLook) -> None:
        super().__init__()
        self._look = look
        self._shown = ("", "")
        self.boxes: dict[str, FieldBox] = {}
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAccessibleName(_("表单"))

    def show_look(self, look: DeskLook) -> None:
        """Other colours for what is not coloured by the stylesheet."""
        self._look = look
        for editor in self.findChildren(ChoiceEditor):
            editor.show_look(look)

    def show_state(self, state: FormState, on: date) -> None:
        """Shows the form: in place where it is the same visit's, else anew."""
        if self._shown != (state.record, state.title):
            self._build(state, on)
            self._shown = (state.record, state.title)
        for _heading, fields in state.sections:
            for one in fields:
                self.boxes[one.asked.key].show_state(one, state.may_type)

    def in_order(self) -> tuple[QWidget, ...]:
        """The controls in the order in which Tab visits them."""
        return tuple(part for box in self.boxes.values() for part in _parts(box.control))

    def unheld(self) -> tuple[str, ...]:
        """Fields whose typed text cannot be held."""
        return tuple(key for key, box in self.boxes.items() if box.fault)

    def faults(self) -> dict[str, str]:
        """The same with what is wrong."""
        return {key: box.fault for key, box in self.boxes.items() if box.fault}

    def lead_to(self, key: str) -> None:
        """The keyboard goes to that field."""
        if (box := self.boxes.get(key)) is not None:
            if (inside := self.widget()) is not None and (layout := inside.layout()) is not None:
                layout.activate()
            self.ensureWidgetVisible(box)
            box.control.setFocus(Qt.FocusReason.OtherFocusReason)

    def lead_to_first(self) -> None:
        """The keyboard goes to the first field that is empty, else to the first."""
        empty = (key for key, box in self.boxes.items() if box.asked.required and not box.editor.text_now())
        self.lead_to(next(empty, next(iter(self.boxes), "")))

    def focusNextPrevChild(self, forward: bool) -> bool:  # noqa: N802
        """The field that gets the keyboard is scrolled into sight, its note too."""
        went = super().focusNextPrevChild(forward)
        box = self._box_of(self.focusWidget())
        if box is not None:
            self.ensureWidgetVisible(box)
        return went

    def wipe(self) -> None:
        """Nothing of the visit stays on any widget."""
        for box in self.boxes.values():
            box.forget()
        self.boxes, self._shown = {}, ("", "")
        self.setWidget(QWidget())

    def _box_of(self, widget: QWidget | None) -> FieldBox | None:
        while widget is not None and widget is not self:
            if isinstance(widget, FieldBox):
                return widget
            widget = widget.parentWidget()
        return None

    def _build(self, state: FormState, on: date) -> None:
        m = self._look.measures
        self.wipe()
        whole = column((m.pad, m.pad, m.pad, m.pad), m.air)
        for heading, fields in state.sections:
            whole.addWidget(Words(heading, "strong", "teal", wrap=False))
            whole.addLayout(self._section(fields, on))
        whole.addStretch(1)
        sheet = QWidget()
        sheet.setProperty("part", "plain")
        sheet.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        sheet.setLayout(whole)
        self.setWidget(sheet)

    def _section(self, fields: tuple[FieldState, ...], on: date) -> QGridLayout:
        """Two columns; what is long or has many choices gets a row of its own where that leaves no hole."""
        m = self._look.measures
        grid = QGridLayout()
        grid.setHorizontalSpacing(m.pad)
        grid.setVerticalSpacing(m.air)
        at = 0
        for one in fields:
            box = FieldBox(one.asked, on, self._look)
            box.entered.connect(self.entered)
            box.refused.connect(self.refused)
            self.boxes[one.asked.key] = box
            wide = _is_wide(one.asked)
            at += at % 2 if wide else 0
            grid.addWidget(box, at // 2, at % 2, 1, 2 if wide else 1)
            at += 2 if wide else 1
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(1, 1)
        return grid


def _parts(control: QWidget) -> tuple[QWidget, ...]:
    """What takes the keyboard: the control itself, or the parts that it is made of."""
    return tuple(control.findChildren(QPushButton)) if isinstance(control, ChipsEditor) else (control,)


def _is_wide(asked: Field) -> bool:
    return asked.kind is FieldKind.CODES
