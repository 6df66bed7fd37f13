"""Where every text is half as long again, nothing is cut off on displays of the usual size.

The small panel and large type are made for Chinese, and have no room for longer words yet.
"""

from collections.abc import Iterator

import pytest

from terminal.look import words
from tests.terminal.desk.test_drawn import test_no_text_is_wider_or_higher_than_its_place as no_text_of_the_desk_is_cut
from tests.terminal.pad.scenes import shown
from tests.terminal.pad.test_screens import ROUNDING, assert_words_fit, widest_line

pytestmark = pytest.mark.usefixtures("qapp")


@pytest.fixture(autouse=True)
def pseudo() -> Iterator[None]:
    words.choose(words.PSEUDO)
    yield
    words.choose(words.SOURCE)


def test_no_text_of_the_pad_is_cut_off() -> None:
    screens = shown.__wrapped__("1920", "normal", long=False)  # type: ignore[attr-defined]
    assert any("〜" in text.text() for one in screens for text in one.texts())
    for one in screens:
        for text in one.texts():
            told = one.name, text.text()
            assert text.heightForWidth(text.width()) <= text.height(), told
            assert widest_line(one, text) <= text.width() + ROUNDING, told
        for button in one.buttons():
            assert_words_fit(one, button)


def test_no_text_of_the_desk_is_cut_off() -> None:
    no_text_of_the_desk_is_cut("1920x1080", long=False)
