"""Line breaking: nothing is lost, no line begins or ends with what may not stand there, words stay whole."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from signing.line_breaking import NO_END, NO_START, break_choices, break_lines

LOOSE = "工作内容地点时间甲乙双方一二三〇"
TEXTS = st.text(alphabet=LOOSE + "".join(sorted(NO_START | NO_END)) + "aZ09  ", max_size=120)


def even(text: str) -> float:
    """Every character is one wide, Latin letters and digits half."""
    return sum(0.5 if character < "\u2000" else 1.0 for character in text)


CASES: dict[str, tuple[str, float, tuple[str, ...]]] = {
    "no text is one empty line": ("", 5, ("",)),
    "a short text is one line": ("甲方乙方", 5, ("甲方乙方",)),
    "a full line stays full": ("甲方乙方约定", 5, ("甲方乙方约", "定")),
    "a comma takes the last character along": ("甲方乙方约，定", 5, ("甲方乙方", "约，定")),
    "an opening bracket goes down": ("甲方乙方（约）", 5, ("甲方乙方", "（约）")),
    "a closing quote and a full stop stay together": ("甲方“乙方约”。", 5, ("甲方“乙方", "约”。")),
    "an ellipsis is not cut": ("甲方乙方……约", 5, ("甲方乙", "方……约")),
    "a dash is not cut": ("甲方乙方——约", 5, ("甲方乙", "方——约")),
    "a name keeps its dot": ("买提江阿乙·卜杜", 5, ("买提江阿", "乙·卜杜")),
    "a number stays whole": ("月工资 5200.00 元", 5, ("月工资 ", "5200.00 元")),
    "a percentage stays whole": ("甲乙丙丁100%", 5, ("甲乙丙丁", "100%")),
    "a Latin word stays whole": ("使用 archive 核验", 5, ("使用 ", "archive 核", "验")),
    "spaces hang over the end": ("甲方乙方约   定", 5, ("甲方乙方约   ", "定")),
    "a number longer than a line is cut": ("12345678901234", 5, ("1234567890", "1234")),
    "a character wider than the line stands alone": ("甲乙", 0.5, ("甲", "乙")),
}


@pytest.mark.parametrize(("text", "width", "lines"), CASES.values(), ids=CASES)
def test_a_line_ends_where_it_may(text: str, width: float, lines: tuple[str, ...]) -> None:
    assert break_lines(text, width, even) == lines


@given(TEXTS, st.floats(1, 40))
def test_no_character_is_lost_or_added(text: str, width: float) -> None:
    assert "".join(break_lines(text, width, even)) == text


@given(TEXTS, st.floats(1, 40))
def test_no_line_is_too_wide_unless_one_character_is(text: str, width: float) -> None:
    for line in break_lines(text, width, even):
        assert even(line.rstrip(" ")) <= width or len(line.strip(" ")) == 1


@given(TEXTS, st.integers(30, 60))
def test_no_line_begins_or_ends_with_what_may_not_stand_there(text: str, width: int) -> None:
    """In lines that are wider than any run of bound characters in the text."""
    lines = break_lines(text, width, even)
    if _longest_bound(text) <= width:
        assert all(line[0] not in NO_START for line in lines[1:])
        assert all(line[-1] not in NO_END for line in lines[:-1])


def _longest_bound(text: str) -> float:
    """An upper bound of the widest piece that must not be cut."""
    widest = run = 0.0
    for character in text:
        if character in LOOSE and run and character not in NO_START | NO_END:
            widest, run = max(widest, run + 2), 0.0
        else:
            run += 1
    return max(widest, run + 2)


@given(st.lists(st.from_regex(r"[A-Za-z0-9]{1,8}", fullmatch=True), max_size=20), st.sampled_from([4.0, 7.5, 20.0]))
def test_words_and_numbers_that_fit_stay_whole(words: list[str], width: float) -> None:
    lines = break_lines(" ".join(words), width, even)
    assert [word for line in lines for word in line.split()] == words


@pytest.mark.parametrize("measure", [lambda text: 0.0, lambda text: float(len(text))], ids=["nothing", "characters"])
def test_any_measure_ends(measure: Callable[[str], float]) -> None:
    assert "".join(break_lines("甲方，（乙方）" * 20, 3, measure)) == "甲方，（乙方）" * 20


@pytest.mark.parametrize(
    ("choices", "width", "lines"),
    [
        ("□是　□否", 9, ("□是　□否",)),
        ("□本人辞职　□失去承包土地　□其他", 10, ("□本人辞职", "□失去承包土地", "□其他")),
        ("□本人辞职　□失去承包土地　□其他", 13, ("□本人辞职　□失去承包土地", "□其他")),
        ("□单位解除或终止劳动关系　□其他", 8, ("□单位解除或终止", "劳动关系　□其他")),
    ],
)
def test_choices_to_tick_are_broken_between_two_of_them(choices: str, width: int, lines: tuple[str, ...]) -> None:
    assert break_choices(choices, width, even) == lines
