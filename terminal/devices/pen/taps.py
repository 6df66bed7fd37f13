"""Four taps on four crosses become a tablet's calibration.

A tap is one contact. Where the tip bounced, contacts that follow at once on the same spot count as one. A tap's place
is the median of its reports, so that a slip of the tip at landing or leaving does not count.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby
from math import hypot
from statistics import median

from signing.ink import Device, PenReport
from terminal.devices.pen.container import PenRecording
from terminal.devices.pen.known_pens import Remembered
from terminal.devices.pen.mapping import Point, Rotation, Screen, calibrate, glass_mm
from terminal.devices.pen.node_choice import Identity, Node
from terminal.devices.pen.reports import decode

NO_SIZE = Screen(0, 0, 1, 1)
BOUNCE_US = 400_000
BOUNCE_MM = 8.0


def calibration(
    tablet: Identity,
    device: Device,
    reports: Sequence[PenReport],
    rotation: Rotation,
    at: str,
    screen: Screen = NO_SIZE,
) -> Remembered:
    """Return the calibration of a tablet from taps on the crosses.

    Args:
        tablet: The identity under which it is remembered.
        device: Its passport.
        reports: All reports of the four taps.
        rotation: How its picture is turned.
        at: The time of the calibration, as ISO 8601 UTC.
        screen: The screen over the tablet; its stated size gives the tablet's size where the device states none.

    Raises:
        CalibrationError: The taps do not lie like the crosses.
    """
    affine = calibrate(device, rotation, taps(device, reports))
    measured = None if device.size_known else glass_mm(screen, rotation, affine)
    return Remembered(tablet, rotation, affine, at, measured)


def calibration_from(recorded: PenRecording, degrees: int, at: str, screen: Screen = NO_SIZE) -> Remembered:
    """Return the calibration of a recording's tablet.

    Args:
        recorded: A recording of the four taps.
        degrees: By how much the tablet is turned clockwise: 0, 90, 180 or 270.
        at: The time of the calibration, as ISO 8601 UTC.
        screen: The screen over the tablet; its stated size gives the tablet's size where the device states none.

    Raises:
        CalibrationError: The taps do not lie like the crosses.
    """
    node = Node("", recorded.description, recorded.serial)
    decoded = decode(recorded.events)
    return calibration(node.identity, recorded.description.device(), decoded.reports, Rotation(degrees), at, screen)


def taps(device: Device, reports: Iterable[PenReport]) -> tuple[Point, ...]:
    """Return the raw place of every tap in `reports`, in order. `device` converts places to mm, to join bounces."""
    joined: list[list[PenReport]] = []
    for inking, run in groupby(reports, key=lambda report: report.inking):
        if not inking:
            continue
        contact = list(run)
        if joined and _bounced(device, joined[-1], contact):
            joined[-1] += contact
        else:
            joined.append(contact)
    return tuple(_place(tap) for tap in joined)


def _bounced(device: Device, earlier: Sequence[PenReport], later: Sequence[PenReport]) -> bool:
    if later[0].at_us - earlier[-1].at_us > BOUNCE_US:
        return False
    (x0, y0), (x1, y1) = _place(earlier), _place(later)
    x_per_mm, y_per_mm = device.units_per_mm()
    return hypot((x1 - x0) / x_per_mm, (y1 - y0) / y_per_mm) < BOUNCE_MM


def _place(tap: Sequence[PenReport]) -> Point:
    return float(median(report.x for report in tap)), float(median(report.y for report in tap))
