"""The time since the machine started: a clock that cannot be set, and that runs on while the machine sleeps."""

from __future__ import annotations

import time
from pathlib import Path


def uptime_s() -> float:
    """Return the seconds since the start of the machine."""
    return time.clock_gettime(time.CLOCK_BOOTTIME)


def uptime_ms() -> int:
    """Return the milliseconds since the start of the machine."""
    return time.clock_gettime_ns(time.CLOCK_BOOTTIME) // 1_000_000


def boot_id() -> str:
    """Return an id for this run of the machine; "" where there is none.

    Uptimes of different runs cannot be compared.
    """
    try:
        return Path("/proc/sys/kernel/random/boot_id").read_text("ascii").strip()
    except OSError:
        return ""
