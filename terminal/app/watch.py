"""Watches the thread of the windows: how long it keeps people waiting, and what held it when it was too long.

A beat every `BEAT_MS` from the windows' own event loop; another thread looks how late it is. What the thread waited for
a processor, because others had it, is known from the kernel and told apart: it says how busy the machine is, not what
the program does. For tests and benchmarks: a counter's machine does without.
"""

from __future__ import annotations

import os
import sys
import threading
import time
import traceback
from dataclasses import dataclass, field

from PyQt6.QtCore import QObject, Qt, QTimer

BEAT_MS = 5
NOT_SEEN = "nobody looked in time\n"


@dataclass
class Blocks:
    """How long each beat was late, in milliseconds, and the stacks that held the thread above the limit.

    `held_ms` is the same without what the machine had no processor for.
    """

    late_ms: list[float] = field(default_factory=list)
    held_ms: list[float] = field(default_factory=list)
    stacks: list[str] = field(default_factory=list)

    def worst_ms(self) -> float:
        """The longest wait."""
        return max(self.late_ms, default=0.0)

    def worst_held_ms(self) -> float:
        """The longest wait that the program itself made."""
        return max(self.held_ms, default=0.0)

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
        self._queue = Queue()
        self._queued_ms = 0.0
        self._seen: tuple[float, str, bool] = (0.0, "", False)
        """The beat that was late, where the thread was then, and whether that was past the limit."""
        self._over = threading.Event()
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(BEAT_MS)
        self._timer.timeout.connect(self._beat)
        self._watcher = threading.Thread(target=self._look, daemon=True)

    def start(self) -> None:
        """Begins."""
        self._queued_ms = self._queue.waited_ms()
        self._beat_at = time.monotonic()
        self._timer.start()
        self._watcher.start()

    def stop(self) -> Blocks:
        """Ends; what was seen."""
        self._timer.stop()
        self._over.set()
        self._watcher.join()
        self._queue.close()
        return self.blocks

    def _beat(self) -> None:
        now, queued_ms = time.monotonic(), self._queue.waited_ms()
        late_ms = max(0.0, (now - self._beat_at) * 1000 - BEAT_MS)
        held_ms = max(0.0, late_ms - (queued_ms - self._queued_ms))
        self.blocks.late_ms.append(late_ms)
        self.blocks.held_ms.append(held_ms)
        if held_ms > self._limit_s * 1000:
            beat_at, stack, _past = self._seen
            self.blocks.stacks.append(f"{held_ms:.0f} ms\n{stack if beat_at == self._beat_at else NOT_SEEN}")
        self._beat_at, self._queued_ms = now, queued_ms

    def _look(self) -> None:
        while not self._over.wait(self._limit_s / 5):
            beat_at, past = self._beat_at, self._seen[2]
            late_s = time.monotonic() - beat_at
            if late_s > self._limit_s / 2 and not (past and beat_at == self._seen[0]):
                frame = sys._current_frames().get(self._thread_id)
                self._seen = beat_at, "".join(traceback.format_stack(frame)), late_s > self._limit_s


class Queue:
    """How long the thread that made this has waited for a processor; where the kernel does not tell, it has not."""

    def __init__(self) -> None:
        try:
            self._file = os.open(f"/proc/self/task/{threading.get_native_id()}/schedstat", os.O_RDONLY | os.O_CLOEXEC)
        except OSError:
            self._file = -1

    def waited_ms(self) -> float:
        """Since the thread began."""
        return int(os.pread(self._file, 80, 0).split()[1]) / 1e6 if self._file >= 0 else 0.0

    def close(self) -> None:
        """Asked no more."""
        if self._file >= 0:
            os.close(self._file)
            self._file = -1
