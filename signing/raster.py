"""The pages of a document as pdfium reads them: sizes, pictures and text. No other module opens a document by pdfium.

A picture shows what is in the bytes and nothing else, signature appearances included.
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO
from types import TracebackType

import pypdfium2
from pypdfium2 import raw

FIRST_SHOWN = 0x20
"""The first code of a printable character. Codes before it are pdfium's marks for what has no character."""


@dataclass(frozen=True, slots=True)
class Raster:
    """Rows of 32-bit BGRX pixels without padding."""

    width_px: int
    height_px: int
    bgrx: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Cell:
    """A piece of a line: where it begins, its baseline from the sheet's lower edge, its type size; all in points."""

    x_pt: float
    y_pt: float
    size_pt: float
    text: str


Line = tuple[Cell, ...]


class Sheets:
    """A document that is open in pdfium, until `close` or the end of `with`. Pages are counted from 0."""

    def __init__(self, pdf: bytes) -> None:
        self._document = pypdfium2.PdfDocument(pdf)
        self._document.init_forms()

    def __enter__(self) -> Sheets:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def __len__(self) -> int:
        return len(self._document)

    def close(self) -> None:
        """Close the document."""
        self._document.close()

    def size_pt(self, page: int) -> tuple[float, float]:
        """Return width and height of a `page` in points."""
        width, height = self._document[page].get_size()
        return float(width), float(height)

    def raster(self, page: int, width_px: int) -> Raster:
        """Draw a page as pixels.

        Args:
            page: The page.
            width_px: The width of the picture; the height follows from the page.
        """
        sheet = self._document[page]
        drawn = sheet.render(scale=width_px / sheet.get_width(), rev_byteorder=False, prefer_bgrx=True)
        return Raster(drawn.width, drawn.height, _packed(drawn))

    def png(self, page: int, dpi: int) -> bytes:
        """Draw a page as PNG.

        Args:
            page: The page.
            dpi: The resolution in dots per inch.
        """
        out = BytesIO()
        self._document[page].render(scale=dpi / 72).to_pil().save(out, format="PNG")
        return out.getvalue()

    def lines(self, page: int) -> tuple[Line, ...]:
        """Return the lines of text of a `page`, in pdfium's order."""
        return tuple(_lines(self._document[page]))


def page_png(pdf: bytes, page: int, dpi: int) -> bytes:
    """Render a page as PNG.

    Args:
        pdf: The bytes of the document.
        page: The index of the page, from 0.
        dpi: The resolution in dots per inch.

    Raises:
        IndexError: There is no such page.
    """
    with Sheets(pdf) as sheets:
        if not 0 <= page < len(sheets):
            raise IndexError(page)
        return sheets.png(page, dpi)


def page_count(pdf: bytes) -> int:
    """Return the number of pages of the document."""
    with Sheets(pdf) as sheets:
        return len(sheets)


def _packed(drawn: pypdfium2.PdfBitmap) -> bytes:
    """Return the rows without the padding that pdfium may put at the end of each."""
    row, data = 4 * drawn.width, bytes(drawn.buffer)
    if drawn.stride == row:
        return data[: row * drawn.height]
    starts = range(0, drawn.stride * drawn.height, drawn.stride)
    return b"".join(data[start : start + row] for start in starts)


def _lines(page: pypdfium2.PdfPage) -> Iterator[Line]:
    """Yield the lines. What pdfium generates itself separates the cells (a space) and the lines (a line end)."""
    text = page.get_textpage()
    line: list[Cell] = []
    units: list[int] = []
    first = 0
    for at in range(text.count_chars()):
        unit = raw.FPDFText_GetUnicode(text.raw, at)
        if raw.FPDFText_IsGenerated(text.raw, at) != 1:
            if not units:
                first = at
            units.append(unit)
            continue
        if units:
            line.append(_cell(text, first, units))
            units = []
        if chr(unit) != " " and line:
            yield tuple(line)
            line = []
    if units:
        line.append(_cell(text, first, units))
    if line:
        yield tuple(line)


def _cell(text: pypdfium2.PdfTextPage, first: int, units: list[int]) -> Cell:
    x, y = ctypes.c_double(), ctypes.c_double()
    raw.FPDFText_GetCharOrigin(text.raw, first, x, y)
    size = raw.FPDFText_GetFontSize(text.raw, first)
    words = b"".join(unit.to_bytes(2, "little") for unit in units if unit >= FIRST_SHOWN).decode("utf-16-le", "replace")
    return Cell(x.value, y.value, size, words)
