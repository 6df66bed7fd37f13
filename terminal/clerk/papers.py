"""A document as the windows need it: page sizes, boxes, what each signature means, text of the pages, and pixels.

Everything comes from the document's bytes and the visit. This module needs no key, folder or screen.
"""

from __future__ import annotations

import pypdfium2

from forms.message import Message
from terminal.clerk.counter import Docket
from terminal.clerk.orders import Papers, Picture
from terminal.clerk.page_text import page_texts
from terminal.errors import ActRefused
from terminal.visit.boxes import boxes_of
from terminal.visit.model import Visit

WIDEST_PX = 8192
"""More pixels than any pad or desk has; a wider picture is a mistake of the caller."""


def papers_of(visit: Visit, docket: Docket) -> Papers:
    """Return the frozen document of a visit for the windows.

    Args:
        visit: The visit; it decides the boxes and what each signature means.
        docket: Its bytes. The text of the pages comes from the frozen bytes, before any signature.
    """
    words = {box.key: box.words for box in boxes_of(visit)}
    texts = page_texts(docket.frozen.pdf)
    return Papers(sizes_pt(docket.document), docket.frozen.places, words, texts)


def sizes_pt(pdf: bytes) -> tuple[tuple[float, float], ...]:
    """Return width and height of every page in points."""
    with pypdfium2.PdfDocument(pdf) as document:
        return tuple(page.get_size() for page in document)


def picture(pdf: bytes, page: int, width_px: int) -> Picture:
    """Return a page as pixels, signatures included. Raise ActRefused for an impossible page or width.

    Args:
        pdf: The document.
        page: The number of the page, from 0.
        width_px: The width of the picture, from 1 to `WIDEST_PX`; the height follows from the page.
    """
    with pypdfium2.PdfDocument(pdf) as document:
        if not (0 <= page < len(document) and 0 < width_px <= WIDEST_PX):
            raise ActRefused(Message("terminal.no-such-page", page=page + 1, width=width_px))
        document.init_forms()
        sheet = document[page]
        drawn = sheet.render(scale=width_px / sheet.get_width(), rev_byteorder=False, prefer_bgrx=True)
        return Picture(drawn.width, drawn.height, _packed(drawn))


def _packed(drawn: pypdfium2.PdfBitmap) -> bytes:
    """Return the rows without the padding that pdfium may put at the end of each."""
    row, data = 4 * drawn.width, bytes(drawn.buffer)
    if drawn.stride == row:
        return data[: row * drawn.height]
    starts = range(0, drawn.stride * drawn.height, drawn.stride)
    return b"".join(data[start : start + row] for start in starts)
