"""Readers for files that were kept outside the station: checkpoint notes and public keys.

Each error states what to do.
"""

from __future__ import annotations

from pathlib import Path

from archive.checkpoint import MAX_NOTE_CHARS, parse_note, parse_vkey
from archive.errors import (
    CheckpointError,
    NoCheckpoint,
    ReceiptError,
    ReceiptExceedsLimits,
    of_file,
    problem_of,
    remedied,
)
from archive.findings import KINDS
from archive.plain_text import text_of
from archive.receipt import parse_receipt
from forms.message import Message
from forms.outside_file import FileTooLarge, NotRegularFile, read_outside
from forms.system_errors import why
from signing.finding import Finding
from signing.pdf_findings import EXCEEDS

MAX_BYTES = 4 * MAX_NOTE_CHARS
KEPT = KINDS["OUTSIDE_MALFORMED"].todo


def read_checkpoint(path: Path) -> str:
    """Return the checkpoint note in a text file. Raise NoCheckpoint when the file does not hold one."""
    try:
        text = text_of(read_outside(path, MAX_BYTES)).replace("\r\n", "\n")
    except OSError as error:
        raise NoCheckpoint(of_file(path, Message("archive.checkpoint-file", why=why(error)))) from error
    except UnicodeDecodeError as error:
        raise NoCheckpoint(of_file(path, Message("archive.checkpoint-file-no-text"))) from error
    try:
        parse_note(text)
    except CheckpointError as error:
        raise NoCheckpoint(of_file(path, _not_a_note(text))) from error
    return text


def read_vkeys(path: Path) -> tuple[str, ...]:
    """Return the public keys in a text file, one vkey a line.

    Raise NoCheckpoint when there is no key, or when a line is anything else.
    """
    try:
        lines = text_of(read_outside(path, MAX_BYTES)).split()
    except OSError as error:
        raise NoCheckpoint(of_file(path, Message("archive.keys-file", why=why(error)))) from error
    except UnicodeDecodeError as error:
        raise NoCheckpoint(of_file(path, Message("archive.keys-file-no-text"))) from error
    try:
        keys = tuple(str(parse_vkey(line)) for line in lines)
    except CheckpointError as error:
        raise NoCheckpoint(of_file(path, remedied(Message("archive.keys-file-line"), KEPT))) from error
    if not keys:
        raise NoCheckpoint(of_file(path, Message("archive.keys-file-empty")))
    return keys


def unused_finding(path: Path, error: Exception) -> Finding:
    """Return the finding about a file from outside that could not be used. It is no evidence against the archive.

    Args:
        path: The file; the finding shows its name only.
        error: The error that reading the file raised.
    """
    cause = error if isinstance(error, OSError) else error.__cause__
    if isinstance(error, ReceiptExceedsLimits):
        return Finding(EXCEEDS, path.name, found=error.what)
    if isinstance(cause, OSError):
        none = isinstance(cause, (NotRegularFile, FileTooLarge))
        return Finding(KINDS["OUTSIDE_MALFORMED" if none else "UNREADABLE"], path.name, found=why(cause))
    return Finding(KINDS["OUTSIDE_MALFORMED"], path.name, found=problem_of(error))


def _not_a_note(text: str) -> Message:
    try:
        parse_receipt(text)
    except ReceiptError:
        return remedied(Message("archive.checkpoint-file-other"), KEPT)
    return Message("archive.checkpoint-file-receipt")
