"""The A4 pages of a form with answers: header, content, footer, and the places of the signatures.

`compose` and `sheet` decide the layout; this module draws it on reportlab's canvas. The bytes are a plain PDF; `pdfa`
makes the archival file of them. Nothing here reads a clock: `PageFacts` has what is printed around the content.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from io import BytesIO

from reportlab.lib.colors import HexColor
from reportlab.pdfgen.canvas import Canvas

from forms.answers import Answers
from forms.kinds.date import day_words
from forms.model import Form, SignatureBox
from signing.compose import SMALL_PT, Composer
from signing.fingerprint import in_groups
from signing.fonts import Faces
from signing.sheet import (
    FOOTER_BASELINE,
    GREY,
    HEADER_BASELINE,
    HEIGHT,
    LEFT,
    RULE,
    TOP,
    WIDTH,
    BoxMark,
    Placed,
    Rectangle,
    Text,
    flow,
)
from signing.signature_rectangle import SignatureRectangle

RULE_PT = 0.6
LEVEL = "保证级别"
"""The label of the assurance level, for auditors, who also find it in the certificates and in the archive."""
BY_HAND = ""
"""The value in place of an assurance level for the paper route, where the form is filled and signed in ink."""


@dataclass(frozen=True, slots=True)
class PageFacts:
    """The facts printed around the content, and the signature boxes if they differ from the form's.

    `level` is the assurance level fixed at freezing, "L0" to "L3", or BY_HAND. `code` is the check code of a paper
    form.
    """

    visit_no: str
    station_name: str
    training: bool
    level: str
    frozen_on: date
    boxes: tuple[SignatureBox, ...] = ()
    code: str = ""

    def boxes_of(self, form: Form) -> tuple[SignatureBox, ...]:
        """Return the boxes to draw: those of this document (a mark adds its witnesses), otherwise the form's."""
        return self.boxes or form.boxes


@dataclass(frozen=True, slots=True)
class Drawn:
    """The pages as a plain PDF, and the places to sign. The PDF has personal data, so it is not in the repr."""

    pdf: bytes = field(repr=False)
    pages: int
    places: tuple[SignatureRectangle, ...]


def draw(form: Form, answers: Answers, facts: PageFacts, faces: Faces) -> Drawn:
    """Draw the document.

    Args:
        form: The form, in the edition for which the answers were begun.
        answers: The answers to be printed.
        facts: What is printed around the content, and the boxes.
        faces: The fonts of the station.

    Raises:
        MissingGlyph: No font has a character; the error names it and the field's label.
        PageError: The form cannot be laid out.
        AnswerRefused: The answers belong to another form, or a clause lacks an answer.
    """
    answers.require_form(form)
    boxes, by_hand = facts.boxes_of(form), facts.level == BY_HAND
    sheets = flow(Composer(form, answers, facts.frozen_on, faces, boxes, by_hand).slabs(_subtitle(facts)))
    out = BytesIO()
    canvas = new_canvas(out, (WIDTH, HEIGHT), faces)
    for number, placed in enumerate(sheets, 1):
        for line in _frame(form, facts, faces, number, len(sheets)):
            paint(canvas, line, 0, HEIGHT, faces)
        for item in placed:
            for mark in item.slab.marks:
                paint(canvas, mark, LEFT, HEIGHT - TOP - item.y, faces)
        canvas.showPage()
    canvas.save()
    return Drawn(out.getvalue(), len(sheets), tuple(_places(boxes, sheets)))


def _subtitle(facts: PageFacts) -> str:
    done = "打印" if facts.level == BY_HAND else ""
    return f"{facts.station_name} · {day_words(facts.frozen_on)}{done}"


def _number(facts: PageFacts) -> str:
    return f"办件号 {facts.visit_no}" + (f" · 核验码 {facts.code}" if facts.code else "")


def _frame(form: Form, facts: PageFacts, faces: Faces, number: int, pages: int) -> Iterator[Text]:
    """Yield header and footer, in coordinates of the whole sheet."""
    right = _right_of_header(form, facts)
    footer = f"第 {number} 页，共 {pages} 页 · {form.title} {form.edition} 版（{in_groups(form.digest, 2)}）"
    for text, where, y, share in (
        (_number(facts), "办件号", HEADER_BASELINE, 0.0),
        (right, "页眉", HEADER_BASELINE, 1.0),
        (footer, "页脚", HEIGHT - FOOTER_BASELINE, 0.5),
    ):
        spare = WIDTH - 2 * LEFT - faces.width(text, SMALL_PT, where)
        yield Text(LEFT + spare * share, y, text, SMALL_PT, where, colour=GREY)


def _right_of_header(form: Form, facts: PageFacts) -> str:
    """Return the marks for training and the paper route, and the level where the form's own text mentions it."""
    if facts.level == BY_HAND:
        return "演练，不具法律效力 · 纸质办理用（演练）" if facts.training else "纸质办理用"
    level = f"{LEVEL} {facts.level}" if any(LEVEL in clause.text for clause in form.clauses) else ""
    if not facts.training:
        return level
    return f"演练，不具法律效力 · {level}（演练）" if level else "演练，不具法律效力"


def _places(boxes: Sequence[SignatureBox], sheets: Sequence[Sequence[Placed]]) -> Iterator[SignatureRectangle]:
    roles = {box.key: box.role for box in boxes}
    for page, placed in enumerate(sheets):
        for item in placed:
            for mark in item.slab.marks:
                if isinstance(mark, BoxMark):
                    lower = HEIGHT - TOP - item.y - mark.y - mark.height
                    at = (round(LEFT + mark.x, 3), round(lower, 3), round(mark.width, 3), round(mark.height, 3))
                    yield SignatureRectangle(mark.key, roles[mark.key], page, *at)


def new_canvas(out: BytesIO, size: tuple[float, float], faces: Faces) -> Canvas:
    """Return a canvas that begins with an embedded font and writes no time.

    Without such a font reportlab names Helvetica in the file.

    Args:
        out: The buffer for the PDF.
        size: Width and height of the page in points.
        faces: The fonts of the station.
    """
    first = faces.runs("页", "页面")[0].font_name
    canvas = Canvas(
        out, pagesize=size, pageCompression=1, invariant=1, pdfVersion=(1, 7), lang="zh-CN", initialFontName=first
    )
    canvas.setLineWidth(RULE_PT)
    return canvas


def paint(canvas: Canvas, mark: Text | Rectangle | BoxMark, left: float, top: float, faces: Faces) -> None:
    """Draw one mark of a slab.

    Args:
        canvas: The canvas to draw on.
        mark: The mark; a BoxMark draws nothing.
        left: The slab's left edge, in PDF points.
        top: The slab's upper edge, in PDF points from the lower edge of the page.
        faces: The fonts of the station.
    """
    match mark:
        case Text():
            paint_text(canvas, mark, left + mark.x, top - mark.y, faces)
        case Rectangle():
            canvas.setLineWidth(RULE_PT)
            canvas.setStrokeColor(HexColor(RULE))
            canvas.setFillColor(HexColor(mark.fill or "#ffffff"))
            lower = top - mark.y - mark.height
            canvas.rect(left + mark.x, lower, mark.width, mark.height, stroke=1, fill=int(mark.fill is not None))
        case BoxMark():
            pass  # a place, not a drawing


def paint_text(canvas: Canvas, mark: Text, x: float, y: float, faces: Faces) -> None:
    """Draw a line of text in as many fonts as it needs.

    Args:
        canvas: The canvas to draw on.
        mark: The text and its style; its own x and y are not used.
        x: The start of the baseline, in PDF points.
        y: The baseline, in PDF points from the lower edge of the page.
        faces: The fonts of the station.
    """
    text = canvas.beginText(x, y)
    text.setFillColor(HexColor(mark.colour))
    text.setCharSpace(mark.spread_pt)
    for run in faces.runs(mark.text.rstrip(" "), mark.where, mark.bold):
        text.setFont(run.font_name, mark.size_pt)
        text.textOut(run.text)
    canvas.drawText(text)
