"""What a unit test may not do is refused, and the tier is whole without Qt."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.unit import GUARD, HERE, MODULES, ROOMS

REFUSED: dict[str, tuple[Callable[[], object], str]] = {
    "a process": (lambda: subprocess.run(["true"], check=False), "subprocess.Popen"),
    "a shell": (lambda: os.system("true"), "os.system"),
    "a spawn": (lambda: os.posix_spawn("/bin/true", ["true"], {}), "os.posix_spawn"),
    "a fork": (lambda: sys.audit("os.fork"), "os.fork"),
    "another program": (lambda: sys.audit("os.exec", "/bin/true", ["true"], {}), "os.exec"),
    "a database": (lambda: sqlite3.connect(":memory:"), "sqlite3.connect"),
}


@pytest.mark.parametrize(("act", "event"), REFUSED.values(), ids=REFUSED)
def test_a_unit_test_starts_no_process_and_opens_no_database(act: Callable[[], object], event: str) -> None:
    GUARD.begin("test_something")
    try:
        with pytest.raises(PermissionError, match=f"{event} in a unit test, test_something"):
            act()
        assert GUARD.did == [event]
    finally:
        GUARD.begin("")


def test_other_tests_may(tmp_path: Path) -> None:
    sqlite3.connect(tmp_path / "db").close()
    assert subprocess.run(["true"], check=False).returncode == 0
    assert GUARD.did == []


def test_every_room_that_is_named_is_there() -> None:
    named = {(folder, name) for folder, names in ROOMS.items() for name in names.split()}
    assert {room for room in named if not list((HERE / room[0]).glob(f"test_{room[1]}.py"))} == set()


def test_the_tier_is_read_without_qt_and_nothing_else_is() -> None:
    """Where only the tier runs, an import of Qt is an error; so is what else would be read: windows need Qt."""
    read = subprocess.run(
        [sys.executable, "-m", "pytest", "-m", "unit", "--collect-only", "-q", "-p", "no:cacheprovider"],
        capture_output=True, text=True, cwd=ROOT, check=False,
    )  # fmt: skip
    assert read.returncode == 0, read.stdout
    tests = [line for line in read.stdout.splitlines() if "::" in line]
    assert {ROOT / test.split("::")[0] for test in tests} == MODULES
    assert len(tests) >= 1_000
