"""A feed with the measured size of its device, where the firmware states no believable size.

Decides nothing else: the pen's messages pass through unchanged.
"""

from __future__ import annotations

from signing.ink import Device
from terminal.devices.pen.feed import Feed
from terminal.devices.pen.known_pens import Remembered


class SizedFeed:
    """A Feed over another one."""

    def __init__(self, feed: Feed, lies: Remembered) -> None:
        self._feed, self._lies = feed, lies
        self.fileno, self.drain, self.source = feed.fileno, feed.drain, feed.source
        self.grab, self.close = feed.grab, feed.close

    def device(self) -> Device:
        """Return the passport, with the measured size."""
        return self._lies.sized(self._feed.device())


def sized(feed: Feed, lies: Remembered) -> Feed:
    """Return a feed with the measured size, or the same feed where its device states a size or none was measured.

    Args:
        feed: The feed of the tablet.
        lies: The tablet's calibration, perhaps with a measured size.
    """
    device = feed.device()
    return feed if lies.sized(device) == device else SizedFeed(feed, lies)
