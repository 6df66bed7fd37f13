"""One station, copied for each scene, and one screen for all scenes of a file."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.scenes.scene_runner import Company
from tests.scenes.virtual_screens import Displays, displays
from tests.terminal import stations


@pytest.fixture(scope="session")
def pristine(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A training station at which nothing has happened, with two staff members."""
    folder = tmp_path_factory.mktemp("windows") / "pristine"
    passphrases = {"S01": stations.PASSPHRASE, "S02": stations.SECOND_PASSPHRASE}
    stations.make_with_kit(folder, passphrases=passphrases, at=datetime.now(UTC))
    return folder


@pytest.fixture
def home(pristine: Path, tmp_path: Path) -> Path:
    """That station, for one test."""
    folder = tmp_path / "station"
    shutil.copytree(pristine, folder)
    return folder


@pytest.fixture(scope="module")
def shown() -> Iterator[Displays]:
    """The desk's monitor and the pad's."""
    with displays() as both:
        yield both


@pytest.fixture(scope="module")
def company(shown: Displays) -> Company:
    """Whoever plays on it."""
    return Company(shown)
