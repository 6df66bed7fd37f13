"""Whether answers may become a document: missing and malformed ones, and what they say about each other.

Each rule names its law or standard. `stop` keeps the document from being frozen, `warn` asks staff to
confirm, `hint` is worth a question. A form names the rules of `RULES` that it wants; those for its fields'
kinds come by themselves.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from types import MappingProxyType

from forms import identity, terms
from forms.answers import Answers
from forms.credit import body_code_agrees, credit_code_fault
from forms.identity import birth_date_of, identity_number_problem, sex_of
from forms.model import Field, FieldKind, Form
from forms.problem import Gravity, Problem, Said
from forms.shapes import held_day, is_usual_name, shape_fault

__all__ = [
    "RULES",
    "Problem",
    "birth_date_of",
    "body_code_agrees",
    "credit_code_fault",
    "identity_number_problem",
    "problems",
    "said_by_number",
    "sex_of",
]

CHILD_LABOUR = "禁止使用童工规定第二条、第四条"
MINORS = "劳动法第五十八条、第六十四条"
NAME_SOURCE = "GB 18030-2022"
CONTRACT_LAW = "劳动合同法"


@dataclass(frozen=True, slots=True)
class Given:
    """The answers as a rule reads them: a value that its field cannot hold counts as not given."""

    form: Form
    answers: Answers
    on: date

    def text(self, key: str) -> str:
        """The value under a key of the form; empty when there is none or it is malformed."""
        value = self.answers.value(key)
        return "" if value and shape_fault(self.form.field(key), value, self.on) else value

    def day(self, key: str) -> date | None:
        """The date under a key."""
        return held_day(self.text(key))

    def number(self, key: str) -> Decimal | None:
        """The whole number or amount under a key."""
        text = self.text(key)
        return Decimal(text) if text else None


def problems(form: Form, answers: Answers, on: date) -> tuple[Problem, ...]:
    """Everything that is wrong on that day, in the form's order; `AnswerRefused` for another form's."""
    answers.require_form(form)
    given = Given(form, answers, on)
    found = [*_missing(given), *_strangers(given)]
    for field in form.fields:
        found += _field_problems(given, field)
    for name in form.rules:
        found += RULES[name](given)
    return tuple(found)


def _problem(gravity: Gravity, field: str, said: Said, source: str) -> Problem:
    return Problem(gravity, field, said.zh, said.en, source)


# Fields by themselves


def _missing(given: Given) -> Iterator[Problem]:
    for key in given.answers.missing(given.form):
        label = given.form.field(key).label
        said = Said(f"{label}尚未填写，请补充", f"{key} is not answered; enter it")
        yield _problem("stop", key, said, "表单要求")


def _strangers(given: Given) -> Iterator[Problem]:
    known = {field.key for field in given.form.fields}
    for key in given.answers.values:
        if key not in known:
            said = Said("表单没有这一栏，请重新建立办件", f"the form has no field {key}; begin the visit again")
            yield _problem("stop", key, said, "表单要求")


def _field_problems(given: Given, field: Field) -> Iterator[Problem]:
    value = given.answers.value(field.key)
    if not value:
        return
    if fault := shape_fault(field, value, given.on):
        yield _problem("stop", field.key, fault, _SOURCES.get(field.kind, "表单要求"))
    elif field.kind is FieldKind.NAME and not is_usual_name(value):
        said = Said(
            "姓名含有不常用于人名的字符，请逐字对照证件",
            "the name has a character not usual in names; compare it with the document one by one",
        )
        yield _problem("warn", field.key, said, NAME_SOURCE)
    elif field.kind is FieldKind.CREDIT and not body_code_agrees(value):
        said = Said(
            "统一社会信用代码中的主体标识码校验位不符，请对照营业执照",
            "the body code inside the social credit code has a wrong check; compare it with the licence",
        )
        yield _problem("warn", field.key, said, "GB 11714")


_SOURCES: Mapping[FieldKind, str] = MappingProxyType(
    {
        FieldKind.IDENTITY: identity.SOURCE,
        FieldKind.CREDIT: "GB 32100",
        FieldKind.DATE: "GB/T 7408",
    }
)


# Persons


def _identity_agrees(given: Given) -> Iterator[Problem]:
    number = given.text("id_no")
    birth, sex = birth_date_of(number), sex_of(number)
    if birth and given.day("birth") not in (None, birth):
        said = Said(
            "出生日期与证件号码不一致，请对照证件",
            "the birth date differs from the identity number; compare both with the document",
        )
        yield _problem("stop", "birth", said, identity.SOURCE)
    if sex and given.text("sex") not in ("", sex):
        said = Said(
            "性别与证件号码第十七位不一致，请对照证件",
            "the sex differs from the identity number; compare both with the document",
        )
        yield _problem("warn", "sex", said, identity.SOURCE)
    if number and given.text("id_type") not in ("", identity.document_of(number)):
        said = Said(
            "证件类型与证件号码不相符，请对照证件",
            "the kind of document does not carry such a number; compare both with the document",
        )
        yield _problem("warn", "id_type", said, identity.SOURCE)


def said_by_number(form: Form, answers: Answers, on: date) -> Mapping[str, str]:
    """What the identity number says of other fields of the form, by their keys: a day of birth, a sex. Not answers."""
    if "identity-agrees" not in form.rules:
        return {}
    number = Given(form, answers, on).text("id_no")
    birth, sex = birth_date_of(number), sex_of(number)
    return {key: value for key, value in (("birth", birth.isoformat() if birth else ""), ("sex", sex or "")) if value}


def _applicant_age(given: Given) -> Iterator[Problem]:
    birth = given.day("birth")
    if birth is None:
        return
    if birth > given.on:
        said = Said("出生日期不得晚于今天", "the day of birth lies in the future; correct it")
        yield _problem("stop", "birth", said, "出生日期不晚于登记日期")
        return
    yield from _young(birth, "birth", given.on)
    if _may_draw_pension(birth, given.text("sex"), given.on):
        said = Said(
            "请询问本人是否已依法享受基本养老保险待遇；已享受的不办理失业登记",
            "ask whether basic pension is already drawn; if it is, there is no registration",
        )
        yield _problem("hint", "birth", said, "人社厅发〔2020〕3号")


def _worker_age(given: Given) -> Iterator[Problem]:
    number = given.text("worker_id_no")
    birth = birth_date_of(number)
    if birth is None:
        return
    yield from _young(birth, "worker_id_no", given.on)
    if _may_draw_pension(birth, sex_of(number) or "", given.on):
        said = Said(
            "乙方可能已达法定退休年龄，请核实；已达到的应订立书面劳务协议",
            "the worker may be past retirement age; if so, a service agreement takes the contract's place",
        )
        yield _problem("warn", "worker_id_no", said, "山东省劳动合同条例第六十一条")


def _young(birth: date, field: str, on: date) -> Iterator[Problem]:
    match terms.age_on(birth, on):
        case age if age < 16:
            said = Said("未满十六周岁，不得办理", "younger than sixteen: this must not be done")
            yield _problem("stop", field, said, CHILD_LABOUR)
        case age if age < 18:
            said = Said(
                "未满十八周岁，属未成年工，适用特殊劳动保护",
                "younger than eighteen: the special protection of young workers applies",
            )
            yield _problem("warn", field, said, MINORS)


def _may_draw_pension(birth: date, sex: str, on: date) -> bool:
    """By the earliest age that the sex allows; a woman's depends on her post, which nobody may infer."""
    track = terms.RetirementTrack.MAN if sex == "1" else terms.RetirementTrack.WOMAN_50
    return terms.is_past_retirement(birth, track, on)


# Unemployment registration


def _unemployment(given: Given) -> Iterator[Problem]:
    left, birth = given.day("left_on"), given.day("birth")
    if left and left > given.on:
        said = Said("失业日期不得晚于今天", "the day of leaving lies in the future; correct it")
        yield _problem("stop", "left_on", said, "失业日期不晚于登记日期")
    if left and birth and left < birth:
        said = Said("失业日期早于出生日期，请核对", "the day of leaving lies before the birth; correct it")
        yield _problem("stop", "left_on", said, "失业日期不早于出生日期")
    if given.text("reason") == "90" and not given.text("remark"):
        said = Said("失业原因为其他的，请在备注中说明", "the reason is 'other': explain it in the remark")
        yield _problem("stop", "remark", said, "失业原因代码表")


# Labour contract


def _fixed_term(given: Given) -> Iterator[Problem]:
    starts, ends = given.day("starts_on"), given.day("ends_on")
    if starts is None or ends is None:
        return
    if ends < starts:
        said = Said("合同终止日期早于起始日期，请更正", "the contract ends before it begins; correct the dates")
        yield _problem("stop", "ends_on", said, f"{CONTRACT_LAW}第十三条")
        return
    yield from _probation(given, starts, ends)
    yield from _late_writing(starts, given.on)


def _probation(given: Given, starts: date, ends: date) -> Iterator[Problem]:
    months = given.number("probation_months")
    most = terms.longest_probation_months(terms.whole_months(starts, ends))
    if months is not None and months > most:
        said = Said(
            f"该合同期限的试用期不得超过 {most} 个月，请更正",
            f"a term of this length allows a probation of at most {most} months; correct it",
        )
        yield _problem("stop", "probation_months", said, f"{CONTRACT_LAW}第十九条")


def _late_writing(starts: date, on: date) -> Iterator[Problem]:
    if on >= terms.add_months(starts, 12):
        said = Said(
            "用工已满一年，依法视为已订立无固定期限劳动合同，请核实",
            "work began a year ago: the law holds that an open-ended contract exists; look into it",
        )
        yield _problem("warn", "starts_on", said, f"{CONTRACT_LAW}第十四条")
    elif on > terms.add_months(starts, 1):
        said = Said(
            "用工之日起已超过一个月，用人单位可能应支付二倍工资，请核实",
            "work began more than a month ago: double pay may be due; look into it",
        )
        yield _problem("warn", "starts_on", said, f"{CONTRACT_LAW}第十条、第八十二条")


def _contract_pay(given: Given) -> Iterator[Problem]:
    pay, trial, day = given.number("pay_month"), given.number("probation_pay"), given.number("pay_day")
    if pay == 0:
        said = Said("月工资不得为零，请更正", "the monthly pay is zero; correct it")
        yield _problem("stop", "pay_month", said, "劳动法第四十八条")
    if pay and trial is not None and trial * 5 < pay * 4:
        said = Said(
            "试用期工资低于约定工资的百分之八十，请核实是否达到本单位相同岗位最低档工资的百分之八十和当地最低工资标准",
            "probation pay is below 80 % of the agreed pay; confirm that it reaches 80 % of the lowest pay "
            "of the post and the local minimum wage",
        )
        yield _problem("warn", "probation_pay", said, f"{CONTRACT_LAW}第二十条")
    if day is not None and not 1 <= day <= 31:
        said = Said("发薪日应为 1 至 31 日，请更正", "the pay day is a day of the month, 1 to 31; correct it")
        yield _problem("stop", "pay_day", said, "劳动法第五十条")


def _contract_hours(given: Given) -> Iterator[Problem]:
    if given.text("hours") in ("comprehensive", "flexible"):
        said = Said(
            "该工时制度须经人力资源社会保障行政部门批准，请核实批准文件",
            "this system of hours needs the labour authority's approval; ask for it",
        )
        yield _problem("warn", "hours", said, "劳动法第三十九条")


Rule = Callable[[Given], Iterator[Problem]]

# A rule reads the fields named beside it; a form that names the rule must have them (`load` sees to it).
RULES: Mapping[str, Rule] = MappingProxyType(
    {
        "identity-agrees": _identity_agrees,
        "applicant-age": _applicant_age,
        "unemployment": _unemployment,
        "worker-age": _worker_age,
        "fixed-term": _fixed_term,
        "contract-pay": _contract_pay,
        "contract-hours": _contract_hours,
    }
)
RULE_FIELDS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "identity-agrees": ("id_no", "id_type", "birth", "sex"),
        "applicant-age": ("birth", "sex"),
        "unemployment": ("left_on", "birth", "reason", "remark"),
        "worker-age": ("worker_id_no",),
        "fixed-term": ("starts_on", "ends_on", "probation_months"),
        "contract-pay": ("pay_month", "probation_pay", "pay_day"),
        "contract-hours": ("hours",),
    }
)
