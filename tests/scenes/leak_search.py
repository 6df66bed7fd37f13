"""Looks for an applicant's answers wherever a program could leave them: from outside, while it runs and afterwards."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

PROC, SHARED = Path("/proc"), Path("/dev/shm")
ENCODINGS = ("utf-8", "utf-16-le", "utf-16-be", "utf-32-le", "gb18030")
NO_CORE = "Max core file size"


class Sweep:
    """`marks` are looked for in the processes from a first one down, in `folders`, and in the titles of windows."""

    def __init__(self, marks: Sequence[str], folders: Sequence[Path], display: Mapping[str, str]) -> None:
        self._marks = {form for mark in marks for form in _forms(mark)}
        self._folders, self._display = folders, dict(display)
        self._shared = set(_files(SHARED))
        self._looks = 0
        self.found: set[str] = set()
        """Where a mark stood."""
        self.processes: set[str] = set()
        self.drafts = 0
        self.targets = 0
        self.titles = 0
        self.core_limits: set[str] = set()

    def look(self, pid: int) -> None:
        """Once."""
        self._looks += 1
        for process in (pid, *_children(pid)):
            with suppress(OSError):
                self._process(PROC / str(process))
        for folder in self._folders:
            for file in _files(folder):
                self._file(file)
        for file in set(_files(SHARED)) - self._shared:
            self._file(file)
        if self._looks % 5 == 1:
            self._windows()

    def text(self, name: str, text: str) -> None:
        """What a program has written."""
        self._search(name, text.encode("utf-8", "surrogateescape"))

    def _process(self, folder: Path) -> None:
        command = (folder / "cmdline").read_bytes()
        self.processes.add(command.replace(b"\0", b" ").decode("utf-8", "replace"))
        self._search("a command line", command)
        for name in ("comm", "environ"):
            with suppress(PermissionError):
                self._search(f"a process's {name}", (folder / name).read_bytes())
        limits = (folder / "limits").read_text().splitlines()
        self.core_limits |= {line.split(maxsplit=4)[4].split()[0] for line in limits if line.startswith(NO_CORE)}
        with suppress(PermissionError):
            for target in (folder / "fd").iterdir():
                self.targets += 1
                with suppress(OSError):
                    self._search("an open file", os.fsencode(target.readlink()))

    def _file(self, file: Path) -> None:
        with suppress(OSError):  # gone meanwhile
            self._search(str(file), os.fsencode(file) + file.read_bytes())
            self.drafts += file.suffix == ".draft"

    def _windows(self) -> None:
        tree = subprocess.run(["xwininfo", "-root", "-tree"], env=self._display, capture_output=True, check=True)
        self.titles += tree.stdout.count("落笔".encode())
        self._search("a window's title", tree.stdout)

    def _search(self, where: str, data: bytes) -> None:
        if any(form in data for form in self._marks):
            self.found.add(where)


def _forms(mark: str) -> Iterator[bytes]:
    """A mark as bytes, as programs keep text."""
    for encoding in ENCODINGS:
        yield mark.encode(encoding)


def _children(pid: int) -> Iterator[int]:
    with suppress(OSError):
        for thread in (PROC / str(pid) / "task").iterdir():
            for child in (thread / "children").read_text().split():
                yield int(child)
                yield from _children(int(child))


def _files(folder: Path) -> Iterator[Path]:
    with suppress(OSError):
        for each in folder.rglob("*"):
            with suppress(OSError):
                if each.is_file() and not each.is_symlink():
                    yield each
