"""The reader serves one device over one channel; here the device is a script and the clock stands."""

from __future__ import annotations

import os
import socket
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from errno import EBUSY, ENODEV

import pytest

from signing.ink import PenReport, Source
from terminal.devices.pen.events import (
    ABS_PRESSURE,
    ABS_X,
    ABS_Y,
    BTN_TOOL_PEN,
    BTN_TOUCH,
    EV_ABS,
    EV_KEY,
    EV_SYN,
    SYN_DROPPED,
    SYN_REPORT,
)
from terminal.devices.pen.feed import Loss, Lost
from terminal.devices.pen.node import EVENT, NodeState, input_events
from terminal.devices.pen.passport import Passport
from terminal.devices.pen.reader import Reader
from terminal.devices.pen.recording import RecordedPen
from terminal.devices.pen.silence import AWAY_US
from terminal.devices.pen.wire import GRAB, RELEASE, SIZE, Described, Receiver, Report, Said

Change = tuple[int, int, int]
NOW = 5_000_000
PASSPORT = Passport(RecordedPen.shipped("applicant")._description, True, Source.SYNTHETIC)
AT_REST = NodeState({ABS_X: 7, ABS_Y: 8, ABS_PRESSURE: 0}, ())
ON_THE_GLASS = NodeState({ABS_X: 70, ABS_Y: 80, ABS_PRESSURE: 900}, (BTN_TOOL_PEN, BTN_TOUCH))
NEAR = [(EV_KEY, BTN_TOOL_PEN, 1), (EV_ABS, ABS_X, 100)]
DOWN = [(EV_KEY, BTN_TOUCH, 1), (EV_ABS, ABS_PRESSURE, 400)]
LOST = (EV_SYN, SYN_DROPPED, 0)
SYNC = (EV_SYN, SYN_REPORT, 0)


def packet(at_us: int, changes: Sequence[Change], end: bool = True) -> bytes:
    """The changes as the kernel's bytes, with a SYN_REPORT behind them."""
    events = [*changes, SYNC] if end else [*changes]
    return b"".join(EVENT.pack(at_us // 1_000_000, at_us % 1_000_000, *change) for change in events)


class ScriptedNode:
    """A Node that gives what a test tells it to."""

    def __init__(self, state: NodeState = AT_REST) -> None:
        self.present = state
        self.gone = False
        self.rival = False
        self.grabs: list[bool] = []
        self.closed = False
        self._batches: list[bytes] = []
        self._ready, self._bell = os.pipe()

    def gives(self, *batches: bytes) -> None:
        self._batches += batches
        os.write(self._bell, b"x" * len(batches))

    def unplug(self) -> None:
        self.gone = True
        os.write(self._bell, b"x")

    def fileno(self) -> int:
        return self._ready

    def passport(self) -> Passport:
        return PASSPORT

    def read(self) -> bytes:
        if self.gone:
            raise OSError(ENODEV, "gone")
        if not self._batches:
            return b""
        os.read(self._ready, 1)
        return self._batches.pop(0)

    def state(self) -> NodeState:
        if self.gone:
            raise OSError(ENODEV, "gone")
        return self.present

    def grab(self, on: bool) -> None:
        if on and (self.rival or (self.grabs and self.grabs[-1])):
            raise OSError(EBUSY, "busy")
        self.grabs.append(on)

    def close(self) -> None:
        if not self.closed:
            os.close(self._ready)
            os.close(self._bell)
        self.closed = True


class Stage:
    """A reader, its scripted node, and the window's end of the channel."""

    def __init__(self, node: ScriptedNode, queue: int) -> None:
        self.node = node
        self.now_us = NOW
        self.found: ScriptedNode | None = None
        self.ours, theirs = socket.socketpair()
        self.ours.setblocking(False)
        self._theirs = theirs
        self._receiver = Receiver()
        self.looks: list[Callable[[], object]] = []
        """What happens when the reader looks at the clock: once before it waits for a silence, once after."""
        self.reader = Reader(node, theirs, lambda _: self.found, self._clock_us, queue)

    def _clock_us(self) -> int:
        if self.looks:
            self.looks.pop(0)()
        return self.now_us

    def turn(self) -> bool:
        return self.reader.turn(0)

    def said(self) -> list[Said]:
        """What the window hears by now."""
        self.turn()
        heard: list[Said] = []
        while True:
            try:
                octets = self.ours.recv(1 << 16)
            except BlockingIOError:
                return heard
            heard += self._receiver.feed(octets)
            self.turn()

    def reports(self) -> list[PenReport]:
        return [one.report for one in self.said() if isinstance(one, Report)]

    def close(self) -> None:
        self.ours.close()
        self._theirs.close()
        self.node.close()
        if self.found is not None:
            self.found.close()


Stages = Callable[..., Stage]


@pytest.fixture
def stage() -> Iterator[Stages]:
    with _stages() as make:
        yield make


@contextmanager
def _stages() -> Iterator[Stages]:
    made: list[Stage] = []

    def make(state: NodeState = AT_REST, queue: int = 1000) -> Stage:
        made.append(Stage(ScriptedNode(state), queue))
        return made[-1]

    yield make
    for one in made:
        one.close()


def test_first_it_says_who_the_device_is_and_in_what_state(stage: Stages) -> None:
    described, first = stage(ON_THE_GLASS).said()
    assert isinstance(described, Described)
    assert Passport.from_text(described.text) == PASSPORT
    assert isinstance(first, Report)
    assert (first.report.x, first.report.pressure, first.report.inking) == (70, 900, True)
    assert first.report.at_us == NOW


def test_a_packet_is_a_report_at_the_kernels_time(stage: Stages) -> None:
    s = stage()
    s.said()
    s.node.gives(packet(NOW + 10, NEAR) + packet(NOW + 20, DOWN))
    assert [(r.at_us, r.x, r.y, r.touching) for r in s.reports()] == [
        (NOW + 10, 100, 8, False),  # y was never sent: it is what the kernel answered at opening
        (NOW + 20, 100, 8, True),
    ]


def test_a_loss_in_a_stroke_is_said_and_the_present_state_told(stage: Stages) -> None:
    s = stage()
    s.node.gives(packet(NOW, NEAR), packet(NOW, DOWN))
    s.said()
    s.turn()
    s.node.present = NodeState({ABS_X: 500, ABS_Y: 600, ABS_PRESSURE: 0}, ())
    stale = packet(NOW + 5, [LOST, (EV_ABS, ABS_Y, 1)]) + packet(NOW + 6, [(EV_KEY, BTN_TOUCH, 1)])
    s.node.gives(stale, packet(NOW + 7, [(EV_KEY, BTN_TOUCH, 1), (EV_ABS, ABS_X, 2)]))
    lost, after = s.said()
    assert lost == Lost(Loss.DROPPED, NOW + 5)
    assert isinstance(after, Report)
    assert (after.report.x, after.report.y, after.report.near, after.report.touching) == (500, 600, False, False)


def test_after_a_loss_the_next_capture_is_whole(stage: Stages) -> None:
    s = stage()
    s.node.gives(packet(NOW, [LOST]))
    s.said()
    s.node.gives(packet(NOW + 1, NEAR), packet(NOW + 2, DOWN))
    s.turn()
    assert [one for one in s.said() if isinstance(one, Lost)] == []


def test_an_unplugging_is_said_at_once_and_the_device_found_again(stage: Stages) -> None:
    s = stage(ON_THE_GLASS)
    s.said()
    s.node.unplug()
    assert s.said() == [Lost(Loss.UNPLUGGED, NOW)]
    assert s.node.closed
    s.found = ScriptedNode()
    described, first = s.said()
    assert isinstance(described, Described)
    assert isinstance(first, Report)
    assert not first.report.near
    s.found.gives(packet(NOW + 9, NEAR))
    assert [r.x for r in s.reports()] == [100]


def test_a_device_that_leaves_while_it_is_asked_is_unplugged(stage: Stages) -> None:
    s = stage()
    s.said()

    def leaving() -> NodeState:
        raise OSError(ENODEV, "gone")

    s.node.state = leaving  # type: ignore[method-assign]
    s.node.gives(packet(NOW, [LOST]))
    assert s.said() == [Lost(Loss.DROPPED, NOW), Lost(Loss.UNPLUGGED, NOW)]


def test_a_grab_is_asked_for_once_and_outlives_a_replug(stage: Stages) -> None:
    s = stage()
    s.ours.send(GRAB + GRAB)
    s.said()
    assert s.node.grabs == [True]
    s.node.unplug()
    s.said()
    s.found = ScriptedNode()
    s.said()
    assert s.found.grabs == [True]
    s.ours.send(RELEASE + RELEASE)
    s.said()
    assert s.found.grabs == [True, False]


def test_after_a_grab_the_present_state_is_told_for_another_may_have_held_the_pen(stage: Stages) -> None:
    s = stage(ON_THE_GLASS)
    s.said()
    s.node.present = AT_REST  # lifted while somebody else was reading
    s.node.gives(packet(NOW + 1, [(EV_ABS, ABS_X, 71)]))
    s.ours.send(GRAB)
    assert [(r.x, r.inking) for r in s.reports()] == [(71, True), (7, False)]


def test_a_pen_that_another_holds_is_said(stage: Stages) -> None:
    s = stage()
    s.said()
    s.node.rival = True
    s.ours.send(GRAB)
    assert s.said() == [Lost(Loss.GRABBED_ELSEWHERE, NOW)]


def test_a_pen_that_only_falls_silent_leaves_and_returns(stage: Stages) -> None:
    s = stage()
    s.said()
    s.node.gives(packet(NOW, [(EV_ABS, ABS_X, 1)]))
    (presumed,) = s.reports()
    assert presumed.near
    s.now_us = NOW + AWAY_US
    assert s.reports() == [replace(presumed, at_us=s.now_us, near=False)]
    s.node.gives(packet(s.now_us, [(EV_ABS, ABS_X, 2)]))
    assert [r.near for r in s.reports()] == [True]


def test_a_pen_that_was_heard_too_late_was_not_silent(stage: Stages) -> None:
    """The machine was busy: what the pen said within its time is read only after that time is over."""
    s = stage()
    s.said()
    s.node.gives(packet(NOW, [(EV_ABS, ABS_X, 1)]))
    (presumed,) = s.reports()
    s.now_us = NOW + AWAY_US
    s.looks = [lambda: None, lambda: s.node.gives(packet(NOW + 5_000, [(EV_ABS, ABS_X, 2)]))]
    s.turn()
    assert s.looks == []
    s.now_us = NOW + AWAY_US + 4_000
    assert s.reports() == [replace(presumed, at_us=NOW + 5_000, x=2)]


def test_a_window_that_sleeps_loses_nothing_while_the_queue_has_room(stage: Stages) -> None:
    s = stage(queue=100_000)
    s.said()
    count = 20_000  # far more than the channel itself holds
    for at in range(count):
        s.node.gives(packet(NOW + at, [(EV_ABS, ABS_X, at)]))
        s.turn()
    assert [r.x for r in s.reports()] == list(range(count))


def test_a_window_that_sleeps_too_long_is_told_what_it_lost(stage: Stages) -> None:
    s = stage(queue=100)
    s.said()
    for at in range(20_000):
        s.node.gives(packet(NOW + at, [(EV_ABS, ABS_X, at)]))
        s.turn()
    assert len(s.reader._outbox) <= 100 * SIZE
    said = s.said()
    first = next(at for at, one in enumerate(said) if isinstance(one, Lost))
    assert isinstance(said[first], Lost)
    assert said[first].why is Loss.OVERFLOW  # type: ignore[union-attr]
    kept = [one.report.x for one in said[:first] if isinstance(one, Report)]
    assert kept == list(range(len(kept)))  # up to the loss nothing is missing


def test_it_ends_with_the_channel(stage: Stages) -> None:
    s = stage()
    s.ours.close()
    assert not s.turn()


def test_it_ends_at_what_is_no_command(stage: Stages) -> None:
    s = stage()
    s.ours.send(b"?")
    assert not s.turn()


def test_the_kernels_bytes_are_events() -> None:
    (event, sync) = input_events(packet(1_234_567, [(EV_ABS, ABS_X, -5)]))
    assert (event.at_us, event.type, event.code, event.value) == (1_234_567, EV_ABS, ABS_X, -5)
    assert (sync.type, sync.code) == (EV_SYN, SYN_REPORT)
