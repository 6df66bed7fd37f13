"""The appearance of a signed box: the ink as vectors, and below it the signer's name and the time.

The result is a one-page PDF of exactly the size of the box. It is imported as the appearance of the signature. The
frame and the label of the box are already on the document and show through. `ink_drawing` makes the path operators.
"""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO

from forms.message import Message
from signing.errors import PageError
from signing.fonts import Faces
from signing.line_breaking import break_lines
from signing.page import new_canvas, paint_text
from signing.sheet import GREY, INK, Text
from signing.signature_rectangle import SIDE, STRIP_BAND, SignatureRectangle

STRIP_PT = (9.0, 8.0, 7.0, 6.5)  # sizes tried in turn for name and time
SMALLEST_PT = STRIP_PT[-1]
STRIP_LEADING = 1.22  # of the type size, when the strip takes two lines
WHERE = "签名人姓名"


def appearance(ink: bytes, place: SignatureRectangle, name: str, when: str, faces: Faces, note: str = "") -> bytes:
    """Return a one-page PDF that shows the ink, the signer's name and the time.

    Args:
        ink: PDF path operators, ASCII. Points within the place's area for ink, y upwards from its lower left corner.
        place: The signature box. It sets the size of the page.
        name: The signer's name, as printed.
        when: The time as printed, already formatted.
        faces: The fonts of the station.
        note: Text to print before the time; "" for none.

    Raises:
        MissingGlyph: No font has a character.
        PageError: Name and time do not fit the strip.
    """
    out = BytesIO()
    canvas = new_canvas(out, (place.width_pt, place.height_pt), faces)
    canvas.saveState()
    canvas.setStrokeColor(INK)
    canvas.setFillColor(INK)
    canvas.translate(place.ink_x_pt, place.ink_y_pt)
    canvas._code.append(ink.decode("ascii"))  # reportlab has no public way to add operators
    canvas.restoreState()
    for mark in _strip(place, name, " ".join(part for part in (note, when) if part), faces):
        paint_text(canvas, mark, mark.x, mark.y, faces)
    canvas.showPage()
    canvas.save()
    return out.getvalue()


def _strip(place: SignatureRectangle, name: str, when: str, faces: Faces) -> Iterator[Text]:
    """Yield name and time, right-aligned in the strip: on one line if they fit, otherwise on two."""
    size, lines = _set(place.width_pt - 2 * SIDE, name, when, faces)
    leading = size * STRIP_LEADING
    top = (STRIP_BAND + leading * len(lines)) / 2
    for at, line in enumerate(lines):
        x = place.width_pt - SIDE - faces.width(line, size, WHERE)
        yield Text(x, top - leading * (at + 0.5) - 0.36 * size, line, size, WHERE, colour=GREY)


def _set(width: float, name: str, when: str, faces: Faces) -> tuple[float, tuple[str, ...]]:
    """Return the largest type size in points in which name and time fit, and the lines in that size."""
    for size in STRIP_PT:
        if faces.width(f"{name} {when}", size, WHERE) <= width:
            return size, (f"{name} {when}",)

    def measure(text: str) -> float:
        return faces.width(text, SMALLEST_PT, WHERE)

    lines = tuple(line.rstrip(" ") for line in break_lines(f"{name} {when}", width, measure))
    if len(lines) > 2 or max(map(measure, lines)) > width:
        raise PageError(Message("signing.strip-too-long"))
    return SMALLEST_PT, lines
