"""`luobi terminal` and its options: what the program is started with, and begun with again after a break."""

from __future__ import annotations

from pathlib import Path
from queue import SimpleQueue
from typing import Any

import pytest
from click.testing import CliRunner, Result

from terminal import hardening
from terminal.__main__ import luobi
from terminal.app import compose
from terminal.clerk import process
from terminal.windows import displays
from tests.terminal import stations


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """What the command did: whether it admitted a debugger, and what it ran."""
    did: list[Any] = []

    def run(_home: Path, _pad: str, arguments: list[str], *options: bool) -> int:
        did.append((arguments[8:], options))
        return 0

    monkeypatch.setattr(displays, "require_display", lambda _environment: None)
    monkeypatch.setattr(compose, "run", run)
    monkeypatch.setattr(hardening, "keep_to_itself", did.append)
    return did


def started(home: Path, kind: str, *options: str) -> Result:
    home.mkdir(mode=0o700)
    (home / "station.toml").write_text(stations.settings(kind).to_toml(), "utf-8")
    return CliRunner().invoke(luobi, ["--lang", "en", "terminal", "--home", str(home), *options], standalone_mode=False)


OPTIONS: dict[tuple[str, ...], tuple[bool, bool]] = {
    (): (False, False),
    ("--debug",): (True, False),
    ("--debuggable",): (False, True),
    ("--debug", "--debuggable"): (True, True),
}


@pytest.mark.parametrize(("options", "expected"), OPTIONS.items(), ids=str)
def test_the_program_begins_again_as_it_was_begun(
    tmp_path: Path, asked: list[Any], options: tuple[str, ...], expected: tuple[bool, bool]
) -> None:
    result = started(tmp_path / "station", "training", *options)
    assert result.exception is None
    assert asked == [expected[1], (list(options), expected)]
    assert ("can read the memory of windows and clerk" in result.stderr) is expected[1]


@pytest.mark.parametrize("options", [("--debuggable",), ("--debug", "--debuggable")], ids=str)
def test_a_production_station_admits_no_debugger(tmp_path: Path, asked: list[Any], options: tuple[str, ...]) -> None:
    result = started(tmp_path / "station", "production", *options)
    assert "this is a production station" in str(result.exception)
    assert getattr(result.exception, "exit_code", None) == 2
    assert asked == []


def test_a_production_station_keeps_its_journal_with_debug(tmp_path: Path, asked: list[Any]) -> None:
    assert started(tmp_path / "station", "production", "--debug").exception is None
    assert asked == [False, (["--debug"], (True, False))]


@pytest.mark.parametrize(("options", "expected"), OPTIONS.items(), ids=str)
def test_the_clerks_process_has_the_same_options(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, options: tuple[str, ...], expected: tuple[bool, bool]
) -> None:
    did: dict[str, Any] = {}
    monkeypatch.setattr(process, "confine", lambda _parent, _orders, debuggable: did.update(debuggable=debuggable))
    monkeypatch.setattr(process, "warm_up", lambda: None)
    monkeypatch.setattr(process.socket, "socket", lambda **_: None)
    monkeypatch.setattr(process, "listen", lambda _line, orders: orders.put(None))
    monkeypatch.setattr(process, "Journal", lambda *_, debug: did.update(debug=debug) or process.journal.SILENT)
    assert process.main(["9", "1", str(tmp_path), *options]) == 0
    assert (did["debug"], did["debuggable"]) == expected


@pytest.mark.parametrize("debuggable", [False, True])
def test_the_clerk_admits_a_debugger_only_when_told_to(monkeypatch: pytest.MonkeyPatch, debuggable: bool) -> None:
    did: list[bool] = []
    monkeypatch.setattr(process, "keep_to_itself", did.append)
    monkeypatch.setattr(process, "die_with", lambda *_: True)
    monkeypatch.setattr(process.signal, "signal", lambda *_: None)
    process.confine(1, SimpleQueue(), debuggable)
    assert did == [debuggable]
