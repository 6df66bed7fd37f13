"""Why the archive refuses. Every text ends with what to do; every class owns the exit code of its command."""

from pathlib import Path
from typing import Final

from forms.message import LuobiError, Message

CHECK_FIRST: Final = Message("archive.check-first")
RESTORE_FILE: Final = Message("archive.restore-file")
NOT_REGULAR: Final = Message("system.not-a-regular-file")
NO_TEXT: Final = Message("archive.no-text")


class ArchiveError(LuobiError):
    """Anything that keeps the archive from doing what was asked."""


class EntryError(ArchiveError):
    """Bytes that are not an entry of the log."""

    exit_code = 1


class NewerEntry(EntryError):
    """An entry that a newer version made: well-formed, and not judged here.

    `seq` and `prev` (hex) are its number and link where they are as they have always been, else None.
    """

    exit_code = 3

    def __init__(self, message: Message, seq: int | None = None, prev: str | None = None) -> None:
        super().__init__(message)
        self.seq, self.prev = seq, prev


class ProofError(ArchiveError):
    """A Merkle proof that proves nothing."""

    exit_code = 1


class CheckpointError(ArchiveError):
    """A checkpoint that is malformed, or signed by none of the expected keys."""

    exit_code = 1


class BlobError(ArchiveError):
    """A blob that is missing, altered, or cannot be written."""


class NotAFile(BlobError):
    """Something else than a regular file where one belongs."""

    exit_code = 1


class TooLarge(NotAFile):
    """A file with more bytes than it can have."""


class NotAsWritten(ArchiveError):
    """A file for others to fetch that does not say what a file of its kind says."""


class StoreError(ArchiveError):
    """The log cannot be opened or appended to."""


class PastChanged(StoreError):
    """The log is not what its station signed: nothing is written behind it."""


class NoLog(StoreError):
    """A folder without a log in it."""


class UnknownRecord(ArchiveError):
    """No record has that id."""

    exit_code = 2


class AmbiguousRecord(UnknownRecord):
    """Several ids begin so."""


class NoContent(UnknownRecord):
    """The entry is there, and keeps no such file."""


class ReceiptError(ArchiveError):
    """A text or file that is not a receipt."""

    exit_code = 2


class ReceiptExceedsLimits(ReceiptError):
    """A receipt that cannot be read within the limits of time and memory; `what` it exceeded."""

    exit_code = 3

    def __init__(self, message: Message, what: Message | str) -> None:
        super().__init__(message)
        self.what = what


class NoCheckpoint(CheckpointError):
    """A file given as a checkpoint from outside that is none."""

    exit_code = 2


class BundleError(ArchiveError):
    """A bundle that cannot be made."""


def found_instead(error: NotAFile) -> Message:
    """Return what was found in place of the file that was written, in a few words."""
    return Message("archive.too-large") if isinstance(error, TooLarge) else NOT_REGULAR


def of_file(path: Path, problem: Message) -> Message:
    """Say in which file a problem was met."""
    return Message("archive.of-file", path=str(path), problem=problem)


def without_file(message: Message) -> Message:
    """Return the problem that `of_file` was given; any other message as it is."""
    problem: Message = dict(message.parameters)["problem"] if message.id == "archive.of-file" else message
    return problem
