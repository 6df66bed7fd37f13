"""The bar on top: what is being done, how far it is, and the three ways to get help. Above it the training band."""

from __future__ import annotations

from PyQt6.QtCore import QPointF, QRectF, QSize, Qt, pyqtSignal
from PyQt6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PyQt6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from terminal.look import Look
from terminal.look.look import Role, Tone
from terminal.look.words import _
from terminal.pad import marks
from terminal.pad.acts import CallStaff, Larger, Reason
from terminal.pad.button import Button, Kind
from terminal.pad.states import Call, Frame, Step
from terminal.pad.text import Text, laid_out


class Band(QFrame):
    """The words that nobody may miss at a training station."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self.setProperty("part", "band")
        m = look.measures
        inside = QVBoxLayout(self)
        inside.setContentsMargins(0, m.band_pad, 0, m.band_pad)
        words = Text(look, _("演练，不具法律效力"), Role.SMALL, Tone.AMBER, Qt.AlignmentFlag.AlignHCenter)
        inside.addWidget(words)


class Steps(QWidget):
    """The six steps as a line of marks; where there is no room for six words, the present one's alone."""

    def __init__(self, look: Look, now: Step) -> None:
        super().__init__()
        self._look, self._now = look, list(Step).index(now)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        self.setAccessibleName(_("第 {number} 步，共 6 步：{step}").format(number=self._now + 1, step=_(now.value)))

    @property
    def type_px(self) -> int:
        return self._look.size(Role.SMALL)

    @property
    def is_folded(self) -> bool:
        """Whether only the present step has its word."""
        return self.width() < self.sizeHint().width()

    def sizeHint(self) -> QSize:  # noqa: N802
        m = self._look.measures
        steps = len(Step) - 1
        return QSize(steps * m.step_pitch + self._widest(), self._height())

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        """Six marks close together, one word below."""
        m = self._look.measures
        steps = len(Step) - 1
        return QSize(steps * (m.dot + m.tight) + self._widest(), self._height())

    def paintEvent(self, event: QPaintEvent | None) -> None:  # noqa: N802
        """The line first, the marks on it, the words below."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for at in range(len(Step) - 1):
            self._draw_line(painter, at)
        for at, step in enumerate(Step):
            self._draw_mark(painter, at)
            if at == self._now or not self.is_folded:
                self._draw_word(painter, at, _(step.value))
        painter.end()

    def _widest(self) -> int:
        return max(self._width(_(step.value), True) for step in Step)

    def _width(self, word: str, bold: bool) -> int:
        layout = laid_out(self._look, word, Role.SMALL, bold, None, Qt.AlignmentFlag.AlignLeft)
        return int(layout.lineAt(0).naturalTextWidth()) + 1

    def _height(self) -> int:
        m = self._look.measures
        return m.dot + m.leading(m.small)

    def _square(self, at: int) -> QRectF:
        m = self._look.measures
        pitch = (self.width() - self._widest()) / (len(Step) - 1)
        middle = self._widest() / 2 + at * pitch
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
        m = self._look.measures
        now = at == self._now
        width, square = self._width(word, now), self._square(at)
        layout = laid_out(self._look, word, Role.SMALL, now, None, Qt.AlignmentFlag.AlignLeft)
        line = layout.lineAt(0)
        painter.setPen(self._look.colour(Tone.INK if now else Tone.MUTED))
        left = min(max(square.center().x() - width / 2, 0), self.width() - width)
        line.draw(painter, QPointF(left, square.bottom() + (m.leading(m.small) - line.height()) / 2))


class Header(QFrame):
    """Title, steps and tools. `did` carries a pad act."""

    did = pyqtSignal(object)
    read_aloud = pyqtSignal()

    def __init__(self, look: Look, frame: Frame) -> None:
        super().__init__()
        self.setProperty("part", "header")
        m = look.measures
        self.tools = tuple(self._tools(look, frame))
        row = QHBoxLayout(self)
        row.setContentsMargins(m.margin, m.bar_pad, m.margin, m.bar_pad)
        row.setSpacing(m.gap)
        self._steps = Steps(look, frame.step)
        row.addWidget(self._title(look, frame.title))
        row.addSpacing(m.gap if m.folded else m.margin)
        row.addWidget(self._steps)
        row.addStretch(1)
        for tool in self.tools:
            row.addWidget(tool)

    def _title(self, look: Look, words: str) -> Text:
        """On one line as long as the folded steps leave room for it."""
        m = look.measures
        title = Text(look, words, Role.BODY if m.folded else Role.TITLE, bold=True)
        others = sum(tool.sizeHint().width() + m.gap for tool in self.tools) + self._steps.minimumSizeHint().width()
        room = m.glass.width_px - 2 * m.margin - others - 2 * m.gap - m.margin
        title.setMinimumWidth(max(0, min(title.natural_width(), room)))
        return title

    def _tools(self, look: Look, frame: Frame) -> list[Button]:
        tools = []
        if frame.voice:
            tools.append(Button(look, _("读给我听"), Kind.TOOL))
            tools[-1].clicked.connect(self.read_aloud)
        elder = look.mode.elder
        size = Button(look, _("字小一些") if elder else _("字大一些"), Kind.TOOL)
        size.clicked.connect(lambda: self.did.emit(Larger(not elder)))
        self._call = Button(look, _(Call.NONE.value), Kind.TOOL)
        self._call.clicked.connect(lambda: self.did.emit(CallStaff(Reason.HELP)))
        self.show_call(frame.call)
        return [*tools, size, self._call]

    def show_call(self, call: Call) -> None:
        """How far a call for staff has come."""
        self._call.setText(_(call.value))
        self._call.setAccessibleName(_(call.value))
        self._call.setChecked(call is not Call.NONE)


class StationBar(QFrame):
    """The bar on top while nobody is served: whose counter this is."""

    def __init__(self, look: Look, station: str) -> None:
        super().__init__()
        self.setProperty("part", "header")
        m = look.measures
        row = QHBoxLayout(self)
        row.setContentsMargins(m.margin, m.bar_pad, m.margin, m.bar_pad)
        words = Text(look, station, Role.TITLE)
        words.setMinimumHeight(m.target)
        row.addWidget(words)
