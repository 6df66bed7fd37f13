"""The row below the visit: the other acts of staff, why the visit cannot go on, and the one primary button.

All buttons are made once and shown where the state allows them. So a key never does something that is not shown.
"""

from __future__ import annotations

from PyQt6.QtCore import Qt, pyqtSignal
from PyQt6.QtGui import QResizeEvent, QShowEvent
from PyQt6.QtWidgets import QWidget

from terminal.windows.desk import flow_texts
from terminal.windows.desk.states import DeskAct, Foot
from terminal.windows.desk.widgets import KeyButton, Words, column, row
from terminal.windows.look.desk import DeskLook
from terminal.windows.look.fitting import dealt_out
from terminal.windows.look.words import _

NOTE_LINES = 1.7  # of the note beside the buttons: two, for a line breaks before its end


class FootRow(QWidget):
    """The buttons and the note. `did` carries a DeskAct; a closed primary button emits `missing` with a field's key."""

    did = pyqtSignal(object)
    missing = pyqtSignal(str)
    pressed = pyqtSignal()
    """The primary button was pressed and has done nothing yet: hold what is being typed, then call `press`."""

    def __init__(self, look: DeskLook) -> None:
        super().__init__()
        m = look.measures
        self._look, self._foot = look, Foot()
        self._plan: tuple[tuple[tuple[KeyButton, ...], ...], bool] | None = None
        self.buttons = {act: self._button(act) for act in flow_texts.ACTS}
        self.note = Words("", "body", "muted")
        self.note.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.primary = KeyButton("", flow_texts.PRIMARY_KEY, self.pressed.emit, "primary")
        self.primary.enter_presses()
        for one in (*self.buttons.values(), self.primary, self.note):
            one.setParent(self)
        self._whole = column(gap=m.gap)
        self.setLayout(self._whole)
        self.show_state(self._foot)

    def in_order(self) -> tuple[QWidget, ...]:
        """Return the controls in the order of the Tab key."""
        return (*self.buttons.values(), self.primary)

    def show_state(self, foot: Foot) -> None:
        """Show what staff can do now."""
        self._foot = foot
        for act, button in self.buttons.items():
            button.setVisible(act in foot.acts)
        self.note.say(foot.note)
        self.primary.setVisible(foot.primary is not None)
        if foot.primary is not None:
            name = _("{label}：{why}").format(label=foot.label, why=foot.note) if foot.closed else foot.label
            self.primary.say(foot.label, name)
            self.primary.set_closed(foot.closed)
        self._arrange()

    def resizeEvent(self, event: QResizeEvent | None) -> None:  # noqa: N802
        """Arrange the buttons again: the new width may have room for more in a row."""
        super().resizeEvent(event)
        self._arrange()

    def showEvent(self, event: QShowEvent | None) -> None:  # noqa: N802
        """Arrange the buttons: only now is the width known."""
        super().showEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        """Put the buttons into as many rows as they need.

        The note is next to the last row, or above all rows where there is too little room.
        """
        m = self._look.measures
        shown = [one for one in (*self.buttons.values(), self.primary) if not one.isHidden()]
        wide = [m.button(one.text(), one is self.primary) for one in shown]
        room = self.width() if self.isVisible() else m.middle  # what is not shown yet has no width of its own
        rows = dealt_out(wide, room, m.gap)
        beside = room - sum(wide[at] + m.gap for at in rows[-1])
        note = self.note.fontMetrics().horizontalAdvance(self.note.text())
        plan = tuple(tuple(shown[at] for at in here) for here in rows), note > NOTE_LINES * beside
        if plan != self._plan:
            self._plan = plan
            self._lay_out(*plan)

    def _lay_out(self, rows: tuple[tuple[KeyButton, ...], ...], above: bool) -> None:
        while (item := self._whole.takeAt(0)) is not None:
            if (line := item.layout()) is not None:
                while line.takeAt(0) is not None:
                    pass
                line.deleteLater()
        if above:
            self._whole.addWidget(self.note)
        for here in rows:
            line = row(gap=self._look.measures.gap)
            for button in here:
                line.addWidget(button)
            before_primary = len(here) - (self.primary in here)
            if here is rows[-1] and not above:
                line.insertWidget(before_primary, self.note, 1)
            else:
                line.insertStretch(before_primary, 1)
            self._whole.addLayout(line)

    def _button(self, act: DeskAct) -> KeyButton:
        label, key = flow_texts.ACTS[act]
        kind = "harm" if act is DeskAct.GIVE_UP else "second"
        return KeyButton(_(label), key, lambda: self.did.emit(act), kind)

    def press(self) -> None:
        """Do what the primary button is for: go on, or go to the field that is missing."""
        if self._foot.closed or self._foot.primary is DeskAct.CORRECT:
            self.missing.emit(self._foot.leads_to)
        elif self._foot.primary is not None:
            self.did.emit(self._foot.primary)
