"""The paper route: the same document, printed to be filled and signed in ink.

It has no signature field, names no assurance level and says what it is for on every page. Nothing of it is archived.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from forms.answers import Answers
from forms.model import Form
from forms.paper import answers_for_paper, boxes_for_paper, for_paper
from signing.fonts import Faces
from signing.page import BY_HAND, PageFacts, draw
from signing.pdfa import PdfMeta, archival


def paper(form: Form, answers: Answers | None, facts: PageFacts, faces: Faces, at: datetime) -> bytes:
    """The form as PDF/A, filled with the answers that there are, or blank; `facts.level` is not printed.

    MissingGlyph names a character that no font has and the field's label; PageError a form that cannot be laid out.
    """
    printed = for_paper(form)
    facts = replace(facts, level=BY_HAND, boxes=boxes_for_paper(facts.boxes))
    drawn = draw(printed, answers_for_paper(printed, answers), facts, faces)
    meta = PdfMeta(f"{form.title}（纸质办理用）", facts.station_name, f"办件号 {facts.visit_no}", at)
    return archival(drawn.pdf, meta)
