"""The form: all fields in sections of two columns, each with its editor and its note.

The pane is built once for the form of a visit. After that it is only updated where something has changed.

`entered` carries a value when its editor loses the keyboard focus. `kept` carries unfinished text, when typing pauses
and when the form goes; it is no answer. Text that is being typed is never replaced: neither by an event at the pad nor
by the usual form of its own value.
"""

from __future__ import annotations

from datetime import date
from functools import partial

from PyQt6.QtCore import Qt, pyqtSignal
from PyQt6.QtWidgets import QGridLayout, QPushButton, QScrollArea, QWidget

from forms.kinds import Field, Input
from terminal.windows.desk.chips import ChipsEditor
from terminal.windows.desk.choice_editor import ChoiceEditor
from terminal.windows.desk.field_box import FieldBox
from terminal.windows.desk.states import FieldState, FormState
from terminal.windows.desk.widgets import Words, column, keyboard_of
from terminal.windows.look.desk import DeskLook
from terminal.windows.look.words import _


class FormPane(QScrollArea):
    """All the fields of a form. `entered` carries key and value."""

    entered = pyqtSignal(str, str)
    kept = pyqtSignal(str, str, str)
    """Record, key and text."""
    refused = pyqtSignal()
    """Some typed text cannot be held, or can be held again: the primary button may have changed."""
    ended = pyqtSignal()
    """Enter was pressed in the last field."""

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
        """Take over other colours, for what the stylesheet does not colour."""
        self._look = look
        for editor in self.findChildren(ChoiceEditor):
            editor.show_look(look)

    def show_state(self, state: FormState, on: date) -> None:
        """Show the form. Update it in place where it belongs to the same visit, else build it again.

        Args:
            state: All fields of the form, and whether the user may type.
            on: The visit's day, on which the codes of a list must be valid.
        """
        if self._shown != (state.record, state.title):
            self._build(state, on)
            self._shown = (state.record, state.title)
        for _heading, fields in state.sections:
            for one in fields:
                self.boxes[one.asked.key].show_state(one, state.may_type, state.keeps_typed)

    def in_order(self) -> tuple[QWidget, ...]:
        """Return the controls in the order of the Tab key."""
        return tuple(part for box in self.boxes.values() for part in _parts(box.control))

    def unheld(self) -> tuple[str, ...]:
        """Return the keys of the fields that were left with text that is not held."""
        return tuple(self.faults())

    def faults(self) -> dict[str, str]:
        """Return the same keys, each with what is wrong."""
        return {key: why for key, box in self.boxes.items() if (why := box.unheld)}

    def finish(self) -> str:
        """Hold what is being typed, and return "".

        Where an input method was still composing in the field, return its label: it must be looked at first.
        """
        box = self._box_of(keyboard_of(self))
        return "" if box is None or box.finish() or box.fault else box.asked.label

    def key_of(self, widget: QWidget | None) -> str:
        """Return the key of the field that a widget belongs to; "" where it belongs to none."""
        box = self._box_of(widget)
        return box.asked.key if box is not None else ""

    def lead_to(self, key: str) -> None:
        """Give the keyboard focus to the field with this key; do nothing where there is none."""
        if (box := self.boxes.get(key)) is not None:
            if (inside := self.widget()) is not None and (layout := inside.layout()) is not None:
                layout.activate()
            self.ensureWidgetVisible(box)
            box.control.setFocus(Qt.FocusReason.OtherFocusReason)

    def lead_to_first(self) -> None:
        """Give the keyboard focus to the first unfinished field, else the first required empty one, else the first."""
        empty = (key for key, box in self.boxes.items() if box.is_missing)
        self.lead_to(next(iter(self.unheld()), "") or next(empty, next(iter(self.boxes), "")))

    def focusNextPrevChild(self, forward: bool) -> bool:  # noqa: N802
        """Scroll the field that gets the keyboard focus into view, with its note."""
        went = super().focusNextPrevChild(forward)
        box = self._box_of(self.focusWidget())
        if box is not None:
            self.ensureWidgetVisible(box)
        return went

    def wipe(self) -> None:
        """Clear everything of the visit from every widget. Unfinished text is emitted by `kept` first."""
        for box in self.boxes.values():
            if box.editor.is_edited():
                box.keep()
            box.forget()
        self.boxes, self._shown = {}, ("", "")
        self.setWidget(QWidget())

    def _keep(self, key: str, text: str) -> None:
        self.kept.emit(self._shown[0], key, text)

    def _go_on(self, key: str) -> None:
        """Give the focus to the field after this one; emit `ended` after the last."""
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
        """Lay out fields in two columns; a field of several choices gets a row of its own."""
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
    """Return the widgets that take the keyboard focus: the control itself, or the choices that it consists of."""
    return tuple(control.findChildren(QPushButton)) if isinstance(control, ChipsEditor) else (control,)


def _is_wide(asked: Field) -> bool:
    return asked.input is Input.CHOICES
