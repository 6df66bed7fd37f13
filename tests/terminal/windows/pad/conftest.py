"""The pad under test."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:  # unit tests lie in this folder, too
    from pytestqt.qtbot import QtBot

    from tests.terminal.windows.pad.driven_pad import Pad
    from tests.terminal.windows.pad.pad_at_counter import Counter


@pytest.fixture
def pad(qtbot: QtBot) -> Iterator[Pad]:
    """A shown pad."""
    from tests.terminal.windows.pad.driven_pad import Pad

    pad = Pad()
    qtbot.addWidget(pad.window)
    qtbot.waitExposed(pad.window)
    yield pad
    pad.close()


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A training station; tests work at copies of it."""
    from tests.terminal import stations

    folder = tmp_path_factory.mktemp("pad") / "made"
    stations.make_with_kit(folder)
    return folder


@pytest.fixture
def counter(qtbot: QtBot, made: Path, tmp_path: Path) -> Iterator[Counter]:
    """Staff have signed in; the pad greets."""
    from tests.terminal.windows.pad.pad_at_counter import Counter, home_of

    one = Counter(qtbot, home_of(made, tmp_path))
    yield one
    one.close()
