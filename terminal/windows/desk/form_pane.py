"""The form: all fields in sections of two columns, each with its editor and what is said of it.

The pane is built once for a visit's form and then only told what is different. A value is told by `entered` when its
editor is left. `kept` tells what is half typed, when the typing rests and when the form goes: it is no answer. What
somebody is typing is never replaced, neither by what the pad does meanwhile nor by the form of its own value.
"""

from __future__ import annotations

from datetime import date
from functools import partial

from PyQt6.QtCore import Qt, pyqtSignal
from PyQt6.QtWidgets import QGridLayout, QPushButton, QScrollArea, QWidget

from forms.model import Field, FieldKind
from terminal.windows.desk.chips import ChipsEditor
from terminal.windows.desk.choice_editor import ChoiceEditor
from terminal.windows.desk.field_box import FieldBox
from terminal.windows.desk.parts import Words, column, keyboard_of
from terminal.windows.desk.states import FieldState, FormState
from terminal.windows.look.desk import DeskLook
from terminal.windows.look.words import _


class FormPane(QScrollArea):
    """Everything that the form asks. `entered` carries key and value."""

    entered = pyqtSignal(str, str)
    kept = pyqtSignal(str, str, str)
    """Record, key and text."""
    refused = pyqtSignal()
    """What is typed somewhere cannot be held, or no longer: the primary button may have changed."""
    ended = pyqtSignal()
    """Enter in the last field."""

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
                self.boxes[one.asked.key].show_state(one, state.may_type, state.keeps_typed)

    def in_order(self) -> tuple[QWidget, ...]:
        """The controls in the order in which Tab visits them."""
        return tuple(part for box in self.boxes.values() for part in _parts(box.control))

    def unheld(self) -> tuple[str, ...]:
        """Fields that were left with typed text that is not held."""
        return tuple(self.faults())

    def faults(self) -> dict[str, str]:
        """The same with what is wrong."""
        return {key: why for key, box in self.boxes.items() if (why := box.unheld)}

    def finish(self) -> str:
        """Holds what is being typed. The label of a field that must be looked at first: it was still being composed."""
        box = self._box_of(keyboard_of(self))
        return "" if box is None or box.finish() or box.fault else box.asked.label

    def key_of(self, widget: QWidget | None) -> str:
        """The field that a widget belongs to; empty when it is none."""
        box = self._box_of(widget)
        return box.asked.key if box is not None else ""

    def lead_to(self, key: str) -> None:
        """The keyboard goes to that field."""
        if (box := self.boxes.get(key)) is not None:
            if (inside := self.widget()) is not None and (layout := inside.layout()) is not None:
                layout.activate()
            self.ensureWidgetVisible(box)
            box.control.setFocus(Qt.FocusReason.OtherFocusReason)

    def lead_to_first(self) -> None:
        """The keyboard goes to the first field that is half typed, else to the first empty one, else to the first."""
        empty = (key for key, box in self.boxes.items() if box.is_missing)
        self.lead_to(next(iter(self.unheld()), "") or next(empty, next(iter(self.boxes), "")))

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
            if box.editor.is_edited():
                box.keep()
            box.forget()
        self.boxes, self._shown = {}, ("", "")
        self.setWidget(QWidget())

    def _keep(self, key: str, text: str) -> None:
        self.kept.emit(self._shown[0], key, text)

    def _go_on(self, key: str) -> None:
        """To the field after that one; after the last the form ends."""
        keys = list(self.boxes)
        at = keys.index(key) + 1
        if at < len(keys):
            self.lead_to(keys[at])
        else:
            self.ended.emit()

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
            box.kept.connect(self._keep)
            box.goes_on.connect(partial(self._go_on, one.asked.key))
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
