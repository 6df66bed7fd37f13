"""What is said aloud: no identity number whole, in whatever pieces it stands; long numbers so that one knows them."""

from __future__ import annotations

import pytest

from terminal.windows.spoken_text import spoken

NUMBER = "379999198808160031"
WRITTEN = {
    "as it is held": NUMBER,
    "in groups": "379999 19880816 0031",
    "with an X": "37999919880816003X",
    "after letters": f"ID{NUMBER}",
    "broken over two lines": "3799991988\n08160031",
    "broken over two cells": "379999198808，160031",
    "with a full stop between": "37999919880816。\n0031",
    "in full-width digits": "".join(chr(ord(each) - ord("0") + ord("０")) for each in NUMBER),
    "longer than one": NUMBER + "7",
    "a foreigner's permit of 2017": "ABC379999880816",
    "such a permit in groups": "ABC 3799 99880816",
    "such a permit broken over two cells": "ABC379999，880816",
    "such a permit in small letters": "abc379999880816",
}


@pytest.mark.parametrize("written", WRITTEN.values(), ids=WRITTEN)
def test_an_identity_number_is_never_said_whole(written: str) -> None:
    said = spoken(f"证件号码，{written}。")
    assert said.startswith("证件号码，") and "尾号 " in said
    assert len([each for each in said if each.isdigit() or each in "Xx"]) == 4
    assert spoken(said) == said


def test_its_end_is_said_place_by_place() -> None:
    assert spoken(f"证件号码，{NUMBER}。联系电话") == "证件号码，尾号 0 0 3 1。联系电话"


def test_numbers_that_stand_beside_each_other_are_none_together() -> None:
    assert spoken("电话，13900000000，13900000001。") == f"电话，{' '.join('13900000000')}，{' '.join('13900000001')}。"
    assert spoken(f"13900000000，{NUMBER}，13900000001").count("尾号") == 1


def test_telephones_codes_and_numbers_in_parts_are_said_place_by_place() -> None:
    assert spoken("电话 13900000000。") == "电话 1 3 9 0 0 0 0 0 0 0 0。"
    assert spoken("信用代码，91379999MAEXAMPX6W。") == "信用代码，9 1 3 7 9 9 9 9 M A E X A M P X 6 W。"
    assert spoken("办件号 379999-2026-000001，") == "办件号 3 7 9 9 9 9，2 0 2 6，0 0 0 0 0 1，"


@pytest.mark.parametrize(
    "text", ["月工资，6200.00 元", "2026 年 11 月 24 日定稿", "注册资本 12345678.00 元", "共 4 页"]
)
def test_sums_and_dates_stay_numbers(text: str) -> None:
    assert spoken(text) == text
