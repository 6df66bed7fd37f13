"""The reading of a file that comes from outside: regular files only, up to a size.

A pipe, a device or a folder is rejected at once, without waiting for it. Both rejections are OSErrors with a message.
So every reader that handles unreadable files handles them too.
"""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path

from forms.message import Message


class NotRegularFile(OSError):
    """A folder, a pipe, a device or a socket in place of a file."""

    exit_code = 2

    def __init__(self, path: Path) -> None:
        super().__init__(errno.EINVAL, "not a regular file", str(path))
        self.message = Message("system.not-a-regular-file")


class FileTooLarge(OSError):
    """A file with more bytes than a file of its kind can have."""

    exit_code = 2

    def __init__(self, path: Path, most: int) -> None:
        super().__init__(errno.EFBIG, f"more than {most} bytes", str(path))
        self.message = Message("system.more-bytes", most=most)


def open_outside(path: Path, most: int) -> int:
    """Return a descriptor of the regular file at `path`; the caller closes it.

    The type is checked before opening, because opening a device can act on it. It is checked again after opening,
    because the name can have got another file in between.

    Args:
        path: The file; a link is followed.
        most: The most bytes that it may have.

    Raises:
        NotRegularFile: It is a folder, a pipe, a device or a socket.
        FileTooLarge: It has more than `most` bytes.
        OSError: It cannot be opened.
    """
    if not stat.S_ISREG(path.stat().st_mode):
        raise NotRegularFile(path)
    descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC)
    try:
        facts = os.fstat(descriptor)
        if not stat.S_ISREG(facts.st_mode):
            raise NotRegularFile(path)
        if facts.st_size > most:
            raise FileTooLarge(path, most)
    except BaseException:
        os.close(descriptor)
        raise
    return descriptor


def read_outside(path: Path, most: int) -> bytes:
    """Return the bytes of the regular file at `path`. Raise OSError, also when more than `most` bytes come."""
    with os.fdopen(open_outside(path, most), "rb") as file:
        data = file.read(most + 1)
    if len(data) > most:  # files in /proc do not state their size
        raise FileTooLarge(path, most)
    return data
