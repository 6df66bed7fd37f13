"""The rules that decide whether answers may become a document: missing, malformed and contradictory ones.

Each rule names its law or standard. `stop` keeps the document from being frozen, `warn` asks staff to confirm,
`hint` is worth a question. A form names the rules of `RULES` that it wants. The rules for the kinds of its fields and
for its parties always apply.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from weakref import ref

from forms import contracts, persons
from forms.answers import Answers
from forms.credit import body_code_agrees, credit_code_fault
from forms.identity import birth_date_of, birth_date_on, sex_of
from forms.kinds import Choice, Date, Field, Identity, Integer, Money, Text
from forms.kinds.field import FORM
from forms.message import Message
from forms.model import Form
from forms.problem import Problem
from forms.rule_input import Given

__all__ = [
    "RULES",
    "Problem",
    "birth_date_of",
    "body_code_agrees",
    "credit_code_fault",
    "problems",
    "said_by_number",
    "sex_of",
]


_JUDGED: dict[int, tuple[ref[Answers], Form, date, tuple[Problem, ...]]] = {}
"""The problems that were found, by the `id` of the answers; a screen asks many times about the same ones.

An item is dropped when its answers are.
"""


def problems(form: Form, answers: Answers, on: date) -> tuple[Problem, ...]:
    """Return everything that is wrong with the answers, in the form's order.

    Args:
        form: The form that the answers were started for.
        answers: The answers to judge; the result is cached as long as this very object exists.
        on: The day of judging: it decides ages, terms and usable codes.

    Raises:
        AnswerRefused: The answers belong to another form.
    """
    key = id(answers)
    if held := _JUDGED.get(key):
        whose, of_form, on_day, found = held
        if whose() is answers and of_form is form and on_day == on:
            return found
    found = _problems(form, answers, on)
    _JUDGED[key] = (ref(answers, lambda gone: _forget(key, gone)), form, on, found)
    return found


def _forget(key: int, gone: ref[Answers]) -> None:
    """Drop the cached problems of answers that are gone, unless other answers already have their `id`."""
    if (held := _JUDGED.get(key)) and held[0] is gone:
        del _JUDGED[key]


def _problems(form: Form, answers: Answers, on: date) -> tuple[Problem, ...]:
    answers.require_form(form)
    given = Given(form, answers, on)
    found = [*_missing(given), *_strangers(given)]
    for field in form.fields:
        found += _field_problems(given, field)
    found += persons.one_person(given)
    for name in form.rules:
        found += RULES[name](given)
    return tuple(found)


# Fields by themselves


def _missing(given: Given) -> Iterator[Problem]:
    for key in given.answers.missing(given.form):
        label = given.form.field(key).label
        fault = Message("forms.missing", label=label)
        yield given.says("stop", "missing", key, fault, FORM)


def _strangers(given: Given) -> Iterator[Problem]:
    known = {field.key for field in given.form.fields}
    for key in given.answers.values:
        if key not in known:
            fault = Message("forms.stranger", key=key)
            yield given.says("stop", "stranger", key, fault, FORM)


def _field_problems(given: Given, field: Field) -> Iterator[Problem]:
    value = given.answers.value(field.key)
    if not value:
        return
    if fault := field.fault(value, given.on):
        yield given.says("stop", "shape", field.key, fault, field.source)
        return
    for rule, doubt, source in field.doubts(value):
        yield given.says("warn", rule, field.key, doubt, source)


def said_by_number(form: Form, answers: Answers, on: date) -> Mapping[str, str]:
    """Return what the identity number says about other fields of the form, by their keys. These are no answers.

    Args:
        form: The form; without the rule `identity-agrees` the result is empty.
        answers: The answers, of which `id_no` is read.
        on: The day of judging, for numbers of 2017.

    Returns:
        `birth` as YYYY-MM-DD and `sex` as a code, each only where the number carries it.
    """
    if "identity-agrees" not in form.rules:
        return {}
    number = Given(form, answers, on).text("id_no")
    birth, sex = birth_date_on(number, on), sex_of(number)
    return {key: value for key, value in (("birth", birth.isoformat() if birth else ""), ("sex", sex or "")) if value}


# Unemployment registration


def _unemployment(given: Given) -> Iterator[Problem]:
    left, birth = given.day("left_on"), given.day("birth")
    if left and left > given.on:
        fault = Message("forms.unemployment.future")
        yield given.says("stop", "unemployment.future", "left_on", fault, "失业日期不晚于登记日期")
    if left and birth and left < birth:
        fault = Message("forms.unemployment.before-birth")
        yield given.says("stop", "unemployment.before-birth", "left_on", fault, "失业日期不早于出生日期", "birth")
    if given.text("reason") == "90" and not given.text("remark"):
        fault = Message("forms.unemployment.remark")
        yield given.says("stop", "unemployment.remark", "remark", fault, "失业原因代码表", "reason")


Rule = Callable[[Given], Iterator[Problem]]


@dataclass(frozen=True, slots=True)
class Reads:
    """A field that a rule reads: its kind, its code list, and whether the form must require it."""

    kind: type[Field]
    codes: str | None = None
    required: bool = True
    or_codes: str | None = None
    """The list with codes that are values of the kind: a field that chooses among them does as well."""

    def fits(self, field: Field) -> bool:
        """Return whether the kind of the field holds what the rule reads."""
        return isinstance(field, self.kind) or (isinstance(field, Choice) and field.codes == self.or_codes)


RULES: Mapping[str, Rule] = MappingProxyType(
    {
        "identity-agrees": persons.identity_agrees,
        "applicant-age": persons.applicant_age,
        "unemployment": _unemployment,
        "worker-age": persons.worker_age,
        "fixed-term": contracts.fixed_term,
        "contract-pay": contracts.contract_pay,
        "contract-hours": contracts.contract_hours,
    }
)

_DAY, _SEX = Reads(Date), Reads(Choice, "sex")
_NUMBER = Reads(Identity)
_MONEY, _INTEGER = Reads(Money), Reads(Integer)
_PROBATION = Reads(Integer, or_codes="probation")

# What each rule reads; a form that names the rule must have just these fields (`form_consistency` sees to it).
RULE_FIELDS: Mapping[str, Mapping[str, Reads]] = MappingProxyType(
    {
        "identity-agrees": {
            "id_no": _NUMBER,
            "id_type": Reads(Choice, "id-type"),
            "birth": _DAY,
            "sex": _SEX,
        },
        "applicant-age": {"birth": _DAY, "sex": _SEX},
        "unemployment": {
            "left_on": _DAY,
            "birth": _DAY,
            "reason": Reads(Choice, "unemployment-reason"),
            "remark": Reads(Text, required=False),
        },
        "worker-age": {"worker_id_no": _NUMBER},
        "fixed-term": {"starts_on": _DAY, "ends_on": _DAY, "probation_months": _PROBATION},
        "contract-pay": {
            "pay_month": _MONEY,
            "probation_pay": _MONEY,
            "probation_months": _PROBATION,
            "pay_day": _INTEGER,
        },
        "contract-hours": {"hours": Reads(Choice, "working-hours")},
    }
)
