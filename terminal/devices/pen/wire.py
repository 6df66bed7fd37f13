"""The messages of the reader process to the window's process: records of one size, each with a checksum.

Decides the bytes. A record is 64 bytes, little-endian: magic, kind, bits, tool, number, time, six axes, the device's
own clock, the pen's serial number, CRC-32 of all before it. Numbers go up by one. Anything else on the channel (a
traceback, a print of a library, half a record, a record twice) ends the trust in it for good. `Receiver` then gives
Lost(READER_DIED) and nothing more, so that no accident can become ink. No I/O here, no clock.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum
from typing import Final, NamedTuple
from zlib import crc32

from forms.message import Message
from signing.ink import PenReport
from terminal.devices.pen.feed import Loss, Lost

MAGIC: Final = b"LbP1"
SIZE: Final = 64
# magic, kind, bits, tool, number, at_us, x, y, pressure, tilt_x, tilt_y, distance, device_us, serial
_BODY: Final = struct.Struct("<4sBBHQq6iqI")
_CRC: Final = struct.Struct("<I")
_WHOLE: Final = struct.Struct(_BODY.format + "I")
_TEXT: Final = struct.Struct("<4sBBHQ")
TEXT_SHARE: Final = SIZE - _TEXT.size - _CRC.size  # octets of a text that one record carries
MAX_TEXT_BYTES: Final = 1 << 16
TOUCHING, NEAR, LAST = 1, 2, 4
assert _BODY.size + _CRC.size == _WHOLE.size == SIZE

# What the window's process says to the reader: one octet each. The end of the channel is the word to go.
GRAB: Final = b"G"
RELEASE: Final = b"R"


class RecordKind(IntEnum):
    """The kind of a record."""

    REPORT = 1
    LOST = 2
    DEVICE = 3  # a share of the description's text; the last one is marked
    REFUSED = 4  # a share of the reason why the node cannot be read


class Report(NamedTuple):
    """A pen report with the serial number of the pen that made it, 0 for a pen without one."""

    report: PenReport
    serial: int


@dataclass(frozen=True, slots=True)
class Described:
    """The node's description as the reader sends it, after opening and again after each replug."""

    text: str


@dataclass(frozen=True, slots=True)
class Refused:
    """The reason why the reader cannot read the node."""

    message: Message


Said = Report | Lost | Described | Refused
_LOSSES: Final = tuple(Loss)
_REPORT: Final = int(RecordKind.REPORT)


def report_record(number: int, report: PenReport, serial: int) -> bytes:
    """Return one report as a record.

    Args:
        number: The record's number, one more than that of the record before.
        report: The report; `report.at_us` is on CLOCK_MONOTONIC, in microseconds.
        serial: The pen's serial number, 0 for a pen without one.
    """
    r = report
    body = _BODY.pack(
        MAGIC,
        RecordKind.REPORT,
        r.touching * TOUCHING | r.near * NEAR,
        r.tool,
        number,
        r.at_us,
        r.x,
        r.y,
        r.pressure,
        r.tilt_x,
        r.tilt_y,
        r.distance,
        r.device_us,
        serial,
    )
    return body + _CRC.pack(crc32(body))


def lost_record(number: int, lost: Lost) -> bytes:
    """Return the record that the present capture is void.

    `number` is the record's number; `lost` has reason and time.
    """
    why = _LOSSES.index(lost.why)
    body = _BODY.pack(MAGIC, RecordKind.LOST, 0, why, number, lost.at_us, 0, 0, 0, 0, 0, 0, 0, 0)
    return body + _CRC.pack(crc32(body))


def text_records(number: int, kind: RecordKind, text: str) -> Iterator[bytes]:
    """Return a text in as many records as it takes; the field `tool` counts the octets of each.

    Args:
        number: The number of the first record.
        kind: DEVICE or REFUSED.
        text: The text; octets over MAX_TEXT_BYTES are cut off.
    """
    octets = text.encode()[:MAX_TEXT_BYTES]
    shares = [octets[at : at + TEXT_SHARE] for at in range(0, len(octets), TEXT_SHARE)] or [b""]
    for at, share in enumerate(shares):
        last = LAST if at == len(shares) - 1 else 0
        body = _TEXT.pack(MAGIC, kind, last, len(share), number + at) + share.ljust(TEXT_SHARE, b"\0")
        yield body + _CRC.pack(crc32(body))


def _refusal(text: str) -> Message:
    """Return the message that a reader sent as JSON. Raise ValueError for anything else."""
    try:
        return Message.from_json(json.loads(text))
    except (LookupError, TypeError, AttributeError, RecursionError) as problem:
        raise ValueError("no message") from problem


class Receiver:
    """A parser that takes the channel's octets as they come and returns the messages in them."""

    def __init__(self) -> None:
        self._rest = b""
        self._number = 0
        self._text = bytearray()
        self._dead = False
        self._at_us = 0

    @property
    def dead(self) -> bool:
        """Whether the channel has ended or has carried something that is no record."""
        return self._dead

    def feed(self, octets: bytes) -> tuple[Said, ...]:
        """Return all messages that are complete now.

        At the first octet that belongs to no record the loss is returned, and nothing after it.
        """
        if self._dead:
            return ()
        data = self._rest + octets
        said: list[Said] = []
        whole = len(data) - len(data) % SIZE
        for at in range(0, whole, SIZE):
            try:
                one = self._record(data, at)
            except (ValueError, IndexError, struct.error):
                return (*said, *self.end())
            if one is not None:
                said.append(one)
        self._rest = data[whole:]
        if not MAGIC.startswith(self._rest[: len(MAGIC)]):
            return (*said, *self.end())
        return tuple(said)

    def end(self) -> tuple[Said, ...]:
        """Note that the channel has ended, and return the loss; () when that was noted before."""
        if self._dead:
            return ()
        self._dead = True
        self._rest = b""
        return (Lost(Loss.READER_DIED, self._at_us),)

    def _record(self, data: bytes, at: int) -> Said | None:
        """Return the record at that offset, checked; None while a text is incomplete.

        Raise ValueError, IndexError or struct.error for bytes that are no record.
        """
        (magic, kind, bits, tool, number, at_us, x, y, pressure, tilt_x, tilt_y, distance, device_us, serial, check) = (
            _WHOLE.unpack_from(data, at)
        )
        if magic != MAGIC or number != self._number or crc32(data[at : at + _BODY.size]) != check:
            raise ValueError("no record of ours")
        self._number += 1
        if kind == _REPORT:  # nearly all of them, and each costs the window time
            self._at_us = at_us
            touching, near = bool(bits & TOUCHING), bool(bits & NEAR)
            return Report(
                PenReport(at_us, x, y, pressure, tilt_x, tilt_y, distance, touching, near, tool, device_us), serial
            )
        match RecordKind(kind):
            case RecordKind.LOST:
                return Lost(_LOSSES[tool], at_us)
            case text:
                share = data[at + _TEXT.size : at + _TEXT.size + min(tool, TEXT_SHARE)]
                return self._share(text, share, bool(bits & LAST))

    def _share(self, kind: RecordKind, share: bytes, last: bool) -> Said | None:
        self._text += share
        if len(self._text) > MAX_TEXT_BYTES:
            raise ValueError("a text without end")
        if not last:
            return None
        text = self._text.decode()
        self._text.clear()
        return Described(text) if kind is RecordKind.DEVICE else Refused(_refusal(text))


class Outbox:
    """The reader's own queue: bounded, so that a window that never reads costs no more memory than this.

    When it is full the capture is lost, and the last place is for the record that reports it. Then nothing is taken
    until half of the queue has been sent.
    """

    def __init__(self, limit: int) -> None:
        self._limit = limit * SIZE
        self._octets = bytearray()
        self._number = 0
        self._overflowed = False

    def __len__(self) -> int:
        """Return the number of octets that wait."""
        return len(self._octets)

    def head(self, most: int = 1 << 16) -> bytes:
        """Return the octets to send next, at `most` so many."""
        return bytes(self._octets[:most])

    def sent(self, octets: int) -> None:
        """Remove that many octets, which have been sent, from the queue."""
        del self._octets[:octets]

    def report(self, report: PenReport, serial: int) -> None:
        """Queue a report; where there is no room, queue an overflow once in its place.

        Args:
            report: The report; `at_us` is on CLOCK_MONOTONIC.
            serial: The pen's serial number, 0 for a pen without one.
        """
        if self._has_room(report.at_us):
            self._put(report_record(self._number, report, serial))

    def lost(self, lost: Lost) -> None:
        """Queue a loss.

        Where there is no room, an overflow was queued already, and only an unplugging is still queued.
        """
        if self._has_room(lost.at_us) or lost.why is Loss.UNPLUGGED:
            self._put(lost_record(self._number, lost))

    def text(self, kind: RecordKind, text: str) -> None:
        """Queue a `text` of this `kind` even where there is no room.

        A text is rare and short, and nothing works without it.
        """
        for record in tuple(text_records(self._number, kind, text)):
            self._put(record)

    def _has_room(self, at_us: int) -> bool:
        if self._overflowed:
            self._overflowed = len(self._octets) > self._limit // 2
        elif len(self._octets) + SIZE >= self._limit:
            self._overflowed = True
            self._put(lost_record(self._number, Lost(Loss.OVERFLOW, at_us)))
        return not self._overflowed

    def _put(self, record: bytes) -> None:
        self._octets += record
        self._number += 1
