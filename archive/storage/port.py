"""What the archive needs of the place that keeps its data. An implementation promises what is written here.

The archive decides what is in the log; the storage keeps it. A storage never judges: damaged data are returned as they
are, since `verify` must see them. `tests/archive/conformance.py` proves the promises for every implementation.

Every method of a log raises StorageFailed when the storage cannot do its work.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from archive.entry import Entry
from archive.merkle import leaf_hash

COLUMNS = ("seq", "prev", "leaf", "raw", "id", "type", "ts", "about")

Head = tuple[str, int, bytes]
"""Origin of the log, sequence number and leaf hash of its newest entry. Unchecked: a damaged one has other types."""

SignedRow = tuple[int, bytes, str]
"""Size, edge of the tree and note of a signed checkpoint. Unchecked, but the edge is always bytes."""


@dataclass(frozen=True, slots=True)
class Row:
    """An entry as the storage holds it; only `raw` counts, the other values are an index.

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
        return {name: getattr(self, name) for name in COLUMNS}


@dataclass(frozen=True, slots=True)
class SearchRow:
    """The search fields of a record, encrypted, and the tokens by which it is found."""

    record: str
    sealed: bytes = field(repr=False)
    tokens: frozenset[bytes] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Addition:
    """What one append stores: an entry, with the wrapped keys by role, the encrypted salt and the search fields."""

    row: Row
    wrapped: Mapping[str, bytes] = field(default_factory=dict, repr=False)
    salt: bytes = field(default=b"", repr=False)
    search: SearchRow | None = None


# ---- reading ----


class Entries(Protocol):
    """The entries of a log."""

    def head(self) -> Head | None:
        """Return the head, from which the next append continues; None when it is lost."""

    def suite(self) -> object:
        """Return the suite of the log, unchecked."""

    def rows(self, start: int = 0, stop: int | None = None) -> Iterator[Row]:
        """Yield the rows by sequence number, streamed.

        Args:
            start: The first sequence number.
            stop: The sequence number before which to stop; None reads to the end.
        """

    def count(self) -> int:
        """Return how many rows there are, including rows of other logs."""

    def bytes_of(self, record: str) -> bytes | None:
        """Return the bytes of the entry with the id `record`; None when there is none."""

    def beginning(self, prefix: str, most: int) -> tuple[bytes, ...]:
        """Return the bytes of entries with an id that begins with `prefix`, no more than `most`."""

    def count_beginning(self, prefix: str) -> int:
        """Return how many entries have an id that begins with `prefix`."""

    def about(self, record: str) -> tuple[bytes, ...]:
        """Return the bytes of the entries that refer to `record`, by sequence number."""

    def between(self, begin: str, end: str) -> tuple[bytes, ...]:
        """Return the bytes of the entries with a time from `begin`, inclusive, to `end`, exclusive; newest first."""

    def of_type(self, type_: str) -> tuple[bytes, ...]:
        """Return the bytes of the entries of the type `type_`, newest first."""


class Checkpoints(Protocol):
    """The signed checkpoints of a log."""

    def signed(self) -> Iterator[SignedRow]:
        """Yield every checkpoint, by size."""

    def newest_signed(self, count: int) -> tuple[SignedRow, ...]:
        """Return the `count` newest checkpoints, newest first."""

    def note_over(self, seq: int) -> str | None:
        """Return the note of the first checkpoint that covers the entry `seq`; None when there is none."""


class Secrets(Protocol):
    """The wrapped keys and encrypted salts, which may be destroyed without harm to the log."""

    def wrapped(self, record: str, role: str) -> bytes | None:
        """Return the wrapped key of the blob with the role `role` of `record`; None when it is missing."""

    def wrapped_lengths(self, record: str) -> dict[str, int]:
        """Return the lengths in bytes of the wrapped keys of `record`, by role."""

    def salt(self, record: str) -> bytes | None:
        """Return the encrypted salt of `record`; None when it is missing."""


class SearchIndex(Protocol):
    """The search fields and tokens. They are no evidence and can be rebuilt."""

    def sealed_fields(self, record: str) -> bytes | None:
        """Return the encrypted search fields of `record`; None when it has none."""

    def tokens_of(self, record: str, tokens: Iterable[bytes]) -> int:
        """Return how many of the `tokens` the index has for `record`."""

    def count_tokens(self) -> int:
        """Return how many tokens the index has for records that have an entry."""

    def with_token(self, token: bytes) -> tuple[str, ...]:
        """Return the ids of the records that have `token`, sorted."""


class Examination(Protocol):
    """What a storage knows about its own state; `verify` asks it."""

    def complaints(self) -> tuple[str, ...]:
        """Return what the storage's own test of its structure reports; empty when it finds nothing."""

    def unexpected(self) -> tuple[tuple[str, str], ...]:
        """Return kind and name of everything in which the schema differs from the expected one."""

    def foreign(self) -> Iterator[tuple[str, int]]:
        """Yield each table that has rows of another log, with the number of those rows."""

    def bereft(self) -> tuple[str, ...]:
        """Return the ids of records that have keys, salts or search fields but no entry."""

    @property
    def copied(self) -> bool:
        """Whether what is read stays at one moment of the log, even while others write to the log."""

    def moved(self) -> bool:
        """Return whether something was written since the log was opened for reading."""


class Reading(Entries, Checkpoints, Secrets, SearchIndex, Examination, Protocol):
    """A log that is open for reading. Nothing that a reader does changes what is stored."""

    def close(self) -> None:
        """Close the log. Every question about what is stored, and every write, then raises StorageFailed."""


# ---- writing ----


class Writing(Reading, Protocol):
    """A log that is open for writing: also for reading. Each method stores all or nothing, durably when it returns.

    One writer stores at a time. Another one waits, and raises StorageFailed after some seconds. Each method raises
    AlreadyStored when something with the same key is stored, such as an entry with this id.
    """

    def begin(self, origin: str, suite: int, first: Addition) -> None:
        """Begin a new log.

        Args:
            origin: The name of the log.
            suite: The suite of its hashes and signatures.
            first: The first entry.
        """

    def append(self, make: Callable[[int, bytes, bytes], Addition]) -> None:
        """Append what `make` returns, and move the head to it.

        `make` gets sequence number and leaf hash in the head, and the bytes of the entry with that number. No other
        writer stores anything meanwhile. When it raises an error, nothing is stored and the error is raised on.
        """

    def keep_checkpoint(self, signed: SignedRow) -> None:
        """Store a signed checkpoint."""

    def replace_search(self, rows: Iterable[SearchRow]) -> None:
        """Replace the search fields and tokens of all records by `rows`."""


# ---- blobs ----


class Blobs(Protocol):
    """The ciphertexts of the blobs, each under the SHA-256 of its bytes. A blob is there as a whole or not at all."""

    def create(self) -> None:
        """Prepare the place for the blobs of a new log, durably. Raise OSError when that failed."""

    def write(self, ciphertext: bytes) -> str:
        """Store `ciphertext` and return its SHA-256 (hex); it is on the disk by then. Twice the same is stored once.

        Raise BlobError when the write failed: nothing was stored, and the caller must stop writing.
        """

    def read(self, digest: str, size: int) -> bytes:
        """Return the ciphertext with that SHA-256 (`digest`, in hex) and a length of `size` bytes.

        No more than that is kept in memory. Raise BlobError when it is missing, unreadable or has another content.
        """

    def measure(self, digest: str) -> tuple[str, int]:
        """Read what is stored under the name `digest` now, in a stream; return its SHA-256 (hex) and its size.

        Raises:
            FileNotFoundError: Nothing is stored under that name.
            NotAFile: Something else than a blob is stored there.
            OSError: It cannot be read now.
        """

    def names(self) -> Iterator[str]:
        """Yield the names of everything that is stored, without half-written blobs. Raise OSError when it cannot."""


# ---- public files ----

CHECKPOINT_FILE, TRUST_FILE = "checkpoint", "trust/log.vkeys"
"""The files that the archive itself writes: its newest note, and its public keys."""
CA_FILE, CUSTODIAN_FILE, SETTINGS_FILE = "ca.pem", "custodian.pub.json", "station.toml"
"""The files that the station writes, and that the first entry fixes."""


class PublicFiles(Protocol):
    """The files next to a log that anybody may read, by the names above. Each is there as a whole or not at all."""

    def read(self, name: str, most: int) -> bytes:
        """Return the content of the file `name`, of no more than `most` bytes.

        Raises:
            FileNotFoundError: There is no such file.
            NotAFile: It is something else than a file, or it is too large.
            OSError: It cannot be read now.
        """

    def write(self, name: str, content: bytes) -> None:
        """Replace the file `name` by `content`, durably. Raise OSError when that failed; the old file is then there."""


# ---- one archive ----


class Storage(Protocol):
    """The place of one archive: its log, its blobs and its public files."""

    @property
    def blobs(self) -> Blobs:
        """The blobs."""

    @property
    def files(self) -> PublicFiles:
        """The public files."""

    def read(self) -> Reading:
        """Open the log for reading, and change nothing, not even a file name.

        Raises:
            NoLog: There is no log.
            StoreError: The log cannot be opened.
        """

    def write(self) -> Writing:
        """Open the log for writing.

        Raises:
            NoLog: There is no log.
            StoreError: The log cannot be opened, or writes would not be durable.
        """

    def create(self) -> Writing:
        """Create an empty log. Raise StoreError when there is one already, or when writes would not be durable."""
