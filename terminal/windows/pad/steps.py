"""The six steps of a visit in the header, in the most detailed form for which there is room."""

from __future__ import annotations

from enum import StrEnum
from functools import cached_property

from PyQt6.QtCore import QPointF, QRectF, QSize, Qt
from PyQt6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PyQt6.QtWidgets import QSizePolicy, QWidget

from terminal.windows.look import Look
from terminal.windows.look.look import Role, Tone
from terminal.windows.look.words import _
from terminal.windows.pad import marks
from terminal.windows.pad.states import Step
from terminal.windows.pad.text import laid_out, width_for


class Fold(StrEnum):
    """How much the steps show."""

    WORDS = "words"
    """A line of six marks, each with its label."""
    MARKS = "marks"
    """The same line, closer together; only the present step has its label."""
    NUMBER = "number"
    """The present step's number and its label."""


class Steps(QWidget):
    """The six steps in one of the forms of `Fold`."""

    def __init__(self, look: Look, now: Step, fold: Fold) -> None:
        super().__init__()
        self._look, self._now, self.fold = look, list(Step).index(now), fold
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        self.setAccessibleName(_("第 {number} 步，共 6 步：{step}").format(number=self._now + 1, step=_(now.value)))

    @property
    def type_px(self) -> int:
        return self._look.size(Role.SMALL)

    def sizeHint(self) -> QSize:  # noqa: N802
        """Return room for six labels, or the least size when only the number is shown."""
        if self.fold is Fold.NUMBER:
            return self.minimumSizeHint()
        return QSize((len(Step) - 1) * self._look.measures.step_pitch + self._widest, self._height())

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        m = self._look.measures
        match self.fold:
            case Fold.WORDS:
                return self.sizeHint()
            case Fold.MARKS:
                return QSize((len(Step) - 1) * (m.dot + m.tight) + self._widest, self._height())
            case Fold.NUMBER:
                return QSize(max(self._width(self._numbered(step), True) for step in Step), m.leading(m.small))

    def paintEvent(self, event: QPaintEvent | None) -> None:  # noqa: N802
        """Draw the line first, then the marks on it, then the labels below."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.fold is Fold.NUMBER:
            top = (self.height() - self._look.leading(Role.SMALL)) / 2
            self._draw_words(painter, self._numbered(list(Step)[self._now]), True, 0, top)
        else:
            self._draw_all(painter)
        painter.end()

    def _draw_all(self, painter: QPainter) -> None:
        for at in range(len(Step) - 1):
            self._draw_line(painter, at)
        for at, step in enumerate(Step):
            self._draw_mark(painter, at)
            if at == self._now or self.fold is Fold.WORDS:
                self._draw_word(painter, at, _(step.value))

    def _numbered(self, step: Step) -> str:
        return f"{list(Step).index(step) + 1}/{len(Step)} {_(step.value)}"

    @cached_property
    def _widest(self) -> int:
        return max(self._width(_(step.value), True) for step in Step)

    def _width(self, words: str, bold: bool) -> int:
        return width_for(self._look, words, Role.SMALL, bold)

    def _height(self) -> int:
        m = self._look.measures
        return m.dot + m.leading(m.small)

    def _square(self, at: int) -> QRectF:
        """Return the square of that step's mark."""
        m = self._look.measures
        pitch = (self.width() - self._widest) / (len(Step) - 1)
        middle = self._widest / 2 + at * pitch
        return QRectF(middle - m.dot / 2, (self.height() - self._height()) / 2, m.dot, m.dot)

    def _draw_line(self, painter: QPainter, at: int) -> None:
        m, c = self._look.measures, self._look.colours
        one, other = self._square(at), self._square(at + 1)
        painter.setPen(QPen(QColor(c.teal if at < self._now else c.line), m.border))
        painter.drawLine(QPointF(one.right(), one.center().y()), QPointF(other.left(), other.center().y()))

    def _draw_mark(self, painter: QPainter, at: int) -> None:
        m, c = self._look.measures, self._look.colours
        square = self._square(at)
        if at < self._now:
            marks.disc(painter, square, QColor(c.teal), QColor(c.teal), m.border)
            marks.check(painter, square, QColor(c.white))
        elif at == self._now:
            marks.disc(painter, square, QColor(c.teal_tint), QColor(c.teal), m.thick)
            marks.dot(painter, square, QColor(c.teal))
        else:
            marks.disc(painter, square, QColor(c.white), QColor(c.control), m.border)

    def _draw_word(self, painter: QPainter, at: int, word: str) -> None:
        now = at == self._now
        width, square = self._width(word, now), self._square(at)
        left = min(max(square.center().x() - width / 2, 0), self.width() - width)
        self._draw_words(painter, word, now, left, square.bottom())

    def _draw_words(self, painter: QPainter, words: str, now: bool, left: float, top: float) -> None:
        layout = laid_out(self._look, words, Role.SMALL, now, None, Qt.AlignmentFlag.AlignLeft)
        line = layout.lineAt(0)
        painter.setPen(self._look.colour(Tone.INK if now else Tone.MUTED))
        line.draw(painter, QPointF(left, top + (self._look.leading(Role.SMALL) - line.height()) / 2))
