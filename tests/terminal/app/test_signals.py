"""A signal ends the windows' loop with its code, also while nothing happens; afterwards it means what it did."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from PyQt6.QtWidgets import QApplication

from terminal.app.signals import EndsBySignal
from tests.scenes.virtual_screens import displays
from tests.terminal import stations


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 0)])
def test_a_signal_ends_a_loop_in_which_nothing_happens(number: signal.Signals, code: int, qapp: QApplication) -> None:
    before = signal.getsignal(number)
    ends = EndsBySignal(qapp)
    sender = threading.Timer(0.2, os.kill, (os.getpid(), number))
    sender.start()
    try:
        assert qapp.exec() == code
    finally:
        sender.join()
        ends.close()
    assert signal.getsignal(number) is before
    assert signal.set_wakeup_fd(-1) == -1


CLOSED = """
import sys
from PyQt6.QtCore import QTimer
from terminal.__main__ import main
from terminal.app import compose

class Closed(compose.Terminal):
    def show(self):
        super().show()
        QTimer.singleShot(500, self.staffs.close)

compose.Terminal = Closed
main(["terminal", "--home", sys.argv[1]])
"""


@pytest.mark.parametrize("monitors", [(("ONE", "1920/508x1080/286+0+0"),), ()], ids=["one", "two"])
def test_closing_the_desks_window_ends_the_terminal(monitors: tuple[tuple[str, str], ...], tmp_path: Path) -> None:
    stations.make_with_kit(tmp_path / "station")
    command = [sys.executable, "-P", "-c", CLOSED, str(tmp_path / "station")]
    with displays(*monitors) as shown:
        done = subprocess.run(
            command, env=shown.environment(), capture_output=True, text=True, check=False, timeout=120
        )
    assert (done.returncode, done.stderr) == (0, "")
