"""The pad's one kind of button widget: primary and second actions, tools, choices and keys.

It is drawn here for three reasons. A closed button stays readable and can be pressed, a choice wraps its words, and the
focus ring has two colours. The button takes no keyboard focus. The screen keeps a logical focus, and shows it with
`set_ringed`.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from PyQt6.QtCore import QPointF, QRectF, QSize, Qt
from PyQt6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PyQt6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from terminal.windows.look import Look
from terminal.windows.look.look import Role
from terminal.windows.pad import marks
from terminal.windows.pad.text import laid_out, width_for


class ButtonKind(StrEnum):
    """What a button is for."""

    PRIMARY = "primary"
    SECOND = "second"
    TOOL = "tool"
    QUIET = "quiet"
    CHOICE = "choice"
    CHOICES = "choices"
    CHOICE_BOX = "choice-box"  # a field to type into: chosen, but without a mark
    KEY = "key"


@dataclass(frozen=True, slots=True)
class Paint:
    """The colours and the border width in pixels of a button in its present state."""

    fill: str
    border: str
    text: str
    width: int


class Button(QAbstractButton):
    """A target with words.

    A `closed` button can still be pressed: it then leads to what is missing.
    """

    def __init__(self, look: Look, label: str, kind: ButtonKind, name: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look, self._kind = look, kind
        self._closed = self._ringed = False
        self._lines = 1
        self._also: tuple[str, ...] = ()
        self.setText(label)
        self.setAccessibleName(name or label)
        self.setCheckable(kind in {ButtonKind.CHOICE, ButtonKind.CHOICES, ButtonKind.CHOICE_BOX})
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        across = QSizePolicy.Policy.Expanding if self._is_choice else QSizePolicy.Policy.Minimum
        policy = QSizePolicy(across, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(self._is_choice)
        self.setSizePolicy(policy)

    @property
    def closed(self) -> bool:
        """Whether the button cannot do yet what its label says."""
        return self._closed

    @property
    def type_px(self) -> int:
        """The size of the type, in pixels."""
        return self._look.size(self._role)

    @property
    def paint(self) -> Paint:
        """The colours in which the button is drawn now."""
        c, m = self._look.colours, self._look.measures
        if self._closed:
            return Paint(c.closed, c.control, c.muted, m.border)
        match self._kind:
            case ButtonKind.PRIMARY:
                return Paint(c.ink if self.isDown() else c.teal, c.teal, c.white, m.border)
            case ButtonKind.QUIET:
                return Paint(c.teal_tint if self.isDown() else c.white, c.white, c.muted, m.border)
            case ButtonKind.SECOND:
                return Paint(c.teal_tint if self.isDown() else c.white, c.teal, c.teal, m.border)
            case _ if self.isChecked():
                return Paint(c.teal_tint, c.teal, c.ink, m.thick)
            case _:
                return Paint(c.teal_tint if self.isDown() else c.white, c.control, c.ink, m.border)

    def set_closed(self, closed: bool) -> None:
        """Show the button as closed or as open."""
        self._closed = closed
        self.update()

    def set_ringed(self, ringed: bool) -> None:
        """Show or hide the ring of the logical focus."""
        self._ringed = ringed
        self.update()

    def keep_room_for(self, *words: str) -> None:
        """Reserve room for these labels, so that nothing moves when one of them replaces the present label."""
        self._also = words
        self.updateGeometry()

    def break_words(self, lines: int) -> None:
        """Allow the label up to `lines` lines where one line would be too wide."""
        self._lines = lines
        self.updateGeometry()

    def hasHeightForWidth(self) -> bool:  # noqa: N802
        return self._is_choice

    def heightForWidth(self, width: int) -> int:  # noqa: N802
        return max(self._look.measures.target, self._text_height(width) + 2 * self._look.measures.tight)

    def sizeHint(self) -> QSize:  # noqa: N802
        m = self._look.measures
        width = self._words_width() + 2 * self._side + self._mark_room
        if self._kind is ButtonKind.PRIMARY:
            width = max(width, m.primary_width)
        if self._lines == 1:
            return QSize(width, max(m.target, self._look.leading(self._role)))
        return QSize(width, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        if self._is_choice:
            m = self._look.measures
            return QSize(2 * self._side + self._mark_room + 2 * m.body, m.target)
        return self.sizeHint()

    def text_room(self) -> QRectF:
        """Return the rectangle inside the button in which the label may be drawn."""
        return QRectF(self.rect()).adjusted(self._side + self._mark_room, 0, -self._side, 0)

    def paintEvent(self, event: QPaintEvent | None) -> None:  # noqa: N802
        """Draw the background, the mark, the label and the focus ring."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        paint = self.paint
        self._draw_ground(painter, paint)
        if self._mark_room:
            self._draw_mark(painter, paint)
        self._draw_words(painter, paint)
        if self._ringed:
            self._draw_ring(painter)
        painter.end()

    @property
    def _is_choice(self) -> bool:
        return self._kind in {ButtonKind.CHOICE, ButtonKind.CHOICES}

    @property
    def _role(self) -> Role:
        return {ButtonKind.TOOL: Role.SMALL, ButtonKind.CHOICE_BOX: Role.TITLE}.get(self._kind, Role.BODY)

    @property
    def is_bold(self) -> bool:
        """Whether the label is bold."""
        return self._kind is ButtonKind.PRIMARY

    @property
    def wraps(self) -> bool:
        """Whether the label may take more than one line."""
        return self._is_choice or self._lines > 1

    @property
    def is_quiet(self) -> bool:
        """Whether the button is only underlined words, without a frame."""
        return self._kind is ButtonKind.QUIET

    @property
    def _side(self) -> int:
        m = self._look.measures
        return m.target_pad if self._kind in {ButtonKind.PRIMARY, ButtonKind.SECOND, ButtonKind.QUIET} else m.tool_pad

    @property
    def _mark_room(self) -> int:
        m = self._look.measures
        return m.dot + m.tool_pad if self._is_choice else 0

    def _words_width(self) -> int:
        said = (self.text(), *self._also)
        return max(width_for(self._look, words, self._role, self.is_bold, self._lines) for words in said)

    def _text_height(self, width: int) -> int:
        room = width - 2 * self._side - self._mark_room
        said = (self.text(), *self._also)
        layouts = [laid_out(self._look, w, self._role, self.is_bold, room, Qt.AlignmentFlag.AlignLeft) for w in said]
        return max(layout.lineCount() for layout in layouts) * self._look.leading(self._role)

    def _draw_ground(self, painter: QPainter, paint: Paint) -> None:
        inset = paint.width / 2
        pen = QPen(QColor(paint.border), paint.width)
        if self._closed and self._look.mode.contrast:
            pen.setStyle(Qt.PenStyle.DashLine)  # without tints a closed door needs another mark
        painter.setPen(pen)
        painter.setBrush(QColor(paint.fill))
        radius = self._look.measures.radius
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(inset, inset, -inset, -inset), radius, radius)

    def _draw_mark(self, painter: QPainter, paint: Paint) -> None:
        m, c = self._look.measures, self._look.colours
        square = QRectF(self._side, (self.height() - m.dot) / 2, m.dot, m.dot)
        if self._kind is ButtonKind.CHOICE:
            marks.disc(painter, square, QColor(c.white), QColor(paint.text), m.border)
            if self.isChecked():
                marks.dot(painter, square, QColor(paint.text))
            return
        painter.setPen(QPen(QColor(paint.text), m.border))
        painter.setBrush(QColor(paint.text if self.isChecked() else c.white))
        painter.drawRoundedRect(square, m.border, m.border)
        if self.isChecked():
            marks.check(painter, square, QColor(c.white))

    def _draw_words(self, painter: QPainter, paint: Paint) -> None:
        room, leading = self.text_room(), self._look.leading(self._role)
        align = Qt.AlignmentFlag.AlignLeft if self._is_choice else Qt.AlignmentFlag.AlignHCenter
        layout = laid_out(self._look, self.text(), self._role, self.is_bold, int(room.width()), align)
        top = (self.height() - layout.lineCount() * leading) / 2
        painter.setPen(QColor(paint.text))
        for at in range(layout.lineCount()):
            line = layout.lineAt(at)
            y = top + at * leading + (leading - line.height()) / 2
            line.draw(painter, QPointF(room.x(), y - line.y()))
            if self._kind is ButtonKind.QUIET:
                self._underline(painter, QRectF(line.naturalTextRect()), room.x(), y + line.ascent())

    def _underline(self, painter: QPainter, line: QRectF, left: float, baseline: float) -> None:
        m = self._look.measures
        y = baseline + 2 * m.border
        painter.setPen(QPen(painter.pen().color(), m.border))
        painter.drawLine(QPointF(left + line.left(), y), QPointF(left + line.right(), y))

    def _draw_ring(self, painter: QPainter) -> None:
        m, c = self._look.measures, self._look.colours
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for at, colour in enumerate((c.focus, c.ink)):
            inset = m.ring * at + m.ring / 2
            painter.setPen(QPen(QColor(colour), m.ring))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(inset, inset, -inset, -inset), m.radius, m.radius)
