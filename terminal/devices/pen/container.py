"""The `.pen` container: one pen's events as the kernel gave them, loss-free, with the description of the device.

The layout is `docs/formats/pen-recording.md`. It differs from the ink container in what it holds. Ink is decoded
reports of one signature and goes to the archive; a recording is undecoded events for diagnosis, tests and training.
A recording can be converted from and to evemu's text. The digest at the end distinguishes a damaged recording from a
file that never was one.
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
from terminal.devices.pen.errors import DamagedRecordingError
from terminal.devices.pen.evemu import Description, Recorded, export
from terminal.devices.pen.events import InputEvent
from terminal.errors import RecordingError

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

    `serial` is the tablet's own, "" when unknown. `virtual` is whether the node had no hardware behind it. `clock` is
    one of CLOCKS. `started_at` is ISO 8601 UTC, "" when unknown.
    """

    description: Description
    events: tuple[InputEvent, ...] = field(repr=False)
    serial: str = ""
    virtual: bool = False
    clock: str = "unknown"
    started_at: str = ""

    def to_bytes(self) -> bytes:
        """Return the container. Raise RecordingError when a value does not fit it."""
        try:
            header = rfc8785.dumps(_header(self))
            body = b"".join(EVENT.pack(e.at_us, e.type, e.code, e.value) for e in self.events)
        except (rfc8785.CanonicalizationError, UnicodeError, struct.error) as problem:
            raise RecordingError(Message("terminal.events-do-not-fit")) from problem
        if len(header) > MAX_HEADER_BYTES or len(self.events) > MAX_EVENTS:
            raise RecordingError(Message("terminal.too-many-events", most=MAX_EVENTS))
        whole = b"".join((MAGIC, struct.pack("<I", len(header)), header, body))
        return whole + hashlib.sha256(whole).digest()

    @classmethod
    def from_bytes(cls, data: bytes, name: str = "recording") -> PenRecording:
        """Return the recording in exactly the bytes that `to_bytes` writes.

        Args:
            data: The whole file.
            name: The file's name, for error messages.

        Raises:
            RecordingError: The data are no such container.
            DamagedRecordingError: The container is not whole, or not in canonical form.
        """
        if not data.startswith(MAGIC):
            raise RecordingError(Message("terminal.no-recording", name=name))
        try:
            recording = _recording(*_parts(data))
            canonical = recording.to_bytes() == data
        except (ValueError, KeyError, TypeError, RecursionError, struct.error, InkError, RecordingError) as problem:
            cause = problem.message if isinstance(problem, LuobiError) else Message("signing.values-malformed")
            raise DamagedRecordingError(Message("terminal.recording-damaged", name=name, cause=cause)) from problem
        if not canonical:
            cause = Message("terminal.not-canonical")
            raise DamagedRecordingError(Message("terminal.recording-damaged", name=name, cause=cause))
        return recording

    def to_evemu(self) -> str:
        """Return the recording as evemu text. Facts for which evemu has no field are written as comments."""
        told = (("started at", self.started_at), ("clock", self.clock), ("tablet", self.serial))
        remark = "\n".join(f"{word}: {text}" for word, text in told if text)
        return export(self.description, self.events, remark)


def from_evemu(recorded: Recorded, description: Description | None = None) -> PenRecording:
    """Return the recording in a parsed evemu file.

    Args:
        recorded: The parsed file.
        description: The device from a separate file, for a file that holds only events; otherwise it is ignored.

    Raises:
        RecordingError: Neither describes a device.
    """
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
    """Return header and events of a container with a correct digest.

    The length is checked against its limit before it is used.
    """
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
        raise RecordingError(Message("terminal.not-of-kind", value=f"{value!r:.40}"))
    return value
