"""The pad under test."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from tests.terminal.pad.pads import Pad


@pytest.fixture
def pad(qtbot: QtBot) -> Iterator[Pad]:
    """A shown pad."""
    pad = Pad()
    qtbot.addWidget(pad.window)
    qtbot.waitExposed(pad.window)
    yield pad
    pad.close()
