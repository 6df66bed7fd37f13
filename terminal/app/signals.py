"""How the program is ended from outside its windows: by Ctrl-C, and by whoever stops services.

The toolkit's loop does not return to Python while nothing happens, and an exception out of the midst of it would end
the process badly: a signal is therefore a message to the loop, which then ends as by its windows.
"""

from __future__ import annotations

import signal
import socket

from PyQt6.QtCore import QCoreApplication, QObject, QSocketNotifier

CODES = {signal.SIGINT: 130, signal.SIGTERM: 0}


class EndsBySignal(QObject):
    """From when it is made until `close`."""

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
        """Signals mean what they meant before."""
        for number, handler in self._before.items():
            signal.signal(number, handler)
        signal.set_wakeup_fd(self._woken_before)
        self._bell.setEnabled(False)
        for end in (self._hearing, self._telling):
            end.close()
