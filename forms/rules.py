"""The rules that decide whether answers may become a document: missing, malformed and contradictory ones.

Each rule names its law or standard. `stop` keeps the document from being frozen, `warn` asks staff to confirm,
`hint` is worth a question. A form names the rules that it wants: those of its own format by `RULES`, which binds them
to fixed fields. The rules for the kinds of its fields and for its parties always apply.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date
from functools import partial
from itertools import combinations
from types import MappingProxyType
from weakref import WeakValueDictionary, ref

from forms.answers import Answers
from forms.credit import body_code_agrees, credit_code_fault
from forms.earlier_records import NO_RECORDS, EarlierRecords
from forms.expression import Expression
from forms.field_conditions import Conditions, scope_of
from forms.identity import birth_date_of, birth_date_on, sex_of
from forms.kinds import Field
from forms.kinds.field import FORM
from forms.message import Message
from forms.model import Form
from forms.optional_questions import ethnic_fields, may_stay_empty
from forms.problem import Problem, Severity
from forms.rule_binding import Reads, Rule, bind
from forms.rule_engine import Check, Judgement, Plan, check_of, judge, plan
from forms.rule_input import Given, well_formed
from forms.rule_kinds import RULE_KINDS

__all__ = [
    "RULES",
    "RULE_FIELDS",
    "Problem",
    "Reads",
    "birth_date_of",
    "body_code_agrees",
    "credit_code_fault",
    "plan_of",
    "planned",
    "problems",
    "rules_of",
    "said_by_number",
    "sex_of",
]

_JUDGED: dict[int, tuple[ref[Answers], Judgement]] = {}
"""The judgements by the `id` of the answers; a screen asks many times about the same ones.

An item is dropped when its answers are.
"""
_LATEST: WeakValueDictionary[str, Judgement] = WeakValueDictionary()
"""The latest judgement by the digest of the form, from which the next one begins, as long as `_JUDGED` holds it."""
_PLANS: dict[str, Plan] = {}
"""The plan of each form by its digest."""


def problems(form: Form, answers: Answers, on: date, records: EarlierRecords = NO_RECORDS) -> tuple[Problem, ...]:
    """Return everything that is wrong with the answers, in the form's order.

    Args:
        form: The form that the answers were started for.
        answers: The answers to judge; the result is cached as long as this very object exists.
        on: The day of judging: it decides ages, terms and usable codes.
        records: The earlier records that rules may ask; the same object must always return the same ones.

    Raises:
        AnswerRefused: The answers belong to another form.
    """
    key = id(answers)
    if held := _JUDGED.get(key):
        whose, judged = held
        is_same = judged.plan.form.digest == form.digest and judged.on == on and judged.records is records
        if is_same and whose() is answers:
            return judged.problems
    judged = _judgement(form, answers, on, records)
    _JUDGED[key] = (ref(answers, lambda gone: _forget(key, gone)), judged)
    _LATEST[form.digest] = judged
    return judged.problems


def _forget(key: int, gone: ref[Answers]) -> None:
    """Drop the cached judgement of answers that are gone, unless other answers already have their `id`."""
    if (held := _JUDGED.get(key)) and held[0] is gone:
        del _JUDGED[key]


def _judgement(form: Form, answers: Answers, on: date, records: EarlierRecords) -> Judgement:
    return judge(plan_of(form), answers, on, records, _LATEST.get(form.digest))


def plan_of(form: Form) -> Plan:
    """Return the plan of a form: its checks in the order of the problems. It is made once."""
    if (found := _PLANS.get(form.digest)) is None:
        found = _PLANS[form.digest] = planned(form, rules_of(form), Conditions())
    return found


def planned(form: Form, its_rules: Iterable[Rule], conditions: Conditions) -> Plan:
    """Return the plan of a form with these rules and conditions.

    Args:
        form: The form.
        its_rules: The rules, bound to its fields, in the order of their problems.
        conditions: When its fields are shown and required, and what is derived.

    Raises:
        RuleRefused: A rule cannot be used with the fields.
        ExpressionCycle: A condition or a derived value depends on itself.
    """
    return plan(form, _checks(form, its_rules, conditions), conditions)


def rules_of(form: Form) -> tuple[Rule, ...]:
    """Return the rules of a form, bound to its fields, in the order of their problems."""
    found: list[Rule] = []
    for first, second in combinations(dict.fromkeys(party.id_field for party in form.parties if party.id_field), 2):
        found.append(Rule("one-person", {"first": first, "second": second}))
    for name in form.rules:
        found.append(RULES[name])
        if name == "identity-agrees":
            found += (Rule("ethnic-group", {"ethnic": key, **_DOCUMENT}) for key in sorted(ethnic_fields(form)))
    return tuple(found)


def _checks(form: Form, its_rules: Iterable[Rule], conditions: Conditions) -> Iterator[Check]:
    fields, free = {field.key: field for field in form.fields}, ethnic_fields(form)
    for field in form.fields:
        document = frozenset(_DOCUMENT.values()) if field.key in free else frozenset()
        when = conditions.required.get(field.key)
        if (field.required or when) and field.key not in conditions.derived:
            reads = {field.key} | document | (when.reads if when else set())
            yield Check(partial(_missing, field, when), frozenset(reads))
    yield Check(partial(_strangers, fields.keys()), frozenset(), reads_strangers=True)
    for field in form.fields:
        yield Check(partial(_field_problems, field), frozenset({field.key}))
    required = {key for key, field in fields.items() if field.required or key in conditions.required}
    yield from map(check_of, bind(its_rules, RULE_KINDS, fields, required))


# Fields by themselves


def _missing(field: Field, when: Expression | None, given: Given) -> Iterator[Problem]:
    """Say that a field is not answered, unless it is hidden, or this person or condition leaves it free."""
    key, value = field.key, given.answers.value
    if value(key) or key in given.hidden or not (field.required or _holds(when, given)):
        return
    if key not in may_stay_empty(given.form, value):
        yield given.says(Severity.STOP, "missing", key, Message("forms.missing", label=field.label), FORM)


def _holds(when: Expression | None, given: Given) -> bool:
    return when is not None and when.is_true(scope_of(given.texts, given.on))


def _strangers(known: Collection[str], given: Given) -> Iterator[Problem]:
    for key in given.answers.values:
        if key not in known:
            fault = Message("forms.stranger", key=key)
            yield given.says(Severity.STOP, "stranger", key, fault, FORM)


def _field_problems(field: Field, given: Given) -> Iterator[Problem]:
    value = given.answers.value(field.key)
    if not value or field.key in given.hidden:
        return
    if given.text(field.key) != value and (fault := field.fault(value, given.on)):
        yield given.says(Severity.STOP, "shape", field.key, fault, field.source)
        return
    for rule, doubt, source in field.doubts(value):
        yield given.says(Severity.WARN, rule, field.key, doubt, source)


def said_by_number(form: Form, answers: Answers, on: date) -> Mapping[str, str]:
    """Return what the identity number says about other fields of the form, by their keys. These are no answers.

    Args:
        form: The form; without the rule `identity-agrees` the result is empty.
        answers: The answers, of which the number is read.
        on: The day of judging, for numbers of 2017.

    Returns:
        The birth as YYYY-MM-DD and the sex as a code, each only where the number carries it and the rule compares it.
    """
    said: dict[str, str] = {}
    for rule in rules_of(form):
        if rule.kind == "identity-agrees":
            number = well_formed(form.field(rule.text("number")), answers, on)
            birth = birth_date_on(number, on)
            said |= {rule.text("birth"): birth.isoformat() if birth else "", rule.text("sex"): sex_of(number) or ""}
    return {key: value for key, value in said.items() if key and value}


_DOCUMENT = {"number": "id_no", "document": "id_type"}

RULES: Mapping[str, Rule] = MappingProxyType(
    {
        "identity-agrees": Rule("identity-agrees", {**_DOCUMENT, "birth": "birth", "sex": "sex"}),
        "applicant-age": Rule("applicant-age", {"birth": "birth", "sex": "sex"}),
        "unemployment": Rule(
            "unemployment", {"left_on": "left_on", "birth": "birth", "reason": "reason", "remark": "remark"}
        ),
        "worker-age": Rule("worker-age", {"number": "worker_id_no"}),
        "fixed-term": Rule("fixed-term", {"starts": "starts_on", "ends": "ends_on", "probation": "probation_months"}),
        "contract-pay": Rule(
            "contract-pay",
            {
                "pay": "pay_month",
                "trial_pay": "probation_pay",
                "probation": "probation_months",
                "pay_day": "pay_day",
            },
        ),
        "contract-hours": Rule("contract-hours", {"hours": "hours"}),
    }
)
"""The rules that a form names without saying what they read: each reads fields of fixed keys."""


def _fields_of(rule: Rule) -> Mapping[str, Reads]:
    parameters = RULE_KINDS[rule.kind].parameters
    return {str(key): reads for name, key in rule.arguments.items() if isinstance(reads := parameters[name], Reads)}


RULE_FIELDS: Mapping[str, Mapping[str, Reads]] = MappingProxyType(
    {name: _fields_of(rule) for name, rule in RULES.items()}
)
"""What each of these rules reads, by key; a form that names the rule must have these fields (`form_consistency`)."""
