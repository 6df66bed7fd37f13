"""A document as the windows need it: page sizes, boxes, what each signature means, text of the pages, and pixels.

Everything comes from the document's bytes and the visit. This module needs no key, folder or screen.
"""

from __future__ import annotations

from forms.message import Message
from signing.raster import Sheets
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
    with Sheets(pdf) as sheets:
        return tuple(map(sheets.size_pt, range(len(sheets))))


def picture(pdf: bytes, page: int, width_px: int) -> Picture:
    """Return a page as pixels, signatures included. Raise ActRefused for an impossible page or width.

    Args:
        pdf: The document.
        page: The number of the page, from 0.
        width_px: The width of the picture, from 1 to `WIDEST_PX`; the height follows from the page.
    """
    with Sheets(pdf) as sheets:
        if not (0 <= page < len(sheets) and 0 < width_px <= WIDEST_PX):
            raise ActRefused(Message("terminal.no-such-page", page=page + 1, width=width_px))
        drawn = sheets.raster(page, width_px)
    return Picture(drawn.width_px, drawn.height_px, drawn.bgrx)
