"""A real reader process over a pipe: it is confined, it is believed only in records, and it ends with us."""

from __future__ import annotations

import os
import select
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from signing.ink import Source
from terminal.devices.pen.confine import URGENT, hurry
from terminal.devices.pen.errors import CaptureVoidError, PenUnavailableError
from terminal.devices.pen.evemu import parse
from terminal.devices.pen.events import EV_SYN, InputEvent
from terminal.devices.pen.feed import Loss, Lost, PenMessage
from terminal.devices.pen.live import LivePen
from terminal.devices.pen.node import EVENT
from terminal.devices.pen.recording import SHIPPED
from terminal.devices.pen.reports import decode

RECORDING = SHIPPED / "applicant.events"
PIPED = (sys.executable, "-I", "-m", "terminal.devices.pen.piped_node", "--description", str(RECORDING))
GENEROUS_S = 30.0
EVENTS = parse(RECORDING.read_text()).events


def packets(events: tuple[InputEvent, ...]) -> list[bytes]:
    """One string of the kernel's bytes for each SYN_REPORT."""
    found, packet = [], b""
    for e in events:
        packet += EVENT.pack(e.at_us // 1_000_000, e.at_us % 1_000_000, e.type, e.code, e.value)
        if e.type == EV_SYN:
            found.append(packet)
            packet = b""
    return found


class Piped:
    """A live pen over a named pipe, and the pipe's writing end."""

    def __init__(self, folder: Path, reader: tuple[str, ...] = PIPED) -> None:
        path = folder / "pen"
        os.mkfifo(path)
        self.pen = LivePen.start(path, reader=reader)
        self.end = os.open(path, os.O_WRONLY)

    def write(self, events: tuple[InputEvent, ...] = EVENTS) -> None:
        for packet in packets(events):
            os.write(self.end, packet)

    def write_while_read(self) -> None:
        with suppress(BrokenPipeError):
            self.write()

    def unplug(self) -> None:
        os.close(self.end)
        self.end = -1

    def heard(self, enough: Callable[[list[PenMessage]], bool]) -> list[PenMessage]:
        """What the feed gives until it is enough; fails after a generous time."""
        messages, end = [*self.pen.drain()], time.monotonic() + GENEROUS_S
        while not enough(messages):
            assert time.monotonic() < end, f"only {len(messages)} messages came"
            select.select([self.pen], [], [], 0.1)
            messages += self.pen.drain()
        return messages

    def close(self) -> None:
        self.pen.close()
        if self.end >= 0:
            self.unplug()


def lost(messages: list[PenMessage]) -> list[Loss]:
    return [one.why for one in messages if isinstance(one, Lost)]


@pytest.fixture
def piped(tmp_path: Path) -> Iterator[Piped]:
    made = Piped(tmp_path)
    yield made
    made.close()


def test_what_is_written_arrives_whole_and_labelled(piped: Piped) -> None:
    writer = threading.Thread(target=piped.write)
    writer.start()
    ink = piped.pen.capture(None, "2026-11-24T08:00:00Z", within_s=GENEROUS_S, away_s=0.3)
    writer.join()
    expected = decode(EVENTS)
    assert [(r.x, r.y, r.pressure, r.touching, r.near) for r in ink.reports[-len(expected.reports) :]] == [
        (r.x, r.y, r.pressure, r.touching, r.near) for r in expected.reports
    ]
    assert len(ink.reports) - len(expected.reports) in (0, 1)  # the state at opening comes first
    assert (ink.source, ink.device.virtual, ink.device.serial) == (Source.SYNTHETIC, True, *expected.serials)
    assert ink.strokes()


def test_a_window_that_slept_gets_every_report_or_a_loss_never_a_shorter_signature(piped: Piped) -> None:
    for _ in range(12):  # more than socket and pipe hold together: only the reader's own queue can keep it
        piped.write()
    expected = 12 * len(decode(EVENTS).reports) + 1
    messages = piped.heard(lambda messages: len(messages) >= expected)
    assert (len(messages), lost(messages)) == (expected, [])


def test_an_unplugging_in_a_stroke_voids_the_capture(piped: Piped) -> None:
    piped.write(EVENTS[: len(EVENTS) // 2])
    piped.unplug()
    with pytest.raises(CaptureVoidError, match="unplugged"):
        piped.pen.capture(None, "2026-11-24T08:00:00Z", within_s=GENEROUS_S)


def test_a_reader_that_dies_is_a_loss_once_and_then_silence(piped: Piped) -> None:
    piped.write(EVENTS[: len(EVENTS) // 2])
    piped.heard(lambda messages: len(messages) > 10)
    os.kill(piped.pen.reader_pid, 9)
    messages = piped.heard(lambda messages: bool(lost(messages)))
    assert (lost(messages), messages[-1]) == ([Loss.READER_DIED], messages[-1])
    assert isinstance(messages[-1], Lost)
    assert select.select([piped.pen], [], [], 0) == ([], [], [])  # a notifier on it does not spin
    assert piped.pen.drain() == ()


def test_the_feed_keeps_its_descriptor_when_the_reader_dies(piped: Piped) -> None:
    before = piped.pen.fileno()
    os.kill(piped.pen.reader_pid, 9)
    piped.heard(lambda messages: bool(lost(messages)))
    assert piped.pen.fileno() == before


CHATTER = {
    "it prints to standard output": "print('x' * 10_000, flush=True)",
    "it prints to standard error": "import sys; print('x' * 10_000, file=sys.stderr, flush=True)",
    "a library writes to descriptor 1": "import os; os.write(1, b'LbP1' * 4000)",
}


@pytest.mark.parametrize("chatter", CHATTER.values(), ids=CHATTER)
def test_what_the_reader_prints_leads_nowhere(tmp_path: Path, chatter: str, capfd: pytest.CaptureFixture[str]) -> None:
    code = "import sys; from terminal.devices.pen import piped_node, reader; real = reader.serve\n"
    code += f"def loud(*a):\n {chatter}\n real(*a)\n"
    code += "piped_node.serve = loud\nsys.exit(piped_node.main(sys.argv[1:]))"
    made = Piped(tmp_path, (sys.executable, "-I", "-c", code, "--description", str(RECORDING)))
    made.write()
    expected = len(decode(EVENTS).reports) + 1
    messages = made.heard(lambda messages: len(messages) >= expected)
    made.close()
    assert (len(messages), lost(messages)) == (expected, [])
    assert capfd.readouterr() == ("", "")


SPOILED = {
    "an exception": "raise RuntimeError('the device said something odd')",
    "text on the channel": "a[1].send(b'Traceback (most recent call last):'); import time; time.sleep(60)",
    "bytes that begin as a record": "a[1].send(b'LbP1' + bytes(60)); import time; time.sleep(60)",
    "a clean end": "return",
}


@pytest.mark.parametrize("spoil", SPOILED.values(), ids=SPOILED)
def test_what_the_reader_raises_or_writes_on_the_channel_is_a_loss_and_no_ink(tmp_path: Path, spoil: str) -> None:
    code = "import sys; from terminal.devices.pen import piped_node, reader\n"
    code += "def spoiled(*a):\n"
    code += " r = reader.Reader(*a, lambda: 5); [r.turn(50) for _ in range(20)]\n"
    code += f" {spoil}\n"
    code += "piped_node.serve = spoiled\nsys.exit(piped_node.main(sys.argv[1:]))"
    made = Piped(tmp_path, (sys.executable, "-I", "-c", code, "--description", str(RECORDING)))
    writer = threading.Thread(target=made.write_while_read)
    writer.start()
    messages = made.heard(lambda messages: bool(lost(messages)))
    made.pen.close()
    writer.join()
    made.close()
    assert lost(messages) == [Loss.READER_DIED]
    assert isinstance(messages[-1], Lost)
    genuine = {(r.x, r.y, r.pressure) for r in decode(EVENTS).reports}
    axes = made.pen.device().axes
    genuine.add((axes["x"].minimum, axes["y"].minimum, axes["pressure"].minimum))
    assert {(m.x, m.y, m.pressure) for m in messages if not isinstance(m, Lost)} <= genuine


def test_the_reader_has_given_up_what_it_does_not_need(piped: Piped) -> None:
    proc = Path("/proc", str(piped.pen.reader_pid))
    status = dict(line.split(":", 1) for line in (proc / "status").read_text().splitlines())
    limits = (proc / "limits").read_text().splitlines()
    assert status["NoNewPrivs"].strip() == "1"
    for name in ("Max core file size", "Max file size", "Max processes"):
        (line,) = [line for line in limits if line.startswith(name)]
        assert line.removeprefix(name).split()[:2] == ["0", "0"]


@pytest.mark.skipif(os.geteuid() != 0, reason="a process that leaves no core shows its files to root alone")
def test_the_reader_has_no_file_of_who_started_it(piped: Piped) -> None:
    files = Path("/proc", str(piped.pen.reader_pid), "fd")
    assert [str((files / stream).readlink()) for stream in "012"] == ["/dev/null"] * 3


def hurried(before: str = "") -> tuple[int, int] | None:
    """Policy and nice value of a process that hurries after `before`; None when it may not do what comes before."""
    code = f"import os, resource; from terminal.devices.pen import confine\n{before}\nconfine.hurry()\n"
    code += "print(os.sched_getscheduler(0), os.getpriority(os.PRIO_PROCESS, 0))"
    done = subprocess.run([sys.executable, "-I", "-c", code], capture_output=True, text=True, check=False)
    said = done.stdout.split()
    return (int(said[0]), int(said[1])) if said else None


AS_NOBODY = "resource.setrlimit(14, (0, 0)); resource.setrlimit(13, (0, 0)); os.setresuid(65534, 65534, 65534)"


@pytest.mark.skipif((hurried() or (0,))[0] != os.SCHED_RR, reason="needs the right to real time (deploy/)")
def test_the_reader_goes_before_others_and_is_ended_if_it_never_rests(piped: Piped) -> None:
    limits = Path("/proc", str(piped.pen.reader_pid), "limits").read_text()
    assert os.sched_getscheduler(piped.pen.reader_pid) == os.SCHED_RR
    assert "10000000" in next(line for line in limits.splitlines() if line.startswith("Max realtime timeout"))


@pytest.mark.skipif(hurried(AS_NOBODY) is None, reason="only root can become somebody else")
def test_a_reader_that_may_not_hurry_carries_on() -> None:
    policy, nice = hurried(AS_NOBODY) or (-1, -1)
    assert (policy, nice) == (os.SCHED_OTHER, os.getpriority(os.PRIO_PROCESS, 0))


def test_a_reader_without_real_time_asks_for_the_next_best(monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: object) -> None:
        raise PermissionError

    asked: list[tuple[int, ...]] = []
    monkeypatch.setattr("resource.setrlimit", lambda *_: None)
    monkeypatch.setattr("os.sched_setscheduler", refused)
    monkeypatch.setattr("os.setpriority", lambda *given: asked.append(given))
    hurry()
    assert asked == [(os.PRIO_PROCESS, 0, URGENT)]


def test_one_drain_asks_the_channel_once(piped: Piped) -> None:
    """What a call to the kernel costs is time of the window's thread at every sample."""
    piped.heard(lambda messages: bool(messages))
    asked: list[int] = []

    class Asked:
        def recv(self, most: int) -> bytes:
            asked.append(most)
            return channel.recv(most)

        def __getattr__(self, name: str) -> object:
            return getattr(channel, name)

    channel, piped.pen._channel = piped.pen._channel, Asked()
    os.write(piped.end, packets(EVENTS)[0])
    assert select.select([channel], [], [], GENEROUS_S)[0]
    assert len(piped.pen.drain()) == 1
    assert len(asked) == 1
    piped.pen._channel = channel


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become somebody else")
def test_the_reader_becomes_who_it_is_told_to_be(tmp_path: Path) -> None:
    code = "import sys, os; from terminal.devices.pen import confine\n"
    code += "confine.confine(confine.Account(65534, 65534), os.getppid())\n"
    code += "print(*os.getresuid(), *os.getresgid(), os.getgroups())\n"
    said = subprocess.run([sys.executable, "-I", "-c", code], capture_output=True, text=True, check=True).stdout
    assert said.split() == ["65534"] * 6 + ["[]"]


def test_the_reader_ends_when_its_parent_is_killed(tmp_path: Path) -> None:
    path = tmp_path / "pen"
    os.mkfifo(path)
    code = "import sys, time; from pathlib import Path; from terminal.devices.pen.live import LivePen\n"
    code += f"pen = LivePen.start(Path({str(path)!r}), reader={PIPED!r})\n"
    code += "print(pen.reader_pid, flush=True); time.sleep(60)"
    parent = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)
    assert parent.stdout is not None
    reader = os.pidfd_open(int(parent.stdout.readline()))
    parent.kill()
    parent.wait()
    parent.stdout.close()
    assert select.select([reader], [], [], GENEROUS_S)[0] == [reader]
    os.close(reader)


def test_closing_ends_the_reader(piped: Piped) -> None:
    reader = os.pidfd_open(piped.pen.reader_pid)
    piped.pen.close()
    piped.pen.close()
    assert select.select([reader], [], [], 0)[0] == [reader]
    os.close(reader)


def test_a_node_that_is_not_there_is_named_with_the_remedy(tmp_path: Path) -> None:
    with pytest.raises(PenUnavailableError, match=r"event99 cannot be opened \(No such file or directory\)\. Plug"):
        LivePen.start(tmp_path / "event99")


def test_a_file_that_is_no_device_is_refused(tmp_path: Path) -> None:
    (tmp_path / "event1").write_text("nothing")
    with pytest.raises(PenUnavailableError, match="event1"):
        LivePen.start(tmp_path / "event1")


def test_a_reader_that_says_nothing_is_given_up(tmp_path: Path) -> None:
    with pytest.raises(PenUnavailableError, match="does not answer"):
        LivePen.start(tmp_path, within_s=0.2, reader=(sys.executable, "-I", "-c", "import time; time.sleep(60)"))
