"""The watch for minutes without any action at the desk. It also reports to the pad that staff are active.

Only key presses and mouse actions inside the desk's window count, so that the visitor at the pad does not keep the desk
unlocked. The clock is one that no person sets: a wrong time of day neither locks the desk nor keeps it unlocked.
"""

from __future__ import annotations

from collections.abc import Callable

from PyQt6.QtCore import QEvent, QObject, QTimer, pyqtSignal
from PyQt6.QtWidgets import QApplication, QWidget

IDLE_MS = 5 * 60_000
SERVED_MS = 30 * 60_000
"""The limit while a person is served at the pad: the operator need not touch the desk for so long."""
SAY_AGAIN_MS = 2_000
LOOK_MS = 10_000
ACTS = frozenset({QEvent.Type.KeyPress, QEvent.Type.MouseButtonPress, QEvent.Type.InputMethod, QEvent.Type.Wheel})


class IdleWatch(QObject):
    """The watch. It calls `too_long` after the limit, and again at each look until there is an action.

    `is_serving`: whether the open visit waits for a person at the pad, who is there. `somebody`: called at an action,
    at most every `SAY_AGAIN_MS`.
    """

    looked = pyqtSignal()
    """Emitted every `LOOK_MS`, for other things that end after some time."""

    def __init__(
        self,
        window: QWidget,
        now_ms: Callable[[], int],
        is_serving: Callable[[], bool],
        too_long: Callable[[], object],
        somebody: Callable[[], object],
    ) -> None:
        super().__init__(window)
        self._window, self._now_ms, self._is_serving = window, now_ms, is_serving
        self._too_long, self._somebody = too_long, somebody
        self._last_ms = self._said_ms = now_ms()
        self._clock = QTimer(self)
        self._clock.setInterval(LOOK_MS)
        self._clock.timeout.connect(self.look)
        self._clock.start()
        if (application := QApplication.instance()) is not None:
            application.installEventFilter(self)

    def look(self) -> None:
        """Check whether the limit is reached."""
        if self._now_ms() - self._last_ms >= (SERVED_MS if self._is_serving() else IDLE_MS):
            self._too_long()
        self.looked.emit()

    def eventFilter(self, watched: QObject | None, event: QEvent | None) -> bool:  # noqa: N802
        """Note an action in the window, and let the event pass."""
        if event is None or event.type() not in ACTS or not isinstance(watched, QWidget):
            return False
        if self._window.isAncestorOf(watched):
            self._acted()
        return False

    def _acted(self) -> None:
        self._last_ms = self._now_ms()
        if self._last_ms - self._said_ms >= SAY_AGAIN_MS:
            self._said_ms = self._last_ms
            self._somebody()
