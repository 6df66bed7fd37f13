"""Blobs: the files of a record, encrypted at rest and named by the SHA-256 of their ciphertext.

Each blob has its own key (AES-256-GCM), which is wrapped with the store's key (AES-KW, RFC 3394). Destroying the
wrapped key destroys the blob and leaves the log untouched. The associated data bind log, record and role, so that no
blob can replace another. When `write` returns a name, that blob is on the disk. `store` decides when an entry may
commit to a blob, and what the blob is for.
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
    """The place of a blob: its log, its record and its role in the record."""

    log: str
    record: str
    role: str

    def associated(self) -> bytes:
        """Return the associated data of the encryption: the place as canonical JSON."""
        return rfc8785.dumps({"log": self.log, "record": self.record, "role": self.role, "v": 1})

    def named(self) -> Message:
        """Name the blob for a person."""
        return Message("archive.part-of-record", record=self.record, part=name_of_part(self.role))


# ---- encryption ----


def derive(store_key: bytes, purpose: str) -> bytes:
    """Derive a 32-byte key for one purpose from the store's key (HKDF-SHA-256), so that no key has two uses.

    Args:
        store_key: The key of the store, 32 random bytes.
        purpose: An ASCII label such as "wrap", "value" or "index"; each label gives another key.
    """
    info = b"luobi store 1 " + purpose.encode("ascii")
    return HKDF(algorithm=hashes.SHA256(), length=KEY_BYTES, salt=None, info=info).derive(store_key)


@dataclass(frozen=True, slots=True)
class Encrypted:
    """A blob as it is stored: nonce || AES-256-GCM ciphertext, its wrapped key, and the commitment to that key."""

    ciphertext: bytes = field(repr=False)
    wrapped: bytes = field(repr=False)
    key_commitment: str


def encrypt(plain: bytes, place: Place, store_key: bytes, random: Random) -> Encrypted:
    """Encrypt a blob under a new key of its own.

    Args:
        plain: The content.
        place: The log, record and role that the ciphertext is bound to.
        store_key: The key that wraps the blob's key.
        random: Called with n, it returns n random bytes; `os.urandom` in production.
    """
    key, nonce = random(KEY_BYTES), random(NONCE_BYTES)
    wrapped = keywrap.aes_key_wrap(derive(store_key, "wrap"), key)
    ciphertext = nonce + AESGCM(key).encrypt(nonce, plain, place.associated())
    return Encrypted(ciphertext, wrapped, key_commitment(key))


def unwrap(wrapped: bytes, place: Place, store_key: bytes) -> bytes:
    """Return the content key of a blob. Raise BlobError when the store's key does not unwrap it.

    Args:
        wrapped: The wrapped key as the database holds it.
        place: Names the blob in the error.
        store_key: The key that wrapped it.
    """
    try:
        return keywrap.aes_key_unwrap(derive(store_key, "wrap"), wrapped)
    except (keywrap.InvalidUnwrap, ValueError) as error:
        raise BlobError(Message("archive.key-sealed", blob=place.named(), remedy=RESTORE_FILE)) from error


def decrypt(ciphertext: bytes, wrapped: bytes, place: Place, store_key: bytes) -> bytes:
    """Return the content of a blob. Raise BlobError when the key, the ciphertext or the place is another.

    Args:
        ciphertext: nonce || AES-256-GCM ciphertext.
        wrapped: The wrapped key of this blob.
        place: The log, record and role that the blob was encrypted for.
        store_key: The key that wrapped the blob's key.
    """
    key = unwrap(wrapped, place, store_key)
    try:
        nonce, sealed = ciphertext[:NONCE_BYTES], ciphertext[NONCE_BYTES:]
        return AESGCM(key).decrypt(nonce, sealed, place.associated())
    except (InvalidTag, ValueError) as error:
        raise BlobError(Message("archive.ciphertext-other", blob=place.named(), remedy=RESTORE_FILE)) from error


def encrypt_value(plain: bytes, place: Place, store_key: bytes, random: Random) -> bytes:
    """Encrypt a short value of the database (salt, search fields); return nonce || AES-256-GCM ciphertext.

    Args:
        plain: The value.
        place: The log, record and role that the ciphertext is bound to.
        store_key: The key of the store; the encryption uses a key derived from it.
        random: Called with n, it returns n random bytes; `os.urandom` in production.
    """
    nonce = random(NONCE_BYTES)
    return nonce + AESGCM(derive(store_key, "value")).encrypt(nonce, plain, place.associated())


def decrypt_value(sealed: bytes, place: Place, store_key: bytes) -> bytes:
    """Return the value that `encrypt_value` encrypted. Raise BlobError when the value, its place or the key is another.

    Args:
        sealed: The result of `encrypt_value`.
        place: The log, record and role that the value was encrypted for.
        store_key: The key of the store.
    """
    try:
        key = AESGCM(derive(store_key, "value"))
        return key.decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], place.associated())
    except (InvalidTag, ValueError) as error:
        raise BlobError(Message("archive.value-sealed", blob=place.named(), remedy=RESTORE_FILE)) from error


# ---- files ----


@dataclass(frozen=True, slots=True)
class BlobFolder:
    """The folder of blobs: `ab/abcd…` by the SHA-256 of the ciphertext, and `tmp/` for files that are being written."""

    path: Path

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

    def write(self, ciphertext: bytes, random: Random) -> str:
        """Write `ciphertext` durably and return its SHA-256 (hex). `random` gives the temporary file its name.

        Raise BlobError when the write failed: nothing was stored, and the caller must stop writing.
        """
        digest = sha256(ciphertext).hexdigest()
        target = self.place_of(digest)
        try:
            durable.make_folder(target.parent)
            durable.replace(target, ciphertext, prepared_in=self._tmp, random=random)
        except OSError as error:
            raise BlobError(Message("archive.blob-not-written", why=why(error))) from error
        return digest

    def read(self, digest: str, size: int) -> bytes:
        """Return the ciphertext with the SHA-256 `digest` (hex) and a length of `size` bytes.

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

        Raise NotAFile or OSError when it cannot be read.
        """
        running, size = sha256(), 0
        with os.fdopen(_open_regular(self.place_of(digest)), "rb", buffering=0) as file:
            while chunk := file.read(CHUNK_BYTES):
                running.update(chunk)
                size += len(chunk)
        return running.hexdigest(), size

    def names(self) -> Iterator[str]:
        """Yield the names of all files among the blobs, except those in `tmp/`."""
        for folder in sorted(self.path.iterdir()):
            if folder.name != "tmp" and folder.is_dir():
                yield from sorted(file.name for file in folder.iterdir())


def read_regular(path: Path, most: int = LARGEST_BYTES) -> bytes:
    """Return the content of a regular file.

    Anything else than a regular file is rejected before it is opened, so that no reader blocks on a pipe or device.

    Args:
        path: The file; a symbolic link is rejected.
        most: The largest size allowed, in bytes.

    Raises:
        NotAFile: It is not a regular file.
        TooLarge: It has more than `most` bytes.
    """
    with os.fdopen(_open_regular(path), "rb") as file:
        data = file.read(most + 1)
    if len(data) > most:
        raise TooLarge(Message("archive.file-too-large", path=str(path), count=most, remedy=RESTORE_FILE))
    return data


def _open_regular(path: Path) -> int:
    """Return a descriptor of the regular file at `path`.

    The type is checked before opening, since opening a device can have effects.
    """
    if not stat.S_ISREG(path.lstat().st_mode):
        raise NotAFile(Message("archive.file-not-regular", path=str(path), remedy=RESTORE_FILE))
    return os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
