"""A device node of the kernel, opened for reading a pen and for nothing else.

Decides how a node is opened: read-only, its clock monotonic, the kernel's own smoothing off. A node that is no pen is
closed again before a single event of it was read. Which of several nodes is the right one is decided elsewhere.
"""

from __future__ import annotations

import os
import struct
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from errno import ENODEV
from fcntl import ioctl
from pathlib import Path
from typing import Final, Protocol

from evdev import InputDevice

from signing.ink import Axis, Source
from terminal.pen.errors import PenUnavailableError
from terminal.pen.evemu import Description
from terminal.pen.events import EV_ABS, InputEvent
from terminal.pen.passport import Passport

EVIOCSCLOCKID: Final = 0x400445A0  # include/uapi/linux/input.h
EVENT: Final = struct.Struct("llHHi")  # struct input_event of a 64-bit kernel
READ_BYTES: Final = 256 * EVENT.size
INPUT: Final = Path("/dev/input")
SYS_INPUT: Final = Path("/sys/class/input")


@dataclass(frozen=True, slots=True)
class State:
    """What the kernel answers on asking: axis values by code, and the keys that are down."""

    axes: Mapping[int, int]
    keys: tuple[int, ...]


class Node(Protocol):
    """What the reader needs of a device. OSError from any of it means that the device is gone."""

    def fileno(self) -> int:
        """The descriptor to wait on."""

    def passport(self) -> Passport:
        """Who it is."""

    def read(self) -> bytes:
        """Whole `struct input_event`s; empty when nothing waits. OSError(ENODEV) when nothing will come any more."""

    def state(self) -> State:
        """The present state."""

    def grab(self, on: bool) -> None:
        """Takes the device for itself. OSError(EBUSY) when somebody else has."""

    def close(self) -> None:
        """Lets go of it."""


def input_events(octets: bytes) -> Iterator[InputEvent]:
    """The events in what a node gave."""
    for seconds, microseconds, kind, code, value in EVENT.iter_unpack(octets):
        yield InputEvent(seconds * 1_000_000 + microseconds, kind, code, value)


class EvdevNode:
    """`/dev/input/eventN` as a Node."""

    def __init__(self, device: InputDevice[str], passport: Passport) -> None:
        self._device = device
        self._passport = passport

    @classmethod
    def open(cls, path: Path) -> EvdevNode:
        """The node, ready to be read. Raises PenUnavailableError naming path and remedy."""
        try:
            device = InputDevice(str(path), readonly=True)
        except OSError as problem:
            raise PenUnavailableError(
                f"{path} cannot be opened ({problem.strerror}). Plug the pen in, and check the rule for its group"
            ) from problem
        try:
            return cls._prepared(device, path)
        except (OSError, SystemError) as problem:
            device.close()
            raise PenUnavailableError(f"{path} went away while it was opened. Plug the pen in again") from problem
        except PenUnavailableError:
            device.close()
            raise

    @classmethod
    def _prepared(cls, device: InputDevice[str], path: Path) -> EvdevNode:
        if not _described(device).is_pen:
            raise PenUnavailableError(f"{path} is {device.name!r}, which is no pen. Choose the pen's node")
        _take_filter_off(device, path)
        ioctl(device.fd, EVIOCSCLOCKID, struct.pack("i", time.CLOCK_MONOTONIC))
        node = cls(device, Passport(_described(device), is_virtual(path), Source.PEN))
        while node.read():  # of the old clock, and the loss that changing it left behind
            pass
        return node

    def fileno(self) -> int:
        """The descriptor to wait on."""
        return self._device.fd

    def passport(self) -> Passport:
        """Who it is; the axes' fuzz as it is now."""
        return self._passport

    def read(self) -> bytes:
        """Whole events. The kernel shows a packet only when it is complete."""
        try:
            return os.read(self._device.fd, READ_BYTES)
        except BlockingIOError:
            return b""

    def state(self) -> State:
        """The present state. A device that is gone makes the binding raise SystemError."""
        try:
            axes = {code: self._device.absinfo(code).value for code in self._passport.description.axes}
            return State(axes, tuple(self._device.active_keys()))
        except SystemError as problem:
            raise OSError(ENODEV, os.strerror(ENODEV)) from problem

    def grab(self, on: bool) -> None:
        """Takes the device, or lets it go."""
        if on:
            self._device.grab()
        else:
            self._device.ungrab()

    def close(self) -> None:
        """Closes it; that ends a grab too."""
        self._device.close()


def is_virtual(path: Path) -> bool:
    """Whether no hardware stands behind the node: a program made it."""
    return (SYS_INPUT / path.name).resolve().is_relative_to("/sys/devices/virtual")


def find_again(lost: Passport, folder: Path = INPUT) -> EvdevNode | None:
    """The node of the same device after it was plugged in again, perhaps under another number.

    Only nodes of the same name are opened, so that looking costs nothing and touches no keyboard.
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


def _described(device: InputDevice[str]) -> Description:
    codes = {kind: frozenset(codes) for kind, codes in device.capabilities(absinfo=False).items()}
    ranges = {code: device.absinfo(code) for code in codes.get(EV_ABS, ())}
    axes = {code: Axis(r.min, r.max, r.resolution, r.fuzz) for code, r in ranges.items() if r.max > r.min}
    info = device.info
    properties = frozenset(device.input_props())
    name = " ".join(device.name.split())
    return Description(name, info.bustype, info.vendor, info.product, info.version, properties, codes, axes)


def _take_filter_off(device: InputDevice[str], path: Path) -> None:
    """Sets fuzz to 0 where the driver set another: it moves most reports a little. Needs, once, the right to write.

    Without that right the filter stays, and the ink's description of the axis says so.
    """
    filtered = [code for code, axis in _described(device).axes.items() if axis.fuzz]
    if not filtered or not os.access(path, os.W_OK):
        return
    writing = InputDevice(str(path))
    try:
        for code in filtered:
            writing.set_absinfo(code, fuzz=0)
    finally:
        writing.close()
