"""The box in which the applicant signs: what is written stands there at once.

Decides how ink gets on the screen: every new piece of line is drawn once into a picture of the box, in the screen's
own pixels, and only the rectangle that changed goes to the screen. Nothing is drawn twice while the pen writes, so a
long signature costs no more than a short one. Widths and colour are the page's (`signing.draw`). Leaves to
`pen_input` what is ink.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import ceil, floor

from PyQt6.QtCore import QEvent, QLineF, QPoint, QPointF, QRect, Qt, pyqtSignal
from PyQt6.QtGui import QColor, QImage, QPainter, QPaintEvent, QPen, QResizeEvent
from PyQt6.QtWidgets import QWidget

from signing.draw import INK_RGB
from terminal.look.words import _
from terminal.pad.signing_capture import Segment

NOTHING = QRect()


@dataclass(frozen=True, slots=True)
class InkLook:
    """How the box looks. Shares are of its sides; the guide line is where characters stand."""

    paper: str = "#FFFFFF"
    guide: str = "#D5D1C6"
    guide_height: float = 0.80
    guide_margin: float = 0.06
    guide_px: float = 2.0


class InkArea(QWidget):
    """Paper, guide line and ink. Pieces of line come in pixels of the desktop, as the pen's map gives them."""

    reshaped = pyqtSignal()
    """The box has another size than before: what was written in the old one is no signature."""

    def __init__(self, look: InkLook | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look or InkLook()
        self._page: QImage | None = None
        self._picture = QImage()
        self._segments: list[Segment] = []
        self._shape = (0, 0, 0.0)  # of the picture: width and height in pixels, dots for each
        self._flushed = False
        self._pen = QPen(QColor(*INK_RGB))
        self._pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAccessibleName(_("签名框"))

    @property
    def picture(self) -> QImage:
        """What the box shows, in the screen's own pixels."""
        return self._picture

    def place(self) -> QRect:
        """The box on the desktop, in pixels."""
        return QRect(self.mapToGlobal(QPoint(0, 0)), self.size())

    def show_page(self, page: QImage | None) -> None:
        """Lays a crop of the page under the ink; it fills the box. None for blank paper."""
        self._page = page
        self._redraw()

    def wipe(self) -> None:
        """Takes the whole signature away."""
        self._segments.clear()
        self._redraw()

    def write(self, segments: Iterable[Segment]) -> bool:
        """Adds pieces of line and brings them to the screen; whether they are there when this returns."""
        if self._stale():
            self._rebuild()
        dirty = self._draw(segments)
        if dirty.isEmpty() or not self.isVisible():
            return False
        self._flushed = False
        self.repaint(dirty)
        return self._flushed

    def paintEvent(self, event: QPaintEvent | None) -> None:  # noqa: N802
        """Copies the changed part of the picture; Qt has already clipped to it."""
        if self._stale():
            self._rebuild()
        painter = QPainter(self)
        painter.drawImage(QPointF(0, 0), self._picture)
        painter.end()
        self._flushed = True

    def resizeEvent(self, event: QResizeEvent | None) -> None:  # noqa: N802
        """A box of another size begins empty."""
        super().resizeEvent(event)
        self._segments.clear()
        self._rebuild()
        self.reshaped.emit()

    def changeEvent(self, event: QEvent | None) -> None:  # noqa: N802
        """Another screen may have other pixels."""
        super().changeEvent(event)
        if self._stale():
            self._redraw()

    def _redraw(self) -> None:
        self._rebuild()
        self.update()

    def _stale(self) -> bool:
        return self._shape != (self.width(), self.height(), self._ratio())

    def _ratio(self) -> float:
        return self.devicePixelRatioF()

    def _rebuild(self) -> None:
        """The picture anew, for another screen or paper: the one time that all ink is drawn again."""
        self._shape = width, height, ratio = self.width(), self.height(), self._ratio()
        self._picture = QImage(ceil(width * ratio), ceil(height * ratio), QImage.Format.Format_RGB32)
        self._picture.setDevicePixelRatio(ratio)
        self._picture.fill(QColor(self._look.paper))
        if self._picture.isNull():
            return
        painter = QPainter(self._picture)
        if self._page is not None:
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.drawImage(self.rect(), self._page)
        self._draw_guide(painter)
        painter.end()
        written, self._segments = self._segments, []
        self._draw(written)

    def _draw_guide(self, painter: QPainter) -> None:
        look, height = self._look, self.height() * self._look.guide_height
        painter.setPen(QPen(QColor(look.guide), look.guide_px, Qt.PenStyle.DashLine))
        margin = self.width() * look.guide_margin
        painter.drawLine(QPointF(margin, height), QPointF(self.width() - margin, height))

    def _draw(self, segments: Iterable[Segment]) -> QRect:
        """Draws into the picture; the rectangle that changed, in the widget's pixels."""
        origin = self.mapToGlobal(QPointF(0, 0))
        left, top = origin.x(), origin.y()
        dirty = NOTHING
        painter = QPainter(self._picture)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        width = -1.0
        for segment in segments:
            if segment.width != width:
                width = segment.width
                self._pen.setWidthF(width)
                painter.setPen(self._pen)
            line = QLineF(segment.x0 - left, segment.y0 - top, segment.x1 - left, segment.y1 - top)
            if line.isNull():
                painter.drawPoint(line.p1())
            else:
                painter.drawLine(line)
            self._segments.append(segment)
            dirty = dirty.united(_around(line, width))
        painter.end()
        return dirty.intersected(self.rect())


def _around(line: QLineF, width: float) -> QRect:
    """Whole pixels around a line with round ends, and one more for the soft edge."""
    reach = width / 2 + 1
    left, right = sorted((line.x1(), line.x2()))
    top, bottom = sorted((line.y1(), line.y2()))
    x, y = floor(left - reach), floor(top - reach)
    return QRect(x, y, ceil(right + reach) - x, ceil(bottom + reach) - y)
