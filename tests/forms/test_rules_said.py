"""What each rule about fields says, whole: how grave, by which name, of which answers, in words, by which source."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import NoReturn

import pytest

from forms import form_consistency, rules
from forms.errors import AnswerRefused
from forms.kinds import Choice, Choices, Date, Field, Identity, Integer, Listed, Money, Phone, Text
from forms.load import find_form
from forms.message import Message, text
from forms.model import Section
from forms.problem import Problem
from forms.sample import sample_contract, sample_registration
from tests.forms.conftest import answer
from tests.forms.test_rules import ON, number

SAMPLES = {
    form.id: (form, sample)
    for form, sample in (
        (find_form("unemployment-registration"), sample_registration()),
        (find_form("fixed-term-contract"), sample_contract()),
    )
}
R, C = SAMPLES

# the form, what is changed in the sample: what is said of it
SAID: list[tuple[str, dict[str, str], tuple[str, str, str, str, str]]] = [
    (
        R,
        {"phone": ""},
        ("stop", "missing phone phone:1", "联系电话尚未填写，请补充", "联系电话 is not answered; enter it", "表单要求"),
    ),
    (
        R,
        {"height": "180"},
        (
            "stop",
            "stranger height height:1",
            "表单没有“height”这一栏，请重新建立办件",
            "the form has no field height; begin the visit again",
            "表单要求",
        ),
    ),
    (
        R,
        {"phone": "139"},
        (
            "stop",
            "shape phone phone:1",
            "电话号码不正确，请填手机号码，或者区号和座机号码（可带分机号）",
            "this is no phone number; type a mobile number, or area code and number, with an extension if there is one",
            "表单要求",
        ),
    ),
    (
        R,
        {"id_no": "379999198808160032"},
        (
            "stop",
            "shape id_no id_no:1",
            "证件号码校验位不符，请逐位对照证件",
            "the check digit of the identity number is wrong; compare it with the document digit by digit",
            "GB 11643",
        ),
    ),
    (
        R,
        {"birth": "1988-13-01"},
        (
            "stop",
            "shape birth birth:1",
            "日期不存在，请按年、月、日重新录入",
            "there is no such day; type year, month and day",
            "GB/T 7408",
        ),
    ),
    (
        R,
        {"name": "买买提.艾力"},
        (
            "warn",
            "name name name:1",
            "姓名中间的分隔号应为“·”，请对照证件改正",
            "the point between the parts of a name is U+00B7; compare it with the document",
            "GB 18030-2022",
        ),
    ),
    (
        R,
        {"live_address": "某市□路"},
        (
            "warn",
            "text live_address live_address:1",
            "含有像乱码的符号，可能有字没有录进去，请逐字核对",
            "it holds signs that often take the place of a lost character; compare it with the source",
            "GB 18030-2022",
        ),
    ),
    (
        R,
        {"id_no": number("1988-08-16", "003", "290101")},
        (
            "warn",
            "identity.province id_no id_no:1",
            "证件号码开头的省级代码不存在，请逐位对照证件",
            "the number begins with the code of no province; compare it with the document digit by digit",
            "GB/T 2260",
        ),
    ),
    (
        R,
        {"left_on": "2026-11-25"},
        (
            "stop",
            "unemployment.future left_on left_on:1",
            "失业日期不得晚于今天",
            "the day of leaving lies in the future; correct it",
            "失业日期不晚于登记日期",
        ),
    ),
    (
        R,
        {"left_on": "1988-08-15"},
        (
            "stop",
            "unemployment.before-birth left_on birth:1 left_on:1",
            "失业日期早于出生日期，请核对",
            "the day of leaving lies before the birth; correct it",
            "失业日期不早于出生日期",
        ),
    ),
    (
        R,
        {"reason": "90"},
        (
            "stop",
            "unemployment.remark remark reason:1 remark:0",
            "失业原因为其他的，请在备注中说明",
            "the reason is 'other': explain it in the remark",
            "失业原因代码表",
        ),
    ),
    (
        C,
        {"employer_code": "91379999MAEXAMPX6X"},
        (
            "warn",
            "credit.check employer_code employer_code:1",
            "统一社会信用代码末位与国家标准的算法不符，请逐位对照营业执照；与执照一致的，可以继续",
            "the last place of the social credit code differs from the standard's; compare it with the licence place "
            "by place, and go on if they are the same",
            "GB 32100",
        ),
    ),
    (
        C,
        {"employer_code": "91379999MAEXAMPX6I"},
        (
            "stop",
            "shape employer_code employer_code:1",
            "统一社会信用代码应为 18 位数字或大写字母（不含 I、O、S、V、Z），请对照营业执照",
            "a social credit code has 18 digits or capitals (no I, O, S, V, Z); compare it with the licence",
            "GB 32100",
        ),
    ),
    (
        C,
        {"employer_code": "91350100M000100Y56"},
        (
            "warn",
            "credit.body employer_code employer_code:1",
            "统一社会信用代码中的主体标识码校验位不符，请对照营业执照",
            "the body code inside the social credit code has a wrong check; compare it with the licence",
            "GB 11714",
        ),
    ),
]


def whole(problem: Problem) -> tuple[str, str, str, str, str]:
    return problem.gravity, problem.identity, text(problem.message, "zh"), text(problem.message, "en"), problem.source


@pytest.mark.parametrize(("form", "changed", "said"), SAID, ids=[said[1] for _, _, said in SAID])
def test_a_rule_says_this_and_nothing_else(form: str, changed: dict[str, str], said: tuple[str, ...]) -> None:
    of_form, sample = SAMPLES[form]
    assert [whole(each) for each in rules.problems(of_form, answer(of_form, sample | changed), ON)] == [said]


def test_the_day_of_leaving_and_of_birth_may_be_the_same() -> None:
    form, sample = SAMPLES[R]
    found = rules.problems(form, answer(form, sample | {"left_on": "1988-08-16"}), ON)
    assert [one for one in found if one.field == "left_on"] == []


def test_what_was_judged_for_one_form_is_not_told_for_another() -> None:
    form, sample = SAMPLES[R]
    answers = answer(form, sample | {"reason": "90"})
    assert len(rules.problems(form, answers, ON)) == 1
    with pytest.raises(AnswerRefused):
        rules.problems(replace(form, rules=()), answers, ON)


def test_what_a_number_says_is_left_out_where_it_says_nothing() -> None:
    form, sample = SAMPLES[R]
    of_2017 = answer(form, sample | {"id_type": "permanent-residence-card", "id_no": "ZZZ379985010112"})
    assert rules.said_by_number(form, of_2017, ON).keys() <= {"birth", "sex"}
    assert "" not in rules.said_by_number(form, of_2017, ON).values()


DAY, CODE = Date("key", "栏"), Choice("key", "栏", codes="sex")
FITS = {
    (rules.Reads(Date), DAY): True,
    (rules.Reads(Date), CODE): False,
    (rules.Reads(Choice, "sex"), CODE): True,
    (rules.Reads(Integer, or_codes="probation"), Choice("key", "栏", codes="probation")): True,
    (rules.Reads(Integer, or_codes="probation"), CODE): False,
    (rules.Reads(Integer, or_codes="probation"), Choices("key", "栏", codes="probation")): False,
}


@pytest.mark.parametrize(("case", "fits"), FITS.items(), ids=range(len(FITS)))
def test_a_field_fits_a_rule_by_its_kind_or_by_a_list_of_that_kinds_values(case: tuple, fits: bool) -> None:
    reads, field = case
    assert reads.fits(field) is fits


# field, kind, code list, whether it must be required; "or" a code list whose codes are values of the kind
READS: dict[str, list[tuple[str, type[Field], str, bool]]] = {
    "identity-agrees": [
        ("id_no", Identity, "", True),
        ("id_type", Choice, "id-type", True),
        ("birth", Date, "", True),
        ("sex", Choice, "sex", True),
    ],
    "applicant-age": [("birth", Date, "", True), ("sex", Choice, "sex", True)],
    "unemployment": [
        ("left_on", Date, "", True),
        ("birth", Date, "", True),
        ("reason", Choice, "unemployment-reason", True),
        ("remark", Text, "", False),
    ],
    "worker-age": [("worker_id_no", Identity, "", True)],
    "fixed-term": [
        ("starts_on", Date, "", True),
        ("ends_on", Date, "", True),
        ("probation_months", Integer, "or probation", True),
    ],
    "contract-pay": [
        ("pay_month", Money, "", True),
        ("probation_pay", Money, "", True),
        ("probation_months", Integer, "or probation", True),
        ("pay_day", Integer, "", True),
    ],
    "contract-hours": [("hours", Choice, "working-hours", True)],
}
CASES = [(rule, *reads) for rule, fields in READS.items() for reads in fields]


def field(kind: type[Field], key: str, codes: str = "", required: bool = True) -> Field:
    return kind(key, key, required=required, **({"codes": codes} if issubclass(kind, Listed) else {}))


class NotUsable(Exception):
    """The form is refused."""


def refusal(rule: str, *changed: Field, without: str = "") -> str:
    """Where a form with what the rule reads, but for these fields, is refused; "" where it is not."""
    fields = {key: field(kind, key, codes) for key, kind, codes, _ in READS[rule]}
    fields |= {each.key: each for each in changed}
    fields.pop(without, None)
    section = Section("all", "", tuple(fields.values()))
    form = replace(SAMPLES[R][0], sections=(section,), rules=(rule,))

    def refuse(key: str, fault: Message) -> NoReturn:
        raise NotUsable(key)

    try:
        form_consistency._rules(form, refuse)
    except NotUsable as refused:
        return str(refused)
    return ""


@pytest.mark.parametrize("rule", READS)
def test_a_form_with_all_that_a_rule_reads_can_be_used(rule: str) -> None:
    assert refusal(rule) == ""


def test_there_is_no_other_rule() -> None:
    assert set(READS) == set(rules.RULES)


@pytest.mark.parametrize(("rule", "key", "kind", "codes", "required"), CASES)
def test_a_form_without_what_a_rule_reads_cannot_be_used(
    rule: str, key: str, kind: type[Field], codes: str, required: bool
) -> None:
    assert refusal(rule, without=key) == "rules"
    assert refusal(rule, field(Phone, key)) == f"field.{key}.kind"
    assert refusal(rule, field(kind, key, codes, required=False)) == (f"field.{key}.required" if required else "")
    if kind is Choice:
        assert refusal(rule, field(kind, key, "education")) == f"field.{key}.codes"
    as_code = field(Choice, key, codes.removeprefix("or ") or "probation")
    assert refusal(rule, as_code) == ("" if codes else f"field.{key}.kind")


def test_a_day_is_part_of_the_judgement() -> None:
    form, sample = SAMPLES[R]
    answers = answer(form, sample | {"left_on": "2026-11-25"})
    assert [len(rules.problems(form, answers, on)) for on in (ON, date(2026, 11, 25), ON)] == [1, 0, 1]
