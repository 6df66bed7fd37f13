"""The one maker of QR codes: what the slip prints and the pad shows is the same code."""

from __future__ import annotations

from signing.qr import QUIET_MODULES, modules

FINDER = ("1111111", "1000001", "1011101", "1011101", "1011101", "1000001", "1111111")
"""The mark in three corners (ISO/IEC 18004 5.3.1)."""


def test_a_code_is_square_with_a_mark_in_three_corners() -> None:
    rows = modules("luobi-receipt/1\n— 张𬭚\n")
    assert {len(row) for row in rows} == {len(rows)}
    assert set("".join(rows)) == {"0", "1"}
    assert (len(rows) - 17) % 4 == 0
    assert tuple(row[:7] for row in rows[:7]) == FINDER
    assert tuple(row[-7:] for row in rows[:7]) == FINDER
    assert tuple(row[:7] for row in rows[-7:]) == FINDER
    assert tuple(row[-7:] for row in rows[-7:]) != FINDER


def test_the_margin_is_that_of_the_standard_and_not_in_the_rows() -> None:
    assert QUIET_MODULES == 4
    assert modules("a")[0].startswith("1")
