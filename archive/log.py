"""The log and its blobs, for reading.

Rows are returned unchecked, entries parsed; blobs are decrypted with the store's key. Nothing here writes: an opened
`Log` changes nothing in its storage, not even a file name. `verify` checks whether the data are still what was
written; `store` writes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import Self

from archive import search
from archive.blobs import BlobSlot, decrypt, decrypt_value
from archive.entry import Entry, EntryType, parse
from archive.errors import (
    CHECK_FIRST,
    RESTORE_ENTRY,
    AmbiguousRecord,
    BlobError,
    EntryError,
    NewerEntry,
    NoContent,
    StoreError,
    UnknownRecord,
    problem_of,
    remedied,
)
from archive.merkle import leaf_hash
from archive.names import name_of_part
from archive.storage.opening import storage_at
from archive.storage.port import Head, Reading, Row, SignedRow, Storage
from forms.message import Message
from forms.system_errors import why

SALT_ROLE = "salt"
GIVE_ID = Message("archive.give-id")
_NUMBER = re.compile(rb'"number":"([0-9A-Za-z._:/-]{1,64})"')


class Log:
    """An open log. Use it as a context manager, or call `close`."""

    def __init__(self, storage: Storage, opened: Reading) -> None:
        self.place, self._storage = storage, opened
        self.blobs, self.files = storage.blobs, storage.files

    @classmethod
    def read(cls, place: Path | Storage) -> Log:
        """Open the log in a station's folder, or in another storage, for reading only.

        Raise StoreError when it cannot be opened.
        """
        storage = storage_at(place)
        return Log(storage, storage.read())

    def close(self) -> None:
        """Close the log."""
        self._storage.close()

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

    def head(self) -> Head:
        """Return origin, sequence number and leaf hash of the newest entry, according to the log's own row.

        Raise StoreError when that row is missing.
        """
        head = self._storage.head()
        if head is None:
            raise StoreError(Message("archive.head-lost", remedy=CHECK_FIRST))
        return head

    def size(self) -> int:
        """Return how many entries the log has according to its head."""
        return self.head()[1] + 1

    def rows(self, start: int = 0, stop: int | None = None) -> Iterator[Row]:
        """Return the rows in order, streamed and unchecked.

        Args:
            start: The first sequence number.
            stop: The sequence number before which to stop; None reads to the end.
        """
        return self._storage.rows(start, stop)

    def entries(self) -> Iterator[Entry]:
        """Return the entries in order. Iterating raises EntryError at the first damaged one."""
        return (_parsed(row.raw, Message("archive.at-number", entry=str(row.seq))) for row in self.rows())

    def leaves(self) -> list[bytes]:
        """Return all leaf hashes, computed from the entries' bytes."""
        return [leaf_hash(row.raw) for row in self.rows()]

    def find(self, prefix: str) -> Entry:
        """Return the entry with the id `prefix`, or the only entry with an id that begins so.

        Raise UnknownRecord when there is no such entry, AmbiguousRecord when there are several.
        """
        exact = self.bytes_of(prefix)
        if exact is not None:
            return _parsed(exact, Message("archive.at-id", id=prefix))
        found = self._storage.beginning(prefix, 2)
        if len(found) == 1:
            return _parsed(found[0], Message("archive.at-id", id=prefix))
        if found:
            count = self._storage.count_beginning(prefix)
            raise AmbiguousRecord(Message("archive.ambiguous-record", count=count, prefix=prefix[:80], remedy=GIVE_ID))
        raise UnknownRecord(Message("archive.unknown-record", prefix=prefix[:80], remedy=GIVE_ID))

    def newest(self) -> Entry:
        """Return the last entry according to the head."""
        return parse(next(self.rows(self.head()[1])).raw)

    def newest_note(self) -> str | None:
        """Return the note of the last checkpoint, unchecked; None when no checkpoint was signed yet."""
        newest = self._storage.newest_signed(1)
        return newest[0][2] if newest else None

    def about(self, record: str) -> tuple[Entry, ...]:
        """Return the later entries that refer to a record (void, hand-over)."""
        return tuple(map(parse, self._storage.about(record)))

    def bytes_of(self, record: str) -> bytes | None:
        """Return the bytes of the entry with exactly that id, unchecked; None when it does not exist."""
        return self._storage.bytes_of(record)

    def between(self, begin: str, end: str) -> tuple[Entry, ...]:
        """Return the entries of a period, newest first.

        The times have the form that entries use: from `begin`, inclusive, to `end`, exclusive.
        """
        return tuple(map(parse, self._storage.between(begin, end)))

    def of_type(self, type_: EntryType) -> tuple[Entry, ...]:
        """Return the entries of that type, newest first."""
        return tuple(map(parse, self._storage.of_type(type_)))

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
        place = BlobSlot(entry.log, entry.id, role)
        return decrypt(self.blobs.read(ref.sha256, ref.size), self.wrapped(place), place, store_key)

    def wrapped(self, place: BlobSlot) -> bytes:
        """Return the wrapped key of a blob. Raise BlobError when it is missing."""
        return _required(self._storage.wrapped(place.record, place.role), place)

    def salt(self, record: str, store_key: bytes) -> bytes:
        """Return the salt that opens the commitment of the record `record`, decrypted with `store_key`.

        Raise BlobError when it is missing or cannot be decrypted.
        """
        place = BlobSlot(self.origin, record, SALT_ROLE)
        return decrypt_value(_required(self._storage.salt(record), place), place, store_key)

    def signed(self) -> Iterator[SignedRow]:
        """Return size, edge of the tree and note of every signed checkpoint, by size, unchecked."""
        return self._storage.signed()

    def newest_signed(self, count: int) -> tuple[SignedRow, ...]:
        """Return size, edge of the tree and note of the `count` newest checkpoints, newest first, unchecked."""
        return self._storage.newest_signed(count)

    def note_over(self, seq: int) -> str | None:
        """Return the first checkpoint note that covers the entry `seq`, unchecked; None when there is no such note."""
        return self._storage.note_over(seq)

    def keyed(self, record: str) -> dict[str, int]:
        """Return the lengths in bytes of a record's wrapped keys, by role, and of its encrypted salt, under "salt"."""
        lengths, sealed = self._storage.wrapped_lengths(record), self._storage.salt(record)
        return lengths if sealed is None else lengths | {SALT_ROLE: len(sealed)}

    def count(self) -> int:
        """Return how many rows the table of entries has, including rows of other logs."""
        return self._storage.count()

    def suite(self) -> object:
        """Return the suite of the log according to its own row, unchecked."""
        return self._storage.suite()

    def foreign(self) -> Iterator[tuple[str, int]]:
        """Return each table that has rows of another log, with the number of those rows."""
        return self._storage.foreign()

    def bereft(self) -> tuple[str, ...]:
        """Return the ids of records that have keys, salts or search fields but no entry.

        All of these are written in one transaction, so an entry can only have disappeared later.
        """
        return self._storage.bereft()

    def unexpected(self) -> tuple[tuple[str, str], ...]:
        """Return kind and name of everything in which the schema differs from the expected one.

        Such a difference matters: a trigger, for instance, acts on every statement.
        """
        return self._storage.unexpected()

    def complaints(self) -> tuple[str, ...]:
        """Return what the storage's own integrity check reports; empty when it finds nothing."""
        return self._storage.complaints()

    @property
    def copied(self) -> bool:
        """Whether a private copy is read. A copy stays at one moment of the log, even while others write to the log."""
        return self._storage.copied

    def moved(self) -> bool:
        """Return whether a process has written to the log since it was opened for reading."""
        return self._storage.moved()

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
        sealed = self._storage.sealed_fields(record)
        return None if sealed is None else search.open_fields(sealed, self.origin, record, store_key)

    def tokens_of(self, record: str, tokens: Iterable[bytes]) -> int:
        """Return how many of the `tokens` the search index has for the record with the id `record`."""
        return self._storage.tokens_of(record, tokens)

    def count_tokens(self) -> int:
        """Return how many tokens the index has for records that have an entry."""
        return self._storage.count_tokens()

    def search(self, name: str, value: str, store_key: bytes) -> tuple[str, ...]:
        """Return the ids of the records that have a given value in a search field.

        Args:
            name: The name of the field, such as "number".
            value: The value to find; spaces and the width and case of letters do not matter.
            store_key: The key of the store.
        """
        return self._storage.with_token(search.token(name, value, store_key))


def roles(entry: Entry) -> tuple[str, ...]:
    """Return the roles of an entry's blobs."""
    return tuple(blob.role for blob in entry.blobs)


def _parsed(raw: bytes, where: Message) -> Entry:
    """Return the entry in `raw`; the error of a damaged one names its place, `where`."""
    try:
        return parse(raw)
    except NewerEntry as error:
        raise NewerEntry(Message("archive.of-entry", where=where, problem=why(error)), error.seq, error.prev) from error
    except EntryError as error:
        problem = Message("archive.of-entry", where=where, problem=problem_of(error))
        raise EntryError(remedied(problem, RESTORE_ENTRY)) from error


def _required(value: bytes | None, place: BlobSlot) -> bytes:
    if not value:
        raise BlobError(Message("archive.key-gone", blob=place.named()))
    return value
