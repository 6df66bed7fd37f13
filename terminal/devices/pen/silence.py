"""What a pen's silence means: the kernel sends nothing while nothing changes.

Decides two things that no event says. A pen that never announces its leaving (many inexpensive ones) is taken for gone
after a while without an event; libinput does so too. A contact without any event for very long is no hand: the
capture is void. Pure: the clock comes in with each question.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from signing.ink import PenReport
from terminal.devices.pen.feed import Loss, Lost, PenMessage

AWAY_US: Final = 100_000  # hid-uclogic's own emulation takes as long; libinput takes half
STUCK_US: Final = 10_000_000


class Silence:
    """Hears every report, and knows when silence has become a message."""

    def __init__(self) -> None:
        self._last: PenReport | None = None
        self._leaves = False  # whether this device has ever said that a pen left
        self._due_us: int | None = None

    @property
    def due_us(self) -> int | None:
        """When `broken` will have something to say; None while silence means nothing."""
        return self._due_us

    def heard(self, report: PenReport) -> None:
        """A report of the device."""
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
        """What the silence says by now, once."""
        if self._last is None or self._due_us is None or now_us < self._due_us:
            return None
        self._due_us = None
        if self._last.touching:
            return Lost(Loss.STUCK, now_us)
        return replace(self._last, at_us=now_us, near=False, touching=False, device_us=-1)
