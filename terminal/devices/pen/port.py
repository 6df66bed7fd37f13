"""The pen as the terminal wants it: who it is, where its data comes from, and its raw events.

Adapters: a recording (`recording`); the device node and the screen toolkit's fall-back come with the windows.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

from signing.ink import Device, Source
from terminal.devices.pen.events import InputEvent


class Pen(Protocol):
    """One pen for one capture."""

    def device(self) -> Device:
        """The device's passport; `serial` may be empty until the pen has spoken."""

    def source(self) -> Source:
        """What kind of evidence this is. The adapter knows; nobody may tell it."""

    def events(self) -> Iterator[InputEvent]:
        """The capture's events, from approach to accept, in the order of the kernel."""
