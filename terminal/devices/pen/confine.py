"""What the reader process gives up once its device is open.

Decides the confinement: another user and group if told, no new privileges by executing anything, no core file and no
debugger (its memory holds handwriting), no file written, no child, and death with its parent. What systemd or a
container adds around it is theirs. Source of the number: asm-generic/resource.h.
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
    """Whom the reader becomes: the group of the pens, which is also all that it keeps."""

    uid: int
    gid: int


def silence() -> None:
    """Standard input, output and error lead nowhere: what a library prints is nobody's business."""
    nowhere = os.open(os.devnull, os.O_RDWR)
    for stream in range(3):
        os.dup2(nowhere, stream)
    if nowhere > 2:
        os.close(nowhere)


def hurry() -> None:
    """Goes before other processes where the starter has the right to it, and carries on where not.

    The kernel's queue holds a tenth of a second of pen, and a scheduler that shares fairly may let longer pass. As a
    process of real time we never wait for others; one that no longer rests would hold a processor, so it is ended.
    """
    with suppress(OSError):
        resource.setrlimit(RLIMIT_RTTIME, (MOST_UNRESTING_US, MOST_UNRESTING_US))
        os.sched_setscheduler(0, os.SCHED_RR, os.sched_param(REAL_TIME))
        return
    with suppress(OSError):
        os.setpriority(os.PRIO_PROCESS, 0, URGENT)


def confine(account: Account | None, parent: int) -> None:
    """Gives up everything. `parent` is the process to die with; OSError when something cannot be given up.

    Becoming another user makes the kernel forget the death signal and the ban on core files: it comes first.
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
