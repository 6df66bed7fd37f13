"""A recorded pen: a `.pen` or evemu file replayed through the pen port, at the level of the kernel's events.

Decides what a recording may call itself: one whose device says that it is synthetic is labelled so, whoever
replays it; every other is a recording, never a live pen. A recording of a touch surface or a mouse is
refused.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from forms.outside_file import FileTooLarge, read_outside
from signing.ink import Device, Source
from terminal.errors import RecordingError
from terminal.pen.container import MAGIC, PenRecording, from_evemu
from terminal.pen.evemu import Description, Recorded, parse
from terminal.pen.events import InputEvent

SYNTHETIC_MARK = "synthetic"  # in the device's name
SHIPPED = Path(__file__).parent / "recordings"
MAX_BYTES = 64 << 20


class RecordedPen:
    """A pen port over a recording. Plays once or again, always the same."""

    def __init__(self, description: Description, events: tuple[InputEvent, ...], virtual: bool = False) -> None:
        self._description = description
        self._events = events
        self._virtual = virtual

    @classmethod
    def load(cls, path: Path) -> RecordedPen:
        """The recording in `path`, as `read_recording` takes it.

        Raises RecordingError when the file cannot be read, is no recording, or records no pen.
        """
        recorded = read_recording(path)
        description = recorded.description
        if not description.is_pen:
            raise RecordingError(f"{path.name} records {description.name!r}, which is no pen. Choose a pen's recording")
        if not recorded.events:
            raise RecordingError(f"{path.name} holds no events. Choose a recording made with evemu-record")
        return cls(description, recorded.events, recorded.virtual)

    @classmethod
    def shipped(cls, signer: str) -> RecordedPen:
        """One of the product's own recordings: applicant, staff, worker or employer."""
        path = SHIPPED / f"{signer}.events"
        if not path.is_file():
            known = ", ".join(sorted(file.stem for file in SHIPPED.glob("*.events")))
            raise RecordingError(f"no recording ships for {signer!r}. Choose one of {known}")
        return cls.load(path)

    def device(self) -> Device:
        """The recorded device's passport."""
        device = self._description.device()
        return replace(device, virtual=device.virtual or self._virtual)

    def source(self) -> Source:
        """SYNTHETIC when the recorded device says so, RECORDING otherwise."""
        made_up = SYNTHETIC_MARK in self._description.name.casefold()
        return Source.SYNTHETIC if made_up else Source.RECORDING

    def events(self) -> Iterator[InputEvent]:
        """The recorded events with their recorded times."""
        return iter(self._events)


def read_recording(path: Path) -> PenRecording:
    """Whatever device a `.pen` container or evemu text records; bare events are described by the `.desc` beside them.

    Raises RecordingError when the file cannot be read or is no recording.
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
        raise RecordingError(
            f"{path.name} is larger than {MAX_BYTES} bytes. Choose one signature's recording"
        ) from problem
    except OSError as problem:
        raise RecordingError(f"{path.name} cannot be read ({problem}). Check the path and its permissions") from problem


def _text(path: Path, data: bytes) -> str:
    try:
        return data.decode("utf-8").replace("\r\n", "\n")
    except UnicodeDecodeError as problem:
        raise RecordingError(f"{path.name} cannot be read ({problem}). Choose a .pen file or evemu's text") from problem


def _description_beside(path: Path) -> Description:
    """The one `.desc` file whose name begins as the recording's does, up to its first dot."""
    beginning = path.name.partition(".")[0]
    beside = [file for file in path.parent.iterdir() if file.suffix == ".desc" and file.name.startswith(beginning)]
    found: Recorded | None = parse(_text(beside[0], _bytes(beside[0])), beside[0].name) if len(beside) == 1 else None
    if found is None or found.description is None:
        raise RecordingError(f"{path.name} does not describe its device. Put its .desc file beside it")
    return found.description
