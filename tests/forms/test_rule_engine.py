"""The engine judges again only what changed, and finds what a judgement from the beginning finds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forms import rules
from forms.answers import Answers
from forms.earlier_records import NO_RECORDS, EarlierRecord
from forms.errors import AnswerRefused, ExpressionCycle
from forms.field_conditions import Conditions
from forms.kinds import Choice, Date, Identity, Integer, Money, Text, YesNo
from forms.load import find_form
from forms.problem import Problem
from forms.rule_binding import Rule
from forms.rule_engine import Check, judge, plan
from forms.rule_input import Given
from forms.rule_kinds import RULE_KINDS
from forms.sample import sample_contract, sample_registration
from tests.forms.small_forms import AT, conditions_of, entered, field, form_of
from tests.forms.test_rules import CONTRACT, REGISTRATION

ON = date(2026, 11, 24)
Found = set[tuple[str, str]]

FORM = form_of(
    field("claims", YesNo, required=True),
    field("account", Text),
    field("bank", Text, required=True),
    field("born", Date),
    field("age", Integer),
    field("school", Text),
    field("left", Date),
)
START = Answers.start(FORM)


def found(problems: tuple[Problem, ...]) -> Found:
    return {(one.rule, one.field) for one in problems}


# Which checks run


def counting(ran: Counter[str], name: str) -> Callable[[Given], Iterator[Problem]]:
    def judged(_given: Given) -> Iterator[Problem]:
        ran[name] += 1
        return iter(())

    return judged


def counted(ran: Counter[str]) -> list[Check]:
    return [
        Check(counting(ran, "claims"), frozenset({"claims"})),
        Check(counting(ran, "account"), frozenset({"account"})),
        Check(counting(ran, "both"), frozenset({"claims", "account"})),
        Check(counting(ran, "age"), frozenset({"age"})),
        Check(counting(ran, "strangers"), frozenset(), reads_strangers=True),
        Check(counting(ran, "records"), frozenset(), asks_records=True),
        Check(counting(ran, "nothing"), frozenset()),
    ]


ALL = {"claims", "account", "both", "age", "strangers", "records", "nothing"}
READING = {"claims", "account", "both", "age"}
CHANGES: dict[str, tuple[dict[str, str], set[str]]] = {
    "nothing": ({}, set()),
    "the same value": ({"claims": "yes"}, set()),
    "one field": ({"claims": "no"}, {"claims", "both"}),
    "another field": ({"account": "2"}, {"account", "both"}),
    "two fields": ({"account": "2", "claims": "no"}, {"account", "both", "claims"}),
    "a field that no check reads": ({"bank": "B"}, set()),
    "a malformed value": ({"claims": "perhaps"}, {"claims", "both"}),
    "the first value": ({"born": "2000-01-01"}, {"age"}),
    "every field": ({each.key: "2000-01-01" for each in FORM.fields}, READING),
    "no field": ({"height": "180"}, {"strangers"}),
}


@pytest.mark.parametrize(("changed", "expected"), CHANGES.values(), ids=CHANGES)
def test_only_the_checks_that_read_a_changed_field_run_again(changed: dict[str, str], expected: set[str]) -> None:
    ran: Counter[str] = Counter()
    conditions = conditions_of(FORM, derived={"age": "age(born, today)"})
    of = plan(FORM, counted(ran), conditions)
    first = entered(START, {"claims": "yes", "account": "1"})
    before = judge(of, first, ON)
    assert ran == dict.fromkeys(ALL, 1)
    judge(of, entered(first, changed), ON, before=before)
    assert {name for name, count in ran.items() if count == 2} == expected


def test_a_value_that_changes_there_and_back_is_judged_again_for_its_version() -> None:
    ran: Counter[str] = Counter()
    of = plan(FORM, counted(ran), Conditions())
    first = entered(START, {"claims": "yes"})
    before = judge(of, first, ON)
    judge(of, entered(entered(first, {"claims": "no"}), {"claims": "yes"}), ON, before=before)
    assert (ran["claims"], ran["account"]) == (2, 1)


def test_a_derived_value_that_stays_the_same_runs_no_rule_again() -> None:
    ran: Counter[str] = Counter()
    of = plan(FORM, counted(ran), conditions_of(FORM, derived={"age": "age(born, today)"}, shown={"age": "claims"}))
    first = entered(START, {"born": "2000-01-01", "claims": "yes"})
    before = judge(of, first, ON)
    judge(of, entered(first, {"born": "2000-01-02"}), ON, before=before)
    assert ran["age"] == 1
    judge(of, entered(first, {"born": "2001-01-02"}), ON, before=before)
    judge(of, entered(first, {"claims": "no"}), ON, before=before)
    assert ran["age"] == 3


def test_a_check_of_an_answer_runs_no_rule_again() -> None:
    ran: Counter[str] = Counter()
    of = plan(FORM, counted(ran), Conditions())
    first = entered(START, {"claims": "yes"})
    judge(of, first.check(["claims"], "applicant", AT), ON, before=judge(of, first, ON))
    assert set(ran.values()) == {1}


def test_another_day_another_plan_and_other_records_are_judged_again() -> None:
    class Others:
        def naming(self, number: str) -> tuple[()]:
            return ()

    ran: Counter[str] = Counter()
    of, same = (plan(FORM, counted(ran), Conditions()) for _ in range(2))
    first = judge(of, START, ON)
    for expected, again in (
        (ALL, lambda: judge(of, START, date(2026, 11, 25), before=first)),
        (ALL, lambda: judge(same, START, ON, before=first)),
        ({"records"}, lambda: judge(of, START, ON, Others(), before=first)),
        (set(), lambda: judge(of, START, ON, NO_RECORDS, before=first)),
    ):
        ran.clear()
        again()
        assert set(ran) == expected


def test_answers_of_another_form_are_not_judged() -> None:
    of = plan(FORM, [], Conditions())
    with pytest.raises(AnswerRefused):
        judge(of, Answers.start(replace(FORM, title="another")), ON)


# Conditions

# shown, required, derived; the answers; what is found
CONDITIONS: dict[str, tuple[dict[str, dict[str, str]], dict[str, str], Found]] = {
    "no condition": ({}, {}, {("missing", "claims"), ("missing", "bank")}),
    "a required field that is hidden": (
        {"shown": {"bank": "claims"}},
        {"claims": "no"},
        set(),
    ),
    "a required field that is shown": ({"shown": {"bank": "claims"}}, {"claims": "yes"}, {("missing", "bank")}),
    "a condition on an empty answer": ({"shown": {"bank": "claims"}}, {}, {("missing", "claims")}),
    "a condition on a malformed answer": (
        {"shown": {"bank": "claims"}},
        {"claims": "perhaps"},
        {("shape", "claims")},
    ),
    "a malformed answer that is hidden": (
        {"shown": {"left": "claims"}},
        {"claims": "no", "bank": "B", "left": "yesterday"},
        set(),
    ),
    "a malformed answer that is shown": (
        {"shown": {"left": "claims"}},
        {"claims": "yes", "bank": "B", "left": "yesterday"},
        {("shape", "left")},
    ),
    "hidden by a field that is hidden itself": (
        {"shown": {"account": "claims", "bank": "account != empty"}},
        {"claims": "no", "account": "1"},
        set(),
    ),
    "shown by a field that is shown itself": (
        {"shown": {"account": "claims", "bank": "account != empty"}},
        {"claims": "yes", "account": "1"},
        {("missing", "bank")},
    ),
    "required under a condition": (
        {"required": {"account": "claims"}},
        {"claims": "yes", "bank": "B"},
        {("missing", "account")},
    ),
    "not required under a condition": ({"required": {"account": "claims"}}, {"claims": "no", "bank": "B"}, set()),
    "required under a condition, but hidden": (
        {"required": {"account": "claims"}, "shown": {"account": 'bank = "A"'}},
        {"claims": "yes", "bank": "B"},
        set(),
    ),
    "a derived value that is read by a condition": (
        {"derived": {"age": "age(born, today)"}, "required": {"school": "age < 18"}},
        {"claims": "no", "bank": "B", "born": "2008-11-25"},
        {("missing", "school")},
    ),
    "a derived value a day later": (
        {"derived": {"age": "age(born, today)"}, "required": {"school": "age < 18"}},
        {"claims": "no", "bank": "B", "born": "2008-11-24"},
        set(),
    ),
    "a derived value is not asked for": (
        {"derived": {"bank": "account"}},
        {"claims": "no"},
        set(),
    ),
    "a derived value and not what was typed": (
        {"derived": {"account": 'if claims then "1" else "2"'}, "shown": {"bank": 'account = "1"'}},
        {"claims": "no", "account": "1"},
        set(),
    ),
}


@pytest.mark.parametrize(("conditions", "values", "expected"), CONDITIONS.values(), ids=CONDITIONS)
def test_conditions_decide_what_is_asked(
    conditions: dict[str, dict[str, str]], values: dict[str, str], expected: Found
) -> None:
    of = rules.planned(FORM, (), conditions_of(FORM, **conditions))
    assert found(judge(of, entered(START, values), ON).problems) == expected


IN_ORDER = Rule("in-order", {"first": "born", "last": "left"})
WRONG_ORDER = {"claims": "no", "bank": "B", "born": "2000-01-02", "left": "2000-01-01"}


def test_a_rule_reads_a_hidden_answer_as_empty_and_a_derived_value_as_given() -> None:
    plain = rules.planned(FORM, (IN_ORDER,), Conditions())
    hiding = rules.planned(FORM, (IN_ORDER,), conditions_of(FORM, shown={"left": "claims"}))
    deriving = rules.planned(FORM, (IN_ORDER,), conditions_of(FORM, derived={"left": "2000-01-01"}))
    answers = entered(START, WRONG_ORDER)
    assert found(judge(plain, answers, ON).problems) == {("in-order", "left")}
    assert found(judge(hiding, answers, ON).problems) == set()
    assert found(judge(deriving, entered(answers, {"left": ""}), ON).problems) == {("in-order", "left")}


def test_what_fields_hold_and_which_are_hidden_is_part_of_the_judgement() -> None:
    conditions = conditions_of(FORM, shown={"left": "claims"}, derived={"age": "age(born, today)"})
    values = judge(rules.planned(FORM, (), conditions), entered(START, WRONG_ORDER), ON).values
    assert (values.texts["age"], values.texts["left"], values.texts["school"]) == ("26", "", "")
    assert values.hidden == {"left"}


def test_a_circle_of_conditions_is_refused_when_the_plan_is_made() -> None:
    with pytest.raises(ExpressionCycle, match="depend on each other"):
        rules.planned(FORM, (), conditions_of(FORM, shown={"account": "bank = empty"}, derived={"bank": "account"}))


# Incremental and whole

KEYS = [each.key for each in FORM.fields]
VALUES = st.sampled_from(["yes", "no", "", "1", "B", "2008-11-25", "2000-01-01", "2030-01-01", "perhaps"])
MANY = conditions_of(
    FORM,
    shown={"account": "claims", "bank": "account != empty", "left": 'bank = "B" or born < 2005-01-01'},
    required={"school": "age < 18", "left": "claims"},
    derived={"age": "age(born, today)"},
)


def steps(keys: list[str], values: st.SearchStrategy[str]) -> st.SearchStrategy[list[dict[str, str]]]:
    return st.lists(st.dictionaries(st.sampled_from([*keys, "height"]), values, max_size=3), max_size=8)


@given(steps(KEYS, VALUES))
def test_a_judgement_of_changes_equals_one_from_the_beginning(changes: list[dict[str, str]]) -> None:
    its_rules = (IN_ORDER, Rule("not-in-future", {"day": "left", "gravity": "warn"}))
    never = Rule("never", {"name": "young", "when": "age < 16 and claims", "at": "born", "words": "w"})
    of = rules.planned(FORM, (*its_rules, never), MANY)
    answers = START
    judged = judge(of, answers, ON)
    for values in changes:
        answers = entered(answers, values)
        judged = judge(of, answers, ON, before=judged)
        whole = judge(of, answers, ON)
        assert (judged.problems, judged.values) == (whole.problems, whole.values)


EACH_KIND = form_of(
    field("number", Identity, required=True),
    field("second", Identity, required=True),
    field("document", Choice, "id-type", required=True),
    field("sex", Choice, "sex", required=True),
    field("ethnic", Choice, "ethnic"),
    field("reason", Choice, "unemployment-reason", required=True),
    field("hours", Choice, "working-hours", required=True),
    field("first", Date, required=True),
    field("last", Date, required=True),
    field("months", Integer, required=True),
    field("pay", Money, required=True),
    field("trial", Money, required=True),
    field("remark", Text),
)
ALL_KINDS = (
    Rule("identity-agrees", {"number": "number", "document": "document", "birth": "first", "sex": "sex"}),
    Rule("identity-agrees", {"number": "second"}),
    Rule("ethnic-group", {"ethnic": "ethnic", "number": "number"}),
    Rule("applicant-age", {"birth": "first", "sex": "sex"}),
    Rule("applicant-age", {"birth": "last"}),
    Rule("worker-age", {"number": "number"}),
    Rule("one-person", {"first": "number", "second": "second"}),
    Rule("unemployment", {"left_on": "last", "birth": "first", "reason": "reason", "remark": "remark"}),
    Rule("fixed-term", {"starts": "first", "ends": "last", "probation": "months"}),
    Rule("contract-pay", {"pay": "pay", "trial_pay": "trial", "probation": "months", "pay_day": "months"}),
    Rule("contract-hours", {"hours": "hours"}),
    Rule("in-order", {"first": "first", "last": "last"}),
    Rule("not-in-future", {"day": "last"}),
    Rule("never", {"name": "n", "when": "pay > trial and first < last", "at": "pay", "words": "w"}),
    Rule("already-registered", {"number": "number"}),
    Rule("contradicts", {"number": "number", "form": "another", "title": "t"}),
    Rule("too-many", {"number": "number", "other": "second", "most": 0}),
)


class Anybody:
    """Records that name every person."""

    def naming(self, number: str) -> tuple[EarlierRecord, ...]:
        return tuple(
            EarlierRecord(f"1-{at}", form_id, date(2026, 1, 1), frozenset({number, "379999197903050119"}))
            for at, form_id in enumerate((EACH_KIND.id, "another"))
        )


def test_every_kind_of_rule_is_tried() -> None:
    assert {rule.kind for rule in ALL_KINDS} == set(RULE_KINDS)


LIKELY_TEXTS = [
    "379999197903050119",
    "379999201101010021",
    "ZZZ379985010112",
    "810000198808160035",
    "1",
    "2",
    "90",
    "01",
    "0",
    "6",
    "32",
    "0.00",
    "1400.00",
    "resident-card",
    "permanent-residence-card",
    "flexible",
    "standard",
    "2126-12-31",
    "1900-01-01",
    "2000-02-29",
    "2026-11-24",
    "2026-11-25",
    "2010-11-25",
    "",
]
LIKELY = st.one_of(
    st.sampled_from(LIKELY_TEXTS),
    st.dates(date(1890, 1, 1), date(2140, 1, 1)).map(str),
    st.text("0123456789.-,X", max_size=18),
)


@given(steps([each.key for each in EACH_KIND.fields], LIKELY), st.dates(date(2020, 1, 1), date(2040, 1, 1)))
def test_no_rule_fails_on_any_answers_and_each_reads_only_what_it_says(changes: list[dict[str, str]], on: date) -> None:
    of, records, answers = rules.planned(EACH_KIND, ALL_KINDS, Conditions()), Anybody(), Answers.start(EACH_KIND)
    judged = judge(of, answers, on, records)
    for values in changes:
        answers = entered(answers, values)
        judged = judge(of, answers, on, records, judged)
        assert judged.problems == judge(of, answers, on, records).problems
        assert len({one.identity for one in judged.problems}) == len(judged.problems)


def cases(table: Mapping[str, tuple[dict[str, str], object]]) -> st.SearchStrategy[list[dict[str, str]]]:
    return st.lists(st.sampled_from([changed for changed, _ in table.values()]), max_size=6)


SHIPPED = {
    "unemployment-registration": (sample_registration(), cases(REGISTRATION)),
    "fixed-term-contract": (sample_contract(), cases(CONTRACT)),
}


@pytest.mark.parametrize("form_id", SHIPPED)
@given(data=st.data())
@settings(max_examples=30, deadline=None)
def test_the_shipped_forms_are_judged_alike_by_changes_and_from_the_beginning(
    form_id: str, data: st.DataObject
) -> None:
    form = find_form(form_id)
    sample, changes = SHIPPED[form_id]
    of = rules.plan_of(form)
    answers = entered(Answers.start(form), sample)
    judged = judge(of, answers, ON)
    for changed in data.draw(changes):
        answers = entered(answers, sample | changed)
        judged = judge(of, answers, ON, before=judged)
        assert judged.problems == judge(of, answers, ON).problems
