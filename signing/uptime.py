"""Seconds since the machine started: a clock that nobody sets, and that runs on while the machine sleeps."""

from __future__ import annotations

import time
from pathlib import Path


def uptime_s() -> float:
    """Seconds since the start of the machine."""
    return time.clock_gettime(time.CLOCK_BOOTTIME)


def uptime_ms() -> int:
    """The same in milliseconds."""
    return time.clock_gettime_ns(time.CLOCK_BOOTTIME) // 1_000_000


def boot_id() -> str:
    """A name for this run of the machine: seconds of different runs cannot be compared. "" where there is none."""
    try:
        return Path("/proc/sys/kernel/random/boot_id").read_text("ascii").strip()
    except OSError:
        return ""
