"""The log and its blobs on the disk, for reading.

Rows are returned unchecked, entries parsed; blobs are decrypted with the store's key. Nothing here writes: an opened
`Log` changes nothing in the station's folder, not even a file name. `verify` checks whether the data are still what was
written; `store` writes.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from sqlalchemy import ColumnElement, func, select, type_coerce, union
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.types import NullType

from archive import search, tables
from archive.blobs import Place, Random, decrypt, decrypt_value
from archive.entry import Entry, EntryType, parse
from archive.errors import CHECK_FIRST, AmbiguousRecord, BlobError, NoContent, StoreError, UnknownRecord
from archive.merkle import leaf_hash
from archive.names import name_of_part
from archive.storage.opening import blobs_of
from forms.message import Message
from forms.system import why

LOG_FILE, CHECKPOINT_FILE, TRUST_FILE = "log.sqlite", "checkpoint", "trust/log.vkeys"
CA_FILE, CUSTODIAN_FILE, SETTINGS_FILE = "ca.pem", "custodian.pub.json", "station.toml"
SALT_ROLE = "salt"
GIVE_ID = Message("archive.give-id")
_NUMBER = re.compile(rb'"number":"([0-9A-Za-z._:/-]{1,64})"')
LAST_CHARACTER = "\U0010ffff"
_ROW = ("seq", "prev", "leaf", "raw", "id", "type", "ts", "about")


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the log as the database holds it; only `raw` counts.

    The values are unchecked. `raw` is always bytes, but may be empty.
    """

    seq: int
    prev: bytes
    leaf: bytes
    raw: bytes
    id: str
    type: str
    ts: str
    about: str

    @classmethod
    def of(cls, entry: Entry) -> Row:
        """Return the row that belongs to an entry."""
        raw = entry.to_bytes()
        prev = bytes.fromhex(entry.prev)
        return cls(entry.seq, prev, leaf_hash(raw), raw, entry.id, str(entry.type), entry.ts, entry.about)

    def columns(self) -> dict[str, Any]:
        """Return the values by column name."""
        return {name: getattr(self, name) for name in _ROW}


class Log:
    """An open log. Use it as a context manager, or call `close`."""

    def __init__(self, folder: Path, opened: tables.Opened, random: Random = os.urandom) -> None:
        self.folder, self.path = folder, folder / LOG_FILE
        self._opened = opened
        self._reading = opened.engine.connect()
        self.blobs = blobs_of(folder, random)

    @classmethod
    def read(cls, folder: Path) -> Log:
        """Open the log in a station's folder for reading only. Raise StoreError when it cannot be opened."""
        path = folder / LOG_FILE
        try:
            return cls(folder, tables.open_for_reading(path))
        except (OSError, SQLAlchemyError) as error:
            raise StoreError(Message("archive.log-not-opened", path=str(path), why=why(error))) from error

    def close(self) -> None:
        """Close the database. The last writer to close merges the write-ahead log into the database file."""
        self._reading.close()
        self._opened.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    # ---- looking up ----

    @cached_property
    def origin(self) -> str:
        """The log's name according to the database; `verify` checks it against the entries."""
        return str(self.head()[0])

    @cached_property
    def genesis(self) -> Entry:
        """The first entry. Reading it raises EntryError when it is damaged."""
        return next(self.entries())

    @property
    def vkeys(self) -> tuple[str, ...]:
        """The public checkpoint keys that the first entry fixes."""
        vkeys = self.genesis.facts["vkeys"]
        return vkeys if isinstance(vkeys, tuple) else ()

    def head(self) -> tuple[str, int, bytes]:
        """Return origin, sequence number and leaf hash of the newest entry, according to the log's own row.

        Raise StoreError when that row is missing.
        """
        columns = tables.log.c.origin, tables.log.c.head_seq, tables.log.c.head_leaf
        query = select(*map(_raw, columns)).where(tables.log.c.id == tables.LOG_ID)
        row = self._reading.execute(query).first()
        if row is None:
            raise StoreError(Message("archive.head-lost", remedy=CHECK_FIRST))
        return row[0], row[1], row[2]

    def size(self) -> int:
        """Return how many entries the log has according to its head."""
        return self.head()[1] + 1

    def rows(self, start: int = 0, stop: int | None = None) -> Iterator[Row]:
        """Yield the rows in order, streamed and unchecked.

        Args:
            start: The first sequence number.
            stop: The sequence number before which to stop; None reads to the end.
        """
        columns = [_raw(tables.entry.c[name]) for name in _ROW]
        own, table = tables.entry.c.log_id == tables.LOG_ID, tables.entry
        query = select(*columns).where(own, table.c.seq >= start).order_by(table.c.seq)
        query = query if stop is None else query.where(table.c.seq < stop)
        for row in self._reading.execute(query.execution_options(yield_per=500)):
            values = dict(zip(_ROW, row, strict=True))
            yield Row(**values | {"raw": stored(values["raw"])})

    def entries(self) -> Iterator[Entry]:
        """Return the entries in order. Iterating raises EntryError at the first damaged one."""
        return (parse(row.raw) for row in self.rows())

    def leaves(self) -> list[bytes]:
        """Return all leaf hashes, computed from the entries' bytes."""
        return [leaf_hash(row.raw) for row in self.rows()]

    def find(self, prefix: str) -> Entry:
        """Return the entry with the id `prefix`, or the only entry with an id that begins so.

        Raise UnknownRecord when there is no such entry, AmbiguousRecord when there are several.
        """
        exact = self.bytes_of(prefix)
        if exact is not None:
            return parse(exact)
        table = tables.entry
        begins = (table.c.log_id == tables.LOG_ID, table.c.id >= prefix, table.c.id < prefix + LAST_CHARACTER)
        found = self._reading.execute(select(_raw(table.c.raw)).where(*begins).limit(2)).scalars().all()
        if len(found) == 1:
            return parse(stored(found[0]))
        if found:
            count = self._reading.execute(select(func.count()).select_from(table).where(*begins)).scalar_one()
            raise AmbiguousRecord(Message("archive.ambiguous-record", count=count, prefix=prefix[:80], remedy=GIVE_ID))
        raise UnknownRecord(Message("archive.unknown-record", prefix=prefix[:80], remedy=GIVE_ID))

    def newest(self) -> Entry:
        """Return the last entry according to the head."""
        return parse(next(self.rows(self.head()[1])).raw)

    def newest_note(self) -> str | None:
        """Return the note of the last checkpoint, unchecked; None when no checkpoint was signed yet."""
        table = tables.checkpoint
        query = select(table.c.note).where(table.c.log_id == tables.LOG_ID).order_by(table.c.size.desc()).limit(1)
        return self._reading.execute(query).scalar()

    def about(self, record: str) -> tuple[Entry, ...]:
        """Return the later entries that refer to a record (void, hand-over)."""
        table = tables.entry
        query = select(table.c.raw).where(table.c.log_id == tables.LOG_ID, table.c.about == record)
        query = query.order_by(table.c.seq)
        return tuple(parse(stored(raw)) for raw in self._reading.execute(query).scalars())

    def bytes_of(self, record: str) -> bytes | None:
        """Return the bytes of the entry with exactly that id, unchecked; None when it does not exist."""
        query = select(_raw(tables.entry.c.raw)).where(tables.entry.c.log_id == tables.LOG_ID)
        row = self._reading.execute(query.where(tables.entry.c.id == record)).first()
        return stored(row[0]) if row else None

    def between(self, begin: str, end: str) -> tuple[Entry, ...]:
        """Return the entries of a period, newest first.

        The times have the form that entries use: from `begin`, inclusive, to `end`, exclusive.
        """
        ts, raw = tables.entry.c.ts, tables.entry.c.raw
        query = select(raw).where(tables.entry.c.log_id == tables.LOG_ID, ts >= begin, ts < end)
        found = self._reading.execute(query.order_by(tables.entry.c.seq.desc())).scalars()
        return tuple(parse(stored(each)) for each in found)

    def of_type(self, type_: EntryType) -> tuple[Entry, ...]:
        """Return the entries of that type, newest first."""
        query = select(tables.entry.c.raw).where(tables.entry.c.log_id == tables.LOG_ID, tables.entry.c.type == type_)
        found = self._reading.execute(query.order_by(tables.entry.c.seq.desc())).scalars()
        return tuple(parse(stored(each)) for each in found)

    def numbers(self, store_key: bytes) -> Iterator[str]:
        """Yield the visit numbers of all records and void visits.

        Entries contain their number from version 2 on; before, it is only among the search fields. Raise BlobError when
        those cannot be decrypted.
        """
        unnumbered = []
        for row in self.rows():
            # Canonical bytes have no spaces, and a value holds no quotation mark: this is the fact and nothing else.
            if found := _NUMBER.search(row.raw):
                yield found[1].decode("ascii")
            elif row.type in (EntryType.RECORD, EntryType.VOID) and not row.about:
                unnumbered.append(row.id)
        for record in unnumbered:
            yield from (self.opened_fields(record, store_key) or {}).get("number", ())

    def blob(self, record: str, role: str, store_key: bytes) -> bytes:
        """Return the decrypted content of a blob.

        Args:
            record: The id of the record, or an unambiguous beginning of it.
            role: The role of the blob in the record, such as "document".
            store_key: The key that wrapped the blob's key.

        Raises:
            UnknownRecord: No single record has this id.
            NoContent: The record has no blob with this role.
            BlobError: The blob is missing, altered or cannot be decrypted.
        """
        entry = self.find(record)
        ref = next((each for each in entry.blobs if each.role == role), None)
        if ref is None:
            there = tuple(map(name_of_part, roles(entry))) or Message("archive.nothing")
            raise NoContent(Message("archive.no-content", record=entry.id, part=name_of_part(role), there=there))
        place = Place(entry.log, entry.id, role)
        return decrypt(self.blobs.read(ref.sha256, ref.size), self.wrapped(place), place, store_key)

    def wrapped(self, place: Place) -> bytes:
        """Return the wrapped key of a blob. Raise BlobError when it is missing."""
        table = tables.wrapkey
        own = (table.c.log_id == tables.LOG_ID) & (table.c.record == place.record)
        return self._value(table.c.wrapped, own & (table.c.role == place.role), place)

    def salt(self, record: str, store_key: bytes) -> bytes:
        """Return the salt that opens the commitment of the record `record`, decrypted with `store_key`.

        Raise BlobError when it is missing or cannot be decrypted.
        """
        place = Place(self.origin, record, SALT_ROLE)
        table = tables.salt
        own = (table.c.log_id == tables.LOG_ID) & (table.c.record == record)
        sealed = self._value(table.c.sealed, own, place)
        return decrypt_value(sealed, place, store_key)

    def _value(self, column: ColumnElement[bytes], where: ColumnElement[bool], place: Place) -> bytes:
        value = self._reading.execute(select(_raw(column)).where(where)).scalar()
        if not isinstance(value, bytes):
            raise BlobError(Message("archive.key-gone", blob=place.named()))
        return value

    def signed(self) -> Iterator[tuple[int, bytes, str]]:
        """Yield size, edge of the tree and note of every signed checkpoint, by size, unchecked."""
        columns = [_raw(each) for each in (tables.checkpoint.c.size, tables.checkpoint.c.peaks)]
        query = select(*columns, _raw(tables.checkpoint.c.note)).order_by(tables.checkpoint.c.size)
        for row in self._reading.execute(query):
            yield row[0], row[1], row[2]

    def newest_signed(self, count: int) -> tuple[tuple[int, bytes, str], ...]:
        """Return size, edge of the tree and note of the `count` newest checkpoints, newest first, unchecked."""
        table = tables.checkpoint
        query = select(*(_raw(column) for column in (table.c.size, table.c.peaks, table.c.note)))
        own = query.where(table.c.log_id == tables.LOG_ID).order_by(table.c.size.desc()).limit(count)
        return tuple((row[0], row[1], row[2]) for row in self._reading.execute(own))

    def note_over(self, seq: int) -> str | None:
        """Return the first checkpoint note that covers the entry `seq`, unchecked; None when there is no such note."""
        table = tables.checkpoint
        covers = (table.c.log_id == tables.LOG_ID) & (table.c.size > seq)
        query = select(table.c.note).where(covers).order_by(table.c.size).limit(1)
        return self._reading.execute(query).scalar()

    def keyed(self, record: str) -> dict[str, int]:
        """Return the lengths in bytes of a record's wrapped keys, by role, and of its encrypted salt, under "salt"."""
        keys, salts = tables.wrapkey, tables.salt
        wrapped = select(_raw(keys.c.role), _raw(keys.c.wrapped))
        found = self._reading.execute(wrapped.where(keys.c.log_id == tables.LOG_ID, keys.c.record == record))
        own = (salts.c.log_id == tables.LOG_ID) & (salts.c.record == record)
        lengths = {str(role): len(stored(wrapped)) for role, wrapped in found}
        sealed = self._reading.execute(select(_raw(salts.c.sealed)).where(own)).first()
        return lengths | ({SALT_ROLE: len(stored(sealed[0]))} if sealed else {})

    def count(self) -> int:
        """Return how many rows the table of entries has, including rows of other logs."""
        return int(self._reading.execute(select(func.count()).select_from(tables.entry)).scalar_one())

    def suite(self) -> object:
        """Return the suite of the log according to its own row, unchecked."""
        query = select(_raw(tables.log.c.suite)).where(tables.log.c.id == tables.LOG_ID)
        return self._reading.execute(query).scalar()

    def foreign(self) -> Iterator[tuple[str, int]]:
        """Yield each table that has rows of another log, with the number of those rows."""
        for table in tables.metadata.sorted_tables:
            column = table.c.id if table is tables.log else table.c.log_id
            query = select(func.count()).select_from(table).where(column != tables.LOG_ID)
            if count := int(self._reading.execute(query).scalar_one()):
                yield table.name, count

    def bereft(self) -> tuple[str, ...]:
        """Return the ids of records that have keys, salts or search fields but no entry.

        All of these are written in one transaction, so an entry can only have disappeared later.
        """
        kept = (tables.wrapkey, tables.salt, tables.search, tables.search_token)
        entries = select(tables.entry.c.id).where(tables.entry.c.log_id == tables.LOG_ID)
        lost = (select(table.c.record).where(table.c.record.not_in(entries)) for table in kept)
        return tuple(sorted(map(str, self._reading.execute(union(*lost)).scalars())))

    def unexpected(self) -> tuple[tuple[str, str], ...]:
        """Return kind and name of everything in which the schema differs from the expected one.

        Such a difference matters: a trigger, for instance, acts on every statement.
        """
        rows = self._reading.exec_driver_sql(tables.SCHEMA_QUERY)
        return tables.schema_difference(tuple(row) for row in rows)

    def complaints(self) -> tuple[str, ...]:
        """Return what SQLite's own integrity check reports; empty when it finds nothing."""
        answers = self._reading.exec_driver_sql("PRAGMA integrity_check(20)").scalars()
        return tuple(str(answer) for answer in answers if answer != "ok")

    @property
    def copied(self) -> bool:
        """Whether a private copy is read. A copy stays at one moment of the log, even while others write to the log."""
        return self._opened.copied

    def moved(self) -> bool:
        """Return whether a process has written to the database since it was opened for reading."""
        return tables.fingerprint(self.path) != self._opened.taken

    # ---- search, which is no evidence ----

    def fields(self, record: str, store_key: bytes) -> dict[str, tuple[str, ...]]:
        """Return the search fields of a record; empty when it has none or they cannot be decrypted.

        `verify` reports fields that cannot be decrypted.

        Args:
            record: The full id of the record.
            store_key: The key of the store.
        """
        try:
            return self.opened_fields(record, store_key) or {}
        except BlobError:
            return {}

    def opened_fields(self, record: str, store_key: bytes) -> dict[str, tuple[str, ...]] | None:
        """Return the search fields of a record; None when it has no row of them.

        Args:
            record: The full id of the record.
            store_key: The key of the store.

        Raises:
            BlobError: The fields cannot be decrypted.
        """
        table = tables.search
        query = select(_raw(table.c.sealed)).where(table.c.log_id == tables.LOG_ID, table.c.record == record)
        row = self._reading.execute(query).first()
        return search.open_fields(stored(row[0]), self.origin, record, store_key) if row else None

    def tokens_of(self, record: str, tokens: Iterable[bytes]) -> int:
        """Return how many of the `tokens` the search index has for the record with the id `record`."""
        table = tables.search_token
        query = select(func.count()).select_from(table)
        own = query.where(table.c.log_id == tables.LOG_ID, table.c.record == record, table.c.token.in_(tuple(tokens)))
        return int(self._reading.execute(own).scalar_one())

    def count_tokens(self) -> int:
        """Return how many tokens the index has for records that have an entry."""
        records = select(tables.entry.c.id).where(tables.entry.c.log_id == tables.LOG_ID)
        query = select(func.count()).select_from(tables.search_token)
        return int(self._reading.execute(query.where(tables.search_token.c.record.in_(records))).scalar_one())

    def search(self, name: str, value: str, store_key: bytes) -> tuple[str, ...]:
        """Return the ids of the records that have a given value in a search field.

        Args:
            name: The name of the field, such as "number".
            value: The value to find; spaces and the width and case of letters do not matter.
            store_key: The key of the store.
        """
        token = search.token(name, value, store_key)
        table = tables.search_token
        own = (table.c.log_id == tables.LOG_ID) & (table.c.token == token)
        query = select(table.c.record).where(own).order_by(table.c.record)
        return tuple(self._reading.execute(query).scalars())


def stored(value: object) -> bytes:
    """Return a value that should be bytes; b"" when it is anything else, since SQLite stores any type in any column."""
    return value if isinstance(value, bytes) else b""


def roles(entry: Entry) -> tuple[str, ...]:
    """Return the roles of an entry's blobs."""
    return tuple(blob.role for blob in entry.blobs)


def _raw(column: ColumnElement[Any]) -> ColumnElement[Any]:
    """Return the column as the driver delivers it, without conversion: a damaged value must not end the walk."""
    return type_coerce(column, NullType())
