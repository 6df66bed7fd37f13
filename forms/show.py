"""The text that people read: an answer as page and pad show it, and a clause with its answers in place.

Page and pad both call this, so that what is shown is what is signed. Texts are Simplified Chinese.
"""

import re
from collections.abc import Callable
from datetime import date

from forms.answers import Answers
from forms.codes import code_list
from forms.errors import AnswerRefused
from forms.message import Message
from forms.model import Clause, Field, FieldKind, Form
from forms.shapes import NO, YES, chosen, held_day

BLANK = "—"  # an unanswered field is struck out, so that nobody can fill it in after signing
PLACEHOLDER = re.compile(r"\{([a-z][a-z0-9_]*)\}")


def display(field: Field, value: str, on: date) -> str:
    """Return an answer as text for people.

    Args:
        field: The field of the answer.
        value: The held value; "" gives a dash.
        on: The day that decides the labels of codes.

    Raises:
        UnknownCode: The value is not in its code list on that day.
        AnswerRefused: The value of a date or a yes-or-no field is malformed.
    """
    if value == "":
        return BLANK
    match field.kind:
        case FieldKind.CODE | FieldKind.CODES:
            listed = code_list(field.codes or "")
            return "、".join(listed.label(code, on) for code in chosen(field, value))
        case FieldKind.DATE:
            return _day(field, value)
        case FieldKind.MONEY:
            return f"{value} 元"
        case FieldKind.YESNO:
            return _yes_no(field, value)
        case _:
            return value


def clause_text(
    form: Form, clause: Clause, answers: Answers, on: date, gap: Callable[[Field], str] | None = None
) -> str:
    """Return a clause with its answers in place.

    Args:
        form: The form that the clause belongs to.
        clause: The clause with its placeholders.
        answers: The answers to put in.
        on: The day that decides the labels of codes.
        gap: What replaces a missing answer, on paper that will be filled with a pen; None elsewhere.

    Raises:
        UnknownForm: A placeholder names no field.
        UnknownCode: A value is not in its code list on that day.
        AnswerRefused: An answer is malformed, or it is missing and `gap` is None.
    """

    def fill(found: re.Match[str]) -> str:
        field = form.field(found[1])
        value = answers.value(field.key)
        if value == "" and gap is not None:
            return gap(field)
        if value == "":
            raise AnswerRefused(
                Message("forms.clause-without-answer", clause=clause.key, field=field.key, label=field.label)
            )
        return display(field, value, on)

    return PLACEHOLDER.sub(fill, clause.text)


def day_words(day: date) -> str:
    """Return a day as documents write it: 2026 年 11 月 24 日."""
    return f"{day.year} 年 {day.month} 月 {day.day} 日"


def _yes_no(field: Field, value: str) -> str:
    if value not in (YES, NO):
        raise AnswerRefused(Message("forms.not-yes-or-no", key=field.key))
    return "是" if value == YES else "否"


def _day(field: Field, value: str) -> str:
    day = held_day(value)
    if day is None:
        raise AnswerRefused(Message("forms.answer-no-day", key=field.key))
    return day_words(day)
