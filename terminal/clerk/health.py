"""The machine's state for the status strip: free disk space, the clock, the chain, the network.

It is read from the kernel through paths that are passed in. What the kernel does not report is None and never a guess.
No packet is sent.
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
    """Return the machine's state now. No timestamps wait, as no timestamp authority is used yet."""
    return HealthFacts(
        free_bytes=free_bytes(station.folder),
        clock_kept=clock_kept(SYNCHRONIZED, clock_state),
        entries=station.store.size(),
        waiting_timestamps=0,
        network=has_way_out(ROUTES, ROUTES_6),
        folder_faults=len(tuple(home_findings(station.folder))),
    )


def free_bytes(folder: Path) -> int:
    """Return how many bytes an ordinary user may still write to the folder's file system."""
    room = os.statvfs(folder)
    return room.f_bavail * room.f_frsize


def clock_kept(synchronized: Path, state: Callable[[], int | None]) -> bool | None:
    """Return whether the clock is synchronised; None when neither the kernel nor timesyncd reports it.

    Args:
        synchronized: The file that timesyncd creates once the clock is synchronised.
        state: Returns the state of adjtimex(2); None where it is not available.
    """
    told = state()
    if told is not None and told != CLOCK_UNKEPT:
        return True
    if synchronized.exists():
        return True
    return None if told is None else False


def clock_state() -> int | None:
    """Return what adjtimex(2) returns, without changing the clock; None where the call is not allowed."""
    try:
        state = int(ctypes.CDLL(None).adjtimex(ctypes.create_string_buffer(_TIMEX_BYTES)))
    except (OSError, AttributeError):
        return None
    return state if state >= 0 else None


def has_way_out(routes: Path, routes_6: Path) -> bool | None:
    """Return whether a default route is up, IPv4 or IPv6; None when neither table can be read.

    Args:
        routes: The IPv4 table, in the format of /proc/net/route.
        routes_6: The IPv6 table, in the format of /proc/net/ipv6_route.
    """
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
    """Return whether a row is a default route.

    Columns: interface, destination, gateway, flags, …, mask (the eighth).
    """
    return len(row) > 7 and row[1] == row[7] == "00000000" and bool(int(row[3], 16) & _UP)


def _is_default_6(row: list[str]) -> bool:
    """Return whether a row is a default route. Columns: destination, its length, …, flags, interface.

    The entry of the loopback interface rejects every packet, and does not count.
    """
    return len(row) > 9 and row[0] == "0" * 32 and row[1] == "00" and row[9] != "lo" and bool(int(row[8], 16) & _UP)
