"""One capture through the pen port: events in, ink out.

Decides the window when none was shown (a recording made elsewhere): the smallest one of a signature box's
aspect that holds all contacts with air around them. Leaves the judgement of the result to
`signing.quality`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from forms.message import Message
from signing.ink import Device, Ink, PenReport, Window
from terminal.pen.errors import NothingWrittenError
from terminal.pen.port import Pen
from terminal.pen.reports import decode

ASPECT = 105 / 40  # width to height of the signature box on the pad
AIR = 1.12  # the window's size to that of the writing in it


def capture(pen: Pen, window: Window | None, started_at: str) -> Ink:
    """All that the pen says, as ink. `window` is where the box was shown; None grows one.

    `started_at` is ISO 8601 UTC.

    Raises NothingWrittenError when there is no window to go by and the pen never touched the glass.
    """
    decoded = decode(pen.events())
    device = pen.device()
    if decoded.serials:
        device = replace(device, serial=",".join(decoded.serials))
    shown = window or grown_window(device, decoded.reports)
    return Ink(device, pen.source(), shown, decoded.reports, decoded.dropped, started_at)


def grown_window(device: Device, reports: Sequence[PenReport]) -> Window:
    """The smallest window of the box's aspect around all inking reports, centred on them."""
    touching = [report for report in reports if report.inking]
    if not touching:
        raise NothingWrittenError(Message("terminal.never-touched"))
    left, width = _extent([r.x for r in touching], device.axes["x"].minimum, device.units_per_mm()[0])
    top, height = _extent([r.y for r in touching], device.axes["y"].minimum, device.units_per_mm()[1])
    grown_width = AIR * max(width, ASPECT * height, 1.0)
    grown_height = grown_width / ASPECT
    return Window(
        round(left + width / 2 - grown_width / 2, 3),
        round(top + height / 2 - grown_height / 2, 3),
        round(grown_width, 3),
        round(grown_height, 3),
    )


def _extent(values: Sequence[int], origin: int, per_mm: float) -> tuple[float, float]:
    """Where the values begin and how far they reach, in millimetres from the device's origin."""
    return (min(values) - origin) / per_mm, (max(values) - min(values)) / per_mm
