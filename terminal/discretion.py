"""How a process of the terminal keeps what it knows to itself: no core file, no debugger, a log without data.

An exception that nobody caught is told by its kind and the lines of our code that it passed, never by its text or its
values, which may be an applicant's. Source of the numbers: include/uapi/linux/prctl.h.
"""

from __future__ import annotations

import ctypes
import os
import resource
import traceback
from signal import Signals
from types import TracebackType
from typing import Final

PR_SET_PDEATHSIG: Final = 1
PR_SET_DUMPABLE: Final = 4
PR_SET_NO_NEW_PRIVS: Final = 38


def keep_to_itself() -> None:
    """No core file is written of this process, and no other program of this user can read its memory."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    _prctl(PR_SET_DUMPABLE, 0)


def die_with(parent: int, by: Signals) -> bool:
    """The kernel sends `by` when the parent dies; False when it has died before we asked."""
    _prctl(PR_SET_PDEATHSIG, by)
    return os.getppid() == parent


def gain_nothing() -> None:
    """No program that this process executes gives it more rights than it has."""
    _prctl(PR_SET_NO_NEW_PRIVS, 1)


def account_of(kind: type[BaseException], trace: TracebackType | None) -> str:
    """An exception in one line: its name, then file:line of every step, outermost first."""
    steps = (f"{frame.filename.rsplit('/', 1)[-1]}:{frame.lineno}" for frame in traceback.extract_tb(trace))
    return f"{kind.__name__} at {' > '.join(steps) or 'an unknown place'}"


def _prctl(option: int, value: int) -> None:
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(option, value, 0, 0, 0) != 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))
