"""The `.pen` container: one pen's events as the kernel gave them, loss-free, with the device that gave them.

The layout is `docs/formats/pen-recording.md`. It differs from the ink container in what it holds: ink is decoded
reports of one signature and goes to the archive; a recording is undecoded events for diagnosis, tests and training.
evemu's text goes in and out. A digest at the end tells a damaged recording from a file that never was one.
"""

from __future__ import annotations

import hashlib
import json
import struct
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, TypeVar

import rfc8785

from forms.message import LuobiError, Message
from signing.errors import InkError
from signing.ink import Axis
from terminal.errors import RecordingError
from terminal.pen.errors import DamagedRecordingError
from terminal.pen.evemu import Description, Recorded, export
from terminal.pen.events import InputEvent

MAGIC = b"luobi-pen/1\n"
MAX_HEADER_BYTES = 65_536
MAX_EVENTS = 4_000_000  # over an hour of a fast pen; more is no recording of a signature
EVENT = struct.Struct("<qHHi")  # the kernel's input_event: microseconds, type, code, value
DIGEST_BYTES = 32
CLOCKS = ("monotonic", "realtime", "unknown")
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class PenRecording:
    """A recording: events and what is known of their origin.

    `serial` is the tablet's own; `clock` is one of CLOCKS; `started_at` is ISO 8601 UTC, empty when unknown.
    """

    description: Description
    events: tuple[InputEvent, ...] = field(repr=False)
    serial: str = ""
    virtual: bool = False
    clock: str = "unknown"
    started_at: str = ""

    def to_bytes(self) -> bytes:
        """The container. Raises RecordingError when a value does not fit it."""
        try:
            header = rfc8785.dumps(_header(self))
            body = b"".join(EVENT.pack(e.at_us, e.type, e.code, e.value) for e in self.events)
        except (rfc8785.CanonicalizationError, UnicodeError, struct.error) as problem:
            raise RecordingError(Message("terminal.events-do-not-fit", cause=str(problem))) from problem
        if len(header) > MAX_HEADER_BYTES or len(self.events) > MAX_EVENTS:
            raise RecordingError(Message("terminal.too-many-events", most=MAX_EVENTS))
        whole = b"".join((MAGIC, struct.pack("<I", len(header)), header, body))
        return whole + hashlib.sha256(whole).digest()

    @classmethod
    def from_bytes(cls, data: bytes, name: str = "recording") -> PenRecording:
        """The recording in exactly the bytes that `to_bytes` writes; `name` is for complaints.

        Raises RecordingError for what is no such container, DamagedRecordingError for one that is not whole.
        """
        if not data.startswith(MAGIC):
            raise RecordingError(Message("terminal.no-recording", name=name))
        try:
            recording = _recording(*_parts(data))
            canonical = recording.to_bytes() == data
        except (ValueError, KeyError, TypeError, RecursionError, struct.error, InkError, RecordingError) as problem:
            cause = problem.message if isinstance(problem, LuobiError) else type(problem).__name__
            raise DamagedRecordingError(Message("terminal.recording-damaged", name=name, cause=cause)) from problem
        if not canonical:
            cause = Message("terminal.not-canonical")
            raise DamagedRecordingError(Message("terminal.recording-damaged", name=name, cause=cause))
        return recording

    def to_evemu(self) -> str:
        """The recording as evemu text. What evemu has no words for stands in remarks."""
        told = (("started at", self.started_at), ("clock", self.clock), ("tablet", self.serial))
        remark = "\n".join(f"{word}: {text}" for word, text in told if text)
        return export(self.description, self.events, remark)


def from_evemu(recorded: Recorded, description: Description | None = None) -> PenRecording:
    """A parsed evemu file; bare events need the `description` beside them. Raises RecordingError without one."""
    found = recorded.description or description
    if found is None:
        raise RecordingError(Message("terminal.no-device-named"))
    return PenRecording(found, recorded.events)


def _header(recording: PenRecording) -> dict[str, Any]:
    d = recording.description
    return {
        "axes": {str(code): [a.minimum, a.maximum, a.per_mm, a.fuzz] for code, a in d.axes.items()},
        "clock": recording.clock,
        "codes": {str(kind): sorted(numbers) for kind, numbers in d.codes.items()},
        "count": len(recording.events),
        "device": {"bus": d.bus, "name": d.name, "product": d.product, "vendor": d.vendor, "version": d.version},
        "properties": sorted(d.properties),
        "serial": recording.serial,
        "started_at": recording.started_at,
        "virtual": recording.virtual,
    }


def _parts(data: bytes) -> tuple[bytes, bytes]:
    """Header and events of a container whose digest holds; the length is bounded before it is believed."""
    if hashlib.sha256(data[:-DIGEST_BYTES]).digest() != data[-DIGEST_BYTES:]:
        raise RecordingError(Message("terminal.digest-fails"))
    start = len(MAGIC) + 4
    length = int.from_bytes(data[len(MAGIC) : start], "little")
    if length > MAX_HEADER_BYTES:
        raise RecordingError(Message("terminal.header-claims", bytes=length))
    return data[start : start + length], data[start + length : -DIGEST_BYTES]


def _recording(header_bytes: bytes, body: bytes) -> PenRecording:
    header = json.loads(header_bytes)
    if _typed(int, header["count"]) * EVENT.size != len(body) or header["count"] > MAX_EVENTS:
        raise RecordingError(Message("terminal.events-do-not-fill", events=str(header["count"]), bytes=len(body)))
    if header["clock"] not in CLOCKS:
        raise RecordingError(Message("terminal.no-clock-named"))
    device = header["device"]
    description = Description(
        _typed(str, device["name"]),
        _typed(int, device["bus"]),
        _typed(int, device["vendor"]),
        _typed(int, device["product"]),
        _typed(int, device["version"]),
        frozenset(_numbers(header["properties"])),
        {int(kind): frozenset(_numbers(numbers)) for kind, numbers in header["codes"].items()},
        {int(code): Axis(*_numbers(numbers)) for code, numbers in header["axes"].items()},
    )
    return PenRecording(
        description,
        tuple(InputEvent(*row) for row in EVENT.iter_unpack(body)),
        _typed(str, header["serial"]),
        _typed(bool, header["virtual"]),
        header["clock"],
        _typed(str, header["started_at"]),
    )


def _numbers(values: Iterable[object]) -> list[int]:
    return [_typed(int, value) for value in values]


def _typed(kind: type[T], value: object) -> T:
    if type(value) is not kind:
        raise RecordingError(Message("terminal.not-of-kind", value=f"{value!r:.40}", kind=kind.__name__))
    return value
