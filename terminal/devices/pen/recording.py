"""A recorded pen: a `.pen` or evemu file replayed through the pen port, at the level of the kernel's events.

Decides the label of a recording. One with a device that calls itself synthetic is always labelled so; every other is a
recording, never a live pen. A recording of a touch surface or a mouse is refused.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from forms.message import Message
from forms.outside_file import FileTooLarge, read_outside
from forms.system_errors import why
from signing.ink import Device, Source
from terminal.devices.pen.container import MAGIC, PenRecording, from_evemu
from terminal.devices.pen.evemu import Description, parse
from terminal.devices.pen.events import InputEvent
from terminal.errors import RecordingError

SYNTHETIC_MARK = "synthetic"  # in the device's name
SHIPPED = Path(__file__).parent / "recordings"
MAX_BYTES = 64 << 20


class RecordedPen:
    """A pen port over a recording. It can be played any number of times, always the same."""

    def __init__(self, description: Description, events: tuple[InputEvent, ...], virtual: bool = False) -> None:
        self._description = description
        self._events = events
        self._virtual = virtual

    @classmethod
    def load(cls, path: Path) -> RecordedPen:
        """Load the recording in `path`, in any form that `read_recording` takes.

        Raise RecordingError when the file cannot be read, is no recording, or records no pen.
        """
        recorded = read_recording(path)
        description = recorded.description
        if not (description.is_pen and description.proves_a_pen):
            raise RecordingError(Message("terminal.recording-of-no-pen", name=path.name, device=description.name))
        if not recorded.events:
            raise RecordingError(Message("terminal.no-events", name=path.name))
        return cls(description, recorded.events, recorded.virtual)

    @classmethod
    def shipped(cls, signer: str) -> RecordedPen:
        """Load one of the product's own recordings: applicant, staff, worker or employer.

        Raise RecordingError for another.
        """
        path = SHIPPED / f"{signer}.events"
        if not path.is_file():
            known = tuple(sorted(file.stem for file in SHIPPED.glob("*.events")))
            raise RecordingError(Message("terminal.no-shipped-recording", signer=signer, known=known))
        return cls.load(path)

    def device(self) -> Device:
        """Return the recorded device's passport."""
        device = self._description.device()
        return replace(device, virtual=device.virtual or self._virtual)

    def source(self) -> Source:
        """Return SYNTHETIC when the recorded device says so, RECORDING otherwise."""
        made_up = SYNTHETIC_MARK in self._description.name.casefold()
        return Source.SYNTHETIC if made_up else Source.RECORDING

    def events(self) -> Iterator[InputEvent]:
        """Return the recorded events with their recorded times."""
        return iter(self._events)


def read_recording(path: Path) -> PenRecording:
    """Read the recording of any device from a `.pen` container or evemu text.

    A text with only events takes the device from the `.desc` file in the same folder. Raise RecordingError when the
    file cannot be read or is no recording.
    """
    data = _bytes(path)
    if data.startswith(MAGIC):
        return PenRecording.from_bytes(data, path.name)
    recorded = parse(_text(path, data), path.name)
    return from_evemu(recorded, None if recorded.description else _description_beside(path))


def _bytes(path: Path) -> bytes:
    try:
        return read_outside(path, MAX_BYTES)
    except FileTooLarge as problem:
        raise RecordingError(Message("terminal.recording-too-large", name=path.name, most=MAX_BYTES)) from problem
    except OSError as problem:
        raise RecordingError(Message("terminal.recording-unreadable", name=path.name, cause=why(problem))) from problem


def _text(path: Path, data: bytes) -> str:
    try:
        return data.decode("utf-8").replace("\r\n", "\n")
    except UnicodeDecodeError as problem:
        raise RecordingError(Message("terminal.recording-no-text", name=path.name)) from problem


def _description_beside(path: Path) -> Description:
    """Return the description in the `.desc` file with the recording's exact stem, or else in the only similar one.

    Of `Tablet.drag.events` the stems are `Tablet.drag` and `Tablet`; the longest that has a file wins. A similar file
    is one with a name that begins like the recording's up to the first dot.
    """
    parts = path.name.split(".")
    stems = [".".join(parts[:length]) for length in range(len(parts) - 1, 0, -1)]
    beside = sorted(file for file in path.parent.iterdir() if file.suffix == ".desc")
    exact = [file for stem in stems for file in beside if file.name == f"{stem}.desc"]
    alike = [file for file in beside if file.name.startswith(parts[0])]
    if not exact and len(alike) > 1:
        names = tuple(file.name for file in alike)
        wanted = f"{stems[-1]}.desc"
        raise RecordingError(Message("terminal.several-descriptions", name=path.name, names=names, wanted=wanted))
    found = next(iter(exact or alike), None)
    description = parse(_text(found, _bytes(found)), found.name).description if found else None
    if description is None:
        raise RecordingError(Message("terminal.no-description", name=path.name))
    return description
