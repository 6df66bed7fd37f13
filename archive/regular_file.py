"""The reading of files that must be regular ones: no pipe, no device, no symbolic link."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from archive.errors import RESTORE_FILE, NotAFile, TooLarge
from forms.message import Message

LARGEST_BYTES = 1 << 30


def read_regular(path: Path, most: int = LARGEST_BYTES) -> bytes:
    """Return the content of a regular file.

    Anything else than a regular file is rejected before it is opened, so that no reader blocks on a pipe or device.

    Args:
        path: The file; a symbolic link is rejected.
        most: The largest size allowed, in bytes.

    Raises:
        NotAFile: It is not a regular file.
        TooLarge: It has more than `most` bytes.
    """
    with os.fdopen(open_regular(path), "rb") as file:
        data = file.read(most + 1)
    if len(data) > most:
        raise TooLarge(Message("archive.file-too-large", path=str(path), count=most, remedy=RESTORE_FILE))
    return data


def open_regular(path: Path) -> int:
    """Return a descriptor of the regular file at `path`.

    The type is checked before opening, since opening a device can have effects.
    """
    if not stat.S_ISREG(path.lstat().st_mode):
        raise NotAFile(Message("archive.file-not-regular", path=str(path), remedy=RESTORE_FILE))
    return os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
