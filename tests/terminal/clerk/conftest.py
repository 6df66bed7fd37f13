"""One shelf of archived records, copied for each test."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from signing.fonts import Faces
from terminal.station import station
from tests.terminal import stations
from tests.terminal.clerk.archived_records import ArchivedRecords, refused, sealed


@pytest.fixture(scope="module")
def faces() -> Faces:
    return Faces.load()


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory, faces: Faces) -> tuple[Path, tuple[str, str]]:
    """The station's folder and its records, made once."""
    folder = tmp_path_factory.mktemp("shelf") / "station"
    opened, _ = stations.make(folder)
    counter = stations.counter_of(opened, faces)
    records = sealed(counter), refused(counter)
    opened.store.close()
    return folder, records


@pytest.fixture
def here(kept: tuple[Path, tuple[str, str]], faces: Faces, tmp_path: Path) -> Iterator[ArchivedRecords]:
    shutil.copytree(kept[0], tmp_path / "station")
    (tmp_path / "stick").mkdir()
    opened = station.unlock(tmp_path / "station", "S01", stations.PASSPHRASE)
    yield ArchivedRecords(stations.counter_of(opened, faces), kept[1], tmp_path / "stick")
    opened.store.close()
