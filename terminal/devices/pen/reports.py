"""From the kernel's events to pen reports: what the protocol leaves out is filled in, nothing else.

The protocol is stateful: between two SYN_REPORTs only changes are sent. Three rules come from real tablets. A frame in
which the tool leaves carries X = Y = 0, which is no place. After SYN_DROPPED the rest of the broken frame is worthless.
A pen may lie on the glass before any process reads it, and then is never announced. No I/O, no clock.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from signing.ink import PenReport
from terminal.devices.pen.events import (
    AXES,
    BTN_TOOL_PEN,
    BTN_TOUCH,
    EV_ABS,
    EV_KEY,
    EV_MSC,
    EV_SYN,
    MSC_SERIAL,
    MSC_TIMESTAMP,
    SYN_DROPPED,
    SYN_REPORT,
    TOOLS,
    InputEvent,
)

UNSIGNED = 1 << 32
MOST_IN_FRAME = 4_096  # no kernel sends a packet that long; what has no end is a loss, and fills no memory


@dataclass(frozen=True, slots=True)
class Decoded:
    """A whole stream, decoded. `dropped` counts losses; `serials` are the pens that wrote, in order of appearance."""

    reports: tuple[PenReport, ...] = field(repr=False)
    dropped: int
    serials: tuple[str, ...]


def decode(events: Iterable[InputEvent]) -> Decoded:
    """Return every complete frame of the stream as a report."""
    decoder = Decoder()
    reports = [report for event in events if (report := decoder.feed(event))]
    return Decoded(tuple(reports), decoder.dropped, decoder.serials)


class Decoder:
    """A decoder that takes events one by one and returns a report at each SYN_REPORT.

    After a loss, and when it opens a device, its reader asks the kernel for the present state and passes it to `know`.
    """

    def __init__(self, began_us: int | None = None) -> None:
        """Begin to decode. Times count from `began_us`, or from the first event when it is None."""
        self.dropped = 0
        self.serial = 0  # of the pen that spoke last
        self._serials: dict[str, None] = {}
        self._axes = dict.fromkeys(AXES.values(), 0)
        self._tools: dict[int, None] = {}
        self._announced = False  # whether this device has ever said that a tool came or left
        self._tool = 0
        self._touching = False
        self._frame: list[InputEvent] = []
        self._broken = False
        self._began_us = began_us
        self._device_began: int | None = None

    @property
    def serials(self) -> tuple[str, ...]:
        """The serial numbers of the pens seen so far."""
        return tuple(self._serials)

    def know(self, axes: Mapping[int, int], keys: Collection[int]) -> None:
        """Set the device's state to what the kernel reported on request.

        Args:
            axes: Values by axis code (ABS_*); other axes keep their value.
            keys: The keys that are down.
        """
        self._axes.update({AXES[code]: value for code, value in axes.items() if code in AXES})
        tools = [code for code in keys if code in TOOLS]
        if tools or self._announced:  # a pen that never announces itself is not gone because no key is down
            self._announced = True
            self._tools = dict.fromkeys(tools)
            self._tool = tools[-1] if tools else self._tool
        self._touching = BTN_TOUCH in keys
        self._frame, self._broken = [], False

    def contradicted_by(self, keys: Collection[int]) -> bool:
        """Return whether the keys that are down differ from what the events so far say."""
        tools = {code for code in keys if code in TOOLS}
        return (BTN_TOUCH in keys) != self._touching or (self._announced and tools != set(self._tools))

    def feed(self, event: InputEvent) -> PenReport | None:
        """Take an event, and return the report that it completes; None when it completes none."""
        self._began_us = event.at_us if self._began_us is None else self._began_us
        if (event.type, event.code) == (EV_SYN, SYN_REPORT):
            return self._complete(event.at_us - self._began_us)
        if (event.type, event.code) == (EV_SYN, SYN_DROPPED) or len(self._frame) >= MOST_IN_FRAME:
            self.dropped += 1
            self._broken = True
            self._frame = []
        if not self._broken:
            self._frame.append(event)
        return None

    def _complete(self, at_us: int) -> PenReport | None:
        frame, self._frame = self._frame, []
        if self._broken:  # "ignore all events up to and including next SYN_REPORT" (kernel, event-codes.rst)
            self._broken = False
            return None
        self._apply_keys(frame)
        self._note_serials(frame)
        if not self._leaves(frame):
            self._apply_axes(frame)
        return PenReport(
            at_us=at_us,
            **self._axes,
            touching=self._touching and self._near,
            near=self._near,
            tool=self._tool,
            device_us=self._device_time(frame),
        )

    @property
    def _near(self) -> bool:
        return bool(self._tools)

    def _apply_keys(self, frame: list[InputEvent]) -> None:
        keys = [event for event in frame if event.type == EV_KEY]
        for event in keys:
            if event.code in TOOLS:
                self._announced = True
                self._turn(event.code, event.value != 0)
            elif event.code == BTN_TOUCH:
                self._touching = event.value != 0
        if not self._announced and any(event.type in (EV_ABS, EV_KEY) for event in frame):
            self._turn(BTN_TOOL_PEN, True)

    def _turn(self, tool: int, comes: bool) -> None:
        """Note that a tool comes or leaves; the report of a leaving frame still names the tool that left."""
        if comes:
            self._tools[tool] = None
        else:
            self._tools.pop(tool, None)
        self._tool = next(reversed(self._tools), tool)

    def _leaves(self, frame: list[InputEvent]) -> bool:
        """Return whether a tool left in this frame and none stays: the frame's axes are then no place."""
        return not self._near and any(e.type == EV_KEY and e.code in TOOLS and not e.value for e in frame)

    def _apply_axes(self, frame: list[InputEvent]) -> None:
        for event in frame:
            if event.type == EV_ABS and event.code in AXES:
                self._axes[AXES[event.code]] = event.value

    def _note_serials(self, frame: list[InputEvent]) -> None:
        """Note the pens' serial numbers: unsigned, but signed in the kernel's events; 0 is a pen without one."""
        for event in frame:
            if event.type == EV_MSC and event.code == MSC_SERIAL and event.value:
                self.serial = event.value % UNSIGNED
                self._serials.setdefault(str(self.serial))

    def _device_time(self, frame: list[InputEvent]) -> int:
        stamps = [event.value for event in frame if event.type == EV_MSC and event.code == MSC_TIMESTAMP]
        if not stamps:
            return -1
        self._device_began = stamps[-1] if self._device_began is None else self._device_began
        return (stamps[-1] - self._device_began) % UNSIGNED
