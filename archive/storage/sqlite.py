"""A log in an SQLite file.

A value of a column is returned as the driver delivers it, since SQLite stores any type in any column. Only here and in
`tables` is SQLAlchemy known: its errors leave as StorageFailed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Self

from sqlalchemy import ColumnElement, Connection, Select, delete, func, insert, select, type_coerce, union, update
from sqlalchemy.exc import IntegrityError, ResourceClosedError, SQLAlchemyError
from sqlalchemy.types import NullType

from archive.errors import AlreadyStored, StorageFailed, StoreError
from archive.storage import tables
from archive.storage.port import COLUMNS, Addition, Head, Row, SearchRow, SignedRow
from forms.message import Message
from forms.system_errors import why

LAST_CHARACTER = "\U0010ffff"
# What SQLite says of the machine; all else that it says is about the file.
PASSING = (
    "SQLITE_AUTH",
    "SQLITE_BUSY",
    "SQLITE_CANTOPEN",
    "SQLITE_IOERR",
    "SQLITE_LOCKED",
    "SQLITE_NOMEM",
    "SQLITE_PERM",
)


class SqliteReader:
    """A log in an SQLite file, open for reading."""

    def __init__(self, path: Path, opened: tables.Opened) -> None:
        self._path, self._opened = path, opened
        with failing():
            self._reading = opened.engine.connect()

    @classmethod
    def open(cls, path: Path) -> Self:
        """Open the file at `path`. Raise NoLog when there is none, and StoreError when others write all the time."""
        with failing():
            return cls(path, tables.open_for_reading(path))

    def close(self) -> None:
        """Close the database. The last writer to close merges the write-ahead log into the database file."""
        self._reading.close()
        self._opened.close()

    def _all(self, query: Select[Any]) -> list[Any]:
        with failing():
            return list(self._reading.execute(query))

    def _values(self, query: Select[Any]) -> tuple[Any, ...]:
        return tuple(row[0] for row in self._all(query))

    def _value(self, query: Select[Any]) -> Any:
        return next(iter(self._values(query)), None)

    # ---- entries ----

    def head(self) -> Head | None:
        """Return the row of the log: origin, head_seq, head_leaf; None when it is missing."""
        columns = tables.log.c.origin, tables.log.c.head_seq, tables.log.c.head_leaf
        found = self._all(select(*map(_raw, columns)).where(tables.log.c.id == tables.LOG_ID))
        return (found[0][0], found[0][1], found[0][2]) if found else None

    def suite(self) -> object:
        """Return the suite in the row of the log."""
        return self._value(select(_raw(tables.log.c.suite)).where(tables.log.c.id == tables.LOG_ID))

    def rows(self, start: int = 0, stop: int | None = None) -> Iterator[Row]:
        """Yield the rows from `start` to before `stop`, 500 at a time."""
        columns = [_raw(tables.entry.c[name]) for name in COLUMNS]
        own, table = tables.entry.c.log_id == tables.LOG_ID, tables.entry
        query = select(*columns).where(own, table.c.seq >= start).order_by(table.c.seq)
        query = query if stop is None else query.where(table.c.seq < stop)
        for row in self._streamed(query.execution_options(yield_per=500)):
            values = dict(zip(COLUMNS, row, strict=True))
            yield Row(**values | {"raw": _bytes(values["raw"])})

    def _streamed(self, query: Select[Any]) -> Iterator[Any]:
        with failing():
            yield from self._reading.execute(query)

    def count(self) -> int:
        """Return how many rows the table of entries has, including rows of other logs."""
        return int(self._value(select(func.count()).select_from(tables.entry)))

    def bytes_of(self, record: str) -> bytes | None:
        """Return the bytes of the entry with exactly the id `record`; None when it does not exist."""
        return _first_bytes(self._all(_entries(tables.entry.c.id == record)))

    def beginning(self, prefix: str, most: int) -> tuple[bytes, ...]:
        """Return the bytes of `most` entries with an id that begins with `prefix`."""
        return tuple(map(_bytes, self._values(_entries(*_begins(prefix)).limit(most))))

    def count_beginning(self, prefix: str) -> int:
        """Return how many entries have an id that begins with `prefix`."""
        own = tables.entry.c.log_id == tables.LOG_ID
        return int(self._value(select(func.count()).select_from(tables.entry).where(own, *_begins(prefix))))

    def about(self, record: str) -> tuple[bytes, ...]:
        """Return the bytes of the entries that refer to `record`."""
        query = _entries(tables.entry.c.about == record).order_by(tables.entry.c.seq)
        return tuple(map(_bytes, self._values(query)))

    def between(self, begin: str, end: str) -> tuple[bytes, ...]:
        """Return the bytes of the entries from `begin` to before `end`, newest first."""
        query = _entries(tables.entry.c.ts >= begin, tables.entry.c.ts < end).order_by(tables.entry.c.seq.desc())
        return tuple(map(_bytes, self._values(query)))

    def of_type(self, type_: str) -> tuple[bytes, ...]:
        """Return the bytes of the entries of the type `type_`, newest first."""
        query = _entries(tables.entry.c.type == type_).order_by(tables.entry.c.seq.desc())
        return tuple(map(_bytes, self._values(query)))

    # ---- checkpoints ----

    def signed(self) -> Iterator[SignedRow]:
        """Yield size, edge and note of every checkpoint, by size."""
        for row in self._streamed(_checkpoints().order_by(tables.checkpoint.c.size)):
            yield row[0], _bytes(row[1]), row[2]

    def newest_signed(self, count: int) -> tuple[SignedRow, ...]:
        """Return size, edge and note of the `count` newest checkpoints, newest first."""
        own = _checkpoints().where(tables.checkpoint.c.log_id == tables.LOG_ID)
        found = self._all(own.order_by(tables.checkpoint.c.size.desc()).limit(count))
        return tuple((row[0], _bytes(row[1]), row[2]) for row in found)

    def note_over(self, seq: int) -> str | None:
        """Return the first note that covers the entry `seq`."""
        table = tables.checkpoint
        covers = (table.c.log_id == tables.LOG_ID) & (table.c.size > seq)
        note: str | None = self._value(select(_raw(table.c.note)).where(covers).order_by(table.c.size).limit(1))
        return note

    # ---- keys and salts ----

    def wrapped(self, record: str, role: str) -> bytes | None:
        """Return the wrapped key of the blob `role` of `record`; None when it has no row."""
        table = tables.wrapkey
        own = (table.c.log_id == tables.LOG_ID) & (table.c.record == record) & (table.c.role == role)
        return _first_bytes(self._all(select(_raw(table.c.wrapped)).where(own)))

    def wrapped_lengths(self, record: str) -> dict[str, int]:
        """Return the lengths of the wrapped keys of `record`, by role."""
        table = tables.wrapkey
        own = (table.c.log_id == tables.LOG_ID) & (table.c.record == record)
        found = self._all(select(_raw(table.c.role), _raw(table.c.wrapped)).where(own))
        return {str(role): len(_bytes(wrapped)) for role, wrapped in found}

    def salt(self, record: str) -> bytes | None:
        """Return the encrypted salt of `record`; None when it has no row."""
        table = tables.salt
        own = (table.c.log_id == tables.LOG_ID) & (table.c.record == record)
        return _first_bytes(self._all(select(_raw(table.c.sealed)).where(own)))

    # ---- search ----

    def sealed_fields(self, record: str) -> bytes | None:
        """Return the encrypted search fields of `record`; None when it has no row."""
        table = tables.search
        own = (table.c.log_id == tables.LOG_ID) & (table.c.record == record)
        return _first_bytes(self._all(select(_raw(table.c.sealed)).where(own)))

    def tokens_of(self, record: str, tokens: Iterable[bytes]) -> int:
        """Return how many of the `tokens` the index has for `record`."""
        table = tables.search_token
        query = select(func.count()).select_from(table)
        own = query.where(table.c.log_id == tables.LOG_ID, table.c.record == record, table.c.token.in_(tuple(tokens)))
        return int(self._value(own))

    def count_tokens(self) -> int:
        """Return how many tokens the index has for records that have an entry."""
        records = select(tables.entry.c.id).where(tables.entry.c.log_id == tables.LOG_ID)
        query = select(func.count()).select_from(tables.search_token)
        return int(self._value(query.where(tables.search_token.c.record.in_(records))))

    def with_token(self, token: bytes) -> tuple[str, ...]:
        """Return the ids of the records that have `token`, sorted."""
        table = tables.search_token
        own = (table.c.log_id == tables.LOG_ID) & (table.c.token == token)
        return self._values(select(table.c.record).where(own).order_by(table.c.record))

    # ---- the state of the file ----

    def complaints(self) -> tuple[str, ...]:
        """Return what SQLite's own integrity check reports; empty when it finds nothing."""
        with failing():
            answers = self._reading.exec_driver_sql("PRAGMA integrity_check(20)").scalars()
            return tuple(str(answer) for answer in answers if answer != "ok")

    def unexpected(self) -> tuple[tuple[str, str], ...]:
        """Return kind and name of everything in which the schema differs from the expected one.

        Such a difference matters: a trigger, for instance, acts on every statement.
        """
        with failing():
            rows = self._reading.exec_driver_sql(tables.SCHEMA_QUERY)
            return tables.schema_difference(tuple(row) for row in rows)

    def foreign(self) -> Iterator[tuple[str, int]]:
        """Yield each table that has rows of another log, with the number of those rows."""
        for table in tables.metadata.sorted_tables:
            column = table.c.id if table is tables.log else table.c.log_id
            query = select(func.count()).select_from(table).where(column != tables.LOG_ID)
            if count := int(self._value(query)):
                yield table.name, count

    def bereft(self) -> tuple[str, ...]:
        """Return the ids of records that have keys, salts or search fields but no entry."""
        kept = (tables.wrapkey, tables.salt, tables.search, tables.search_token)
        entries = select(tables.entry.c.id).where(tables.entry.c.log_id == tables.LOG_ID)
        lost = (select(table.c.record).where(table.c.record.not_in(entries)) for table in kept)
        with failing():
            return tuple(sorted(map(str, self._reading.execute(union(*lost)).scalars())))

    @property
    def copied(self) -> bool:
        """Whether a private copy is read."""
        return self._opened.copied

    def moved(self) -> bool:
        """Return whether a process has written to the database since it was opened for reading."""
        return tables.fingerprint(self._path) != self._opened.taken


class SqliteWriter(SqliteReader):
    """A log in an SQLite file, open for writing."""

    @classmethod
    def open(cls, path: Path) -> Self:
        """Open the file at `path`, and add the indexes that an older one lacks.

        Raise StoreError when writes would not be durable.
        """
        with failing():
            opened = tables.open_for_writing(path)
            with suppress(SQLAlchemyError):  # a full or damaged database is slower, and says so where it is used
                tables.add_indexes(opened)
            return cls(path, opened)

    @classmethod
    def create(cls, path: Path) -> Self:
        """Open the empty file at `path` for a new log. Raise StoreError when writes would not be durable."""
        with failing():
            return cls(path, tables.open_for_writing(path))

    def begin(self, origin: str, suite: int, first: Addition) -> None:
        """Create the tables and write the first entry.

        Args:
            origin: The name of the log.
            suite: The suite of its hashes and signatures.
            first: The first entry.
        """
        row = first.row
        head = {"id": tables.LOG_ID, "origin": origin, "suite": suite, "head_seq": row.seq, "head_leaf": row.leaf}
        with self._writing() as connection:
            tables.create_all(connection)
            connection.execute(insert(tables.log), head)
            _insert(connection, first)

    def append(self, make: Callable[[int, bytes, bytes], Addition]) -> None:
        """Append what `make` returns under the lock of the only writer, and move the head to it."""
        log, table = tables.log, tables.entry
        with self._writing() as connection:
            head = select(_raw(log.c.head_seq), _raw(log.c.head_leaf)).where(log.c.id == tables.LOG_ID)
            seq, leaf = connection.execute(head).one()
            raw = connection.execute(_entries(table.c.seq == seq)).scalar()
            addition = make(seq, leaf, _bytes(raw))
            _insert(connection, addition)
            moved = connection.execute(
                update(log)
                .where(log.c.id == tables.LOG_ID, log.c.head_seq == seq, log.c.head_leaf == leaf)
                .values(head_seq=addition.row.seq, head_leaf=addition.row.leaf)
            )
            if moved.rowcount != 1:
                raise StoreError(Message("archive.appended-meanwhile"))

    def keep_checkpoint(self, signed: SignedRow) -> None:
        """Write the row of a checkpoint."""
        size, peaks, note = signed
        with self._writing() as connection:
            values = {"log_id": tables.LOG_ID, "size": size, "peaks": peaks, "note": note}
            connection.execute(insert(tables.checkpoint), values)

    def replace_search(self, rows: Iterable[SearchRow]) -> None:
        """Replace all search fields and tokens by `rows`."""
        with self._writing() as connection:
            connection.execute(delete(tables.search))
            connection.execute(delete(tables.search_token))
            for row in rows:
                _insert_search(connection, row)

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        """Open the transaction of the only writer."""
        engine = self._opened.engine.execution_options(**{tables.WRITING: True})
        with failing():
            if self._reading.closed:  # the engine would open the file again
                raise ResourceClosedError
            with engine.begin() as connection:
                yield connection


@contextmanager
def failing() -> Iterator[None]:
    """Raise the errors of the database as those of the port."""
    try:
        yield
    except IntegrityError as error:
        raise AlreadyStored(why(error)) from error
    except SQLAlchemyError as error:
        name = str(getattr(getattr(error, "orig", None), "sqlite_errorname", ""))
        raise StorageFailed(why(error), passing=name.startswith(PASSING)) from error


def _insert(connection: Connection, addition: Addition) -> None:
    whose = {"log_id": tables.LOG_ID, "record": addition.row.id}
    connection.execute(insert(tables.entry), addition.row.columns() | {"log_id": tables.LOG_ID})
    if addition.wrapped:
        wrapped = [whose | {"role": role, "wrapped": key} for role, key in addition.wrapped.items()]
        connection.execute(insert(tables.wrapkey), wrapped)
    if addition.salt:
        connection.execute(insert(tables.salt), whose | {"sealed": addition.salt})
    if addition.search:
        _insert_search(connection, addition.search)


def _insert_search(connection: Connection, row: SearchRow) -> None:
    whose = {"log_id": tables.LOG_ID, "record": row.record}
    connection.execute(insert(tables.search), whose | {"sealed": row.sealed})
    for token in sorted(row.tokens):
        connection.execute(insert(tables.search_token), whose | {"token": token})


def _entries(*which: ColumnElement[bool]) -> Select[Any]:
    """Return the query for the bytes of the entries of the log for which all of `which` hold."""
    return select(_raw(tables.entry.c.raw)).where(tables.entry.c.log_id == tables.LOG_ID, *which)


def _begins(prefix: str) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return tables.entry.c.id >= prefix, tables.entry.c.id < prefix + LAST_CHARACTER


def _checkpoints() -> Select[Any]:
    table = tables.checkpoint
    return select(*map(_raw, (table.c.size, table.c.peaks, table.c.note)))


def _bytes(value: object) -> bytes:
    """Return a value that should be bytes; b"" when it is anything else."""
    return value if isinstance(value, bytes) else b""


def _first_bytes(found: list[Any]) -> bytes | None:
    """Return the only column of the first row, as bytes; None when there is no row."""
    return _bytes(found[0][0]) if found else None


def _raw(column: ColumnElement[Any]) -> ColumnElement[Any]:
    """Return the column as the driver delivers it, without conversion: a damaged value must not end the walk."""
    return type_coerce(column, NullType())
