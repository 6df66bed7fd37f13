"""A signal ends the windows' loop with its code, also while nothing happens; afterwards it means what it did."""

from __future__ import annotations

import os
import signal
import threading

import pytest
from PyQt6.QtWidgets import QApplication

from terminal.app.ending import EndsBySignal


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
