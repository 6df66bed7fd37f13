"""The tree heads that a log must lead to: the station's own checkpoints, and those kept outside the station.

The signatures are verified here. `verify` checks on its walk whether the log leads to the heads. Heads and findings are
yielded.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from archive.checkpoint import Checkpoint, parse_note, verify
from archive.errors import CheckpointError, ProofError, problem_of
from archive.finding_texts import NO_ROW, at_checkpoint, at_column, at_receipt
from archive.findings import KINDS
from archive.log import Log
from archive.merkle import HASH_BYTES, Frontier
from archive.published_checkpoint import WHERE, Published, read_published
from archive.receipt import Receipt
from archive.storage.port import PublicFiles
from forms.message import Message
from signing.finding import Finding


@dataclass(frozen=True, slots=True)
class Head:
    """A signed tree head; `outside` is true when it was kept outside the station."""

    where: Message
    size: int
    root: bytes
    outside: bool


@dataclass(slots=True)
class _Rows:
    """The notes of the newest row and of the one before it, "" if absent. `known`: one row has the published note."""

    newest: str = ""
    before: str = ""
    known: bool = False


def own_heads(log: Log, vkeys: tuple[str, ...], published: Published) -> Iterator[Head | Finding]:
    """Yield the checkpoints in the database and the one in the file, or what is wrong with them.

    Args:
        log: The log that the checkpoints belong to.
        vkeys: The public keys of the log; every one of them must have signed each checkpoint.
        published: The file `checkpoint` as it was before the database was opened.
    """
    rows = _Rows()
    for size, peaks, note in log.signed():
        rows.before, rows.newest, where = rows.newest, str(note), at_checkpoint(size)
        rows.known = rows.known or rows.newest == published.note
        for each in _head(where, note, lambda text: verify(text, vkeys, every=True), "BAD_SIGNATURE"):
            yield each
            if isinstance(each, Head):
                yield from _columns(each, size, peaks)
    yield from _published(log.files, vkeys, published, rows)


def lost_heads(own: Iterable[Head], outside: Iterable[Head]) -> Iterator[Finding]:
    """Yield a finding for each outside checkpoint that has no row at the station.

    The station writes the row of a checkpoint before anyone else can see the checkpoint. So a missing row was lost
    later.

    Args:
        own: The heads from the station's rows.
        outside: The heads that were kept outside.
    """
    kept = {head.size for head in own}
    for head in outside:
        if head.size not in kept:
            expected = Message("archive.as-in", where=head.where)
            yield Finding(KINDS["CHECKPOINT_LOST"], at_checkpoint(head.size), expected, NO_ROW)


def outside_heads(
    vkeys: tuple[str, ...], receipts: Iterable[Receipt], checkpoints: Iterable[str]
) -> Iterator[Head | Finding]:
    """Yield the heads that come from outside, or what is wrong with them.

    Args:
        vkeys: The public keys of the log; one of them must have signed each head.
        receipts: Receipts that people kept.
        checkpoints: Checkpoint notes that were kept outside.
    """
    for number, note in enumerate(checkpoints, 1):
        where = Message("archive.at-outside-checkpoint", number=number)
        yield from _head(where, note, lambda text: verify(text, vkeys), "RECEIPT_UNSIGNED", True)
    for receipt in receipts:
        where = at_receipt(receipt.record, receipt.seq)
        read = _checkpoint_of(receipt, vkeys)
        yield from _head(where, receipt.note, read, "RECEIPT_UNSIGNED", True)


def blame(receipt: Receipt, vkeys: tuple[str, ...], roots: Mapping[int, bytes]) -> str:
    """Return the kind of finding about a receipt that differs from its entry; "" when nothing can be concluded.

    Record, entry and leaf of a receipt are not signed, its checkpoint is. When the log leads to the checkpoint, the
    receipt was altered. When it does not, the log was altered. An unsigned checkpoint proves neither.

    Args:
        receipt: The receipt that differs.
        vkeys: The keys by which its checkpoint is verified.
        roots: The roots that the log itself leads to, by size.
    """
    try:
        signed = receipt.checkpoint(vkeys)
    except CheckpointError:
        return ""  # said when the heads were collected
    return "RECEIPT_ALTERED" if roots.get(signed.size) == signed.root else "RECEIPT_MISMATCH"


def _checkpoint_of(receipt: Receipt, vkeys: tuple[str, ...]) -> Callable[[str], Checkpoint]:
    return lambda _note: receipt.checkpoint(vkeys)


def _head(
    where: Message, note: object, read: Callable[[str], Checkpoint], unsigned: str, outside: bool = False
) -> Iterator[Head | Finding]:
    """Yield the head in a note, or what is wrong with the note: malformed, or not signed as required."""
    try:
        text = note if isinstance(note, str) else ""
        parse_note(text)
    except CheckpointError as error:
        yield Finding(KINDS["OUTSIDE_MALFORMED" if outside else "CHECKPOINT_MALFORMED"], where, found=problem_of(error))
        return
    try:
        signed = read(text)
        yield Head(where, signed.size, signed.root, outside)
    except CheckpointError as error:
        yield Finding(KINDS[unsigned], where, found=problem_of(error))


def _columns(head: Head, size: object, peaks: bytes) -> Iterator[Finding]:
    """Compare the columns of the row with the note. The next checkpoint continues from these columns."""
    if size != head.size:
        yield Finding(KINDS["INDEX_MISMATCH"], at_column(head.where, "size"), str(head.size), str(size))
    cut = [peaks[at : at + HASH_BYTES] for at in range(0, len(peaks), HASH_BYTES)]
    try:
        root = Frontier(head.size, cut).root()
    except ProofError:
        root = b""
    if root != head.root:
        yield Finding(KINDS["INDEX_MISMATCH"], at_column(head.where, "peaks"), head.root.hex(), root.hex())


def _published(
    files: PublicFiles, vkeys: tuple[str, ...], published: Published, rows: _Rows
) -> Iterator[Head | Finding]:
    """Yield the head in the file, and a finding when the file is not the newest row's note."""
    if published.fault:
        yield published.fault
        return
    if published.note:
        for each in _head(WHERE, published.note, lambda text: verify(text, vkeys, every=True), "BAD_SIGNATURE"):
            yield each
            if not isinstance(each, Head):
                return
    if published.note != rows.newest:
        yield from _behind(files, published, rows)


def _behind(files: PublicFiles, published: Published, rows: _Rows) -> Iterator[Finding]:
    """Yield a finding about a file that is not the newest row's note.

    A row is written before the file, and the file was read before the rows. So the file may lag by one row, when a
    power cut came before the file was written. It may lag by more when a process signed in between; then the file has
    changed again.
    """
    if (rows.known or not published.note) and read_published(files) != published:
        return
    lags = published.note == rows.before
    kind = "CHECKPOINT_UNPUBLISHED" if lags else "CHECKPOINT_LOST"
    if published.note:
        yield Finding(KINDS[kind], WHERE, Message("archive.newest-row"), Message("archive.found-another"))
    else:
        yield Finding(KINDS[kind], WHERE, Message("archive.newest-checkpoint"), Message("archive.found-no-file"))
