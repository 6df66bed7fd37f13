"""A process in place of the tablet, and the product's reader process on what it writes; both are started by benchmarks.

python tablet.py --tablet PIPE HZ SECONDS ROOM    writes into the named pipe, which holds ROOM octets
python tablet.py --reader ARGUMENT ...            the reader (arguments of `terminal.devices.pen.reader`); hurries
python tablet.py --patient-reader ARGUMENT ...    the same, waiting its turn like any other process
"""

from __future__ import annotations

import fcntl
import os
import socket
import subprocess
import sys
import time
from collections.abc import Sequence
from math import cos, sin
from pathlib import Path

from terminal.demo.synthetic import DISPLAY
from terminal.devices.pen.confine import hurry
from terminal.devices.pen.events import (
    ABS_PRESSURE,
    ABS_X,
    ABS_Y,
    BTN_TOOL_PEN,
    BTN_TOUCH,
    EV_ABS,
    EV_KEY,
    EV_MSC,
    EV_SYN,
    MSC_SERIAL,
    SYN_REPORT,
)
from terminal.devices.pen.live import LivePen
from terminal.devices.pen.node import EVENT, input_events
from terminal.devices.pen.piped_node import PipedNode
from terminal.devices.pen.reader import arguments, serve
from terminal.windows.pad.latency import Latency

F_SETPIPE_SZ = 1031
PAGE = 4096
SCREEN = (1920, 1080)


def tablet_on(pipe: Path, rate: int, seconds: float, room: int = PAGE) -> subprocess.Popen[bytes]:
    """The tablet's process, begun."""
    return subprocess.Popen(
        [sys.executable, __file__, "--tablet", str(pipe), str(rate), str(seconds), str(room)],
        stdout=subprocess.PIPE,
    )


def reader_on(pipe: Path, hurries: bool = True) -> LivePen:
    """The reader's process, begun."""
    return LivePen.start(pipe, reader=(sys.executable, __file__, "--reader" if hurries else "--patient-reader"))


def packet(at: int, rate: int, at_us: int) -> bytes:
    """A sample: a pen that writes loops from left to right, lifting for 20 ms every half second."""
    down = at % (rate // 2) > rate // 50
    x_px, y_px = (
        50 + 900 * (at / rate / 4 % 1) + 20 * sin(at * 50 / rate),
        190 + 120 * cos(at * 37 / rate),
    )
    axes = DISPLAY.axes
    events = [
        (EV_ABS, ABS_X, round(x_px / SCREEN[0] * axes[ABS_X].maximum)),
        (EV_ABS, ABS_Y, round(y_px / SCREEN[1] * axes[ABS_Y].maximum)),
        (EV_ABS, ABS_PRESSURE, 600 + at % 800 if down else 0),
        (EV_KEY, BTN_TOUCH, int(down)),
        (EV_KEY, BTN_TOOL_PEN, 1) if at == 0 else (EV_MSC, MSC_SERIAL, 1),
        (EV_SYN, SYN_REPORT, 0),
    ]
    return b"".join(EVENT.pack(at_us // 1_000_000, at_us % 1_000_000, *event) for event in events)


def write(pipe: Path, rate: int, seconds: float, room: int) -> int:
    """The tablet's process: prints how many packets it sent and how many found no room in the pipe's `room` octets."""
    hurry()  # hardware waits for nobody
    descriptor = os.open(pipe, os.O_WRONLY | os.O_NONBLOCK)
    fcntl.fcntl(descriptor, F_SETPIPE_SZ, room)
    sent = lost = 0
    begun = time.monotonic()
    for at in range(round(rate * seconds)):
        time.sleep(max(0.0, begun + at / rate - time.monotonic()))
        try:
            os.write(descriptor, packet(at, rate, time.monotonic_ns() // 1000))
            sent += 1
        except BlockingIOError:
            lost += 1
    print(sent, lost)
    return 0


class TimedPipe(PipedNode):
    """A named pipe as the reader's device. Notes how late each packet was read."""

    def __init__(self, pipe: Path) -> None:
        super().__init__(os.open(pipe, os.O_RDWR), DISPLAY)  # for writing too: so that it never ends
        self.late = Latency()

    def read(self) -> bytes:
        octets = super().read()
        self.late.note((e.at_us for e in input_events(octets) if e.type == EV_SYN), time.monotonic_ns() // 1000)
        return octets


def read(argv: Sequence[str], hurries: bool) -> int:
    """The product's reader process on a pipe; leaves its p99 delay beside it."""
    given = arguments().parse_args(argv)
    if hurries:
        hurry()
    node = TimedPipe(given.node)
    with socket.socket(fileno=given.channel) as channel:
        serve(node, channel, lambda _: None)
    delays(given.node).write_text(str(node.late.facts().p99_ms))
    return 0


def delays(pipe: Path) -> Path:
    """Where a reader process leaves its delay."""
    return pipe.with_suffix(".late")


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["--tablet", pipe, rate, seconds, room]:
            raise SystemExit(write(Path(pipe), int(rate), float(seconds), int(room)))
        case ["--reader" | "--patient-reader" as reader, *argv]:
            raise SystemExit(read(argv, reader == "--reader"))
