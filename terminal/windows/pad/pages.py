"""The frozen document as pictures: what a screen asks for, and what is left after a wipe."""

from __future__ import annotations

from typing import Protocol

from PyQt6.QtGui import QImage


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
