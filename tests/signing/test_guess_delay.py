"""How long a guess at a passphrase must wait: counted everywhere, on a clock that nobody sets, in two copies."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from signing import guess_delay, keyring
from signing.errors import KeyFileError, TooSoon, WrongPassphrase
from signing.guess_delay import FILE, NOBODY, Gate, NotLetIn

BOOT = "the first run"


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
def home(tmp_path: Path) -> Path:
    (tmp_path / "keys").mkdir()
    guess_delay.begin(tmp_path)
    return tmp_path


@pytest.fixture
def gate(home: Path, clock: Uptime) -> Gate:
    return Gate(home, {"S01", "S02"}, clock, BOOT)


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
    except (KeyFileError, NotLetIn):
        return 0.0


def test_three_failures_are_free_and_then_the_wait_doubles_up_to_five_minutes(gate: Gate, clock: Uptime) -> None:
    waits = []
    for _ in range(13):
        waits.append(fail(gate))
        clock.wait(waits[-1])
    assert waits == [0, 0, 0, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300]


def test_a_guess_before_its_time_is_not_judged(gate: Gate, clock: Uptime) -> None:
    for _ in range(4):
        fail(gate)
    clock.wait(1.5)
    judged = []
    with pytest.raises(TooSoon) as caught, gate.attempt("S01"):
        judged.append("it was")
    assert (judged, caught.value.wait_s) == ([], 0.5)


def test_the_wait_survives_a_restart_of_the_program(gate: Gate, clock: Uptime, home: Path) -> None:
    for _ in range(4):
        fail(gate)
    clock.wait(1)
    assert wait_of(Gate(home, {"S01"}, clock, BOOT)) == 1


def test_a_reboot_does_not_shorten_the_wait(gate: Gate, home: Path) -> None:
    for _ in range(4):
        fail(gate)
    clock = Uptime()
    clock.passed_s = 1_000_000.0
    after = Gate(home, {"S01"}, clock, "the second run")
    assert wait_of(after) == 2
    clock.wait(1)
    assert wait_of(after) == 1
    clock.wait(1)
    assert wait_of(after) == 0


def test_the_right_passphrase_ends_the_count(gate: Gate, clock: Uptime) -> None:
    for _ in range(4):
        fail(gate)
    clock.wait(2)
    with gate.attempt("S01"):
        pass
    assert [fail(gate) for _ in range(4)] == [0, 0, 0, 2]


def test_each_staff_member_waits_on_their_own(gate: Gate) -> None:
    for _ in range(4):
        fail(gate)
    assert (wait_of(gate, "S01"), wait_of(gate, "S02")) == (2, 0)


def test_pulling_the_plug_during_a_guess_makes_it_no_free_one(gate: Gate, clock: Uptime, home: Path) -> None:
    for _ in range(3):
        fail(gate)
    before = {path: path.read_bytes() for path in (home / FILE, home / "keys" / FILE)}
    with pytest.raises(KeyFileError), gate.attempt("S01"):
        during = {path: path.read_bytes() for path in before}
        raise KeyFileError("the power goes here")
    for path, data in during.items():
        path.write_bytes(data)
    assert wait_of(Gate(home, {"S01"}, clock, BOOT)) == 2


def test_what_else_goes_wrong_is_no_failure_of_the_staff_member(gate: Gate) -> None:
    for _ in range(5):
        with pytest.raises(KeyFileError), gate.attempt("S01"):
            raise KeyFileError("the ring is damaged. Restore it")
    assert fail(gate) == 0


def test_one_guess_at_a_time_is_made_at_a_station(gate: Gate, home: Path) -> None:
    import fcntl

    with pytest.raises(KeyFileError), gate.attempt("S01"):
        folder = os.open(home / "keys", os.O_RDONLY)
        with pytest.raises(BlockingIOError):
            fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
        os.close(folder)
        raise KeyFileError("not tried")


# ---- two copies ----


def gone(path: Path) -> None:
    path.unlink()


def rubbish(path: Path) -> None:
    path.write_bytes(b"\x00\xff{")


def other_format(path: Path) -> None:
    path.write_text('{"format": "luobi-sign-ins/9", "failures": {}}', "ascii")


def negative(path: Path) -> None:
    told = {"count": -1, "unreported": 0, "boot": BOOT, "since_s": 0}
    path.write_text(json.dumps({"format": guess_delay.FORMAT, "failures": {"S01": told}}), "ascii")


def no_time(path: Path) -> None:
    told = {"count": 1, "unreported": 0, "boot": BOOT, "since_s": "x"}
    path.write_text(json.dumps({"format": guess_delay.FORMAT, "failures": {"S01": told}}), "ascii")


def nested_deep(path: Path) -> None:
    path.write_bytes(b"[" * 100_000)


def pipe(path: Path) -> None:
    path.unlink()
    os.mkfifo(path)


def device_without_end(path: Path) -> None:
    path.unlink()
    path.symlink_to("/dev/zero")


HARM = (gone, rubbish, other_format, negative, no_time, nested_deep, pipe, device_without_end)


@pytest.mark.parametrize("copy", [FILE, f"keys/{FILE}"])
@pytest.mark.parametrize("harm", HARM, ids=lambda one: one.__name__)
@pytest.mark.parametrize("staff", ["S01", "S02", "S99"])
def test_where_a_copy_is_missing_or_damaged_everybody_waits_longest(
    gate: Gate, clock: Uptime, home: Path, harm: Callable[[Path], None], copy: str, staff: str
) -> None:
    harm(home / copy)
    assert wait_of(gate, staff) == 300
    clock.wait(299)
    assert wait_of(gate, staff) == 1
    clock.wait(1)
    assert wait_of(gate, staff) == 0


def test_of_two_copies_the_higher_count_holds(gate: Gate, home: Path) -> None:
    before = (home / FILE).read_bytes()
    for _ in range(4):
        fail(gate)
    (home / FILE).write_bytes(before)
    assert wait_of(gate) == 2


def test_the_count_of_an_earlier_version_goes_on(home: Path, clock: Uptime) -> None:
    (home / "keys" / FILE).unlink()
    told = {"S01": {"count": 6, "at": "2026-11-24T04:00:00+00:00"}}
    (home / FILE).write_text(json.dumps({"format": "luobi-sign-ins/1", "failures": told}), "ascii")
    gate = Gate(home, {"S01", "S02"}, clock, BOOT)
    assert (wait_of(gate, "S02"), wait_of(gate)) == (0, 8)
    clock.wait(8)
    with gate.attempt("S01"):
        pass
    assert wait_of(gate) == 0


def test_nobody_waits_at_a_station_where_nobody_has_signed_in(tmp_path: Path, clock: Uptime) -> None:
    (tmp_path / "keys").mkdir()
    assert wait_of(Gate(tmp_path, {"S01"}, clock, BOOT)) == 0


def test_a_copy_of_a_station_on_a_medium_that_cannot_be_written_opens(
    gate: Gate, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(4):
        fail(gate)
    monkeypatch.setattr(os, "access", lambda _path, mode: mode != os.W_OK)
    assert wait_of(gate) == 0


# ---- reports ----


def test_failures_are_reported_once_and_the_wait_stays(gate: Gate) -> None:
    for _ in range(4):
        fail(gate)
    with pytest.raises(NotLetIn), gate.attempt("X"):
        pass
    assert gate.unreported() == {NOBODY: 1, "S01": 4}
    gate.report()
    assert (gate.unreported(), wait_of(gate)) == ({}, 2)


def test_the_right_passphrase_leaves_failures_to_be_reported(gate: Gate) -> None:
    for _ in range(2):
        fail(gate)
    with gate.attempt("S01"):
        pass
    assert gate.unreported() == {"S01": 2}


# ---- through the key ring ----


def test_a_station_is_opened_by_its_passphrase_and_every_guess_costs(tmp_path: Path) -> None:
    cost = keyring.Cost(8, 1, 1)
    keyring.create(tmp_path / "keys", "station.example/a", {"S01": "a long passphrase"}, cost=cost)
    guess_delay.begin(tmp_path)
    waits = []
    for _ in range(4):
        with pytest.raises(NotLetIn) as caught:
            guess_delay.unlock(tmp_path, "S01", "a wrong passphrase")
        waits.append(caught.value.wait_s)
    assert waits == [0, 0, 0, 2]
    with pytest.raises(TooSoon):
        guess_delay.unlock(tmp_path, "S01", "a long passphrase")


def test_a_count_is_for_its_owner_only(home: Path) -> None:
    assert [(home / copy).stat().st_mode & 0o777 for copy in (FILE, f"keys/{FILE}")] == [0o600, 0o600]
