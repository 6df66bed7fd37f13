"""When nobody has done anything at the desk for some minutes; and a word to the pad that somebody is here.

Only presses of keys and of the mouse inside the desk's window count, so that the pad's visitor does not keep it open.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from PyQt6.QtCore import QEvent, QObject, QTimer
from PyQt6.QtWidgets import QApplication, QWidget

IDLE = timedelta(minutes=5)
SAY_AGAIN = timedelta(seconds=2)
LOOK_MS = 10_000
ACTS = frozenset({QEvent.Type.KeyPress, QEvent.Type.MouseButtonPress, QEvent.Type.InputMethod, QEvent.Type.Wheel})


class IdleWatch(QObject):
    """`too_long` is called when it has been too long, again and again until somebody acts."""

    def __init__(
        self,
        window: QWidget,
        now: Callable[[], datetime],
        too_long: Callable[[], object],
        somebody: Callable[[], object],
    ) -> None:
        super().__init__(window)
        self._window, self._now, self._too_long, self._somebody = window, now, too_long, somebody
        self._last = self._said = now()
        self._clock = QTimer(self)
        self._clock.setInterval(LOOK_MS)
        self._clock.timeout.connect(self.look)
        self._clock.start()
        if (application := QApplication.instance()) is not None:
            application.installEventFilter(self)

    def look(self) -> None:
        """Has it been too long?"""
        if self._now() - self._last >= IDLE:
            self._too_long()

    def eventFilter(self, watched: QObject | None, event: QEvent | None) -> bool:  # noqa: N802
        """Sees what is done in the window, and lets it pass."""
        if event is None or event.type() not in ACTS or not isinstance(watched, QWidget):
            return False
        if self._window.isAncestorOf(watched):
            self._acted()
        return False

    def _acted(self) -> None:
        self._last = self._now()
        if self._last - self._said >= SAY_AGAIN:
            self._said = self._last
            self._somebody()
