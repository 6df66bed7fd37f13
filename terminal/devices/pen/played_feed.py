"""A recording played as a feed: recorded writing appears in a box on the desktop, and the pen presses buttons.

Decides where the recorded writing lies: in the middle of the box, at its true size or, where that does not fit,
smaller. Its reports carry their kind (a recording, or synthetic), so that no policy takes them for a signer's. For
demonstrations and tests. Nothing here waits: the owner calls `advance` as time passes. No Qt.
"""

from __future__ import annotations

import os
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from forms.message import Message
from signing.ink import Device, PenReport, Source
from terminal.devices.pen.capture import AIR
from terminal.devices.pen.errors import NothingWrittenError
from terminal.devices.pen.events import BTN_TOOL_PEN
from terminal.devices.pen.feed import WRAP, Loss, Lost, PenMessage
from terminal.devices.pen.mapping import GlassMap, Screen
from terminal.devices.pen.recording import RecordedPen
from terminal.devices.pen.reports import decode

STEP_US = 5_000  # between the reports of a press
APART_US = 300_000  # from the end of one act to the next
HOLD_MS = 80


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle of the desktop, in its pixels."""

    x_px: float
    y_px: float
    width_px: float
    height_px: float


class RecordedFeed:
    """A Feed of one recorded pen. `screen` is where its glass lies; `clock_us` is the feeds' clock, in microseconds."""

    def __init__(
        self,
        pen: RecordedPen,
        screen: Screen,
        clock_us: Callable[[], int] = lambda: time.monotonic_ns() // 1000,
    ) -> None:
        self.screen = screen
        self._device, self._source = pen.device(), pen.source()
        self._clock_us = clock_us
        self._due: deque[tuple[PenReport, str]] = deque()
        self._waiting: list[PenMessage] = []
        self._serials: dict[str, None] = {}
        self._ends_us = 0  # of the act that was asked for last
        self._bell = os.eventfd(0, os.EFD_NONBLOCK | os.EFD_CLOEXEC)
        self._closed = False

    # What the owner asks for

    @property
    def busy(self) -> bool:
        """Whether requested reports are still to come."""
        return bool(self._due)

    def write(self, pen: RecordedPen, box: Box) -> None:
        """Plan the recorded writing, after all earlier requests, at the speed at which it was written.

        Args:
            pen: The recording to play.
            box: Where the writing appears on the desktop.

        Raises:
            NothingWrittenError: The recording touches nothing.
        """
        decoded = decode(pen.events())
        begin_us = self._next_us()
        serial = ",".join(decoded.serials)
        for report in self._laid(decoded.reports, box):
            device_us = (begin_us + report.device_us) % WRAP if report.device_us >= 0 else -1
            self._plan(replace(report, at_us=begin_us + report.at_us, device_us=device_us), serial)

    def press(self, x_px: float, y_px: float, hold_ms: int = HOLD_MS) -> None:
        """Plan one press, after all earlier requests: the pen comes, presses, lifts and leaves.

        Args:
            x_px: The place on the desktop, in pixels from its left edge.
            y_px: The place on the desktop, in pixels from its upper edge.
            hold_ms: How long the tip stays on the glass.
        """
        begin_us = self._next_us()
        for at, (touching, near) in enumerate(_tap(hold_ms * 1000 // STEP_US)):
            self._plan(self._there(begin_us + at * STEP_US, x_px, y_px, touching, near), "")

    def lose(self, why: Loss) -> None:
        """Report that what was written so far is void, for the reason `why`, and drop all requests."""
        self._due.clear()
        self._ring()
        self._waiting.append(Lost(why, self._clock_us()))

    def advance(self) -> bool:
        """Deliver all reports that are due by now, and return whether others are still to come."""
        now_us = self._clock_us()
        while self._due and self._due[0][0].at_us <= now_us:
            self._say(*self._due.popleft())
        return self.busy

    def finish(self) -> None:
        """Deliver all reports at once, with the times at which they would have come."""
        while self._due:
            self._say(*self._due.popleft())

    # A feed

    def fileno(self) -> int:
        """Return a descriptor that is readable while messages wait."""
        return self._bell

    def drain(self) -> tuple[PenMessage, ...]:
        """Return the messages since the last call."""
        waiting, self._waiting = tuple(self._waiting), []
        if waiting and not self._closed:
            os.eventfd_read(self._bell)
        return waiting

    def device(self) -> Device:
        """Return the recorded device's passport, with the pens that have written since the last grab."""
        return replace(self._device, serial=",".join(self._serials))

    def source(self) -> Source:
        """Return RECORDING or SYNTHETIC, never PEN."""
        return self._source

    def grab(self, on: bool) -> None:
        """Forget the pens of earlier captures when `on` is true; no other program can hold a recording."""
        if on:
            self._serials.clear()

    def close(self) -> None:
        """Stop the playing, and drop all requests."""
        if not self._closed:
            self._closed = True
            self._due.clear()
            os.close(self._bell)

    def _say(self, report: PenReport, serial: str) -> None:
        if serial:
            self._serials.setdefault(serial)
        self._ring()
        self._waiting.append(report)

    def _ring(self) -> None:
        if not self._waiting:
            os.eventfd_write(self._bell, 1)

    # Where and when

    def _next_us(self) -> int:
        return max(self._clock_us(), self._ends_us + APART_US)

    def _plan(self, report: PenReport, serial: str) -> None:
        self._due.append((report, serial))
        self._ends_us = report.at_us

    def _there(self, at_us: int, x_px: float, y_px: float, touching: bool, near: bool) -> PenReport:
        x, y = (round(raw) for raw in GlassMap(self._device, self.screen).to_raw(x_px, y_px))
        weight = self._device.axes.get("pressure")
        pressure = (weight.minimum + weight.maximum) // 2 if weight and touching else 0
        return PenReport(at_us, x, y, pressure, 0, 0, 0, touching, near, BTN_TOOL_PEN)

    def _laid(self, reports: Sequence[PenReport], box: Box) -> Iterator[PenReport]:
        """Return the reports moved into the box, about its middle, in the device's own units."""
        touching = [report for report in reports if report.inking]
        if not touching:
            raise NothingWrittenError(Message("terminal.touches-nothing"))
        across, down = [report.x for report in touching], [report.y for report in touching]
        centre = (min(across) + max(across)) / 2, (min(down) + max(down)) / 2
        (left, top), (right, bottom) = self._corners(box)
        wide, high = max(1, max(across) - min(across)), max(1, max(down) - min(down))
        scale = min(1.0, (right - left) / wide / AIR, (bottom - top) / high / AIR)
        middle = (left + right) / 2, (top + bottom) / 2
        for report in reports:
            x, y = middle[0] + scale * (report.x - centre[0]), middle[1] + scale * (report.y - centre[1])
            yield replace(report, x=round(x), y=round(y))

    def _corners(self, box: Box) -> tuple[tuple[float, float], tuple[float, float]]:
        glass = GlassMap(self._device, self.screen)
        return (
            glass.to_raw(box.x_px, box.y_px),
            glass.to_raw(box.x_px + box.width_px, box.y_px + box.height_px),
        )


def _tap(held: int) -> Iterator[tuple[bool, bool]]:
    """Return (touching, near) of each report of a press: above the place, on it, above it, gone."""
    yield False, True
    yield from [(True, True)] * max(1, held)
    yield False, True
    yield False, False
