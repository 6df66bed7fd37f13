"""A clerk whose orders are noted in the journal: which order, how long it took, the class of its error; no values."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any, Protocol, get_args

from forms.system_errors import why
from terminal.clerk import orders
from terminal.station.journal import Happened, Journal, Room

ROUTINE = frozenset({orders.Report, orders.Typing, orders.Draw, orders.Health, orders.Witness})
"""The orders that are given all the time: that one was done is noted with `--debug` only."""
KNOWN = frozenset(get_args(orders.Order))


class CarriesOut(Protocol):
    """What carries out orders."""

    def carry_out(self, order: orders.Order) -> Any:
        """Carry out an order and return its answer."""


class NotedClerk:
    """A clerk with a journal; it answers and raises as the clerk in it does.

    Args:
        clerk: Carries out the orders.
        journal: Where they are noted.
        clock_s: Seconds of a clock that is never set.
    """

    def __init__(self, clerk: CarriesOut, journal: Journal, clock_s: Callable[[], float] = time.monotonic) -> None:
        self._clerk, self._journal, self._clock_s = clerk, journal, clock_s

    def carry_out(self, order: orders.Order) -> Any:
        """Carry out an order, note it, and return its answer or raise its error."""
        kind, record, began_s = type(order), record_of(order), self._clock_s()
        name = kind if kind in KNOWN else None
        self._journal.write(Room.CLERK, Happened.ORDER_BEGUN, name=name, record=record)
        try:
            answer = self._clerk.carry_out(order)
        except Exception as problem:
            self._journal.write(
                Room.CLERK,
                Happened.ORDER_FAILED,
                name=name,
                record=record,
                error=type(problem),
                message=why(problem),
                ms=1000 * (self._clock_s() - began_s),
            )
            raise
        happened = Happened.ROUTINE_DONE if kind in ROUTINE else Happened.ORDER_DONE
        self._journal.write(Room.CLERK, happened, name=name, record=record, ms=1000 * (self._clock_s() - began_s))
        return answer


def record_of(order: orders.Order) -> str:
    """Return the record id that an order is about; "" for one about none."""
    return str(getattr(getattr(order, "visit", order), "record", ""))
