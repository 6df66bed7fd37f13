"""The pages of a document, drawn in this process, for the pictures of the pad.

Only the latest pictures are kept: a page at full size takes ten megabytes.
"""

from __future__ import annotations

from collections import OrderedDict

from PyQt6.QtGui import QImage

from signing.raster import Sheets

KEPT_BYTES = 24_000_000


class DrawnPages:
    """A document that is drawn at once, in this process, where no clerk draws it."""

    def __init__(self, pdf: bytes) -> None:
        self._sheets = Sheets(pdf)
        self._kept: OrderedDict[tuple[int, int], QImage] = OrderedDict()

    @property
    def count(self) -> int:
        return len(self._sheets)

    def size_pt(self, page: int) -> tuple[float, float]:
        """Return the width and height of a page (from 0) in points."""
        return self._sheets.size_pt(page)

    def picture(self, page: int, width_px: int) -> QImage:
        """Return the picture of `page` (from 0), `width_px` dots wide."""
        key = page, width_px
        if key not in self._kept:
            self._kept[key] = self._draw(page, width_px)
        self._kept.move_to_end(key)
        while len(self._kept) > 1 and sum(one.sizeInBytes() for one in self._kept.values()) > KEPT_BYTES:
            self._kept.popitem(last=False)
        return self._kept[key]

    def close(self) -> None:
        """Close the document and drop its pictures."""
        self._kept.clear()
        self._sheets.close()

    def _draw(self, page: int, width_px: int) -> QImage:
        drawn = self._sheets.raster(page, width_px)
        row = 4 * drawn.width_px
        shown = QImage(drawn.bgrx, drawn.width_px, drawn.height_px, row, QImage.Format.Format_RGB32)
        return shown.copy()  # the bytes are Python's
