"""Blobs and public files in a folder. A blob is named by the SHA-256 of its ciphertext."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from archive.errors import RESTORE_FILE, BlobError
from archive.regular_file import open_regular, read_regular
from forms.message import Message
from forms.system_errors import why
from signing import durable

CHUNK_BYTES = 1 << 20


@dataclass(frozen=True, slots=True)
class BlobFolder:
    """The folder of blobs: `ab/abcd…` by the SHA-256 of the ciphertext, and `tmp/` for files that are being written.

    `random` gives temporary files their names.
    """

    path: Path
    random: Callable[[int], bytes] = os.urandom

    def create(self) -> None:
        """Create the folder and flush it to the disk."""
        durable.make_folder(self.path)
        durable.make_folder(self._tmp)

    @property
    def _tmp(self) -> Path:
        return self.path / "tmp"

    def place_of(self, digest: str) -> Path:
        """Return the path of the ciphertext with that SHA-256 (hex)."""
        return self.path / digest[:2] / digest

    def write(self, ciphertext: bytes) -> str:
        """Write `ciphertext` durably and return its SHA-256 (hex). Raise BlobError when that failed."""
        digest = sha256(ciphertext).hexdigest()
        target = self.place_of(digest)
        try:
            durable.make_folder(target.parent)
            durable.replace(target, ciphertext, prepared_in=self._tmp, random=self.random)
        except OSError as error:
            raise BlobError(Message("archive.blob-not-written", why=why(error))) from error
        return digest

    def read(self, digest: str, size: int) -> bytes:
        """Return the ciphertext with that SHA-256 (`digest`, in hex) and a length of `size` bytes.

        Raise BlobError when the file is missing, unreadable or has another content.
        """
        try:
            ciphertext = read_regular(self.place_of(digest), size)
        except OSError as error:
            problem = Message("archive.blob-not-read", digest=digest, why=why(error), remedy=RESTORE_FILE)
            raise BlobError(problem) from error
        if len(ciphertext) != size or sha256(ciphertext).hexdigest() != digest:
            raise BlobError(Message("archive.blob-altered", digest=digest, remedy=RESTORE_FILE))
        return ciphertext

    def measure(self, digest: str) -> tuple[str, int]:
        """Hash the file with this name as it is on the disk now, in a stream; return its SHA-256 (hex) and its size.

        Raise NotAFile, FileNotFoundError or another OSError when it cannot be read.
        """
        running, size = sha256(), 0
        try:
            descriptor = open_regular(self.place_of(digest))
        except NotADirectoryError as error:  # then there is no file of that name either
            raise FileNotFoundError(*error.args) from error
        with os.fdopen(descriptor, "rb", buffering=0) as file:
            while chunk := file.read(CHUNK_BYTES):
                running.update(chunk)
                size += len(chunk)
        return running.hexdigest(), size

    def names(self) -> Iterator[str]:
        """Yield the names of all files among the blobs, except those in `tmp/`."""
        for folder in sorted(self.path.iterdir()):
            if folder.name != "tmp" and folder.is_dir():
                yield from sorted(file.name for file in folder.iterdir())


@dataclass(frozen=True, slots=True)
class PublicFolder:
    """The public files in a station's folder. `random` gives temporary files their names."""

    path: Path
    random: Callable[[int], bytes] = os.urandom

    def read(self, name: str, most: int) -> bytes:
        """Return the content of the file `name`, of no more than `most` bytes.

        Raise NotAFile, FileNotFoundError or another OSError when it cannot be read.
        """
        return read_regular(self.path / name, most)

    def write(self, name: str, content: bytes) -> None:
        """Replace the file `name` by `content`, durably. A folder in its name is created, open to readers."""
        target = self.path / name
        if target.parent != self.path:
            durable.make_folder(target.parent, 0o755)
        durable.replace(target, content, random=self.random)
