"""The words of the windows and papers: plain ones, and none for auditors."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from forms.load import catalogue
from signing.civil_time import on_paper
from terminal.session.reception import Bell, Why
from terminal.visit.model import State
from terminal.windows import plain_words
from terminal.windows.desk import flow_texts
from terminal.windows.pad import views
from tests.terminal.windows.pad.all_screens import GLASSES, shown, usual

FOR_AUDITORS = ("文件指纹", "保证级别", "定稿", "L0", "L1")
each_glass = pytest.mark.parametrize("glass", GLASSES)


@each_glass
@pytest.mark.parametrize("mode", ["normal", "elder"])
@pytest.mark.usefixtures("qapp")
def test_no_screen_of_the_applicant_speaks_to_auditors(glass: str, mode: str) -> None:
    told = [text.text() for one in shown(glass, mode, False) for text in one.texts()]
    told += [button.text() for one in shown(glass, mode, False) for button in one.buttons()]
    assert len(told) > 100
    assert [text for text in told for word in FOR_AUDITORS if word in text] == []


@each_glass
@pytest.mark.usefixtures("qapp")
def test_the_applicant_is_told_what_to_do_and_what_happens(glass: str) -> None:
    told = "\n".join(text.text() for one in shown(glass, "normal", False) for text in one.texts())
    for words in (
        "写好了，没问题就点“签好了”", "请您留意", "保存 30 年", "正在盖本站电子章", "您不用操作，办好了会自动往下走",
        " 项，共 18 项", "工作人员填的", "依据：就业促进法",
        "您的笔迹加密保存，平时谁也看不到，只有要核对签名真假时才依法打开",
    ):  # fmt: skip
        assert words in told, words


@pytest.mark.usefixtures("qapp")
def test_the_thumbnail_says_where_to_sign() -> None:
    assert any(text.text() == "签在第 1 页这里" for one in shown("1920", "normal", False) for text in one.texts())


@pytest.mark.usefixtures("qapp")
def test_the_laws_stand_apart_in_small_print() -> None:
    visit = usual()[0].at(State.NOTICE)
    notice = views.notice_of(visit, views.frame_of(visit))
    assert notice.paragraphs[0][1] == "办理失业登记并据此提供公共就业服务。保存 30 年。"
    assert notice.small_print == "依据：就业促进法第三十五条、就业服务与就业管理规定。"


def test_every_form_in_use_is_told_in_plain_words() -> None:
    for form in catalogue().values():
        told = [plain_words.kept_for(form.retention), *(plain_words.plain_notice(each.notice) for each in form.parties)]
        assert not [text for text in told for old in ("定期", "敏感个人信息") if old in text]
        assert all(
            "您的笔迹加密保存" in plain_words.plain_notice(each.notice)
            for each in form.parties
            if "笔迹" in each.notice
        )


@pytest.mark.usefixtures("qapp")
def test_what_one_has_entered_oneself_needs_no_name() -> None:
    visit = usual()[0].visit
    rows = {row.key: row for row in views.check_of(visit, views.frame_of(visit)).rows}
    assert [rows[key].own for key in ("name", "education", "phone")] == [False, False, True]


@pytest.mark.parametrize("why", [Why.WILL_NOT_SIGN, Why.CANNOT_WRITE, Why.WANTS_HELP])
def test_a_call_names_the_party(why: Why) -> None:
    bell = Bell(why, "2026-11-24T02:00:00Z")
    assert flow_texts.call_of(bell, None, "甲方（用人单位）").startswith("甲方（用人单位）")
    assert flow_texts.call_of(bell, None).startswith("签署人")


@pytest.mark.parametrize(
    ("at", "told"),
    [
        (datetime(2026, 11, 29, 13, 34, tzinfo=UTC), "2026年11月29日 21:34"),
        (datetime(2026, 1, 4, 16, 5, tzinfo=UTC), "2026年1月5日 00:05"),
    ],
)
def test_a_time_on_paper_is_written_in_chinese(at: datetime, told: str) -> None:
    assert on_paper(at) == told
