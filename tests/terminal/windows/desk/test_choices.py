"""What is typed is found by code, by words, by initials and by full pinyin, with all readings of each character."""

from __future__ import annotations

from datetime import date
from itertools import product

import pytest

from forms.codes import FOLDER, code_list
from forms.kinds import Choice as CodeField
from forms.load import find_form
from terminal.windows.desk.choices import Choice, choices_of, fitting, meant, nearest
from terminal.windows.desk.initials import initials
from terminal.windows.desk.readings import Nearness, nearness, readings

DAY = date(2026, 11, 24)
FORM = find_form("unemployment-registration")


@pytest.mark.parametrize(
    ("words", "letters"),
    [
        ("失业登记表", "sydjb"),
        ("固定期限劳动合同", "gdqxldht"),
        ("啊座", "az"),
        ("A座 3 号", "az3h"),
        ("𬭚", "c"),
        ("仡佬族", "glz"),
        ("\U0002ebf0", ""),
        ("", ""),
    ],
)
def test_initials_are_those_of_the_first_reading_and_what_has_none_is_left_out(words: str, letters: str) -> None:
    assert initials(words) == letters


@pytest.mark.parametrize(
    "typed",
    ["30", "大学专科", "dxzk", "DXZK", "30 大学专科", "daxuezhuanke", "da xue zhuan ke", "daxuezk", "daixuezhuanke"],
)
def test_a_choice_is_meant_by_its_code_its_words_its_initials_or_its_pinyin(typed: str) -> None:
    choice = meant(choices_of(FORM.field("education"), DAY), typed)
    assert choice is not None
    assert choice.value == "30"


def test_what_may_mean_several_means_none_and_nothing_typed_means_none() -> None:
    choices = choices_of(FORM.field("ethnic"), DAY)
    assert meant(choices, "族") is None
    assert meant(choices, "") is None
    assert len(fitting(choices, "")) == len(choices)
    assert meant((Choice("1", "𬭚", ("1", "𬭚")),), "") is None


def test_yes_and_no_are_typed_by_their_initials_too() -> None:
    choices = choices_of(FORM.field("claims_insurance"), DAY)
    assert [meant(choices, one).value for one in ("是", "s", "n", "2")] == ["yes", "yes", "no", "no"]  # type: ignore[union-attr]


def test_every_code_of_every_list_is_meant_by_itself() -> None:
    for asked in FORM.fields:
        if isinstance(asked, CodeField):
            choices = choices_of(asked, DAY)
            for one in choices:
                assert meant(choices, one.value) is one
                assert meant(choices, one.label) is one


@pytest.mark.parametrize(
    ("key", "typed", "value"),
    [
        ("sex", "n", None),
        ("sex", "女", "2"),
        ("sex", "nan", "1"),
        ("sex", "nv", "2"),
        ("sex", "nü", "2"),
        ("sex", "nu", "2"),
        ("sex", "nyu", "2"),
        ("ethnic", "hanzu", "01"),
        ("ethnic", "han", "01"),
        ("ethnic", "hani", "16"),
        ("ethnic", "wazu", "21"),
        ("ethnic", "wz", "21"),
        ("ethnic", "shezu", "22"),
        ("ethnic", "mulao", "32"),
        ("ethnic", "mll", None),
        ("ethnic", "mlz", "32"),
        ("ethnic", "gelao", "37"),
        ("ethnic", "yiliao", "37"),
        ("ethnic", "glz", "37"),
        ("ethnic", "luoba", "55"),
        ("ethnic", "lbz", "55"),
        ("claims_insurance", "shi", "yes"),
        ("claims_insurance", "fou", "no"),
        ("sex", "1", "1"),
        ("ethnic", "h", None),
        ("ethnic", "汉", "01"),
        ("claims_insurance", "n", "no"),
        ("education", "大", None),
        ("education", "dxzk", "30"),
    ],
)
def test_what_comes_as_near_to_several_comes_nearest_to_none(key: str, typed: str, value: str | None) -> None:
    found = nearest(choices_of(FORM.field(key), DAY), typed)
    assert (found.value if found else None) == value


LISTS = sorted(path.stem for path in FOLDER.glob("*.toml"))


@pytest.mark.parametrize("name", LISTS)
def test_every_label_of_every_list_is_spelled_by_initials_and_by_full_pinyin_in_all_readings(name: str) -> None:
    for code in code_list(name).codes(DAY):
        if any(one.isdigit() for one in code.label):  # 2 个月: typed as its number
            continue
        known = [sorted(readings(one)) for one in code.label if one not in "、（）"]
        assert all(known), code.label
        firsts, lasts = [one[0] for one in known], [one[-1] for one in known]
        for spelled in (firsts, lasts):
            assert nearness(code.label, "".join(spelled)) is Nearness.WHOLE
            assert nearness(code.label, "".join(one[0] for one in spelled)) is Nearness.WHOLE


@pytest.mark.parametrize(
    ("name", "sounds"),
    [
        ("解", "jie xie"),
        ("单", "dan shan"),
        ("仇", "chou qiu"),
        ("查", "cha zha"),
        ("曾", "zeng ceng"),
        ("区", "qu ou"),
        ("朴", "pu piao po"),
        ("盖", "gai ge"),
        ("尉迟", "weichi yuchi"),
        ("万俟", "wansi moqi"),
        ("重庆", "chongqing zhongqing"),
        ("会计", "kuaiji huiji"),
        ("吕", "lv lu lü lyu"),
        ("佤畲仫佬", "washemulao washemuliao wsml"),
        ("珞巴", "luoba lb"),
        ("梓涵", "zihan zh zi"),
        ("昊泽", "haoze hz"),
        ("芷萱", "zhixuan zx"),
        ("䶮", "yan"),
        ("㛃", "jie"),
    ],
)
def test_names_are_spelled_in_all_readings_of_their_characters(name: str, sounds: str) -> None:
    for typed in sounds.split():
        assert nearness(name, typed) <= Nearness.SYLLABLES, typed


def test_a_character_without_a_reading_is_spelled_by_itself_and_leaves_the_others_their_letters() -> None:
    assert readings("\U0002ebf0") == frozenset()
    assert nearness("\U0002ebf0族", "\U0002ebf0") is Nearness.SYLLABLES
    assert nearness("\U0002ebf0族", "zu") is Nearness.WITHIN
    assert nearness("\U0002ebf0族", "\U0002ebf0zu") is Nearness.WHOLE
    assert nearness("……", "d") is Nearness.NOT


def test_letters_that_spell_nothing_of_the_words_are_not_near() -> None:
    for typed in ("x", "hanzux", "uz", "zuhan"):
        assert nearness("汉族", typed) is Nearness.NOT
    assert [nearness("汉族", one) for one in ("han", "ha", "zu", "hz", "hanz")] == [
        Nearness.SYLLABLES, Nearness.BEGINNING, Nearness.WITHIN, Nearness.WHOLE, Nearness.BEGINNING,
    ]  # fmt: skip


def test_each_choice_of_a_list_is_told_apart_by_some_spelling_of_it() -> None:
    choices = choices_of(FORM.field("ethnic"), DAY)
    for one in choices:
        spelled = ("".join(ways) for ways in product(*(sorted(readings(each)) for each in one.words)))
        assert any(nearest(choices, letters) is one for letters in spelled), one.label
