"""The pen as a window reads it: reports as they come, and the message that a capture is void.

Decides the names of losses, and how reports of a running feed become those of a capture. Adapters: the reader process
(`live`), the screen toolkit's tablet events. Nothing here blocks or depends on a device.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Protocol

from forms.message import Message
from signing.ink import Device, PenReport, Source

WRAP = 1 << 32  # of a device's own clock


class Loss(StrEnum):
    """The reasons why a capture is void."""

    DROPPED = "dropped"  # the kernel's queue ran over: it was not read in time
    OVERFLOW = "overflow"  # the reader's queue ran over: the window was not reading
    UNPLUGGED = "unplugged"
    READER_DIED = "reader-died"  # it ended, or said something that is no record
    STUCK = "stuck"  # a contact that neither moves nor ends
    GRABBED_ELSEWHERE = "grabbed-elsewhere"  # another program holds the pen for itself

    @property
    def message(self) -> Message:
        """The text about the loss for a person."""
        return Message(f"terminal.loss-{self}")


@dataclass(frozen=True, slots=True)
class Lost:
    """The message that the present capture is void. `at_us` is on the reports' clock."""

    why: Loss
    at_us: int


PenMessage = PenReport | Lost


class Feed(Protocol):
    """A pen that is being read elsewhere.

    Reports of a feed carry `at_us` on CLOCK_MONOTONIC, in microseconds, so that a window can measure how late it is;
    `from_the_first` converts them to a capture's times.
    """

    def fileno(self) -> int:
        """Return a descriptor that is readable when `drain` has messages; the same for the feed's whole life."""

    def drain(self) -> tuple[PenMessage, ...]:
        """Return all messages that have arrived, in order; () when none has."""

    def device(self) -> Device:
        """Return the passport. `serial` lists the pens that have reported since the last `grab(True)`, with commas."""

    def source(self) -> Source:
        """Return what kind of evidence the reports are."""

    def grab(self, on: bool) -> None:
        """Ask for exclusive use of the pen, or end it. A refusal arrives as Lost(GRABBED_ELSEWHERE)."""

    def close(self) -> None:
        """Stop the reading. A second call does nothing."""


def from_the_first(reports: Sequence[PenReport]) -> tuple[PenReport, ...]:
    """Return the reports with both clocks counted from the capture's first report, as `signing.ink` keeps them."""
    if not reports:
        return ()
    began_us = reports[0].at_us
    device_began = next((report.device_us for report in reports if report.device_us >= 0), 0)
    return tuple(
        replace(
            report,
            at_us=report.at_us - began_us,
            device_us=(report.device_us - device_began) % WRAP if report.device_us >= 0 else -1,
        )
        for report in reports
    )
