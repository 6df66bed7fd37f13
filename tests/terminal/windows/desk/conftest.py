"""A seat at the desk, before and after signing in."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from signing import keyring
from tests.terminal import stations
from tests.terminal.windows.desk.driven_desk import Seat, seated


@pytest.fixture
def closed(qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Seat]:
    """Nobody has signed in."""
    monkeypatch.setattr(keyring, "Cost", stations.cheap)
    with seated(qtbot, tmp_path / "station") as seat:
        yield seat


@pytest.fixture
def seat(closed: Seat) -> Seat:
    """The first staff member operates."""
    closed.sign_in()
    assert closed.reception.operator is not None
    return closed
