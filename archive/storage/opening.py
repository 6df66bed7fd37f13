"""The storage of an archive in a station's folder: an SQLite file, a folder of blobs, and the public files."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from archive.errors import NoLog, StorageFailed, StoreError
from archive.storage.folder import BlobFolder, PublicFolder
from archive.storage.port import Blobs, PublicFiles, Reading, Storage, Writing
from archive.storage.sqlite import SqliteReader, SqliteWriter
from forms.message import Message
from forms.system_errors import why
from signing import durable

LOG_FILE, BLOB_FOLDER = "log.sqlite", "blobs"
Random = Callable[[int], bytes]


@dataclass(frozen=True, slots=True)
class FolderStorage:
    """The storage in a station's folder. `random` gives temporary files their names."""

    path: Path
    random: Random = os.urandom

    @property
    def blobs(self) -> Blobs:
        """The folder of blobs."""
        return BlobFolder(self.path / BLOB_FOLDER, self.random)

    @property
    def files(self) -> PublicFiles:
        """The files in the folder."""
        return PublicFolder(self.path, self.random)

    @property
    def _log(self) -> Path:
        return self.path / LOG_FILE

    def read(self) -> Reading:
        """Open the log for reading. Raise NoLog when there is none, StoreError when it cannot be opened."""
        with _opening(self._log):
            return SqliteReader.open(self._log)

    def write(self) -> Writing:
        """Open the log for writing. Raise NoLog when there is none, StoreError when writes would not be durable."""
        if not self._log.is_file():
            raise NoLog(Message("archive.no-log", path=str(self._log)))
        with _opening(self._log):
            return SqliteWriter.open(self._log)

    def create(self) -> Writing:
        """Create an empty log in the folder, which is created when missing. Raise StoreError when that fails."""
        if self._log.exists():
            raise StoreError(Message("archive.log-exists", path=str(self._log)))
        self.path.mkdir(mode=0o700, parents=True, exist_ok=True)
        durable.create(self._log, b"", random=self.random)  # SQLite would let others read its file
        with _opening(self._log):
            return SqliteWriter.create(self._log)


def storage_at(place: Path | Storage, random: Random = os.urandom) -> Storage:
    """Return the storage at a place.

    Args:
        place: The folder of a station, or a storage of another kind.
        random: Gives temporary files in a folder their names.
    """
    return FolderStorage(place, random) if isinstance(place, Path) else place


@contextmanager
def _opening(path: Path) -> Iterator[None]:
    try:
        yield
    except (OSError, StorageFailed) as error:
        raise StoreError(Message("archive.log-not-opened", path=str(path), why=why(error))) from error
