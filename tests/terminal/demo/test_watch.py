"""What holds the windows' thread is found, with the place in the code that held it."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from terminal.demo.watch import Moment, Watch, held_of

NOT_TOLD = Path("/proc/pressure/of-nothing")


def work(seconds: float) -> None:
    until = time.thread_time() + seconds
    while time.thread_time() < until:
        pass


def test_work_that_holds_the_thread_is_named(qtbot: QtBot) -> None:
    watch = Watch(limit_ms=50)
    watch.start()
    qtbot.waitUntil(lambda: len(watch.blocks.late_ms) > 3, timeout=30_000)
    work(0.4)
    qtbot.waitUntil(lambda: watch.blocks.worst_held_ms() > 300, timeout=30_000)
    assert any("in work" in stack for stack in watch.stop().stacks)


def test_an_idle_window_holds_nobody(qtbot: QtBot) -> None:
    watch = Watch(limit_ms=10_000)
    watch.start()
    qtbot.waitUntil(lambda: len(watch.blocks.late_ms) > 10, timeout=30_000)
    assert watch.stop().stacks == []


def test_a_sleeping_thread_holds_the_windows_all_the_same(qtbot: QtBot) -> None:
    watch = Watch(limit_ms=50, pressure=NOT_TOLD)
    watch.start()
    qtbot.waitUntil(lambda: len(watch.blocks.late_ms) > 3, timeout=30_000)
    time.sleep(0.2)
    qtbot.waitUntil(lambda: watch.blocks.worst_ms() > 100, timeout=30_000)
    assert watch.stop().worst_held_ms() > 100


@pytest.mark.parametrize(
    ("passed_ms", "worked_ms", "queued_ms", "held_ms"),
    [
        (305, 20, 0, 300),
        (305, 20, 30, 300),
        (305, 20, 31, 20),
        (305, 290, 305, 290),
        (305, 305, 305, 300),
        (4, 4, 4, 0),
    ],
    ids=["asleep", "asleep, hardly busy", "asleep, busy", "at work, busy", "at work all the time", "in time"],
)
def test_on_a_busy_machine_only_the_threads_own_work_counts(
    passed_ms: float, worked_ms: float, queued_ms: float, held_ms: float
) -> None:
    before, late_ms = Moment(1000, 50, 700), max(0, passed_ms - 5)
    now = Moment(1000 + passed_ms, 50 + worked_ms, 700 + queued_ms)
    assert held_of(before, now, late_ms) == held_ms
