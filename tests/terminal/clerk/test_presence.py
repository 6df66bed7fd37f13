"""Signing in at the clerk: the delays after wrong passphrases, and one terminal to a station."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from signing import keyring
from signing.errors import TooSoon, WrongPassphrase
from terminal.clerk import orders
from terminal.clerk.work import Clerk, trouble_of
from terminal.errors import AlreadyRunning, TerminalError
from terminal.station.lock import OneTerminal
from tests.terminal import stations


class Uptime:
    """A clock that stands until it is told to go on."""

    passed_s = 1000.0

    def __call__(self) -> float:
        return self.passed_s

    def wait(self, seconds: float) -> None:
        self.passed_s += seconds


@pytest.fixture
def clock() -> Uptime:
    return Uptime()


@pytest.fixture
def clerk(tmp_path: Path, clock: Uptime, monkeypatch: pytest.MonkeyPatch) -> Clerk:
    monkeypatch.setattr(keyring, "Cost", stations.cheap)
    stations.make_with_kit(tmp_path / "station")
    return Clerk(tmp_path / "station", stations.ticking(), uptime_s=clock)


def refusal(clerk: Clerk, order: orders.Order) -> orders.Trouble:
    with pytest.raises((TerminalError, TooSoon, WrongPassphrase)) as caught:
        clerk.carry_out(order)
    return trouble_of(caught.value)


def test_signing_in_waits_after_failures_and_says_how_long(clerk: Clerk, clock: Uptime) -> None:
    wrong, right = orders.SignIn("S01", "not the passphrase"), orders.SignIn("S01", stations.PASSPHRASE)
    assert [refusal(clerk, wrong).wait_s for _ in range(4)] == [0, 0, 0, 2]
    told = refusal(clerk, right)
    assert (told.kind, told.wait_s) == ("TooSoon", 2)
    clock.wait(2)
    assert clerk.carry_out(right).staff == stations.OPERATOR


def test_unlocking_waits_after_failures_too(clerk: Clerk) -> None:
    clerk.carry_out(orders.SignIn("S01", stations.PASSPHRASE))
    wrong = orders.Unlock("not the passphrase")
    assert [refusal(clerk, wrong).wait_s for _ in range(4)] == [0, 0, 0, 2]
    assert refusal(clerk, orders.Unlock(stations.PASSPHRASE)).kind == "TooSoon"


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
    assert clerk.carry_out(orders.Begin("unemployment-registration")).number


def test_one_terminal_runs_a_station(clerk: Clerk, clock: Uptime, tmp_path: Path) -> None:
    clerk.carry_out(orders.SignIn("S01", stations.PASSPHRASE))
    second = Clerk(tmp_path / "station", stations.ticking(), uptime_s=clock)
    assert refusal(second, orders.SignIn("S01", stations.PASSPHRASE)).kind == "AlreadyRunning"
    clerk.end()
    assert second.carry_out(orders.SignIn("S01", stations.PASSPHRASE))
    second.end()


def test_a_terminal_that_was_killed_holds_nothing(tmp_path: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from terminal.station.lock import OneTerminal\n"
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
