"""The pen of the pad: a real one before all others, found again when it returns, on the map of its screen."""

from __future__ import annotations

import errno
import os
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PyQt6.QtCore import QTimer
from PyQt6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from signing.ink import Axis, Source
from terminal.devices.pen import known_pens
from terminal.devices.pen.errors import PenUnavailableError
from terminal.devices.pen.evemu import Description, parse
from terminal.devices.pen.feed import Feed, Loss, Lost
from terminal.devices.pen.live import LivePen
from terminal.devices.pen.mapping import Affine, Rotation
from terminal.devices.pen.node_choice import Identity, Node
from terminal.devices.pen.opening import Machine
from terminal.devices.pen.recording import SHIPPED
from terminal.station.settings import PEN_ONLY, REHEARSAL
from terminal.windows.pad.pen_input import PenInput
from terminal.windows.pad.pens import Pens, screen_of
from tests.terminal.windows.pad.driven_pad import DISPLAY as DEVICE
from tests.terminal.windows.pad.driven_pad import ScriptedFeed, hover

RECORDING = SHIPPED / "applicant.events"
PIPED = (sys.executable, "-I", "-m", "terminal.devices.pen.piped_node", "--description", str(RECORDING))
MADE_UP = parse(RECORDING.read_text()).description
assert MADE_UP is not None
DISPLAY = replace(MADE_UP, name="测试屏", bus=3, vendor=0x056A, product=0x0335)
PEN = Node("/dev/input/event7", DISPLAY, "SN1", "usb-1/input0")
OTHER = replace(PEN, path="/dev/input/event9", uniq="SN2", phys="usb-2/input0")
KEYBOARD = Node("/dev/input/event1", Description("Keyboard", 3, 1, 1, 1, frozenset(), {}), readable=False)
IDENTITY = Identity("056a", "0335", "SN1")


class Plugs:
    """Says that something was plugged when told to."""

    def __init__(self) -> None:
        self._bell = os.eventfd(0, os.EFD_NONBLOCK)

    def fileno(self) -> int:
        return self._bell

    def drain(self) -> tuple[tuple[str, str], ...]:
        os.eventfd_read(self._bell)
        return (("add", PEN.path),)

    def plug(self) -> None:
        os.eventfd_write(self._bell, 1)

    def close(self) -> None:
        os.close(self._bell)


class Counter:
    """A window, what is plugged into its machine, and the pens that were begun."""

    def __init__(self, qtbot: QtBot, folder: Path) -> None:
        self.qtbot, self.folder = qtbot, folder
        self.plugged: tuple[Node, ...] = (KEYBOARD, PEN)
        self.begun: list[Feed] = []
        self.threads: list[int] = []
        self.start: Callable[[Node], Feed] = lambda node: ScriptedFeed()
        self.plugs = Plugs()
        self.window = QWidget()
        self.came: list[PenInput] = []
        self.gone: list[None] = []
        qtbot.addWidget(self.window)
        self.pens: Pens | None = None

    def open(self, sources: frozenset[Source] = PEN_ONLY) -> Pens:
        """The pens of the window, before anything was found."""
        machine = Machine(lambda: self.plugged, self._start, lambda: self.plugs)
        self.pens = pens = Pens(self.window, sources, self.folder, machine, settle_ms=0, again_ms=0)
        pens.came.connect(self.came.append)
        pens.gone.connect(lambda: self.gone.append(None))
        pens.begin()
        return pens

    def waits(self) -> threading.Event:
        """A pen is begun no earlier than this is set."""
        go_on = threading.Event()

        def start(node: Node) -> Feed:
            assert go_on.wait(30)
            return ScriptedFeed()

        self.start = start
        return go_on

    def says(self, words: str) -> None:
        """Waits until the strip says so."""
        self.qtbot.waitUntil(lambda: self.pens is not None and self.pens.words == words, timeout=30_000)

    def feed(self) -> ScriptedFeed:
        """The pen begun last."""
        feed = self.begun[-1]
        assert isinstance(feed, ScriptedFeed)
        return feed

    def pen(self) -> PenInput:
        assert self.pens is not None and self.pens.pen is not None
        return self.pens.pen

    def close(self) -> None:
        if self.pens:
            self.pens.close()
        self.plugs.close()

    def _start(self, node: Node) -> Feed:
        self.threads.append(threading.get_ident())
        self.begun.append(self.start(node))
        return self.begun[-1]


@pytest.fixture
def counter(qtbot: QtBot, tmp_path: Path) -> Iterator[Counter]:
    made = Counter(qtbot, tmp_path)
    yield made
    made.close()


def test_the_pen_is_begun_on_another_thread_while_the_windows_live(counter: Counter, qtbot: QtBot) -> None:
    """The start does not return before the windows have drawn on: were it on their thread, nothing would end."""
    go_on = counter.waits()
    pens = counter.open()
    assert (pens.words, pens.pen) == ("正在找手写笔", None)
    go_on.set()
    counter.says("笔 测试屏")
    assert counter.came == [pens.pen]
    assert counter.threads != [threading.get_ident()]


def test_an_unplugged_pen_is_gone_and_a_new_one_when_it_returns(counter: Counter, qtbot: QtBot) -> None:
    pens = counter.open()
    counter.says("笔 测试屏")
    first = pens.pen
    counter.plugged = (KEYBOARD,)
    counter.feed().tell([Lost(Loss.UNPLUGGED, 0)])
    counter.says("笔断开")
    assert (len(counter.gone), pens.pen) == (1, None)
    counter.plugged = (KEYBOARD, PEN)
    counter.plugs.plug()
    counter.says("笔 测试屏")
    assert pens.pen is not first
    assert counter.came == [first, pens.pen]


def test_what_is_plugged_while_the_pen_is_begun_makes_no_second_one_of_it(counter: Counter, qtbot: QtBot) -> None:
    go_on = counter.waits()
    pens = counter.open()

    def settles() -> bool:
        return any(timer.isActive() for timer in pens.findChildren(QTimer) if timer.isSingleShot())

    counter.plugs.plug()
    qtbot.waitUntil(settles, timeout=30_000)
    go_on.set()
    counter.says("笔 测试屏")
    qtbot.waitUntil(lambda: not settles(), timeout=30_000)
    pens.close()  # which waits for whatever is being begun
    counter.pens = None
    assert len(counter.begun) == 1


def test_a_reader_that_died_is_begun_anew(counter: Counter, qtbot: QtBot) -> None:
    counter.open()
    counter.says("笔 测试屏")
    counter.feed().tell([Lost(Loss.READER_DIED, 0)])
    qtbot.waitUntil(lambda: len(counter.came) == 2, timeout=30_000)
    assert len(counter.gone) == 1


def test_a_loss_of_a_capture_ends_no_pen(counter: Counter, qtbot: QtBot) -> None:
    counter.open()
    counter.says("笔 测试屏")
    with qtbot.waitSignal(counter.pen().lost):
        counter.feed().tell([Lost(Loss.DROPPED, 0)])
    assert counter.gone == []


def silent(node: Node) -> Feed:
    raise PenUnavailableError("nothing")


@pytest.mark.parametrize(
    ("plugged", "settings", "words"),
    [
        ((KEYBOARD,), "", "没有手写笔"),
        ((PEN,), 'format = "luobi-pens/1"\nallowed = ["056a:0335:SN2"]', "笔不在许可名单"),
        ((replace(PEN, virtual=True),), "", "笔不在许可名单"),
        ((replace(PEN, readable=False),), "", "没有读笔的权限"),
        ((PEN, OTHER), "", "接了多支笔，请只留一支"),
        ((PEN,), "allowed = 7", "笔的设置文件有误"),
    ],
)
def test_where_no_pen_is_read_the_strip_says_why(
    counter: Counter, plugged: tuple[Node, ...], settings: str, words: str
) -> None:
    counter.plugged = plugged
    if settings:
        (counter.folder / known_pens.NAME).write_text(settings)
    counter.open()
    counter.says(words)
    assert (counter.begun, counter.came) == ([], [])


def test_a_pen_whose_reader_does_not_answer_is_said(counter: Counter) -> None:
    counter.start = silent
    counter.open()
    counter.says("笔没有应答")


def test_evidence_that_counts_for_nothing_here_is_no_pen(counter: Counter) -> None:
    counter.start = lambda _: ScriptedFeed(Source.SYNTHETIC)
    counter.open(PEN_ONLY)
    counter.says("笔不在许可名单")


def test_the_same_pen_serves_where_rehearsal_is_allowed(counter: Counter) -> None:
    counter.start = lambda _: ScriptedFeed(Source.SYNTHETIC)
    counter.open(REHEARSAL)
    counter.says("笔 测试屏")


def test_a_mouse_serves_only_where_policy_takes_it_and_only_until_a_pen_comes(counter: Counter, qtbot: QtBot) -> None:
    counter.plugged = ()
    pens = counter.open(frozenset({Source.PEN, Source.MOUSE}))
    counter.says("没有手写笔，用鼠标代替")
    assert counter.came == [pens.pen]
    counter.plugged = (PEN,)
    counter.plugs.plug()
    counter.says("笔 测试屏")
    assert (len(counter.gone), counter.came[1:]) == (1, [pens.pen])


def test_a_fall_back_comes_anew_when_its_screen_changes(counter: Counter, qtbot: QtBot) -> None:
    counter.plugged = ()
    counter.open(frozenset({Source.PEN, Source.MOUSE}))
    counter.says("没有手写笔，用鼠标代替")
    screen = counter.window.screen()
    assert screen is not None
    screen.geometryChanged.emit(screen.geometry())
    assert (len(counter.gone), len(counter.came)) == (1, 2)


def test_a_pen_lies_as_it_was_calibrated_and_its_map_follows_the_screen(
    counter: Counter, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    lies = known_pens.Remembered(IDENTITY, Rotation.HALF, Affine(1.01, 0, 0, 0, 1, 0), "2026-11-23T02:42:00Z")
    (counter.folder / known_pens.NAME).write_text(known_pens.Pens(tablets=(lies,)).to_toml())
    counter.open()
    counter.says("笔 测试屏")
    glass = counter.pen().glass
    screen = counter.window.screen()
    assert screen is not None
    assert (glass.rotation, glass.affine, glass.screen) == (Rotation.HALF, lies.affine, screen_of(screen))
    wide = replace(screen_of(screen), width_px=4000)
    monkeypatch.setattr("terminal.windows.pad.pens.screen_of", lambda _: wide)
    screen.geometryChanged.emit(screen.geometry())
    assert (counter.pen().glass.screen, counter.pen().glass.rotation) == (wide, Rotation.HALF)
    assert (len(counter.came), counter.gone) == (1, [])


def test_the_strip_names_the_rate_once_it_is_known(
    counter: Counter, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two hundred reports in a second of the clock, whatever the machine's own second is."""
    now = [0]
    monkeypatch.setattr("terminal.windows.pad.pens.now_us", lambda: now[0])
    counter.open()
    counter.says("笔 测试屏")
    counter.feed().tell([hover(at, 50, 50) for at in range(201)])
    counter.pen().read()
    now[0] = 1_005_000
    counter.says("笔 测试屏 · 200 次/秒")


def test_a_device_cannot_write_more_than_its_name_on_the_strip(counter: Counter) -> None:
    counter.plugged = (replace(PEN, description=replace(DISPLAY, name="名\n" * 40)),)
    pens = counter.open()
    counter.qtbot.waitUntil(lambda: pens.pen is not None, timeout=30_000)
    assert len(pens.words) <= len("笔 ") + 24
    assert "\n" not in pens.words


def test_a_pen_found_while_the_windows_close_is_let_go(counter: Counter) -> None:
    go_on = counter.waits()
    pens = counter.open()
    go_on.set()
    pens.close()
    with pytest.raises(OSError) as closed:
        os.fstat(counter.feed().fileno())
    assert closed.value.errno == errno.EBADF
    counter.pens = None


def test_a_pen_of_an_impossible_size_has_the_one_that_was_measured(counter: Counter) -> None:
    wrong = replace(DEVICE, axes={**DEVICE.axes, "x": Axis(0, 32_767, 32), "y": Axis(0, 32_767, 51)})
    lies = known_pens.Remembered(IDENTITY, size_mm=(344.0, 194.0))
    (counter.folder / known_pens.NAME).write_text(known_pens.Pens(tablets=(lies,)).to_toml())
    counter.start = lambda node: ScriptedFeed(device=wrong)
    counter.open()
    counter.says("笔 测试屏")
    assert counter.pen().glass.device.axes["x"] == Axis(0, 32_767, 95)
    assert counter.pen().glass.device.axes["y"] == Axis(0, 32_767, 169)


def test_a_pipe_stands_in_for_a_pen_with_a_real_reader(counter: Counter, tmp_path: Path, qtbot: QtBot) -> None:
    path = tmp_path / "pen"
    os.mkfifo(path)
    counter.start = lambda _: LivePen.start(path, reader=PIPED)
    counter.open(REHEARSAL)
    counter.says("笔 测试屏")
    counter.plugged = ()
    os.close(os.open(path, os.O_WRONLY))
    counter.says("笔断开")


def test_axes_of_the_pen_are_those_of_its_map(counter: Counter) -> None:
    counter.open()
    counter.says("笔 测试屏")
    assert counter.pen().glass.device.axes["x"] == Axis(0, 34_400, 100)
