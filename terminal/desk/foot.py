"""Below the visit: what else staff can do with it, why it cannot go on, and the one primary button.

All buttons are made once and shown where the state allows them, so that a key never means something that is not there.
"""

from __future__ import annotations

from PyQt6.QtCore import Qt, pyqtSignal
from PyQt6.QtWidgets import QWidget

from terminal.desk import terms
from terminal.desk.parts import KeyButton, Words, row
from terminal.desk.states import Act, Foot
from terminal.look.desk import DeskLook
from terminal.look.words import _


class FootRow(QWidget):
    """`did` carries an Act; a closed primary button tells `missing` with the field that it leads to."""

    did = pyqtSignal(object)
    missing = pyqtSignal(str)

    def __init__(self, look: DeskLook) -> None:
        super().__init__()
        m = look.measures
        self._foot = Foot()
        self.buttons = {act: self._button(act) for act in terms.ACTS}
        self.note = Words("", "body", "muted")
        self.note.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.primary = KeyButton("", terms.PRIMARY_KEY, self._pressed, "primary")
        line = row(gap=m.gap)
        for button in self.buttons.values():
            line.addWidget(button)
        line.addWidget(self.note, 1)
        line.addWidget(self.primary)
        self.setLayout(line)
        self.show_state(self._foot)

    def in_order(self) -> tuple[QWidget, ...]:
        """The controls in the order in which Tab visits them."""
        return (*self.buttons.values(), self.primary)

    def show_state(self, foot: Foot) -> None:
        """What can be done now."""
        self._foot = foot
        for act, button in self.buttons.items():
            button.setVisible(act in foot.acts)
        self.note.say(foot.note)
        self.primary.setVisible(foot.primary is not None)
        if foot.primary is not None:
            name = f"{foot.label}：{foot.note}" if foot.closed else foot.label
            self.primary.say(foot.label, name)
            self.primary.set_closed(foot.closed)

    def _button(self, act: Act) -> KeyButton:
        label, key = terms.ACTS[act]
        kind = "harm" if act is Act.GIVE_UP else "second"
        return KeyButton(_(label), key, lambda: self.did.emit(act), kind)

    def _pressed(self) -> None:
        if self._foot.closed or self._foot.primary is Act.CORRECT:
            self.missing.emit(self._foot.leads_to)
        elif self._foot.primary is not None:
            self.did.emit(self._foot.primary)
