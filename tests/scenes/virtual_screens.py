"""A screen without hardware: one wide X server that shows itself as a desk's monitor and a pen display."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from tests.tools import tool

DESK_MONITOR = ("DESK", "1366/361x768/203+0+0")
PAD_MONITOR = ("PAD", "1920/344x1080/194+1366+0")
SIZE = "3286x1080x24"
PAD_LEFT = 1366
FIRST_SPARE_KEY, LAST_KEY = 150, 255
"""Keys of the X server that no office keyboard has."""


@dataclass(frozen=True)
class Displays:
    """An X server with both monitors; the pad's can go away and come back, as a cable does."""

    name: str

    def environment(self) -> dict[str, str]:
        """For a process whose windows stand there."""
        return os.environ | {"DISPLAY": self.name, "QT_QPA_PLATFORM": "xcb"}

    def show(self, monitor: tuple[str, str]) -> None:
        """The monitor is plugged in."""
        self._xrandr("--setmonitor", *monitor, "none" if monitor is PAD_MONITOR else "screen")

    def take_away(self, monitor: tuple[str, str]) -> None:
        """The monitor is unplugged."""
        self._xrandr("--delmonitor", monitor[0])

    def put_on_keys(self, text: str) -> None:
        """Gives each Chinese character of the text a key of its own, before a program looks at the keyboard.

        xdotool would map one key anew for each of them, and a program that is late reads the next one's meaning.
        """
        characters = sorted({each for each in text if not each.isascii()})
        keys = range(FIRST_SPARE_KEY, LAST_KEY + 1)
        mapped = [f"keycode {key} = U{ord(each):04X}" for key, each in zip(keys, characters, strict=False)]
        assert len(mapped) == len(characters), "more characters than keys"
        changes = [part for each in mapped for part in ("-e", each)]
        subprocess.run([tool("xmodmap"), *changes], env=self.environment(), check=True)

    def _xrandr(self, *arguments: str) -> None:
        subprocess.run([tool("xrandr"), *arguments], env=self.environment(), check=True, capture_output=True)


@contextmanager
def displays(*monitors: tuple[str, str], typed: str = "") -> Iterator[Displays]:
    """Starts the server, with these monitors (the desk's and the pad's) and keys for what is `typed`, and ends it."""
    reading, writing = os.pipe()
    server = subprocess.Popen(
        [tool("Xvfb"), "-displayfd", str(writing), "-screen", "0", SIZE, "-noreset", "-nolisten", "tcp"],
        pass_fds=[writing],
        stderr=subprocess.DEVNULL,
    )
    os.close(writing)
    try:
        with os.fdopen(reading) as told:
            shown = Displays(f":{told.readline().strip()}")
        for monitor in monitors or (DESK_MONITOR, PAD_MONITOR):
            shown.show(monitor)
        if typed:
            shown.put_on_keys(typed)
        yield shown
    finally:
        server.terminate()
        server.wait()
