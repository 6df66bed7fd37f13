"""That one terminal runs at a station."""

from __future__ import annotations

import fcntl
import os
import weakref
from pathlib import Path

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
            raise StationError(f"{folder}: {problem.strerror}. Name the folder of a station") from problem
        self._let_go = weakref.finalize(self, os.close, descriptor)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            self._let_go()
            raise AlreadyRunning(
                f"{folder}: a terminal is already running at this station. Use its windows, or end it first"
            ) from None

    def let_go(self) -> None:
        """Another terminal may begin."""
        self._let_go()
