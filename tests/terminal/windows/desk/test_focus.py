"""The keyboard is never on a button that cannot be pressed."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PyQt6.QtWidgets import QApplication

from terminal.visit.model import State
from tests.terminal.windows.desk.driven_desk import Seat


def on_a_chip(seat: Seat) -> None:
    seat.window.middle.visit.form.lead_to("services")
    seat.press("Right")


def on_the_primary(seat: Seat) -> None:
    seat.window.middle.visit.foot.primary.setFocus()


def on_a_line(seat: Seat) -> None:
    seat.window.middle.visit.form.lead_to("name")


def on_the_shift_key(seat: Seat) -> None:
    seat.window.bar.shift.setFocus()


def pauses(seat: Seat) -> None:
    seat.reception.pause("away")


def is_read(seat: Seat) -> None:
    seat.fill_for_the_test()
    seat.applicant_until(State.READ)


def opens_a_panel(seat: Seat) -> None:
    seat.press("Ctrl+D")


def opens_and_closes_a_panel_while_paused(seat: Seat) -> None:
    pauses(seat)
    seat.press("Ctrl+D")
    seat.press("Esc")


def locks(seat: Seat) -> None:
    seat.reception.lock()


def is_put_aside(seat: Seat) -> None:
    seat.reception.put_aside("another-visit")


@pytest.mark.parametrize("here", [on_a_chip, on_the_primary, on_a_line, on_the_shift_key])
@pytest.mark.parametrize(
    "happens", [pauses, is_read, opens_a_panel, opens_and_closes_a_panel_while_paused, locks, is_put_aside]
)
def test_the_keyboard_is_on_nothing_that_is_disabled(
    seat: Seat, here: Callable[[Seat], None], happens: Callable[[Seat], None]
) -> None:
    seat.begin("sydj")
    seat.applicant_until(State.FILL)
    here(seat)
    seat.settle()
    happens(seat)
    seat.settle()
    where = QApplication.focusWidget()
    assert where is not None
    assert where.isEnabled() and where.isVisible(), where
    first = where
    for _press in range(120):
        seat.press("Tab")
        where = QApplication.focusWidget()
        assert where is not None and where.isEnabled() and where.isVisible()
        if where is first:
            break
