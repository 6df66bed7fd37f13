"""In English, and in a language as wide, nothing is cut off: either glass, every look, the desk at both sizes."""

import re
from collections.abc import Iterator

import pytest
from PyQt6.QtGui import QFontMetricsF

from terminal.demo.desk_pictures import SIZES
from terminal.windows.look import typeface, words
from tests.conftest import ROOT
from tests.lints import catalogues
from tests.lints.marked_texts import CATALOGUE, HANZI
from tests.terminal.windows.desk import test_layout as desk
from tests.terminal.windows.pad import test_screens as pad
from tests.terminal.windows.pad.all_screens import GLASSES, LOOKS, forget, shown

pytestmark = pytest.mark.usefixtures("qapp")
each_look = pytest.mark.parametrize(("glass", "mode"), LOOKS)
FORMS = {"是", "否", "经办人"}
"""Forms say these themselves: two answers and a party."""
CHINESE = catalogues.texts(ROOT / CATALOGUE).keys()
in_each_language = pytest.mark.usefixtures("language")

ENGLISH = {
    "告知": "Notice", "填写": "Fill in", "核对": "Check", "阅读": "Read", "签名": "Sign", "完成": "Done",
    "继续": "Continue", "放大": "Larger", "要改": "Change", "大字": "Large type", "左手": "Left hand",
    "定稿": "Freeze", "归档": "Archive", "换班": "Change shift", "不同意": "I do not agree", "下一项": "Next question",
    "签好了": "I have signed", "看完了": "I have read it", "我还在": "I am here", "见证人": "Witness",
    "读给我听": "Read to me", "字大一些": "Larger type", "擦掉重写": "Clear and write again", "打开档案": "Open record",
    "找工作人员": "Call staff", "这一页都对": "This page is right", "拷贝给本人": "Copy for the applicant",
    "我不方便写字": "I cannot write", "改用纸质办理": "Use paper instead", "工作人员知道了": "Staff are coming",
    "掉头给对面的人": "Turn round for the other side", "办理前，请您了解": "Before we begin, please know",
    "内容有误，返回修改": "Something is wrong, go back", "演练，不具法律效力": "Rehearsal, without legal effect",
    "请先在框内写上您的姓名": "Please write your name in the box first",
    "您自己签名，还是需要帮助？": "Do you sign yourself, or do you need help?",
    "请核对这一页，哪项不对就点“要改”": "Please check this page. Press “Change” beside what is wrong",
    "签名前，文件的每一页都显示在这里。": "Before you sign, every page of the document is shown here.",
    "请把身份证交给工作人员，办理内容会显示在这块屏上。":
        "Please give your identity card to the staff; what is done is shown on this screen.",
}  # fmt: skip
"""As a person would say it, not as short as can be."""


@pytest.fixture(scope="module", params=["en", words.PSEUDO])
def language(request: pytest.FixtureRequest) -> Iterator[words.Language]:
    """The language is chosen for these tests alone: what others have built, or will build, is not theirs."""
    forget()
    desk.found.cache_clear()
    words.choose(request.param)
    yield request.param
    words.choose(words.SOURCE)
    forget()
    desk.found.cache_clear()


def test_the_pseudo_language_is_as_wide_as_english_and_not_much_wider() -> None:
    width, pseudo = QFontMetricsF(typeface.font(100)).horizontalAdvance, words.Pseudo()
    pairs = [(width(pseudo.gettext(text)), width(english)) for text, english in ENGLISH.items()]
    wide_enough = sum(pseudo >= english for pseudo, english in pairs)
    assert wide_enough > 0.6 * len(pairs)
    assert 1.0 <= sum(pseudo for pseudo, _english in pairs) / sum(english for _pseudo, english in pairs) <= 1.2


@each_look
def test_every_screen_of_the_pad_speaks_it(language: words.Language, glass: str, mode: str) -> None:
    spoken = re.compile("~]" if language == words.PSEUDO else "[A-Za-z]{3}")
    assert all(any(spoken.search(text.text()) for text in one.texts()) for one in shown(glass, mode, False))


@pytest.mark.parametrize("glass", GLASSES)
def test_nothing_on_the_pad_stays_chinese_that_has_english(language: words.Language, glass: str) -> None:
    told = [one.text() for each in shown(glass, "normal", False) for one in (*each.texts(), *each.buttons())]
    assert len(told) > 100
    assert [text for text in told if stays_chinese(text)] == []


def stays_chinese(text: str) -> bool:
    """Return whether a text of the windows is shown in Chinese, as the code has it."""
    return HANZI.search(text) is not None and text in CHINESE - FORMS


@pytest.mark.parametrize("size", SIZES)
def test_nothing_on_the_desk_stays_chinese_that_has_english(language: words.Language, size: str) -> None:
    told = [str(text) for text in desk.found(size, False)[desk.texts]]
    assert len(told) > 1000
    assert [text for text in told if stays_chinese(text)] == []


@each_look
@in_each_language
def test_no_text_of_the_pad_is_cut_off(glass: str, mode: str) -> None:
    pad.test_no_text_is_wider_or_higher_than_its_place(glass, mode, long=False)


@each_look
@in_each_language
def test_no_screen_of_the_pad_needs_more_room_than_the_glass_has(glass: str, mode: str) -> None:
    pad.test_no_screen_needs_more_room_than_the_glass_has(glass, mode, long=False)


@each_look
@in_each_language
def test_everything_on_the_pad_stands_inside_what_holds_it_and_nothing_overlaps(glass: str, mode: str) -> None:
    pad.test_everything_stands_inside_what_holds_it(glass, mode, long=False)
    pad.test_nothing_overlaps(glass, mode, long=False)


@each_look
@in_each_language
def test_the_pads_targets_are_as_large_and_as_far_apart_and_its_box_is_as_large(glass: str, mode: str) -> None:
    pad.test_targets_are_large_and_apart(glass, mode, long=False)
    pad.test_the_signature_box_is_as_large_as_a_hand_needs(glass, mode, long=False)


@pytest.mark.parametrize("size", SIZES)
@in_each_language
def test_no_text_of_the_desk_is_cut_off(size: str) -> None:
    desk.test_no_text_is_wider_or_higher_than_its_place(size, long=False)


@pytest.mark.parametrize("size", SIZES)
@in_each_language
def test_everything_on_the_desk_stands_inside_the_window_and_nothing_overlaps(size: str) -> None:
    desk.test_everything_stands_inside_the_window_and_its_holder(size, long=False)
    desk.test_nothing_lies_over_something_else(size, long=False)
