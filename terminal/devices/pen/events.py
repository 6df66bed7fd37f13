"""The kernel's input events as values, and the few numbers of its ABI that a pen uses.

Source of the numbers: Linux `include/uapi/linux/input-event-codes.h` and `input.h`; they never change.
Nothing here opens a device.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

EV_SYN: Final = 0x00
EV_KEY: Final = 0x01
EV_ABS: Final = 0x03
EV_MSC: Final = 0x04

SYN_REPORT: Final = 0x00
SYN_DROPPED: Final = 0x03

BTN_TOOL_PEN: Final = 0x140
BTN_TOOL_RUBBER: Final = 0x141
BTN_TOOL_BRUSH: Final = 0x142
BTN_TOOL_PENCIL: Final = 0x143
BTN_TOOL_AIRBRUSH: Final = 0x144
BTN_TOOL_LENS: Final = 0x147
BTN_TOUCH: Final = 0x14A
BTN_STYLUS: Final = 0x14B
BTN_STYLUS2: Final = 0x14C

ABS_X: Final = 0x00
ABS_Y: Final = 0x01
ABS_PRESSURE: Final = 0x18
ABS_DISTANCE: Final = 0x19
ABS_TILT_X: Final = 0x1A
ABS_TILT_Y: Final = 0x1B
ABS_MT_POSITION_X: Final = 0x35  # of one finger of several; only touch surfaces have it

MSC_SERIAL: Final = 0x00
MSC_TIMESTAMP: Final = 0x05

INPUT_PROP_DIRECT: Final = 0x01
BUS_USB: Final = 0x03
BUS_VIRTUAL: Final = 0x06

TOOLS: Final = frozenset(
    {BTN_TOOL_PEN, BTN_TOOL_RUBBER, BTN_TOOL_BRUSH, BTN_TOOL_PENCIL, BTN_TOOL_AIRBRUSH, BTN_TOOL_LENS}
)
AXES: Final = {
    ABS_X: "x",
    ABS_Y: "y",
    ABS_PRESSURE: "pressure",
    ABS_TILT_X: "tilt_x",
    ABS_TILT_Y: "tilt_y",
    ABS_DISTANCE: "distance",
}


@dataclass(frozen=True, slots=True)
class InputEvent:
    """One `struct input_event`; `at_us` is in microseconds on the clock that the device node was set to."""

    at_us: int
    type: int
    code: int
    value: int
