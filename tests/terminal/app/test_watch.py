"""What holds the windows' thread is found, with the place in the code that held it."""

import time

from pytestqt.qtbot import QtBot

from terminal.app.watch import Watch


def a_slow_slot() -> None:
    until = time.monotonic() + 0.2
    while time.monotonic() < until:
        pass


def test_a_slot_that_holds_the_thread_is_named(qtbot: QtBot) -> None:
    watch = Watch(limit_ms=50)
    watch.start()
    qtbot.waitUntil(lambda: len(watch.blocks.late_ms) > 3, timeout=30_000)
    a_slow_slot()
    qtbot.waitUntil(lambda: watch.blocks.worst_ms() > 100, timeout=30_000)
    blocks = watch.stop()
    assert any("a_slow_slot" in stack for stack in blocks.stacks)


def test_an_idle_window_holds_nobody(qtbot: QtBot) -> None:
    watch = Watch(limit_ms=10_000)
    watch.start()
    qtbot.waitUntil(lambda: len(watch.blocks.late_ms) > 10, timeout=30_000)
    assert watch.stop().stacks == []


def test_what_the_machine_had_no_processor_for_is_told_apart(qtbot: QtBot) -> None:
    watch = Watch(limit_ms=1)
    watch.start()
    qtbot.waitUntil(lambda: len(watch.blocks.late_ms) > 10, timeout=30_000)
    blocks = watch.stop()
    assert len(blocks.held_ms) == len(blocks.late_ms)
    assert all(held <= late for held, late in zip(blocks.held_ms, blocks.late_ms, strict=True))


def test_a_sleeping_thread_holds_the_windows_all_the_same(qtbot: QtBot) -> None:
    watch = Watch(limit_ms=50)
    watch.start()
    qtbot.waitUntil(lambda: len(watch.blocks.late_ms) > 3, timeout=30_000)
    time.sleep(0.2)
    qtbot.waitUntil(lambda: watch.blocks.worst_ms() > 100, timeout=30_000)
    assert watch.stop().worst_held_ms() > 100
