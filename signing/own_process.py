"""The rights that a process drops by the kernel's prctl: core files, debuggers, new rights, life without its parent.

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


def keep_to_itself(debuggable: bool = False) -> None:
    """Prevent core files of this process, and reading of its memory by other programs of the same user.

    With `debuggable` a debugger may read it; core files are prevented all the same.
    """
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if not debuggable:
        _prctl(PR_SET_DUMPABLE, 0)


def die_with(parent: int, by: Signals) -> bool:
    """Ask the kernel to send a signal when the parent dies. Return False when it has died already.

    Args:
        parent: The process id of the parent, known before the call.
        by: The signal to send.
    """
    _prctl(PR_SET_PDEATHSIG, by)
    return os.getppid() == parent


def gain_nothing() -> None:
    """Prevent programs that this process executes from having more rights than it has."""
    _prctl(PR_SET_NO_NEW_PRIVS, 1)


def _prctl(option: int, value: int) -> None:
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(option, value, 0, 0, 0) != 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))
