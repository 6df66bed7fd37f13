"""Which tree heads a log must lead to: the station's own checkpoints, and what others kept of it.

Signatures are checked here; whether the log leads there, `verify` sees on its walk. Yields heads and
findings.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from archive.blobs import read_regular
from archive.checkpoint import MAX_NOTE_CHARS, Checkpoint, parse_note, verify
from archive.errors import CheckpointError, NotAFile, ProofError
from archive.findings import KINDS
from archive.log import CHECKPOINT_FILE, Log, stored
from archive.merkle import HASH_BYTES, Frontier
from archive.receipt import Receipt
from signing.finding import Finding


@dataclass(frozen=True, slots=True)
class Head:
    """A tree head that somebody signed for; `outside` when it was kept outside the station."""

    where: str
    size: int
    root: bytes
    outside: bool


def own_heads(log: Log, vkeys: tuple[str, ...]) -> Iterator[Head | Finding]:
    """The checkpoints in the database and the newest one in its file; every key must have signed each."""
    newest = ""
    for size, peaks, note in log.signed():
        newest, where = str(note), f"checkpoint of size {size}"
        for each in _head(where, note, lambda text: verify(text, vkeys, every=True), "BAD_SIGNATURE"):
            yield each
            if isinstance(each, Head):
                yield from _columns(each, size, peaks)
    yield from _published(log, vkeys, newest)


def lost_heads(own: Iterable[Head], outside: Iterable[Head]) -> Iterator[Finding]:
    """Outside checkpoints whose own row is gone: the station keeps a row of whatever it signs before others see it."""
    kept = {head.size for head in own}
    for head in outside:
        if head.size not in kept:
            yield Finding(KINDS["CHECKPOINT_LOST"], f"checkpoint of size {head.size}", f"as in {head.where}", "no row")


def outside_heads(
    vkeys: tuple[str, ...], receipts: Iterable[Receipt], checkpoints: Iterable[str]
) -> Iterator[Head | Finding]:
    """What came from outside; one of the log's keys must have signed it."""
    for number, note in enumerate(checkpoints, 1):
        where = f"outside checkpoint {number}"
        yield from _head(where, note, lambda text: verify(text, vkeys), "RECEIPT_UNSIGNED", True)
    for receipt in receipts:
        where = f"receipt of record {receipt.record} (entry {receipt.seq})"
        read = _checkpoint_of(receipt, vkeys)
        yield from _head(where, receipt.note, read, "RECEIPT_UNSIGNED", True)


def blame(receipt: Receipt, vkeys: tuple[str, ...], roots: Mapping[int, bytes]) -> str:
    """The kind of finding about a receipt that differs from its entry; `roots`: the log's own, by size.

    Record, entry and leaf of a receipt are not signed, its checkpoint is. When the log leads to the checkpoint, the
    receipt was altered; when it does not, the log was. A checkpoint without signature proves neither.
    """
    try:
        signed = receipt.checkpoint(vkeys)
    except CheckpointError:
        return ""  # said when the heads were collected
    return "RECEIPT_ALTERED" if roots.get(signed.size) == signed.root else "RECEIPT_MISMATCH"


def _checkpoint_of(receipt: Receipt, vkeys: tuple[str, ...]) -> Callable[[str], Checkpoint]:
    return lambda _note: receipt.checkpoint(vkeys)


def _head(
    where: str, note: object, read: Callable[[str], Checkpoint], unsigned: str, outside: bool = False
) -> Iterator[Head | Finding]:
    """The head in a note, or what is wrong with the note: malformed, or not signed as it should be."""
    try:
        text = note if isinstance(note, str) else ""
        parse_note(text)
    except CheckpointError as error:
        yield Finding(KINDS["OUTSIDE_MALFORMED" if outside else "CHECKPOINT_MALFORMED"], where, "", str(error))
        return
    try:
        signed = read(text)
        yield Head(where, signed.size, signed.root, outside)
    except CheckpointError as error:
        yield Finding(KINDS[unsigned], where, "", str(error))


def _columns(head: Head, size: object, peaks: object) -> Iterator[Finding]:
    """The row's columns, which let the next checkpoint continue from this one."""
    if size != head.size:
        yield Finding(KINDS["INDEX_MISMATCH"], f"{head.where} column size", str(head.size), str(size))
    data = stored(peaks)
    cut = [data[at : at + HASH_BYTES] for at in range(0, len(data), HASH_BYTES)]
    try:
        root = Frontier(head.size, cut).root()
    except ProofError:
        root = b""
    if root != head.root:
        yield Finding(KINDS["INDEX_MISMATCH"], f"{head.where} column peaks", head.root.hex(), root.hex())


def _published(log: Log, vkeys: tuple[str, ...], newest: str) -> Iterator[Head | Finding]:
    """The file `checkpoint`, where others fetch the newest note: it must be that of the newest row."""
    where = f"file {CHECKPOINT_FILE}"
    try:
        note = read_regular(log.folder / CHECKPOINT_FILE, 4 * MAX_NOTE_CHARS).decode("utf-8")
    except FileNotFoundError:
        if newest:
            yield Finding(KINDS["CHECKPOINT_LOST"], where, "the newest checkpoint", "no file")
        return
    except OSError as error:
        yield Finding(KINDS["UNREADABLE"], where, "", error.strerror or str(error))
        return
    except (NotAFile, UnicodeDecodeError) as error:
        yield Finding(KINDS["CHECKPOINT_MALFORMED"], where, "", str(error))
        return
    sound = True
    for each in _head(where, note, lambda text: verify(text, vkeys, every=True), "BAD_SIGNATURE"):
        yield each
        sound = isinstance(each, Head)
    if sound and note != newest:
        yield Finding(KINDS["CHECKPOINT_LOST"], where, "the note of the newest row", "another")
