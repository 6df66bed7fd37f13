"""The A4 sheet: its measures and colours, and the flow of strips of content over pages.

Pure geometry: no font, no form, no PDF. Lengths are points; inside a slab, y runs down from its top edge.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from forms.message import Message
from signing.errors import PageError

MM = 72 / 25.4

WIDTH, HEIGHT = 210 * MM, 297 * MM
LEFT = 22 * MM
CONTENT_WIDTH = WIDTH - 2 * LEFT
TOP, BOTTOM = 23 * MM, 20 * MM  # from the upper and the lower edge of the sheet to the content
HEADER_BASELINE, FOOTER_BASELINE = 15.5 * MM, 10.5 * MM
CONTENT_HEIGHT = HEIGHT - TOP - BOTTOM

INK, GREY, RULE, SHADE = "#14181f", "#5c6066", "#6b6b68", "#f1f0eb"


@dataclass(frozen=True, slots=True)
class Text:
    """One line of text at `x` and baseline `y` within its slab; `spread_pt` is added after every character."""

    x: float
    y: float
    text: str
    size_pt: float
    where: str
    bold: bool = False
    colour: str = INK
    spread_pt: float = 0.0


@dataclass(frozen=True, slots=True)
class Rectangle:
    """A ruled rectangle, shaded or not; (x, y) is its upper left corner."""

    x: float
    y: float
    width: float
    height: float
    fill: str | None = None


@dataclass(frozen=True, slots=True)
class BoxMark:
    """The place of a signature box; (x, y) is its upper left corner."""

    key: str
    x: float
    y: float
    width: float
    height: float


Mark = Text | Rectangle | BoxMark


@dataclass(frozen=True, slots=True)
class Slab:
    """A strip over the whole content width that is never cut.

    - `keep` keeps it on the page of the next slab.
    - `before` is the space above it, dropped at the top of a page.
    - `head` is drawn above it when it begins a page, as a table repeats its heading.
    """

    height: float
    marks: tuple[Mark, ...]
    before: float = 0.0
    keep: bool = False
    head: Slab | None = None


@dataclass(frozen=True, slots=True)
class Placed:
    """A slab and the distance of its top edge from the top of the content."""

    slab: Slab
    y: float


def flow(slabs: Sequence[Slab], height: float = CONTENT_HEIGHT) -> tuple[tuple[Placed, ...], ...]:
    """Distribute slabs over pages.

    Args:
        slabs: The slabs in their order.
        height: The height of the content of a page, in points.

    Raises:
        PageError: Slabs that belong together are higher than a page.
    """
    pages: list[list[Placed]] = [[]]
    y = 0.0
    for chain in _chains(slabs):
        if pages[-1] and y + _height(chain, at_head=False) > height:
            pages.append([])
            y = 0.0
        if not pages[-1]:
            chain = _with_head(chain)
            if _height(chain, at_head=True) > height:
                raise PageError(Message("signing.part-too-high"))
        for slab in chain:
            y += slab.before if pages[-1] else 0.0
            pages[-1].append(Placed(slab, y))
            y += slab.height
    return tuple(tuple(page) for page in pages)


def _chains(slabs: Sequence[Slab]) -> Iterator[tuple[Slab, ...]]:
    """Yield runs of slabs that must share a page."""
    chain: list[Slab] = []
    for slab in slabs:
        chain.append(slab)
        if not slab.keep:
            yield tuple(chain)
            chain = []
    if chain:
        yield tuple(chain)


def _with_head(chain: tuple[Slab, ...]) -> tuple[Slab, ...]:
    head = chain[0].head
    return chain if head is None else (head, *chain)


def _height(chain: tuple[Slab, ...], at_head: bool) -> float:
    return sum(slab.before + slab.height for slab in chain) - (chain[0].before if at_head else 0.0)
