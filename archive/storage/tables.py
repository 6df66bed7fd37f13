"""The tables of a log, and how its SQLite file is opened.

The rows of `entry` are the log. `raw` is the truth; the other columns are an index that `verify` checks against it.
`wrapkey`, `salt`, `search` and `search_token` are no evidence: the law may require their destruction, which leaves the
log untouched. Writers use BEGIN IMMEDIATE, a write-ahead log and synchronous=FULL; the last two are read back. Readers
never change the folder. They open the file as immutable when no process is writing to it; otherwise they read a private
copy of the file and its write-ahead log.
"""

from __future__ import annotations

import shutil
import sqlite3
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.parse import quote

from sqlalchemy import (
    Column,
    Connection,
    Engine,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    PrimaryKeyConstraint,
    String,
    Table,
    UniqueConstraint,
    create_engine,
    event,
)
from sqlalchemy.pool import StaticPool

from archive.errors import NoLog, StoreError
from forms.message import Message

LOG_ID = 1  # one log to a file; the column is there for stations that will share a database
WRITING = "luobi_writing"  # execution option of a connection that will write
FULL = 2  # PRAGMA synchronous, as SQLite numbers it
BUSY_TIMEOUT_S = 10.0
_COPY_ATTEMPTS = 5
_COPY_PAUSE_S = 0.2

Fingerprint = tuple[tuple[int, int, int], ...]
"""Inode, size and modification time (ns) of the database and of its write-ahead log; zeros for a missing file."""

metadata = MetaData()


def _log_id() -> Column[int]:
    return Column("log_id", Integer, ForeignKey("log.id"), nullable=False)


log = Table(
    "log",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("origin", String, nullable=False, unique=True),
    Column("suite", Integer, nullable=False),
    Column("head_seq", Integer, nullable=False),
    Column("head_leaf", LargeBinary, nullable=False),
)

entry = Table(
    "entry",
    metadata,
    _log_id(),
    Column("seq", Integer, nullable=False),
    Column("prev", LargeBinary, nullable=False),
    Column("leaf", LargeBinary, nullable=False),
    Column("raw", LargeBinary, nullable=False),
    Column("id", String, nullable=False),
    Column("type", String, nullable=False),
    Column("ts", String, nullable=False),
    Column("about", String, nullable=False),
    PrimaryKeyConstraint("log_id", "seq"),
    UniqueConstraint("log_id", "prev"),
    UniqueConstraint("log_id", "leaf"),
    UniqueConstraint("log_id", "id"),
    Index("entry_about", "log_id", "about"),
)

wrapkey = Table(
    "wrapkey",
    metadata,
    _log_id(),
    Column("record", String, nullable=False),
    Column("role", String, nullable=False),
    Column("wrapped", LargeBinary, nullable=False),
    PrimaryKeyConstraint("log_id", "record", "role"),
)

salt = Table(
    "salt",
    metadata,
    _log_id(),
    Column("record", String, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    PrimaryKeyConstraint("log_id", "record"),
)

checkpoint = Table(
    "checkpoint",
    metadata,
    _log_id(),
    Column("size", Integer, nullable=False),
    Column("peaks", LargeBinary, nullable=False),  # the tree's right edge; proves itself against the signed root
    Column("note", String, nullable=False),
    PrimaryKeyConstraint("log_id", "size"),
)

search = Table(
    "search",
    metadata,
    _log_id(),
    Column("record", String, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    PrimaryKeyConstraint("log_id", "record"),
)

search_token = Table(
    "search_token",
    metadata,
    _log_id(),
    Column("token", LargeBinary, nullable=False),
    Column("record", String, nullable=False),
    PrimaryKeyConstraint("log_id", "token", "record"),
)


LATER_INDEXES = {
    "wrapkey_record": ("wrapkey", "record, role"),
    "salt_record": ("salt", "record"),
    "search_record": ("search", "record"),
    "search_token_token": ("search_token", "token, record"),
    "entry_seq": ("entry", "seq"),
    "entry_about_seq": ("entry", "about, seq"),
    "entry_ts": ("entry", "log_id, ts"),
    "entry_type": ("entry", "log_id, type, seq"),
    "checkpoint_size": ("checkpoint", "size"),
}
"""Indexes that older databases lack: table and columns by name.

The program's own queries name the log and need only `entry_about_seq`, `entry_ts` and `entry_type`. The others serve
people who query the database by record, number or token alone. An index changes no result, so a database without them
is intact; opening it for writing adds them.
"""

SCHEMA_QUERY = "SELECT type, name, tbl_name, sql FROM sqlite_master"


def schema() -> frozenset[tuple[str, ...]]:
    """Return the rows of SCHEMA_QUERY that a database of this version has, with spacing normalised."""
    engine = create_engine("sqlite://", poolclass=StaticPool)
    try:
        metadata.create_all(engine)
        with engine.connect() as connection:
            return frozenset(_spelled(tuple(row)) for row in connection.exec_driver_sql(SCHEMA_QUERY))
    finally:
        engine.dispose()


def schema_difference(found: Iterable[Sequence[object]]) -> tuple[tuple[str, str], ...]:
    """Return kind and name of everything in which a schema differs from the expected one.

    `found` are the rows of SCHEMA_QUERY. The later indexes may be present or missing.
    """
    later = {("index", name, table, _statement(name)) for name, (table, _) in LATER_INDEXES.items()}
    return tuple(sorted({(kind, name) for kind, name, *_ in schema() ^ (set(map(_spelled, found)) - later)}))


def _statement(name: str) -> str:
    """Return the statement that creates the index, as SQLite stores it."""
    table, columns = LATER_INDEXES[name]
    return f"CREATE INDEX {name} ON {table} ({columns})"


def create_all(connection: Connection) -> None:
    """Create the tables and indexes of a new log."""
    metadata.create_all(connection)
    for name in LATER_INDEXES:
        connection.exec_driver_sql(_statement(name))


def add_indexes(opened: Opened) -> None:
    """Add the indexes that an older database lacks. Raise SQLAlchemyError when that fails; then none was added."""
    with opened.engine.connect() as connection:
        there = set(connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'index'").scalars())
    missing = [name for name in LATER_INDEXES if name not in there]
    if not missing:
        return
    with opened.engine.execution_options(**{WRITING: True}).begin() as connection:
        for name in missing:
            statement = _statement(name).replace("INDEX", "INDEX IF NOT EXISTS", 1)  # another writer may have made it
            connection.exec_driver_sql(statement)


def _spelled(row: Sequence[object]) -> tuple[str, ...]:
    """Return a row of the schema with spacing normalised, since the writer of a statement may space it freely."""
    return tuple(" ".join(str(each).split()) for each in row)


@dataclass(frozen=True, slots=True)
class Opened:
    """An engine and the function that closes it and deletes its temporary files.

    `taken` is the fingerprint of the files when they were read. `copied` is true when a private copy is read, which
    does not change.
    """

    engine: Engine
    close: Callable[[], None]
    taken: Fingerprint = ()
    copied: bool = False


def open_for_writing(path: Path) -> Opened:
    """Open the database at `path`, and create it when missing. Raise StoreError when writes would not be durable."""
    engine = _engine(lambda: sqlite3.connect(path, timeout=BUSY_TIMEOUT_S, isolation_level=None))
    event.listen(engine, "connect", _durable)
    event.listen(engine, "begin", _begin)
    return Opened(engine, engine.dispose)


def open_for_reading(path: Path) -> Opened:
    """Open the database at `path` without changing a byte or a file name in its folder, also on a read-only medium.

    Raises:
        NoLog: There is no file at `path`.
        StoreError: Other processes write so often that no consistent copy could be made.
    """
    if not path.is_file():
        raise NoLog(Message("archive.no-log", path=str(path)))
    taken = fingerprint(path)
    if not _pending(path):
        engine = _engine(_connect(path, "mode=ro&immutable=1"))
        return Opened(engine, engine.dispose, taken)
    folder = TemporaryDirectory(prefix="luobi-archive-")
    try:
        copy, taken = _copy(path, Path(folder.name))
        engine = _engine(_connect(copy, "mode=rw"))
        return Opened(engine, _then(engine.dispose, folder.cleanup), taken, copied=True)
    except BaseException:
        folder.cleanup()
        raise


def fingerprint(path: Path) -> Fingerprint:
    """Return values that change when a process writes to the database at `path`."""
    return tuple(_stat(each) for each in (path, _wal(path)))


def _connect(path: Path, how: str) -> Callable[[], sqlite3.Connection]:
    address = f"file:{quote(str(path.absolute()))}?{how}"

    def connect() -> sqlite3.Connection:
        connection = sqlite3.connect(address, uri=True, isolation_level=None)
        # A damaged text must reach the verifier, which names the row, not end the walk.
        connection.text_factory = lambda raw: raw.decode("utf-8", "surrogateescape")
        return connection

    return connect


def _engine(connect: Callable[[], Any]) -> Engine:
    return create_engine("sqlite://", creator=connect, poolclass=StaticPool)


def _then(first: Callable[[], None], second: Callable[[], None]) -> Callable[[], None]:
    def both() -> None:
        first()
        second()

    return both


def _durable(connection: sqlite3.Connection, _record: object) -> None:
    """Request durability and read back whether SQLite agreed; some file systems silently reject WAL."""
    mode = connection.execute("PRAGMA journal_mode=WAL").fetchone()[0]
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute("PRAGMA foreign_keys=ON")
    level = connection.execute("PRAGMA synchronous").fetchone()[0]
    if mode != "wal" or level != FULL:
        raise StoreError(Message("archive.not-durable", mode=str(mode), level=str(level)))


def _begin(connection: Connection) -> None:
    """Begin a transaction: writers queue before they read the head, readers take no lock."""
    if connection.get_execution_options().get(WRITING):
        connection.exec_driver_sql("BEGIN IMMEDIATE")


def _wal(path: Path) -> Path:
    return path.with_name(path.name + "-wal")


def _pending(path: Path) -> bool:
    wal = _wal(path)
    return wal.exists() and wal.stat().st_size > 0


def _stat(path: Path) -> tuple[int, int, int]:
    try:
        facts = path.stat()
    except FileNotFoundError:
        return 0, 0, 0
    return facts.st_ino, facts.st_size, facts.st_mtime_ns


def _copy(path: Path, folder: Path) -> tuple[Path, Fingerprint]:
    """Copy the database and its write-ahead log as of one moment; retry when another process wrote meanwhile."""
    copy = folder / path.name
    for _ in range(_COPY_ATTEMPTS):
        before = fingerprint(path)
        shutil.copyfile(path, copy)
        if _wal(path).exists():
            shutil.copyfile(_wal(path), _wal(copy))
        if fingerprint(path) == before:
            return copy, before
        _wal(copy).unlink(missing_ok=True)
        time.sleep(_COPY_PAUSE_S)
    raise StoreError(Message("archive.log-busy", path=str(path)))
