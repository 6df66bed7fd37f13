"""The end of the program from outside its windows: by Ctrl-C, and by a service manager.

The toolkit's loop does not return to Python while nothing happens. An exception out of the middle of it would end the
process badly. So a signal is a message to the loop, which then ends as if by its windows.
"""

from __future__ import annotations

import signal
import socket

from PyQt6.QtCore import QCoreApplication, QObject, QSocketNotifier

CODES = {signal.SIGINT: 130, signal.SIGTERM: 0}


class EndsBySignal(QObject):
    """The signal handlers, from construction until `close`."""

    def __init__(self, application: QCoreApplication) -> None:
        super().__init__()
        self._hearing, self._telling = socket.socketpair()
        for end in (self._hearing, self._telling):
            end.setblocking(False)
        self._woken_before = signal.set_wakeup_fd(self._telling.fileno(), warn_on_full_buffer=False)
        self._bell = QSocketNotifier(self._hearing.fileno(), QSocketNotifier.Type.Read, self)  # type: ignore[call-overload]
        self._bell.activated.connect(lambda: self._hearing.recv(64))  # and Python runs the handler
        self._before = {
            number: signal.signal(number, lambda *_, code=code: application.exit(code))
            for number, code in CODES.items()
        }

    def close(self) -> None:
        """Restore the earlier signal handlers."""
        for number, handler in self._before.items():
            signal.signal(number, handler)
        signal.set_wakeup_fd(self._woken_before)
        self._bell.setEnabled(False)
        for end in (self._hearing, self._telling):
            end.close()
