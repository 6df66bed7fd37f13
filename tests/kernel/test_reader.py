"""The reader process against a real kernel. Runs in the guest of `tests/terminal/devices/pen/test_kernel.py`."""

from __future__ import annotations

import os
import select
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from evdev import InputDevice, ecodes

from signing.envelope import Binding, generate_custodian, open_sealed, seal
from signing.ink import Ink, PenReport, Source, Window
from signing.quality import judge
from terminal.devices.pen.confine import Account
from terminal.devices.pen.discovery import discover
from terminal.devices.pen.errors import CaptureVoidError, PenUnavailableError
from terminal.devices.pen.feed import Loss, Lost, PenMessage
from terminal.devices.pen.live import LivePen
from terminal.devices.pen.node import EVENT, EvdevNode
from terminal.devices.pen.node_choice import Policy, choose, judge_all
from tests.kernel.tablets import (
    AXES,
    NAME,
    PEN,
    Tablet,
    hid_pen,
    hid_report,
    node_named,
    plugged,
)

pytestmark = pytest.mark.kernel

GENEROUS_S = 60.0
WINDOW = Window(0.0, 0.0, 520.0, 325.0)
STARTED = "2026-11-24T08:00:00Z"
SAMPLES = 2000
ATTEMPTS = 5


@contextmanager
def reading(path: Path, account: Account | None = None) -> Iterator[LivePen]:
    pen = LivePen.start(path, account=account, within_s=GENEROUS_S)
    try:
        yield pen
    finally:
        pen.close()


def heard(pen: LivePen, enough: Callable[[list[PenMessage]], bool]) -> list[PenMessage]:
    """What the feed gives until it is enough; fails after a generous time."""
    messages, end = [*pen.drain()], time.monotonic() + GENEROUS_S
    while not enough(messages):
        assert time.monotonic() < end, f"{len(messages)} messages, the last {messages[-1:]}"
        select.select([pen], [], [], 0.5)
        messages += pen.drain()
    return messages


def lost(messages: list[PenMessage]) -> list[Loss]:
    return [one.why for one in messages if isinstance(one, Lost)]


def has(why: Loss) -> Callable[[list[PenMessage]], bool]:
    return lambda messages: why in lost(messages)


def left(messages: list[PenMessage]) -> bool:
    """Whether a pen came and went."""
    reports = [one for one in messages if isinstance(one, PenReport)]
    return any(one.near for one in reports) and not reports[-1].near


def sign(tablet: Tablet, samples: int = 20) -> None:
    """A short stroke, approach and leaving."""
    tablet.near(100, 100)
    for at in range(samples):
        tablet.draw(200 + at, 300 + at, 1000 + at)
        time.sleep(0.005)
    tablet.away()


def touches(messages: list[PenMessage]) -> list[tuple[int, int, int]]:
    return [(m.x, m.y, m.pressure) for m in messages if isinstance(m, PenReport) and m.inking]


SIGNED = [(200 + at, 300 + at, 1000 + at) for at in range(20)]


def write_at_1000_hz(tablet: Tablet, samples: list[tuple[int, int, int]]) -> None:
    """Each sample in one write, a millisecond after the last; a guest that was asleep makes up for 2 ms only."""
    tablet.near(0, 1)
    due = time.monotonic()
    for at, (x, y, pressure) in enumerate(samples):
        due = max(due + 0.001, time.monotonic() - 0.002)
        time.sleep(max(0.0, due - time.monotonic()))
        tablet.draw(x, y, pressure, at % 50)
    tablet.away()


@dataclass(frozen=True, slots=True)
class Pair:
    """A tablet and the reader that listens to it."""

    tablet: Tablet
    pen: LivePen


@pytest.fixture(scope="module")
def shared_pair() -> Iterator[Pair]:
    with plugged() as tablet, reading(tablet.path) as pen:
        yield Pair(tablet, pen)


@pytest.fixture
def pair(shared_pair: Pair) -> Pair:
    """The pair that the tests share (a guest is slow to start a reader), with the pen away and nothing unread."""
    shared_pair.tablet.near(1, 1)
    shared_pair.tablet.away()
    heard(shared_pair.pen, left)
    return shared_pair


@contextmanager
def writing(how: Callable[..., None], *what: object) -> Iterator[None]:
    """Somebody writes meanwhile."""
    writer = threading.Thread(target=how, args=what)
    writer.start()
    try:
        yield
    finally:
        writer.join()


def hold(tablet: Tablet, pen: LivePen) -> None:
    """Grabs, and waits until that has certainly been obeyed: when what came after it has arrived."""
    pen.grab(True)
    sign(tablet, 1)
    heard(pen, lambda messages: left(messages) and (200, 300, 1000) in touches(messages))


def whole_capture(pair: Pair, samples: list[tuple[int, int, int]]) -> Ink:
    """The samples written and captured, again while the host suspends the guest's reader for longer than 21 ms.

    Nobody in the guest can prevent that, and the kernel's queue then runs over: such a capture must be void.
    """
    for _ in range(ATTEMPTS):
        hold(pair.tablet, pair.pen)
        try:
            with writing(write_at_1000_hz, pair.tablet, samples):
                return pair.pen.capture(WINDOW, STARTED, within_s=GENEROUS_S, away_s=1.0)
        except CaptureVoidError as void:
            assert "dropped" in str(void)
            pair.tablet.near(1, 1)
            pair.tablet.away()
            heard(pair.pen, lambda messages: left(messages) and not select.select([pair.pen], [], [], 1.0)[0])
    raise AssertionError(f"none of {ATTEMPTS} captures was whole")


def test_two_thousand_samples_at_1000_hz_become_sealed_ink_none_lost_and_all_equal(pair: Pair) -> None:
    samples = [(1000 + 7 * at % 40_000, 2000 + 3 * at, 1 + at % 8000) for at in range(SAMPLES)]
    ink = whole_capture(pair, samples)
    assert [(r.x, r.y, r.pressure) for r in ink.reports if r.inking] == samples
    assert (ink.source, ink.dropped, ink.device.virtual, ink.device.serial) == (Source.PEN, 0, True, "4711")
    assert "virtual-device" in judge(ink).reasons  # a kernel device that a program made is never a signature
    private, public = generate_custodian(os.urandom)
    binding = Binding("log", "record", "event", "applicant", "00" * 32, "applicant")
    sealed = seal(ink.to_bytes(), ink.digest(), public, binding, bytes(32))
    assert Ink.from_bytes(open_sealed(sealed.data, private, binding).ink_bytes) == ink


def test_the_reports_carry_the_monotonic_clock(pair: Pair) -> None:
    before = time.monotonic_ns() // 1000
    sign(pair.tablet)
    reports = [m for m in heard(pair.pen, left) if isinstance(m, PenReport)]
    assert all(before <= r.at_us <= time.monotonic_ns() // 1000 for r in reports)


def overflow(pair: Pair) -> None:
    """The reader sleeps while more is written than the kernel's queue holds."""
    pair.tablet.near(1, 1)
    heard(pair.pen, lambda messages: any(isinstance(m, PenReport) and m.near for m in messages))
    os.kill(pair.pen.reader_pid, signal.SIGSTOP)
    for at in range(60):
        pair.tablet.draw(at, at, at + 1)


def test_a_queue_that_ran_over_in_a_stroke_voids_the_capture_and_the_next_is_fine(pair: Pair) -> None:
    overflow(pair)
    os.kill(pair.pen.reader_pid, signal.SIGCONT)
    with pytest.raises(CaptureVoidError, match="dropped"):
        pair.pen.capture(WINDOW, STARTED, within_s=GENEROUS_S)
    pair.tablet.away()
    hold(pair.tablet, pair.pen)
    with writing(sign, pair.tablet):
        ink = pair.pen.capture(WINDOW, STARTED, within_s=GENEROUS_S)
    assert [(r.x, r.y, r.pressure) for r in ink.reports if r.inking] == SIGNED


def test_after_a_loss_the_pens_present_state_is_told(pair: Pair) -> None:
    overflow(pair)
    pair.tablet.away()  # seen by nobody: only asking can tell
    os.kill(pair.pen.reader_pid, signal.SIGCONT)
    messages = heard(pair.pen, lambda m: has(Loss.DROPPED)(m) and isinstance(m[-1], PenReport) and not m[-1].near)
    assert isinstance(messages[-1], PenReport)
    assert not messages[-1].touching


def test_unplugged_in_a_stroke_the_capture_is_void_and_the_reader_in_its_own_group_finds_its_pen_again() -> None:
    account = Account(61_001, 61_002)
    with plugged(product=0x7A20) as tablet, reading(tablet.path, account) as pen:
        status = Path("/proc", str(pen.reader_pid), "status").read_text()
        assert "Uid:\t61001\t61001\t61001\t61001" in status
        assert "Gid:\t61002\t61002\t61002\t61002" in status
        assert "CapEff:\t0000000000000000" in status
        pen.grab(True)
        tablet.near(1, 1)
        tablet.draw(5, 6, 7)
        heard(pen, lambda messages: bool(touches(messages)))
        tablet.unplug()
        assert lost(heard(pen, has(Loss.UNPLUGGED))) == [Loss.UNPLUGGED]
        with plugged(product=0x7A99) as other, plugged(name=NAME + " Finger", product=0x7A20) as finger:
            for neighbour in (other, finger):
                admit(neighbour, account)
            assert select.select([pen], [], [], 1.0)[0] == []  # another kind is not taken for it
        with plugged(product=0x7A20) as again:
            admit(again, account)
            messages = heard(pen, bool)  # its state: the reader has found it
            sign(again)
            messages += heard(pen, left)
            assert (touches(messages), lost(messages)) == (SIGNED, [])


def admit(tablet: Tablet, account: Account) -> None:
    """What the udev rule does."""
    os.chown(tablet.path, 0, account.gid)
    tablet.path.chmod(0o660)


def test_the_kernels_own_filter_is_off() -> None:
    with plugged() as tablet:
        device = InputDevice(str(tablet.path), readonly=True)
        assert device.absinfo(ecodes.ABS_X).fuzz == 4
        with reading(tablet.path) as pen:
            assert [device.absinfo(code).fuzz for code, _ in AXES] == [0] * len(AXES)
            assert {axis.fuzz for axis in pen.device().axes.values()} == {0}
            tablet.near(1000, 1000)
            for step in range(5):
                tablet.draw(1000 + step, 1000, 50)  # steps that the filter would swallow
            tablet.away()
            assert [x for x, _, _ in touches(heard(pen, left))] == [1000, 1001, 1002, 1003, 1004]
        device.close()


def test_a_pen_that_lies_on_the_glass_before_anyone_listens_is_known() -> None:
    with plugged() as tablet:
        tablet.near(700, 800)
        tablet.draw(900, 1000, 99)
        with reading(tablet.path) as pen:
            (first,) = heard(pen, bool)
            assert isinstance(first, PenReport)
            assert (first.x, first.y, first.pressure, first.inking) == (900, 1000, 99, True)


def test_a_grabbed_pen_is_read_by_nobody_else_until_the_reader_that_holds_it_ends(pair: Pair) -> None:
    tablet, first = pair.tablet, pair.pen
    with reading(tablet.path) as second, opened(tablet.path) as listener:
        first.grab(True)
        sign(tablet, 1)  # so that the grab has certainly been obeyed when the last of it arrives
        heard(first, left)
        second.grab(True)
        assert lost(heard(second, has(Loss.GRABBED_ELSEWHERE))) == [Loss.GRABBED_ELSEWHERE]
        while select.select([listener], [], [], 0)[0]:
            os.read(listener, EVENT.size * 64)
        sign(tablet)
        assert touches(heard(first, left)) == SIGNED
        assert select.select([listener], [], [], 0.2)[0] == []
        overheard = touches([*second.drain()])  # before the grab was obeyed it may have heard the first of it
        assert not {*overheard} & {*SIGNED[1:]}
        os.kill(first.reader_pid, signal.SIGKILL)  # it is the last test that uses this reader
        assert lost(heard(first, has(Loss.READER_DIED))) == [Loss.READER_DIED]
        hold(tablet, second)  # now it may, and learns what it did not hear
        sign(tablet)
        assert touches(heard(second, left)) == SIGNED


@contextmanager
def opened(path: Path) -> Iterator[int]:
    """The node as any other program would read it."""
    descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
    try:
        yield descriptor
    finally:
        os.close(descriptor)


def test_a_pen_that_never_announces_itself_comes_and_goes() -> None:
    with plugged() as tablet, reading(tablet.path) as pen:
        heard(pen, bool)
        tablet.send((ecodes.EV_ABS, ecodes.ABS_X, 5), (ecodes.EV_ABS, ecodes.ABS_Y, 6))
        near, gone = [m for m in heard(pen, left) if isinstance(m, PenReport)]
        assert ((near.x, near.near), (gone.x, gone.near)) == ((5, True), (5, False))


def test_a_keyboard_is_not_read() -> None:
    with (
        plugged({ecodes.EV_KEY: [ecodes.KEY_A, ecodes.KEY_B]}, "keyboard") as keyboard,
        pytest.raises(PenUnavailableError, match="which is no pen"),
    ):
        EvdevNode.open(keyboard.path)


def test_among_decoys_the_pens_own_node_is_chosen() -> None:
    silent = [(code, info._replace(resolution=0)) for code, info in AXES]
    tablet = 0x7A30  # one of several nodes; the tests' other tablet is another
    fingers = [(code, AXES[0][1]) for code in (ecodes.ABS_X, ecodes.ABS_Y)]
    with (
        plugged({ecodes.EV_KEY: [ecodes.BTN_TOUCH], ecodes.EV_ABS: fingers}, NAME + " Finger", tablet),
        plugged({ecodes.EV_KEY: [ecodes.BTN_0, ecodes.BTN_1]}, NAME + " Pad", tablet),
        plugged({**PEN, ecodes.EV_ABS: silent}, NAME + " Stylus", tablet),
        plugged(PEN, NAME, tablet) as right,
        plugged({ecodes.EV_KEY: [ecodes.KEY_A]}, "keyboard", tablet),
    ):
        nodes = [node for node in discover() if node.description.product == tablet]
        assert len(nodes) == 5
        assert choose(judge_all(nodes, Policy(allow_virtual=True))).node.path == str(right.path)
        assert all(each.refused for each in judge_all(nodes, Policy()))


def test_a_hid_pen_under_wacoms_number_is_recognised_and_read() -> None:
    with hid_pen() as uhid:
        path = node_named("Luobi HID pen")
        assert (Path("/sys/class/input") / path.name / "device/device/driver").resolve().name == "wacom"
        with reading(path) as pen:
            device = pen.device()
            assert device.size_known
            assert {"x", "y", "pressure"} <= device.axes.keys()
            for pressure in (0, 900, 1000, 0):
                hid_report(uhid, 0b100 | (pressure > 0), 5000 + pressure, 6000, pressure)
            hid_report(uhid, 0, 0, 0, 0)
            assert touches(heard(pen, left)) == [(5900, 6000, 900), (6000, 6000, 1000)]
