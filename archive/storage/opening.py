"""The storage of a station's archive: an SQLite file and a folder of blobs, both in the station's folder."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from archive.errors import NoLog, StorageFailed, StoreError
from archive.storage.folder import BlobFolder
from archive.storage.port import Blobs, Reading, Writing
from archive.storage.sqlite import SqliteReader, SqliteWriter
from forms.message import Message
from forms.system_errors import why
from signing import durable

LOG_FILE, BLOB_FOLDER = "log.sqlite", "blobs"
Random = Callable[[int], bytes]


def open_for_reading(folder: Path) -> Reading:
    """Open the log of the station in `folder`, and change nothing there, not even a file name.

    Raises:
        NoLog: The folder has no log.
        StoreError: The log cannot be opened.
    """
    path = folder / LOG_FILE
    with _opening(path):
        return SqliteReader.open(path)


def open_for_writing(folder: Path) -> Writing:
    """Open the log of the station in `folder` for writing.

    Raises:
        NoLog: The folder has no log.
        StoreError: The log cannot be opened, or writes would not be durable.
    """
    path = folder / LOG_FILE
    if not path.is_file():
        raise NoLog(Message("archive.no-log", path=str(path)))
    with _opening(path):
        return SqliteWriter.open(path)


def create(folder: Path, random: Random) -> Writing:
    """Create an empty log in `folder`, which is created when missing. `random` gives temporary files their names.

    Raise StoreError when the folder has a log already, or when writes would not be durable.
    """
    path = folder / LOG_FILE
    if path.exists():
        raise StoreError(Message("archive.log-exists", path=str(path)))
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    durable.create(path, b"", random=random)  # SQLite would let others read its file
    with _opening(path):
        return SqliteWriter.create(path)


def blobs_of(folder: Path, random: Random = os.urandom) -> Blobs:
    """Return the blobs of the station in `folder`; `random` gives temporary files their names."""
    return BlobFolder(folder / BLOB_FOLDER, random)


@contextmanager
def _opening(path: Path) -> Iterator[None]:
    try:
        yield
    except (OSError, StorageFailed) as error:
        raise StoreError(Message("archive.log-not-opened", path=str(path), why=why(error))) from error
