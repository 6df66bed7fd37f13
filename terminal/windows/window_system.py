"""What the window system is asked for before the toolkit starts.

Decides one thing: pictures go to the X server through its socket, not through shared memory. A pen's new piece of line
always overlaps the last one. Before drawing into shared memory again, Qt waits until the server has read it. That is a
round trip for every sample, and costs more than all other work together. A piece of line is a few hundred bytes. A
whole page takes some milliseconds more, once.
"""

from __future__ import annotations

from collections.abc import Mapping, MutableMapping

SETTINGS = {"QT_XCB_NO_MITSHM": "1"}


def choose(environment: MutableMapping[str, str]) -> None:
    """Put the settings into the environment of a process that has not started the toolkit; existing values stay."""
    for name, value in SETTINGS.items():
        environment.setdefault(name, value)


def is_there(environment: Mapping[str, str]) -> bool:
    """Return whether the environment names a window system."""
    return bool(environment.get("DISPLAY") or environment.get("WAYLAND_DISPLAY"))
