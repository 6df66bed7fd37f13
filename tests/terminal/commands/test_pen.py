"""`luobi pen …` says what was found, and its exit codes are the ones of every command."""

from __future__ import annotations

import json
import os
from dataclasses import replace
from pathlib import Path

import pytest
from PyQt6.QtCore import QTimer
from PyQt6.QtWidgets import QApplication

from signing.ink import Axis, Device, PenReport
from terminal.__main__ import run
from terminal.demo.synthetic import DISPLAY
from terminal.devices.pen import discovery, live, node
from terminal.devices.pen.container import PenRecording
from terminal.devices.pen.events import ABS_PRESSURE, ABS_X, ABS_Y
from terminal.devices.pen.feed import Loss, Lost, PenMessage
from terminal.devices.pen.known_pens import NAME, read
from terminal.devices.pen.mapping import CROSSES, Affine, GlassMap, Screen
from terminal.devices.pen.node import EVENT
from terminal.devices.pen.node_choice import Node
from terminal.devices.pen.piped_node import PipedNode
from terminal.devices.pen.played_feed import Box, RecordedFeed
from terminal.devices.pen.recording import SHIPPED, RecordedPen, read_recording
from terminal.windows import window_system
from terminal.windows.look import words
from terminal.windows.pad import calibration, pen_trial
from terminal.windows.pad.pens import screen_of
from tests.terminal.devices.pen.test_taps import tapped

Captured = pytest.CaptureFixture[str]
STAFF = SHIPPED / "staff.events"
PEN = Node("/dev/input/event5", replace(DISPLAY, name="Display Pen"), "4AE001", "usb-1/input0")
TOUCH = Node(
    "/dev/input/event6", replace(DISPLAY, name="Display Finger", codes={1: frozenset({0x14A})}), "", "usb-1/i1"
)
KEYBOARD = Node("/dev/input/event0", replace(DISPLAY, name="Keyboard", codes={}, axes={}))


@pytest.fixture
def home(tmp_path: Path) -> Path:
    folder = tmp_path / "station"
    folder.mkdir()
    return folder


def connected(monkeypatch: pytest.MonkeyPatch, *nodes: Node) -> None:
    monkeypatch.setattr(discovery, "discover", lambda: nodes)


def without_pressure(path: Path) -> Path:
    """A recording that is only doubtful."""
    whole = read_recording(STAFF)
    events = tuple(event for event in whole.events if (event.type, event.code) != (3, ABS_PRESSURE))
    path.write_bytes(replace(whole, events=events).to_bytes())
    return path


def damaged(path: Path) -> Path:
    data = bytearray(read_recording(STAFF).to_bytes())
    data[5_000] ^= 1
    path.write_bytes(data)
    return path


def lossy(path: Path) -> Path:
    whole = read_recording(STAFF)
    path.write_bytes(replace(whole, events=(*whole.events[:1500], *whole.events[2500:])).to_bytes())
    return path


def no_recording(path: Path) -> Path:
    path.write_text("a letter to the editor\n", "utf-8")
    return path


RECORDINGS = {
    "fine": (lambda _: STAFF, 0),
    "doubtful": (without_pressure, 4),
    "refused": (lossy, 1),
    "damaged": (damaged, 1),
    "no recording": (no_recording, 2),
}


@pytest.mark.parametrize(("made", "code"), RECORDINGS.values(), ids=RECORDINGS)
def test_a_replay_exits_with_its_verdict(tmp_path: Path, capsys: Captured, made: object, code: int) -> None:
    assert run(["pen", "replay", str(made(tmp_path / "made.pen"))]) == code  # type: ignore[operator]
    told = capsys.readouterr()
    assert bool(told.err) == (code == 2 or "已损坏" in told.err)


def test_a_replay_tells_what_is_in_the_recording(capsys: Captured) -> None:
    assert run(["--lang", "en", "pen", "replay", str(STAFF)]) == 0
    lines = [line.strip() for line in capsys.readouterr().out.splitlines()]
    assert lines[0] == "staff.events: fine"
    assert {"strokes: 16", "samples: 401 in contact, 272 in the air", "true rate: 200.0 Hz", "drops: 0"} <= set(lines)
    assert any(line.startswith("device: Luobi synthetic pen display  0000:0001:-") for line in lines)


def test_a_replay_speaks_chinese_unless_told_otherwise(capsys: Captured) -> None:
    assert run(["pen", "replay", str(STAFF)]) == 0
    assert "笔画：16" in capsys.readouterr().out


def test_a_replay_as_json_is_one_document(tmp_path: Path, capsys: Captured) -> None:
    assert run(["pen", "replay", "--json", str(without_pressure(tmp_path / "made.pen"))]) == 4
    document = json.loads(capsys.readouterr().out)
    assert (document["format"], document["verdict"]) == ("luobi-pen-replay/2", "doubtful")
    assert document["findings"] == [{"kind": "no-pressure", "meaning": "signing.quality-no-pressure"}]


def test_the_list_chooses_the_pen_and_says_why_not_the_others(
    monkeypatch: pytest.MonkeyPatch, capsys: Captured, home: Path
) -> None:
    connected(monkeypatch, KEYBOARD, PEN, TOUCH)
    assert run(["--lang", "en", "pen", "list", "--home", str(home)]) == 0
    first, second = capsys.readouterr().out.splitlines()
    assert first == "/dev/input/event5  Display Pen  0000:0001:4AE001: chosen"
    assert second.startswith("/dev/input/event6  Display Finger") and "touch surface" in second


def test_the_list_shows_everything_when_asked(monkeypatch: pytest.MonkeyPatch, capsys: Captured, home: Path) -> None:
    connected(monkeypatch, KEYBOARD, PEN)
    assert run(["pen", "list", "--home", str(home), "--all", "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert (document["format"], document["chosen"]) == ("luobi-pen-list/2", "/dev/input/event5")
    assert [(each["name"], each["chosen"], each["refused"]) for each in document["nodes"]] == [
        ("Display Pen", True, False),
        ("Keyboard", False, True),
    ]


def test_no_pen_at_all_is_said_and_exits_with_3(monkeypatch: pytest.MonkeyPatch, capsys: Captured, home: Path) -> None:
    connected(monkeypatch, TOUCH)
    assert run(["pen", "list", "--home", str(home)]) == 3
    assert "没有找到手写屏" in capsys.readouterr().err


def test_two_equal_tablets_are_listed_and_exit_with_2(
    monkeypatch: pytest.MonkeyPatch, capsys: Captured, home: Path
) -> None:
    connected(monkeypatch, PEN, replace(PEN, path="/dev/input/event9", uniq="4AE002", phys="usb-2/input0"))
    assert run(["pen", "list", "--home", str(home)]) == 2
    told = capsys.readouterr()
    assert len(told.out.splitlines()) == 2 and "不分上下" in told.err


def test_a_recording_goes_into_a_container_and_back_without_loss(tmp_path: Path, capsys: Captured) -> None:
    container, text = tmp_path / "staff.pen", tmp_path / "again.events"
    assert run(["pen", "record", str(container), "--from", str(STAFF)]) == 0
    assert run(["pen", "record", str(text), "--from", str(container), "--json"]) == 0
    assert read_recording(text) == read_recording(container) == read_recording(STAFF)
    assert PenRecording.from_bytes(container.read_bytes()) == read_recording(STAFF)
    assert container.stat().st_mode & 0o777 == 0o600
    assert '"luobi-pen-record/1"' in capsys.readouterr().out


def test_nothing_is_written_over_or_into_an_unknown_format(tmp_path: Path, capsys: Captured) -> None:
    kept = tmp_path / "kept.pen"
    kept.write_bytes(b"precious")
    assert run(["pen", "record", str(kept), "--from", str(STAFF)]) == 2
    assert kept.read_bytes() == b"precious"
    assert run(["pen", "record", str(tmp_path / "ink.svg"), "--from", str(STAFF)]) == 2
    assert not (tmp_path / "ink.svg").exists()
    assert run(["pen", "record", str(kept), "--from", str(STAFF), "--overwrite"]) == 0
    assert read_recording(kept) == read_recording(STAFF)
    assert "--overwrite" in capsys.readouterr().err


def test_four_taps_calibrate_and_the_station_remembers_the_tablet(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Captured, home: Path
) -> None:
    taps = tmp_path / "taps.pen"
    taps.write_bytes(tapped(GlassMap(DISPLAY.device(), Screen(0, 0, 1, 1), affine=Affine(c=0.02))).to_bytes())
    assert run(["pen", "calibrate", str(taps), "--home", str(home), "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert (document["format"], document["tablet"]) == ("luobi-pen-calibrate/2", "0000:0001:-")
    assert document["affine"] == pytest.approx([1, 0, 0.02, 0, 1, 0], abs=1e-4)
    assert read(home / NAME).identities[0].product == "0001"
    known = Node("/dev/input/event7", DISPLAY)
    connected(monkeypatch, replace(PEN, path="/dev/input/event2"), known)
    assert run(["pen", "list", "--home", str(home), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["chosen"] == known.path


def test_a_tablet_of_an_impossible_size_says_the_remedy_and_is_usable_after_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Captured, home: Path
) -> None:
    axes = {**DISPLAY.axes, ABS_X: Axis(0, 32_767, 32), ABS_Y: Axis(0, 32_767, 51)}
    wrong = replace(DISPLAY, axes=axes)
    recorded = replace(tapped(GlassMap(wrong.device(), Screen(0, 0, 1, 1))), description=wrong)
    (tmp_path / "taps.pen").write_bytes(recorded.to_bytes())
    connected(monkeypatch, Node("/dev/input/event7", wrong))
    listing, calibrating = ["pen", "list", "--home", str(home)], ["pen", "calibrate", str(tmp_path / "taps.pen")]
    assert run(listing) == 0
    assert "没有可信的尺寸，请校准" in capsys.readouterr().out
    assert run([*calibrating, "--home", str(home)]) == 0
    assert "--size" in capsys.readouterr().err
    assert run([*calibrating, "--home", str(home), "--size", "344x194", "--json"]) == 0
    said = capsys.readouterr()
    assert json.loads(said.out)["size_mm"] == pytest.approx([344, 194], rel=1e-3) and said.err == ""
    assert run(listing) == 0
    assert "尺寸" not in capsys.readouterr().out


@pytest.mark.parametrize("size", ["344", "344x", "1920x1080", "0x0", "344x194x2"])
def test_a_size_that_is_none_is_refused(tmp_path: Path, capsys: Captured, home: Path, size: str) -> None:
    assert run(["pen", "calibrate", str(STAFF), "--home", str(home), "--size", size]) == 2
    assert "344x194" in capsys.readouterr().err and list(home.iterdir()) == []


def test_a_signature_calibrates_nothing(capsys: Captured, home: Path) -> None:
    assert run(["pen", "calibrate", str(STAFF), "--home", str(home)]) == 2
    assert "应为 4 次" in capsys.readouterr().err
    assert list(home.iterdir()) == []


class _Live:
    """What stands for a reader process."""

    def __init__(self, messages: list[PenMessage]) -> None:
        self._messages = messages
        self.closed = False
        self._ends = os.pipe()
        os.write(self._ends[1], b"1")

    def fileno(self) -> int:
        return self._ends[0]

    def drain(self) -> tuple[PenMessage, ...]:
        messages, self._messages = self._messages, []
        return tuple(messages)

    def device(self) -> Device:
        return DISPLAY.device()

    def grab(self, on: bool) -> None:
        assert not self.closed

    def close(self) -> None:
        self.closed = True
        for end in self._ends:
            os.close(end)


REPORT = PenReport(0, 5_000, 5_000, 700, 0, 0, 0, True, True, 0x140)
TRIALS: dict[str, tuple[list[PenMessage], int]] = {
    "fine": ([replace(REPORT, at_us=at * 5_000, pressure=500 + at) for at in range(50)], 0),
    "doubtful": ([], 4),
    "refused": ([REPORT, Lost(Loss.DROPPED, 1)], 1),
}


@pytest.mark.parametrize(("verdict", "trial"), TRIALS.items(), ids=TRIALS)
def test_a_trial_exits_with_its_verdict_and_frees_the_pen(
    monkeypatch: pytest.MonkeyPatch, capsys: Captured, home: Path, verdict: str, trial: tuple[list[PenMessage], int]
) -> None:
    connected(monkeypatch, PEN)
    feed = _Live(list(trial[0]))
    monkeypatch.setattr(live.LivePen, "start", lambda node: feed)
    assert run(["pen", "test", "--home", str(home), "--seconds", "0.2", "--json", "--text"]) == trial[1]
    document = json.loads(capsys.readouterr().out)
    assert (document["format"], document["verdict"]) == ("luobi-pen-test/1", verdict)
    assert feed.closed


def test_a_trial_is_told_in_one_line(monkeypatch: pytest.MonkeyPatch, capsys: Captured, home: Path) -> None:
    connected(monkeypatch, PEN)
    monkeypatch.setattr(live.LivePen, "start", lambda node: _Live(list(TRIALS["fine"][0])))
    assert run(["--lang", "en", "pen", "test", "--home", str(home), "--seconds", "0.2", "--text"]) == 0
    told = capsys.readouterr()
    assert told.out.startswith("fine: 50 | 200 Hz") and "lost 0" in told.out and len(told.out.splitlines()) == 1
    assert "Write on" in told.err


def played(pen: RecordedPen, screen: Screen) -> RecordedFeed:
    feed = RecordedFeed(pen, screen)
    feed.press(screen.width_px / 2, screen.height_px / 2)
    feed.write(pen, Box(0, 0, screen.width_px, screen.height_px))
    feed.finish()
    return feed


def on_a_display(monkeypatch: pytest.MonkeyPatch, qapp: QApplication) -> Screen:
    """A window system is said to be there; the windows of the tests are drawn in memory. Gives its screen."""
    monkeypatch.setattr(window_system, "is_there", lambda environment: True)
    display = qapp.primaryScreen()
    assert display is not None
    return screen_of(display)


def test_a_trial_with_a_display_says_how_late_the_ink_was(
    monkeypatch: pytest.MonkeyPatch, capsys: Captured, home: Path, qapp: QApplication
) -> None:
    connected(monkeypatch, PEN)
    feed = played(RecordedPen.shipped("staff"), on_a_display(monkeypatch, qapp))
    monkeypatch.setattr(live.LivePen, "start", lambda node: feed)
    assert run(["pen", "test", "--home", str(home), "--seconds", "0.5", "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert document["contacts"] > 300
    assert set(document) >= {"rate_hz", "losses"}


def test_four_taps_on_the_screen_calibrate_and_are_remembered(
    monkeypatch: pytest.MonkeyPatch, capsys: Captured, home: Path, qapp: QApplication
) -> None:
    connected(monkeypatch, PEN)
    screen = on_a_display(monkeypatch, qapp)
    feed = RecordedFeed(RecordedPen.shipped("staff"), screen)
    for u, v in CROSSES:
        feed.press(screen.x_px + u * screen.width_px, screen.y_px + v * screen.height_px)
    feed.finish()
    monkeypatch.setattr(live.LivePen, "start", lambda node: feed)
    monkeypatch.setattr(calibration, "DONE_MS", 0)
    assert run(["pen", "calibrate", "--home", str(home), "--json"]) == 0
    (known,) = read(home / NAME).tablets
    assert str(known.tablet) == json.loads(capsys.readouterr().out)["tablet"] == "0000:0001:4AE001"
    assert known.affine((0.3, 0.7)) == pytest.approx((0.3, 0.7), abs=1e-3)


def test_a_calibration_that_is_given_up_changes_nothing(
    monkeypatch: pytest.MonkeyPatch, capsys: Captured, home: Path, qapp: QApplication
) -> None:
    connected(monkeypatch, PEN)
    feed = RecordedFeed(RecordedPen.shipped("staff"), on_a_display(monkeypatch, qapp))
    monkeypatch.setattr(live.LivePen, "start", lambda node: feed)
    monkeypatch.setattr(
        calibration.CalibrationWindow, "showEvent", lambda window, _: QTimer.singleShot(0, window.close)
    )
    assert run(["pen", "calibrate", "--home", str(home)]) == 4
    assert not (home / NAME).exists()
    assert "原有设置不变" in capsys.readouterr().err


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("verb", ["test", "calibrate"])
@pytest.mark.usefixtures("source_language")
def test_a_window_that_a_command_opens_speaks_its_language(
    monkeypatch: pytest.MonkeyPatch, home: Path, verb: str, lang: str
) -> None:
    opened: list[str] = []

    def open_window(*_: object, **__: object) -> None:
        opened.append(words.language())
        raise KeyboardInterrupt

    connected(monkeypatch, PEN)
    monkeypatch.setattr(window_system, "is_there", lambda environment: True)
    monkeypatch.setattr(pen_trial, "try_on_screen", open_window)
    monkeypatch.setattr(calibration, "calibrate_on_screen", open_window)
    assert run(["--lang", lang, "pen", verb, "--home", str(home)]) == 130
    assert opened == [lang]


def test_without_a_display_the_taps_come_from_a_recording(
    monkeypatch: pytest.MonkeyPatch, capsys: Captured, home: Path
) -> None:
    monkeypatch.setattr(window_system, "is_there", lambda environment: False)
    assert run(["pen", "calibrate", "--home", str(home)]) == 2
    assert "四次点击的录制" in capsys.readouterr().err


@pytest.mark.parametrize("command", [["test"], ["record", "new.pen"]])
def test_without_a_pen_nothing_is_tried_or_recorded(
    monkeypatch: pytest.MonkeyPatch, capsys: Captured, home: Path, command: list[str]
) -> None:
    connected(monkeypatch, TOUCH)
    assert run(["pen", *command, "--home", str(home)]) == 3
    assert run(["pen", *command, "--home", str(home), "--node", TOUCH.path]) == 3
    assert "这是触摸面" in capsys.readouterr().err
    assert run(["pen", *command, "--home", str(home), "--node", "/dev/input/event99"]) == 3
    assert "没有输入节点" in capsys.readouterr().err


def test_the_pen_is_recorded_as_the_kernel_tells_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Captured, home: Path
) -> None:
    connected(monkeypatch, PEN)
    reading, kernel = os.pipe()
    events = read_recording(STAFF).events[:900]
    os.write(kernel, b"".join(EVENT.pack(e.at_us // 10**6, e.at_us % 10**6, e.type, e.code, e.value) for e in events))
    monkeypatch.setattr(node.EvdevNode, "open", lambda path: PipedNode(reading, DISPLAY))
    out = tmp_path / "live.pen"
    assert run(["pen", "record", str(out), "--home", str(home), "--seconds", "0.3", "--json"]) == 0
    os.close(kernel)
    kept = read_recording(out)
    assert (kept.events, kept.serial, kept.clock) == (events, "4AE001", "monotonic")
    assert json.loads(capsys.readouterr().out)["events"] == 900


def test_a_devices_name_cannot_forge_the_output(monkeypatch: pytest.MonkeyPatch, capsys: Captured, home: Path) -> None:
    forged = replace(PEN, description=replace(PEN.description, name="Pen\x1b[2J\n/dev/input/event9  Pen: chosen"))
    connected(monkeypatch, forged)
    assert run(["pen", "list", "--home", str(home)]) == 0
    assert run(["pen", "list", "--home", str(home), "--json"]) == 0
    told = capsys.readouterr().out
    assert "\x1b" not in told and told.splitlines()[0].startswith("/dev/input/event5  Pen\\u{001B}[2J\\u{000A}")
