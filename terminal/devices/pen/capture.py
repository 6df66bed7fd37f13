"""One capture through the pen port: events in, ink out.

Decides the window when none was shown (a recording made elsewhere). It is the smallest window with a signature box's
aspect that holds all contacts with a margin around them. Leaves the judgement of the result to `signing.quality`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from forms.message import Message
from signing.ink import Device, Ink, PenReport, Window
from terminal.devices.pen.errors import NothingWrittenError
from terminal.devices.pen.port import Pen
from terminal.devices.pen.reports import decode

ASPECT = 105 / 40  # width to height of the signature box on the pad
AIR = 1.12  # the window's size to that of the writing in it


def capture(pen: Pen, window: Window | None, started_at: str) -> Ink:
    """Read all events of the pen, and return them as ink.

    Args:
        pen: The pen to read to its end.
        window: Where the signature box was shown on the glass; None takes the smallest that fits the writing.
        started_at: When the capture began, as ISO 8601 UTC.

    Raises:
        NothingWrittenError: `window` is None and the pen never touched the glass.
    """
    decoded = decode(pen.events())
    device = pen.device()
    if decoded.serials:
        device = replace(device, serial=",".join(decoded.serials))
    shown = window or grown_window(device, decoded.reports)
    return Ink(device, pen.source(), shown, decoded.reports, decoded.dropped, started_at)


def grown_window(device: Device, reports: Sequence[PenReport]) -> Window:
    """Return the smallest window with the box's aspect around all inking reports, centred on them.

    Args:
        device: The device; its origin and resolution convert raw places to mm.
        reports: All reports of the capture; those that do not ink are ignored.

    Raises:
        NothingWrittenError: No report inks.
    """
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
    """Return where the values begin, from the device's origin, and how far they reach; both in millimetres."""
    return (min(values) - origin) / per_mm, (max(values) - min(values)) / per_mm
