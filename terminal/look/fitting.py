"""How many things fit a screen: dealt out in their order, each screen as full as it gets. No Qt."""

from __future__ import annotations

from collections.abc import Sequence


def pages_that_fit(heights: Sequence[int], room: int, gap: int, most: int) -> tuple[tuple[int, ...], ...]:
    """Indices of the things on each page; a thing too high for any page stands alone on one. At least one page."""
    pages: list[tuple[int, ...]] = []
    page: tuple[int, ...] = ()
    used = 0
    for at, height in enumerate(heights):
        more = height + (gap if page else 0)
        if page and (used + more > room or len(page) == most):
            pages.append(page)
            page, used, more = (), 0, height
        page, used = (*page, at), used + more
    return (*pages, page)
