"""Which tree heads a log must lead to: the station's own checkpoints, and what others kept of it.

Signatures are checked here; whether the log leads there, `verify` sees on its walk. Yields heads and
findings.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from ssl import PEM_cert_to_DER_cert

from archive.checkpoint import Checkpoint, parse_note, verify
from archive.errors import CheckpointError, ProofError
from archive.findings import KINDS
from archive.log import CA_FILE, CHECKPOINT_FILE, TRUST_FILE, Log, stored
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
    for size, peaks, note in log.signed():
        where = f"checkpoint of size {size}"
        for each in _head(where, note, lambda text: verify(text, vkeys, every=True), "BAD_SIGNATURE"):
            yield each
            if isinstance(each, Head):
                yield from _columns(each, size, peaks)
    yield from _newest(log, vkeys)


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


def trust_findings(log: Log, vkeys: tuple[str, ...]) -> Iterator[Finding]:
    """Whether the public keys beside the log are those of its first entry."""
    path = log.folder / TRUST_FILE
    try:
        lines = tuple(path.read_text("utf-8").split())
    except FileNotFoundError:
        return
    except (OSError, UnicodeDecodeError) as error:
        yield Finding(KINDS["UNREADABLE"], TRUST_FILE, "", str(error))
        return
    if lines != vkeys:
        yield Finding(KINDS["TRUST_MISMATCH"], TRUST_FILE)


def certificate_findings(log: Log, expected_sha256: str) -> Iterator[Finding]:
    """Whether the CA certificate that is handed out beside the log is that of its first entry."""
    path = log.folder / CA_FILE
    try:
        found = sha256(PEM_cert_to_DER_cert(path.read_text("ascii"))).hexdigest()
    except FileNotFoundError:
        return
    except OSError as error:
        yield Finding(KINDS["UNREADABLE"], CA_FILE, "", str(error))
        return
    except ValueError as error:
        found = str(error)
    if found != expected_sha256:
        yield Finding(KINDS["TRUST_MISMATCH"], CA_FILE, expected_sha256, found)


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
        yield Finding(KINDS["CHECKPOINT_MALFORMED"], where, "", str(error))
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


def _newest(log: Log, vkeys: tuple[str, ...]) -> Iterator[Head | Finding]:
    """The file `checkpoint`, where others fetch the newest note."""
    try:
        note = (log.folder / CHECKPOINT_FILE).read_text("utf-8")
    except FileNotFoundError:
        return
    except (OSError, UnicodeDecodeError) as error:
        kind = "UNREADABLE" if isinstance(error, OSError) else "CHECKPOINT_MALFORMED"
        yield Finding(KINDS[kind], f"file {CHECKPOINT_FILE}", "", str(error))
        return
    where = f"file {CHECKPOINT_FILE}"
    yield from _head(where, note, lambda text: verify(text, vkeys, every=True), "BAD_SIGNATURE")
