"""The lock that lets only one terminal run at a station."""

from __future__ import annotations

import fcntl
import os
import weakref
from pathlib import Path

from forms.message import Message
from forms.system_errors import why
from terminal.errors import AlreadyRunning, StationError

LOCK = "terminal.lock"
_HELD = os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC


class OneTerminal:
    """The lock on a station's folder. With it, passphrases are guessed in one place only."""

    def __init__(self, folder: Path) -> None:
        """Take the lock.

        Raise AlreadyRunning when another terminal has it, and StationError when the folder does not exist.
        """
        try:
            descriptor = os.open(folder / LOCK, _HELD, 0o600)
        except OSError as problem:
            raise StationError(
                Message("terminal.no-station-folder", folder=str(folder), cause=why(problem))
            ) from problem
        self._let_go = weakref.finalize(self, os.close, descriptor)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            self._let_go()
            raise AlreadyRunning(Message("terminal.already-running", folder=str(folder))) from None

    def let_go(self) -> None:
        """Release the lock, so that another terminal may start."""
        self._let_go()
