"""The exchange of two folders in one step. A crash leaves one or the other in place, never none and never a mixture."""

from __future__ import annotations

import ctypes
import os
from pathlib import Path

from signing.durable import sync_folder

_HERE = -100  # AT_FDCWD
_EXCHANGE = 2  # RENAME_EXCHANGE


def exchange(one: Path, other: Path) -> None:
    """Exchange the names of the folders `one` and `other`, durably.

    Raise OSError where the file system cannot do it; then nothing has changed.
    """
    rename = ctypes.CDLL(None, use_errno=True).renameat2
    rename.argtypes = (ctypes.c_int, ctypes.c_char_p, ctypes.c_int, ctypes.c_char_p, ctypes.c_uint)
    if rename(_HERE, os.fsencode(one), _HERE, os.fsencode(other), _EXCHANGE) != 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number), str(one))
    for folder in {one.parent, other.parent}:
        sync_folder(folder)
