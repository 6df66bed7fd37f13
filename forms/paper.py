"""A form for pen and paper: without its text about signing electronically.

This module decides which phrases are left out; a field says what is printed where a person will write its answer. The
result has another wording and so another digest. Whether and when a visit takes the paper route is not decided here.
"""

import re
from dataclasses import replace

from forms.answers import Answers
from forms.model import Form, SignatureBox

ELECTRONIC_CLAUSE = "electronic"
ELECTRONIC_WORDS = re.compile("[，；、][^，；、。]*电子[^，；、。]*")


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
