"""The implementations of the archive's storage keep the promises of its port."""

from __future__ import annotations

import errno
import os
import sqlite3
import stat
from collections.abc import Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from hashlib import sha256
from pathlib import Path

import pytest

from archive.errors import RESTORE_FILE, BlobError, NotAFile
from archive.log import Log
from archive.receipt import Receipt
from archive.storage import tables
from archive.storage.folder import BlobFolder, PublicFolder
from archive.storage.port import Blobs, PublicFiles, Reading, Writing
from archive.storage.sqlite import SqliteReader, SqliteWriter
from archive.store import Store
from archive.verify import verify
from archive.verify_receipt import answer
from forms.message import Message
from tests.archive import conftest as station
from tests.archive.conformance import (
    BlobPromises,
    FilePromises,
    KeptBlobs,
    KeptFiles,
    KeptLog,
    LogPromises,
)

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

    def full(self) -> AbstractContextManager[None]:
        return full_disk()


class FilesInFolder:
    """Public files in a folder."""

    def __init__(self, folder: Path) -> None:
        self.path = folder
        self.files: PublicFiles = PublicFolder(folder)

    def _place(self, name: str) -> Path:
        place = self.path / name
        place.parent.mkdir(exist_ok=True)
        return place

    def put(self, name: str, content: bytes) -> None:
        self._place(name).write_bytes(content)

    def put_no_file(self, name: str) -> None:
        os.mkfifo(self._place(name))

    def full(self) -> AbstractContextManager[None]:
        return full_disk()


@contextmanager
def full_disk() -> Iterator[None]:
    def no_room(descriptor: int) -> None:
        if stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise OSError(errno.ENOSPC, "No space left on device")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "fsync", no_room)
        yield


class BlobsInMemory:
    """Blobs in a dictionary."""

    def __init__(self, _folder: Path | None = None) -> None:
        self.content: dict[str, bytes | None] = {}
        self.room = True

    @property
    def blobs(self) -> Blobs:
        return self

    def create(self) -> None:
        pass

    def write(self, ciphertext: bytes) -> str:
        name = sha256(ciphertext).hexdigest()
        if not self.room:
            raise BlobError(Message("archive.blob-not-written", why="no room"))
        self.content[name] = ciphertext
        return name

    def read(self, digest: str, size: int) -> bytes:
        found = self.content.get(digest)
        if found is None or len(found) != size or sha256(found).hexdigest() != digest:
            raise BlobError(Message("archive.blob-altered", digest=digest, remedy=RESTORE_FILE))
        return found

    def measure(self, digest: str) -> tuple[str, int]:
        if digest not in self.content:
            raise FileNotFoundError(digest)
        if (found := self.content[digest]) is None:
            raise NotAFile(Message("archive.file-not-regular", path=digest, remedy=RESTORE_FILE))
        return sha256(found).hexdigest(), len(found)

    def names(self) -> Iterator[str]:
        yield from sorted(self.content)

    def put(self, name: str, content: bytes) -> None:
        self.content[name] = content

    def put_no_blob(self, name: str) -> None:
        self.content[name] = None

    def break_off(self, content: bytes) -> None:
        pass

    @contextmanager
    def full(self) -> Iterator[None]:
        self.room = False
        yield
        self.room = True


class FilesInMemory:
    """Public files in a dictionary."""

    def __init__(self, _folder: Path | None = None) -> None:
        self.content: dict[str, bytes | None] = {}
        self.room = True

    @property
    def files(self) -> PublicFiles:
        return self

    def read(self, name: str, most: int) -> bytes:
        if name not in self.content:
            raise FileNotFoundError(name)
        if (found := self.content[name]) is None or len(found) > most:
            raise NotAFile(Message("archive.file-not-regular", path=name, remedy=RESTORE_FILE))
        return found

    def write(self, name: str, content: bytes) -> None:
        if not self.room:
            raise OSError(errno.ENOSPC, "no room")
        self.content[name] = content

    def put(self, name: str, content: bytes) -> None:
        self.content[name] = content

    def put_no_file(self, name: str) -> None:
        self.content[name] = None

    @contextmanager
    def full(self) -> Iterator[None]:
        self.room = False
        yield
        self.room = True


LOGS = {"SQLite": InSqlite}
BLOBS = {"folder": InFolder, "memory": BlobsInMemory}
FILES = {"folder": FilesInFolder, "memory": FilesInMemory}


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


class TestFiles(FilePromises):
    @pytest.fixture(params=FILES.values(), ids=FILES)
    def kept(self, request: pytest.FixtureRequest, tmp_path: Path) -> KeptFiles:
        files: KeptFiles = request.param(tmp_path)
        return files


class Elsewhere:
    """A storage that has no folder of a station: blobs and public files in memory, the log under another name."""

    def __init__(self, log: Path) -> None:
        self._log, self._blobs, self._files = log, BlobsInMemory(), FilesInMemory()

    @property
    def blobs(self) -> Blobs:
        return self._blobs

    @property
    def files(self) -> PublicFiles:
        return self._files

    def read(self) -> Reading:
        return SqliteReader.open(self._log)

    def write(self) -> Writing:
        return SqliteWriter.open(self._log)

    def create(self) -> Writing:
        return SqliteWriter.create(self._log)


def test_an_archive_needs_no_folder_of_a_station(tmp_path: Path) -> None:
    storage = Elsewhere(tmp_path / "any.db")
    with station.begin(storage) as store:
        entry = station.append(store, 1)
        note = store.sign_checkpoint(station.KEYS)
    for name, content in station.beside().items():
        storage.files.write(name, content)
    assert storage.files.read("checkpoint", 1 << 20) == note.encode()
    with Log.read(storage) as log:
        report = verify(log, store_key=station.STORE_KEY, checkpoints=[note])
        assert (report.verdict, report.findings) == ("anchored", ())
        assert answer(log, Receipt.of(entry, note)).findings == []
    with Store.open(storage) as store:
        station.append(store, 2)
        store.sign_checkpoint(station.KEYS)
    storage.files.write("checkpoint", note.encode())
    storage.files.write("ca.pem", b"another")
    with Log.read(storage) as log:
        kinds = {each.kind.name for each in verify(log).findings}
    assert kinds == {"NOT_ANCHORED", "CONTENTS_UNCHECKED", "CHECKPOINT_UNPUBLISHED", "TRUST_MISMATCH"}
    assert sorted(path.name for path in tmp_path.iterdir()) == ["any.db"]


def test_a_blob_in_a_folder_is_absent_too_where_its_folder_is_a_file(tmp_path: Path) -> None:
    blobs = InFolder(tmp_path).blobs
    (tmp_path / "blobs/ab").write_bytes(b"")
    with pytest.raises(FileNotFoundError):
        blobs.measure("ab" * 32)
