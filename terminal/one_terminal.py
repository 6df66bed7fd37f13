"""That one terminal runs at a station."""

from __future__ import annotations

import fcntl
import os
import weakref
from pathlib import Path

from forms.message import Message
from forms.system import why
from terminal.errors import AlreadyRunning, StationError

LOCK = "terminal.lock"
_HELD = os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC


class OneTerminal:
    """Holds a station's folder for one terminal, so that passphrases are guessed in one place only."""

    def __init__(self, folder: Path) -> None:
        """Raises StationError when another terminal holds it, or there is no such folder."""
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
        """Another terminal may begin."""
        self._let_go()
