"""The reasons why the operating system or the database failed, as messages. The texts are in `system.po`."""

from __future__ import annotations

import errno
from typing import Final

from forms.message import Message

ERRNO: Final = frozenset(
    {
        *("EACCES", "EAGAIN", "EBUSY", "ECONNREFUSED", "EDQUOT", "EEXIST", "EFBIG", "EINVAL", "EIO", "EISDIR", "ELOOP"),
        *("EMFILE", "ENAMETOOLONG", "ENFILE", "ENODEV", "ENOENT", "ENOMEM", "ENOSPC", "ENOTDIR", "ENOTEMPTY", "ENXIO"),
        *("EPERM", "EPIPE", "EROFS", "ESTALE", "ETIMEDOUT", "EXDEV"),
    }
)
"""The names of errors of the operating system that have a text."""
SQLITE: Final = frozenset(
    f"SQLITE_{name}"
    for name in (
        *("BUSY", "CANTOPEN", "CONSTRAINT", "CORRUPT", "ERROR", "FULL", "IOERR", "LOCKED", "NOMEM", "NOTADB", "PERM"),
        *("PROTOCOL", "READONLY", "SCHEMA", "TOOBIG"),
    )
)
"""The names of SQLite's result codes that have a text; its extended codes begin with one of them."""


def why(error: BaseException) -> Message:
    """Return why an error of the system or the database was raised, without file names or statements.

    An error with a message of its own is named by that message. Any other unknown error is called unexpected:
    its class means nothing to a person, and its own text could hold what a person wrote.
    """
    if isinstance(message := getattr(error, "message", None), Message):
        return message
    error = getattr(error, "orig", None) or error  # SQLAlchemy's errors wrap the driver's
    name = getattr(error, "sqlite_errorname", None) or errno.errorcode.get(getattr(error, "errno", None) or 0, "")
    name = "_".join(name.split("_")[:2]) if name.startswith("SQLITE_") else name
    return Message(f"system.{name}") if name in ERRNO | SQLITE else Message("system.other")
