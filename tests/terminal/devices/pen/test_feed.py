"""A running feed's reports become a capture's."""

from __future__ import annotations

from dataclasses import replace

from signing.ink import PenReport
from terminal.devices.pen.feed import from_the_first

HOVER = PenReport(86_400_000_000, 10, 20, 0, 0, 0, 6, False, True, 0x140, -1)


def test_both_clocks_count_from_the_captures_own_first() -> None:
    day = 2**32 - 1000
    stamped = [
        HOVER,
        replace(HOVER, at_us=HOVER.at_us + 5000, device_us=day),
        replace(HOVER, at_us=HOVER.at_us + 10000, device_us=4000),
        replace(HOVER, at_us=HOVER.at_us + 15000, device_us=-1),
    ]
    assert [(r.at_us, r.device_us) for r in from_the_first(stamped)] == [(0, -1), (5000, 0), (10000, 5000), (15000, -1)]


def test_nothing_stays_nothing() -> None:
    assert from_the_first([]) == ()
