"""The ten steps of a visit in one row: finished ones with a mark, the current one, and those to come.

Cells are equally wide where every name has room in one, else as wide as their names. Where there is no room for ten
names, only the current step shows its name. The others show their numbers.
"""

from __future__ import annotations

from PyQt6.QtCore import Qt
from PyQt6.QtGui import QFontMetrics
from PyQt6.QtWidgets import QFrame, QWidget

from terminal.windows.desk.flow_texts import STEPS
from terminal.windows.desk.widgets import Words, restyle, row
from terminal.windows.look import typeface
from terminal.windows.look.desk import DeskLook
from terminal.windows.look.words import _

EDGE = 2  # pixels inside a cell


class StepRow(QWidget):
    """Ten cells, one for each step."""

    def __init__(self, look: DeskLook) -> None:
        super().__init__()
        m = look.measures
        letters = QFontMetrics(typeface.font(m.body))
        widths = [letters.horizontalAdvance(f"✓{_(name)}") + 2 * (EDGE + m.border) for name in STEPS]
        self.folded = sum(widths) > m.middle
        if self.folded or len(STEPS) * max(widths) <= m.middle:
            widths = [1] * len(STEPS)
        line = row()
        self._cells: list[tuple[QFrame, Words, str]] = []
        for name, width in zip(STEPS, widths, strict=True):
            cell, words = QFrame(), Words("", "body", "muted", wrap=False)
            words.setAlignment(Qt.AlignmentFlag.AlignCenter)
            inner = row((EDGE, m.gap - EDGE, EDGE, m.gap - EDGE))
            inner.addWidget(words)
            cell.setLayout(inner)
            cell.setProperty("part", "step-ahead")
            line.addWidget(cell, width)
            self._cells.append((cell, words, _(name)))
        self.setLayout(line)
        self.show_state(0)

    def show_state(self, now: int) -> None:
        """Show which step is the current one; `now` counts from 0."""
        for at, (cell, words, name) in enumerate(self._cells):
            done, here = at < now, at == now
            said = str(at + 1) if self.folded and not here else name
            words.say(f"✓{said}" if done else said, "teal" if done else "white" if here else "muted")
            restyle(cell, part="step-done" if done else "step-now" if here else "step-ahead")
        self.setAccessibleName(
            _("第 {at} 步，共 {all} 步：{name}").format(at=now + 1, all=len(STEPS), name=self._cells[now][2])
        )
