"""Files put into a place that belongs to somebody else: whole and durable or not at all, and never over another file.

All of them or none. Decides names, and what staff are told when the place does not take them; what the files hold, and
whether it may leave the station, is the caller's affair.
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
from forms.system import why
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
    """A file that lies in its place; `new` unless one with the same bytes lay there before."""

    path: Path
    new: bool


def folder_of(path: str, home: Path) -> Path:
    """The folder that staff chose. Raises PlaceError when it is none, its stick is gone, or it is the station's own."""
    folder = Path(path)
    if not (folder.is_absolute() and folder.is_dir()) or is_without_medium(folder):
        raise PlaceError(_GONE)
    if folder.resolve().is_relative_to(home.resolve()):
        raise PlaceError(_OWN)
    return folder


def place(folder: Path, files: Mapping[str, bytes], random: Random, mode: int = durable.PRIVATE) -> tuple[Placed, ...]:
    """All files (name to bytes) in their folder, durable; PlaceError, and none of them, when that cannot be."""
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
    """The file with other bytes, durable and at once: in its place if it was newly placed, else beside it.

    The old one, and no other, where that cannot be.
    """
    if not placed.new:
        with suppress(PlaceError):
            return place(placed.path.parent, {placed.path.name: data}, random, mode)[0]
        return placed
    with suppress(OSError):
        durable.replace(placed.path, data, mode=mode, foreign=True, random=random)
    return placed


def take_back(placed: Iterable[Placed]) -> None:
    """Removes what was newly placed, as far as the place still allows."""
    for each in placed:
        if each.new:
            with suppress(OSError):
                each.path.unlink()


def _one(folder: Path, name: str, data: bytes, random: Random, mode: int) -> Placed:
    """Under the first of NAME, NAME-2, NAME-3, … that nothing else has, or that holds these very bytes."""
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
    """A regular file with these bytes; whatever cannot be looked into is something else."""
    try:
        facts = path.lstat()
        return stat.S_ISREG(facts.st_mode) and facts.st_size == len(data) and path.read_bytes() == data
    except OSError:
        return False


def _sync(path: Path) -> None:
    """Wait until the disk has a file that was there before, and its name."""
    descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    durable.sync_folder(path.parent)


def _refusal(problem: OSError) -> Message:
    known = WHY.get(problem.errno or 0)
    return known or Message("terminal.place-otherwise", cause=why(problem), nothing_left=_NOTHING_LEFT)
