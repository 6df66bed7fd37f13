"""What each signature box says follows how its signer signs."""

from __future__ import annotations

from dataclasses import replace

import pytest

from terminal.visit import flow
from terminal.visit.boxes import boxes_of
from terminal.visit.flow import Manner, Visit
from tests.terminal import stations

REGISTRATION, CONTRACT = "unemployment-registration", "fixed-term-contract"
MARK = (
    "本人不能书写或者阅读。全文已由工作人员当面宣读，本人听清并确认内容，自愿以画记号方式签署，同意采用电子形式。"
    "文中称本人“阅读”“签名”的，即指听读、画记号。"
)


def visit_of(form: str, **manners: Manner) -> Visit:
    """A filled visit whose parties sign in these manners."""
    visit = replace(stations.numbered_visit("ab" * 16, "379999-2026-000001", form), witness=stations.SECOND)
    return replace(stations.to_freeze(visit), manners=manners)


def said(visit: Visit) -> dict[str, tuple[str, str]]:
    return {box.key: (box.label, box.words) for box in boxes_of(visit)}


def test_who_marks_has_heard_the_document_and_its_box_does_not_say_that_it_was_read() -> None:
    told = said(visit_of(REGISTRATION, applicant=Manner.MARK))
    assert told["applicant"] == ("申请人画记号", MARK)
    assert "已阅读" not in told["applicant"][1]
    for number in (1, 2):
        words = "本人在场见证：工作人员已向申请人张𬭚当面宣读全文，申请人张𬭚当面亲手画记号。"
        assert told[f"applicant-witness-{number}"] == ("见证人签名", words)
    affirmed = "申请人以画记号方式签署，全文已当面宣读，由两名工作人员见证。"
    assert told["staff"] == ("经办人签名", f"本人已核对申请人身份和填写内容，予以受理。{affirmed}")


def test_an_employers_agent_who_marks_says_for_whom() -> None:
    visit = visit_of(CONTRACT, employer=Manner.MARK)
    told = said(visit)
    assert told["employer"][0] == "甲方（用人单位）委托代理人画记号"
    assert told["employer"][1] == f"本人经某市示例机械有限公司授权，代表其签订。{MARK}"
    assert told["worker"] == (visit.form.boxes[0].label, visit.form.boxes[0].words)


def test_a_witness_names_the_party_whose_mark_was_seen() -> None:
    told = said(visit_of(CONTRACT, worker=Manner.MARK, employer=Manner.MARK))
    worker, employer = told["worker-witness-1"][1], told["employer-witness-1"][1]
    assert "乙方（劳动者）" in worker
    assert "甲方（用人单位）陈平" in employer


@pytest.mark.parametrize("form", [REGISTRATION, CONTRACT])
def test_who_signs_in_person_affirms_the_forms_own_words(form: str) -> None:
    visit = visit_of(form)
    assert boxes_of(visit) == visit.form.boxes


def test_an_agent_without_recorded_authority_is_called_an_agent_all_the_same() -> None:
    visit = stations.numbered_visit("ab" * 16, "379999-2026-000001")
    told = said(stations.to_freeze(stations.tell(visit, flow.SignsAs(Manner.AGENT, "李四"))))
    assert told["applicant"][0] == "申请人的代理人签名"
    assert "代理依据：未登记" in told["applicant"][1]
    assert "已核对代理人" not in told["staff"][1]


def test_version_1_keeps_the_words_that_its_documents_have() -> None:
    told = said(replace(visit_of(REGISTRATION, applicant=Manner.MARK), version=1))
    assert told["applicant"] == ("申请人签名", "本人已阅读全文，确认内容属实，同意以电子方式签名。")
    assert told["applicant-witness-1"][1] == "本人见证：全文已当面宣读，签署人以画押方式确认。"
