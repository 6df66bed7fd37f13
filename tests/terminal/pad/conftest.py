"""The pad under test."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from tests.terminal import stations
from tests.terminal.pad.counters import Counter, home_of
from tests.terminal.pad.pads import Pad


@pytest.fixture
def pad(qtbot: QtBot) -> Iterator[Pad]:
    """A shown pad."""
    pad = Pad()
    qtbot.addWidget(pad.window)
    qtbot.waitExposed(pad.window)
    yield pad
    pad.close()


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A training station; tests work at copies of it."""
    folder = tmp_path_factory.mktemp("pad") / "made"
    stations.make_with_kit(folder)
    return folder


@pytest.fixture
def counter(qtbot: QtBot, made: Path, tmp_path: Path) -> Iterator[Counter]:
    """Staff have signed in; the pad greets."""
    one = Counter(qtbot, home_of(made, tmp_path))
    yield one
    one.close()
