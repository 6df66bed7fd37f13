"""The bytes between windows and clerk: length-prefixed msgpack of our own values only.

Each end reads one closed type: the clerk orders, the windows replies. No bytes can name a function or a class outside
it (`shapes`). So neither process can make the other one run anything but what an order or a reply means.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import Any

import msgspec

from forms.message import Message
from terminal.clerk.orders import Order, Reply
from terminal.clerk.shapes import Reader, plain, reader
from terminal.errors import TerminalError

LENGTH = struct.Struct("<Q")
MOST_BYTES = 1 << 29
"""The longest frame. A page at the widest that may be drawn is half of this."""


class WireError(TerminalError):
    """Bytes between windows and clerk that neither of them writes."""


def frame(value: object) -> bytes:
    """Return the value as msgpack after its length. Raise WireError for a value that does not pass."""
    try:
        data = msgspec.msgpack.encode(plain(value))
    except (TypeError, ValueError, OverflowError) as problem:
        raise WireError(Message("terminal.not-our-value")) from problem
    return b"".join((LENGTH.pack(len(data)), data))


def order_of(data: bytes | bytearray) -> Order:
    """Return the order in the bytes of a frame. Raise WireError for everything else."""
    order: Order = _read(data, reader(Order))
    return order


def reply_of(data: bytes | bytearray) -> Reply:
    """Return the reply in the bytes of a frame. Raise WireError for everything else."""
    reply: Reply = _read(data, reader(Reply))
    return reply


def _read(data: bytes | bytearray, read: Reader) -> Any:
    try:
        return read(msgspec.msgpack.decode(data))
    except Exception as problem:  # also RecursionError: nothing that the bytes say is let out of here
        raise WireError(Message("terminal.not-our-value")) from problem


class Frames:
    """The splitter of incoming bytes into values. `read` makes a value of the bytes of one frame."""

    def __init__(self, read: Reader) -> None:
        self._rest, self._read = bytearray(), read

    def feed(self, data: bytes) -> Iterator[Any]:
        """Return the values that are complete now. Raise WireError for bytes that our own end does not write."""
        self._rest += data
        while (content := self._next()) is not None:
            yield self._read(content)

    def _next(self) -> bytearray | None:
        if len(self._rest) < LENGTH.size:
            return None
        (length,) = LENGTH.unpack_from(self._rest)
        if length > MOST_BYTES:
            raise WireError(Message("terminal.value-too-large", bytes=length))
        end = LENGTH.size + length
        if len(self._rest) < end:
            return None
        content = self._rest[LENGTH.size : end]
        del self._rest[:end]
        return content
