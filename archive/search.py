"""Finding records by what staff remember: a visit's number, a name. Not evidence; rebuilt from the records.

The fields of a record are stored encrypted; a keyed digest of each value (blind index) finds equal values
without the database telling any. Without the store's key neither can be read, nor a guess be confirmed.
"""

from __future__ import annotations

import hmac
import json
import unicodedata
from collections.abc import Mapping, Sequence

import rfc8785

from archive.blobs import Place, Random, decrypt_value, derive, encrypt_value

Fields = Mapping[str, str | Sequence[str]]
TOKEN_BYTES = 16
ROLE = "search"
MASK = "＊"


def seal_fields(fields: Fields, log: str, record: str, store_key: bytes, random: Random) -> bytes:
    """The fields of a record, encrypted."""
    plain = rfc8785.dumps({key: _values(value) for key, value in fields.items()})
    return encrypt_value(plain, Place(log, record, ROLE), store_key, random)


def open_fields(sealed: bytes, log: str, record: str, store_key: bytes) -> dict[str, tuple[str, ...]]:
    """The fields of a record; BlobError when they do not open."""
    document = json.loads(decrypt_value(sealed, Place(log, record, ROLE), store_key))
    return {key: tuple(values) for key, values in document.items()}


def token(name: str, value: str, store_key: bytes) -> bytes:
    """What the blind index holds for a value of a field: 16 bytes of HMAC-SHA-256, width and case folded."""
    folded = "".join(unicodedata.normalize("NFKC", value).casefold().split())
    message = name.encode() + b"\0" + folded.encode("utf-8", "surrogatepass")
    return hmac.digest(derive(store_key, "index"), message, "sha256")[:TOKEN_BYTES]


def tokens(fields: Fields, store_key: bytes) -> frozenset[bytes]:
    """The tokens of all values of all fields."""
    return frozenset(token(name, each, store_key) for name, value in fields.items() for each in _values(value))


def masked_name(name: str) -> str:
    """A person's name for lists: the first character, the rest hidden."""
    return name[:1] + MASK * (len(name) - 1)


def _values(value: str | Sequence[str]) -> list[str]:
    return [value] if isinstance(value, str) else list(value)
