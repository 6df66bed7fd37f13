"""Silence is no event; what it means is decided by what the pen said before."""

from __future__ import annotations

from dataclasses import replace

from signing.ink import PenReport
from terminal.devices.pen.feed import Loss, Lost
from terminal.devices.pen.silence import AWAY_US, STUCK_US, Silence

HOVER = PenReport(1_000_000, 10, 20, 0, 0, 0, 6, False, True, 0x140, 77)
CONTACT = replace(HOVER, touching=True, pressure=500)
AWAY = replace(HOVER, near=False)


def test_a_pen_that_never_announces_its_leaving_is_gone_after_a_while_and_once() -> None:
    silence = Silence()
    silence.heard(HOVER)
    assert silence.due_us == HOVER.at_us + AWAY_US
    assert silence.broken(HOVER.at_us + AWAY_US - 1) is None
    left = silence.broken(HOVER.at_us + AWAY_US)
    assert left == replace(HOVER, at_us=HOVER.at_us + AWAY_US, near=False, device_us=-1)
    assert silence.broken(HOVER.at_us + 9 * AWAY_US) is None


def test_a_pen_that_announces_its_leaving_may_hover_in_silence() -> None:
    silence = Silence()
    for report in (HOVER, AWAY, HOVER):
        silence.heard(report)
    assert silence.due_us is None
    assert silence.broken(HOVER.at_us + 100 * STUCK_US) is None


def test_a_contact_at_rest_is_no_leaving() -> None:
    silence = Silence()
    silence.heard(CONTACT)
    assert silence.broken(CONTACT.at_us + 20 * AWAY_US) is None


def test_a_pen_that_was_never_near_has_not_left() -> None:
    silence = Silence()
    silence.heard(AWAY)  # the state at opening
    silence.heard(HOVER)
    assert silence.due_us is not None


def test_a_contact_that_nothing_ends_is_a_loss_once() -> None:
    silence = Silence()
    silence.heard(AWAY)
    silence.heard(CONTACT)
    assert silence.broken(CONTACT.at_us + STUCK_US) == Lost(Loss.STUCK, CONTACT.at_us + STUCK_US)
    assert silence.broken(CONTACT.at_us + 2 * STUCK_US) is None


def test_before_the_first_report_silence_means_nothing() -> None:
    assert Silence().broken(10**12) is None
