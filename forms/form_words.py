"""The texts of a form: whether they can be drawn, and fit where they are printed or shown."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from forms.document_characters import require_drawn
from forms.message import Message
from forms.model import Form
from forms.show import PLACEHOLDER

Refuse = Callable[[str, Message], Any]  # the key, and what is wrong with it and what to do


@dataclass(frozen=True, slots=True)
class Words:
    """One text of a form and its limit.

    `most` counts characters. A clause may have paragraphs and `{field_key}`; no other text may.
    """

    key: str
    text: str
    most: int
    is_clause: bool = False


def require_words(form: Form, refuse: Refuse) -> None:
    """Reject the first text that cannot be drawn or does not fit.

    Args:
        form: The form as it was read.
        refuse: The callback that raises: it takes the key in the file and the fault.
    """
    for words in _words(form):
        if len(words.text) > words.most:
            refuse(words.key, Message("forms.file-too-long", count=len(words.text), most=words.most))
        for line in words.text.split("\n") if words.is_clause else (words.text,):
            require_drawn(line, words.key, refuse)
        if set(PLACEHOLDER.sub("", words.text) if words.is_clause else words.text) & set("{}"):
            refuse(words.key, Message("forms.file-brace", remedy=_brace_remedy(words)))


def _brace_remedy(words: Words) -> Message:
    return Message("forms.file-brace-in-clause") if words.is_clause else Message("forms.file-brace-elsewhere")


def _words(form: Form) -> Iterator[Words]:
    yield Words("title", form.title, 25)
    yield Words("purpose", form.purpose, 200)
    yield Words("commitment", form.commitment, 600)
    yield Words("retention", form.retention, 60)
    for section in form.sections:
        yield Words(f"section.{section.key}.heading", section.heading, 30)
    for field in form.fields:
        yield Words(f"field.{field.key}.label", field.label, 20)
        yield Words(f"field.{field.key}.question", field.question, 80)
    for clause in form.clauses:
        yield Words(f"clause.{clause.key}.heading", clause.heading, 30)
        yield Words(f"clause.{clause.key}.text", clause.text, 3000, is_clause=True)
    for party in form.parties:
        yield Words(f"party.{party.role}.title", party.title, 20)
        yield Words(f"party.{party.role}.notice", party.notice, 500)
    for box in form.boxes:
        yield Words(f"box.{box.key}.label", box.label, int((box.width_mm - 4) / 3.2))  # one line of 9 pt inside the box
        yield Words(f"box.{box.key}.words", box.words, 150)
