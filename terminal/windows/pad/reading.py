"""Which cells of each page were really shown to the reader, and for how long. No Qt, no clock.

A stop counts when it lasted `LEAST_STOP_MS`. A page counts when every part of it was in a stop, at any magnification,
and its stops together lasted `MINIMUM_DWELL_MS`. Pages that are only flicked through stay unread.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import product
from math import ceil, floor

from terminal.visit.events import PageShown
from terminal.visit.model import MINIMUM_DWELL_MS

LEAST_STOP_MS = 400
ACROSS, DOWN = 8, 32  # cells of a page
SLACK = 0.3  # of a cell at the edge of the view


@dataclass(frozen=True, slots=True)
class View:
    """The part of a page (from 0) that is on the screen, as shares of its width and height."""

    page: int
    left: float
    top: float
    right: float
    bottom: float

    def cells(self) -> set[tuple[int, int]]:
        """Return the cells (column, row) that are visible."""
        columns = range(ceil(self.left * ACROSS - SLACK), floor(self.right * ACROSS + SLACK))
        rows = range(ceil(self.top * DOWN - SLACK), floor(self.bottom * DOWN + SLACK))
        return {(column, row) for column, row in product(columns, rows) if 0 <= column < ACROSS and 0 <= row < DOWN}


class Reading:
    """The progress of one reader through one document. Times are milliseconds of one monotonic clock."""

    def __init__(self, pages: int, dwell_ms: Mapping[int, int]) -> None:
        self._seen: list[set[tuple[int, int]]] = [set() for _ in range(pages)]
        self._untold_ms = [0] * pages
        self._told = [dwell_ms.get(page, 0) for page in range(pages)]
        self._view: View | None = None
        self._since_ms = 0

    def is_read(self, page: int) -> bool:
        """Return whether the page counts as read."""
        return self._told[page] >= MINIMUM_DWELL_MS

    @property
    def unread(self) -> tuple[int, ...]:
        """The pages that do not count yet."""
        return tuple(page for page in range(len(self._seen)) if not self.is_read(page))

    def first_unseen(self, page: int) -> float:
        """Return where the unseen part of a page begins, as a share of its height; 0 when everything was seen."""
        rows = [row for column, row in product(range(ACROSS), range(DOWN)) if (column, row) not in self._seen[page]]
        return min(rows, default=0) / DOWN

    def show(self, view: View, at_ms: int) -> PageShown | None:
        """Start a stop at another part, and return the event of the page before if that page is complete.

        Args:
            view: The part that is on the screen now.
            at_ms: The time now, in milliseconds.
        """
        told = self.pause(at_ms)
        self._view, self._since_ms = view, at_ms
        return told

    def pause(self, at_ms: int) -> PageShown | None:
        """Count the stop so far, and return the event of its page if that is complete; the view stays."""
        if self._view is None:
            return None
        stood_ms = at_ms - self._since_ms
        if stood_ms < LEAST_STOP_MS:
            return None
        page = self._view.page
        self._seen[page] |= self._view.cells()
        self._untold_ms[page] += stood_ms
        self._since_ms = at_ms
        return self._tell(page)

    def leave(self, at_ms: int) -> PageShown | None:
        """Count the stop so far and end it, because nothing is shown any more.

        Return the event of its page if that is complete.
        """
        told = self.pause(at_ms)
        self._view = None
        return told

    def wait_ms(self, at_ms: int) -> int | None:
        """Return how many milliseconds the present view must stay for its page to count.

        None means that the page counts already, or that this view cannot complete it.
        """
        if self._view is None or self.is_read(self._view.page):
            return None
        page = self._view.page
        if len(self._seen[page] | self._view.cells()) < ACROSS * DOWN:
            return None
        stood_ms = at_ms - self._since_ms
        needed = MINIMUM_DWELL_MS - self._told[page] - self._untold_ms[page] - stood_ms
        return max(needed, LEAST_STOP_MS - stood_ms, 0)

    def _tell(self, page: int) -> PageShown | None:
        untold_ms = self._untold_ms[page]
        whole = len(self._seen[page]) == ACROSS * DOWN
        if not whole or self._told[page] + untold_ms < MINIMUM_DWELL_MS:
            return None
        self._told[page] += untold_ms
        self._untold_ms[page] = 0
        return PageShown(page, untold_ms)
