"""Watches the thread of the windows: how long it keeps people waiting, and what held it when it was too long.

A beat every `BEAT_MS` from the windows' own event loop; another thread looks how late it is. For tests and benchmarks:
a counter's machine does without.
"""

from __future__ import annotations

import sys
import threading
import time
import traceback
from dataclasses import dataclass, field

from PyQt6.QtCore import QObject, Qt, QTimer

BEAT_MS = 5


@dataclass
class Blocks:
    """How long each beat was late, in milliseconds, and the stacks that held the thread above the limit."""

    late_ms: list[float] = field(default_factory=list)
    stacks: list[str] = field(default_factory=list)

    def worst_ms(self) -> float:
        """The longest wait."""
        return max(self.late_ms, default=0.0)

    def p99_ms(self) -> float:
        """What 99 of 100 waits do not exceed."""
        ordered = sorted(self.late_ms)
        return ordered[int(len(ordered) * 0.99)] if ordered else 0.0


class Watch(QObject):
    """Runs from `start` to `stop` in the thread that made it."""

    def __init__(self, limit_ms: float, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.blocks = Blocks()
        self._limit_s = limit_ms / 1000
        self._thread_id = threading.get_ident()
        self._beat_at = time.monotonic()
        self._told_for = 0.0
        self._over = threading.Event()
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(BEAT_MS)
        self._timer.timeout.connect(self._beat)
        self._watcher = threading.Thread(target=self._look, daemon=True)

    def start(self) -> None:
        """Begins."""
        self._beat_at = time.monotonic()
        self._timer.start()
        self._watcher.start()

    def stop(self) -> Blocks:
        """Ends; what was seen."""
        self._timer.stop()
        self._over.set()
        self._watcher.join()
        return self.blocks

    def _beat(self) -> None:
        now = time.monotonic()
        self.blocks.late_ms.append(max(0.0, (now - self._beat_at) * 1000 - BEAT_MS))
        self._beat_at = now

    def _look(self) -> None:
        while not self._over.wait(self._limit_s / 5):
            beat_at = self._beat_at
            if time.monotonic() - beat_at > self._limit_s and beat_at != self._told_for:
                self._told_for = beat_at
                frame = sys._current_frames().get(self._thread_id)
                self.blocks.stacks.append("".join(traceback.format_stack(frame)))
