"""How long the rules of a form take after one change, beside the floor below which no change goes on this machine.

    ./run python -m benchmarks.form_rules [RUNS]

A form of 100 fields and 60 rules, each rule with two or three fields, is answered in full. Then RUNS times (2,000) one
answer changes. The floor is entering that answer, measured in the same run. Prints medians in microseconds, the 99th
percentile, and the ratio to the floor, also for a judgement from the beginning and for one evaluated condition.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from statistics import median, quantiles
from typing import TypeVar

from forms import rules
from forms.answers import Answers
from forms.expression import Type, parse
from forms.field_conditions import Conditions, scope_of
from forms.kinds import Date, Money, Name, Text, YesNo
from forms.load import find_form
from forms.model import Form, Section
from forms.rule_binding import Rule, types_of
from forms.rule_engine import judge

_T = TypeVar("_T")
FIELDS, RULES = 100, 60
ON = date(2026, 11, 24)
AT = "2026-11-24T02:00:00Z"
KINDS = (Date, Money, Text, YesNo, Name)
VALUES = {
    Date: ("2026-01-31", "2025-12-01"),
    Money: ("6200.00", "1.00"),
    Text: ("某市某区示例街道和平社区 3 号楼", "无"),
    YesNo: ("yes", "no"),
    Name: ("王林", "张三"),
}


def main(runs: int) -> None:
    """Prints the table."""
    form = form_of_many_fields()
    of = rules.planned(form, its_rules(), conditions(form))
    answers = Answers.start(form)
    for field in form.fields:
        answers = answers.enter(field.key, VALUES[type(field)][0], "staff:S01", AT)
    keys = [(field.key, VALUES[type(field)]) for field in form.fields]
    enter, change, whole = [], [], []
    judged = judge(of, answers, ON)
    for run in range(runs):
        key, values = keys[run % len(keys)]
        value = values[(run // len(keys) + 1) % 2]
        took, answers = timed(lambda now=answers, key=key, value=value: now.enter(key, value, "staff:S01", AT))
        enter.append(took)
        took, judged = timed(lambda now=answers, before=judged: judge(of, now, ON, before=before))
        change.append(took)
        if run % 20 == 0:
            took, again = timed(lambda now=answers: judge(of, now, ON))
            whole.append(took)
            if again.problems != judged.problems:
                raise SystemExit("the judgement of a change differs from the whole one")
    condition = parse('claims3 and age(day0, today) >= 16 or money1 < 100 or text2 in ("a", "b")', types(form))
    scope = scope_of(judged.values.texts, ON)
    evaluated = [timed(lambda: condition.is_true(scope))[0] for _ in range(runs)]
    print(f"{datetime.now(UTC):%Y-%m-%d}, {FIELDS} fields, {RULES} rules, {runs} changes, {os.cpu_count()} cores")
    print(f"{'':26} {'median µs':>10} {'99 % µs':>10} {'ratio':>8}")
    for name, seconds in (
        ("floor: enter the answer", enter),
        ("judge after one change", change),
        ("judge from the beginning", whole),
        ("evaluate one condition", evaluated),
    ):
        ratio = median(seconds) / median(enter)
        print(f"{name:26} {1e6 * median(seconds):10.1f} {1e6 * quantiles(seconds, n=100)[98]:10.1f} {ratio:8.1f}")


def timed(act: Callable[[], _T]) -> tuple[float, _T]:
    """The seconds of an act, and what it returned."""
    began = time.perf_counter()
    result = act()
    return time.perf_counter() - began, result


def form_of_many_fields() -> Form:
    """A form of `FIELDS` required fields of five kinds."""
    names = ("day", "money", "text", "claims", "name")
    fields = (KINDS[at % 5](f"{names[at % 5]}{at}", f"栏目 {at}") for at in range(FIELDS))
    form = find_form("unemployment-registration")
    return replace(form, sections=(Section("all", "", tuple(fields)),), parties=(), boxes=(), rules=())


def its_rules() -> list[Rule]:
    """`RULES` rules: orders of days and conditions on three fields."""
    found = []
    for at in range(0, RULES // 3 * 5, 5):
        day, money, text, claims = f"day{at % 100}", f"money{at + 1}", f"text{at + 2}", f"claims{at + 3}"
        found.append(Rule("in-order", {"first": day, "last": f"day{(at + 5) % 100}"}))
        found.append(Rule("not-in-future", {"day": day, "gravity": "warn"}))
        when = f'{claims} and {money} > 5000 and days_between({day}, today) > 30 or {text} = "无"'
        found.append(Rule("never", {"name": f"rule-{at}", "when": when, "at": text, "words": "请核对"}))
    return found


def conditions(form: Form) -> Conditions:
    """Every fifth field is shown under a condition on its neighbour."""
    shown = {f"name{at}": parse(f"claims{at - 1}", types(form), Type.YESNO) for at in range(4, FIELDS, 5)}
    return Conditions(shown)


def types(form: Form) -> dict[str, Type]:
    """The type of each field."""
    return types_of({field.key: field for field in form.fields})


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 2000)
