"""A timer that fires once after each start."""

from __future__ import annotations

from collections.abc import Callable

from PyQt6.QtCore import QObject, QTimer


def once(parent: QObject, after_ms: int, then: Callable[[], object]) -> QTimer:
    """Not started; started again before it has fired, it begins anew. It lives as long as its parent."""
    timer = QTimer(parent)
    timer.setSingleShot(True)
    timer.setInterval(after_ms)
    timer.timeout.connect(then)
    return timer
