"""The check that other accounts cannot write or read a folder: required for secrets, reported for a station's home.

It looks at owner and mode of the folder itself; access lists show in the group's bits. Nothing here changes a folder.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from forms.message import Message
from signing.errors import NotPrivate
from signing.finding import Finding, FindingKind, Gravity

WRITABLE_BY_OTHERS: Final = stat.S_IWGRP | stat.S_IWOTH
OPEN_TO_OTHERS: Final = stat.S_IRWXG | stat.S_IRWXO
ROOT: Final = 0
LOOKED_INTO: Final = ("keys", "drafts", "trust", "journal")
"""The folders of a station in which every file is checked; blobs are judged by their digests."""


def require_own(folder: Path, facts: os.stat_result) -> None:
    """Raise NotPrivate unless the folder belongs to this account or root, and no other account may write it.

    Args:
        folder: The path, for the error's text only.
        facts: The result of fstat on the open folder.
    """
    if facts.st_uid not in (os.geteuid(), ROOT):
        raise NotPrivate(Message("signing.folder-of-another", folder=str(folder), uid=facts.st_uid))
    if facts.st_mode & WRITABLE_BY_OTHERS:
        raise NotPrivate(Message("signing.folder-writable", folder=str(folder), mode=_mode(facts)))


def require_home(folder: Path) -> None:
    """Raise NotPrivate unless the folder can become a station's home.

    It must be open to one account only and must not be a symbolic link.
    """
    if folder.is_symlink():
        raise NotPrivate(Message("signing.folder-is-link", folder=str(folder), target=str(folder.resolve())))
    facts = folder.stat()
    require_own(folder, facts)
    if facts.st_mode & OPEN_TO_OTHERS:
        raise NotPrivate(Message("signing.folder-open", folder=str(folder), mode=_mode(facts)))


def require_mode(path: Path, facts: os.stat_result, mode: int) -> None:
    """Raise NotPrivate when a new file is open to more accounts than intended, and its folder is too.

    A USB stick keeps no modes; where a desktop mounts it, only its user may enter the folder above.

    Args:
        path: The file's path, for the error's text and its folder.
        facts: The result of fstat on the open file.
        mode: The permission bits that it should have.
    """
    if stat.S_IMODE(facts.st_mode) & ~mode and not _is_closed(path.parent):
        wanted = f"{mode:04o}"
        raise NotPrivate(Message("signing.file-mode", path=str(path), mode=_mode(facts), wanted=wanted))


def _is_closed(folder: Path) -> bool:
    """Return whether other accounts cannot reach the folder."""
    here = folder.resolve()
    return not all(each.stat().st_mode & stat.S_IXOTH for each in (here, *here.parents))


def home_findings(home: Path) -> Iterator[Finding]:
    """Yield what is wrong with owner and modes of a station's folder and its content; notes, not damage.

    What cannot be looked at is not reported here: the error on reading it gives the reason.
    """
    yield from _findings(home, OPEN_TO_OTHERS)
    if home.is_symlink():
        yield from _findings(home.resolve(), OPEN_TO_OTHERS)
    for path in _inside(home):
        yield from _findings(path, WRITABLE_BY_OTHERS)


def _inside(home: Path) -> Iterator[Path]:
    for folder in (home, *(home / name for name in LOOKED_INTO)):
        try:
            yield from sorted(folder.iterdir())
        except OSError:
            continue


def _findings(path: Path, closed: int) -> Iterator[Finding]:
    try:
        facts = path.lstat()
    except OSError:
        return
    if stat.S_ISLNK(facts.st_mode):
        yield Finding(KINDS["SYMLINK"], str(path), "", os.fspath(path.readlink()))
    elif facts.st_mode & closed:
        yield Finding(KINDS["OPEN_TO_OTHERS"], str(path), f"{stat.S_IMODE(facts.st_mode) & ~closed:04o}", _mode(facts))
    if facts.st_uid != os.geteuid():
        yield Finding(KINDS["OWNER"], str(path), f"uid {os.geteuid()}", f"uid {facts.st_uid}")


def _mode(facts: os.stat_result) -> str:
    return f"{stat.S_IMODE(facts.st_mode):04o}"


KINDS: Final = {
    kind.name: kind
    for kind in (
        FindingKind("signing", "SYMLINK", Gravity.NOTE),
        FindingKind("signing", "OPEN_TO_OTHERS", Gravity.NOTE),
        FindingKind("signing", "OWNER", Gravity.NOTE),
    )
}
