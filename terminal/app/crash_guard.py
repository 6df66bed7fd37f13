"""The handling of an uncaught exception: the pad is wiped, one line without data is logged, the program restarts."""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import TracebackType

from terminal.hardening import account_of
from terminal.station.journal import SILENT, Happened, Journal, Room

Hook = Callable[[type[BaseException], BaseException, TracebackType | None], None]


def on_exception(
    wipe: Callable[[], None], log: Callable[[str], None], restart: Callable[[], None], journal: Journal = SILENT
) -> Hook:
    """Return the hook for uncaught exceptions. Ctrl-C exits with 130 after the wipe; it is not logged.

    Args:
        wipe: Wipes the pad; called first, and the rest follows even if it fails.
        log: Called with the exception as one line without data.
        restart: Restarts the program; called last.
        journal: Where the class of the exception is noted.
    """

    def hook(kind: type[BaseException], problem: BaseException, trace: TracebackType | None) -> None:
        try:
            wipe()
        finally:
            if issubclass(kind, KeyboardInterrupt):
                sys.exit(130)
            log(account_of(kind, trace))
            journal.write(Room.APP, Happened.BROKEN, error=kind)
            restart()

    return hook
