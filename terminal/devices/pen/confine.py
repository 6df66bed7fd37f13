"""The rights that the reader process gives up once its device is open.

Decides the confinement. The process becomes another user and group where asked. It gains no privileges by executing
anything. It leaves no core file and admits no debugger, because its memory holds handwriting. It writes no file, starts
no child, and dies with its parent. Leaves to systemd or a container what they add around it. Source of the number:
asm-generic/resource.h.
"""

from __future__ import annotations

import os
import resource
import signal
from contextlib import suppress
from dataclasses import dataclass
from typing import Final

from terminal.hardening import die_with, gain_nothing, keep_to_itself

URGENT: Final = -10  # of nice's -20 to 19
REAL_TIME: Final = 5  # of 1 to 99: before all that shares, behind what drives hardware
RLIMIT_RTTIME: Final = 15
MOST_UNRESTING_US: Final = 10_000_000


@dataclass(frozen=True, slots=True)
class Account:
    """The user and group that the reader becomes: the group of the pens, and no other group."""

    uid: int
    gid: int


def silence() -> None:
    """Redirect standard input, output and error to /dev/null: what a library prints is not for others to read."""
    nowhere = os.open(os.devnull, os.O_RDWR)
    for stream in range(3):
        os.dup2(nowhere, stream)
    if nowhere > 2:
        os.close(nowhere)


def hurry() -> None:
    """Raise this process's priority where it has the right to do so, and carry on where it has not.

    The kernel's queue holds a tenth of a second of pen data, and a fair scheduler may let the reader wait longer. A
    real-time process never waits for others. One that no longer rests would occupy a processor, so the kernel ends it.
    """
    with suppress(OSError):
        resource.setrlimit(RLIMIT_RTTIME, (MOST_UNRESTING_US, MOST_UNRESTING_US))
        os.sched_setscheduler(0, os.SCHED_RR, os.sched_param(REAL_TIME))
        return
    with suppress(OSError):
        os.setpriority(os.PRIO_PROCESS, 0, URGENT)


def confine(account: Account | None, parent: int) -> None:
    """Give up all rights that reading an open device does not need.

    Becoming another user makes the kernel forget the death signal and the ban on core files, so that is done first.

    Args:
        account: The user and group to become; None keeps the present ones.
        parent: The number of the process to die with.

    Raises:
        OSError: Something cannot be given up, or the parent is gone.
    """
    if account is not None:
        os.setgroups([])
        os.setresgid(account.gid, account.gid, account.gid)
        os.setresuid(account.uid, account.uid, account.uid)
    for limit in (resource.RLIMIT_FSIZE, resource.RLIMIT_NPROC):
        resource.setrlimit(limit, (0, 0))
    gain_nothing()
    keep_to_itself()
    if not die_with(parent, signal.SIGKILL):
        raise ProcessLookupError("the parent is gone")
