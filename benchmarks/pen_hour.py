"""An hour of writing at 200 Hz, signature after signature: does memory stay flat, and is every sample there?

    ./run python benchmarks/pen_hour.py [SECONDS]

The product's reader process and signature box, on a window in memory; a process in place of the tablet (tablet.py).
A new signature begins every 10 s. Prints the resident memory of window and reader after a third of the time and at the
end, the samples sent and arrived, and how many captures were void. Exit code 1 when a sample is missing or a process
grew by more than 5 MB.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from pathlib import Path

from PyQt6.QtCore import Qt, QTimer
from PyQt6.QtWidgets import QApplication, QWidget
from tablet import SCREEN, reader_on, tablet_on

from signing.ink import PenReport
from terminal.devices.pen.mapping import GlassMap, Screen
from terminal.windows.pad.ink_area import InkArea
from terminal.windows.pad.pen_input import PenInput

RATE_HZ = 200
SIGNATURE_S = 10.0
ROOM = 1 << 20  # of the pipe: what a busy machine keeps the reader from is not measured here
MOST_GROWTH_KB = 5 * 1024


class CountingInput(PenInput):
    """Knows how many samples have arrived."""

    arrived = 0

    def _take(self, report: PenReport) -> None:
        self.arrived += report.near
        super()._take(report)


def resident_kb(pid: int) -> int:
    """What the kernel says that the process holds."""
    status = Path(f"/proc/{pid}/status").read_text()
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmRSS:"))


def main(seconds: float) -> int:
    """Prints the figures."""
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    app = QApplication([])
    window = QWidget(None, Qt.WindowType.FramelessWindowHint)
    area = InkArea(parent=window)
    area.setFixedSize(1000, 380)
    window.setGeometry(0, 0, *SCREEN)
    window.show()
    void = 0
    memory: list[tuple[int, int]] = []

    with tempfile.TemporaryDirectory() as folder:
        pipe = Path(folder) / "pen"
        os.mkfifo(pipe)
        feed = reader_on(pipe)
        pen = CountingInput(feed, GlassMap(feed.device(), Screen(0, 0, *SCREEN)), window)
        tablet = tablet_on(pipe, RATE_HZ, seconds, ROOM)
        began = time.monotonic()

        def next_signature() -> None:
            pen.ink()
            pen.begin(area, "2026-11-23T02:42:00Z")

        def lost() -> None:
            nonlocal void
            void += 1

        def look() -> None:
            if time.monotonic() - began > seconds / 3 and not memory:
                memory.append((resident_kb(os.getpid()), resident_kb(feed.reader_pid)))
            if tablet.poll() is not None:
                QTimer.singleShot(500, app.quit)

        signatures, watch = QTimer(), QTimer()
        signatures.timeout.connect(next_signature)
        signatures.start(round(1000 * min(SIGNATURE_S, seconds / 10)))
        watch.timeout.connect(look)
        watch.start(200)
        pen.lost.connect(lost)
        pen.begin(area, "2026-11-23T02:42:00Z")
        app.exec()
        memory.append((resident_kb(os.getpid()), resident_kb(feed.reader_pid)))
        sent, refused = map(int, tablet.communicate()[0].split())
        pen.close()
        feed.close()
    growth = [after - before for before, after in zip(*memory, strict=True)]
    print(f"{seconds:g} s at {RATE_HZ} Hz: {sent} samples sent, {pen.arrived} arrived, {void} captures void")
    for name, before, after in zip(("window", "reader"), *memory, strict=True):
        print(f"{name}: {before} kB, then {after} kB")
    return 0 if pen.arrived == sent and not refused and not void and max(growth) <= MOST_GROWTH_KB else 1


if __name__ == "__main__":
    raise SystemExit(main(float(sys.argv[1]) if len(sys.argv) > 1 else 3600.0))
