"""What happens when nobody caught an exception: the pad is wiped, one line without data is logged, it begins anew."""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import TracebackType

from terminal.hardening import account_of

Hook = Callable[[type[BaseException], BaseException, TracebackType | None], None]


def on_exception(wipe: Callable[[], None], log: Callable[[str], None], restart: Callable[[], None]) -> Hook:
    """The hook for what nobody caught: the pad is wiped first, then it is logged, then the program begins anew."""

    def hook(kind: type[BaseException], problem: BaseException, trace: TracebackType | None) -> None:
        try:
            wipe()
        finally:
            if issubclass(kind, KeyboardInterrupt):
                sys.exit(130)
            log(account_of(kind, trace))
            restart()

    return hook
