"""What the window system is asked for before the toolkit starts.

Decides one thing: pictures go to the X server through its socket, not through shared memory. A pen's new piece of line
always overlaps the last one, and before drawing into shared memory again Qt waits for the server to have read it: a
round trip for every sample, more than all other work together. A piece of line is a few hundred bytes; a whole page
takes some milliseconds more, once.
"""

from __future__ import annotations

from collections.abc import Mapping, MutableMapping

SETTINGS = {"QT_XCB_NO_MITSHM": "1"}


def choose(environment: MutableMapping[str, str]) -> None:
    """Puts the settings into the environment of a process that has not started the toolkit; what is set there stays."""
    for name, value in SETTINGS.items():
        environment.setdefault(name, value)


def is_there(environment: Mapping[str, str]) -> bool:
    """Whether the environment names a window system."""
    return bool(environment.get("DISPLAY") or environment.get("WAYLAND_DISPLAY"))
