"""The one way to write a file: durable, complete or absent, and never through a name that others planted.

The bytes go to a new file of random name in the same folder (`O_EXCL`, `O_NOFOLLOW`). Its mode is set on creation and
then compared. The bytes are flushed to the disk before the file gets its name; the folder is flushed after that. A
secret also needs a folder that no other account may write (`private_folder`).
"""

from __future__ import annotations

import errno
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from forms.message import Message
from signing.private_folder import require_mode, require_own

PRIVATE: Final = 0o600
PUBLIC: Final = 0o644
_NEW: Final = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
_NO_LINKS: Final = frozenset({errno.EPERM, errno.EOPNOTSUPP, errno.ENOSYS})
"""The errors of link(2) on file systems without hard links, such as those of USB sticks."""

Random = Callable[[int], bytes]


class FolderExchanged(FileNotFoundError):
    """The folder was replaced or removed while a file was written to it."""

    def __init__(self, path: Path) -> None:
        super().__init__(errno.ENOENT, "the folder was exchanged while it was written to", str(path))
        self.message = Message("signing.folder-exchanged")


def replace(
    path: Path,
    data: bytes,
    *,
    mode: int = PRIVATE,
    secret: bool = False,
    foreign: bool = False,
    prepared_in: Path | None = None,
    random: Random = os.urandom,
) -> None:
    """Write a file in place of the one at `path`, if any: the old file or the new one, never part of one.

    Args:
        path: Where the file is written; its folder must exist.
        data: The whole content.
        mode: The permission bits of the new file.
        secret: Whether the folder must be closed to writing by other accounts.
        foreign: Whether the medium may keep no modes, as a USB stick does; then `mode` is not compared.
        prepared_in: The folder for the temporary file, on the same disk; None for the folder of `path`.
        random: Returns the given number of random bytes, for the temporary name.

    Raises:
        OSError: Writing failed. The old file is unchanged, unless the very last flush failed.
        NotPrivate: The folder or the new file is open to other accounts. The old file is unchanged.
    """
    with _opened(path.parent, secret) as folder, _opened(prepared_in or path.parent) as beside:
        temporary = _write(beside, path, data, mode, foreign, random)
        try:
            os.rename(temporary, path.name, src_dir_fd=beside, dst_dir_fd=folder)
        except BaseException:
            _forget(beside, temporary)
            raise
        _finish(path.parent, folder)


def create(
    path: Path,
    data: bytes,
    *,
    mode: int = PRIVATE,
    secret: bool = False,
    foreign: bool = False,
    random: Random = os.urandom,
) -> None:
    """Write a new file; never replace one.

    Args:
        path: Where the file is written; its folder must exist.
        data: The whole content.
        mode: The permission bits of the file.
        secret: Whether the folder must be closed to writing by other accounts.
        foreign: Whether the medium may keep no modes, as a USB stick does; then `mode` is not compared.
        random: Returns the given number of random bytes, for the temporary name.

    Raises:
        FileExistsError: The name is taken. What is there is unchanged.
        OSError: Writing failed. No file is left.
        NotPrivate: The folder or the new file is open to other accounts. No file is left.
    """
    with _opened(path.parent, secret) as folder:
        temporary = _write(folder, path, data, mode, foreign, random)
        try:
            _name(folder, temporary, path.name)
        finally:
            _forget(folder, temporary)
        try:
            _finish(path.parent, folder)
        except BaseException:
            _forget(folder, path.name)
            raise


def make_folder(path: Path, mode: int = 0o700) -> None:
    """Make the folder `path` durably, with the permission bits `mode`. An existing folder is left as it is."""
    try:
        path.mkdir(mode=mode)
    except FileExistsError:
        return
    sync_folder(path.parent)


def remove(path: Path) -> None:
    """Remove a file durably. Raise FileNotFoundError when there is none."""
    path.unlink()
    sync_folder(path.parent)


def sync_folder(path: Path) -> None:
    """Wait until the names in the folder are on the disk."""
    with _opened(path) as folder:
        _sync(folder)


@contextmanager
def _opened(path: Path, secret: bool = False) -> Iterator[int]:
    """Open the folder itself, so that the folder checked is the folder written, even if its path changes."""
    folder = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        if secret:
            require_own(path, os.fstat(folder))
        yield folder
    finally:
        os.close(folder)


def _write(folder: int, path: Path, data: bytes, mode: int, foreign: bool, random: Random) -> str:
    """Write a new file with the bytes, flushed to the disk. Return its name in the folder."""
    temporary = f".{path.name}.{random(8).hex()}"
    try:
        descriptor = os.open(temporary, _NEW, mode, dir_fd=folder)
    except OSError as error:
        error.filename = os.fspath(path)  # people know this name, not the temporary one
        raise
    try:
        with os.fdopen(descriptor, "wb") as file:
            if not foreign:
                require_mode(path, os.fstat(descriptor), mode)
            file.write(data)
            file.flush()
            os.fsync(descriptor)
    except BaseException:
        _forget(folder, temporary)
        raise
    return temporary


def _name(folder: int, temporary: str, name: str) -> None:
    """Give the file its name unless the name is taken. Without hard links, an empty file reserves the name first."""
    try:
        os.link(temporary, name, src_dir_fd=folder, dst_dir_fd=folder, follow_symlinks=False)
        return
    except OSError as problem:
        if problem.errno not in _NO_LINKS:
            raise
    os.close(os.open(name, _NEW, PRIVATE, dir_fd=folder))
    try:
        os.rename(temporary, name, src_dir_fd=folder, dst_dir_fd=folder)
    except BaseException:
        _forget(folder, name)
        raise


def _finish(path: Path, folder: int) -> None:
    """Flush the folder, and check that it is still the folder that the caller named.

    This notices a stick that was pulled out and a folder that was replaced.
    """
    _sync(folder)
    if not os.path.samestat(path.stat(), os.fstat(folder)):
        raise FolderExchanged(path)


def _forget(folder: int, name: str) -> None:
    with suppress(OSError):
        os.unlink(name, dir_fd=folder)


def _sync(folder: int) -> None:
    try:
        os.fsync(folder)
    except OSError as problem:
        if problem.errno != errno.EINVAL:  # a file system that cannot do it for folders
            raise
