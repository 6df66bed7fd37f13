"""Files written into a folder outside the station: complete and durable or not at all, and never over another file.

Either all files are written or none. This module decides the names of the files and what staff read when the folder
does not take them. The caller decides what the files hold and whether they may leave the station.
"""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from forms.message import Message
from forms.system_errors import why
from signing import durable
from terminal.clerk.medium import is_without_medium
from terminal.errors import PlaceError

Random = Callable[[int], bytes]
MOST_NAMES = 99
_NOTHING_LEFT = Message("terminal.nothing-left")
_GONE = Message("terminal.place-gone", nothing_left=_NOTHING_LEFT)
_PULLED = Message("terminal.place-pulled")
_CLOSED = Message("terminal.place-closed", nothing_left=_NOTHING_LEFT)
_FULL = Message("terminal.place-full", nothing_left=_NOTHING_LEFT)
_OWN = Message("terminal.place-own")
_CROWDED = Message("terminal.place-crowded", nothing_left=_NOTHING_LEFT)
WHY = {
    **dict.fromkeys((errno.ENOENT, errno.ENOTDIR, errno.ENODEV, errno.ENXIO, errno.EIO), _PULLED),
    **dict.fromkeys((errno.EROFS, errno.EACCES, errno.EPERM), _CLOSED),
    **dict.fromkeys((errno.ENOSPC, errno.EDQUOT, errno.EFBIG), _FULL),
}


@dataclass(frozen=True, slots=True)
class Placed:
    """A file in its target folder. `new` is False where a file with the same bytes was there before."""

    path: Path
    new: bool


def folder_of(path: str, home: Path) -> Path:
    """Return the folder that staff chose.

    Raise PlaceError when it is no folder, its USB stick is gone, or it belongs to the station.

    Args:
        path: The absolute path that staff chose.
        home: The station's folder; files are never written into it or below it.
    """
    folder = Path(path)
    if not (folder.is_absolute() and folder.is_dir()) or is_without_medium(folder):
        raise PlaceError(_GONE)
    if folder.resolve().is_relative_to(home.resolve()):
        raise PlaceError(_OWN)
    return folder


def place(folder: Path, files: Mapping[str, bytes], random: Random, mode: int = durable.PRIVATE) -> tuple[Placed, ...]:
    """Write all files into a folder, durably. Raise PlaceError and leave none of them when that fails.

    Args:
        folder: The target folder.
        files: The bytes of each file by its name.
        random: Returns random bytes for the names of temporary files.
        mode: The permission bits of the new files.
    """
    placed: list[Placed] = []
    try:
        for name, data in files.items():
            placed.append(_one(folder, name, data, random, mode))
    except BaseException as problem:
        take_back(placed)
        if isinstance(problem, OSError):
            raise PlaceError(_refusal(problem)) from problem
        raise
    return tuple(placed)


def renew(placed: Placed, data: bytes, random: Random, mode: int = durable.PRIVATE) -> Placed:
    """Write other bytes for a placed file, durably and atomically, and return the file that holds them.

    A file that was new is replaced. A file that was there before is left, and a second one is written next to it.
    Where the write fails, the old file stays and is returned.

    Args:
        placed: The file as `place` returned it.
        data: The bytes to write.
        random: Returns random bytes for the names of temporary files.
        mode: The permission bits of the file.
    """
    if not placed.new:
        with suppress(PlaceError):
            return place(placed.path.parent, {placed.path.name: data}, random, mode)[0]
        return placed
    with suppress(OSError):
        durable.replace(placed.path, data, mode=mode, foreign=True, random=random)
    return placed


def take_back(placed: Iterable[Placed]) -> None:
    """Remove the files that were newly placed, as far as the folder still allows it."""
    for each in placed:
        if each.new:
            with suppress(OSError):
                each.path.unlink()


def _one(folder: Path, name: str, data: bytes, random: Random, mode: int) -> Placed:
    """Write one file as NAME, NAME-2, NAME-3, …: the first name that is free or whose file has these very bytes."""
    for number in range(1, MOST_NAMES + 1):
        path = folder / (name if number == 1 else f"{Path(name).stem}-{number}{Path(name).suffix}")
        if _holds(path, data):
            _sync(path)
            return Placed(path, new=False)
        if not os.path.lexists(path):
            with suppress(FileExistsError):  # taken a moment ago
                durable.create(path, data, mode=mode, foreign=True, random=random)
                return Placed(path, new=True)
    raise PlaceError(_CROWDED)


def _holds(path: Path, data: bytes) -> bool:
    """Return whether the path is a regular file with these bytes; False where it cannot be read."""
    try:
        facts = path.lstat()
        return stat.S_ISREG(facts.st_mode) and facts.st_size == len(data) and path.read_bytes() == data
    except OSError:
        return False


def _sync(path: Path) -> None:
    """Wait until a file that was there before, and its name, are on the disk."""
    descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    durable.sync_folder(path.parent)


def _refusal(problem: OSError) -> Message:
    known = WHY.get(problem.errno or 0)
    return known or Message("terminal.place-otherwise", cause=why(problem), nothing_left=_NOTHING_LEFT)
