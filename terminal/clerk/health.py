"""What the status strip says of the machine: room on the disk, the clock, the chain, the network.

Asked of the kernel through paths that are passed in; what it does not tell is None and never a guess. No packet is
sent.
"""

from __future__ import annotations

import ctypes
import os
from collections.abc import Callable
from pathlib import Path

from signing.private_folder import home_findings
from terminal.clerk.orders import HealthFacts
from terminal.station.station import Station

SYNCHRONIZED = Path("/run/systemd/timesync/synchronized")
ROUTES, ROUTES_6 = Path("/proc/net/route"), Path("/proc/net/ipv6_route")
CLOCK_UNKEPT = 5  # TIME_ERROR of adjtimex(2): the clock is not synchronised
_TIMEX_BYTES = 512  # more than struct timex needs on any machine; all zeros asks and changes nothing
_UP = 1  # RTF_UP of route(7)


def facts(station: Station) -> HealthFacts:
    """The machine as it is now. No timestamps wait: there is no timestamp authority yet, so nothing asks for any."""
    return HealthFacts(
        free_bytes=free_bytes(station.folder),
        clock_kept=clock_kept(SYNCHRONIZED, clock_state),
        entries=station.store.size(),
        waiting_timestamps=0,
        network=has_way_out(ROUTES, ROUTES_6),
        folder_faults=len(tuple(home_findings(station.folder))),
    )


def free_bytes(folder: Path) -> int:
    """What an ordinary user may still write to the folder's file system."""
    room = os.statvfs(folder)
    return room.f_bavail * room.f_frsize


def clock_kept(synchronized: Path, state: Callable[[], int | None]) -> bool | None:
    """Whether somebody keeps the clock right: the kernel's own word, or timesyncd's file; None when neither tells."""
    told = state()
    if told is not None and told != CLOCK_UNKEPT:
        return True
    if synchronized.exists():
        return True
    return None if told is None else False


def clock_state() -> int | None:
    """What adjtimex(2) returns, changing nothing; None where it may not be asked."""
    try:
        state = int(ctypes.CDLL(None).adjtimex(ctypes.create_string_buffer(_TIMEX_BYTES)))
    except (OSError, AttributeError):
        return None
    return state if state >= 0 else None


def has_way_out(routes: Path, routes_6: Path) -> bool | None:
    """Whether a default route is up, of either protocol; None when neither table can be read."""
    tables = [_lines(routes), _lines(routes_6)]
    if tables == [None, None]:
        return None
    return any(map(_is_default, tables[0] or ())) or any(map(_is_default_6, tables[1] or ()))


def _lines(path: Path) -> list[list[str]] | None:
    try:
        return [line.split() for line in path.read_text("ascii").splitlines()]
    except (OSError, UnicodeDecodeError):
        return None


def _is_default(row: list[str]) -> bool:
    """Interface, destination, gateway, flags, …, mask at the eighth place."""
    return len(row) > 7 and row[1] == row[7] == "00000000" and bool(int(row[3], 16) & _UP)


def _is_default_6(row: list[str]) -> bool:
    """Destination, its length, …, flags, interface; the loopback's own entry refuses everything."""
    return len(row) > 9 and row[0] == "0" * 32 and row[1] == "00" and row[9] != "lo" and bool(int(row[8], 16) & _UP)
