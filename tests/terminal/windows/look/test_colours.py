"""The contrast of each pair of colours that is used."""

from __future__ import annotations

import pytest

from terminal.windows.look.colours import HIGH_CONTRAST, NORMAL, contrast


@pytest.mark.parametrize(
    ("text", "ground", "ratio"),
    [
        ("muted", "paper", 5.7),
        ("teal", "white", 8.9),
        ("green", "green_tint", 5.6),
        ("amber", "amber_tint", 6.5),
        ("red", "red_tint", 6.2),
    ],
)
def test_contrast_is_what_the_table_says(text: str, ground: str, ratio: float) -> None:
    assert contrast(getattr(NORMAL, text), getattr(NORMAL, ground)) == pytest.approx(ratio, abs=0.1)


@pytest.mark.parametrize(("text", "ground"), [("muted", "closed"), ("ink", "teal_tint"), ("ink", "red_tint")])
def test_other_pairs_in_use_are_readable(text: str, ground: str) -> None:
    assert contrast(getattr(NORMAL, text), getattr(NORMAL, ground)) >= 4.5


def test_a_controls_border_is_seen() -> None:
    assert contrast(NORMAL.control, NORMAL.white) >= 3
    assert contrast(NORMAL.control, NORMAL.closed) >= 3


def test_high_contrast_has_no_tints_and_ink_for_lines() -> None:
    c = HIGH_CONTRAST
    assert {c.paper, c.teal_tint, c.green_tint, c.amber_tint, c.red_tint, c.closed} == {c.white}
    assert {c.line, c.control, c.muted} == {c.ink}
    assert contrast(c.muted, c.paper) > 15


def test_black_on_white_is_the_greatest_contrast() -> None:
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#123456", "#123456") == 1
