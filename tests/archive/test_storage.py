"""The implementations of the archive's storage keep the promises of its port."""

from __future__ import annotations

import errno
import os
import sqlite3
import stat
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from archive.storage import tables
from archive.storage.folder import BlobFolder
from archive.storage.port import Blobs, Reading, Writing
from archive.storage.sqlite import SqliteReader, SqliteWriter
from tests.archive.conformance import BlobPromises, KeptBlobs, KeptLog, LogPromises

NEWEST = {"entry": "seq", "checkpoint": "size"}


class InSqlite:
    """A log in an SQLite file."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "log.sqlite"

    def create(self) -> Writing:
        return SqliteWriter.create(self.path)

    def write(self) -> Writing:
        return SqliteWriter.open(self.path)

    def read(self) -> Reading:
        return SqliteReader.open(self.path)

    def state(self) -> object:
        with closing(sqlite3.connect(self.path)) as connection:
            return list(connection.iterdump())

    def _run(self, statement: str, *values: object) -> None:
        with closing(sqlite3.connect(self.path)) as connection, connection:
            assert connection.execute(statement, values).rowcount != 0

    def harm(self, table: str, column: str, value: object) -> None:
        key = NEWEST[table]
        self._run(f"UPDATE {table} SET {column} = ? WHERE {key} = (SELECT max({key}) FROM {table})", value)

    def lose(self, record: str) -> None:
        self._run("DELETE FROM entry WHERE id = ?", record)

    def hold_head(self) -> None:
        with closing(sqlite3.connect(self.path)) as connection, connection:
            connection.execute("CREATE TRIGGER held BEFORE UPDATE ON log BEGIN SELECT RAISE(ABORT, 'held'); END")

    def ruin(self) -> None:
        self._run("DROP TABLE entry")


class InFolder:
    """Blobs in a folder."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "blobs"
        self.blobs: Blobs = BlobFolder(self.path)
        self.blobs.create()

    def _place(self, name: str) -> Path:
        place = self.path / name[:2] / name
        place.parent.mkdir(exist_ok=True)
        return place

    def put(self, name: str, content: bytes) -> None:
        self._place(name).write_bytes(content)

    def put_no_blob(self, name: str) -> None:
        os.mkfifo(self._place(name))

    def break_off(self, content: bytes) -> None:
        (self.path / "tmp/half").write_bytes(content[: len(content) // 2])

    @contextmanager
    def full(self) -> Iterator[None]:
        def no_room(descriptor: int) -> None:
            if stat.S_ISREG(os.fstat(descriptor).st_mode):
                raise OSError(errno.ENOSPC, "No space left on device")

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(os, "fsync", no_room)
            yield


LOGS = {"SQLite": InSqlite}
BLOBS = {"folder": InFolder}


class TestLog(LogPromises):
    @pytest.fixture(params=LOGS.values(), ids=LOGS)
    def kept(self, request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> KeptLog:
        monkeypatch.setattr(tables, "BUSY_TIMEOUT_S", 0)
        log: KeptLog = request.param(tmp_path)
        return log


class TestBlobs(BlobPromises):
    @pytest.fixture(params=BLOBS.values(), ids=BLOBS)
    def kept(self, request: pytest.FixtureRequest, tmp_path: Path) -> KeptBlobs:
        blobs: KeptBlobs = request.param(tmp_path)
        return blobs


def test_a_blob_in_a_folder_is_absent_too_where_its_folder_is_a_file(tmp_path: Path) -> None:
    blobs = InFolder(tmp_path).blobs
    (tmp_path / "blobs/ab").write_bytes(b"")
    with pytest.raises(FileNotFoundError):
        blobs.measure("ab" * 32)
