"""The encryption of blobs: the files of a record, encrypted at rest.

Each blob has its own key (AES-256-GCM), which is wrapped with the store's key (AES-KW, RFC 3394). Destroying the
wrapped key destroys the blob and leaves the log untouched. The associated data bind log, record and role, so that no
blob can replace another. `archive/storage` keeps the ciphertexts. `store` decides when an entry may commit to a blob,
and what the blob is for.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import rfc8785
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes, keywrap
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from archive.entry import key_commitment
from archive.errors import RESTORE_FILE, BlobError
from archive.names import name_of_part
from forms.message import Message

Random = Callable[[int], bytes]
KEY_BYTES = 32
NONCE_BYTES = 12
TAG_BYTES = 16
WRAPPED_BYTES = KEY_BYTES + 8  # AES-KW adds one block of 8


@dataclass(frozen=True, slots=True)
class BlobSlot:
    """Where a blob belongs: its log, its record and its role in the record."""

    log: str
    record: str
    role: str

    def associated(self) -> bytes:
        """Return the associated data of the encryption: the place as canonical JSON."""
        return rfc8785.dumps({"log": self.log, "record": self.record, "role": self.role, "v": 1})

    def named(self) -> Message:
        """Name the blob for a person."""
        return Message("archive.part-of-record", record=self.record, part=name_of_part(self.role))


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


def encrypt(plain: bytes, place: BlobSlot, store_key: bytes, random: Random) -> Encrypted:
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


def unwrap(wrapped: bytes, place: BlobSlot, store_key: bytes) -> bytes:
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


def decrypt(ciphertext: bytes, wrapped: bytes, place: BlobSlot, store_key: bytes) -> bytes:
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


def encrypt_value(plain: bytes, place: BlobSlot, store_key: bytes, random: Random) -> bytes:
    """Encrypt a short value of the database (salt, search fields); return nonce || AES-256-GCM ciphertext.

    Args:
        plain: The value.
        place: The log, record and role that the ciphertext is bound to.
        store_key: The key of the store; the encryption uses a key derived from it.
        random: Called with n, it returns n random bytes; `os.urandom` in production.
    """
    nonce = random(NONCE_BYTES)
    return nonce + AESGCM(derive(store_key, "value")).encrypt(nonce, plain, place.associated())


def decrypt_value(sealed: bytes, place: BlobSlot, store_key: bytes) -> bytes:
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
