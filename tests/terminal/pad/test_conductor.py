"""The pad follows the visit: which screen, what the person does on it, one signature, and what a wipe leaves."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from terminal.pad.states import Check, Done, Fill, HandOver, Idle, Notice, Read, Sign
from tests.terminal import stations
from tests.terminal.pad.counters import Counter, home_of


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A training station."""
    folder = tmp_path_factory.mktemp("pad") / "made"
    stations.make_with_kit(folder)
    return folder


@pytest.fixture
def counter(qtbot: QtBot, made: Path, tmp_path: Path) -> Iterator[Counter]:
    """Staff have signed in; the pad greets."""
    one = Counter(qtbot, home_of(made, tmp_path))
    yield one
    one.close()


def test_a_registration_is_led_through_by_pen_alone_and_within_the_touches(counter: Counter) -> None:
    assert isinstance(counter.state, Idle)
    counter.begin()
    assert isinstance(counter.state, Notice)
    counter.agree()
    assert isinstance(counter.state, Fill)
    counter.enter_all()
    assert isinstance(counter.state, Check)
    pages = counter.check()
    assert isinstance(counter.state, Read)
    counter.read()
    assert isinstance(counter.state, Sign)
    counter.write("applicant")
    counter.judged()
    counter.tap("签好了")
    assert isinstance(counter.state, HandOver)
    frozen = counter.visit.frozen
    assert frozen is not None
    assert counter.touches <= 10 + pages + frozen.pages, counter.touches
    counter.tap(f"我是{counter.visit.signer.name}")
    counter.agree()
    counter.read()
    counter.write("staff")
    counter.judged()
    counter.tap("签好了")
    assert isinstance(counter.state, Done)
    counter.tap("我拿好了")
    assert isinstance(counter.state, Idle)
    assert counter.reception.visit is None
    assert len(counter.reception.today) == 1
