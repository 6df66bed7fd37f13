"""A refusal names events, steps and people in words, in both languages."""

from __future__ import annotations

import re
from typing import get_args

import pytest

from forms.message import Message, text
from terminal.errors import NotNow
from terminal.visit import flow
from terminal.visit.events import Event
from terminal.visit.model import State
from terminal.visit.permissions import require_signers
from terminal.visit.words import event_name, person_of, step_message
from tests.terminal.visit.steps import TO_FILL, play

WORDS = [*(event_name(each.__name__) for each in get_args(Event)), *(step_message(each) for each in State)]
AT = "2026-11-24T04:00:00Z"


@pytest.mark.parametrize("message", WORDS, ids=lambda message: message.id)
def test_every_event_and_step_has_words(message: Message) -> None:
    assert re.fullmatch(r"[a-z][a-z ]+", text(message, "en"))
    assert re.fullmatch(r"[\u3400-\u9fff“”]+", text(message, "zh"))


@pytest.mark.parametrize(
    ("by", "zh", "en"),
    [
        ("staff:S02", "S02", "S02"),
        ("worker", "劳动者", "worker"),
        ("applicant-agent", "申请人的代理人", "applicant-agent"),
        ("someone", "someone", "someone"),
    ],
)
def test_who_is_refused_is_named_by_role_or_id(by: str, zh: str, en: str) -> None:
    told = Message("terminal.not-theirs", who=person_of(by))
    assert text(told, "zh") == f"这不是 {zh} 在这里做的。请各用本人的工号做"
    assert text(told, "en") == f"{en} did not do this here. Do it under one's own name"


def test_a_refusal_says_in_chinese_what_is_not_possible_now() -> None:
    with pytest.raises(NotNow) as refused:
        flow.step(play(*TO_FILL), flow.Checked(("name",)), AT)
    assert text(refused.value.message, "zh") == "在“填写”这一步不能“核对”；请先做完这一步"
    with pytest.raises(NotNow) as refused:
        require_signers(flow.Cancel("left"), play(*TO_FILL), ())
    assert text(refused.value.message, "zh") == "“作废本件”不由申请人做，由工作人员在办理屏上做"
