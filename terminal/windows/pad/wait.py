"""The screen while the machine or a staff member works: done, in progress, still to come; never only a spinner."""

from __future__ import annotations

from enum import StrEnum

from PyQt6.QtCore import QRectF, QSize
from PyQt6.QtGui import QColor, QPainter, QPaintEvent
from PyQt6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from terminal.windows.look import Look
from terminal.windows.look.look import Role, Tone
from terminal.windows.look.words import _
from terminal.windows.pad import marks
from terminal.windows.pad.screen import Screen
from terminal.windows.pad.states import Wait


class Progress(StrEnum):
    """How far one task is."""

    DONE = "done"
    NOW = "now"
    LATER = "later"


class Mark(QWidget):
    """The sign before a task that is done, in progress or still to come."""

    def __init__(self, look: Look, progress: Progress) -> None:
        super().__init__()
        self._look, self._progress = look, progress
        side = look.measures.dot
        self.setFixedSize(QSize(side, side))

    def paintEvent(self, event: QPaintEvent | None) -> None:  # noqa: N802
        m, c = self._look.measures, self._look.colours
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        square = QRectF(self.rect())
        match self._progress:
            case Progress.DONE:
                marks.disc(painter, square, QColor(c.green), QColor(c.green), m.border)
                marks.check(painter, square, QColor(c.white))
            case Progress.NOW:
                marks.disc(painter, square, QColor(c.white), QColor(c.teal), m.border)
                marks.dot(painter, square, QColor(c.teal))
            case Progress.LATER:
                marks.disc(painter, square, QColor(c.white), QColor(c.control), m.border)
        painter.end()


class WaitScreen(Screen):
    """The tasks. There is nothing to press except the header's tools."""

    def __init__(self, look: Look, state: Wait) -> None:
        super().__init__(look, state.frame.training, state.frame)
        m = look.measures
        self.body.addStretch(1)
        self.body.addWidget(self.heading(_("请稍等"), centre=True))
        sheet = QFrame()
        sheet.setProperty("part", "sheet")
        sheet.setMinimumWidth(m.column)
        lines = QVBoxLayout(sheet)
        lines.setContentsMargins(m.pad, m.pad, m.pad, m.pad)
        lines.setSpacing(m.gap)
        for words, progress in self._lines(state):
            lines.addLayout(self._line(words, progress))
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(sheet)
        row.addStretch(1)
        self.body.addLayout(row)
        self.body.addStretch(2)
        note = _("您不用操作，办好了会自动往下走")
        self.body.addWidget(self.text(note, Role.SMALL, Tone.MUTED, centre=True))

    def _lines(self, state: Wait) -> list[tuple[str, Progress]]:
        return [
            *((words, Progress.DONE) for words in state.done),
            (state.what, Progress.NOW),
            *((words, Progress.LATER) for words in state.to_come),
        ]

    def _line(self, words: str, progress: Progress) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(self.look.measures.gap)
        row.addWidget(Mark(self.look, progress))
        told = {Progress.DONE: _("{what}（好了）"), Progress.NOW: _("正在{what}")}.get(progress, "{what}")
        tone = Tone.MUTED if progress is Progress.LATER else Tone.INK
        row.addWidget(self.text(told.format(what=words), Role.BODY, tone), 1)
        return row
