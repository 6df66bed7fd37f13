"""The machine's input nodes in the form that `node_choice` judges: read from udev and the kernel, never changed.

A node that this process may not open is still listed, as one without access, by what sysfs shows to everyone. Nothing
here reads an event.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import pyudev
from evdev import InputDevice

from signing.ink import Axis
from terminal.devices.pen.evemu import Description
from terminal.devices.pen.events import EV_ABS
from terminal.devices.pen.node_choice import Node

VIRTUAL = "/devices/virtual/"


def discover() -> tuple[Node, ...]:
    """Return every event node of this machine."""
    devices = pyudev.Context().list_devices(subsystem="input")
    return tuple(node for device in devices if (node := _node(device)))


class Hotplug:
    """A source of news about event nodes that appeared or disappeared. Nothing here blocks; wait on `fileno`.

    `source` is "udev", which reports after its rules have set who may read a node, or "kernel" where no udev runs.
    """

    def __init__(self, source: str = "udev") -> None:
        self._monitor = pyudev.Monitor.from_netlink(pyudev.Context(), source=source)
        self._monitor.filter_by("input")
        self._monitor.start()

    def fileno(self) -> int:
        """Return a descriptor that is readable when a node appeared or disappeared."""
        number: int = self._monitor.fileno()
        return number

    def drain(self) -> tuple[tuple[str, str], ...]:
        """Return all changes since the last call, as ("add" or "remove", path of the node)."""
        return tuple(self._changes())

    def _changes(self) -> Iterator[tuple[str, str]]:
        while (device := self._monitor.poll(timeout=0)) is not None:
            if device.device_node and device.sys_name.startswith("event") and device.action in ("add", "remove"):
                yield device.action, device.device_node


def _node(device: Any) -> Node | None:
    """Return a udev device as a node; None for what is no event node or has disappeared meanwhile."""
    path, parent = device.device_node, device.parent
    if not path or not device.sys_name.startswith("event") or parent is None:
        return None
    virtual = VIRTUAL in device.sys_path
    try:
        return _opened(path, virtual)
    except FileNotFoundError:
        return None
    except OSError:
        return _closed(path, parent.properties, virtual)


def _opened(path: str, virtual: bool) -> Node:
    """Return a node by what the kernel answers to a process that may open it."""
    device = InputDevice(path, readonly=True)
    try:
        capabilities: dict[int, list[Any]] = device.capabilities(absinfo=True)
        properties = frozenset(int(number) for number in device.input_props())
    finally:
        device.close()
    axes = dict(_axes(capabilities.get(EV_ABS, [])))
    codes = {kind: frozenset(_codes(listed)) for kind, listed in capabilities.items()}
    info = device.info
    return Node(
        path,
        Description(device.name, info.bustype, info.vendor, info.product, info.version, properties, codes, axes),
        device.uniq or "",
        device.phys or "",
        virtual,
    )


def _axes(listed: Iterable[Any]) -> Iterator[tuple[int, Axis]]:
    """Return the axes that have a range."""
    for code, info in listed:
        if info.max > info.min:
            yield code, Axis(info.min, info.max, info.resolution, info.fuzz)


def _codes(listed: Iterable[Any]) -> Iterator[int]:
    for code in listed:
        yield code[0] if isinstance(code, tuple) else code


def _closed(path: str, properties: Any, virtual: bool) -> Node:
    """Return a node by what sysfs shows to everyone: names and capability bits, no ranges."""
    bus, vendor, product, version = (int(word, 16) for word in properties.get("PRODUCT", "0/0/0/0").split("/"))
    return Node(
        path,
        Description(
            properties.get("NAME", "").strip('"'),
            bus,
            vendor,
            product,
            version,
            frozenset(bits(properties.get("PROP", "0"))),
            {kind: frozenset(bits(properties[name])) for kind, name in ((1, "KEY"), (3, "ABS")) if name in properties},
        ),
        properties.get("UNIQ", "").strip('"'),
        properties.get("PHYS", "").strip('"'),
        virtual,
        readable=False,
    )


def bits(words: str, word_bits: int = 64) -> Iterator[int]:
    """Return the numbers of the bits that are set in a kernel bitmap.

    Args:
        words: The bitmap as sysfs prints it: hexadecimal words, the highest first.
        word_bits: The width of a word on this machine, in bits.
    """
    for at, word in enumerate(reversed(words.split())):
        value = int(word, 16)
        yield from (at * word_bits + bit for bit in range(word_bits) if value >> bit & 1)
