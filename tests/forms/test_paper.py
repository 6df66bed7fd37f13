"""A form for paper says nothing of signing electronically, and has room where an answer is missing."""

from __future__ import annotations

from datetime import date

import pytest

from forms.answers import Answers
from forms.kinds import Choice, Date, Field, Money, Text, YesNo
from forms.load import find_form, shelf
from forms.model import Form
from forms.paper import answers_for_paper, for_paper
from forms.show import clause_text

FORMS = {f"{form.id} {form.edition}": form for form in shelf().forms}
DAY = date(2026, 11, 24)


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
def test_nothing_that_is_printed_claims_an_electronic_signature(form: Form) -> None:
    printed = for_paper(form)
    words = [box.words for box in printed.boxes]
    assert not [text for text in (*words, printed.commitment, printed.title) if "电子" in text]
    assert [box.words.endswith("。") and len(box.words) > 10 for box in printed.boxes] == [True] * len(words)
    clauses = "".join(clause.heading + clause.text for clause in printed.clauses)
    assert not [word for word in ("电子形式订立", "签署屏", "保证级别", "电子签名", "指纹") if word in clauses]


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
def test_everything_else_is_kept(form: Form) -> None:
    printed = for_paper(form)
    assert printed.fields == form.fields
    assert {clause.key for clause in form.clauses} - {clause.key for clause in printed.clauses} <= {"electronic"}
    assert set(form.mandatory) <= set(printed.blocks())
    assert printed.digest != form.digest


def test_answers_are_bound_to_the_wording_that_is_printed() -> None:
    form = find_form("fixed-term-contract")
    answers = Answers.start(form).enter("worker_name", "王𬭚", "staff:S01", "2026-11-24T04:00:00Z")
    printed = for_paper(form)
    bound = answers_for_paper(printed, answers)
    bound.require_form(printed)
    assert bound.value("worker_name") == "王𬭚"
    assert answers_for_paper(printed).values == {}


ROOMS: dict[str, tuple[Field, str]] = {
    "a short text": (Text("key", "栏目", max_chars=50), "　"),
    "a long text": (Text("key", "栏目", max_chars=51), "　\n　"),
    "a day": (Date("key", "栏目"), "　　　　年　　月　　日"),
    "yes or no": (YesNo("key", "栏目"), "□是　□否"),
    "a sum": (Money("key", "栏目"), "　　　　　　元"),
    "a few codes": (Choice("key", "栏目", codes="sex"), "□男　□女"),
    "very many codes": (Choice("key", "栏目", codes="ethnic"), "　"),
}


@pytest.mark.parametrize(("field", "expected"), ROOMS.values(), ids=ROOMS)
def test_there_is_room_to_write(field: Field, expected: str) -> None:
    assert field.room(DAY) == expected


def test_a_clause_on_paper_has_a_line_for_what_is_missing() -> None:
    form = for_paper(find_form("fixed-term-contract"))
    texts = [clause_text(form, clause, Answers.start(form), DAY, by_hand=True) for clause in form.clauses]
    text = "".join(texts)
    assert "{" not in text
    assert "自 　　　　年　　月　　日起" in text
    assert "人民币 ＿＿＿＿＿＿＿＿ 元；" in text
