"""A document as the windows need it: sheets, boxes, what each signature means, what its pages say, and their pixels.

Everything comes from the bytes and the visit; nothing here knows a key, a folder or a screen.
"""

from __future__ import annotations

import pypdfium2

from forms.message import Message
from terminal.boxes import boxes_of
from terminal.clerk.orders import Papers, Picture
from terminal.clerk.page_text import page_texts
from terminal.counter import Docket
from terminal.errors import ActRefused
from terminal.visit import Visit

WIDEST_PX = 8192
"""More dots than any pad or desk has; a wider picture is a mistake of whoever asked."""


def papers_of(visit: Visit, docket: Docket) -> Papers:
    """The frozen document of a visit. What its pages say is read from the frozen bytes, before any signature."""
    words = {box.key: box.words for box in boxes_of(visit)}
    texts = page_texts(docket.frozen.pdf)
    return Papers(sizes_pt(docket.document), docket.frozen.places, words, texts)


def sizes_pt(pdf: bytes) -> tuple[tuple[float, float], ...]:
    """Width and height of every page in points."""
    with pypdfium2.PdfDocument(pdf) as document:
        return tuple(page.get_size() for page in document)


def picture(pdf: bytes, page: int, width_px: int) -> Picture:
    """A page (from 0) as pixels, signatures included. Raises ActRefused for a page or width that cannot be."""
    with pypdfium2.PdfDocument(pdf) as document:
        if not (0 <= page < len(document) and 0 < width_px <= WIDEST_PX):
            raise ActRefused(Message("terminal.no-such-page", page=page + 1, width=width_px))
        document.init_forms()
        sheet = document[page]
        drawn = sheet.render(scale=width_px / sheet.get_width(), rev_byteorder=False, prefer_bgrx=True)
        return Picture(drawn.width, drawn.height, _packed(drawn))


def _packed(drawn: pypdfium2.PdfBitmap) -> bytes:
    """The rows without the room that pdfium may leave behind each."""
    row, data = 4 * drawn.width, bytes(drawn.buffer)
    if drawn.stride == row:
        return data[: row * drawn.height]
    starts = range(0, drawn.stride * drawn.height, drawn.stride)
    return b"".join(data[start : start + row] for start in starts)
