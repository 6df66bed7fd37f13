"""The kernel's calls on an event node, as functions: its description, its state, its clock and its grab.

Source of the numbers and layouts: Linux include/uapi/linux/input.h and asm-generic/ioctl.h; they never change. They
are written out here, and not taken from the evdev package, so that the reader loads a tenth of the code. It starts
during a visit, and with rights that nothing else has. Every function raises OSError as the kernel does.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from fcntl import ioctl
from typing import Final, NamedTuple

_WRITE, _READ = 1, 2
_ABSINFO: Final = struct.Struct("6i")
_KEY_BYTES: Final = 0x300 // 8
_MASK_BYTES: Final = 8  # enough for every type but keys: at most 64 codes
_NAME_BYTES: Final = 256


class Range(NamedTuple):
    """`struct input_absinfo`: one axis, its present value and its range."""

    value: int
    minimum: int
    maximum: int
    fuzz: int
    flat: int
    resolution: int


def identity(fd: int) -> tuple[int, int, int, int]:
    """Return bus, vendor, product and version (EVIOCGID)."""
    bus, vendor, product, version = struct.unpack("4H", ioctl(fd, _number(_READ, 0x02, 8), bytes(8)))
    return bus, vendor, product, version


def name(fd: int) -> str:
    """Return the device's name in one line (EVIOCGNAME)."""
    octets = ioctl(fd, _number(_READ, 0x06, _NAME_BYTES), bytes(_NAME_BYTES))
    return " ".join(octets.partition(b"\0")[0].decode("utf-8", "replace").split())


def properties(fd: int) -> frozenset[int]:
    """Return the device's INPUT_PROP_* numbers (EVIOCGPROP)."""
    return _bits(fd, 0x09, _MASK_BYTES)


def codes(fd: int, kind: int) -> frozenset[int]:
    """Return the codes that the device can send of one event type (EVIOCGBIT).

    Args:
        fd: The open node.
        kind: The event type (EV_*); 0 returns the event types themselves.
    """
    return _bits(fd, 0x20 + kind, _KEY_BYTES if kind == 1 else _MASK_BYTES)


def keys_down(fd: int) -> frozenset[int]:
    """Return the keys that are down now (EVIOCGKEY). The kernel then drops the key events that wait in the queue."""
    return _bits(fd, 0x18, _KEY_BYTES)


def axis(fd: int, code: int) -> Range:
    """Return an absolute axis as it is now (EVIOCGABS).

    Args:
        fd: The open node.
        code: The axis (ABS_*).
    """
    return Range(*_ABSINFO.unpack(ioctl(fd, _number(_READ, 0x40 + code, _ABSINFO.size), bytes(_ABSINFO.size))))


def set_axis(fd: int, code: int, value: Range) -> None:
    """Change an axis for all processes that read it (EVIOCSABS).

    Args:
        fd: The node, opened for writing.
        code: The axis (ABS_*).
        value: All fields of the axis as they are to be.
    """
    ioctl(fd, _number(_WRITE, 0xC0 + code, _ABSINFO.size), _ABSINFO.pack(*value))


def set_clock(fd: int, clock: int) -> None:
    """Set the clock of this reader's event times (EVIOCSCLOCKID).

    The kernel then empties the queue, and reports that as a loss.

    Args:
        fd: The open node.
        clock: A clock's number, such as `time.CLOCK_MONOTONIC`.
    """
    ioctl(fd, _number(_WRITE, 0xA0, 4), struct.pack("i", clock))


def set_grab(fd: int, on: bool) -> None:
    """Take the device for this reader alone, or release it (EVIOCGRAB).

    Args:
        fd: The open node.
        on: Whether to take it. The kernel answers EBUSY when any process has it, even this one.
    """
    ioctl(fd, _number(_WRITE, 0x90, 4), int(on))


def _number(direction: int, number: int, size: int) -> int:
    return direction << 30 | size << 16 | ord("E") << 8 | number


def _bits(fd: int, number: int, size: int) -> frozenset[int]:
    return frozenset(_set_in(ioctl(fd, _number(_READ, number, size), bytes(size))))


def _set_in(octets: bytes) -> Iterator[int]:
    for at, octet in enumerate(octets):
        yield from (at * 8 + bit for bit in range(8) if octet >> bit & 1)
