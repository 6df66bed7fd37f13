"""What a process gives up by the kernel's prctl: core files, debuggers, new rights, life without its parent.

Source of the numbers: include/uapi/linux/prctl.h.
"""

from __future__ import annotations

import ctypes
import os
import resource
from signal import Signals
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


def _prctl(option: int, value: int) -> None:
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(option, value, 0, 0, 0) != 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))
