"""The ten steps of a visit in one row: done with a mark, the one at hand, those ahead."""

from __future__ import annotations

from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QFrame, QWidget

from terminal.desk.parts import Words, restyle, row
from terminal.desk.terms import STEPS
from terminal.look.desk import DeskLook
from terminal.look.words import _


class StepRow(QWidget):
    """Ten cells."""

    def __init__(self, look: DeskLook) -> None:
        super().__init__()
        line = row()
        self._cells: list[tuple[QFrame, Words, str]] = []
        for name in STEPS:
            cell, words = QFrame(), Words(_(name), "body", "muted", wrap=False)
            words.setAlignment(Qt.AlignmentFlag.AlignCenter)
            inner = row((2, look.measures.gap - 2, 2, look.measures.gap - 2))
            inner.addWidget(words)
            cell.setLayout(inner)
            cell.setProperty("part", "step-ahead")
            line.addWidget(cell, 1)
            self._cells.append((cell, words, _(name)))
        self.setLayout(line)

    def show_state(self, now: int) -> None:
        """Which one is at hand, from 0."""
        for at, (cell, words, name) in enumerate(self._cells):
            done, here = at < now, at == now
            words.say(f"✓{name}" if done else name, "teal" if done else "white" if here else "muted")
            restyle(cell, part="step-done" if done else "step-now" if here else "step-ahead")
        self.setAccessibleName(
            _("第 {at} 步，共 {all} 步：{name}").format(at=now + 1, all=len(STEPS), name=self._cells[now][2])
        )
