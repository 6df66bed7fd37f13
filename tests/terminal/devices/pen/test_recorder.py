"""A recording holds every event that the kernel gave, and says what is missing."""

from __future__ import annotations

import errno
import os
import time
from collections.abc import Iterator, Sequence

import pytest

from terminal.demo.synthetic import DISPLAY
from terminal.devices.pen.errors import PenUnavailableError
from terminal.devices.pen.events import (
    ABS_X,
    BTN_TOOL_PEN,
    BTN_TOUCH,
    EV_KEY,
    EV_SYN,
    SYN_DROPPED,
    SYN_REPORT,
    InputEvent,
)
from terminal.devices.pen.node import EVENT, Node, NodeState
from terminal.devices.pen.piped_node import PipedNode
from terminal.devices.pen.recorder import record
from terminal.devices.pen.recording import SHIPPED, read_recording
from terminal.devices.pen.replay import replay

STARTED = "2026-11-24T02:42:00Z"
WHOLE = read_recording(SHIPPED / "worker.events")


def packed(events: Sequence[InputEvent]) -> bytes:
    return b"".join(
        EVENT.pack(
            e.at_us // 1_000_000, e.at_us % 1_000_000, e.type, e.code, e.value & 0xFFFFFFFF if e.value > 0 else e.value
        )
        for e in events
    )


@pytest.fixture
def pipe() -> Iterator[tuple[PipedNode, int]]:
    """A node over a pipe, and the end into which the kernel's events go."""
    reading, writing = os.pipe()
    node = PipedNode(reading, DISPLAY)
    yield node, writing
    node.close()
    try:
        os.close(writing)
    except OSError as problem:
        assert problem.errno == errno.EBADF  # the test has unplugged it


def now_us() -> int:
    return time.monotonic_ns() // 1000


def recorded(node: Node, for_s: float = 30.0) -> tuple[InputEvent, ...]:
    made = record(node, started_at=STARTED, now_us=now_us, for_s=for_s, away_s=0.05, serial="4AE001")
    assert (made.clock, made.started_at, made.serial, made.virtual) == ("monotonic", STARTED, "4AE001", True)
    return made.events


def strokes(count: int) -> tuple[InputEvent, ...]:
    """The first events of a signature, to the end of a packet; a pipe takes no more at once."""
    ends = [at for at, e in enumerate(WHOLE.events) if (e.type, e.code) == (EV_SYN, SYN_REPORT)]
    return WHOLE.events[: ends[count] + 1]


def gone(at_us: int) -> tuple[InputEvent, ...]:
    return (
        InputEvent(at_us, EV_KEY, BTN_TOUCH, 0),
        InputEvent(at_us, EV_KEY, BTN_TOOL_PEN, 0),
        InputEvent(at_us, 0, 0, 0),
    )


def test_every_event_is_kept_and_the_recording_ends_when_the_pen_is_away(pipe: tuple[PipedNode, int]) -> None:
    node, kernel = pipe
    written = strokes(200)
    written += gone(written[-1].at_us + 5_000)
    os.write(kernel, packed(written))
    began = time.monotonic()
    assert recorded(node) == written
    assert time.monotonic() - began < 20


def test_a_recording_lasts_no_longer_than_it_was_told(pipe: tuple[PipedNode, int]) -> None:
    node, kernel = pipe
    os.write(kernel, packed(strokes(20)))
    assert recorded(node, for_s=0.3) == strokes(20)


def test_a_device_that_goes_away_leaves_a_recording_that_is_refused(pipe: tuple[PipedNode, int]) -> None:
    node, kernel = pipe
    os.write(kernel, packed(strokes(200)))
    os.close(kernel)
    made = record(node, started_at=STARTED, now_us=now_us, for_s=30, away_s=0.05)
    assert [(e.type, e.code) for e in made.events[-2:]] == [(EV_SYN, SYN_DROPPED), (EV_SYN, SYN_REPORT)]
    assert made.events[:-2] == strokes(200)
    assert replay(made).verdict == "refused" and replay(made).quality.dropped == 1


class _Near(PipedNode):
    """A node on which the pen lies already."""

    def state(self) -> NodeState:
        return NodeState({ABS_X: 4_000}, (BTN_TOOL_PEN, BTN_TOUCH))


def test_a_pen_that_lies_there_already_is_announced_first() -> None:
    reading, writing = os.pipe()
    node = _Near(reading, DISPLAY)
    assert [(e.type, e.code, e.value) for e in recorded(node, for_s=0.1)] == [
        (EV_KEY, BTN_TOOL_PEN, 1),
        (EV_KEY, BTN_TOUCH, 1),
        (3, ABS_X, 4_000),
        (EV_SYN, SYN_REPORT, 0),
    ]
    node.close()
    os.close(writing)


def test_a_pen_that_another_program_holds_is_not_recorded(pipe: tuple[PipedNode, int]) -> None:
    node, _ = pipe
    node.grab(True)
    with pytest.raises(PenUnavailableError, match="Free it"):
        recorded(node)
    node.grab(False)


def test_an_interruption_keeps_what_there_is(pipe: tuple[PipedNode, int]) -> None:
    node, kernel = pipe
    os.write(kernel, packed(strokes(20)))
    times = iter(range(0, 10_000_000, 50_000))

    def clock() -> int:
        at = next(times)
        if at > 1_000_000:
            raise KeyboardInterrupt
        return at

    made = record(node, started_at=STARTED, now_us=clock, for_s=30)
    assert 0 < len(made.events) <= len(strokes(20))
