"""The meaning of a pen's silence: the kernel sends nothing while nothing changes.

Decides two things that no event reports. A pen that never announces its leaving (many inexpensive ones) counts as gone
after a while without an event; libinput does so too. A contact without any event for very long is not a person writing:
the capture is void. Pure: the caller passes the time.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from signing.ink import PenReport
from terminal.devices.pen.feed import Loss, Lost, PenMessage

AWAY_US: Final = 100_000  # hid-uclogic's own emulation takes as long; libinput takes half
STUCK_US: Final = 10_000_000


class Silence:
    """A timer over the reports, which turns silence into a message."""

    def __init__(self) -> None:
        self._last: PenReport | None = None
        self._leaves = False  # whether this device has ever said that a pen left
        self._due_us: int | None = None

    @property
    def due_us(self) -> int | None:
        """When `broken` will return a message, in microseconds; None while silence means nothing."""
        return self._due_us

    def heard(self, report: PenReport) -> None:
        """Note a report of the device, and restart the timer."""
        if self._last is not None and self._last.near and not report.near:
            self._leaves = True
        self._last = report
        if report.near and report.touching:
            self._due_us = report.at_us + STUCK_US
        elif report.near and not self._leaves:
            self._due_us = report.at_us + AWAY_US
        else:
            self._due_us = None

    def broken(self, now_us: int) -> PenMessage | None:
        """Return the message that the silence means by now, once; None before it is due.

        A stuck contact becomes a Lost, a pen that has left becomes a report out of range. `now_us` is on the reports'
        clock.
        """
        if self._last is None or self._due_us is None or now_us < self._due_us:
            return None
        self._due_us = None
        if self._last.touching:
            return Lost(Loss.STUCK, now_us)
        return replace(self._last, at_us=now_us, near=False, touching=False, device_us=-1)
