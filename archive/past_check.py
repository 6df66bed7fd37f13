"""The check, before every write, that a log still holds what its station signed.

A station that appends to an older database, or to rows that were exchanged, signs a second past. Receipts that
applicants hold would then contradict the station's own log. The comparison is cheap: the file `checkpoint`, the two
newest rows of checkpoints, the head, and the entries between the two checkpoints. `verify` checks whether all entries
are intact. If database and file were both set back, only copies outside the station reveal it.
"""

from __future__ import annotations

from dataclasses import dataclass

from archive import checkpoint
from archive.checkpoint import Checkpoint
from archive.entry import EntryType, parse
from archive.errors import CHECK_FIRST, CheckpointError, PastChanged, ProofError, StorageFailed, StoreError
from archive.log import Log
from archive.merkle import EMPTY_ROOT, HASH_BYTES, Frontier, leaf_hash
from archive.published_checkpoint import read_published
from archive.storage.port import CHECKPOINT_FILE, Row, SignedRow
from forms.message import Message
from forms.system_errors import why

RECORDS_BEFORE_THE_FIRST_CHECKPOINT = 3
"""A checkpoint follows each record. Signing may have failed for the first records, but for no more than these."""
_APART = frozenset({EntryType.GENESIS, EntryType.STAFF_EVENT})
RESTORE = Message("archive.restore-log")


@dataclass(frozen=True, slots=True)
class Signed:
    """The newest checkpoint: its note, and the tree's edge that leads to the root that both keys signed."""

    note: str
    edge: Frontier


def require_own_past(log: Log) -> str | None:
    """Return the newest note when the file `checkpoint` does not hold it yet, else None.

    Raises:
        PastChanged: The log is behind a checkpoint that its keys signed, or it has lost its checkpoints.
        ArchiveError: The data to compare are damaged or cannot be read.
    """
    try:
        return _unpublished(log)
    except (StorageFailed, TypeError) as error:
        raise StoreError(Message("archive.past-not-read", why=why(error), remedy=CHECK_FIRST)) from error


def _unpublished(log: Log) -> str | None:
    published = read_published(log.files)  # before the rows: a note in the file has its row by then
    told = _told(log, published.note)
    rows = log.newest_signed(2)
    size = log.size()
    if not rows:
        _require_new(log, told)
        return None
    newest = _signed_by(log, rows[0])
    if told and (told.size, told.root) != (newest.size, newest.root) and told.size >= newest.size:
        raise _changed(Message("archive.file-proves-more", file=CHECKPOINT_FILE, proven=told.size, covered=newest.size))
    if size < newest.size:
        raise _changed(Message("archive.log-shorter", size=size, covered=newest.size))
    if told is None and len(rows) > 1 and size > newest.size:
        unsigned = Message("archive.file-missing", file=CHECKPOINT_FILE, count=size - newest.size)
        raise _changed(unsigned, Message("archive.put-file-back"))
    return None if published.note == rows[0][2] else rows[0][2]


def newest_signed(log: Log) -> Signed | None:
    """Return the newest checkpoint, after checking that the log leads to it; None when there is no checkpoint.

    Only the entries since the checkpoint before it are read again, or all entries when it is the only one. The links
    make the last of these entries prove all entries before it.

    Raises:
        PastChanged: The entries do not lead to the checkpoint.
        ArchiveError: The data to read are damaged.
    """
    rows = log.newest_signed(2)
    if not rows:
        return None
    newest = _edge(log, rows[0])
    before = _edge(log, rows[1]) if len(rows) > 1 else Frontier()
    lead(log, before, newest.size)
    if (before.size, before.root()) != (newest.size, newest.root()):
        raise _changed(Message("archive.entries-lead-elsewhere", size=newest.size))
    return Signed(rows[0][2], newest)


def lead(log: Log, frontier: Frontier, stop: int | None = None) -> bytes:
    """Extend the tree's edge over the following rows and return the leaf hash of the last entry.

    Args:
        log: The log to read.
        frontier: The edge to continue from; it is changed in place.
        stop: The number of entries at which to stop; None reads to the end.

    Raises:
        PastChanged: A row does not continue the one before it.
    """
    last = next(log.rows(frontier.size - 1, frontier.size), None) if frontier.size else None
    link = leaf_hash(last.raw) if last else EMPTY_ROOT
    for row in log.rows(frontier.size, stop):
        entry = parse(row.raw)
        if (entry.seq, bytes.fromhex(entry.prev)) != (frontier.size, link) or row != Row.of(entry):
            raise _changed(Message("archive.entry-continues-not", entry=frontier.size), CHECK_FIRST)
        link = leaf_hash(row.raw)
        frontier.append(link)
    return link


def _require_new(log: Log, told: Checkpoint | None) -> None:
    """Raise PastChanged unless a log without checkpoints is a new one."""
    records = 0
    for entry in log.entries():
        records += entry.type not in _APART
        if told or records > RECORDS_BEFORE_THE_FIRST_CHECKPOINT:
            raise _changed(Message("archive.checkpoints-gone"))


def _told(log: Log, note: str) -> Checkpoint | None:
    """Return the checkpoint in the file; None unless the log's keys signed it.

    Anyone with write access to the file can change it, so unsigned content proves nothing.
    """
    try:
        told = checkpoint.verify(note, log.vkeys, every=True)
    except CheckpointError:
        return None
    return told if told.origin == log.origin else None


def _signed_by(log: Log, row: SignedRow) -> Checkpoint:
    size, _, note = row
    signed = checkpoint.verify(note if isinstance(note, str) else "", log.vkeys, every=True)
    if (signed.origin, signed.size) != (log.origin, size):
        raise _changed(Message("archive.checkpoint-row-other", size=size))
    return signed


def _edge(log: Log, row: SignedRow) -> Frontier:
    """Return the tree's edge in a row of checkpoints, verified against the signed root in its note."""
    signed, data = _signed_by(log, row), row[1]
    try:
        edge = Frontier(signed.size, [data[at : at + HASH_BYTES] for at in range(0, len(data), HASH_BYTES)])
    except ProofError as error:
        raise _changed(Message("archive.edge-damaged", size=signed.size)) from error
    if edge.root() != signed.root:
        raise _changed(Message("archive.edge-other", size=signed.size))
    return edge


def _changed(what: Message, remedy: Message = RESTORE) -> PastChanged:
    return PastChanged(Message("archive.past-changed", what=what, remedy=remedy))
