"""The part of the frozen page around a signature box, enlarged on the glass, with the ink area in it.

The ink area is exactly the room of the box in which ink is printed. What is written on the glass therefore appears at
the same place of the page. One frame is visible, around that room. The lines of the printed box are left out, and its
strip for name and time says what will be printed there. Other signers' boxes are dimmed. The whole width of the boxes
is shown where it fits, else the signer's own column. Above the box the complete words of the signature are shown, and
nothing else of the page. `scale` is how much larger the page is on the glass than on paper.
"""

from __future__ import annotations

from collections.abc import Sequence

from PyQt6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PyQt6.QtGui import QColor, QImage, QPainter, QPaintEvent, QPen, QRegion
from PyQt6.QtWidgets import QSizePolicy, QWidget

from terminal.windows.look import Look
from terminal.windows.look.look import Role, Tone
from terminal.windows.look.words import _
from terminal.windows.pad.ink_area import InkArea, InkLook
from terminal.windows.pad.pages import NoPages, Pages
from terminal.windows.pad.states import BoxPlace

MM_PER_PT = 25.4 / 72
EDGE_MM = 3.0  # of the page, beside and below the boxes
BLOCK_GAP_MM = 3.2  # of white, and what stands further up is another paragraph
WORDS_MM = 13.0  # of the page above the box: two lines of what the signature means
DIMMED = 0.72  # of the ground's colour over what is not the signer's
LEFT_OUT = 1.0  # of white over the lines of his printed box


class PageCrop(QWidget):
    """The page, the frame of the ink area, and the area itself.

    It is made for `width` and `height` in pixels, and may be smaller.
    `place` is the signer's box, `room` the part of it for ink.
    """

    def __init__(
        self,
        look: Look,
        pages: Pages,
        place: BoxPlace,
        room: BoxPlace,
        others: Sequence[BoxPlace],
        width: int,
        height: int,
    ) -> None:
        super().__init__()
        self._look, self._place, self._room, self._others = look, place, room, others
        self._dots_per_mm = look.measures.glass.dots_per_mm
        self.scale = self._best_scale(width, height)
        self._pages: Pages = pages
        self._ratio = self.devicePixelRatioF()
        self._picture = QImage()
        self._left_mm, self._wide_mm = self._across(width)
        self._most_high = height
        self.area = InkArea(InkLook(paper=look.colours.white, guide=look.colours.line))
        self.area.setParent(self)
        self._lay_out()
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(_("文件上签名的地方"))

    @property
    def is_whole(self) -> bool:
        """Whether every box of the page can be seen."""
        return self._span_mm(self._all_boxes) <= self._wide_mm + 1

    @property
    def is_drawn(self) -> bool:
        """Whether the page is there; no one signs on an empty sheet."""
        return not self._picture.isNull()

    def page_came(self) -> None:
        """Lay the crop out and show it, now that the page has been drawn."""
        if not self.is_drawn:
            self._lay_out()
            self.update()

    def wipe(self) -> None:
        """Remove the page and the ink."""
        self._pages = NoPages()
        self._picture = QImage()
        self.area.show_page(None)
        self.area.wipe()
        self.update()

    def _lay_out(self) -> None:
        """Compute the crop and place the ink area in it.

        What is printed above the box is known only when the page is drawn. Nothing can have been written before that.
        """
        self._picture = self._drawn()
        self._top_mm, self._high_mm = self._down(self._most_high)
        self.area.setGeometry(self._in_crop(self._room))
        self.area.show_page(self._paper())
        self.setFixedSize(self.sizeHint())

    def sizeHint(self) -> QSize:  # noqa: N802
        return QSize(round(self._wide_mm * self._px_per_mm), round(self._high_mm * self._px_per_mm))

    def paintEvent(self, event: QPaintEvent | None) -> None:  # noqa: N802
        """Draw the page, what is dimmed or left out, and the thick frame around the room for ink."""
        c, m = self._look.colours, self._look.measures
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(c.white))
        painter.drawImage(QRectF(self.rect()), self._picture, self._source(self.rect()))
        veil = QColor(c.paper)
        veil.setAlphaF(DIMMED)
        for other in self._others:
            painter.fillRect(self._column(other), veil)
        edge = m.thick
        own = QRegion(self._in_crop(self._place).adjusted(-edge, -edge, edge, edge))
        painter.setClipRegion(own.subtracted(QRegion(self.area.geometry())))
        white = QColor(c.white)
        white.setAlphaF(LEFT_OUT)
        painter.fillRect(self.rect(), white)
        painter.setClipping(False)
        self._draw_strip(painter)
        painter.setPen(QPen(QColor(c.line), m.line))
        painter.drawRect(self.rect().adjusted(0, 0, -1, -1))
        painter.setPen(QPen(QColor(c.teal), m.thick))
        grown = m.thick / 2 + m.line
        painter.drawRect(QRectF(self.area.geometry()).adjusted(-grown, -grown, grown, grown))
        painter.end()

    def _draw_strip(self, painter: QPainter) -> None:
        """Say below the frame that name and time will be printed there, if there is room for the words."""
        look, own, ink = self._look, self._in_crop(self._place), self.area.geometry()
        strip = QRect(ink.left(), ink.bottom() + 2 * look.measures.thick, ink.width(), 0)
        strip.setBottom(own.bottom())
        words = _("签好以后，姓名和时间印在这里")
        painter.setFont(look.font(Role.SMALL))
        if strip.height() >= look.leading(Role.SMALL) and painter.fontMetrics().horizontalAdvance(words) <= ink.width():
            painter.setPen(look.colour(Tone.MUTED))
            painter.drawText(strip, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, words)

    def _drawn(self) -> QImage:
        page_mm = self._pages.size_pt(self._place.page)[0] * MM_PER_PT
        return self._pages.picture(self._place.page, round(page_mm * self._px_per_mm * self._ratio))

    # How large, and which part

    @property
    def _px_per_mm(self) -> float:
        """Pixels for a millimetre of the page."""
        return self.scale * self._dots_per_mm

    @property
    def _all_boxes(self) -> tuple[BoxPlace, ...]:
        return (self._place, *self._others)

    def _span_mm(self, boxes: Sequence[BoxPlace]) -> float:
        left = min(box.x_pt for box in boxes)
        right = max(box.x_pt + box.width_pt for box in boxes)
        return (right - left) * MM_PER_PT + 2 * EDGE_MM

    def _best_scale(self, width: int, height: int) -> float:
        """Return the scale for all boxes side by side, if the signer's own box is then large enough.

        Otherwise return the largest scale that fits, but never less than the minimum size of the box needs.
        """
        m, place, room = self._look.measures, self._place, self._room
        wide, high = (side * MM_PER_PT * self._dots_per_mm for side in (room.width_pt, room.height_pt))
        least = max(m.box_width / wide, m.box_height / high)
        whole = width / (self._span_mm(self._all_boxes) * self._dots_per_mm)
        if whole >= least and not (m.elder or m.folded):
            return min(whole, self._tallest(height))
        own = width / (self._span_mm([place]) * self._dots_per_mm)
        return max(least, min(own, self._tallest(height)))

    def _tallest(self, height: int) -> float:
        """Return the scale at which box and words just fit the height."""
        high = self._place.height_pt * MM_PER_PT + WORDS_MM + EDGE_MM
        return height / (high * self._dots_per_mm)

    def _across(self, width: int) -> tuple[float, float]:
        """Return the left edge and the width of the crop, in millimetres of the page."""
        most = max(width / self._px_per_mm, self._span_mm([self._place]))
        span = self._span_mm(self._all_boxes)
        first = min(box.x_pt for box in self._all_boxes) * MM_PER_PT - EDGE_MM
        if span <= most + 1:
            return first, span
        own = self._place.x_pt * MM_PER_PT - EDGE_MM
        last = first + span - most
        return min(max(own, first), last), most

    def _down(self, height: int) -> tuple[float, float]:
        """Return the upper edge and the height of the crop, in millimetres of the page.

        Above the box it shows the box's own words, or as many whole lines of them as fit.
        """
        top = self._place.y_pt * MM_PER_PT
        bottom = top + self._place.height_pt * MM_PER_PT + EDGE_MM
        most = max(bottom - height / self._px_per_mm, 0.0)
        cut = self._edge(top, most) if self.is_drawn else max(most, top - WORDS_MM)
        return cut, bottom - cut

    def _edge(self, box_top: float, most: float) -> float:
        """Return where to cut the page: just above the paragraph over the box, in millimetres.

        If that paragraph starts too far up, the cut is above the last line that is complete.
        """
        step = 1 / self._px_per_mm
        y, white, edge = box_top - 2 * step, 0.0, box_top
        printed = False
        while y >= most:
            is_white = self._is_white(y)
            white = white + step if is_white else 0.0
            if printed and is_white:
                edge = y + white - min(white, EDGE_MM) / 2
            if printed and white > BLOCK_GAP_MM:
                break
            printed = printed or not is_white
            y -= step
        return edge

    def _is_white(self, y_mm: float) -> bool:
        """Return whether nothing is printed in that row of the signer's own column."""
        picture, unit = self._picture, self._px_per_mm * self._ratio
        row = round(y_mm * unit)
        if not 0 <= row < picture.height():
            return True
        first, last = self._own_columns(unit)
        line = picture.copy(first, row, last - first, 1)
        bits = line.constBits()
        return bits is None or min(bytes(bits.asarray(line.sizeInBytes()))[: 4 * (last - first)]) == _WHITE

    def _own_columns(self, unit: float) -> tuple[int, int]:
        boxes = self._all_boxes if self.is_whole else (self._place,)
        left = min(box.x_pt for box in boxes) * MM_PER_PT
        right = max(box.x_pt + box.width_pt for box in boxes) * MM_PER_PT
        return max(round(left * unit), 0), min(round(right * unit), self._picture.width())

    # Places in the crop

    def _in_crop(self, box: BoxPlace) -> QRect:
        unit = self._px_per_mm
        x, y = box.x_pt * MM_PER_PT - self._left_mm, box.y_pt * MM_PER_PT - self._top_mm
        wide, high = box.width_pt * MM_PER_PT, box.height_pt * MM_PER_PT
        return QRect(round(x * unit), round(y * unit), _up(wide * unit), _up(high * unit))

    def _column(self, box: BoxPlace) -> QRect:
        """Return a box with the words above it, as a rectangle of the crop."""
        place = self._in_crop(box)
        grown = self._look.measures.thick
        above = round(place.height() / 3) if self.is_whole else place.top()
        return place.adjusted(-grown, -above, grown, grown)

    def _source(self, part: QRect) -> QRectF:
        """Return where a part of the crop is in the page's picture, in dots."""
        unit = self._px_per_mm
        x, y = self._left_mm * unit + part.x(), self._top_mm * unit + part.y()
        ratio = self._ratio
        return QRectF(x * ratio, y * ratio, part.width() * ratio, part.height() * ratio)

    def _paper(self) -> QImage:
        """Return the page inside the box, without the box's upper line and with the guide line for names."""
        place = self.area.geometry()
        size = QSize(round(place.width() * self._ratio), round(place.height() * self._ratio))
        paper = QImage(size, QImage.Format.Format_RGB32)
        paper.setDevicePixelRatio(self._ratio)
        paper.fill(QColor(self._look.colours.white))
        painter = QPainter(paper)
        whole = QRectF(0, 0, place.width(), place.height())
        painter.drawImage(whole, self._picture, self._source(place))
        painter.fillRect(QRectF(0, 0, whole.width(), self._look.measures.thick), QColor(self._look.colours.white))
        self._draw_guide(painter, whole)
        painter.end()
        return paper

    def _draw_guide(self, painter: QPainter, box: QRectF) -> None:
        shape = InkLook()
        margin, y = shape.guide_margin * box.width(), shape.guide_height * box.height()
        painter.setPen(QPen(QColor(self._look.colours.line), self._look.measures.border, Qt.PenStyle.DashLine))
        painter.drawLine(QPointF(margin, y), QPointF(box.width() - margin, y))


_WHITE = 0xFF


def _up(value: float) -> int:
    return -int(-value // 1)
