"""The pages about conditions and rules say what the program does: each example is evaluated, each kind is listed."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from forms.errors import ExpressionRefused
from forms.expression import KEYWORDS, Scope, Type, held, parse
from forms.message import text
from forms.rule_binding import Option, Reads
from forms.rule_kinds import RULE_KINDS

DOCS = Path(__file__).parents[2] / "docs"
CONDITIONS = (DOCS / "forms-expressions.md").read_text("utf-8")
RULES = (DOCS / "forms-rules.md").read_text("utf-8")
TYPES = {
    "reason": Type.TEXT,
    "remark": Type.TEXT,
    "pay": Type.NUMBER,
    "birth": Type.DATE,
    "left_on": Type.DATE,
    "claims": Type.YESNO,
    "services": Type.CODES,
}
ANSWERS = dict(re.findall(r"`(\w+)` is\s+`([^`]+)`", CONDITIONS))
EXAMPLES = re.findall(r"^\| `(.+)` \| ([^|]+) \|$", CONDITIONS, re.MULTILINE)
KINDS = re.findall(r"^\| `([a-z-]+)` \|([^|]*)\|([^|]*)\|[^|]+\|$", RULES, re.MULTILINE)


def test_the_page_states_answers_and_has_examples() -> None:
    assert set(ANSWERS) == {"reason", "pay", "birth", "claims", "services"}
    assert len(EXAMPLES) == 29


@pytest.mark.parametrize(("written", "said"), EXAMPLES)
def test_an_example_has_the_value_or_the_error_that_the_page_says(written: str, said: str) -> None:
    scope = Scope(lambda key: ANSWERS.get(key, ""), date(2026, 11, 24))
    try:
        found = held(parse(written, TYPES).value(scope)) or "empty"
    except ExpressionRefused as refused:
        found = text(refused.message, "en")
    assert found == said


def test_the_page_lists_the_words_that_are_no_names() -> None:
    (words,) = re.findall(r"The words `([a-z ]+)` are no names", CONDITIONS)
    assert set(words.split()) == KEYWORDS


def test_the_page_lists_every_kind_of_rule_with_its_parameters() -> None:
    assert [name for name, _, _ in KINDS] == list(RULE_KINDS)
    for name, fields, options in KINDS:
        parameters = RULE_KINDS[name].parameters
        assert set(re.findall(r"`(\w+)`", fields)) == {
            each for each, parameter in parameters.items() if isinstance(parameter, Reads)
        }
        assert set(re.findall(r"`(\w+)`", options)) == {
            each for each, parameter in parameters.items() if not isinstance(parameter, Reads)
        }
        defaults = {each: str(given) for each, given in re.findall(r"`(\w+)` \((\S+)\)", options)}
        assert defaults == {
            each: parameter.default
            for each, parameter in parameters.items()
            if isinstance(parameter, Option) and parameter.default is not None
        }
        left_out = fields.partition(";")[2]
        assert set(re.findall(r"`(\w+)`", left_out)) == {
            each for each, parameter in parameters.items() if isinstance(parameter, Reads) and parameter.optional
        }
        is_open = any(isinstance(each, Reads) and not each.required for each in parameters.values())
        assert ("may be left open" in fields) is is_open
