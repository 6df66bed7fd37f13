"""The receipt as a slip of paper: A5, a small table, a QR code that holds the receipt's text.

This module decides only the layout; the archive decides the content. The same text is in the QR code, in Info
(/Subject) and in XMP (dc:description). So a phone and a program read the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import datetime
from io import BytesIO

from reportlab.lib.colors import HexColor
from reportlab.pdfgen.canvas import Canvas

from forms.message import Message
from signing.errors import PageError
from signing.fonts import Faces
from signing.line_breaking import break_lines
from signing.page import new_canvas, paint
from signing.pdfa import PRODUCER, PdfMeta, archival
from signing.qr import QUIET_MODULES, Rows, modules
from signing.sheet import GREY, INK, MM, SHADE, Rectangle, Text

WIDTH, HEIGHT = 148 * MM, 210 * MM
LEFT, TOP, BOTTOM = 14 * MM, 14 * MM, 10 * MM
CONTENT_WIDTH = WIDTH - 2 * LEFT
LABEL_WIDTH = 27 * MM
PADDING = 2 * MM
TITLE_PT, TEXT_PT, SMALL_PT = 17.0, 9.5, 8.5
ROW, LEADING, SMALL_LEADING = 7.4 * MM, 13.0, 12.5
TITLE_HEIGHT = 16 * MM
QR_SIDE, QR_LEAST = 72 * MM, 45 * MM
QR_MOST_BYTES = 1000  # more makes modules that a phone can no longer tell apart
BASELINE = 0.36


def receipt_page(
    lines: Sequence[tuple[str, str]], qr_text: str, title: str, note: str, faces: Faces, at: datetime
) -> bytes:
    """Return the slip as PDF/A-2u.

    Args:
        lines: Pairs of label and value, for the table above the code.
        qr_text: The text in the QR code and in the metadata.
        title: The heading, also the title of the PDF.
        note: The text below the code.
        faces: The fonts of the station.
        at: The time that the file states, with a zone.

    Raises:
        PageError: It does not fit one page, the text is too long for a code, or `at` has no zone.
        MissingGlyph: No font has a character; the error names it and the label.
    """
    qr = _qr(qr_text)
    rows = list(_rows(lines, faces))
    used = max((mark.y + mark.height for mark in rows if isinstance(mark, Rectangle)), default=TITLE_HEIGHT)
    closing = break_lines(note, CONTENT_WIDTH, lambda piece: faces.width(piece, SMALL_PT, "附注"))
    side = _side(HEIGHT - TOP - BOTTOM - used - SMALL_LEADING * len(closing) - 6 * MM)
    out = BytesIO()
    canvas = new_canvas(out, (WIDTH, HEIGHT), faces)
    below = used + 3 * MM + side + 3 * MM
    for mark in (_centred_title(title, faces), *rows, *_note(closing, below)):
        paint(canvas, mark, LEFT, HEIGHT - TOP, faces)
    _paint_qr(canvas, qr, (WIDTH - side) / 2, HEIGHT - TOP - used - 3 * MM, side)
    canvas.showPage()
    canvas.save()
    return archival(out.getvalue(), PdfMeta(title, PRODUCER, qr_text, at))


def _qr(text: str) -> Rows:
    size = len(text.encode())
    if size > QR_MOST_BYTES:
        raise PageError(Message("signing.receipt-too-long", size=size, most=QR_MOST_BYTES))
    return modules(text)


def _side(room: float) -> float:
    """Return the side of the code in points. Raise PageError when the room left is too small for phones."""
    if room < QR_LEAST:
        raise PageError(Message("signing.receipt-no-room"))
    return min(QR_SIDE, room)


def _centred_title(title: str, faces: Faces) -> Text:
    x = (CONTENT_WIDTH - faces.width(title, TITLE_PT, "标题", bold=True)) / 2
    return Text(x, TITLE_HEIGHT / 2, title, TITLE_PT, "标题", bold=True)


def _rows(lines: Sequence[tuple[str, str]], faces: Faces) -> Iterator[Text | Rectangle]:
    y = TITLE_HEIGHT
    for label, value in lines:
        width = CONTENT_WIDTH - LABEL_WIDTH - 2 * PADDING

        def measure(piece: str, where: str = label) -> float:
            return faces.width(piece, TEXT_PT, where)

        labels, values = break_lines(label, LABEL_WIDTH - 2 * PADDING, measure), break_lines(value, width, measure)
        height = ROW + LEADING * (max(len(labels), len(values)) - 1)
        yield Rectangle(0, y, LABEL_WIDTH, height, SHADE)
        yield Rectangle(LABEL_WIDTH, y, CONTENT_WIDTH - LABEL_WIDTH, height)
        for x, texts in ((PADDING, labels), (LABEL_WIDTH + PADDING, values)):
            top = y + (height - LEADING * len(texts)) / 2
            for at, text in enumerate(texts):
                yield Text(x, top + LEADING * (at + 0.5) + BASELINE * TEXT_PT, text, TEXT_PT, label)
        y += height


def _note(lines: Sequence[str], y: float) -> Iterator[Text]:
    for at, line in enumerate(lines):
        yield Text(0, y + SMALL_LEADING * (at + 0.5) + BASELINE * SMALL_PT, line, SMALL_PT, "附注", colour=GREY)


def _paint_qr(canvas: Canvas, code: Rows, left: float, top: float, side: float) -> None:
    """Draw the dark modules as one filled path, so that no viewer draws seams between them."""
    module = side / (len(code) + 2 * QUIET_MODULES)
    path = canvas.beginPath()
    for row, cells in enumerate(code):
        for start, length in _dark_runs(cells):
            x = left + (start + QUIET_MODULES) * module
            path.rect(x, top - (row + QUIET_MODULES + 1) * module, length * module, module)
    canvas.setFillColor(HexColor(INK))
    canvas.drawPath(path, stroke=0, fill=1)


def _dark_runs(cells: str) -> Iterator[tuple[int, int]]:
    """Yield start and length of each run of dark modules in a row."""
    for run in re.finditer("1+", cells):
        yield run.start(), len(run[0])
