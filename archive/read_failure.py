"""What an exception during the reading of an archive means: damage, a newer version, or a failure to read."""

from __future__ import annotations

from archive.errors import NewerEntry, StorageFailed, problem_of
from archive.findings import KINDS
from signing.finding import Fact, Finding


def finding_of(error: Exception, where: Fact) -> Finding:
    """Return the finding for an exception.

    Args:
        error: The exception.
        where: The place that was being read.
    """
    if isinstance(error, NewerEntry):
        return Finding(KINDS["ENTRY_NEWER"], where, found=problem_of(error))
    if isinstance(error, OSError):
        return Finding(KINDS["UNREADABLE"], where, found=problem_of(error))
    passing = isinstance(error, StorageFailed) and error.passing
    return Finding(KINDS["UNREADABLE" if passing else "LOG_UNREADABLE"], where, found=problem_of(error))
