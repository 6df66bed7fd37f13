"""The rules that any form may use, from both sides, and the rules about earlier records behind their port."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date

import pytest

from forms import rules
from forms.answers import Answers
from forms.earlier_records import NO_RECORDS, EarlierRecord, EarlierRecords
from forms.field_conditions import Conditions
from forms.kinds import Choice, Credit, Date, Identity, Money
from forms.message import text
from forms.problem import Problem, with_confirmations
from forms.rule_binding import Rule
from forms.rule_engine import judge
from tests.forms.small_forms import entered, field, form_of
from tests.forms.test_rules import number

ON = date(2026, 11, 24)
FORM = form_of(
    field("number", Identity, required=True),
    field("employer", Credit, required=True),
    field("first", Date),
    field("last", Date),
    field("pay", Money),
    field("ethnic", Choice, "ethnic"),
    field("kind", Choice, "id-type", required=True),
)
PERSON, OTHER_PERSON = number("1988-08-16", "003"), number("1979-03-05", "003")
EMPLOYER = "91379999MAEXAMPX6W"
VALUES = {"number": PERSON, "employer": EMPLOYER, "kind": "resident-card"}


class Records:
    """Earlier records in memory."""

    def __init__(self, *records: EarlierRecord) -> None:
        self._records = records

    def naming(self, number: str) -> Collection[EarlierRecord]:
        return [each for each in self._records if number in each.numbers]


def judged(rule: Rule, changed: Mapping[str, str], records: EarlierRecords = NO_RECORDS) -> tuple[Problem, ...]:
    of = rules.planned(FORM, (rule,), Conditions())
    return judge(of, entered(Answers.start(FORM), {**VALUES, **changed}), ON, records).problems


def whole(problem: Problem) -> tuple[str, str, str, str]:
    return problem.gravity, problem.identity, text(problem.message, "en"), problem.source


IN_ORDER = Rule("in-order", {"first": "first", "last": "last"})
STRICT = Rule("in-order", {"first": "first", "last": "last", "gravity": "warn", "source": "劳动合同法第十三条"})
PAST = Rule("not-in-future", {"day": "first"})
HIGH_PAY = Rule(
    "never",
    {
        "name": "high-pay",
        "when": "pay > 100000 and first <= today",
        "at": "pay",
        "gravity": "hint",
        "words": "月薪超过十万元，请核对",
        "source": "本站规定",
    },
)
ETHNIC = Rule("ethnic-group", {"ethnic": "ethnic", "number": "number", "document": "kind"})
ETHNIC_BY_NUMBER = Rule("ethnic-group", {"ethnic": "ethnic", "number": "number"})
FOREIGN = {"number": number("1985-01-01", "003", "937840"), "kind": "permanent-residence-card"}
SAID: list[tuple[Rule, dict[str, str], tuple[str, str, str, str] | None]] = [
    (IN_ORDER, {"first": "2026-01-02", "last": "2026-01-02"}, None),
    (IN_ORDER, {"first": "2026-01-02"}, None),
    (IN_ORDER, {"last": "2026-01-02"}, None),
    (
        IN_ORDER,
        {"first": "2026-01-02", "last": "2026-01-01"},
        (
            "stop",
            "in-order last first:1 last:1",
            "'LAST' lies before 'FIRST'; compare the two days",
            "表单要求",
        ),
    ),
    (
        STRICT,
        {"first": "2026-01-02", "last": "2026-01-01"},
        (
            "warn",
            "in-order last first:1 last:1",
            "'LAST' lies before 'FIRST'; compare the two days",
            "劳动合同法第十三条",
        ),
    ),
    (PAST, {"first": "2026-11-24"}, None),
    (PAST, {}, None),
    (
        PAST,
        {"first": "2026-11-25"},
        ("stop", "not-in-future first first:1", "'FIRST' lies in the future; correct it", "表单要求"),
    ),
    (HIGH_PAY, {"pay": "100000.00", "first": "2026-11-24"}, None),
    (HIGH_PAY, {"pay": "100000.01", "first": "2026-11-25"}, None),
    (HIGH_PAY, {"pay": "100000.01"}, None),
    (
        HIGH_PAY,
        {"pay": "100000.01", "first": "2026-11-24"},
        ("hint", "never.high-pay pay first:1 pay:1", "月薪超过十万元，请核对", "本站规定"),
    ),
    (ETHNIC, {"ethnic": "01"}, None),
    (ETHNIC, FOREIGN, None),
    (
        ETHNIC,
        {**FOREIGN, "ethnic": "01"},
        (
            "warn",
            "identity-agrees.ethnic ethnic ethnic:1 kind:1 number:1",
            "foreigners have no 民族; clear the field",
            "GB/T 3304",
        ),
    ),
    (ETHNIC_BY_NUMBER, {"ethnic": "01"}, None),
    (
        ETHNIC_BY_NUMBER,
        {**FOREIGN, "ethnic": "01"},
        (
            "warn",
            "identity-agrees.ethnic ethnic ethnic:1 number:1",
            "foreigners have no 民族; clear the field",
            "GB/T 3304",
        ),
    ),
]


@pytest.mark.parametrize(("rule", "changed", "said"), SAID)
def test_a_rule_says_this_or_nothing(
    rule: Rule, changed: dict[str, str], said: tuple[str, str, str, str] | None
) -> None:
    assert [whole(each) for each in judged(rule, changed)] == ([said] if said else [])


# Earlier records


def record(serial: int, form_id: str, signed_on: date, *numbers: str, ended_on: date | None = None) -> EarlierRecord:
    return EarlierRecord(f"379999-2026-{serial:06}", form_id, signed_on, frozenset(numbers), ended_on)


OWN, WORK = FORM.id, "employment-registration"
MARCH, MAY, TOMORROW = date(2026, 3, 1), date(2026, 5, 1), date(2026, 11, 25)
REGISTERED = Rule("already-registered", {"number": "number"})
AT_WORK = Rule("contradicts", {"number": "number", "form": WORK, "title": "就业登记表", "gravity": "stop"})
TWICE = Rule("too-many", {"number": "number", "other": "employer", "most": 1})
TWICE_AT_ALL = Rule("too-many", {"number": "number", "most": 1})

FOUND: dict[str, tuple[Rule, list[EarlierRecord], list[str]]] = {
    "no record": (REGISTERED, [], []),
    "of another person": (REGISTERED, [record(1, OWN, MARCH, OTHER_PERSON)], []),
    "of another form": (REGISTERED, [record(1, WORK, MARCH, PERSON)], []),
    "in force": (REGISTERED, [record(1, OWN, MARCH, PERSON)], ["warn already-registered.379999-2026-000001"]),
    "signed today": (REGISTERED, [record(1, OWN, ON, PERSON)], ["warn already-registered.379999-2026-000001"]),
    "signed tomorrow": (REGISTERED, [record(1, OWN, TOMORROW, PERSON)], []),
    "ended today": (REGISTERED, [record(1, OWN, MARCH, PERSON, ended_on=ON)], []),
    "ends tomorrow": (
        REGISTERED,
        [record(1, OWN, MARCH, PERSON, ended_on=TOMORROW)],
        ["warn already-registered.379999-2026-000001"],
    ),
    "two, the older first": (
        REGISTERED,
        [record(2, OWN, MAY, PERSON), record(3, OWN, MARCH, PERSON)],
        ["warn already-registered.379999-2026-000003", "warn already-registered.379999-2026-000002"],
    ),
    "the other form": (AT_WORK, [record(1, WORK, MARCH, PERSON)], ["stop contradicts.379999-2026-000001"]),
    "the own form does not contradict": (AT_WORK, [record(1, OWN, MARCH, PERSON)], []),
    "once": (TWICE, [record(1, OWN, MARCH, PERSON, EMPLOYER)], []),
    "twice": (
        TWICE,
        [
            record(1, OWN, MARCH, PERSON, EMPLOYER, ended_on=MAY),
            record(2, OWN, MAY, PERSON, EMPLOYER),
        ],
        ["warn too-many"],
    ),
    "twice with another employer": (
        TWICE,
        [record(1, OWN, MARCH, PERSON), record(2, OWN, MAY, PERSON, EMPLOYER)],
        [],
    ),
    "twice with any employer": (
        TWICE_AT_ALL,
        [record(1, OWN, MARCH, PERSON), record(2, OWN, MAY, PERSON, EMPLOYER)],
        ["warn too-many"],
    ),
    "twice, once today": (
        TWICE,
        [record(1, OWN, ON, PERSON, EMPLOYER), record(2, OWN, MAY, PERSON, EMPLOYER)],
        ["warn too-many"],
    ),
    "twice, once tomorrow": (
        TWICE,
        [record(1, OWN, TOMORROW, PERSON, EMPLOYER), record(2, OWN, MAY, PERSON, EMPLOYER)],
        [],
    ),
    "twice by another form": (
        TWICE,
        [record(1, WORK, MARCH, PERSON, EMPLOYER), record(2, OWN, MAY, PERSON, EMPLOYER)],
        [],
    ),
}


@pytest.mark.parametrize(("rule", "records", "expected"), FOUND.values(), ids=FOUND)
def test_a_rule_about_earlier_records_finds_these(
    rule: Rule, records: list[EarlierRecord], expected: list[str]
) -> None:
    found = judged(rule, {}, Records(*records))
    assert [f"{one.gravity} {one.rule}" for one in found] == expected
    assert {one.field for one in found} <= {"number"}


def test_a_new_port_is_asked_again_and_the_same_one_is_not() -> None:
    of = rules.planned(FORM, (REGISTERED,), Conditions())
    answers = entered(Answers.start(FORM), VALUES)
    before = judge(of, answers, ON)
    records = Records(record(1, OWN, MARCH, PERSON))
    after = judge(of, answers, ON, records, before)
    assert [len(each.problems) for each in (before, after, judge(of, answers, ON, records, after))] == [0, 1, 1]
    assert judge(of, answers, ON, records, after).problems[0] is after.problems[0]


def test_a_record_in_force_is_named_by_number_and_day_and_nothing_personal() -> None:
    (problem,) = judged(REGISTERED, {}, Records(record(1, OWN, MARCH, PERSON)))
    assert text(problem.message, "zh") == (
        "此人已办理《失业登记表》（编号 379999-2026-000001，2026-03-01），尚未注销或者结束。"
        "请先核对，确需再办的，由工作人员确认"
    )
    assert PERSON not in repr(record(1, OWN, MARCH, PERSON))


SOURCES = [
    (Rule("already-registered", {"number": "number", "source": "法一"}), "失业登记表", "法一"),
    (REGISTERED, "失业登记表", "表单要求"),
    (Rule("contradicts", {"number": "number", "form": OWN, "title": "另一表", "source": "法二"}), "另一表", "法二"),
    (Rule("too-many", {"number": "number", "most": 0, "source": "法三"}), "失业登记表", "法三"),
]


@pytest.mark.parametrize(("rule", "title", "source"), SOURCES)
def test_a_rule_about_earlier_records_names_the_form_and_its_source(rule: Rule, title: str, source: str) -> None:
    (problem,) = judged(rule, {}, Records(record(1, OWN, MARCH, PERSON)))
    assert f"《{title}》" in text(problem.message, "zh")
    assert problem.source == source


def test_too_many_records_are_told_with_their_count() -> None:
    records = Records(*(record(at, OWN, MARCH, PERSON, EMPLOYER) for at in range(3)))
    (problem,) = judged(TWICE, {}, records)
    assert text(problem.message, "zh") == "《失业登记表》此前已办理 3 次，超过 1 次。请核对是否还能办理"
    assert problem.identity == "too-many number employer:1 number:1"


@pytest.mark.parametrize("rule", [REGISTERED, AT_WORK, TWICE])
@pytest.mark.parametrize("changed", [{"number": ""}, {"number": PERSON[:-1]}])
def test_without_a_right_number_no_record_is_asked_for(rule: Rule, changed: dict[str, str]) -> None:
    class Unasked:
        def naming(self, number: str) -> Collection[EarlierRecord]:
            raise AssertionError(number)

    assert {one.rule for one in judged(rule, changed, Unasked())} <= {"missing", "shape"}


def test_without_the_other_party_renewals_are_not_counted() -> None:
    records = Records(*(record(at, OWN, MARCH, PERSON, EMPLOYER) for at in range(3)))
    assert {one.rule for one in judged(TWICE, {"employer": ""}, records)} == {"missing"}


def test_a_problem_says_where_another_answer_may_end_it_and_who_confirmed_it() -> None:
    (warning,) = judged(STRICT, {"first": "2026-01-02", "last": "2026-01-01"})
    (stop,) = judged(IN_ORDER, {"first": "2026-01-02", "last": "2026-01-01"})
    assert warning.satisfied_by == ("first", "last")
    assert (warning.confirmed_by, stop.identity) == ("", warning.identity)
    confirmed = with_confirmations((warning, stop), {warning.identity: "staff:S01", "other": "staff:S02"})
    assert [one.confirmed_by for one in confirmed] == ["staff:S01", ""]
    assert with_confirmations((warning,), {}) == (warning,)
