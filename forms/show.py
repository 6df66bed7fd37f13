"""A clause with its answers in place. Page and pad both show it, so that what is shown is what is signed."""

import re
from datetime import date

from forms.answers import Answers
from forms.errors import AnswerRefused
from forms.message import Message
from forms.model import Clause, Form

PLACEHOLDER = re.compile(r"\{([a-z][a-z0-9_]*)\}")


def clause_text(form: Form, clause: Clause, answers: Answers, on: date, by_hand: bool = False) -> str:
    """Return a clause with its answers in place.

    Args:
        form: The form that the clause belongs to.
        clause: The clause with its placeholders.
        answers: The answers to put in.
        on: The day that decides the labels of codes.
        by_hand: Whether a missing answer will be written with a pen, on a line that is left for it.

    Raises:
        UnknownForm: A placeholder names no field.
        UnknownCode: A value is not in its code list on that day.
        AnswerRefused: An answer is malformed, or it is missing and not written by hand.
    """

    def fill(found: re.Match[str]) -> str:
        field = form.field(found[1])
        value = answers.value(field.key)
        if value == "" and by_hand:
            return field.gap()
        if value == "":
            raise AnswerRefused(
                Message("forms.clause-without-answer", clause=clause.key, field=field.key, label=field.label)
            )
        return field.display(value, on)

    return PLACEHOLDER.sub(fill, clause.text)
