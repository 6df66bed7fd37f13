"""Watches the thread of the windows: how long it makes people wait, and what delayed it when that was too long.

The windows' own event loop runs a beat every `BEAT_MS`; another thread checks how late it is. A beat that is late
because the machine had no processor free shows how busy the machine is, not what the program does. The kernel reports
that (/proc/pressure/cpu). If tasks queued for more than `BUSY` of a wait, only the thread's own work in it counts:
all else may have been a wait for a processor. For tests and benchmarks: a counter's machine works without it.
"""

from __future__ import annotations

import os
import sys
import threading
import time
import traceback
from dataclasses import dataclass, field
from pathlib import Path

from PyQt6.QtCore import QObject, Qt, QTimer

BEAT_MS = 5
PRESSURE = Path("/proc/pressure/cpu")
BUSY = 0.1
NOT_SEEN = "nobody looked in time\n"


@dataclass
class Blocks:
    """The delay of each beat in milliseconds, and the stacks that held the thread above the limit.

    `held_ms` is the part of it that counts against the program; see `held_of`.
    """

    late_ms: list[float] = field(default_factory=list)
    held_ms: list[float] = field(default_factory=list)
    stacks: list[str] = field(default_factory=list)

    def worst_ms(self) -> float:
        """Return the longest wait."""
        return max(self.late_ms, default=0.0)

    def worst_held_ms(self) -> float:
        """Return the longest wait that the program itself caused."""
        return max(self.held_ms, default=0.0)

    def p99_ms(self) -> float:
        """Return the delay that 99 of 100 beats do not exceed."""
        ordered = sorted(self.late_ms)
        return ordered[int(len(ordered) * 0.99)] if ordered else 0.0


@dataclass(frozen=True, slots=True)
class Moment:
    """One reading, in milliseconds.

    It holds the time, the thread's own work, and how long some task of the machine has waited so far.
    """

    at_ms: float
    worked_ms: float
    waited_ms: float


def held_of(before: Moment, now: Moment, late_ms: float) -> float:
    """Return the part of a beat's delay that the program caused, in milliseconds.

    Args:
        before: The reading at the beat before.
        now: The reading at the late beat.
        late_ms: The delay.
    """
    is_busy = now.waited_ms - before.waited_ms > BUSY * (now.at_ms - before.at_ms)
    return min(late_ms, now.worked_ms - before.worked_ms) if is_busy else late_ms


class Watch(QObject):
    """A watch over the thread that made it, from `start` to `stop`."""

    def __init__(self, limit_ms: float, parent: QObject | None = None, pressure: Path = PRESSURE) -> None:
        super().__init__(parent)
        self.blocks = Blocks()
        self._limit_s = limit_ms / 1000
        self._thread_id = threading.get_ident()
        self._beat_at = time.monotonic()
        self._pressure = Pressure(pressure)
        self._before = Moment(0.0, 0.0, 0.0)
        self._seen: tuple[float, str, bool] = (0.0, "", False)
        """The late beat, the stack of the thread then, and whether that was past the limit."""
        self._over = threading.Event()
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(BEAT_MS)
        self._timer.timeout.connect(self._beat)
        self._watcher = threading.Thread(target=self._look, daemon=True)

    def start(self) -> None:
        """Start the beat and the thread that checks it."""
        self._before = self._now()
        self._beat_at = time.monotonic()
        self._timer.start()
        self._watcher.start()

    def stop(self) -> Blocks:
        """Stop both, and return what was measured."""
        self._timer.stop()
        self._over.set()
        self._watcher.join()
        self._pressure.close()
        return self.blocks

    def _beat(self) -> None:
        before, now = self._before, self._now()
        late_ms = max(0.0, now.at_ms - before.at_ms - BEAT_MS)
        held_ms = held_of(before, now, late_ms)
        self.blocks.late_ms.append(late_ms)
        self.blocks.held_ms.append(held_ms)
        if held_ms > self._limit_s * 1000:
            beat_at, stack, _past = self._seen
            self.blocks.stacks.append(f"{held_ms:.0f} ms\n{stack if beat_at == self._beat_at else NOT_SEEN}")
        self._beat_at, self._before = now.at_ms / 1000, now

    def _now(self) -> Moment:
        return Moment(time.monotonic() * 1000, time.thread_time() * 1000, self._pressure.total_ms())

    def _look(self) -> None:
        while not self._over.wait(self._limit_s / 5):
            beat_at, past = self._beat_at, self._seen[2]
            late_s = time.monotonic() - beat_at
            if late_s > self._limit_s / 2 and not (past and beat_at == self._seen[0]):
                frame = sys._current_frames().get(self._thread_id)
                self._seen = beat_at, "".join(traceback.format_stack(frame)), late_s > self._limit_s


class Pressure:
    """The time that some task of the machine has waited for a processor; 0 where the kernel does not report it."""

    def __init__(self, path: Path) -> None:
        try:
            self._file = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
        except OSError:
            self._file = -1

    def total_ms(self) -> float:
        """Return that time since the machine started, in milliseconds."""
        if self._file < 0:
            return 0.0
        some = os.pread(self._file, 200, 0).split(b"\n", 1)[0]
        return int(some.rpartition(b"total=")[2]) / 1000

    def close(self) -> None:
        """Close the kernel's file."""
        if self._file >= 0:
            os.close(self._file)
            self._file = -1
