"""The content of a document: form and answers, set as slabs of text and rules.

This module decides the wording around the answers, the table, the clauses and the signature boxes. `sheet` decides
where pages end; `page` writes the PDF. Every character is looked up here, so a missing glyph stops the work before a
page exists.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from forms.answers import Answers
from forms.kinds import BLANK, Field
from forms.kinds.date import ROOM
from forms.message import Message
from forms.model import Clause, Form, Section, SignatureBox
from forms.show import clause_text
from signing.errors import PageError
from signing.fonts import Faces
from signing.line_breaking import TO_TICK, break_choices, break_lines
from signing.sheet import CONTENT_HEIGHT, CONTENT_WIDTH, GREY, INK, MM, SHADE, BoxMark, Rectangle, Slab, Text

TITLE_PT, HEADING_PT, TEXT_PT, CLAUSE_PT, SMALL_PT = 21.0, 12.0, 11.0, 10.5, 9.0
LEADING, SMALL_LEADING = 17.3, 13.0
CELL_LEADING = 15.5
LABEL_WIDTH = 33 * MM
CELL_PADDING = 2.6 * MM
ROW_HEIGHT = 9.5 * MM
BAND_HEIGHT = 8.5 * MM
BOX_GAP = 6 * MM
BASELINE = 0.36  # of the type size, from the middle of a line down to its baseline
MAX_SPREAD = 0.09  # of the type size; more would tear the line apart and read as spaces
MAX_CELL_LINES = 24  # a row with more is cut into several, so that it can cross pages
SHORT_CHARS = 20
HALF_ROW_CHARS = 12  # of boxes to tick; more would be broken in the middle of their words


@dataclass(frozen=True, slots=True)
class Cell:
    """One label and its answer."""

    label: str
    value: str
    empty: bool


@dataclass(frozen=True, slots=True)
class Composer:
    """The typesetter of one document, with the data that every part of the document needs.

    `by_hand`: missing answers get space to be filled in with ink.
    """

    form: Form
    answers: Answers
    on: date
    faces: Faces
    boxes: tuple[SignatureBox, ...]
    by_hand: bool = False

    def slabs(self, subtitle: str) -> tuple[Slab, ...]:
        """Return the whole content in order, with `subtitle` in small type below the title."""
        self._require_answers()
        body = [*self._title(subtitle), *self._sections()]
        return (*_kept(body, 2), *self._commitment(), *self._boxes())

    def _require_answers(self) -> None:
        """Raise MissingGlyph with the label of the field, also when the answer is printed in a clause."""
        for section in self.form.sections:
            for field in section.fields:
                if self.answers.value(field.key):
                    self.faces.require(self._value(field), field.label)

    def _value(self, field: Field) -> str:
        value = self.answers.value(field.key)
        return field.room(self.on) if self.by_hand and value == "" else field.display(value, self.on)

    # Title, headings, running text

    def _title(self, subtitle: str) -> Iterator[Slab]:
        for line in self._break(self.form.title, CONTENT_WIDTH, TITLE_PT, "标题", bold=True):
            yield self._centred(line, TITLE_PT, 11 * MM, bold=True)
        for line in self._break(subtitle, CONTENT_WIDTH, SMALL_PT, "站点名称"):
            yield self._centred(line, SMALL_PT, 5 * MM, colour=GREY)
        yield Slab(3 * MM, (), keep=True)

    def _centred(self, line: str, size: float, height: float, bold: bool = False, colour: str = INK) -> Slab:
        x = (CONTENT_WIDTH - self.faces.width(line, size, "标题", bold)) / 2
        return Slab(height, (Text(x, height / 2 + BASELINE * size, line, size, "标题", bold, colour),), keep=True)

    def _sections(self) -> Iterator[Slab]:
        number = 0
        for section in self.form.sections:
            if section.fields:
                yield from self._table(section)
            elif section.heading:
                yield self._line(section.heading, 0.0, HEADING_PT, section.heading, bold=True, before=4 * MM, keep=True)
            for clause in section.clauses:
                number += 1
                yield from self._clause(clause, number)

    def _clause(self, clause: Clause, number: int) -> Iterator[Slab]:
        heading = f"第{chinese_number(number)}条　{clause.heading}"
        yield self._line(heading, 0.0, CLAUSE_PT, clause.heading, bold=True, before=2.5 * MM, keep=True)
        for paragraph in clause_text(self.form, clause, self.answers, self.on, self.by_hand).split("\n"):
            if paragraph.strip():
                yield from self._paragraph(paragraph.strip(), clause.heading)

    def _paragraph(self, text: str, where: str, indent: int = 2) -> tuple[Slab, ...]:
        """Return justified lines. Neither the first nor the last line is left alone on a page."""
        lines = self._break("　" * indent + text, CONTENT_WIDTH, CLAUSE_PT, where)
        slabs = [
            self._line(line, self._spread(line) if at < len(lines) - 1 else 0.0, CLAUSE_PT, where)
            for at, line in enumerate(lines)
        ]
        return tuple(replace(slab, keep=at in {0, len(lines) - 2} and len(lines) > 1) for at, slab in enumerate(slabs))

    def _spread(self, line: str) -> float:
        """Return the points to add after each character so that the line reaches the margin.

        Return 0 when the gaps would become too wide.
        """
        shown = line.rstrip(" ")
        spread = (CONTENT_WIDTH - self.faces.width(shown, CLAUSE_PT, "正文")) / max(len(shown) - 1, 1)
        return spread if spread <= MAX_SPREAD * CLAUSE_PT else 0.0

    def _line(
        self,
        line: str,
        spread: float,
        size: float,
        where: str,
        bold: bool = False,
        before: float = 0.0,
        keep: bool = False,
    ) -> Slab:
        self.faces.runs(line, where, bold)
        mark = Text(0, LEADING / 2 + BASELINE * size, line, size, where, bold, spread_pt=spread)
        return Slab(LEADING, (mark,), before, keep)

    def _break(self, text: str, width: float, size: float, where: str, bold: bool = False) -> tuple[str, ...]:
        return break_lines(text, width, lambda piece: self.faces.width(piece, size, where, bold))

    # The table

    def _table(self, section: Section) -> Iterator[Slab]:
        band = self._band(section.heading) if section.heading else None
        again = self._band(f"{section.heading}（续）") if section.heading else None
        if band is not None:
            yield replace(band, before=3 * MM)
        for row in _rows(section.fields, self._short):
            yield from (replace(slab, head=again) for slab in self._row([self._cell(field) for field in row]))
        yield Slab(2 * MM, ())

    def _band(self, heading: str) -> Slab:
        marks = (
            Rectangle(0, 0, CONTENT_WIDTH, BAND_HEIGHT, SHADE),
            Text(CELL_PADDING, BAND_HEIGHT / 2 + BASELINE * TEXT_PT, heading, TEXT_PT, heading, bold=True),
        )
        return Slab(BAND_HEIGHT, marks, keep=True)

    def _short(self, field: Field) -> bool:
        """Return whether half a row is enough, also for the tick boxes of an unanswered field on paper."""
        short = not field.is_wide or field.max_chars <= SHORT_CHARS
        return short and not (self.by_hand and len(self._value(field)) > HALF_ROW_CHARS)

    def _cell(self, field: Field) -> Cell:
        value = self._value(field)
        return Cell(field.label, value, value == BLANK)

    def _row(self, cells: Sequence[Cell]) -> Iterator[Slab]:
        """Yield one ruled row of one or two cells; a very long answer becomes several rows."""
        width = CONTENT_WIDTH / len(cells) - LABEL_WIDTH
        values = [self._cell_lines(cell.value, width, cell.label) for cell in cells]
        for start in range(0, max(map(len, values)), MAX_CELL_LINES):
            labels = [cell.label if start == 0 else f"{cell.label}（续）" for cell in cells]
            yield self._ruled(cells, labels, [lines[start : start + MAX_CELL_LINES] for lines in values], width)

    def _cell_lines(self, text: str, width: float, where: str) -> tuple[str, ...]:
        inner = width - 2 * CELL_PADDING
        return tuple(line for part in text.split("\n") for line in self._break_answer(part, inner, where))

    def _break_answer(self, text: str, width: float, where: str) -> tuple[str, ...]:
        if not text.startswith(TO_TICK):
            return self._break(text, width, TEXT_PT, where)
        return break_choices(text, width, lambda piece: self.faces.width(piece, TEXT_PT, where))

    def _label_lines(self, label: str) -> tuple[str, ...]:
        """Break a label that needs several lines into lines of about equal width."""
        needed = len(self._cell_lines(label, LABEL_WIDTH, label))
        even = self.faces.width(label, TEXT_PT, label) / needed + TEXT_PT / 2 + 2 * CELL_PADDING
        return self._cell_lines(label, min(even, LABEL_WIDTH), label) if needed > 1 else (label,)

    def _ruled(
        self, cells: Sequence[Cell], labels: Sequence[str], values: Sequence[tuple[str, ...]], width: float
    ) -> Slab:
        headings = [self._label_lines(label) for label in labels]
        height = ROW_HEIGHT + CELL_LEADING * (max(len(lines) for lines in (*headings, *values)) - 1)
        marks: list[Text | Rectangle | BoxMark] = []
        for at, cell in enumerate(cells):
            x = at * (LABEL_WIDTH + width)
            marks += [Rectangle(x, 0, LABEL_WIDTH, height, SHADE), Rectangle(x + LABEL_WIDTH, 0, width, height)]
            marks += _in_cell(headings[at], x, height, cell.label, INK)
            marks += _in_cell(values[at], x + LABEL_WIDTH, height, cell.label, GREY if cell.empty else INK)
        return Slab(height, tuple(marks))

    # Commitment and boxes, held together

    def _commitment(self) -> Iterator[Slab]:
        if self.form.commitment:
            yield Slab(2 * MM, (), keep=True)
            yield from (replace(slab, keep=True) for slab in self._paragraph(self.form.commitment, "承诺", indent=0))

    def _boxes(self) -> Iterator[Slab]:
        rows = list(_box_rows(self.boxes))
        for at, row in enumerate(rows):
            yield replace(self._box_row(row), keep=at < len(rows) - 1)

    def _box_row(self, boxes: Sequence[SignatureBox]) -> Slab:
        """Return boxes side by side, each with the words above it that its signer affirms."""
        words = [self._break(box.words, box.width_mm * MM, SMALL_PT, box.label) for box in boxes]
        top = max(map(len, words)) * SMALL_LEADING + 1.2 * MM
        marks: list[Text | Rectangle | BoxMark] = []
        x = 0.0
        for box, lines in zip(boxes, words, strict=True):
            width, height = box.width_mm * MM, box.height_mm * MM
            self.faces.require(box.label, box.label)
            for at, line in enumerate(lines, -len(lines)):
                marks.append(Text(x, top + (at + 0.5) * SMALL_LEADING, line, SMALL_PT, box.label))
            marks += [
                Rectangle(x, top, width, height),
                BoxMark(box.key, x, top, width, height),
                Text(x + 2 * MM, top + 4.4 * MM, box.label, SMALL_PT, box.label, colour=GREY),
            ]
            marks += [self._day_line(box, x, top)] if self.by_hand else []
            x += width + BOX_GAP
        return Slab(top + max(box.height_mm for box in boxes) * MM, tuple(marks), before=3 * MM)

    def _day_line(self, box: SignatureBox, x: float, top: float) -> Text:
        """Return the line for the date, which the signer fills in with ink too."""
        right = x + box.width_mm * MM - 2 * MM
        left = right - self.faces.width(ROOM, SMALL_PT, box.label)
        return Text(left, top + box.height_mm * MM - 2 * MM, ROOM, SMALL_PT, box.label, colour=GREY)


def chinese_number(number: int) -> str:
    """Return 1 to 99 in Chinese numerals: 一, 十, 十一, 二十三."""
    digits = "零一二三四五六七八九"
    tens, ones = divmod(number, 10)
    head = "" if tens == 0 else "十" if tens == 1 else f"{digits[tens]}十"
    return head + (digits[ones] if ones or not tens else "")


def _kept(slabs: Sequence[Slab], last: int) -> Iterator[Slab]:
    """Yield the slabs; the last few are kept on the page of what follows."""
    for at, slab in enumerate(slabs):
        yield replace(slab, keep=True) if at >= len(slabs) - last else slab


def _rows(fields: Sequence[Field], short: Callable[[Field], bool]) -> Iterator[tuple[Field, ...]]:
    """Yield the rows of a table: neighbouring short fields share a row.

    The form alone decides it, so the same form always looks the same.
    """
    waiting: Field | None = None
    for field in fields:
        if not short(field):
            if waiting is not None:
                yield (waiting,)
                waiting = None
            yield (field,)
        elif waiting is None:
            waiting = field
        else:
            yield waiting, field
            waiting = None
    if waiting is not None:
        yield (waiting,)


def _in_cell(lines: Sequence[str], x: float, height: float, where: str, colour: str) -> Iterator[Text]:
    """Yield the lines of a cell with left edge `x`, centred in its height."""
    top = (height - CELL_LEADING * len(lines)) / 2
    for at, line in enumerate(lines):
        y = top + CELL_LEADING * (at + 0.5) + BASELINE * TEXT_PT
        yield Text(x + CELL_PADDING, y, line, TEXT_PT, where, colour=colour)


def _box_rows(boxes: Sequence[SignatureBox]) -> Iterator[tuple[SignatureBox, ...]]:
    """Yield rows with as many boxes side by side as fit."""
    row: list[SignatureBox] = []
    for box in boxes:
        if box.width_mm * MM > CONTENT_WIDTH + 0.01 or box.height_mm * MM > CONTENT_HEIGHT / 3:
            raise PageError(
                Message(
                    "signing.box-too-large",
                    box=box.key,
                    width=box.width_mm,
                    height=box.height_mm,
                    most_width=CONTENT_WIDTH / MM,
                    most_height=CONTENT_HEIGHT / MM / 3,
                )
            )
        used = sum(other.width_mm * MM + BOX_GAP for other in row)
        if row and used + box.width_mm * MM > CONTENT_WIDTH + 0.01:
            yield tuple(row)
            row = []
        row.append(box)
    if row:
        yield tuple(row)
