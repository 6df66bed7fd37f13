"""What an exception during the reading of an archive means: damage, a newer version, or a failure to read."""

from __future__ import annotations

from sqlalchemy.exc import SQLAlchemyError

from archive.errors import NewerEntry
from archive.findings import KINDS
from forms.system import why
from signing.finding import Fact, Finding

# What SQLite says of the machine; all else that it says is about the file.
PASSING = (
    "SQLITE_AUTH",
    "SQLITE_BUSY",
    "SQLITE_CANTOPEN",
    "SQLITE_IOERR",
    "SQLITE_LOCKED",
    "SQLITE_NOMEM",
    "SQLITE_PERM",
)


def finding_of(error: Exception, where: Fact) -> Finding:
    """Return the finding for an exception.

    Args:
        error: The exception.
        where: The place that was being read.
    """
    if isinstance(error, NewerEntry):
        return Finding(KINDS["ENTRY_NEWER"], where, found=why(error))
    if isinstance(error, OSError):
        return Finding(KINDS["UNREADABLE"], where, found=why(error))
    name = str(getattr(getattr(error, "orig", None), "sqlite_errorname", ""))
    passing = isinstance(error, SQLAlchemyError) and name.startswith(PASSING)
    return Finding(KINDS["UNREADABLE" if passing else "LOG_UNREADABLE"], where, found=why(error))
