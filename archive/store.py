"""Writing to the log: create it, append entries, sign checkpoints. One writer at a time.

An append has a fixed order: encrypt, flush the blobs to the disk, then one transaction with the entry, the head, the
wrapped keys, the salt and the search fields. So every committed entry has its blobs, and a success is reported only for
what is committed. After a failed write the store rejects every further one: the disk may not have kept what it was
given. `log` reads, `verify` checks.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

from archive import checkpoint, search
from archive.blobs import BlobSlot, Random, encrypt, encrypt_value
from archive.checkpoint import Checkpoint, CheckpointKeys
from archive.entry import (
    SALT_BYTES,
    BlobRef,
    Entry,
    EntryType,
    Fact,
    commitment,
    genesis,
    name_commitment,
    timestamp,
)
from archive.errors import CHECK_FIRST, AlreadyStored, NoContent, StorageFailed, StoreError
from archive.log import SALT_ROLE, Log, roles
from archive.merkle import Frontier, leaf_hash
from archive.names import name_of_type
from archive.past_check import lead, newest_signed, require_own_past
from archive.storage.opening import storage_at
from archive.storage.port import CHECKPOINT_FILE, TRUST_FILE, Addition, Reading, Row, SearchRow, Storage, Writing
from forms.message import Message
from forms.system_errors import why

__all__ = ["Store", "commitment"]


class Store(Log):
    """A log that can be written to, unless it was opened with `read_only`."""

    def __init__(self, storage: Storage, opened: Reading, writer: Writing | None, random: Random) -> None:
        super().__init__(storage, opened)
        self._writer, self._random, self._broken = writer, random, False

    @classmethod
    def create(
        cls,
        place: Path | Storage,
        *,
        origin: str,
        kind: str,
        name: str,
        vkeys: Sequence[str],
        ca_certificate: bytes,
        custodian: str,
        at: datetime,
        staff: Mapping[str, str] | None = None,
        store_key: bytes = b"",
        random: Random = os.urandom,
    ) -> Store:
        """Create a log. Its first entry fixes kind, name, keys, CA, custodian and staff.

        Args:
            place: The station's folder, which is created when missing, or another storage.
            origin: The unique name of the log.
            kind: "training" or "production".
            name: The name of the station.
            vkeys: The public checkpoint keys of the log.
            ca_certificate: The certificate of the station's authority, in DER.
            custodian: The SHA-256 (hex) of the custodian's public key.
            at: The time of the first entry; it must have a time zone.
            staff: The names of the founding staff, by pseudonym; the entry holds only commitments to them.
            store_key: The key that encrypts the salt of those commitments; needed only with `staff`.
            random: Called with n, it returns n random bytes; `os.urandom` in production.

        Raises:
            StoreError: There is a log already, or writes would not be durable.
            EntryError: The values do not make a valid first entry.
        """
        salt, named = random(SALT_BYTES), staff or {}
        first = genesis(
            log=origin,
            at=at,
            kind=kind,
            station=name,
            vkeys=vkeys,
            ca_sha256=sha256(ca_certificate).hexdigest(),
            custodian_sha256=custodian,
            staff={id_: name_commitment(salt, id_, name) for id_, name in named.items()},
        )
        storage = storage_at(place, random)
        writer = storage.create()
        store = cls(storage, writer, writer, random)
        sealed = encrypt_value(salt, BlobSlot(origin, first.id, SALT_ROLE), store_key, random) if named else b""
        store._begin_log(writer, first, sealed)
        return store

    @classmethod
    def open(cls, place: Path | Storage, read_only: bool = False, random: Random = os.urandom) -> Store:
        """Open the log in a station's folder, or in another storage.

        Args:
            place: The station's folder, or another storage.
            read_only: Whether to change nothing in the storage, not even a file name.
            random: Called with n, it returns n random bytes; `os.urandom` in production.

        Raises:
            NoLog: There is no log.
            StoreError: The log cannot be opened.
        """
        storage = storage_at(place, random)
        if read_only:
            return cls(storage, storage.read(), None, random)
        writer = storage.write()
        return cls(storage, writer, writer, random)

    def _begin_log(self, writer: Writing, first: Entry, salt: bytes) -> None:
        """Write the first entry; then create the files next to the log.

        Args:
            writer: The storage of the new log.
            first: The first entry.
            salt: The encrypted salt of the staff's names; b"" when the entry names no staff.
        """
        with self._writing():
            writer.begin(first.log, first.suite, Addition(Row.of(first), salt=salt))
        self.blobs.create()
        self.files.write(TRUST_FILE, "".join(f"{vkey}\n" for vkey in self.vkeys).encode())

    # ---- appending ----

    def append_record(
        self,
        *,
        record_id: str,
        type_: str = EntryType.RECORD,
        commit: str,
        blobs: Mapping[str, bytes],
        salt: bytes,
        search: search.Fields,
        at: datetime,
        store_key: bytes,
        facts: Mapping[str, Fact] | None = None,
    ) -> Entry:
        """Append a record (or a void one, with its blobs) and return its entry, which is on the disk by then.

        Args:
            record_id: The random id of the record.
            type_: The type of the entry.
            commit: The result of `commitment` over salt, document and metadata; a wrong one is rejected.
            blobs: The contents by role.
            salt: The 32 random bytes of the commitment.
            search: The search fields of the record.
            at: The time of the entry; it must have a time zone.
            store_key: The key that encrypts the blobs' keys, the salt and the search fields.
            facts: The facts of the entry, as its type requires.

        Raises:
            StoreError, BlobError, EntryError: Nothing was appended.
        """
        writer = self._must_write()
        if commitment(salt, blobs.get("document", b""), blobs.get("metadata", b"")) != commit:
            raise StoreError(Message("archive.commitment-of-others"))
        refs, keys = self._write_blobs(record_id, blobs, store_key)
        sealed = encrypt_value(salt, BlobSlot(self.origin, record_id, SALT_ROLE), store_key, self._random)
        return self._append(
            writer,
            at=at,
            wrapped=keys,
            salt=sealed,
            search=self._search_row(record_id, search, store_key),
            type=EntryType(type_),
            id=record_id,
            commit=commit,
            blobs=refs,
            facts=facts or {},
        )

    def append_void(self, *, void_id: str, of: str, reason: str, at: datetime) -> Entry:
        """Append an entry that makes a record void; the record itself remains.

        Args:
            void_id: The random id of the new entry.
            of: The id of the record.
            reason: A token, not free text.
            at: The time of the entry; it must have a time zone.

        Raises:
            UnknownRecord: No single record has the id `of`, or that entry has no contents (NoContent).
            StoreError, EntryError: Nothing was appended.
        """
        writer = self._must_write()
        facts = {"of": self._record(of).id, "reason": reason}
        return self._append(writer, at=at, type=EntryType.VOID, id=void_id, facts=facts)

    def append_hand_over(
        self, *, hand_over_id: str, of: str, what: Sequence[str], to: str, by: str, at: datetime
    ) -> Entry:
        """Append an entry about copies of a record that were given out.

        Args:
            hand_over_id: The random id of the new entry.
            of: The id of the record.
            what: The kinds of copy, from `HANDED_OVER`.
            to: The kind of place they went to, from `PLACES`.
            by: The pseudonym of the staff member.
            at: The time of the entry; it must have a time zone.

        Raises:
            UnknownRecord: No single record has the id `of`, or that entry has no contents (NoContent).
            StoreError, EntryError: Nothing was appended.
        """
        writer = self._must_write()
        facts = {"of": self._record(of).id, "what": tuple(sorted(what)), "to": to, "by": by}
        return self._append(writer, at=at, type=EntryType.HAND_OVER, id=hand_over_id, facts=facts)

    def append_staff_event(
        self,
        *,
        event_id: str,
        what: str,
        staff: str,
        at: datetime,
        by: Sequence[str] = (),
        name: str = "",
        kit: bool = False,
        failures: int | None = None,
        store_key: bytes = b"",
    ) -> Entry:
        """Append an entry about a change of a staff member's access to the station.

        Args:
            event_id: The random id of the entry.
            what: One of `profile.STAFF_EVENTS`.
            staff: The pseudonym of the person concerned.
            at: The time of the entry; it must have a time zone.
            by: The pseudonyms of the staff who did or approved it.
            name: The person's name, when it becomes known; the entry holds a commitment to it.
            kit: Whether the recovery kit was used.
            failures: The number of wrong passphrases since the last sign-in.
            store_key: The key that encrypts the salt of the commitment to `name`.

        Raises:
            EntryError: The facts do not fit, such as a person added by one staff member alone.
        """
        writer = self._must_write()
        facts: dict[str, Fact] = {"what": what, "staff": staff}
        facts |= {"by": tuple(sorted(set(by)))} if by else {}
        facts |= {"kit": True} if kit else {}
        facts |= {} if failures is None else {"failures": failures}
        salt = self._random(SALT_BYTES)
        facts |= {"name": name_commitment(salt, staff, name)} if name else {}
        sealed = (
            encrypt_value(salt, BlobSlot(self.origin, event_id, SALT_ROLE), store_key, self._random) if name else b""
        )
        return self._append(writer, at=at, salt=sealed, type=EntryType.STAFF_EVENT, id=event_id, facts=facts)

    def _record(self, prefix: str) -> Entry:
        """Return the record with that id. Raise NoContent for an entry without contents."""
        entry = self.find(prefix)
        if not entry.blobs:
            raise NoContent(Message("archive.no-document", entry=entry.seq, type=name_of_type(entry.type)))
        return entry

    def _write_blobs(
        self, record: str, blobs: Mapping[str, bytes], store_key: bytes
    ) -> tuple[tuple[BlobRef, ...], dict[str, bytes]]:
        """Write all blobs to the disk; return their references, sorted by role, and their wrapped keys by role."""
        refs, keys = [], {}
        for role, plain in sorted(blobs.items()):
            made = encrypt(plain, BlobSlot(self.origin, record, role), store_key, self._random)
            digest = self.blobs.write(made.ciphertext)
            refs.append(BlobRef(role, digest, len(made.ciphertext), made.key_commitment))
            keys[role] = made.wrapped
        return tuple(refs), keys

    def _append(
        self,
        writer: Writing,
        at: datetime,
        wrapped: Mapping[str, bytes] | None = None,
        salt: bytes = b"",
        search: SearchRow | None = None,
        **content: Any,
    ) -> Entry:
        """Append an entry after the newest one, with what belongs to it; return it.

        Raise StoreError when the newest entry is not the one in the head, or when the head moved meanwhile.
        """
        appended: list[Entry] = []

        def make(seq: int, leaf: bytes, raw: bytes) -> Addition:
            if leaf_hash(raw) != leaf:
                raise StoreError(Message("archive.entry-not-the-head", entry=seq, remedy=CHECK_FIRST))
            entry = Entry(log=self.origin, seq=seq + 1, prev=leaf.hex(), ts=timestamp(at), **content)
            appended.append(entry)
            return Addition(Row.of(entry), wrapped or {}, salt, search)

        with self._writing():
            writer.append(make)
        return appended[0]

    # ---- search ----

    def rebuild_search(self, store_key: bytes, read: Callable[[bytes], search.Fields]) -> int:
        """Rebuild all search fields from the records' metadata and return the number of records.

        Args:
            store_key: The key of the store.
            read: Returns the search fields for the metadata (bytes) of a record.
        """
        writer = self._must_write()
        records = [entry.id for entry in self.entries() if "metadata" in roles(entry)]
        fields = {record: read(self.blob(record, "metadata", store_key)) for record in records}
        with self._writing():
            writer.replace_search(self._search_row(record, each, store_key) for record, each in fields.items())
        return len(fields)

    def _search_row(self, record: str, fields: search.Fields, store_key: bytes) -> SearchRow:
        sealed = search.seal_fields(fields, self.origin, record, store_key, self._random)
        return SearchRow(record, sealed, search.tokens(fields, store_key))

    # ---- checkpoints ----

    def sign_checkpoint(self, keys: CheckpointKeys, at: datetime | None = None) -> str:
        """Sign the current log and return the note, which is also stored in the database and in the file `checkpoint`.

        All entries since the checkpoint before the last are read again. They must lead to the signed root of the last
        checkpoint; the new one continues from there. When nothing was appended since, the last note is returned.

        Args:
            keys: The private keys of the log.
            at: The time that the note states, in whole seconds; None states no time.

        Raises:
            PastChanged, StoreError, CheckpointError, EntryError: Nothing was signed.
        """
        if set(keys.vkeys) != set(self.vkeys):
            raise StoreError(Message("archive.other-keys"))
        writer = self._must_write()
        signed = newest_signed(self)
        frontier = signed.edge if signed else Frontier()
        signed_size = frontier.size
        link = lead(self, frontier)
        if self.head() != (self.origin, frontier.size - 1, link):
            raise StoreError(Message("archive.head-not-the-last", remedy=CHECK_FIRST))
        if signed and frontier.size == signed_size:
            return signed.note
        note = checkpoint.sign(Checkpoint(self.origin, frontier.size, frontier.root()), keys, at)
        checkpoint.verify(note, self.vkeys, every=True)
        with self._writing():
            writer.keep_checkpoint((frontier.size, b"".join(frontier.peaks), note))
        self._publish(note)
        return note

    def _publish(self, note: str) -> None:
        self.files.write(CHECKPOINT_FILE, note.encode())

    # ---- one write ----

    def _must_write(self) -> Writing:
        """Return the storage to write to, after checking that writing is allowed and that the past is the own one."""
        if self._writer is None:
            raise StoreError(Message("archive.opened-for-reading"))
        if self._broken:
            raise StoreError(Message("archive.write-failed-before", remedy=CHECK_FIRST))
        if unpublished := require_own_past(self):
            self._publish(unpublished)  # a write broke off behind the row
        return self._writer

    @contextmanager
    def _writing(self) -> Iterator[None]:
        """Write to the storage. After a failure of the disk every further write is rejected."""
        try:
            yield
        except AlreadyStored as error:
            raise StoreError(Message("archive.id-taken")) from error
        except StorageFailed as error:
            self._broken = True
            raise StoreError(Message("archive.log-not-written", why=why(error), remedy=CHECK_FIRST)) from error
