"""Reads files that were kept outside the station: checkpoint notes, public keys. Each refusal says what to do."""

from __future__ import annotations

from pathlib import Path

from archive.checkpoint import MAX_NOTE_CHARS, parse_note, parse_vkey
from archive.errors import CheckpointError, NoCheckpoint, ReceiptError, ReceiptExceedsLimits
from archive.findings import KINDS
from archive.plain_text import text_of
from archive.receipt import parse_receipt
from forms.outside_file import FileTooLarge, NotRegularFile, read_outside
from signing.finding import Finding
from signing.pdf_findings import EXCEEDS

MAX_BYTES = 4 * MAX_NOTE_CHARS


def read_checkpoint(path: Path) -> str:
    """The note in a text file. Raises NoCheckpoint when there is none."""
    try:
        text = text_of(read_outside(path, MAX_BYTES)).replace("\r\n", "\n")
    except OSError as error:
        raise NoCheckpoint(f"{path}: {error.strerror}. Name a file with a checkpoint note.") from error
    except UnicodeDecodeError as error:
        raise NoCheckpoint(f"{path}: it is no text, so no checkpoint note. Name the file that was kept.") from error
    try:
        parse_note(text)
    except CheckpointError as error:
        raise NoCheckpoint(f"{path}: it is no checkpoint note. {_remedy(text)}") from error
    return text


def read_vkeys(path: Path) -> tuple[str, ...]:
    """The public keys in a text file, one vkey a line. Raises NoCheckpoint when there is none, or a line is another."""
    try:
        lines = text_of(read_outside(path, MAX_BYTES)).split()
    except OSError as error:
        raise NoCheckpoint(f"{path}: {error.strerror}. Name a file with the log's public keys.") from error
    except UnicodeDecodeError as error:
        raise NoCheckpoint(f"{path}: it is no text, so no file of keys. Name the file that was kept.") from error
    try:
        keys = tuple(str(parse_vkey(line)) for line in lines)
    except CheckpointError as error:
        raise NoCheckpoint(
            f"{path}: a line is no vkey. Name the file that was kept, unchanged by any editor."
        ) from error
    if not keys:
        raise NoCheckpoint(f"{path}: there is no key in it. Name the file with the log's public keys.")
    return keys


def unused_finding(path: Path, error: Exception) -> Finding:
    """The finding about a file from outside that could not be used, which says nothing against the archive."""
    cause = error if isinstance(error, OSError) else error.__cause__
    if isinstance(error, ReceiptExceedsLimits):
        return Finding(EXCEEDS, path.name, found=error.what)
    if isinstance(cause, OSError):
        none = isinstance(cause, (NotRegularFile, FileTooLarge))
        return Finding(KINDS["OUTSIDE_MALFORMED" if none else "UNREADABLE"], path.name, "", str(cause.strerror))
    return Finding(KINDS["OUTSIDE_MALFORMED"], path.name, "", str(error).removeprefix(f"{path}: "))


def _remedy(text: str) -> str:
    try:
        parse_receipt(text)
    except ReceiptError:
        return "Name the file that was kept, unchanged by any editor."
    return "It is a receipt: name it with --receipt."
