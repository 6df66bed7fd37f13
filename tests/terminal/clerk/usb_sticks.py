"""A stick without hardware: a loop device with a file system of its own, mounted where media are mounted."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

MEDIA = Path("/media")
BACKING = "stick.img"


@dataclass(frozen=True)
class Stick:
    """`folder` is where it is mounted, `image` what it holds, byte by byte."""

    folder: Path
    image: Path

    def pull_out(self) -> None:
        """Its folder stays behind, as after a careless hand."""
        _as_root("umount", "--lazy", self.folder)

    def make_read_only(self) -> None:
        _as_root("mount", "-o", "remount,ro", self.folder)

    @contextmanager
    def elsewhere(self, folder: Path) -> Iterator[Path]:
        """What is on it at this moment, as another machine finds it that it is plugged into."""
        copy, there = folder / "copy.img", folder / "elsewhere"
        shutil.copy(self.image, copy)
        there.mkdir()
        _as_root("mount", "-o", "loop,ro", copy, there)
        try:
            yield there
        finally:
            _as_root("umount", there)


@contextmanager
def plugged_in(folder: Path, size: str = "8M", room: str = "16m") -> Iterator[Stick]:
    """A stick of that size that a user may write. With less `room` than size it breaks where that ends."""
    where, store = Path(tempfile.mkdtemp(prefix="luobi-", dir=MEDIA)), folder / "store"
    store.mkdir()
    image = store / BACKING
    try:
        _as_root("mount", "-t", "tmpfs", "-o", f"size={room},mode=777", "luobi-test", store)
        subprocess.run(["truncate", "-s", size, image], check=True)
        fat = "vfat" in Path("/proc/filesystems").read_text().split() and shutil.which("mkfs.vfat", path=PATH)
        make = ["mkfs.vfat"] if fat else ["mkfs.ext2", "-q", "-m", "0", "-E", "root_owner=" + _me()]
        subprocess.run([*make, image], check=True, capture_output=True, env=os.environ | {"PATH": PATH})
        _as_root("mount", "-o", f"loop,uid={os.getuid()}" if fat else "loop", image, where)
        yield Stick(where, image)
    finally:
        for mounted in (where, store):
            subprocess.run([*_root(), "umount", "--lazy", mounted], check=False, capture_output=True)
        where.rmdir()


PATH = f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin"


def require() -> None:
    """Skips a test on a machine where nobody may mount; in CI that is an error."""
    try:
        _as_root("losetup", "--find")
        MEDIA.stat()
    except (OSError, subprocess.CalledProcessError) as problem:
        if os.environ.get("CI") == "true":
            raise RuntimeError(f"no stick can be made: {problem}") from problem
        pytest.skip(f"no stick can be made: {problem}")


def _me() -> str:
    return f"{os.getuid()}:{os.getgid()}"


def _root() -> list[str]:
    return [] if os.geteuid() == 0 else ["sudo", "-n"]


def _as_root(*command: str | Path) -> None:
    environment = os.environ | {"PATH": PATH}
    subprocess.run([*_root(), *map(str, command)], check=True, capture_output=True, env=environment)
