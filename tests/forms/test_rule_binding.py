"""A rule of a form is bound to fields that it can read, or refused with the parameter and a remedy."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import pytest

from forms.answers import Answers
from forms.errors import RuleRefused
from forms.kinds import Choice, Date, Field, Identity, Integer, Money, Text, YesNo
from forms.load import shelf
from forms.message import text
from forms.model import Form
from forms.problem import Problem
from forms.rule_binding import Condition, Option, Reads, Rule, RuleKind, bind
from forms.rule_input import Bound, Given
from forms.rule_kinds import RULE_KINDS
from forms.rules import RULES, rules_of
from tests.forms.small_forms import entered, field, form_of

FIELDS = {
    each.key: each
    for each in (
        field("number", Identity, required=True),
        field("born", Date, required=True),
        field("left", Date),
        field("sex", Choice, "sex", required=True),
        field("months", Choice, "probation", required=True),
        field("pay", Money, required=True),
        field("claims", YesNo),
    )
}
REQUIRED = {key for key, each in FIELDS.items() if each.required}


def nothing(given: object, **values: object) -> Iterator[Problem]:
    """A rule that finds nothing."""
    return iter(())


KINDS = {
    "dates": RuleKind(nothing, {"first": Reads(Date), "last": Reads(Date, optional=True)}),
    "of-sex": RuleKind(nothing, {"sex": Reads(Choice, "sex")}),
    "months": RuleKind(nothing, {"months": Reads(Integer, or_codes="probation")}),
    "any-day": RuleKind(nothing, {"day": Reads(Date, required=False)}),
    "many-kinds": RuleKind(nothing, {"at": Reads(Text, or_kinds=(Money, Date))}),
    "options": RuleKind(
        nothing,
        {
            "most": Option(int),
            "name": Option(str, "usual", is_name=True),
            "gravity": Option(str, "stop", ("stop", "warn")),
        },
    ),
    "condition": RuleKind(nothing, {"when": Condition()}),
    "named": RuleKind(
        nothing,
        {
            "day": Reads(Date, required=False),
            "name": Option(str, is_name=True),
            "gravity": Option(str, "stop", ("stop", "warn")),
        },
    ),
}

ACCEPTED: list[tuple[str, dict[str, str | int], set[str]]] = [
    ("dates", {"first": "born"}, {"born"}),
    ("any-day", {"day": "left"}, {"left"}),
    ("of-sex", {"sex": "sex"}, {"sex"}),
    ("months", {"months": "months"}, {"months"}),
    ("many-kinds", {"at": "pay"}, {"pay"}),
    ("many-kinds", {"at": "born"}, {"born"}),
    ("options", {"most": 0}, set()),
    ("options", {"most": 3, "name": "a-1", "gravity": "warn"}, set()),
    ("condition", {"when": "claims and age(born, left) > 3"}, {"claims", "born", "left"}),
]


@pytest.mark.parametrize(("kind", "arguments", "reads"), ACCEPTED)
def test_a_rule_that_fits_names_the_fields_that_it_reads(
    kind: str, arguments: dict[str, str | int], reads: set[str]
) -> None:
    (bound,) = bind([Rule(kind, arguments)], KINDS, FIELDS, REQUIRED)
    assert (bound.reads, set(bound.readers)) == (reads, set(KINDS[kind].parameters))


BOUND: list[tuple[type[Field], str, str, object]] = [
    (Date, "born", "2000-01-02", date(2000, 1, 2)),
    (Date, "born", "2000-13-02", None),
    (Money, "pay", "6200.00", Decimal(6200)),
    (Money, "pay", "much", None),
    (Integer, "months", "2", Decimal(2)),
    (Choice, "sex", "2", "2"),
    (Choice, "sex", "7", ""),
    (Text, "sex", "2", "2"),
]


@pytest.mark.parametrize(("kind", "key", "answer", "value"), BOUND)
def test_a_rule_reads_a_field_as_its_kind_and_a_field_that_is_left_out_as_empty(
    kind: type[Field], key: str, answer: str, value: object
) -> None:
    form = form_of(*FIELDS.values())
    given = Given(form, entered(Answers.start(form), {key: answer}), date(2026, 11, 24))
    assert Reads(kind).bound(key, given) == Bound(key, value)
    assert Reads(kind).bound("", given) == Bound("", "" if isinstance(value, str) else None)


REFUSED: list[tuple[str, dict[str, str | int], str, str]] = [
    (
        "ages",
        {},
        "kind",
        "there is no rule 'ages'. Use one of: any-day, condition, dates, many-kinds, months, named, of-sex, options",
    ),
    ("dates", {}, "first", "the rule 'dates' lacks 'first'. Add it"),
    (
        "dates",
        {"first": "born", "birth": "born"},
        "birth",
        "the rule 'dates' has no parameter 'birth'. Use one of: first, last",
    ),
    (
        "dates",
        {"first": "birth"},
        "first",
        "'dates' reads the field 'birth'. Add the field, or remove the rule",
    ),
    ("dates", {"first": 3}, "first", "'dates' reads the field '3'. Add the field, or remove the rule"),
    (
        "dates",
        {"first": "pay"},
        "first",
        "the rule 'dates' reads it as date. Make it date, or remove the rule",
    ),
    (
        "dates",
        {"first": "left"},
        "first",
        "the rule 'dates' reads it as an answer that is there. Make it required, or remove the rule",
    ),
    (
        "dates",
        {"first": "born", "last": "pay"},
        "last",
        "the rule 'dates' reads it as date. Make it date, or remove the rule",
    ),
    (
        "of-sex",
        {"sex": "months"},
        "sex",
        "the rule 'of-sex' reads it as a code of 'sex'. Name 'sex', or remove the rule",
    ),
    (
        "months",
        {"months": "sex"},
        "months",
        "the rule 'months' reads it as integer. Make it integer, or remove the rule",
    ),
    (
        "many-kinds",
        {"at": "number"},
        "at",
        "the rule 'many-kinds' reads it as text. Make it text, or remove the rule",
    ),
    ("options", {}, "most", "the rule 'options' lacks 'most'. Add it"),
    (
        "options",
        {"most": "3"},
        "most",
        "'most' of the rule 'options' must be a number and not empty. Change it",
    ),
    (
        "options",
        {"most": True},
        "most",
        "'most' of the rule 'options' must be a number and not empty. Change it",
    ),
    (
        "options",
        {"most": 3, "gravity": ""},
        "gravity",
        "'gravity' of the rule 'options' must be a text and not empty. Change it",
    ),
    (
        "options",
        {"most": 3, "gravity": "grave"},
        "gravity",
        "'gravity' of the rule 'options' must be one of: stop, warn",
    ),
    *(
        (
            "options",
            {"most": 3, "name": name},
            "name",
            "'name' of the rule 'options' must have small letters, digits and hyphens only, at most 40",
        )
        for name in ("A", "a b", "1", "名", "a" * 41, "a\n")
    ),
    ("condition", {}, "when", "the rule 'condition' lacks 'when'. Add it"),
    ("condition", {"when": "pay"}, "when", "character 1: here a condition is needed, not a number. Change it"),
    (
        "condition",
        {"when": "claims and"},
        "when",
        "character 11: the expression ends too early. Go on with: the key of a field, a value, or an opening bracket",
    ),
]


@pytest.mark.parametrize(("kind", "arguments", "argument", "fault"), REFUSED)
def test_a_rule_that_does_not_fit_is_refused_with_its_parameter_and_a_remedy(
    kind: str, arguments: dict[str, str | int], argument: str, fault: str
) -> None:
    with pytest.raises(RuleRefused) as refused:
        bind([Rule("any-day", {"day": "left"}), Rule(kind, arguments)], KINDS, FIELDS, REQUIRED)
    assert (refused.value.number, refused.value.argument) == (2, argument)
    assert text(refused.value.fault, "en") == fault
    assert text(refused.value.message, "en") == f"{argument} of rule 2: {fault}"
    assert text(refused.value.message, "zh").startswith(f"第 2 条规则的 {argument}：")


TWO: list[tuple[dict[str, str | int], dict[str, str | int], bool]] = [
    ({"day": "left", "name": "a"}, {"day": "left", "name": "a"}, False),
    ({"day": "left", "name": "a"}, {"day": "left", "name": "a", "gravity": "warn"}, False),
    ({"day": "left", "name": "a"}, {"day": "left", "name": "b"}, True),
    ({"day": "left", "name": "a"}, {"day": "born", "name": "a"}, True),
]


@pytest.mark.parametrize(("first", "second", "distinct"), TWO)
def test_two_rules_whose_problems_would_have_one_name_are_refused(
    first: dict[str, str | int], second: dict[str, str | int], distinct: bool
) -> None:
    rules = [Rule("named", first), Rule("named", second)]
    if distinct:
        assert [each.rule for each in bind(rules, KINDS, FIELDS, REQUIRED)] == rules
    else:
        with pytest.raises(RuleRefused, match="kind of rule 2: the rule 'named' reads the same fields twice"):
            bind(rules, KINDS, FIELDS, REQUIRED)


def test_an_argument_is_text_and_none_is_empty() -> None:
    rule = Rule("too-many", {"number": "id_no", "most": 2})
    assert [rule.text(name) for name in ("number", "most", "other")] == ["id_no", "2", ""]


@pytest.mark.parametrize("kind", RULE_KINDS)
def test_a_kind_lists_just_the_parameters_of_its_function(kind: str) -> None:
    parameters = list(inspect.signature(RULE_KINDS[kind].judge).parameters)
    assert parameters == ["given", *RULE_KINDS[kind].parameters]


@pytest.mark.parametrize("form", shelf().forms, ids=lambda form: f"{form.id} {form.edition}")
def test_every_rule_of_a_shipped_form_is_bound(form: Form) -> None:
    fields = {each.key: each for each in form.fields}
    required = {each.key for each in form.fields if each.required}
    bound = bind(rules_of(form), RULE_KINDS, fields, required)
    assert {each.rule.kind for each in bound} >= {RULES[name].kind for name in form.rules}
    assert all(each.reads for each in bound)
