"""evemu's text format: a device's description and its recorded events, read and written.

Format (freedesktop evemu 1.0 to 1.3): `N:` name, `I:` bus vendor product version, `P:` property bits; `B:` a type and
its code bits, `A:` code minimum maximum fuzz flat [resolution], `E:` seconds.microseconds type code value. Types and
codes are hexadecimal, values decimal; `#` begins a comment. Old writers put the resolution only into the comments; it
is read from there.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from forms.message import Message
from signing.ink import Axis, Device
from terminal.devices.pen.events import (
    ABS_MT_POSITION_X,
    ABS_PRESSURE,
    ABS_X,
    ABS_Y,
    AXES,
    BTN_STYLUS,
    BTN_STYLUS2,
    BTN_TOOL_PEN,
    BTN_TOUCH,
    BUS_VIRTUAL,
    EV_ABS,
    EV_KEY,
    INPUT_PROP_DIRECT,
    InputEvent,
)
from terminal.errors import RecordingError

_REMARK_CODE = re.compile(r"#\s+Event code (\d+) \(ABS_")
_REMARK_RESOLUTION = re.compile(r"#\s+Resolution\s+(\d+)")
_HEADER = "# EVEMU 1.3\n"
_BYTES_PER_LINE = 8
_KEY_BYTES = 96  # evemu writes room for every key, KEY_MAX / 8


@dataclass(frozen=True, slots=True)
class Description:
    """A device's own description: `codes` by event type, absolute `axes` by code."""

    name: str
    bus: int
    vendor: int
    product: int
    version: int
    properties: frozenset[int] = frozenset()
    codes: Mapping[int, frozenset[int]] = field(default_factory=dict)
    axes: Mapping[int, Axis] = field(default_factory=dict)

    @property
    def is_pen(self) -> bool:
        """Whether it has what a pen needs: a place, a pen tool, contact. A finger's node has no pen tool."""
        keys = self.codes.get(EV_KEY, frozenset())
        return {ABS_X, ABS_Y} <= self.axes.keys() and BTN_TOUCH in keys and bool(keys & {BTN_TOOL_PEN, BTN_STYLUS})

    @property
    def proves_a_pen(self) -> bool:
        """Whether there is more evidence of a pen than a pen tool, which touch monitors report for a finger.

        Pressure or a stylus button is evidence. So is a believable size, unless the device distinguishes fingers.
        """
        keys = self.codes.get(EV_KEY, frozenset())
        if ABS_PRESSURE in self.axes or keys & {BTN_STYLUS, BTN_STYLUS2}:
            return True
        return self.device().size_known and ABS_MT_POSITION_X not in self.codes.get(EV_ABS, frozenset())

    def device(self) -> Device:
        """Return the passport of the device. `serial` is empty, because the pen reports it in its events."""
        return Device(
            name=self.name,
            bus=self.bus,
            vendor=self.vendor,
            product=self.product,
            version=self.version,
            serial="",
            direct=INPUT_PROP_DIRECT in self.properties,
            virtual=self.bus == BUS_VIRTUAL,
            axes={AXES[code]: axis for code, axis in self.axes.items() if code in AXES},
        )


@dataclass(frozen=True, slots=True)
class Recorded:
    """The content of a file. `description` is None when the file holds only events."""

    description: Description | None
    events: tuple[InputEvent, ...] = field(repr=False)


def parse(text: str, name: str = "recording") -> Recorded:
    """Parse a recording or a description.

    Args:
        text: The whole file.
        name: The file's name, for error messages.

    Raises:
        RecordingError: A line cannot be read; the message names it.
    """
    events: list[InputEvent] = []
    header: list[tuple[int, str, list[str]]] = []
    for number, line in enumerate(text.splitlines(), 1):
        kind, _, rest = line.partition("#")[0].partition(":")
        try:
            if kind == "E":
                events.append(_event(rest.split()))
            elif kind in ("I", "P", "B", "A"):
                header.append((number, kind, rest.split()))
        except (ValueError, IndexError) as problem:
            raise _bad_line(name, number) from problem
    return Recorded(_description(text, header, name), tuple(events))


def export(description: Description, events: Iterable[InputEvent], remark: str = "") -> str:
    """Return a recording as evemu text.

    Args:
        description: The device.
        events: Its events; none for a description alone.
        remark: Text for comment lines below the format's own, "" for none; it may have several lines.
    """
    d = description
    lines = [f"# {line}" for line in remark.splitlines()]
    lines += [f"N: {d.name}", f"I: {d.bus:04x} {d.vendor:04x} {d.product:04x} {d.version:04x}"]
    lines += _bit_lines("P:", d.properties, _BYTES_PER_LINE)
    for kind in sorted(d.codes):
        lines += _bit_lines(f"B: {kind:02x}", d.codes[kind], _KEY_BYTES if kind == EV_KEY else _BYTES_PER_LINE)
    lines += [
        f"A: {code:02x} {axis.minimum} {axis.maximum} {axis.fuzz} 0 {axis.per_mm}"
        for code, axis in sorted(d.axes.items())
    ]
    lines += [
        f"E: {e.at_us // 1_000_000}.{e.at_us % 1_000_000:06d} {e.type:04x} {e.code:04x} {e.value}" for e in events
    ]
    return _HEADER + "\n".join(lines) + "\n"


def _bad_line(name: str, number: int) -> RecordingError:
    return RecordingError(Message("terminal.not-evemu", name=name, line=number))


def _event(words: list[str]) -> InputEvent:
    seconds, _, fraction = words[0].partition(".")
    at_us = int(seconds) * 1_000_000 + int(f"{fraction:0<6.6}")
    return InputEvent(at_us, int(words[1], 16), int(words[2], 16), int(words[3]))


def _description(text: str, header: list[tuple[int, str, list[str]]], name: str) -> Description | None:
    """Parse the header's lines as one description; None without an `I:` line.

    Axes without a range (ABS_MISC) are left out: a pen does not use them.
    """
    found: Description | None = None
    bits: dict[str, list[int]] = {}
    axes: dict[int, Axis] = {}
    remarked = dict(_remarked_resolutions(text))
    for number, kind, words in header:
        try:
            match kind:
                case "I":
                    bus, vendor, product, version = (int(word, 16) for word in words)
                    found = Description(_name(text), bus, vendor, product, version)
                case "P":
                    bits.setdefault("P", []).extend(int(word, 16) for word in words)
                case "B":
                    bits.setdefault(words[0], []).extend(int(word, 16) for word in words[1:])
                case "A" if int(words[2]) > int(words[1]):
                    axes[int(words[0], 16)] = _axis(words, remarked)
        except (ValueError, IndexError, TypeError) as problem:
            raise _bad_line(name, number) from problem
    if found is None:
        return None
    codes = {int(kind, 16): frozenset(_set_bits(octets)) for kind, octets in bits.items() if kind != "P"}
    return replace(
        found,
        properties=frozenset(_set_bits(bits.get("P", []))),
        codes={kind: numbers for kind, numbers in codes.items() if numbers},
        axes=axes,
    )


def _name(text: str) -> str:
    return next((line[2:].strip() for line in text.splitlines() if line.startswith("N:")), "")


def _axis(words: list[str], remarked: Mapping[int, int]) -> Axis:
    per_mm = int(words[5]) if len(words) > 5 else remarked.get(int(words[0], 16), 0)
    return Axis(int(words[1]), int(words[2]), per_mm, int(words[3]))


def _remarked_resolutions(text: str) -> Iterator[tuple[int, int]]:
    code: int | None = None
    for line in text.splitlines():
        if found := _REMARK_CODE.match(line):
            code = int(found[1])
        elif code is not None and (found := _REMARK_RESOLUTION.match(line)):
            yield code, int(found[1])
            code = None


def _set_bits(octets: Iterable[int]) -> Iterator[int]:
    for at, octet in enumerate(octets):
        yield from (at * 8 + bit for bit in range(8) if octet >> bit & 1)


def _bit_lines(label: str, numbers: frozenset[int], size: int) -> Iterator[str]:
    octets = bytearray(size)
    for number in numbers:
        octets[number // 8] |= 1 << number % 8
    for at in range(0, size, _BYTES_PER_LINE):
        yield f"{label} {octets[at : at + _BYTES_PER_LINE].hex(' ')}"
