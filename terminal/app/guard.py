"""What the terminal's process does to keep what it knows to itself: no core file, no debugger, a log without data.

An exception that nobody caught is told by its kind and the lines of our code that it passed, never by its text or its
values, which may be an applicant's.
"""

from __future__ import annotations

import ctypes
import resource
import sys
import traceback
from collections.abc import Callable
from types import TracebackType

PR_SET_DUMPABLE = 4  # include/uapi/linux/prctl.h

Hook = Callable[[type[BaseException], BaseException, TracebackType | None], None]


def keep_to_itself() -> None:
    """No core file is written of this process, and no other program of this user can read its memory."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if ctypes.CDLL(None, use_errno=True).prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) != 0:
        raise OSError(ctypes.get_errno(), "this process cannot be closed to debuggers")


def account_of(kind: type[BaseException], trace: TracebackType | None) -> str:
    """An exception in one line: its name, then file:line of every step, outermost first."""
    steps = (f"{frame.filename.rsplit('/', 1)[-1]}:{frame.lineno}" for frame in traceback.extract_tb(trace))
    return f"{kind.__name__} at {' > '.join(steps) or 'an unknown place'}"


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
