"""The frozen document as pictures: exactly the bytes that will be signed, drawn by pdfium, a page at a time.

Only the latest pictures are kept: a page at full size takes ten megabytes.
"""

from __future__ import annotations

from collections import OrderedDict
from typing import Protocol

import pypdfium2
from PyQt6.QtGui import QImage

KEPT_BYTES = 24_000_000


class Pages(Protocol):
    """What a screen needs from a document. A picture may be null while another process is still drawing it."""

    @property
    def count(self) -> int: ...

    def size_pt(self, page: int) -> tuple[float, float]:
        """Return the width and height of a page (from 0) in points."""
        ...

    def picture(self, page: int, width_px: int) -> QImage:
        """Return the picture of `page` (from 0), `width_px` dots wide."""
        ...


class NoPages:
    """What is left of a document after a wipe: white sheets."""

    count = 0

    def size_pt(self, page: int) -> tuple[float, float]:
        """Return an arbitrary size, because the size of the sheets has been dropped."""
        return 1.0, 1.0

    def picture(self, page: int, width_px: int) -> QImage:
        """Return a null image, for every `page` and `width_px`."""
        return QImage()


class DrawnPages:
    """A document that is drawn at once, in this process: for a few pages, and where no other process has drawn them."""

    def __init__(self, pdf: bytes) -> None:
        self._document = pypdfium2.PdfDocument(pdf)
        self._document.init_forms()
        self._kept: OrderedDict[tuple[int, int], QImage] = OrderedDict()

    @property
    def count(self) -> int:
        return len(self._document)

    def size_pt(self, page: int) -> tuple[float, float]:
        """Return the width and height of a page (from 0) in points."""
        width, height = self._document[page].get_size()
        return float(width), float(height)

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
        self._document.close()

    def _draw(self, page: int, width_px: int) -> QImage:
        sheet = self._document[page]
        bitmap = sheet.render(scale=width_px / sheet.get_width(), rev_byteorder=False, prefer_bgrx=True)
        shown = QImage(bitmap.buffer, bitmap.width, bitmap.height, bitmap.stride, QImage.Format.Format_RGB32)
        return shown.copy()
