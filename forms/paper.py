"""A form for pen and paper: without its text about signing electronically, and with room to write.

This module decides which phrases are left out, and what is printed where a person will write an answer. The result has
another wording and so another digest. Whether and when a visit takes the paper route is not decided here.
"""

import re
from dataclasses import replace
from datetime import date

from forms.answers import Answers
from forms.codes import code_list
from forms.model import Field, FieldKind, Form, SignatureBox

ELECTRONIC_CLAUSE = "electronic"
ELECTRONIC_WORDS = re.compile("[，；、][^，；、。]*电子[^，；、。]*")
MOST_TICKS = 12
"""The most codes that are printed as boxes to tick.

The answer to a longer list is written out: people do not read fifty boxes.
"""
DAY = "　　　　年　　月　　日"
YES_NO = "□是　□否"
GAP = "＿" * 8


def for_paper(form: Form) -> Form:
    """Return the form as it is signed in ink, without the clause and the phrases on electronic form."""
    sections = tuple(
        replace(section, clauses=tuple(each for each in section.clauses if each.key != ELECTRONIC_CLAUSE))
        for section in form.sections
    )
    return replace(form, sections=sections, boxes=boxes_for_paper(form.boxes))


def boxes_for_paper(boxes: tuple[SignatureBox, ...]) -> tuple[SignatureBox, ...]:
    """Return the boxes with the phrases on electronic form left out of their texts."""
    return tuple(replace(box, words=ELECTRONIC_WORDS.sub("", box.words)) for box in boxes)


def answers_for_paper(form: Form, answers: Answers | None = None) -> Answers:
    """Return the answers, bound to the form for paper.

    Args:
        form: The form for paper, as `for_paper` returns it.
        answers: The answers to print; None means a blank form.
    """
    blank = Answers.start(form)
    return replace(blank, values=answers.values) if answers else blank


def room(field: Field, on: date) -> str:
    """Return the text in place of an answer that will be written with a pen: boxes to tick, units, or blank room.

    Args:
        field: The field without an answer. Codes that only staff choose have no box.
        on: The day that decides which codes are offered.
    """
    match field.kind:
        case FieldKind.YESNO:
            return YES_NO
        case FieldKind.DATE:
            return DAY
        case FieldKind.MONEY:
            return "　　　　　　元"
        case FieldKind.CODE | FieldKind.CODES:
            labels = [code.label for code in code_list(field.codes or "").codes(on) if not code.at_desk]
            return "　".join(f"□{label}" for label in labels) if len(labels) <= MOST_TICKS else "　"
        case _:
            return "　\n　" if field.max_chars > 50 else "　"


def gap(field: Field) -> str:
    """Return a line to write on within a sentence."""
    match field.kind:
        case FieldKind.DATE:
            return DAY
        case FieldKind.MONEY:
            return f"{GAP} 元"
        case _:
            return GAP
