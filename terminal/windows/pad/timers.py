"""A timer that fires once after each start."""

from __future__ import annotations

from collections.abc import Callable

from PyQt6.QtCore import QObject, QTimer


def once(parent: QObject, after_ms: int, then: Callable[[], object]) -> QTimer:
    """Return a timer that fires once after each start, and is not started yet.

    Starting it again before it has fired restarts its time.

    Args:
        parent: The owner; the timer lives as long as it does.
        after_ms: The time from the start, in milliseconds.
        then: Called without arguments; its result is ignored.
    """
    timer = QTimer(parent)
    timer.setSingleShot(True)
    timer.setInterval(after_ms)
    timer.timeout.connect(then)
    return timer
