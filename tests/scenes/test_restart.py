"""A window that breaks: the program begins anew in the same process, and nothing of it is lost or left over."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import ROOT
from tests.scenes.breaking_terminal import NAME
from tests.scenes.newcomer import ONE, PATIENCE_S, at_the_counter
from tests.scenes.scene_runner import alone
from tests.scenes.virtual_screens import displays
from tests.terminal import stations

PASSPHRASE = "rain in march"
STAFF = "S01  李文明"
BREAKING = "tests.scenes.breaking_terminal"


@dataclass
class Begun:
    """What was there before the break, after it, and when staff had signed in again."""

    pids: tuple[int, int]
    before: dict[str, Any]
    after: dict[str, Any]
    again: dict[str, Any]
    children: tuple[dict[int, str], dict[int, str]]
    open_files: tuple[list[str], list[str]]
    second: subprocess.CompletedProcess[str]
    said: str


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("anew") / "station"
    stations.make_with_kit(folder, passphrases={"S01": PASSPHRASE}, at=datetime.now(UTC))
    return folder


@pytest.fixture(scope="module")
def begun(home: Path) -> Begun:
    folder = home.parent
    with displays(ONE) as shown, at_the_counter(home, folder, shown, program=BREAKING) as person:
        person.sign_in(STAFF, PASSPHRASE)
        person.begins("sydj")
        before, pid, had, files = person.look(), person.pid, children(person.pid), open_files(person.pid)
        person.screen.unlink()
        person.screen.with_suffix(".break").touch()
        after = person.wait(lambda seen: STAFF in seen["desk"]["buttons"], "the sign-in")
        kept, files_after = children(pid), open_files(pid)
        person.sign_in(STAFF, PASSPHRASE)
        again = person.wait(lambda seen: any("失业登记表" in each for each in seen["desk"]["buttons"]), "the visit")
        command = [sys.executable, "-m", "terminal", "--lang", "zh", "terminal", "--home", str(home)]
        second = subprocess.run(command, cwd=ROOT, env=shown.environment(), capture_output=True, text=True, check=False)
    return Begun(
        (pid, person.pid),
        before,
        after,
        again,
        (had, kept),
        (files, files_after),
        second,
        (folder / "told").read_text(),
    )


def children(pid: int) -> dict[int, str]:
    """The processes that a process has, each with its state, "Z" for one that nobody has buried."""
    found: dict[int, str] = {}
    for thread in Path(f"/proc/{pid}/task").iterdir():
        for child in (thread / "children").read_text().split():
            stat = Path(f"/proc/{child}/stat").read_text()
            found[int(child)] = stat.rpartition(")")[2].split()[0]
    return found


def open_files(pid: int) -> list[str]:
    """The kinds of what it has open, sorted: a socket is as good as another."""
    links = [str(each.readlink()) for each in Path(f"/proc/{pid}/fd").iterdir()]
    return sorted(link.partition(":[")[0] for link in links)


def test_the_program_begins_anew_in_its_own_process_before_whoever_signs_in(begun: Begun) -> None:
    assert begun.pids[0] == begun.pids[1]
    assert begun.before["pad"]["screen"] == "Notice"
    assert begun.after["pad"]["screen"] == "Idle"
    assert "新办件" not in begun.after["desk"]["buttons"]


def test_one_line_without_data_is_said(begun: Begun) -> None:
    assert re.fullmatch(r"luobi: \S+Z ValueError at breaking_terminal\.py:\d+\n", begun.said)
    assert NAME not in begun.said


def test_the_journal_tells_of_the_break_and_of_both_beginnings(begun: Begun, home: Path) -> None:
    written = [(home / "journal" / f"{name}.jsonl").read_text("ascii") for name in ("terminal", "clerk")]
    windows, clerk = ([json.loads(line) for line in text.splitlines()] for text in written)
    events = [line["event"] for line in windows if line["room"] != "pen"]
    notable = {"started", "signed-in", "visit-begun", "broken", "ended", "visit-found"}
    once = ["started", "signed-in", "visit-begun", "broken", "ended"]
    assert [event for event in events if event in notable][:7] == [*once, "started", "signed-in"]
    assert [line["error"] for line in windows if line["event"] == "broken"] == ["ValueError"]
    assert {(line["name"], line["version"]) for line in windows if line["event"] == "started"} == {
        ("training", metadata.version("luobi"))
    }
    assert [line["event"] for line in clerk][:2] == ["started", "order-done"]
    assert [line["event"] for line in clerk].count("ended") == 2
    assert NAME not in "".join(written)
    assert "李文明" not in json.dumps(windows + clerk, ensure_ascii=False)


def test_no_process_and_no_open_file_of_the_broken_program_is_left(begun: Begun) -> None:
    had, kept = begun.children
    assert len(had) == len(kept) == 1
    assert not set(had) & set(kept)
    assert "Z" not in kept.values()
    before, after = begun.open_files
    assert not Counter(after) - Counter(before)


def test_the_visit_in_hand_is_found_again(begun: Begun) -> None:
    (visit,) = (each for each in begun.again["desk"]["buttons"] if "失业登记表" in each)
    assert "已暂停" in visit


def test_a_second_terminal_is_refused_in_words_before_it_opens_a_window(begun: Begun) -> None:
    assert begun.second.returncode == 2
    assert "这个站点已经开着一个终端。请用那边的窗口，或先把它关掉" in begun.second.stderr


def test_a_program_that_breaks_at_once_is_not_begun_anew(home: Path) -> None:
    screen = home.parent / "broken" / "screen.json"
    screen.parent.mkdir()
    screen.with_suffix(".break").touch()
    command = [sys.executable, "-m", BREAKING, str(screen), "--at-once", "terminal", "--home", str(home)]
    with displays(ONE) as shown, alone():
        done = subprocess.run(
            command, cwd=ROOT, env=shown.environment(), capture_output=True, text=True, check=False, timeout=PATIENCE_S
        )
    assert done.returncode == 3
    assert done.stderr.count("\n") == 1
    assert "ValueError at breaking_terminal.py" in done.stderr
