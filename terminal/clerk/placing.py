"""Files put into a place that belongs to somebody else: whole and durable or not at all, and never over another file.

Written beside their place, fsynced and renamed; all of them or none. Decides names, and what staff are told when the
place does not take them; what the files hold, and whether it may leave the station, is the caller's affair.
"""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from terminal.clerk.medium import is_without_medium
from terminal.errors import PlaceError

Random = Callable[[int], bytes]
MOST_NAMES = 99
_NOTHING_LEFT = "什么也没有写下，也没有留下半个文件。"
_GONE = "找不到这个位置。" + _NOTHING_LEFT + "请插好 U 盘，或者换一个文件夹，再试一次。"
_PULLED = (
    "这个位置断开了，或者坏了。拷贝没有完成，不算数；那里可能留下半个文件，名字以点开头，可以删掉。"
    "请插好 U 盘，或者换一个，再试一次。"
)
_CLOSED = "这个位置不能写入。" + _NOTHING_LEFT + "请打开 U 盘的写保护，或者换一个位置，再试一次。"
_FULL = "这个位置放不下了。" + _NOTHING_LEFT + "请腾出空间，或者换一个 U 盘，再试一次。"
_OTHERWISE = "写不进这个位置（{cause}）。" + _NOTHING_LEFT + "请换一个 U 盘或者文件夹，再试一次。"
_OWN = "这是站点自己的文件夹，不能放交出去的文件。请换一个位置。"
_CROWDED = "这个位置已经有太多同名文件。" + _NOTHING_LEFT + "请清理以后再试，或者换一个位置。"
WORDS = {
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


def place(folder: Path, files: Mapping[str, bytes], random: Random) -> tuple[Placed, ...]:
    """All files (name to bytes) in their folder, durable; PlaceError, and none of them, when that cannot be."""
    placed: list[Placed] = []
    try:
        for name, data in files.items():
            placed.append(_one(folder, name, data, random))
        _sync(folder, os.O_DIRECTORY)
    except BaseException as problem:
        take_back(placed)
        if isinstance(problem, OSError):
            raise PlaceError(_words(problem)) from problem
        raise
    return tuple(placed)


def renew(placed: Placed, data: bytes, random: Random) -> Placed:
    """The file with other bytes, durable and at once: in its place if it was newly placed, else beside it.

    The old one, and no other, where that cannot be.
    """
    if not placed.new:
        with suppress(PlaceError):
            return place(placed.path.parent, {placed.path.name: data}, random)[0]
        return placed
    beside = _beside(placed.path, random)
    try:
        _write(beside, data)
        beside.rename(placed.path)
        _sync(placed.path.parent, os.O_DIRECTORY)
    except OSError:
        with suppress(OSError):
            beside.unlink()
    return placed


def take_back(placed: Iterable[Placed]) -> None:
    """Removes what was newly placed, as far as the place still allows."""
    for each in placed:
        if each.new:
            with suppress(OSError):
                each.path.unlink()


def _one(folder: Path, name: str, data: bytes, random: Random) -> Placed:
    path = _free(folder, name, data)
    if os.path.lexists(path):
        _sync(path)
        return Placed(path, new=False)
    beside = _beside(path, random)
    try:
        _write(beside, data)
        beside.rename(path)
    except BaseException:
        with suppress(OSError):
            beside.unlink()
        raise
    return Placed(path, new=True)


def _beside(path: Path, random: Random) -> Path:
    return path.with_name(f".{path.name}.{random(4).hex()}")


def _write(path: Path, data: bytes) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666)
    with os.fdopen(descriptor, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def _free(folder: Path, name: str, data: bytes) -> Path:
    """The first of NAME, NAME-2, NAME-3, … that nothing else has, or that holds these very bytes."""
    for number in range(1, MOST_NAMES + 1):
        path = folder / (name if number == 1 else f"{Path(name).stem}-{number}{Path(name).suffix}")
        if not os.path.lexists(path) or _holds(path, data):
            return path
    raise PlaceError(_CROWDED)


def _holds(path: Path, data: bytes) -> bool:
    """A regular file with these bytes; whatever cannot be looked into is something else."""
    try:
        facts = path.lstat()
        return stat.S_ISREG(facts.st_mode) and facts.st_size == len(data) and path.read_bytes() == data
    except OSError:
        return False


def _sync(path: Path, flags: int = 0) -> None:
    descriptor = os.open(path, os.O_RDONLY | flags)
    try:
        os.fsync(descriptor)
    except OSError as problem:
        if problem.errno != errno.EINVAL:  # a file system that cannot do it for folders
            raise
    finally:
        os.close(descriptor)


def _words(problem: OSError) -> str:
    known = WORDS.get(problem.errno or 0)
    return known or _OTHERWISE.format(cause=errno.errorcode.get(problem.errno or 0, "?"))
