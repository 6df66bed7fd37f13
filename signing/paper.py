"""The paper route: the same document, printed to be filled and signed in ink.

It has no signature field and no assurance level, and every page says what it is for. It is never archived.
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
    """Return the form as PDF/A for the paper route.

    Args:
        form: The form as it is signed electronically; the wording for paper is made from it.
        answers: The answers to be printed; None for a blank form.
        facts: What is printed around the content; `facts.level` is not printed.
        faces: The fonts of the station.
        at: The time that the file states, with a zone.

    Raises:
        MissingGlyph: No font has a character; the error names it and the field's label.
        PageError: The form cannot be laid out, or `at` has no zone.
    """
    printed = for_paper(form)
    facts = replace(facts, level=BY_HAND, boxes=boxes_for_paper(facts.boxes))
    drawn = draw(printed, answers_for_paper(printed, answers), facts, faces)
    meta = PdfMeta(f"{form.title}（纸质办理用）", facts.station_name, f"办件号 {facts.visit_no}", at)
    return archival(drawn.pdf, meta)
