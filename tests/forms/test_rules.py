from collections.abc import Callable
from datetime import date

import pytest

from forms import rules
from forms.answers import Answers
from forms.errors import AnswerRefused
from forms.identity import check_digit
from forms.message import text
from forms.model import Form
from forms.rules import Problem, problems

ON = date(2026, 11, 24)
AT = "2026-11-24T02:00:00Z"
Answering = Callable[[dict[str, str]], Answers]
Found = tuple[str, str]  # gravity, field


def number(birth: str, sequence: str, area: str = "379999") -> str:
    first_17 = f"{area}{birth.replace('-', '')}{sequence}"
    return first_17 + check_digit(first_17)


def foreigner(id_no: str, birth: str = "1985-01-01") -> dict[str, str]:
    return {"id_type": "permanent-residence-card", "id_no": id_no, "birth": birth, "ethnic": ""}


def permit(area: str) -> dict[str, str]:
    return {"id_type": "residence-permit", "id_no": number("1988-08-16", "003", area)}


def person(birth: str, sex: str = "1") -> dict[str, str]:
    return {"birth": birth, "sex": sex, "id_no": number(birth, "003" if sex == "1" else "002")}


def found(problems_: tuple[Problem, ...]) -> set[Found]:
    return {(problem.gravity, problem.field) for problem in problems_}


REGISTRATION: dict[str, tuple[dict[str, str], set[Found]]] = {
    "the sample": ({}, set()),
    "a wrong check digit": ({"id_no": "379999198808160032"}, {("stop", "id_no")}),
    "another birth date than the number's": ({"birth": "1988-08-17"}, {("stop", "birth")}),
    "another sex than the number's": ({"sex": "2"}, {("warn", "sex")}),
    "no sex": ({"sex": ""}, {("stop", "sex")}),
    "a resident's number on a residence permit": ({"id_type": "residence-permit"}, {("warn", "id_type")}),
    "a foreigner with the card of 2017": (foreigner("ZZZ379985010112"), set()),
    "born in the other century than one would think": (foreigner("ZZZ379920010112", "1920-01-01"), {("hint", "birth")}),
    "a foreigner with the card of 2023": (foreigner(number("1985-01-01", "003", "937840")), set()),
    "a foreigner with 民族": (foreigner("ZZZ379985010112") | {"ethnic": "01"}, {("warn", "ethnic")}),
    "another birth than the number of 2017 says": (foreigner("ZZZ379985010112", "1999-01-01"), {("stop", "birth")}),
    "a birth in the number of 2017 that is no day": (foreigner("ZZZ379999999999"), {("stop", "id_no")}),
    "a foreigner whose number has not been typed": (foreigner(""), {("stop", "id_no")}),
    "a resident of Hong Kong without 民族": (permit("810000") | {"ethnic": ""}, set()),
    "a resident of Taiwan with 民族": (permit("830000"), set()),
    "a citizen without 民族": ({"ethnic": ""}, {("stop", "ethnic")}),
    "a citizen's number on a foreigner's card, without 民族": (
        {"id_type": "permanent-residence-card", "ethnic": ""},
        {("warn", "id_type"), ("stop", "ethnic")},
    ),
    "a province that does not exist": (
        {"id_no": number("1988-08-16", "003", "290101")},
        {("warn", "id_no")},
    ),
    "a foreigner's card of a province that does not exist": (foreigner("ZZZ299985010112"), {("warn", "id_no")}),
    "a replacement character in the address": ({"live_address": "某市\ufffd\ufffd路"}, {("stop", "live_address")}),
    "a box in the place of a character": ({"live_address": "某市□路"}, {("warn", "live_address")}),
    "question marks in the place of characters": ({"live_address": "某市??路"}, {("warn", "live_address")}),
    "characters read in a wrong encoding": ({"live_address": "某市锟斤拷路"}, {("warn", "live_address")}),
    "a private-use character in the address": ({"live_address": "某市\ue81e路"}, {("warn", "live_address")}),
    "a full stop for the point in a name": ({"name": "买买提.艾力"}, {("warn", "name")}),
    "a space in a name": ({"name": "张 三"}, {("warn", "name")}),
    "only points for a name": ({"name": "···"}, {("stop", "name")}),
    "one day before sixteen": (person("2010-11-25"), {("stop", "birth")}),
    "sixteen today": (person("2010-11-24"), {("warn", "birth")}),
    "one day before eighteen": (person("2008-11-25"), {("warn", "birth")}),
    "eighteen today": (person("2008-11-24"), set()),
    "not yet born": (person("2027-01-01"), {("stop", "birth"), ("stop", "id_no"), ("stop", "left_on")}),
    "a man of 60 a month too early": (person("1966-07-20"), set()),
    "a man whose age was reached this month": (person("1966-06-20"), {("hint", "birth")}),
    "a woman of 52": (person("1974-06-20", "2"), {("hint", "birth")}),
    "a woman of 40": (person("1986-06-20", "2"), set()),
    "out of work since tomorrow": ({"left_on": "2026-11-25"}, {("stop", "left_on")}),
    "out of work since today": ({"left_on": "2026-11-24"}, set()),
    "out of work before birth": ({"left_on": "1988-08-15"}, {("stop", "left_on")}),
    "another reason without remark": ({"reason": "90"}, {("stop", "remark")}),
    "another reason with remark": ({"reason": "90", "remark": "随迁"}, set()),
    "no phone": ({"phone": ""}, {("stop", "phone")}),
    "half a phone": ({"phone": "139"}, {("stop", "phone")}),
    "a reason of no list": ({"reason": "99"}, {("stop", "reason")}),
    "an unreadable day": ({"birth": "1988-13-01"}, {("stop", "birth")}),
    "a private-use character": ({"name": "张\ue81e"}, {("warn", "name")}),
    "a service of no list": ({"services": "010,999"}, {("stop", "services")}),
    "an answer without a field": ({"height": "180"}, {("stop", "height")}),
}


@pytest.mark.parametrize(("changed", "expected"), REGISTRATION.values(), ids=REGISTRATION)
def test_a_registration_is_judged(
    registration: Form, answered: Answering, changed: dict[str, str], expected: set[Found]
) -> None:
    assert found(problems(registration, answered(changed), ON)) == expected


NO_PROBATION = {"probation_months": "0", "probation_pay": "6200.00"}

CONTRACT: dict[str, tuple[dict[str, str], set[Found]]] = {
    "the sample": ({}, set()),
    "an end before the start": ({"ends_on": "2026-11-30"}, {("stop", "ends_on")}),
    "no end": ({"ends_on": ""}, {("stop", "ends_on")}),
    "three months of probation in two years": ({"probation_months": "3"}, {("stop", "probation_months")}),
    "six months of probation in three years": ({"ends_on": "2029-11-30", "probation_months": "6"}, set()),
    "six months of probation in a day less": (
        {"ends_on": "2029-11-29", "probation_months": "6"},
        {("stop", "probation_months")},
    ),
    "probation in less than three months": (
        {"ends_on": "2027-02-27", "probation_months": "1"},
        {("stop", "probation_months")},
    ),
    "one month of probation in three months": ({"ends_on": "2027-02-28", "probation_months": "1"}, set()),
    "two months of probation in less than a year": (
        {"ends_on": "2027-11-29"},
        {("stop", "probation_months")},
    ),
    "two months of probation in a year": ({"ends_on": "2027-11-30"}, set()),
    "no probation": ({"probation_months": "0", "probation_pay": "6200.00"}, set()),
    "no probation, but less pay in it": ({"probation_months": "0"}, {("stop", "probation_pay")}),
    "no probation, but more pay in it": (
        {"probation_months": "0", "probation_pay": "6200.01"},
        {("stop", "probation_pay")},
    ),
    "over yesterday": ({"starts_on": "2026-11-01", "ends_on": "2026-11-23", **NO_PROBATION}, {("stop", "ends_on")}),
    "over today": ({"starts_on": "2026-11-01", "ends_on": "2026-11-24", **NO_PROBATION}, set()),
    "over for years": (
        {"starts_on": "2023-11-01", "ends_on": "2024-11-01", **NO_PROBATION},
        {("stop", "ends_on"), ("warn", "starts_on")},
    ),
    "begins in a year": ({"starts_on": "2027-11-24", "ends_on": "2029-11-23"}, set()),
    "begins a day later than that": ({"starts_on": "2027-11-25", "ends_on": "2029-11-24"}, {("warn", "starts_on")}),
    "begins in five years": ({"starts_on": "2031-12-01", "ends_on": "2033-11-30"}, {("warn", "starts_on")}),
    "one person for both parties": ({"worker_id_no": "379999197903050119"}, {("warn", "agent_id_no")}),
    "probation not answered": ({"probation_months": ""}, {("stop", "probation_months")}),
    "written a month after work began": ({"starts_on": "2026-10-24", "ends_on": "2028-10-23"}, set()),
    "written a day later than that": (
        {"starts_on": "2026-10-23", "ends_on": "2028-10-22"},
        {("warn", "starts_on")},
    ),
    "written a year after work began": (
        {"starts_on": "2025-11-24", "ends_on": "2027-11-23"},
        {("warn", "starts_on")},
    ),
    "probation pay of exactly 80 %": ({"probation_pay": "4960.00"}, set()),
    "probation pay a cent below": ({"probation_pay": "4959.99"}, {("warn", "probation_pay")}),
    "no pay at all": ({"pay_month": "0.00"}, {("stop", "pay_month")}),
    "pay below every minimum wage": (
        {"pay_month": "1399.99", "probation_pay": "1399.99"},
        {("stop", "pay_month"), ("stop", "probation_pay")},
    ),
    "pay that may be a minimum wage": ({"pay_month": "1400.00", "probation_pay": "1400.00"}, set()),
    "pay in probation below every minimum wage": (
        {"pay_month": "1600.00", "probation_pay": "1399.00"},
        {("stop", "probation_pay")},
    ),
    "no pay in probation": ({"probation_pay": "0.00"}, {("stop", "probation_pay")}),
    "no pay in no probation": ({"probation_months": "0", "probation_pay": "0.00"}, {("stop", "probation_pay")}),
    "pay not answered": ({"pay_month": ""}, {("stop", "pay_month")}),
    "pay day 0": ({"pay_day": "0"}, {("stop", "pay_day")}),
    "pay day 31": ({"pay_day": "31"}, set()),
    "pay day 32": ({"pay_day": "32"}, {("stop", "pay_day")}),
    "hours that need approval": ({"hours": "comprehensive"}, {("warn", "hours")}),
    "flexible hours": ({"hours": "flexible"}, {("warn", "hours")}),
    "a child": ({"worker_id_no": number("2011-01-01", "002")}, {("stop", "worker_id_no")}),
    "a minor": ({"worker_id_no": number("2009-01-01", "002")}, {("warn", "worker_id_no")}),
    "a woman who may be retired": ({"worker_id_no": number("1970-01-01", "002")}, {("warn", "worker_id_no")}),
    "a man who is retired": ({"worker_id_no": number("1960-01-01", "003")}, {("warn", "worker_id_no")}),
    "a man of 55": ({"worker_id_no": number("1971-01-01", "003")}, set()),
    "an unreadable worker's number": ({"worker_id_no": "379999"}, {("stop", "worker_id_no")}),
    "a worker with the card of 2017": ({"worker_id_no": "ZZZ379985010112"}, set()),
    "a child with the card of 2017": ({"worker_id_no": "ZZZ379915010101"}, {("stop", "worker_id_no")}),
    "a minor with the card of 2017": ({"worker_id_no": "ZZZ379909010101"}, {("warn", "worker_id_no")}),
    "a card of 2017 born on no day": ({"worker_id_no": "ZZZ379999999999"}, {("stop", "worker_id_no")}),
    "an agent's province that does not exist": (
        {"agent_id_no": number("1979-03-05", "003", "290101")},
        {("warn", "agent_id_no")},
    ),
    "a credit code with another last place": ({"employer_code": "91379999MAEXAMPX6X"}, {("warn", "employer_code")}),
    "a credit code of another shape": ({"employer_code": "91379999MAEXAMPX6I"}, {("stop", "employer_code")}),
    "a full stop for the point in the worker's name": ({"worker_name": "买买提.艾力"}, {("warn", "worker_name")}),
    "a wrong body code": ({"employer_code": "91350100M000100Y56"}, {("warn", "employer_code")}),
}


@pytest.mark.parametrize(("changed", "expected"), CONTRACT.values(), ids=CONTRACT)
def test_a_contract_is_judged(contract: Form, agreed: Answering, changed: dict[str, str], expected: set[Found]) -> None:
    assert found(problems(contract, agreed(changed), ON)) == expected


@pytest.mark.parametrize("changed", [changed for changed, _ in REGISTRATION.values()], ids=REGISTRATION)
def test_every_problem_speaks_both_languages_names_a_source_and_repeats_no_answer(
    registration: Form, answered: Answering, changed: dict[str, str]
) -> None:
    for problem in problems(registration, answered(changed), ON):
        said = text(problem.message, "zh"), text(problem.message, "en")
        assert problem.message.id not in said
        assert problem.source
        for value in changed.values():
            assert len(value) < 3 or value not in "".join(said)


def test_an_unanswered_form_stops_at_every_required_field_and_nowhere_else(registration: Form) -> None:
    answers = Answers.start(registration)
    expected = {("stop", field.key) for field in registration.fields if field.required}
    assert found(problems(registration, answers, ON)) == expected


def test_an_empty_mandatory_block_stops_the_contract(contract: Form) -> None:
    stopped = {problem.field for problem in problems(contract, Answers.start(contract), ON)}
    for section in contract.sections:
        assert {field.key for field in section.fields} <= stopped


def test_answers_of_another_form_are_not_judged(registration: Form, agreed: Answering) -> None:
    with pytest.raises(AnswerRefused):
        problems(registration, agreed({}), ON)


def test_a_rule_and_the_fields_that_it_reads_are_declared_together() -> None:
    assert set(rules.RULES) == set(rules.RULE_FIELDS)


def test_a_birth_in_the_future_is_told_as_that_and_not_as_youth(registration: Form, answered: Answering) -> None:
    told = problems(registration, answered({"birth": "2027-01-01", "id_no": ""}), ON)
    assert [text(one.message, "zh") for one in told if one.field == "birth"] == ["出生日期不得晚于今天"]


def test_a_number_says_birth_and_sex_where_the_form_compares_them_and_nothing_when_it_is_wrong(
    registration: Form, contract: Form, answered: Answering, agreed: Answering
) -> None:
    assert rules.said_by_number(registration, answered({}), ON) == {"birth": "1988-08-16", "sex": "1"}
    for number in ("379999198808160032", "440524188001010014", ""):
        assert rules.said_by_number(registration, answered({"id_no": number}), ON) == {}
    assert rules.said_by_number(contract, agreed({}), ON) == {}
