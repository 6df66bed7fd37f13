"""The box in which the applicant signs: what is written appears there at once.

Decides how ink gets on the screen. Every new piece of line is drawn once into a picture of the box, in the screen's
own pixels. Only the rectangle that changed is sent to the screen. Nothing is drawn twice while the pen writes, so a
long signature costs no more than a short one. Widths and colour are those of the printed page (`signing.ink_drawing`).
Leaves to `pen_input` what is ink.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, floor

from PyQt6.QtCore import QEvent, QLineF, QPoint, QPointF, QRect, Qt, pyqtSignal
from PyQt6.QtGui import QColor, QImage, QPainter, QPaintEvent, QPen, QResizeEvent
from PyQt6.QtWidgets import QWidget

from signing.ink_drawing import INK_RGB
from terminal.windows.look.words import _
from terminal.windows.pad.signing_capture import Segment

NOTHING, HERE, CORNER = QRect(), QPoint(), QPointF()


@dataclass(frozen=True, slots=True)
class InkLook:
    """How the box looks. Heights and margins are shares of its sides.

    The guide line is the line on which the characters are written.
    """

    paper: str = "#FFFFFF"
    guide: str = "#D5D1C6"
    guide_height: float = 0.80
    guide_margin: float = 0.06
    guide_px: float = 2.0


class InkArea(QWidget):
    """The paper, the guide line and the ink.

    Pieces of line are in pixels of the desktop, as the pen's map gives them.
    """

    reshaped = pyqtSignal()
    """The box has changed its size: what was written in the old one is no signature."""

    def __init__(self, look: InkLook | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look or InkLook()
        self._page: QImage | None = None
        self._picture = QImage()
        self._segments: list[Segment] = []
        self._shape = (0, 0, 0.0)  # of the picture: width and height in pixels, dots for each
        self._flushed = False
        self._pens: dict[float, QPen] = {}  # by their width, of which there are few
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAccessibleName(_("签名框"))

    @property
    def picture(self) -> QImage:
        """The picture that the box shows, in the screen's own pixels."""
        return self._picture

    def place(self) -> QRect:
        """Return the rectangle of the box on the desktop, in pixels."""
        return QRect(self.mapToGlobal(HERE), self.size())

    def show_page(self, page: QImage | None) -> None:
        """Put a crop of the page under the ink, filling the box; None for blank paper."""
        self._page = page
        self._redraw()

    def wipe(self) -> None:
        """Remove the whole signature."""
        self._segments.clear()
        self._redraw()

    def write(self, segments: Sequence[Segment], origin: QPoint | None = None) -> bool:
        """Add pieces of line, send them to the screen, and return whether they were painted before this returns.

        Args:
            segments: The new pieces of line, in pixels of the desktop.
            origin: The box's corner on the desktop, from a caller that has just asked for it; None asks again.
        """
        if self._picture.isNull():
            self._rebuild()
        dirty = self._draw(segments, origin or self.mapToGlobal(HERE))
        if dirty.isEmpty() or not self.isVisible():
            return False
        self._flushed = False
        self.repaint(dirty)
        return self._flushed

    def paintEvent(self, event: QPaintEvent | None) -> None:  # noqa: N802
        """Copy the changed part of the picture; Qt has already clipped to it."""
        if self._stale():
            self._rebuild()
        painter = QPainter(self)
        painter.drawImage(CORNER, self._picture)
        painter.end()
        self._flushed = True

    def resizeEvent(self, event: QResizeEvent | None) -> None:  # noqa: N802
        """Empty a box that has another size now."""
        super().resizeEvent(event)
        self._segments.clear()
        self._rebuild()
        self.reshaped.emit()

    def changeEvent(self, event: QEvent | None) -> None:  # noqa: N802
        """Draw again for a screen with another pixel ratio."""
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
        """Make a new picture for another screen or paper; this is the only time that all ink is drawn again."""
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
        self._draw(written, self.mapToGlobal(HERE))

    def _draw_guide(self, painter: QPainter) -> None:
        look, height = self._look, self.height() * self._look.guide_height
        painter.setPen(QPen(QColor(look.guide), look.guide_px, Qt.PenStyle.DashLine))
        margin = self.width() * look.guide_margin
        painter.drawLine(QPointF(margin, height), QPointF(self.width() - margin, height))

    def _draw(self, segments: Sequence[Segment], origin: QPoint) -> QRect:
        """Draw into the picture and return the rectangle that changed, in the widget's pixels."""
        if not segments:
            return NOTHING
        left, top = origin.x(), origin.y()
        painter = QPainter(self._picture)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        drawn_width = -1.0
        for x0, y0, x1, y1, width in segments:
            if width != drawn_width:
                drawn_width = width
                painter.setPen(self._pens.get(width) or self._pen_of(width))
            if x0 == x1 and y0 == y1:
                painter.drawPoint(QPointF(x0 - left, y0 - top))
            else:
                painter.drawLine(QLineF(x0 - left, y0 - top, x1 - left, y1 - top))
        painter.end()
        self._segments += segments
        return _around(segments).translated(-left, -top).intersected(self.rect())

    def _pen_of(self, width: float) -> QPen:
        pen = self._pens[width] = QPen(QColor(*INK_RGB), width)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        return pen


def _around(segments: Sequence[Segment]) -> QRect:
    """Return the whole pixels around lines with round ends, and one more for the soft edge."""
    across: list[float] = []
    down: list[float] = []
    reach = 0.0
    for x0, y0, x1, y1, width in segments:
        across += (x0, x1)
        down += (y0, y1)
        reach = max(reach, width)
    reach = reach / 2 + 1
    x, y = floor(min(across) - reach), floor(min(down) - reach)
    return QRect(x, y, ceil(max(across) + reach) - x, ceil(max(down) + reach) - y)
