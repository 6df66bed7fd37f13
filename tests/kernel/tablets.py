"""Tablets that a real kernel believes in: made through uinput and uhid, for tests inside the guest."""

from __future__ import annotations

import os
import struct
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from evdev import AbsInfo, UInput, ecodes

from terminal.devices.pen.node import EVENT, INPUT, SYS_INPUT

NAME = "Luobi test pen display"
VENDOR, PRODUCT = 0x056A, 0x7A11
Change = tuple[int, int, int]
SYNC = (ecodes.EV_SYN, ecodes.SYN_REPORT, 0)

KEYS = [ecodes.BTN_TOOL_PEN, ecodes.BTN_TOOL_RUBBER, ecodes.BTN_TOUCH, ecodes.BTN_STYLUS]
AXES = [
    (ecodes.ABS_X, AbsInfo(0, 0, 52_000, 4, 0, 100)),
    (ecodes.ABS_Y, AbsInfo(0, 0, 32_500, 4, 0, 100)),
    (ecodes.ABS_PRESSURE, AbsInfo(0, 0, 8191, 0, 0, 0)),
    (ecodes.ABS_TILT_X, AbsInfo(0, -64, 63, 1, 0, 57)),
    (ecodes.ABS_TILT_Y, AbsInfo(0, -64, 63, 1, 0, 57)),
]
PEN: dict[int, Sequence[object]] = {ecodes.EV_KEY: KEYS, ecodes.EV_ABS: AXES, ecodes.EV_MSC: [ecodes.MSC_SERIAL]}


class Tablet:
    """A uinput device. Packets go out in one write each, as hardware sends them."""

    def __init__(
        self,
        events: dict[int, Sequence[object]] = PEN,
        name: str = NAME,
        product: int = PRODUCT,
        direct: bool = True,
    ) -> None:
        properties = [ecodes.INPUT_PROP_DIRECT] if direct else [ecodes.INPUT_PROP_POINTER]
        self._made = UInput(events, name, VENDOR, product, 1, input_props=properties)  # type: ignore[arg-type]
        self.path = Path(str(self._made.device.path))
        self._made.device.close()

    def send(self, *changes: Change) -> None:
        """One packet."""
        os.write(self._made.fd, b"".join(EVENT.pack(0, 0, *change) for change in (*changes, SYNC)))

    def near(self, x: int, y: int, serial: int = 4711) -> None:
        """A pen comes."""
        key, msc = (ecodes.EV_KEY, ecodes.BTN_TOOL_PEN, 1), (ecodes.EV_MSC, ecodes.MSC_SERIAL, serial)
        self.send(key, msc, (ecodes.EV_ABS, ecodes.ABS_X, x), (ecodes.EV_ABS, ecodes.ABS_Y, y))

    def draw(self, x: int, y: int, pressure: int, tilt: int = 0) -> None:
        """A contact: six events, as many as a pen display with tilt sends at most."""
        self.send(
            (ecodes.EV_KEY, ecodes.BTN_TOUCH, 1),
            (ecodes.EV_ABS, ecodes.ABS_X, x),
            (ecodes.EV_ABS, ecodes.ABS_Y, y),
            (ecodes.EV_ABS, ecodes.ABS_PRESSURE, pressure),
            (ecodes.EV_ABS, ecodes.ABS_TILT_X, tilt),
        )

    def away(self) -> None:
        """The pen leaves as Wacom's do: lifted, and at a place that is none."""
        self.send(
            (ecodes.EV_KEY, ecodes.BTN_TOUCH, 0),
            (ecodes.EV_KEY, ecodes.BTN_TOOL_PEN, 0),
            (ecodes.EV_ABS, ecodes.ABS_X, 0),
            (ecodes.EV_ABS, ecodes.ABS_Y, 0),
            (ecodes.EV_ABS, ecodes.ABS_PRESSURE, 0),
        )

    def unplug(self) -> None:
        """It is gone."""
        self._made.close()


@contextmanager
def plugged(*args: object, **given: object) -> Iterator[Tablet]:
    """A tablet for a while; unplugging it before the end is fine."""
    tablet = Tablet(*args, **given)  # type: ignore[arg-type]
    try:
        yield tablet
    finally:
        tablet.unplug()


UHID_DESTROY, UHID_CREATE2, UHID_INPUT2 = 1, 11, 12
# A pen of the HID usage tables, written for this test: tip, barrel, in range; X and Y of 24 bits over 260 x 162.5 mm in
# hundredths; pressure of 16. Under Wacom's vendor number it is the wacom driver that takes it.
PEN_DESCRIPTOR = bytes.fromhex(
    "05 0d 09 02 a1 01 85 10 09 20 a1 00"  # digitizer, pen, report 16, stylus
    "09 42 09 44 09 32 15 00 25 01 75 01 95 03 81 02 95 05 81 03"  # tip, barrel, in range, padding
    "05 01 55 0e 65 11 35 00"  # centimetres, 10^-2
    "09 30 46 28 0a 27 90 65 00 00 75 18 95 01 81 02"  # X: 26.00 cm, 26000 units
    "09 31 46 59 06 27 7a 3f 00 00 81 02"  # Y: 16.25 cm, 16250 units
    "45 00 65 00 55 00 05 0d 09 30 26 ff 1f 75 10 81 02"  # tip pressure to 8191
    "c0 c0"
)


@contextmanager
def hid_pen() -> Iterator[int]:
    """A HID device of the kernel, by uhid; gives the descriptor to send reports to."""
    uhid = os.open("/dev/uhid", os.O_RDWR)
    text = b"Luobi HID pen".ljust(128, b"\0") + bytes(64) + bytes(64)
    ids = struct.pack("<HHIIII", len(PEN_DESCRIPTOR), ecodes.BUS_USB, VENDOR, 0x7A12, 1, 0)
    os.write(uhid, struct.pack("<I", UHID_CREATE2) + text + ids + PEN_DESCRIPTOR.ljust(4096, b"\0"))
    try:
        yield uhid
    finally:
        os.write(uhid, struct.pack("<I", UHID_DESTROY))
        os.close(uhid)


def hid_report(uhid: int, bits: int, x: int, y: int, pressure: int) -> None:
    """One report of the HID pen: bit 0 tip, bit 1 barrel, bit 2 in range."""
    data = struct.pack("<BB", 16, bits) + x.to_bytes(3, "little") + y.to_bytes(3, "little")
    data += struct.pack("<H", pressure)
    os.write(uhid, struct.pack("<IH", UHID_INPUT2, len(data)) + data)


def node_named(part: str, within_s: float = 30.0) -> Path:
    """The event node with this in its device's name; the kernel may need a moment."""
    end = time.monotonic() + within_s
    while time.monotonic() < end:
        for path in sorted(INPUT.glob("event*")):
            if part in (SYS_INPUT / path.name / "device/name").read_text():
                return path
        time.sleep(0.05)
    raise AssertionError(f"no node named {part}")
