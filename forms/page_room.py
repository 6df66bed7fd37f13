"""The room on the sheet: whether the boxes fit, and the part that must share one page with the signatures.

Signing lays the pages out. This is its arithmetic with every character as wide as it is high, so it errs towards
rejecting. tests/signing/test_page_room.py keeps the measures equal to signing's and freezes forms at the limit.
"""

from collections.abc import Callable, Sequence
from math import ceil
from typing import Any

from forms.kinds import Field
from forms.message import Message
from forms.model import Form, Section, SignatureBox

Refuse = Callable[[str, Message], Any]  # the key, and what is wrong with it and what to do

MM = 72 / 25.4
WIDTH_MM, HEIGHT_MM = 166, 254
SMALLEST_BOX_MM = (80, 30)  # less is no room for a name written by hand
LARGEST_BOX_MM = (WIDTH_MM, HEIGHT_MM // 3)
GAP_MM = 6
MARKS = 2  # so many signers may be unable to write; each brings two witnesses with a box of the same size
WORDS_BY_MANNER = 50  # of a witness, who names whom they saw

_TEXT_PT, _TEXT_LEADING = 10.5, 17.3
_CELL_PT, _CELL_LEADING, _CELL_LINES = 11.0, 15.5, 24
_SMALL_PT, _SMALL_LEADING = 9.0, 13.0
_OTHERS_PT = 110  # title, heading of the table and the spaces between


def require_room(form: Form, refuse: Refuse) -> None:
    """Reject boxes that are too small or too large, and what cannot share a page with them.

    Args:
        form: The form as it was read.
        refuse: The callback that raises: it takes the key in the file and the fault.
    """
    for box in form.boxes:
        _require_size(box, refuse)
    needed = _end_of_body(form.sections) + _lines(len(form.commitment), WIDTH_MM, _TEXT_PT) * _TEXT_LEADING
    needed += _OTHERS_PT + sum(map(_row_height, _box_rows(_with_witnesses(form))))
    if needed > HEIGHT_MM * MM:
        refuse("commitment", Message("forms.file-no-room"))


def _require_size(box: SignatureBox, refuse: Refuse) -> None:
    size = box.width_mm, box.height_mm
    for held, least, most in zip(size, SMALLEST_BOX_MM, LARGEST_BOX_MM, strict=True):
        if held < least:
            width, height = SMALLEST_BOX_MM
            refuse(f"box.{box.key}", Message("forms.file-box-too-small", width=width, height=height))
        if held > most:
            width, height = LARGEST_BOX_MM
            refuse(f"box.{box.key}", Message("forms.file-box-too-large", width=width, height=height))


def _end_of_body(sections: Sequence[Section]) -> float:
    """Return the height in points of the end of the body, which must share a page with the signatures.

    It is the last row of the last table, or the last two lines of the last clause.
    """
    if not sections or sections[-1].clauses or not sections[-1].fields:
        return 2 * _TEXT_LEADING
    return max(map(_cell_height, sections[-1].fields[-2:])) + 2 * MM


def _cell_height(field: Field) -> float:
    """Return the height in points that the label and the longest answer need; a longer one is cut into several rows."""
    lines = min(_CELL_LINES, _lines(field.longest(), 127 if field.max_chars > 20 else 44, _CELL_PT))
    labels = _lines(len(field.label), 27, _CELL_PT)
    return 9.5 * MM + (max(lines, labels) - 1) * _CELL_LEADING


def _with_witnesses(form: Form) -> list[SignatureBox]:
    people = {party.role for party in form.parties if party.name_field is not None}
    boxes: list[SignatureBox] = []
    marks = 0
    for box in form.boxes:
        boxes.append(box)
        if box.role in people and marks < MARKS:
            marks += 1
            boxes += [box, box]
    return boxes


def _box_rows(boxes: Sequence[SignatureBox]) -> list[list[SignatureBox]]:
    rows: list[list[SignatureBox]] = [[]]
    for box in boxes:
        if rows[-1] and sum(other.width_mm + GAP_MM for other in rows[-1]) + box.width_mm > WIDTH_MM:
            rows.append([])
        rows[-1].append(box)
    return rows


def _row_height(boxes: Sequence[SignatureBox]) -> float:
    lines = max(_lines(max(len(box.words), WORDS_BY_MANNER), box.width_mm, _SMALL_PT) for box in boxes)
    return lines * _SMALL_LEADING + max(box.height_mm for box in boxes) * MM + (1.2 + 3) * MM


def _lines(characters: int, width_mm: int, size_pt: float) -> int:
    """Return how many lines so many characters need. Punctuation may push two of each line to the next."""
    return max(1, ceil(characters / (int(width_mm * MM / size_pt) - 2)))
