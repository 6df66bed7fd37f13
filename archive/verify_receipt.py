"""The verification of one receipt's record against the station's log, however far the log has grown.

The entries up to the receipt's checkpoint are hashed into the tree again. The log must still lead to the root that the
station signed, and the entry must be the receipt's. Then the files of this one record are compared with the entry.
Later entries are counted but not checked; `verify` checks the whole archive.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from archive.checkpoint import Checkpoint
from archive.contents import Tally, check_record
from archive.entry import Entry, parse
from archive.errors import ArchiveError, CheckpointError, StorageFailed, problem_of
from archive.finding_texts import LOG, at_receipt, count_entries
from archive.findings import KINDS
from archive.log import Log
from archive.merkle import Frontier, leaf_hash
from archive.read_failure import finding_of
from archive.receipt import Receipt
from forms.message import Message
from signing.finding import Finding


@dataclass(slots=True)
class RecordAnswer:
    """What the log shows about a receipt's record.

    `covered` is the number of entries under the receipt's checkpoint, `size` the number of all entries. `later` holds
    the ids of the entries that refer to the record, such as the one that voids it.
    """

    kind: str = ""
    station: str = ""
    covered: int = 0
    size: int = 0
    later: tuple[str, ...] = ()
    findings: list[Finding] = field(default_factory=list)


def answer(log: Log, receipt: Receipt) -> RecordAnswer:
    """Return what the log shows about a receipt's record.

    Read errors are findings in the answer. When there are findings and the database changed meanwhile, the check is
    repeated once: pages that change can look like damage.

    Args:
        log: The log of the station, open for reading.
        receipt: The receipt; its checkpoint must be signed by a key of the log.
    """
    told = _answered(log, receipt)
    if told.findings and log.moved() and not log.copied:  # pages that changed under the reader can look like damage
        with Log.read(log.place) as fresh:
            return _answered(fresh, receipt)
    return told


def _answered(log: Log, receipt: Receipt) -> RecordAnswer:
    told = RecordAnswer()
    try:
        told.findings.extend(_compared(log, receipt, told))
    except (StorageFailed, ArchiveError, ValueError, TypeError, OverflowError, OSError) as error:
        told.findings.append(finding_of(error, Message("archive.at-number", entry=receipt.seq)))
    return told


def _compared(log: Log, receipt: Receipt, told: RecordAnswer) -> Iterator[Finding]:
    if next(log.rows(), None) is None:
        yield Finding(KINDS["LOG_EMPTY"], LOG)
        return
    genesis = log.genesis
    told.kind, told.station = str(genesis.facts["kind"]), str(genesis.facts["station"])
    told.size = log.count()
    where = at_receipt(receipt.record, receipt.seq)
    try:
        signed = receipt.checkpoint(log.vkeys)
    except CheckpointError as error:
        yield Finding(KINDS["RECEIPT_UNSIGNED"], where, found=problem_of(error))
        return
    told.covered = signed.size
    raw, tree = _walked(log, receipt.seq, signed)
    if tree.size < signed.size:
        yield Finding(KINDS["ROLLBACK"], where, count_entries(signed.size), count_entries(tree.size))
        return
    leads = tree.root() == signed.root
    if not leads:
        yield Finding(KINDS["FORK"], where, signed.root.hex(), tree.root().hex())
    if leaf_hash(raw) != receipt.leaf:
        yield Finding(
            KINDS["RECEIPT_ALTERED" if leads else "RECEIPT_MISMATCH"], where, receipt.leaf.hex(), leaf_hash(raw).hex()
        )
    elif leads:
        yield from _record(log, parse(raw), receipt, told, genesis)


def _walked(log: Log, seq: int, signed: Checkpoint) -> tuple[bytes, Frontier]:
    """Return the bytes of entry `seq`, and the tree over the entries that the checkpoint covers.

    When the log has fewer entries than that, the tree is over all of them.
    """
    tree, raw = Frontier(), b""
    for row in log.rows():
        if tree.size == signed.size:
            break
        if tree.size == seq:
            raw = row.raw
        tree.append(leaf_hash(row.raw))
    return raw, tree


def _record(log: Log, entry: Entry, receipt: Receipt, told: RecordAnswer, genesis: Entry) -> Iterator[Finding]:
    """Check the record under the receipt's checkpoint: its id against the receipt, its files against the entry."""
    if entry.id != receipt.record:
        where = at_receipt(receipt.record, receipt.seq)
        yield Finding(KINDS["RECEIPT_ALTERED"], where, receipt.record, entry.id)
        return
    told.later = tuple(each.id for each in log.about(entry.id))
    yield from check_record(log, entry, genesis, None, Tally())
