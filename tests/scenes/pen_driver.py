"""A hand with a pen: what it does goes through a pipe in place of a tablet, and so through the real reader process."""

from __future__ import annotations

import os
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from queue import SimpleQueue

from signing.ink import Ink
from terminal.devices.pen.capture import capture
from terminal.devices.pen.evemu import parse
from terminal.devices.pen.events import (
    ABS_PRESSURE,
    ABS_X,
    ABS_Y,
    BTN_TOOL_PEN,
    BTN_TOUCH,
    EV_ABS,
    EV_KEY,
    EV_SYN,
)
from terminal.devices.pen.feed import Feed
from terminal.devices.pen.live import LivePen
from terminal.devices.pen.node import EVENT
from terminal.devices.pen.node_choice import Node
from terminal.devices.pen.opening import Machine
from terminal.devices.pen.recording import SHIPPED, RecordedPen

DESCRIPTION = SHIPPED / "applicant.events"
READER = (sys.executable, "-I", "-m", "terminal.devices.pen.piped_node", "--description", str(DESCRIPTION))
HZ = 200
FIRM = 1200
STEPS = 80  # reports of a straight stroke


@dataclass(frozen=True)
class Spot:
    """A place of the desktop in pixels, and the pen's pressure; 0 is above the glass."""

    x: float
    y: float
    pressure: int = 0


class Plugs:
    """The hotplug of a machine whose only tablet is a pipe."""

    def __init__(self) -> None:
        self._reading, self._writing = os.pipe2(os.O_NONBLOCK)

    def fileno(self) -> int:
        return self._reading

    def drain(self) -> tuple[tuple[str, str], ...]:
        with suppress(BlockingIOError):
            if os.read(self._reading, 64):
                return (("add", "pipe"),)
        return ()

    def ring(self) -> None:
        os.write(self._writing, b"!")


class PenDriver:
    """Holds the pen over one display: its place and size in pixels of the desktop."""

    def __init__(self, folder: Path, display: tuple[int, int, int, int]) -> None:
        self._folder, self._display = folder, display
        described = parse(DESCRIPTION.read_text()).description
        assert described is not None
        self._description = described
        self._end = -1
        self._times = 0
        self._cable = threading.Lock()
        self.plugs = Plugs()
        self.plugged = True
        self.hz = HZ
        """How fast it moves, in reports of a tablet a second."""
        self._moves: SimpleQueue[Sequence[Spot] | None] = SimpleQueue()
        self._asked = self._done = 0
        self._arm = threading.Thread(target=self._move, daemon=True)
        self._arm.start()

    def machine(self) -> Machine:
        """The machine that this pen belongs to."""
        return Machine(nodes=self._nodes, start=self._start, plugs=lambda: self.plugs)

    def tap(self, x: float, y: float) -> None:
        """A press and its release at one place."""
        self.put([Spot(x, y), Spot(x, y, FIRM), Spot(x, y, FIRM), Spot(x, y)])

    def drag(self, places: Sequence[tuple[float, float]]) -> None:
        """One contact through these places."""
        down = [Spot(x, y, FIRM) for x, y in places]
        self.put([Spot(*places[0]), *down, Spot(*places[-1])])

    def write(self, box: tuple[int, int, int, int], role: str) -> None:
        """The shipped signature of that role, in the middle of the box."""
        self.put(list(signature(box, capture(RecordedPen.shipped(role), None, "2026-11-24T02:00:00Z"))))

    def cross(self, box: tuple[int, int, int, int]) -> None:
        """A cross in the middle of the box, as somebody makes it who cannot write."""
        left, top, width, height = box
        x, y, reach = left + width / 2, top + height / 2, height / 4
        down = line((x - reach, y - reach), (x + reach, y + reach))
        up = line((x - reach, y + reach), (x + reach, y - reach))
        self.put([*down, *up])

    def put(self, spots: Sequence[Spot]) -> None:
        """Moves the pen through these places, after what it does already, and lifts it out of range.

        Returns at once: the windows live on while the hand moves.
        """
        self._asked += 1
        self._moves.put(spots)

    @property
    def busy(self) -> bool:
        """Whether it still moves."""
        return self._done < self._asked

    def _move(self) -> None:
        while (spots := self._moves.get()) is not None:
            due, pressed = time.monotonic(), False
            for spot in spots:
                if not pressed:  # the reader may already have reported the pen gone at a later time
                    due = max(due, time.monotonic())
                self._report(spot, due)
                pressed = spot.pressure > 0
                due += 1 / self.hz
                time.sleep(max(0.0, due - time.monotonic()))  # a tablet's own rate; nobody waits for it
            if spots:
                self._away(spots[-1], due)
            self._done += 1

    def unplug(self) -> None:
        """The cable comes out, in the middle of whatever it is."""
        self.plugged = False
        with self._cable:
            os.close(self._end)
            self._end = -1

    def plug_in(self) -> None:
        """The cable is put in again."""
        self.plugged = True
        self.plugs.ring()

    def close(self) -> None:
        """The pen is laid down."""
        self._moves.put(None)
        self._arm.join()
        if self._end >= 0:
            self.unplug()

    def _nodes(self) -> tuple[Node, ...]:
        return (Node("/dev/input/event9", self._description),) if self.plugged else ()

    def _start(self, _node: Node) -> Feed:
        self._times += 1
        path = self._folder / f"pen-{self._times}"
        os.mkfifo(path)
        feed = LivePen.start(path, reader=READER)
        self._end = os.open(path, os.O_WRONLY)
        return feed

    def _report(self, spot: Spot, at_s: float) -> None:
        left, top, width, height = self._display
        axes = self._description.axes
        share_x, share_y = (spot.x - left) / width, (spot.y - top) / height
        self._send(
            at_s,
            (EV_ABS, ABS_X, round(share_x * axes[ABS_X].maximum)),
            (EV_ABS, ABS_Y, round(share_y * axes[ABS_Y].maximum)),
            (EV_ABS, ABS_PRESSURE, spot.pressure),
            (EV_KEY, BTN_TOUCH, int(spot.pressure > 0)),
            (EV_KEY, BTN_TOOL_PEN, 1),
        )

    def _away(self, last: Spot, at_s: float) -> None:
        self._report(Spot(last.x, last.y), at_s)
        self._send(at_s, (EV_KEY, BTN_TOUCH, 0), (EV_KEY, BTN_TOOL_PEN, 0))

    def _send(self, at_s: float, *events: tuple[int, int, int]) -> None:
        """With the time at which a tablet would have sent it, however busy this process is."""
        now_us = round(at_s * 1_000_000)
        packet = b"".join(EVENT.pack(now_us // 1_000_000, now_us % 1_000_000, *event) for event in events)
        with self._cable, suppress(OSError):  # unplugged meanwhile
            os.write(self._end, packet + EVENT.pack(now_us // 1_000_000, now_us % 1_000_000, EV_SYN, 0, 0))


def line(begin: tuple[float, float], end: tuple[float, float]) -> Iterator[Spot]:
    """A straight stroke, pressed harder in its middle, and the lift after it."""
    for step in range(STEPS + 1):
        share = step / STEPS
        x, y = begin[0] + (end[0] - begin[0]) * share, begin[1] + (end[1] - begin[1]) * share
        yield Spot(x, y, FIRM + round(FIRM * share * (1 - share)))
    yield Spot(*end)


def signature(box: tuple[int, int, int, int], ink: Ink) -> Iterator[Spot]:
    """The reports of an ink, fitted into the middle of a box and a fifth smaller than it."""
    reports = [each for each in ink.reports if each.near]
    writing = [each for each in reports if each.touching]
    x0, x1 = min(each.x for each in writing), max(each.x for each in writing)
    y0, y1 = min(each.y for each in writing), max(each.y for each in writing)
    left, top, width, height = box
    scale = 0.8 * min(width / max(1, x1 - x0), height / max(1, y1 - y0))
    for each in reports:
        x = left + width / 2 + (each.x - (x0 + x1) / 2) * scale
        y = top + height / 2 + (each.y - (y0 + y1) / 2) * scale
        yield Spot(x, y, each.pressure if each.touching else 0)
