"""The engine of the rules: a plan of checks for a form, and the judgement of answers, renewed where they changed.

A plan is made once for a form. It knows which fields each check reads. A judgement keeps what each check found.
The next one runs only the checks that read a changed field, and equals the judgement from the beginning. Everything
is pure: the same plan, answers, day and records give the same problems in the same order.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from types import MappingProxyType

from forms.answers import Answer, Answers
from forms.earlier_records import NO_RECORDS, EarlierRecords
from forms.field_conditions import Conditions, scope_of
from forms.kinds import Field
from forms.model import Form
from forms.problem import Problem
from forms.rule_binding import BoundRule
from forms.rule_input import Given


@dataclass(frozen=True, slots=True)
class Check:
    """One question to the answers, and the keys of all fields that its result depends on.

    `reads_strangers` says that the result also depends on answers to no field of the form, `asks_records` on earlier
    records.
    """

    judge: Callable[[Given], Iterable[Problem]]
    reads: frozenset[str]
    reads_strangers: bool = False
    asks_records: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Plan:
    """The checks of a form in the order of its problems, and the order in which the values of its fields are decided.

    `deciding` has the keys that decide whether a field is shown or what is derived for it, for fields with a condition.
    """

    form: Form
    checks: tuple[Check, ...]
    conditions: Conditions
    order: tuple[Field, ...]
    deciding: Mapping[str, frozenset[str]]


def plan(form: Form, checks: Iterable[Check], conditions: Conditions) -> Plan:
    """Return the plan of a form.

    Args:
        form: The form.
        checks: The checks, in the order of their problems.
        conditions: The conditions of the fields.

    Raises:
        ExpressionCycle: A condition or a derived value depends on itself.
    """
    fields = {each.key: each for each in form.fields}
    order = tuple(fields[key] for key in conditions.order(fields))
    deciding = {key: reads for key in fields if (reads := conditions.reads(key))}
    return Plan(form, tuple(checks), conditions, order, MappingProxyType(deciding))


def check_of(rule: BoundRule) -> Check:
    """Return the check that a rule of a form makes."""
    return Check(rule.judge, rule.reads, asks_records=rule.kind.asks_records)


@dataclass(frozen=True, slots=True)
class Values:
    """What each field holds: its well-formed answer or what is derived for it, "" where it is hidden."""

    texts: Mapping[str, str]
    hidden: frozenset[str]


@dataclass(frozen=True, slots=True, eq=False, weakref_slot=True)
class Judgement:
    """What was found in some answers on one day. It keeps their values alone, not the answers themselves."""

    plan: Plan = field(repr=False)
    on: date
    records: EarlierRecords = field(repr=False)
    held: Mapping[str, Answer] = field(repr=False)
    values: Values = field(repr=False)
    found: tuple[tuple[Problem, ...], ...] = field(repr=False)
    """What each check found."""
    problems: tuple[Problem, ...]


def judge(
    of: Plan, answers: Answers, on: date, records: EarlierRecords = NO_RECORDS, before: Judgement | None = None
) -> Judgement:
    """Judge answers.

    Args:
        of: The plan of their form.
        answers: The answers.
        on: The day of judging.
        records: The earlier records.
        before: An earlier judgement. Where it has the same plan and day, only what changed since is judged.

    Raises:
        AnswerRefused: The answers belong to another form.
    """
    answers.require_form(of.form)
    if before is None or before.plan is not of or before.on != on:
        before = None
        values, _ = _values(of, answers, on, _NOTHING, frozenset(each.key for each in of.order))
        stale: Callable[[Check], bool] = _always
    else:
        changed = frozenset(_changed(before.held, answers.values))
        values, touched = _values(of, answers, on, before.values, changed)
        stale = partial(_is_stale, touched, not changed <= values.texts.keys(), before.records is not records)
    given = Given(of.form, answers, on, values.texts, values.hidden, records)
    earlier = before.found if before else ((),) * len(of.checks)
    found = tuple(
        tuple(check.judge(given)) if stale(check) else kept for check, kept in zip(of.checks, earlier, strict=True)
    )
    problems = tuple(problem for each in found for problem in each)
    return Judgement(of, on, records, answers.values, values, found, problems)


_NOTHING = Values({}, frozenset())


def _always(check: Check) -> bool:
    return True


def _is_stale(touched: frozenset[str], strangers_changed: bool, records_changed: bool, check: Check) -> bool:
    return (
        not touched.isdisjoint(check.reads)
        or (strangers_changed and check.reads_strangers)
        or (records_changed and check.asks_records)
    )


def _changed(before: Mapping[str, Answer], now: Mapping[str, Answer]) -> Iterator[str]:
    """Yield the keys of the answers that differ in their value or in the number of values that they have had."""
    for key in before.keys() | now.keys():
        old, new = before.get(key), now.get(key)
        if old is not new and _judged_of(old) != _judged_of(new):
            yield key


def _judged_of(answer: Answer | None) -> tuple[str, int] | None:
    return (answer.value, len(answer.history)) if answer else None


def _values(
    of: Plan, answers: Answers, on: date, before: Values, changed: frozenset[str]
) -> tuple[Values, frozenset[str]]:
    """Return what each field holds now, and the keys of the answers and fields that differ from before."""
    texts, hidden, touched = dict(before.texts), set(before.hidden), set(changed)
    scope = scope_of(texts, on)
    for each in of.order:
        key = each.key
        if key not in touched and touched.isdisjoint(of.deciding.get(key, ())):
            continue
        is_shown = of.conditions.is_shown(key, scope)
        text = of.conditions.text(each, scope, answers) if is_shown else ""
        if (text, is_shown) != (texts.get(key), key not in hidden):
            touched.add(key)
        texts[key] = text
        (hidden.discard if is_shown else hidden.add)(key)
    return Values(MappingProxyType(texts), frozenset(hidden)), frozenset(touched)
