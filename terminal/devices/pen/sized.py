"""A feed whose device has the size that its calibration measured, where its firmware states none that can be believed.

Decides nothing else: what the pen says goes through unchanged.
"""

from __future__ import annotations

from signing.ink import Device
from terminal.devices.pen.feed import Feed
from terminal.devices.pen.remembered import Remembered


class SizedFeed:
    """A Feed over another one."""

    def __init__(self, feed: Feed, lies: Remembered) -> None:
        self._feed, self._lies = feed, lies
        self.fileno, self.drain, self.source = feed.fileno, feed.drain, feed.source
        self.grab, self.close = feed.grab, feed.close

    def device(self) -> Device:
        """The passport, with the measured size."""
        return self._lies.sized(self._feed.device())


def sized(feed: Feed, lies: Remembered) -> Feed:
    """The feed itself if its device states a size, or if none was measured."""
    device = feed.device()
    return feed if lies.sized(device) == device else SizedFeed(feed, lies)
