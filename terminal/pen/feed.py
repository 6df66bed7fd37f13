"""The pen as a window reads it: reports as they come, and the word that a capture is void.

Decides what a loss is called and how reports of a running feed become a capture's. Adapters: the reader process
(`live`), the screen toolkit's tablet events. Nothing here blocks, and nothing here knows a device.
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
    """Why a capture is void."""

    DROPPED = "dropped"  # the kernel's queue ran over: it was not read in time
    OVERFLOW = "overflow"  # the reader's queue ran over: the window was not reading
    UNPLUGGED = "unplugged"
    READER_DIED = "reader-died"  # it ended, or said something that is no record
    STUCK = "stuck"  # a contact that neither moves nor ends
    GRABBED_ELSEWHERE = "grabbed-elsewhere"  # another program holds the pen for itself

    @property
    def message(self) -> Message:
        """What was lost, said to a person."""
        return Message(f"terminal.loss-{self}")


@dataclass(frozen=True, slots=True)
class Lost:
    """The capture in hand is void. `at_us` is on the reports' clock."""

    why: Loss
    at_us: int


PenMessage = PenReport | Lost


class Feed(Protocol):
    """A pen that is being read elsewhere.

    Reports of a feed carry `at_us` on CLOCK_MONOTONIC, in microseconds, so that a window can tell how late it is;
    `from_the_first` makes them a capture's.
    """

    def fileno(self) -> int:
        """Becomes readable when `drain` has something to give. The same number for the feed's whole life."""

    def drain(self) -> tuple[PenMessage, ...]:
        """Everything that has arrived, in order; empty when nothing has."""

    def device(self) -> Device:
        """The passport. `serial` names the pens that have reported since the last `grab(True)`, with commas."""

    def source(self) -> Source:
        """What kind of evidence the reports are."""

    def grab(self, on: bool) -> None:
        """Asks for the pen to be ours alone, or no longer. A refusal arrives as Lost(GRABBED_ELSEWHERE)."""

    def close(self) -> None:
        """Ends the reading. Twice is once."""


def from_the_first(reports: Sequence[PenReport]) -> tuple[PenReport, ...]:
    """The reports with both clocks counted from the capture's first, as `signing.ink` keeps them."""
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
