"""Records a node's events as the kernel gives them, for `luobi pen record`.

Nothing is decoded and nothing left out: buttons, device clocks and reported losses are all in the recording. A
recording is for diagnosis and training and never becomes a signature. It therefore needs no reader process: this one
does nothing else meanwhile.
"""

from __future__ import annotations

import select
from collections.abc import Callable, Iterator

from forms.message import Message
from terminal.devices.pen.container import PenRecording
from terminal.devices.pen.errors import PenUnavailableError
from terminal.devices.pen.events import EV_ABS, EV_KEY, EV_SYN, SYN_DROPPED, SYN_REPORT, TOOLS, InputEvent
from terminal.devices.pen.node import Node, NodeState, input_events
from terminal.devices.pen.reports import Decoder


def record(
    node: Node,
    *,
    started_at: str,
    now_us: Callable[[], int],
    for_s: float,
    away_s: float = 1.0,
    serial: str = "",
) -> PenRecording:
    """Record the pen until it leaves after writing, the time is up, or the user interrupts.

    The node is grabbed meanwhile. When the device disappears, the recording ends with a loss.

    Args:
        node: The open device.
        started_at: The present time, as ISO 8601 UTC.
        now_us: The clock of the events, in microseconds.
        for_s: The longest time to record, in seconds.
        away_s: How long the pen must be away after writing, in seconds.
        serial: The tablet's serial number, for the recording; "" when unknown.

    Raises:
        PenUnavailableError: Another program holds the pen, or the device does not answer.
    """
    passport = node.passport()
    try:
        node.grab(True)
        events = list(_beginning(node.state(), now_us()))
    except OSError as problem:
        raise PenUnavailableError(Message("terminal.pen-held")) from problem
    try:
        events += _taken(node, now_us, now_us() + round(for_s * 1e6), round(away_s * 1e6))
    finally:
        _let_go(node)
    return PenRecording(passport.description, tuple(events), serial, passport.virtual, "monotonic", started_at)


def _beginning(state: NodeState, at_us: int) -> Iterator[InputEvent]:
    """Return the known state as the first packet: a pen that is already near was announced before the recording."""
    if not set(state.keys) & TOOLS:
        return
    for key in state.keys:
        yield InputEvent(at_us, EV_KEY, key, 1)
    for code, value in state.axes.items():
        yield InputEvent(at_us, EV_ABS, code, value)
    yield InputEvent(at_us, EV_SYN, SYN_REPORT, 0)


def _taken(node: Node, now_us: Callable[[], int], end_us: int, away_us: int) -> list[InputEvent]:
    events: list[InputEvent] = []
    decoder, written, near, heard_us = Decoder(), False, False, now_us()
    try:
        while (now := now_us()) < end_us and not (written and not near and now - heard_us > away_us):
            select.select([node], [], [], min(end_us - now, away_us) / 1e6)
            for event in input_events(node.read()):
                events.append(event)
                heard_us = now_us()
                if report := decoder.feed(event):
                    written, near = written or report.inking, report.near
    except KeyboardInterrupt:
        pass
    except OSError:  # unplugged: what was queued is gone
        events += [InputEvent(now_us(), EV_SYN, code, 0) for code in (SYN_DROPPED, SYN_REPORT)]
    return events


def _let_go(node: Node) -> None:
    try:
        node.grab(False)
    except OSError:  # it is gone, and so is the grab
        return
