"""A device node's description of itself, as the reader process sends it to the window's process.

One text: a line that says virtual or real, a line with the kind of source, then evemu's description. Pure.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from forms.message import Message
from signing.ink import Device, Source
from terminal.devices.pen.evemu import Description, export, parse
from terminal.errors import RecordingError


@dataclass(frozen=True, slots=True)
class Passport:
    """A node's description, whether it has no hardware behind it, and what kind of evidence its reports are."""

    description: Description
    virtual: bool
    source: Source

    def device(self, serial: str = "") -> Device:
        """Return the device as an ink keeps it. `serial` lists the pens that wrote, with commas."""
        device = self.description.device()
        return replace(device, serial=serial, virtual=self.virtual or device.virtual)

    def to_text(self) -> str:
        """Return the text for the wire.

        A line break in the device's name would begin a new line, so it becomes a space.
        """
        named = replace(self.description, name=" ".join(self.description.name.split()))
        return f"{'virtual' if self.virtual else 'real'}\n{self.source.value}\n{export(named, ())}"

    @classmethod
    def from_text(cls, text: str) -> Passport:
        """Return the passport in a text that `to_text` wrote. Raise RecordingError for any other text."""
        reality, _, rest = text.partition("\n")
        source, _, described = rest.partition("\n")
        description = parse(described, "the reader's description").description
        if description is None or reality not in ("virtual", "real") or source not in [s.value for s in Source]:
            raise RecordingError(Message("terminal.no-device-described"))
        return cls(description, reality == "virtual", Source(source))
