"""A lane to a clerk in this very process, for tests of what stands before it: reception, pad, desk."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from typing import Any

from terminal.clerk.orders import Order, Trouble
from terminal.clerk.work import Clerk, trouble_of

Asked = tuple[Order, Callable[[Any], None], Callable[[Trouble], None]]


class LocalLane:
    """Orders wait until `pump`, which carries out all that wait, also those that answers give rise to."""

    def __init__(self, clerk: Clerk) -> None:
        self.clerk = clerk
        self.waiting: deque[Asked] = deque()
        self.carried_out: list[Order] = []

    def ask(self, order: Order, then: Callable[[Any], None], failed: Callable[[Trouble], None]) -> None:
        """Puts an order into the lane."""
        self.waiting.append((order, then, failed))

    def pump(self) -> None:
        """Carries out everything that waits."""
        while self.waiting:
            self.step()

    def step(self) -> None:
        """Carries out the first order that waits."""
        order, then, failed = self.waiting.popleft()
        self.carried_out.append(order)
        try:
            answer = self.clerk.carry_out(order)
        except Exception as problem:
            failed(trouble_of(problem))
        else:
            then(answer)
