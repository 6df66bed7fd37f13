"""The same answers are judged once; nothing of them is kept when they are gone."""

from __future__ import annotations

import gc
from datetime import date
from weakref import ref

import pytest

from forms import rules
from forms.answers import Answers
from forms.earlier_records import EarlierRecords
from forms.load import find_form
from forms.rule_engine import Judgement

FORM = find_form("unemployment-registration")
DAY = date(2026, 11, 24)
WHEN = "2026-11-24T02:00:00Z"


@pytest.fixture
def judged(monkeypatch: pytest.MonkeyPatch) -> list[Answers]:
    """The answers that the rules looked at, in order."""
    seen: list[Answers] = []
    judge = rules._judgement

    def watched(form: rules.Form, answers: Answers, on: date, records: EarlierRecords) -> Judgement:
        seen.append(answers)
        return judge(form, answers, on, records)

    monkeypatch.setattr(rules, "_judgement", watched)
    return seen


def test_the_same_answers_are_judged_once_and_others_anew(judged: list[Answers]) -> None:
    answers = Answers.start(FORM)
    first = rules.problems(FORM, answers, DAY)
    assert rules.problems(FORM, answers, DAY) is first
    named = answers.enter("name", "王林", "staff:S01", WHEN)
    assert len(rules.problems(FORM, named, DAY)) == len(first) - 1
    assert judged == [answers, named]


def test_another_day_is_another_judgement(judged: list[Answers]) -> None:
    answers = Answers.start(FORM)
    for on in (DAY, date(2026, 11, 25), DAY):
        rules.problems(FORM, answers, on)
    assert len(judged) == 3


def test_nothing_is_kept_of_answers_that_are_gone() -> None:
    answers = Answers.start(FORM)
    rules.problems(FORM, answers, DAY)
    key = id(answers)
    assert key in rules._JUDGED
    del answers
    gc.collect()
    assert key not in rules._JUDGED


def test_the_end_of_other_answers_forgets_nothing(judged: list[Answers]) -> None:
    """Answers may get the `id` of answers that are no more, before the end of those is told."""
    answers, others = Answers.start(FORM), Answers.start(FORM)
    first = rules.problems(FORM, answers, DAY)
    rules._forget(id(answers), ref(others))
    rules._forget(id(others), ref(others))
    assert rules.problems(FORM, answers, DAY) is first
    assert judged == [answers]
