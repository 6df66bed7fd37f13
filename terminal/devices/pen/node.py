"""A device node of the kernel, opened for reading a pen and for nothing else.

Decides how a node is opened: read-only, its clock monotonic, the kernel's own smoothing off. A node that is no pen is
closed again before any of its events is read. Which of several nodes is the right one is decided elsewhere.
"""

from __future__ import annotations

import os
import struct
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Protocol

from forms.message import Message
from forms.system_errors import why
from signing.ink import Axis, Source
from terminal.devices.pen import evdev_calls
from terminal.devices.pen.errors import PenUnavailableError
from terminal.devices.pen.evemu import Description
from terminal.devices.pen.events import EV_ABS, EV_KEY, EV_MSC, EV_SYN, InputEvent
from terminal.devices.pen.passport import Passport

EVENT: Final = struct.Struct("llHHi")  # struct input_event of a 64-bit kernel
READ_BYTES: Final = 32 * EVENT.size  # five reports: what is decoded before the kernel's queue is looked at again
INPUT: Final = Path("/dev/input")
SYS_INPUT: Final = Path("/sys/class/input")
_KINDS: Final = frozenset({EV_KEY, EV_ABS, EV_MSC})  # what a pen speaks in


@dataclass(frozen=True, slots=True)
class NodeState:
    """The device's state as the kernel reports it on request: axis values by code, and the keys that are down."""

    axes: Mapping[int, int]
    keys: tuple[int, ...]


class Node(Protocol):
    """The device as the reader needs it. OSError from any method means that the device is gone."""

    def fileno(self) -> int:
        """Return the descriptor to wait on."""

    def passport(self) -> Passport:
        """Return the device's description."""

    def read(self) -> bytes:
        """Return whole `struct input_event`s; b"" when nothing waits.

        Raise OSError(ENODEV) when nothing can come any more.
        """

    def state(self) -> NodeState:
        """Return the present state."""

    def grab(self, on: bool) -> None:
        """Take the device for exclusive use, or release it. Raise OSError(EBUSY) when another process has it."""

    def close(self) -> None:
        """Close the device."""


def input_events(octets: bytes) -> Iterator[InputEvent]:
    """Return the events in the bytes that a node returned."""
    for seconds, microseconds, kind, code, value in EVENT.iter_unpack(octets):
        yield InputEvent(seconds * 1_000_000 + microseconds, kind, code, value)


class EvdevNode:
    """`/dev/input/eventN` as a Node."""

    def __init__(self, descriptor: int, passport: Passport) -> None:
        self._descriptor = descriptor
        self._passport = passport

    @classmethod
    def open(cls, path: Path) -> EvdevNode:
        """Open the node, ready to be read. Raise PenUnavailableError, which names path and remedy."""
        try:
            descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
        except OSError as problem:
            raise PenUnavailableError(
                Message("terminal.node-not-opened", path=str(path), cause=why(problem))
            ) from problem
        try:
            return cls(descriptor, _prepared(descriptor, path))
        except OSError as problem:
            os.close(descriptor)
            raise PenUnavailableError(Message("terminal.node-gone", path=str(path), cause=why(problem))) from problem
        except PenUnavailableError:
            os.close(descriptor)
            raise

    def fileno(self) -> int:
        """Return the descriptor to wait on."""
        return self._descriptor

    def passport(self) -> Passport:
        """Return the device's description, with the fuzz of its axes as it is now."""
        return self._passport

    def read(self) -> bytes:
        """Return whole events. The kernel shows a packet only when it is complete."""
        return _read(self._descriptor)

    def state(self) -> NodeState:
        """Return the present state."""
        fd = self._descriptor
        keys = evdev_calls.keys_down(fd)  # before the axes: an event that comes in between will tell of its axes itself
        return NodeState(
            {code: evdev_calls.axis(fd, code).value for code in self._passport.description.axes}, tuple(keys)
        )

    def grab(self, on: bool) -> None:
        """Take the device for exclusive use, or release it."""
        evdev_calls.set_grab(self._descriptor, on)

    def close(self) -> None:
        """Close the device; that ends a grab too."""
        os.close(self._descriptor)


def _prepared(descriptor: int, path: Path) -> Passport:
    """Set the node's clock and filter, and return its description."""
    description = _described(descriptor)
    if not description.is_pen:
        raise PenUnavailableError(Message("terminal.node-no-pen", path=str(path), name=description.name))
    _take_filter_off(description, path)
    evdev_calls.set_clock(descriptor, time.CLOCK_MONOTONIC)
    while _read(descriptor):  # of the old clock, and the loss that changing it left behind
        pass
    return Passport(_described(descriptor), is_virtual(path), Source.PEN)


def _read(descriptor: int) -> bytes:
    try:
        return os.read(descriptor, READ_BYTES)
    except BlockingIOError:
        return b""


def is_virtual(path: Path) -> bool:
    """Return whether a program made the node, and no hardware is behind it."""
    return (SYS_INPUT / path.name).resolve().is_relative_to("/sys/devices/virtual")


def find_again(lost: Passport, folder: Path = INPUT) -> EvdevNode | None:
    """Return the node of the same device after it was plugged in again, perhaps under another number.

    Only nodes with the same name are opened, so that the search is cheap and opens no keyboard.

    Args:
        lost: The description of the device that disappeared.
        folder: Where the nodes are.
    """
    for path in sorted(folder.glob("event*")):
        if _name(path) != lost.description.name:
            continue
        try:
            node = EvdevNode.open(path)
        except PenUnavailableError:
            continue
        if _same(node.passport(), lost):
            return node
        node.close()
    return None


def _same(found: Passport, lost: Passport) -> bool:
    a, b = found.description, lost.description
    return (a.bus, a.vendor, a.product, a.version, a.axes.keys()) == (
        b.bus,
        b.vendor,
        b.product,
        b.version,
        b.axes.keys(),
    )


def _name(path: Path) -> str:
    try:
        return (SYS_INPUT / path.name / "device/name").read_text().strip()
    except OSError:
        return ""


def _described(fd: int) -> Description:
    kinds = [kind for kind in evdev_calls.codes(fd, EV_SYN) if kind in _KINDS]
    codes = {kind: evdev_calls.codes(fd, kind) for kind in kinds}
    ranges = {code: evdev_calls.axis(fd, code) for code in codes.get(EV_ABS, ())}
    axes = {
        code: Axis(r.minimum, r.maximum, r.resolution, r.fuzz) for code, r in ranges.items() if r.maximum > r.minimum
    }
    return Description(evdev_calls.name(fd), *evdev_calls.identity(fd), evdev_calls.properties(fd), codes, axes)


def _take_filter_off(description: Description, path: Path) -> None:
    """Set fuzz to 0 where the driver set another value, because fuzz moves most reports a little.

    This needs the right to write, once. Without that right the filter stays, and the ink's description of the axis
    shows it.
    """
    filtered = [code for code, axis in description.axes.items() if axis.fuzz]
    if not filtered or not os.access(path, os.W_OK):
        return
    writing = os.open(path, os.O_RDWR | os.O_NONBLOCK)
    try:
        for code in filtered:
            evdev_calls.set_axis(writing, code, evdev_calls.axis(writing, code)._replace(fuzz=0))
    finally:
        os.close(writing)
