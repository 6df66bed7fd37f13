"""The frozen document as the clerk draws it: a page is ordered when it is first needed, and shown when it is drawn.

Keeps few pictures and drops them all at `close`. A picture that was ordered before `close` is never used afterwards.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable

from PyQt6.QtGui import QImage

from terminal.clerk.orders import Draw, Lane, Papers, Picture, Trouble
from terminal.visit.model import Visit

KEPT = 12
"""Pages at one size each: those of a contract as thumbnails, and the few that are being read."""


class ClerkPages:
    """Pages of one record. `came` is called when a picture that was asked for is drawn."""

    def __init__(self, lane: Lane, record: str, papers: Papers, came: Callable[[], None]) -> None:
        self._lane, self._record, self._papers, self._came = lane, record, papers, came
        self._kept: OrderedDict[tuple[int, int], QImage] = OrderedDict()
        self._ordered: set[tuple[int, int]] = set()
        self._open = True

    @property
    def count(self) -> int:
        return len(self._papers.sizes_pt)

    def size_pt(self, page: int) -> tuple[float, float]:
        """Return the width and height of a page (from 0) in points."""
        return self._papers.sizes_pt[page]

    def picture(self, page: int, width_px: int) -> QImage:
        """Return the picture of a page; a null image until the clerk has drawn it.

        Args:
            page: The page, from 0.
            width_px: The width of the picture, in dots of the screen.
        """
        key = page, width_px
        if key in self._kept:
            self._kept.move_to_end(key)
            return self._kept[key]
        if self._open and key not in self._ordered and width_px > 0:
            self._ordered.add(key)
            order = Draw(self._record, page, width_px)
            self._lane.ask(order, lambda drawn: self._take(key, drawn), lambda trouble: self._failed(key, trouble))
        return QImage()

    def close(self) -> None:
        """Drop all pictures; a picture that is still being drawn is not used."""
        self._open = False
        self._kept.clear()

    def _take(self, key: tuple[int, int], drawn: Picture) -> None:
        self._ordered.discard(key)
        if not self._open:
            return
        row = 4 * drawn.width_px
        image = QImage(drawn.bgrx, drawn.width_px, drawn.height_px, row, QImage.Format.Format_RGB32)
        self._kept[key] = image.copy()  # the bytes are Python's
        while len(self._kept) > KEPT:
            self._kept.popitem(last=False)
        self._came()

    def _failed(self, key: tuple[int, int], _trouble: Trouble) -> None:
        """Forget the order of a page that could not be drawn, so that the next look at it orders it again."""
        self._ordered.discard(key)


PagesOf = Callable[[str, Papers, Callable[[], None]], ClerkPages]
"""Makes the pages of a record; the last argument is called when a picture has been drawn."""


class OpenPages:
    """The pages of the one visit that is in front of the applicant, with the signatures so far."""

    def __init__(self, pages_of: PagesOf, came: Callable[[], None]) -> None:
        self._pages_of, self._came = pages_of, came
        self._pages: ClerkPages | None = None
        self._of: tuple[str, str, int] | None = None

    def of(self, visit: Visit, papers: Papers | None) -> ClerkPages | None:
        """Return the pages of a visit's document; None while there is no document.

        New pages are made when the document or the number of its signatures has changed.

        Args:
            visit: The visit in front of the applicant.
            papers: The clerk's description of the frozen document; None until there is one.
        """
        if visit.frozen is None or papers is None:
            self.close()
            return None
        wanted = visit.record, visit.frozen.sha256, visit.signed
        if wanted != self._of:
            self.close()
            self._pages, self._of = self._pages_of(visit.record, papers, self._came), wanted
        return self._pages

    def close(self) -> None:
        """Drop every page."""
        if self._pages is not None:
            self._pages.close()
        self._pages = self._of = None
