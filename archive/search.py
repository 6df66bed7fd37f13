"""The search for records by what staff remember: a visit's number, a name. It is no evidence and can be rebuilt.

The fields of a record are stored encrypted. A keyed digest of each value (blind index) finds equal values, and the
database does not reveal them. Without the store's key, the fields cannot be read and no guess at a value can be
confirmed.
"""

from __future__ import annotations

import hmac
import json
import unicodedata
from collections.abc import Mapping, Sequence

import rfc8785

from archive.blobs import BlobSlot, Random, decrypt_value, derive, encrypt_value

Fields = Mapping[str, str | Sequence[str]]
TOKEN_BYTES = 16
ROLE = "search"
MASK = "＊"


def seal_fields(fields: Fields, log: str, record: str, store_key: bytes, random: Random) -> bytes:
    """Return the search fields of a record, encrypted.

    Args:
        fields: The values by field name.
        log: The origin of the log, to which the ciphertext is bound.
        record: The id of the record, to which the ciphertext is bound too.
        store_key: The key of the store.
        random: Called with n, it returns n random bytes; `os.urandom` in production.
    """
    plain = rfc8785.dumps({key: _values(value) for key, value in fields.items()})
    return encrypt_value(plain, BlobSlot(log, record, ROLE), store_key, random)


def open_fields(sealed: bytes, log: str, record: str, store_key: bytes) -> dict[str, tuple[str, ...]]:
    """Return the search fields of a record. Raise BlobError when they cannot be decrypted.

    Args:
        sealed: The result of `seal_fields`.
        log: The origin of the log that the fields were encrypted for.
        record: The id of the record that the fields were encrypted for.
        store_key: The key of the store.
    """
    document = json.loads(decrypt_value(sealed, BlobSlot(log, record, ROLE), store_key))
    return {key: tuple(values) for key, values in document.items()}


def token(name: str, value: str, store_key: bytes) -> bytes:
    """Return the token of a value in the blind index: 16 bytes of HMAC-SHA-256.

    Args:
        name: The name of the field; equal values of two fields have different tokens.
        value: The value; width, case and spaces do not matter (NFKC, case folded, spaces removed).
        store_key: The key of the store; the HMAC uses a key derived from it.
    """
    folded = "".join(unicodedata.normalize("NFKC", value).casefold().split())
    message = name.encode() + b"\0" + folded.encode("utf-8", "surrogatepass")
    return hmac.digest(derive(store_key, "index"), message, "sha256")[:TOKEN_BYTES]


def tokens(fields: Fields, store_key: bytes) -> frozenset[bytes]:
    """Return the tokens of all values of all `fields`, computed with `store_key`."""
    return frozenset(token(name, each, store_key) for name, value in fields.items() for each in _values(value))


def masked_name(name: str) -> str:
    """Return a person's name for lists: the first character, and a mask for each of the others."""
    return name[:1] + MASK * (len(name) - 1)


def _values(value: str | Sequence[str]) -> list[str]:
    return [value] if isinstance(value, str) else list(value)
