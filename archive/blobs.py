"""Blobs: the files of a record, encrypted at rest, kept under the SHA-256 of their ciphertext.

Each blob has a key of its own (AES-256-GCM), wrapped by the store's key (AES-KW, RFC 3394); destroying the
wrapped key destroys the blob without touching the log. The associated data bind log, record and role, so
that no blob can stand in for another. What `write` has named is on the disk. When a blob may be committed to, and what
it is for, is `store`'s affair.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

import rfc8785
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes, keywrap
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from archive.entry import key_commitment
from archive.errors import RESTORE_FILE, BlobError, NotAFile, TooLarge
from archive.names import name_of_part
from forms.message import Message
from forms.system import why
from signing import durable

Random = Callable[[int], bytes]
KEY_BYTES = 32
NONCE_BYTES = 12
TAG_BYTES = 16
WRAPPED_BYTES = KEY_BYTES + 8  # AES-KW adds one block of 8
CHUNK_BYTES = 1 << 20
LARGEST_BYTES = 1 << 30


@dataclass(frozen=True, slots=True)
class Place:
    """What a blob is: its log, its record, its role there."""

    log: str
    record: str
    role: str

    def associated(self) -> bytes:
        """The associated data of the encryption: canonical JSON of the place."""
        return rfc8785.dumps({"log": self.log, "record": self.record, "role": self.role, "v": 1})

    def named(self) -> Message:
        """Name the blob for a person."""
        return Message("archive.part-of-record", record=self.record, part=name_of_part(self.role))


# ---- encryption ----


def derive(store_key: bytes, purpose: str) -> bytes:
    """A 32-byte key for one purpose from the store's key (HKDF-SHA-256), so that no key serves two."""
    info = b"luobi store 1 " + purpose.encode("ascii")
    return HKDF(algorithm=hashes.SHA256(), length=KEY_BYTES, salt=None, info=info).derive(store_key)


@dataclass(frozen=True, slots=True)
class Encrypted:
    """A blob as it is kept: nonce || AES-256-GCM, its key wrapped by the store's, and the commitment to that key."""

    ciphertext: bytes = field(repr=False)
    wrapped: bytes = field(repr=False)
    key_commitment: str


def encrypt(plain: bytes, place: Place, store_key: bytes, random: Random) -> Encrypted:
    """Encrypt a blob under a new key of its own."""
    key, nonce = random(KEY_BYTES), random(NONCE_BYTES)
    wrapped = keywrap.aes_key_wrap(derive(store_key, "wrap"), key)
    ciphertext = nonce + AESGCM(key).encrypt(nonce, plain, place.associated())
    return Encrypted(ciphertext, wrapped, key_commitment(key))


def unwrap(wrapped: bytes, place: Place, store_key: bytes) -> bytes:
    """The blob's content key; BlobError when the store's key does not open it."""
    try:
        return keywrap.aes_key_unwrap(derive(store_key, "wrap"), wrapped)
    except (keywrap.InvalidUnwrap, ValueError) as error:
        raise BlobError(Message("archive.key-sealed", blob=place.named(), remedy=RESTORE_FILE)) from error


def decrypt(ciphertext: bytes, wrapped: bytes, place: Place, store_key: bytes) -> bytes:
    """The blob's content; BlobError when the key, the ciphertext or the place is another."""
    key = unwrap(wrapped, place, store_key)
    try:
        nonce, sealed = ciphertext[:NONCE_BYTES], ciphertext[NONCE_BYTES:]
        return AESGCM(key).decrypt(nonce, sealed, place.associated())
    except (InvalidTag, ValueError) as error:
        raise BlobError(Message("archive.ciphertext-other", blob=place.named(), remedy=RESTORE_FILE)) from error


def encrypt_value(plain: bytes, place: Place, store_key: bytes, random: Random) -> bytes:
    """A short value of the database (salt, search fields): nonce || AES-256-GCM under a derived key."""
    nonce = random(NONCE_BYTES)
    return nonce + AESGCM(derive(store_key, "value")).encrypt(nonce, plain, place.associated())


def decrypt_value(sealed: bytes, place: Place, store_key: bytes) -> bytes:
    """The value that `encrypt_value` sealed; BlobError when it is another."""
    try:
        key = AESGCM(derive(store_key, "value"))
        return key.decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], place.associated())
    except (InvalidTag, ValueError) as error:
        raise BlobError(Message("archive.value-sealed", blob=place.named(), remedy=RESTORE_FILE)) from error


# ---- files ----


@dataclass(frozen=True, slots=True)
class BlobFolder:
    """The folder of blobs: `ab/abcd…` by SHA-256 of the ciphertext, and `tmp/` for what is being written."""

    path: Path

    def create(self) -> None:
        """Make the folder, durably."""
        durable.make_folder(self.path)
        durable.make_folder(self._tmp)

    @property
    def _tmp(self) -> Path:
        return self.path / "tmp"

    def place_of(self, digest: str) -> Path:
        """Where the ciphertext with that SHA-256 (hex) lies."""
        return self.path / digest[:2] / digest

    def write(self, ciphertext: bytes, random: Random) -> str:
        """Keep the ciphertext durably; its SHA-256 (hex). BlobError: nothing was kept, stop writing."""
        digest = sha256(ciphertext).hexdigest()
        target = self.place_of(digest)
        try:
            durable.make_folder(target.parent)
            durable.replace(target, ciphertext, prepared_in=self._tmp, random=random)
        except OSError as error:
            raise BlobError(Message("archive.blob-not-written", why=why(error))) from error
        return digest

    def read(self, digest: str, size: int) -> bytes:
        """The ciphertext; BlobError when it is missing, unreadable or another."""
        try:
            ciphertext = read_regular(self.place_of(digest), size)
        except OSError as error:
            problem = Message("archive.blob-not-read", digest=digest, why=why(error), remedy=RESTORE_FILE)
            raise BlobError(problem) from error
        if len(ciphertext) != size or sha256(ciphertext).hexdigest() != digest:
            raise BlobError(Message("archive.blob-altered", digest=digest, remedy=RESTORE_FILE))
        return ciphertext

    def measure(self, digest: str) -> tuple[str, int]:
        """SHA-256 (hex) and size of the file as it lies there, streamed; NotAFile, OSError when it cannot be read."""
        running, size = sha256(), 0
        with os.fdopen(_open_regular(self.place_of(digest)), "rb", buffering=0) as file:
            while chunk := file.read(CHUNK_BYTES):
                running.update(chunk)
                size += len(chunk)
        return running.hexdigest(), size

    def names(self) -> Iterator[str]:
        """Names of all files that lie among the blobs, `tmp/` left out."""
        for folder in sorted(self.path.iterdir()):
            if folder.name != "tmp" and folder.is_dir():
                yield from sorted(file.name for file in folder.iterdir())


def read_regular(path: Path, most: int = LARGEST_BYTES) -> bytes:
    """The content of a regular file of at most `most` bytes; NotAFile for anything else, so that no reader waits."""
    with os.fdopen(_open_regular(path), "rb") as file:
        data = file.read(most + 1)
    if len(data) > most:
        raise TooLarge(Message("archive.file-too-large", path=str(path), count=most, remedy=RESTORE_FILE))
    return data


def _open_regular(path: Path) -> int:
    """A descriptor of the file at `path` itself; looked at before opening, since opening a device may act."""
    if not stat.S_ISREG(path.lstat().st_mode):
        raise NotAFile(Message("archive.file-not-regular", path=str(path), remedy=RESTORE_FILE))
    return os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
