"""One signature while it is written: which reports belong to it, what the screen adds, and whether it still counts.

Decides that a capture which has lost anything is void until it is started again. Decides that the pen's approach is
kept for `APPROACH_US` before the first contact, and the width of each piece of line. Leaves the choice of who gets a
report to `pointer`, painting to `ink_area`, and the judgement of the finished ink to `signing.quality`. No Qt, no
clock.
"""

from __future__ import annotations

from collections import deque
from dataclasses import replace
from typing import NamedTuple

from forms.message import Message
from signing.ink import Device, Ink, PenReport, Source, Window
from signing.ink_drawing import NOMINAL_PRESSURE, WIDTH_STEPS, line_width_mm
from terminal.devices.pen.errors import CaptureVoidError
from terminal.devices.pen.feed import Loss, Lost, from_the_first

APPROACH_US = 2_000_000  # of the pen in the air before the first contact: enough for an examiner, no diary of waiting
MOST_REPORTS = 200_000  # of one signature: 3 minutes at 1000 Hz; more is no signature and would fill the memory


class Segment(NamedTuple):
    """A piece of line with round ends, in the screen's pixels; a dot when both ends are the same."""

    x0: float
    y0: float
    x1: float
    y1: float
    width: float


class SigningCapture:
    """The reports of one signature. `started_at` is ISO 8601 UTC; reports come in the form that a feed gives."""

    def __init__(self, device: Device, source: Source, window: Window, started_at: str, dots_per_mm: float) -> None:
        self.window = window
        self._device = device
        self._source = source
        self._started_at = started_at
        self._dots_per_mm = dots_per_mm
        self._widths = [dots_per_mm * line_width_mm(step / WIDTH_STEPS) for step in range(WIDTH_STEPS + 1)]
        self._weight = device.axes.get("pressure")
        self._approach: deque[PenReport] = deque()
        self._reports: list[PenReport] = []
        self._loss: Lost | None = None
        self._last: tuple[float, float, float] | None = None  # x, y in pixels and pressure of the line's end

    @property
    def loss(self) -> Lost | None:
        """What made this capture void; None while it is valid."""
        return self._loss

    @property
    def is_empty(self) -> bool:
        """Whether the pen has not yet touched the box."""
        return not self._reports

    @property
    def is_untouched(self) -> bool:
        """Whether it is empty because the pen has not yet touched the box, and not because something was lost."""
        return self.is_empty and self._loss is None

    def anew(self, window: Window) -> SigningCapture:
        """Return an empty capture like this one, in another window."""
        return SigningCapture(self._device, self._source, window, self._started_at, self._dots_per_mm)

    def take(self, report: PenReport, x: float, y: float) -> Segment | None:
        """Keep a report, and return the piece of line that it adds, if any.

        A void capture keeps nothing. More than `MOST_REPORTS` reports make the capture void.

        Args:
            report: The report, in the device's units.
            x: Its place on the screen in pixels, from the left.
            y: Its place on the screen in pixels, from the top.
        """
        if self._loss:
            return None
        if len(self._reports) >= MOST_REPORTS:
            self.lose(Lost(Loss.OVERFLOW, report.at_us))
            return None
        self._keep(report)
        if not report.inking:
            self._last = None
            return None
        pressure = self._weight.share(report.pressure) if self._weight else NOMINAL_PRESSURE
        x0, y0, p0 = self._last or (x, y, pressure)
        self._last = x, y, pressure
        return Segment(x0, y0, x, y, self._widths[round((p0 + pressure) / 2 * WIDTH_STEPS)])

    def step_out(self, report: PenReport) -> None:
        """Record that the pen left this capture, as if it had gone out of range: a contact begins outside the box.

        No part of that contact belongs to the signature, and what is not kept of it is no loss.
        """
        self._last = None
        self._approach.clear()
        if self._reports:
            self._reports.append(replace(report, pressure=0, touching=False, near=False))

    def lose(self, lost: Lost) -> None:
        """Make the capture void; the first loss is the one that is reported."""
        self._loss = self._loss or lost
        self._last = None
        self._approach.clear()
        self._reports.clear()

    def ink(self, device: Device | None = None) -> Ink:
        """Return what was written.

        `device` is its description as known by now, because the pen sends its number while it writes. None uses the
        description from the start. Raise CaptureVoidError when anything was lost.
        """
        if self._loss:
            raise CaptureVoidError(Message("terminal.capture-void", why=self._loss.why.message))
        reports = from_the_first(self._reports or tuple(self._approach))
        return Ink(device or self._device, self._source, self.window, reports, 0, self._started_at)

    def _keep(self, report: PenReport) -> None:
        if self._reports:
            self._reports.append(report)
            return
        self._approach.append(report)
        while report.at_us - self._approach[0].at_us > APPROACH_US:
            self._approach.popleft()
        if report.inking:
            self._reports.extend(self._approach)
            self._approach.clear()
