"""The clerk in a process of his own: order of answers, his death at any moment, and what he keeps to himself."""

from __future__ import annotations

import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from archive.verify import verify as verify_archive
from forms.message import text
from signing.verify import verify_pdf
from terminal.clerk import orders, process
from terminal.clerk.link import ClerkLink
from terminal.clerk.orders import Trouble
from terminal.clerk.wire import LENGTH, reply_of
from terminal.station import station
from terminal.visit import flow
from terminal.visit.model import State, Visit
from tests.terminal import stations
from tests.terminal.session.next_event import next_event

PATIENCE_S = 30.0
SIGN_IN = orders.SignIn("S01", stations.PASSPHRASE)
BEGIN = orders.Begin("unemployment-registration")


class Caller:
    """Asks a clerk and keeps what comes back, in its order."""

    def __init__(self, home: Path) -> None:
        self.home, self.link = home, ClerkLink.start(home)
        self.heard: list[Any] = []

    def ask(self, order: orders.Order) -> None:
        self.link.ask(order, self.heard.append, self.heard.append)

    def wait(self, until: Callable[[], bool]) -> None:
        """Pumps until the condition holds."""
        deadline = time.monotonic() + PATIENCE_S
        while not until():
            assert time.monotonic() < deadline, "the clerk did not answer"
            select.select([self.link], [], [], 0.5)
            self.link.pump()

    def answer(self, order: orders.Order) -> Any:
        """The answer to one order."""
        before = len(self.heard)
        self.ask(order)
        self.wait(lambda: len(self.heard) > before)
        assert not isinstance(self.heard[-1], Trouble), self.heard[-1]
        return self.heard[-1]

    def kill(self) -> None:
        """kill -9, and the windows learn of it."""
        os.kill(self.link.pid, signal.SIGKILL)
        self.wait(lambda: self.link.gone)

    def again(self) -> orders.SignedIn:
        """A new clerk after the death of the last."""
        self.link.close()
        self.link = ClerkLink.start(self.home)
        answer: orders.SignedIn = self.answer(SIGN_IN)
        return answer


@pytest.fixture
def caller(tmp_path: Path) -> Iterator[Caller]:
    stations.make_with_kit(tmp_path / "station")
    made = Caller(tmp_path / "station")
    yield made
    made.link.close()


def test_a_file_where_the_program_was_started_is_never_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stations.make_with_kit(tmp_path / "station")
    (tmp_path / "attr.py").write_text("raise SystemExit('the folder was imported from')\n", "utf-8")
    monkeypatch.chdir(tmp_path)
    caller = Caller(tmp_path / "station")
    try:
        assert isinstance(caller.answer(SIGN_IN), orders.SignedIn)
    finally:
        caller.link.close()


def test_code_on_the_callers_python_path_never_runs_beside_the_keys(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stations.make_with_kit(tmp_path / "station")
    (tmp_path / "sitecustomize.py").write_text(f"open({str(tmp_path / 'ran')!r}, 'w')", "utf-8")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    caller = Caller(tmp_path / "station")
    try:
        assert isinstance(caller.answer(SIGN_IN), orders.SignedIn)
    finally:
        caller.link.close()
    assert not (tmp_path / "ran").exists()


def begin(caller: Caller) -> Visit:
    visit: Visit = caller.answer(BEGIN)
    return visit


def work(visit: Visit) -> orders.Order:
    """What a visit that waits for the clerk orders."""
    match visit.todo:
        case "freeze":
            return orders.Freeze(visit.record)
        case "stamp":
            return orders.Stamp(visit.record, stations.ink_of(visit.signer.role).to_bytes())
        case "seal":
            return orders.Seal(visit.record)
        case _:
            return orders.Archive(visit.record)


def onward(caller: Caller, visit: Visit) -> Visit:
    if visit.paused:
        event: flow.Event = flow.Resume(stations.OPERATOR)
    elif visit.todo:
        answer = caller.answer(work(visit))
        event = getattr(answer, "event", answer)
    else:
        event = next_event(visit)
    return stations.report(caller.answer, visit, event)


def until(caller: Caller, visit: Visit, state: State) -> Visit:
    while visit.state is not state:
        visit = onward(caller, visit)
    return visit


def test_answers_come_in_the_order_of_the_orders(caller: Caller) -> None:
    caller.ask(SIGN_IN)
    for _ in range(20):
        caller.ask(BEGIN)
    caller.ask(orders.Draw("ab" * 16, 0, 100))
    caller.ask(orders.Unlock(stations.PASSPHRASE))
    caller.wait(lambda: len(caller.heard) == 23)
    assert isinstance(caller.heard[0], orders.SignedIn)
    assert [numbered.number[-6:] for numbered in caller.heard[1:21]] == [f"{number:06d}" for number in range(1, 21)]
    assert caller.heard[21].kind == "ActRefused"
    assert caller.heard[22] == stations.OPERATOR


def test_when_the_clerk_is_killed_every_order_that_waits_fails(caller: Caller) -> None:
    gone: list[bool] = []
    caller.link.on_gone = lambda: gone.append(True)
    caller.answer(SIGN_IN)
    os.kill(caller.link.pid, signal.SIGSTOP)
    for _ in range(3):
        caller.ask(BEGIN)
    caller.kill()
    assert [heard.gone for heard in caller.heard[1:]] == [True, True, True]
    caller.ask(BEGIN)
    assert caller.heard[-1].gone
    assert gone == [True]


AFTERWARDS = {
    State.LOOK: {State.SIGN},
    State.STAMP: {State.SIGN, State.HAND_OVER},
    State.SEAL: {State.SEAL, State.ARCHIVE},
}
"""Where a visit may stand when the clerk was killed at work: before or behind it, never in between."""
SHORT = (State.FILL, State.HAND_OVER, State.ARCHIVE)
NOT_ON_THE_WAY = {State.PARKED, State.PAPER, State.CANCELLED, State.CLOSED}
"""A whole visit does not pass them."""
LONG = tuple(state for state in State if state not in {*SHORT, *NOT_ON_THE_WAY})


@pytest.mark.parametrize("state", [*SHORT, *(pytest.param(each, marks=pytest.mark.long) for each in LONG)])
def test_a_visit_goes_on_after_kill_9(caller: Caller, state: State) -> None:
    caller.answer(SIGN_IN)
    visit = until(caller, begin(caller), state)
    caller.answer(orders.Report(visit.record, ()))
    if visit.todo:
        caller.ask(work(visit))  # killed while he is at it, or before, or after
    caller.kill()
    answer = caller.again()
    (found,) = answer.drafts
    assert found.visit.state in AFTERWARDS.get(state, {state})
    assert (found.visit.answers, found.visit.frozen) == (visit.answers, visit.frozen)
    visit = until(caller, found.visit, State.DONE)
    caller.link.close()
    opened = station.unlock(caller.home, "S01", stations.PASSPHRASE)
    document = opened.store.blob(visit.record, "document", opened.store_key)
    assert verify_pdf(document, [opened.ca.certificate]).verdict == "valid"
    report = verify_archive(opened.store, store_key=opened.store_key)
    assert (report.verdict, report.size) == ("self-consistent", 2)
    opened.store.close()


class Mistaken:
    """A clerk with a mistake in the program; or one whose answer does not pass."""

    def __init__(self, answer: object) -> None:
        self.answer = answer

    def carry_out(self, order: orders.Order) -> object:
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer


@pytest.mark.parametrize("answer", [KeyError("张三的笔迹"), object()], ids=["raises", "answers nonsense"])
def test_a_mistake_in_the_program_is_told_by_its_name_and_nothing_else(
    answer: object, capfd: pytest.CaptureFixture[str]
) -> None:
    reply = reply_of(process.answer(Mistaken(answer), orders.Lock())[LENGTH.size :])  # type: ignore[arg-type]
    assert isinstance(reply, Trouble)
    noted = capfd.readouterr().err
    told = text(reply.message, "zh") + text(reply.message, "en") + noted
    assert reply.kind == ("KeyError" if isinstance(answer, KeyError) else "WireError")
    assert [word for word in ("张三", "Traceback") if word in told] == []
    assert "Error" not in told.removesuffix(noted)


def test_huge_pictures_pass_while_orders_pile_up(caller: Caller) -> None:
    caller.answer(SIGN_IN)
    visit = until(caller, begin(caller), State.READ)
    before = len(caller.heard)
    for _ in range(4):
        caller.ask(orders.Draw(visit.record, 0, 2400))
    for _ in range(60):
        caller.ask(orders.Report(visit.record, ()))
    caller.wait(lambda: len(caller.heard) == before + 64)
    pictures = caller.heard[before : before + 4]
    assert {(each.width_px, len(each.bgrx) == 4 * each.width_px * each.height_px) for each in pictures} == {
        (2400, True)
    }


def test_asking_a_clerk_who_has_stopped_does_not_hold_up_the_windows(caller: Caller) -> None:
    caller.answer(SIGN_IN)
    visit = until(caller, begin(caller), State.READ)
    os.kill(caller.link.pid, signal.SIGSTOP)
    for _ in range(40):
        caller.ask(orders.Stamp(visit.record, bytes(100_000)))
    caller.link.pump()
    os.kill(caller.link.pid, signal.SIGCONT)
    before = len(caller.heard)
    caller.wait(lambda: len(caller.heard) == before + 40)


def test_what_was_ordered_before_the_end_is_done(caller: Caller) -> None:
    caller.answer(SIGN_IN)
    visit = until(caller, begin(caller), State.READ)
    caller.ask(orders.Draw(visit.record, 0, 2400))
    kept = stations.report(caller.ask, visit, flow.Pause("shift"))
    (found,) = caller.again().drafts
    assert found.visit == kept


def test_the_clerk_keeps_no_core_and_ignores_the_keyboards_interrupt(caller: Caller) -> None:
    caller.answer(SIGN_IN)
    os.kill(caller.link.pid, signal.SIGINT)
    limits = Path(f"/proc/{caller.link.pid}/limits").read_text("ascii")
    core = next(line for line in limits.splitlines() if line.startswith("Max core file size"))
    assert core.split()[4:6] == ["0", "0"]
    assert caller.answer(BEGIN).number


def test_nothing_secret_is_in_the_clerks_command_line(caller: Caller) -> None:
    caller.answer(SIGN_IN)
    line = Path(f"/proc/{caller.link.pid}/cmdline").read_bytes()
    assert stations.PASSPHRASE.encode("utf-8") not in line


def test_the_clerk_ends_with_the_windows(tmp_path: Path) -> None:
    stations.make_with_kit(tmp_path / "station")
    code = (
        "import sys, time; from pathlib import Path; from terminal.clerk.link import ClerkLink\n"
        "link = ClerkLink.start(Path(sys.argv[1])); print(link.pid, flush=True); time.sleep(60)"
    )
    windows = subprocess.Popen(
        [sys.executable, "-c", code, str(tmp_path / "station")], stdout=subprocess.PIPE, text=True
    )
    assert windows.stdout is not None
    clerk = int(windows.stdout.readline())
    descriptor = os.pidfd_open(clerk)
    windows.kill()
    windows.wait()
    windows.stdout.close()
    assert select.select([descriptor], [], [], PATIENCE_S)[0] == [descriptor]
    os.close(descriptor)


def test_bytes_that_are_no_answer_end_the_line(tmp_path: Path) -> None:
    import socket

    ours, theirs = socket.socketpair()
    process = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    link = ClerkLink(ours, process)
    heard: list[Trouble] = []
    link.ask(orders.Health(), heard.append, heard.append)
    theirs.sendall(bytes([3, 0, 0, 0, 0, 0, 0, 0]) + b"abc")
    link.pump()
    assert (link.gone, heard[0].kind) == (True, "WireError")
    theirs.close()
    assert process.stdin is not None
    process.stdin.close()
