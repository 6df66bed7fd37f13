"""Small inks for tests: a straight line, a wave, a dot, written by a device that is easy to reckon with."""

from __future__ import annotations

from dataclasses import replace
from math import sin
from typing import Any

from signing.ink import Axis, Device, Ink, PenReport, Source, Window

PEN = 0x140
RUBBER = 0x141

DISPLAY = Device(
    name="Test pen display",
    bus=3,
    vendor=0x56A,
    product=0x59,
    version=0x115,
    serial="461503946",
    direct=True,
    virtual=False,
    axes={"x": Axis(400, 48_400, 200, 4), "y": Axis(400, 27_400, 200, 4), "pressure": Axis(0, 2047)},
)
WINDOW = Window(20.0, 30.0, 105.0, 40.0)


def report(at_us: int, x_mm: float, y_mm: float, pressure: int = 1000, **changes: Any) -> PenReport:
    """A touching report at a place of the window."""
    x, y = round(400 + 200 * (WINDOW.x_mm + x_mm)), round(400 + 200 * (WINDOW.y_mm + y_mm))
    return replace(PenReport(at_us, x, y, pressure, 0, 0, 0, True, True, PEN), **changes)


def hover(at_us: int, x_mm: float, y_mm: float) -> PenReport:
    """A report in range, above the glass."""
    return replace(report(at_us, x_mm, y_mm, 0), touching=False, distance=20)


def ink_of(reports: list[PenReport], **changes: Any) -> Ink:
    """An ink of the test device."""
    whole = Ink(DISPLAY, Source.PEN, WINDOW, tuple(reports), 0, "2026-11-23T02:42:00Z")
    return replace(whole, **changes)


def delivered_us(at: int) -> int:
    """When a host that polls every 4 ms delivers the sample of a 200 Hz pen, with a little lateness."""
    return -(-at * 5000 // 4000) * 4000 + at * 37 % 60


def wave(samples: int = 240) -> list[PenReport]:
    """Two strokes of a wavy line with approach and lift, 1.2 s long by default."""
    reports = []
    for at in range(samples):
        x, y = 10 + 80 * at / samples, 20 + 9 * sin(at / 9)
        up = at < 20 or samples // 2 <= at < samples // 2 + 10 or at >= samples - 5
        here = hover(0, x, y) if up else report(0, x, y, 700 + at * 7 % 600)
        reports.append(replace(here, at_us=delivered_us(at)))
    return reports
