"""A page of the document in a frame: as wide as the frame, enlarged on request, moved by buttons or by the pen."""

from __future__ import annotations

from dataclasses import dataclass

from PyQt6.QtCore import QPoint, QPointF, QSize, pyqtSignal
from PyQt6.QtGui import QColor, QImage, QMouseEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PyQt6.QtWidgets import QSizePolicy, QWidget

from terminal.windows.look import Look
from terminal.windows.look.measures import SCROLL_SHARE, ZOOM_MOST, ZOOM_STEP
from terminal.windows.look.words import _
from terminal.windows.pad.pages import NoPages, Pages
from terminal.windows.pad.reading import View


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a reader is: the page (from 0), the magnification, and the part of the page left of and above the frame.

    `left` and `top` are shares of the page's width and height.
    """

    page: int
    zoom: float
    left: float
    top: float


class PageView(QWidget):
    """One page at a time. `moved` is emitted when another part of it is on the screen."""

    moved = pyqtSignal()

    def __init__(self, look: Look, pages: Pages) -> None:
        super().__init__()
        self._look = look
        self._pages: Pages = pages
        self.page = 0
        self._zoom = 1.0
        self._x = self._y = 0  # of the page's corner in the frame, not positive
        self._frame_px = self.width()  # the frame's width in which they are reckoned
        self._grip: QPoint | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._name()

    @property
    def at_top(self) -> bool:
        return self._y >= 0

    @property
    def at_bottom(self) -> bool:
        return self._y + self._size().height() <= self.height()

    @property
    def may_enlarge(self) -> bool:
        return self._zoom < ZOOM_MOST

    @property
    def may_reduce(self) -> bool:
        return self._zoom > 1

    def seen(self) -> View:
        """Return the part of the page that is in the frame; an empty part for a page that is still being drawn."""
        if self._picture().isNull():
            return View(self.page, 0, 0, 0, 0)
        size = self._size()
        wide, high = max(size.width(), 1), max(size.height(), 1)
        right, bottom = (self.width() - self._x) / wide, (self.height() - self._y) / high
        return View(self.page, -self._x / wide, -self._y / high, min(right, 1.0), min(bottom, 1.0))

    @property
    def spot(self) -> Spot:
        """Where the reader is."""
        size = self._size()
        return Spot(self.page, self._zoom, -self._x / max(size.width(), 1), -self._y / max(size.height(), 1))

    def go_to(self, spot: Spot) -> None:
        """Show the place where a reader was."""
        self.page, self._zoom = spot.page, spot.zoom
        self._name()
        size = self._size()
        self._move(-round(spot.left * size.width()), -round(spot.top * size.height()))

    def turn_to(self, page: int, share: float = 0.0) -> None:
        """Show another page.

        Args:
            page: The page, from 0.
            share: From which share of its height on; 0 for its beginning, 1 for its end.
        """
        self.page = page
        self._name()
        self._move(0, -round(share * self._size().height()))

    def go(self, direction: int) -> None:
        """Move one frame down (1) or up (-1), less a few lines."""
        self._move(self._x, self._y - direction * round(SCROLL_SHARE * self.height()))

    def zoom(self, direction: int) -> None:
        """Make the page larger (1) or smaller (-1); what is at the top stays there."""
        share = -self._y / max(self._size().height(), 1)
        self._zoom = min(max(self._zoom * ZOOM_STEP**direction, 1.0), ZOOM_MOST)
        self._move(self._x, -round(share * self._size().height()))

    def wipe(self) -> None:
        """Drop the document and show an empty frame."""
        self._pages = NoPages()
        self.update()

    def sizeHint(self) -> QSize:  # noqa: N802
        return QSize(self._look.measures.column, self._look.measures.target)

    def resizeEvent(self, event: QResizeEvent | None) -> None:  # noqa: N802
        """Keep what is at the top in its place."""
        super().resizeEvent(event)
        share = self.width() / max(self._frame_px, 1)
        self._move(round(self._x * share), round(self._y * share))

    def mousePressEvent(self, event: QMouseEvent | None) -> None:  # noqa: N802
        if event is not None:
            self._grip = event.position().toPoint() - QPoint(self._x, self._y)

    def mouseMoveEvent(self, event: QMouseEvent | None) -> None:  # noqa: N802
        if event is not None and self._grip is not None:
            to = event.position().toPoint() - self._grip
            self._move(to.x(), to.y())

    def mouseReleaseEvent(self, event: QMouseEvent | None) -> None:  # noqa: N802
        self._grip = None

    def paintEvent(self, event: QPaintEvent | None) -> None:  # noqa: N802
        """Draw the sheet, and a line around the frame."""
        c, m = self._look.colours, self._look.measures
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(c.white))
        picture = self._picture()
        picture.setDevicePixelRatio(self.devicePixelRatioF())
        painter.drawImage(QPointF(self._x, self._y), picture)
        painter.setPen(QPen(QColor(c.line), m.line))
        painter.drawRect(self.rect().adjusted(0, 0, -1, -1))
        painter.end()

    def _name(self) -> None:
        self.setAccessibleName(_("文件第 {page} 页").format(page=self.page + 1))

    def _picture(self) -> QImage:
        return self._pages.picture(self.page, round(self._size().width() * self.devicePixelRatioF()))

    def _size(self) -> QSize:
        wide, high = self._pages.size_pt(self.page)
        across = self.width() * self._zoom
        return QSize(round(across), round(across * high / wide))

    def _move(self, x: int, y: int) -> None:
        size, self._frame_px = self._size(), self.width()
        self._x = min(max(x, self.width() - size.width()), 0)
        self._y = min(max(y, self.height() - size.height()), 0)
        self.update()
        self.moved.emit()
