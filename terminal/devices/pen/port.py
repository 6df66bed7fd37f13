"""The pen as the terminal needs it: its passport, the kind of evidence, and its raw events.

Adapters: a recording (`recording`), and the device node through its reader process (`live`).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

from signing.ink import Device, Source
from terminal.devices.pen.events import InputEvent


class Pen(Protocol):
    """One pen for one capture."""

    def device(self) -> Device:
        """Return the device's passport; `serial` may be empty until the pen has sent it."""

    def source(self) -> Source:
        """Return what kind of evidence this is. Only the adapter decides that; no caller can set it."""

    def events(self) -> Iterator[InputEvent]:
        """Return the capture's events, from approach to accept, in the order of the kernel."""
