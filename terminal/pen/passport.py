"""What a device node says of itself, as the reader process hands it to the window's process.

One text: a line that says virtual or real, a line with the kind of source, then evemu's description. Pure.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from forms.message import Message
from signing.ink import Device, Source
from terminal.errors import RecordingError
from terminal.pen.evemu import Description, export, parse


@dataclass(frozen=True, slots=True)
class Passport:
    """A node's description, whether it has hardware behind it, and what its reports are worth."""

    description: Description
    virtual: bool
    source: Source

    def device(self, serial: str = "") -> Device:
        """As an ink keeps it, with the serial numbers of the pens that wrote."""
        device = self.description.device()
        return replace(device, serial=serial, virtual=self.virtual or device.virtual)

    def to_text(self) -> str:
        """The text of the wire. A line break in the device's name would be a line of its own: it becomes a space."""
        named = replace(self.description, name=" ".join(self.description.name.split()))
        return f"{'virtual' if self.virtual else 'real'}\n{self.source.value}\n{export(named, ())}"

    @classmethod
    def from_text(cls, text: str) -> Passport:
        """The passport in such a text. Raises RecordingError for any other."""
        reality, _, rest = text.partition("\n")
        source, _, described = rest.partition("\n")
        description = parse(described, "the reader's description").description
        if description is None or reality not in ("virtual", "real") or source not in [s.value for s in Source]:
            raise RecordingError(Message("terminal.no-device-described"))
        return cls(description, reality == "virtual", Source(source))
