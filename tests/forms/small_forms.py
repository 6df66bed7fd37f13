"""Small forms for tests of rules: fields of given kinds, nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from forms.answers import Answers
from forms.expression import Type, parse
from forms.field_conditions import Conditions
from forms.kinds import Field
from forms.load import find_form
from forms.model import Form, Section
from forms.rule_binding import types_of

AT = "2026-11-24T02:00:00Z"


def field(key: str, kind: type[Field], codes: str = "", required: bool = False) -> Field:
    return kind(key, key.upper(), required=required, **({"codes": codes} if codes else {}))


def form_of(*fields: Field) -> Form:
    form = find_form("unemployment-registration")
    return replace(form, sections=(Section("all", "", fields),), parties=(), boxes=(), rules=())


def entered(answers: Answers, values: Mapping[str, str]) -> Answers:
    for key, value in values.items():
        answers = answers.enter(key, value, "staff:S01", AT)
    return answers


def conditions_of(
    form: Form,
    shown: Mapping[str, str] | None = None,
    required: Mapping[str, str] | None = None,
    derived: Mapping[str, str] | None = None,
) -> Conditions:
    types = types_of({each.key: each for each in form.fields})
    return Conditions(
        {key: parse(text, types, Type.YESNO) for key, text in (shown or {}).items()},
        {key: parse(text, types, Type.YESNO) for key, text in (required or {}).items()},
        {key: parse(text, types) for key, text in (derived or {}).items()},
    )
