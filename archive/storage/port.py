"""What the archive needs of the place that keeps its data. An implementation promises what is written here.

The archive decides what is in the log; the storage keeps it. A storage never judges: damaged data are returned as they
are, since `verify` must see them. `tests/archive/conformance.py` proves the promises for every implementation.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol


class Blobs(Protocol):
    """The ciphertexts of the blobs, each under the SHA-256 of its bytes. A blob is there as a whole or not at all."""

    def create(self) -> None:
        """Prepare the place for the blobs of a new log, durably. Raise OSError when that failed."""

    def write(self, ciphertext: bytes) -> str:
        """Store `ciphertext` and return its SHA-256 (hex); it is on the disk by then. Twice the same is stored once.

        Raise BlobError when the write failed: nothing was stored, and the caller must stop writing.
        """

    def read(self, digest: str, size: int) -> bytes:
        """Return the ciphertext with that SHA-256 (`digest`, in hex) and a length of `size` bytes.

        No more than that is read. Raise BlobError when it is missing, unreadable or has another content.
        """

    def measure(self, digest: str) -> tuple[str, int]:
        """Read what is stored under that name now, in a stream; return its SHA-256 (hex) and its size.

        Raises:
            FileNotFoundError: Nothing is stored under that name.
            NotAFile: Something else than a blob is stored there.
            OSError: It cannot be read now.
        """

    def names(self) -> Iterator[str]:
        """Yield the names of everything that is stored, without half-written blobs. Raise OSError when it cannot."""
