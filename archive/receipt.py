"""Receipts: what a person takes home. A receipt names their entry and holds a checkpoint over it; it fits a QR code.

Receipts outside the station keep the archive honest: a log that was rewritten no longer leads to their root. A receipt
holds no personal data. By itself it proves only that the station signed this tree head; `verify` compares it with the
log. Specification: docs/formats/receipt.md.
"""

from __future__ import annotations

import base64
import os
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from archive.checkpoint import ED25519, SIGNATURE_BYTES, Checkpoint, Note, parse_note, verify
from archive.entry import Entry
from archive.errors import CheckpointError, ReceiptError, ReceiptExceedsLimits, of_file, remedied
from archive.plain_text import text_of
from forms.message import Message
from forms.outside_file import open_outside
from forms.system_errors import why

if TYPE_CHECKING:
    from signing.confined import ConfinedJudge

FORMAT = "luobi-receipt/1"
MAX_BYTES = 4096
MAX_PDF_BYTES = 16 << 20
_REMEDY = Message("archive.scan-again")
_TEXT = re.compile(
    r"luobi-receipt/1\n"
    r"record (?P<record>[0-9A-Za-z][0-9A-Za-z._-]{0,63})\n"
    r"entry (?P<seq>0|[1-9][0-9]{0,15})\n"
    r"leaf (?P<leaf>[0-9A-Za-z+/]{43}=)\n"
    r"\n"
    r"(?P<note>.*)",
    re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Receipt:
    """A record's id, its place and leaf hash (32 bytes) in the log, and a checkpoint note that covers it."""

    record: str
    seq: int
    leaf: bytes
    note: str

    @classmethod
    def of(cls, entry: Entry, note: str) -> Receipt:
        """Build the receipt of a record; it keeps only the Ed25519 signatures of the note.

        Args:
            entry: The entry of the record.
            note: Any checkpoint note that covers the entry.

        Raises:
            ReceiptError: The note is of another log, does not cover the entry, or has no Ed25519 signature.
        """
        parsed = parse_note(note)
        kept = tuple(each for each in parsed.signatures if len(each.value) == SIGNATURE_BYTES[ED25519])
        if parsed.checkpoint.origin != entry.log or parsed.checkpoint.size <= entry.seq or not kept:
            raise ReceiptError(Message("archive.record-not-covered"))
        return cls(entry.id, entry.seq, entry.leaf(), Note(parsed.checkpoint, kept).text())

    def text(self) -> str:
        """Return the receipt as its QR code holds it: about 400 characters, and each line ends with a newline."""
        leaf = base64.b64encode(self.leaf).decode("ascii")
        return f"{FORMAT}\nrecord {self.record}\nentry {self.seq}\nleaf {leaf}\n\n{self.note}"

    def checkpoint(self, vkeys: Iterable[str]) -> Checkpoint:
        """Return the tree head that the receipt attests.

        Raise CheckpointError when none of `vkeys` signed it, or when it does not cover the entry.
        """
        checkpoint = verify(self.note, vkeys)
        if checkpoint.size <= self.seq:
            raise CheckpointError(remedied(Message("archive.receipt-not-covered", entry=self.seq), _REMEDY))
        return checkpoint


def parse_receipt(text: str) -> Receipt:
    """Return the receipt in a text; any kind of line end is accepted. Raise ReceiptError when it is not a receipt."""
    lines = [line.rstrip() for line in text.strip().splitlines()]
    found = _TEXT.fullmatch("\n".join(lines) + "\n")
    if len(text) > MAX_BYTES or not found:
        raise ReceiptError(remedied(Message("archive.no-receipt"), _REMEDY))
    try:
        parse_note(found["note"])
        leaf = base64.b64decode(found["leaf"], validate=True)
    except (CheckpointError, ValueError) as error:
        raise ReceiptError(Message("archive.receipt-checkpoint", why=why(error))) from error
    return Receipt(found["record"], int(found["seq"]), leaf, found["note"])


def read_receipt(path: Path, judge: ConfinedJudge | None = None) -> Receipt:
    """Return the receipt in a text file, or in a receipt PDF (in its subject, read by a confined process).

    Args:
        path: The file, which comes from outside and is not trusted.
        judge: The confined process that reads the PDF; with None, one is started for this file alone.

    Raises:
        ReceiptError: The file holds no receipt, or it cannot be read.
        ReceiptExceedsLimits: The PDF cannot be read within the limits of time and memory.
    """
    try:
        descriptor = open_outside(path, MAX_PDF_BYTES)
    except OSError as error:
        raise ReceiptError(of_file(path, Message("archive.receipt-file", why=why(error)))) from error
    with os.fdopen(descriptor, "rb") as file:
        data = file.read(4 * MAX_BYTES)
        try:
            return parse_receipt(_subject(path, descriptor, judge) if data.startswith(b"%PDF-") else text_of(data))
        except UnicodeDecodeError as error:
            raise ReceiptError(of_file(path, remedied(Message("archive.receipt-neither"), _REMEDY))) from error
        except ReceiptExceedsLimits:
            raise
        except ReceiptError as error:
            raise ReceiptError(of_file(path, why(error))) from error


def _subject(path: Path, descriptor: int, judge: ConfinedJudge | None) -> str:
    """Return what a receipt PDF carries for programs: /Subject of its information dictionary."""
    from signing.confined import ConfinedJudge  # loads certificates, which text receipts do not need
    from signing.pdf_findings import EXCEEDS

    if judge is None:
        with ConfinedJudge() as own:
            judged = own.judge(descriptor)
    else:
        judged = judge.judge(descriptor)
    for finding in judged.report.findings:
        if finding.kind is EXCEEDS:
            problem = remedied(Message("archive.receipt-exceeds"), _REMEDY)
            raise ReceiptExceedsLimits(of_file(path, problem), finding.found)
    return judged.subject
