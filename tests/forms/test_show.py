from collections.abc import Callable
from datetime import date

import pytest

from forms.answers import Answers
from forms.errors import AnswerRefused, UnknownCode, UnknownForm
from forms.kinds import BLANK, Choice, Choices, Date, Field, Integer, Money, Name, Text, YesNo
from forms.kinds.date import day_words
from forms.model import Clause, Form
from forms.show import clause_text

ON = date(2026, 11, 24)
Answering = Callable[[dict[str, str]], Answers]

SHOWN = {
    "a code": (Choice("sex", "性别", codes="sex"), "1", "男"),
    "codes": (
        Choices("services", "服务", codes="employment-service"),
        "010,040",
        "职业介绍、职业培训",
    ),
    "a day": (Date("birth", "出生日期"), "1988-08-16", "1988 年 8 月 16 日"),
    "yes": (YesNo("claims", "申领"), "yes", "是"),
    "no": (YesNo("claims", "申领"), "no", "否"),
    "an amount": (Money("pay", "月工资"), "6200.00", "6200.00 元"),
    "a number": (Integer("months", "月"), "0", "0"),
    "a rare name": (Name("name", "姓名"), "张\U0002cb5a", "张\U0002cb5a"),
    "nothing": (Text("remark", "备注"), "", BLANK),
    "no day": (Date("birth", "出生日期"), "", BLANK),
}


@pytest.mark.parametrize(("field", "value", "words"), SHOWN.values(), ids=SHOWN)
def test_an_answer_is_shown_in_words(field: Field, value: str, words: str) -> None:
    assert field.display(value, ON) == words


def test_an_answer_without_words_is_an_error() -> None:
    with pytest.raises(UnknownCode):
        Choice("sex", "性别", codes="sex").display("7", ON)
    with pytest.raises(AnswerRefused, match=r"birth is no day.*Enter"):
        Date("birth", "出生日期").display("1988-02-30", ON)


def test_an_answer_that_is_neither_yes_nor_no_is_not_shown_as_no() -> None:
    with pytest.raises(AnswerRefused, match=r"claims is neither yes nor no.*Enter"):
        YesNo("claims", "申领").display("perhaps", ON)


def test_a_day_is_written_without_leading_zeros() -> None:
    assert day_words(date(2026, 1, 2)) == "2026 年 1 月 2 日"


def test_a_clause_says_its_answers(contract: Form, agreed: Answering) -> None:
    text = clause_text(contract, contract.clauses[0], agreed({}), ON)
    assert "自 2026 年 12 月 1 日起，至 2028 年 11 月 30 日止" in text
    assert "{" not in text


def test_an_answer_that_looks_like_a_placeholder_stays_as_it_is(contract: Form, agreed: Answering) -> None:
    work = next(clause for clause in contract.clauses if clause.key == "work")
    assert "{pay_month}" in clause_text(contract, work, agreed({"work": "{pay_month}"}), ON)


def test_a_missing_answer_is_an_error_not_a_gap(contract: Form) -> None:
    with pytest.raises(AnswerRefused, match=r"'term' needs starts_on.*Enter"):
        clause_text(contract, contract.clauses[0], Answers.start(contract), ON)


def test_an_unknown_key_in_a_clause_is_an_error(contract: Form, agreed: Answering) -> None:
    with pytest.raises(UnknownForm, match="no field 'nobody'"):
        clause_text(contract, Clause("c", "标题", "{nobody}"), agreed({}), ON)
