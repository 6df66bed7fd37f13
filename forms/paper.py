"""A form for pen and paper: without what it says about signing electronically, and with room to write.

Decides which words are left out and what stands where an answer will be written by hand. The result is another wording
and so has another digest; whether and when a visit takes the paper route is not decided here.
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
"""A list with more codes is written out; nobody reads fifty boxes."""
DAY = "　　　　年　　月　　日"
YES_NO = "□是　□否"
GAP = "＿" * 8


def for_paper(form: Form) -> Form:
    """The form as it is signed in ink: the clause and the phrases on electronic form are left out."""
    sections = tuple(
        replace(section, clauses=tuple(each for each in section.clauses if each.key != ELECTRONIC_CLAUSE))
        for section in form.sections
    )
    return replace(form, sections=sections, boxes=boxes_for_paper(form.boxes))


def boxes_for_paper(boxes: tuple[SignatureBox, ...]) -> tuple[SignatureBox, ...]:
    """The boxes, whose words say nothing of electronic form."""
    return tuple(replace(box, words=ELECTRONIC_WORDS.sub("", box.words)) for box in boxes)


def answers_for_paper(form: Form, answers: Answers | None = None) -> Answers:
    """The answers bound to the form for paper; none when it is to be blank."""
    blank = Answers.start(form)
    return replace(blank, values=answers.values) if answers else blank


def room(field: Field, on: date) -> str:
    """What stands in the place of an answer that will be written by hand: boxes to tick, units, or nothing.

    What only staff choose has no box.
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
    """A line to write on within a sentence."""
    match field.kind:
        case FieldKind.DATE:
            return DAY
        case FieldKind.MONEY:
            return f"{GAP} 元"
        case _:
            return GAP
