"""The handling of an uncaught exception: the pad is wiped, one line without data is logged, the program restarts."""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import TracebackType

from terminal.hardening import account_of

Hook = Callable[[type[BaseException], BaseException, TracebackType | None], None]


def on_exception(wipe: Callable[[], None], log: Callable[[str], None], restart: Callable[[], None]) -> Hook:
    """Return the hook for uncaught exceptions. Ctrl-C exits with 130 after the wipe; it is not logged.

    Args:
        wipe: Wipes the pad; called first, and the rest follows even if it fails.
        log: Called with the exception as one line without data.
        restart: Restarts the program; called last.
    """

    def hook(kind: type[BaseException], problem: BaseException, trace: TracebackType | None) -> None:
        try:
            wipe()
        finally:
            if issubclass(kind, KeyboardInterrupt):
                sys.exit(130)
            log(account_of(kind, trace))
            restart()

    return hook
