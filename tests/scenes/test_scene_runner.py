"""No two scenes play on one machine at once, whichever way they are begun."""

from __future__ import annotations

import fcntl
from pathlib import Path

import pytest

from tests.scenes.newcomer import at_the_counter
from tests.scenes.scene_runner import LOCK, Company, alone
from tests.scenes.virtual_screens import Displays

NOWHERE = Displays(":none")


def test_whoever_plays_keeps_every_other_process_waiting() -> None:
    with alone(), LOCK.open("w") as other, pytest.raises(BlockingIOError):
        fcntl.flock(other, fcntl.LOCK_EX | fcntl.LOCK_NB)


def test_a_scene_within_a_scene_is_refused_and_not_waited_for(tmp_path: Path) -> None:
    with alone():
        with pytest.raises(AssertionError, match="a scene within a scene"), at_the_counter(tmp_path, tmp_path, NOWHERE):
            pass
        with pytest.raises(AssertionError, match="a scene within a scene"):
            Company(NOWHERE).play("registration", tmp_path / "station")
