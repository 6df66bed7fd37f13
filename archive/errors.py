"""The errors of the archive. Every text ends with what to do; every class has the exit code of its command."""

from pathlib import Path
from typing import Final

from forms.message import LuobiError, Message
from forms.system_errors import why

CHECK_FIRST: Final = Message("archive.check-first")
RESTORE_ENTRY: Final = Message("archive.restore-entry")
RESTORE_FILE: Final = Message("archive.restore-file")
NOT_REGULAR: Final = Message("system.not-a-regular-file")
NO_TEXT: Final = Message("archive.no-text")


class ArchiveError(LuobiError):
    """Any reason why the archive cannot do what was requested."""


class EntryError(ArchiveError):
    """Bytes that are not an entry of the log."""

    exit_code = 1


class NewerEntry(EntryError):
    """An entry of a newer version: well-formed, but not checked by this version.

    `seq` and `prev` (hex) are its number and its link, if they have the form that every version so far uses; else None.
    """

    exit_code = 3

    def __init__(self, message: Message, seq: int | None = None, prev: str | None = None) -> None:
        super().__init__(message)
        self.seq, self.prev = seq, prev


class ProofError(ArchiveError):
    """A Merkle proof that does not prove its claim."""

    exit_code = 1


class CheckpointError(ArchiveError):
    """A checkpoint that is malformed, or that no expected key signed."""

    exit_code = 1


class BlobError(ArchiveError):
    """A blob that is missing or altered, or that cannot be written."""


class NotAFile(BlobError):
    """Something else than a regular file at a place where one is required."""

    exit_code = 1


class TooLarge(NotAFile):
    """A file with more bytes than it can have."""


class NotAsWritten(ArchiveError):
    """A public file of the station without the content that a file of its kind has."""


class StorageFailed(LuobiError):
    """A read or write that the storage of the archive could not do.

    `passing` is true when the machine is the reason, such as a disk that does not answer, and not the data.
    """

    def __init__(self, message: Message, passing: bool = False) -> None:
        super().__init__(message)
        self.passing = passing


class AlreadyStored(StorageFailed):
    """A write of something with the same key as something that is stored already."""


class StoreError(ArchiveError):
    """A log that cannot be opened or appended to."""


class PastChanged(StoreError):
    """A log that is not what its station signed. Nothing may be appended to it."""


class NoLog(StoreError):
    """A folder without a log in it."""


class UnknownRecord(ArchiveError):
    """An id that no record has."""

    exit_code = 2


class AmbiguousRecord(UnknownRecord):
    """The beginning of an id that several records share."""


class NoContent(UnknownRecord):
    """An entry that exists but has no such file."""


class ReceiptError(ArchiveError):
    """A text or file that is not a receipt."""

    exit_code = 2


class ReceiptExceedsLimits(ReceiptError):
    """A receipt that cannot be read within the limits of time and memory; `what` names the limit."""

    exit_code = 3

    def __init__(self, message: Message, what: Message | str) -> None:
        super().__init__(message)
        self.what = what


class NoCheckpoint(CheckpointError):
    """A file that was given as a checkpoint from outside but does not hold one."""

    exit_code = 2


class BundleError(ArchiveError):
    """A bundle that cannot be made."""


def found_instead(error: NotAFile) -> Message:
    """Return a short description of what was found in place of the expected file."""
    return Message("archive.too-large") if isinstance(error, TooLarge) else NOT_REGULAR


def of_file(path: Path, problem: Message) -> Message:
    """Add to a `problem` the `path` of the file in which it occurred."""
    return Message("archive.of-file", path=str(path), problem=problem)


def remedied(problem: Message, remedy: Message) -> Message:
    """Return the text of an error: the `problem`, and the `remedy` that a person can try."""
    return Message("archive.remedied", problem=problem, remedy=remedy)


def problem_of(error: Exception) -> Message | str:
    """Return what is wrong, without the path and the remedy in the error's text: a finding names both itself."""
    message = why(error)
    while isinstance(message, Message) and message.id in ("archive.of-file", "archive.remedied"):
        message = dict(message.parameters)["problem"]
    return message
