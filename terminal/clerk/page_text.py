"""The text of each page of a document, in reading order and fit for reading aloud, for the synthetic voice.

It comes from the document's own bytes, by pdfium's text page. Lines that were broken for width are joined. Commas
separate the cells of a table, full stops its rows. Header and footer are read on the first page; later pages begin with
their number alone. The hexadecimal digits of a digest are left out. Identity card numbers are masked where text is
spoken aloud, not here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from signing.raster import Cell, Line, Sheets
from signing.sheet import FOOTER_BASELINE, HEADER_BASELINE, HEIGHT

NEAR_PT = 1.0
CLOSEST, WIDEST = 0.5, 1.75
"""Distance between two lines of one paragraph, in type sizes. The rows of a table are further apart."""
DIGEST = re.compile(r"（(?:[0-9a-f]{4} ?){2,}）")
"""The digest of the form, in the footer."""
PAUSES = re.compile(r"\s*(?:·|\u3000)\s*")
STOPS = "。！？；："
NOTHING = "—"


def page_texts(pdf: bytes) -> tuple[str, ...]:
    """Return the text of every page, one sentence or table row a line; "" for a page without text."""
    with Sheets(pdf) as sheets:
        return tuple(_said(sheets.lines(page), page) for page in range(len(sheets)))


def _said(lines: tuple[Line, ...], number: int) -> str:
    footer = [line for line in lines if _is_at(line, FOOTER_BASELINE)]
    header = [line for line in lines if _is_at(line, HEIGHT - HEADER_BASELINE)]
    body = [line for line in lines if line not in (*footer, *header)]
    if not body:
        return ""
    if number:
        around = [line[0].text.partition("·")[0] for line in footer]
    else:
        around = [DIGEST.sub("", _words(line)) for line in (*footer, *header)]
    return "\n".join(_ended(text) for text in (*around, *map(_words, _joined(body))) if text.strip(" ，"))


def _is_at(line: Line, y_pt: float) -> bool:
    return abs(line[0].y_pt - y_pt) < NEAR_PT


def _words(line: Line) -> str:
    """Return the cells of a line, with pauses between them."""
    cells = (PAUSES.sub("，", cell.text.strip()).strip("，") for cell in line)
    return "，".join("未填" if cell == NOTHING else cell for cell in cells if cell)


def _ended(text: str) -> str:
    text = text.strip()
    return text if text[-1] in STOPS else f"{text}。"


def _joined(lines: list[Line]) -> Iterator[Line]:
    """Return the lines of one paragraph, or of one cell of a table, as one line."""
    whole: Line = ()
    below: Cell | None = None
    for line in lines:
        if below is not None and _goes_on(below, whole[-1].text, line[0]):
            last = whole[-1]
            glue = " " if last.text[-1:].isascii() and line[0].text[:1].isascii() else ""
            text = f"{last.text}{glue}{line[0].text}"
            whole = (*whole[:-1], Cell(last.x_pt, last.y_pt, last.size_pt, text), *line[1:])
        else:
            if whole:
                yield whole
            whole = line
        below = line[-1]
    if whole:
        yield whole


def _goes_on(above: Cell, so_far: str, cell: Cell) -> bool:
    """Return whether a line that begins with `cell` continues the paragraph that contains `above`."""
    if so_far[-1:] in STOPS or cell.text.startswith("\u3000"):
        return False
    pitch = (above.y_pt - cell.y_pt) / above.size_pt
    same_type = abs(above.size_pt - cell.size_pt) < NEAR_PT / 10
    return same_type and abs(above.x_pt - cell.x_pt) < NEAR_PT and CLOSEST < pitch < WIDEST
