"""Who may guess when: the delays after wrong passphrases, and one terminal to a station."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from signing import keyring
from signing.errors import KeyFileError, WrongPassphrase
from terminal.clerk import orders
from terminal.clerk.work import Clerk, trouble_of
from terminal.errors import AlreadyRunning, TerminalError, TooSoon
from terminal.one_terminal import OneTerminal
from terminal.sign_in import FILE, Gate, NotLetIn
from tests.terminal import stations


class Clock:
    """A clock that stands until it is set."""

    def __init__(self) -> None:
        self.at = stations.NOON

    def __call__(self) -> datetime:
        return self.at

    def wait(self, seconds: float) -> None:
        self.at += timedelta(seconds=seconds)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def gate(tmp_path: Path, clock: Clock) -> Gate:
    return Gate(tmp_path, {"S01", "S02"}, clock)


def fail(gate: Gate, staff: str = "S01") -> float:
    """A wrong guess; how long the next one must wait."""
    with pytest.raises(NotLetIn) as caught, gate.attempt(staff):
        raise WrongPassphrase("wrong")
    return caught.value.wait_s


def wait_of(gate: Gate, staff: str = "S01") -> float:
    """How long a guess must wait now; 0 when it may be made. Counts nothing."""
    try:
        with gate.attempt(staff):
            raise KeyFileError("not tried")
    except TooSoon as problem:
        return problem.wait_s
    except KeyFileError:
        return 0.0


def test_three_failures_are_free_and_then_the_wait_doubles_up_to_five_minutes(gate: Gate, clock: Clock) -> None:
    waits = []
    for _ in range(13):
        waits.append(fail(gate))
        clock.wait(waits[-1])
    assert waits == [0, 0, 0, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300]


def test_a_guess_before_its_time_is_not_judged(gate: Gate, clock: Clock) -> None:
    for _ in range(4):
        fail(gate)
    clock.wait(1.5)
    judged = []
    with pytest.raises(TooSoon) as caught, gate.attempt("S01"):
        judged.append("it was")
    assert (judged, caught.value.wait_s) == ([], 0.5)


def test_the_wait_survives_a_restart(gate: Gate, clock: Clock, tmp_path: Path) -> None:
    for _ in range(4):
        fail(gate)
    assert wait_of(Gate(tmp_path, {"S01"}, clock)) == 2


def test_the_right_passphrase_ends_the_count(gate: Gate, clock: Clock) -> None:
    for _ in range(4):
        fail(gate)
    clock.wait(2)
    with gate.attempt("S01"):
        pass
    assert [fail(gate) for _ in range(4)] == [0, 0, 0, 2]


def test_each_staff_member_waits_for_himself(gate: Gate) -> None:
    for _ in range(4):
        fail(gate)
    assert (wait_of(gate, "S01"), wait_of(gate, "S02")) == (2, 0)


def test_a_clock_that_is_set_back_begins_the_wait_anew(gate: Gate, clock: Clock) -> None:
    for _ in range(4):
        fail(gate)
    clock.wait(-86_400)
    assert wait_of(gate) == 2
    clock.wait(1)
    assert wait_of(gate) == 1
    clock.wait(1)
    assert wait_of(gate) == 0


def test_pulling_the_plug_during_a_guess_makes_it_no_free_one(gate: Gate, clock: Clock, tmp_path: Path) -> None:
    for _ in range(3):
        fail(gate)
    attempt = gate.attempt("S01")
    attempt.__enter__()  # and the power goes
    assert wait_of(Gate(tmp_path, {"S01"}, clock)) == 2
    attempt.__exit__(None, None, None)


def test_what_else_goes_wrong_is_no_failure_of_the_staff_member(gate: Gate) -> None:
    for _ in range(5):
        with pytest.raises(KeyFileError), gate.attempt("S01"):
            raise KeyFileError("the ring is damaged. Restore it")
    assert fail(gate) == 0


def rubbish(path: Path) -> None:
    path.write_bytes(b"\x00\xff{")


def other_format(path: Path) -> None:
    path.write_text('{"format": "luobi-sign-ins/9", "failures": {}}', "ascii")


def no_zone(path: Path) -> None:
    path.write_text('{"format":"luobi-sign-ins/1","failures":{"S01":{"count":9,"at":"2026-11-24T04:00:00"}}}', "ascii")


HARM = {"rubbish": rubbish, "another format": other_format, "a time without a zone": no_zone}


@pytest.mark.parametrize("harm", HARM.values(), ids=HARM)
def test_a_damaged_count_is_no_fresh_start(gate: Gate, tmp_path: Path, harm: Callable[[Path], None]) -> None:
    harm(tmp_path / FILE)
    assert wait_of(gate) == 32


# ---- at the clerk ----


@pytest.fixture
def clerk(tmp_path: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> Clerk:
    monkeypatch.setattr(keyring, "Cost", stations.cheap)
    stations.make_with_kit(tmp_path / "station")
    return Clerk(tmp_path / "station", clock)


def refusal(clerk: Clerk, order: orders.Order) -> orders.Trouble:
    with pytest.raises((TerminalError, WrongPassphrase)) as caught:
        clerk.carry_out(order)
    return trouble_of(caught.value)


def test_signing_in_waits_after_failures_and_says_how_long(clerk: Clerk, clock: Clock) -> None:
    wrong, right = orders.SignIn("S01", "not the passphrase"), orders.SignIn("S01", stations.PASSPHRASE)
    assert [refusal(clerk, wrong).wait_s for _ in range(4)] == [0, 0, 0, 2]
    told = refusal(clerk, right)
    assert (told.kind, told.wait_s) == ("TooSoon", 2)
    clock.wait(2)
    assert clerk.carry_out(right).staff == stations.OPERATOR


def test_unlocking_waits_after_failures_too(clerk: Clerk) -> None:
    clerk.carry_out(orders.SignIn("S01", stations.PASSPHRASE))
    wrong = orders.Unlock("S01", "not the passphrase")
    assert [refusal(clerk, wrong).wait_s for _ in range(4)] == [0, 0, 0, 2]
    assert refusal(clerk, orders.Unlock("S01", stations.PASSPHRASE)).kind == "TooSoon"


@pytest.mark.parametrize("staff", ["S02", "S99", "../S01", ""])
def test_an_unknown_id_is_answered_as_a_wrong_passphrase(clerk: Clerk, staff: str) -> None:
    known = refusal(clerk, orders.SignIn("S01", "not the passphrase"))
    assert refusal(clerk, orders.SignIn(staff, "not the passphrase")) == known
    assert [refusal(clerk, orders.SignIn(f"X{number}", "no")).wait_s for number in range(3)] == [0, 0, 2]


@pytest.mark.parametrize("staff", ["S01", "S99"], ids=["known", "unknown"])
def test_every_guess_costs_the_same_work(clerk: Clerk, staff: str, monkeypatch: pytest.MonkeyPatch) -> None:
    works: list[tuple[int, int, int]] = []

    def counted(**members: int) -> Argon2id:
        works.append((members["memory_cost"], members["iterations"], members["lanes"]))
        return Argon2id(**members)

    monkeypatch.setattr(keyring, "Argon2id", counted)
    refusal(clerk, orders.SignIn(staff, "not the passphrase"))
    cost = stations.cheap()
    assert works == [(cost.memory_kib, cost.iterations, cost.lanes)]


def test_who_fails_to_sign_in_ends_nobodys_work(clerk: Clerk) -> None:
    clerk.carry_out(orders.SignIn("S01", stations.PASSPHRASE))
    refusal(clerk, orders.SignIn("S01", "not the passphrase"))
    assert clerk.carry_out(orders.Number()).number


def test_one_terminal_runs_a_station(clerk: Clerk, clock: Clock, tmp_path: Path) -> None:
    clerk.carry_out(orders.SignIn("S01", stations.PASSPHRASE))
    second = Clerk(tmp_path / "station", clock)
    assert refusal(second, orders.SignIn("S01", stations.PASSPHRASE)).kind == "AlreadyRunning"
    clerk.end()
    assert second.carry_out(orders.SignIn("S01", stations.PASSPHRASE))
    second.end()


def test_a_terminal_that_was_killed_holds_nothing(tmp_path: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from terminal.one_terminal import OneTerminal\n"
        "held = OneTerminal(Path(sys.argv[1])); print('held', flush=True); input()"
    )
    other = subprocess.Popen(
        [sys.executable, "-c", code, str(tmp_path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert other.stdout is not None
    assert other.stdout.readline() == "held\n"
    with pytest.raises(AlreadyRunning, match="already running"):
        OneTerminal(tmp_path)
    other.kill()
    other.communicate()
    OneTerminal(tmp_path).let_go()


def test_a_folder_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(TerminalError, match="Name the folder"):
        OneTerminal(tmp_path / "none")
