"""What is typed is found by code, by words and by the initials of their readings."""

from __future__ import annotations

from datetime import date

import pytest

from forms.load import find_form
from forms.model import FieldKind
from terminal.desk.choices import Choice, choices_of, fitting, meant, nearest
from terminal.desk.initials import initials

DAY = date(2026, 11, 24)
FORM = find_form("unemployment-registration")


@pytest.mark.parametrize(
    ("words", "letters"),
    [
        ("失业登记表", "sydjb"),
        ("固定期限劳动合同", "gdqxldht"),
        ("啊座", "az"),
        ("A座 3 号", "az3h"),
        ("𬭚", ""),
        ("仡佬族", "lz"),
        ("", ""),
    ],
)
def test_initials_are_those_of_the_usual_reading_and_rare_characters_have_none(words: str, letters: str) -> None:
    assert initials(words) == letters


@pytest.mark.parametrize("typed", ["30", "大学专科", "dxzk", "DXZK", "30 大学专科"])
def test_a_choice_is_meant_by_its_code_its_words_or_its_initials(typed: str) -> None:
    choice = meant(choices_of(FORM.field("education"), DAY), typed)
    assert choice is not None
    assert choice.value == "30"


def test_what_may_mean_several_means_none_and_nothing_typed_means_none() -> None:
    choices = choices_of(FORM.field("ethnic"), DAY)
    assert meant(choices, "族") is None
    assert meant(choices, "") is None
    assert len(fitting(choices, "")) == len(choices)
    assert meant((Choice("1", "𬭚", ("1", "𬭚", initials("𬭚"))),), "") is None


def test_yes_and_no_are_typed_by_their_initials_too() -> None:
    choices = choices_of(FORM.field("claims_insurance"), DAY)
    assert [meant(choices, one).value for one in ("是", "s", "n", "2")] == ["yes", "yes", "no", "no"]  # type: ignore[union-attr]


def test_every_code_of_every_list_is_meant_by_itself() -> None:
    for asked in FORM.fields:
        if asked.kind is FieldKind.CODE:
            choices = choices_of(asked, DAY)
            for one in choices:
                assert meant(choices, one.value) is one
                assert meant(choices, one.label) is one


@pytest.mark.parametrize(
    ("key", "typed", "value"),
    [
        ("sex", "n", None),
        ("sex", "女", "2"),
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
