"""The frozen document as pictures: the very bytes that will be signed, drawn by pdfium, a page at a time.

Only the last pictures are kept: a page at full size fills ten megabytes.
"""

from __future__ import annotations

from collections import OrderedDict
from typing import Protocol

import pypdfium2
from PyQt6.QtGui import QImage

KEPT_BYTES = 24_000_000


class Pages(Protocol):
    """What a screen asks of a document. A picture may be null while somebody else is still drawing it."""

    @property
    def count(self) -> int: ...

    def size_pt(self, page: int) -> tuple[float, float]:
        """Width and height of a page (from 0) in points."""
        ...

    def picture(self, page: int, width_px: int) -> QImage:
        """The page in that many dots of width."""
        ...


class NoPages:
    """What is left of a document after a wipe: white sheets."""

    count = 0

    def size_pt(self, page: int) -> tuple[float, float]:
        """The size that the sheets had is gone; any will do."""
        return 1.0, 1.0

    def picture(self, page: int, width_px: int) -> QImage:
        """Nothing."""
        return QImage()


class DrawnPages:
    """Draws at once, in this process: for documents of a few pages, and where nobody else has drawn them."""

    def __init__(self, pdf: bytes) -> None:
        self._document = pypdfium2.PdfDocument(pdf)
        self._document.init_forms()
        self._kept: OrderedDict[tuple[int, int], QImage] = OrderedDict()

    @property
    def count(self) -> int:
        return len(self._document)

    def size_pt(self, page: int) -> tuple[float, float]:
        """Width and height of a page (from 0) in points."""
        width, height = self._document[page].get_size()
        return float(width), float(height)

    def picture(self, page: int, width_px: int) -> QImage:
        """The page in that many dots of width."""
        key = page, width_px
        if key not in self._kept:
            self._kept[key] = self._draw(page, width_px)
        self._kept.move_to_end(key)
        while len(self._kept) > 1 and sum(one.sizeInBytes() for one in self._kept.values()) > KEPT_BYTES:
            self._kept.popitem(last=False)
        return self._kept[key]

    def close(self) -> None:
        """Lets document and pictures go."""
        self._kept.clear()
        self._document.close()

    def _draw(self, page: int, width_px: int) -> QImage:
        sheet = self._document[page]
        bitmap = sheet.render(scale=width_px / sheet.get_width(), rev_byteorder=False, prefer_bgrx=True)
        shown = QImage(bitmap.buffer, bitmap.width, bitmap.height, bitmap.stride, QImage.Format.Format_RGB32)
        return shown.copy()
