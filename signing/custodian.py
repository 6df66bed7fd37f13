"""The custodian's key files: the public one, which a station keeps, and the private one, which never enters it.

This module decides their bytes (docs/formats/keys.md). The keys themselves belong to `envelope`. Nothing here reads or
writes a disk.
"""

from __future__ import annotations

import json
import unicodedata
from typing import Any, Final

import rfc8785
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from forms.message import Message
from signing.envelope import (
    MLKEM_PUBLIC_BYTES,
    MLKEM_SEED_BYTES,
    SUITE_NAME,
    CustodianPrivate,
    CustodianPublic,
    Random,
)
from signing.errors import EnvelopeError, KeyFileError, WrongPassphrase
from signing.passphrases import require_strong

PUBLIC_FORMAT: Final = "luobi-custodian-public/1"
PRIVATE_FORMAT: Final = "luobi-custodian-private/1"
SCRYPT_N: Final = 1 << 17
SCRYPT_N_BOUNDS: Final = (1 << 14, 1 << 20)


def public_file(key: CustodianPublic) -> bytes:
    """Return the content of the public key file: one line of JSON."""
    members = {
        "format": PUBLIC_FORMAT,
        "key": key.to_bytes().hex(),
        "sha256": key.digest(),
        "suite": SUITE_NAME,
    }
    return rfc8785.dumps(members) + b"\n"


def load_public(data: bytes) -> CustodianPublic:
    """Read the public key from the content of a key file.

    Raise KeyFileError when it is not such a file, or the key does not match the digest in the file.
    """
    members = _members(data, PUBLIC_FORMAT, {"key", "sha256"})
    raw = _hex(members, "key")
    try:
        key = CustodianPublic(raw[:MLKEM_PUBLIC_BYTES], raw[MLKEM_PUBLIC_BYTES:])
    except EnvelopeError as error:
        raise _damaged(Message("signing.damage-key-length")) from error
    if key.digest() != members["sha256"]:
        raise _damaged(Message("signing.damage-key-digest"))
    return key


def private_file(key: CustodianPrivate, passphrase: str, random: Random, scrypt_n: int = SCRYPT_N) -> bytes:
    """Return the content of the private key file: both seeds under AES-256-GCM.

    Args:
        key: The private key; its two seeds are encrypted.
        passphrase: The passphrase from which scrypt derives the encryption key.
        random: Returns the given number of random bytes, for salt and nonce.
        scrypt_n: The cost N of scrypt, a power of two within `SCRYPT_N_BOUNDS`.

    Raises:
        WeakPassphrase: The passphrase is too short or too common.
        KeyFileError: The cost is out of bounds.
    """
    require_strong(passphrase, Message("signing.custodian"))
    members: dict[str, Any] = {
        "cipher": "AES-256-GCM",
        "format": PRIVATE_FORMAT,
        "kdf": {"n": scrypt_n, "name": "scrypt", "p": 1, "r": 8, "salt": random(16).hex()},
        "nonce": random(12).hex(),
        "public_sha256": key.public().digest(),
        "suite": SUITE_NAME,
    }
    cipher = AESGCM(_derive(members["kdf"], passphrase))
    secret = key.mlkem_seed + key.x25519
    sealed = cipher.encrypt(bytes.fromhex(members["nonce"]), secret, rfc8785.dumps(members))
    return rfc8785.dumps(members | {"seeds": sealed.hex()}) + b"\n"


def load_private(data: bytes, passphrase: str) -> CustodianPrivate:
    """Read the private key from the content `data` of a key file, with its `passphrase`.

    Raise KeyFileError when it is not such a file or is damaged, WrongPassphrase when it does not open.
    """
    members = _members(data, PRIVATE_FORMAT, {"cipher", "kdf", "nonce", "public_sha256", "seeds"})
    sealed, nonce = _hex(members, "seeds"), _hex(members, "nonce")
    outside = {name: value for name, value in members.items() if name != "seeds"}
    if members["cipher"] != "AES-256-GCM" or len(nonce) != 12:
        raise _damaged(Message("signing.damage-cipher"))
    try:
        secret = AESGCM(_derive(members["kdf"], passphrase)).decrypt(nonce, sealed, rfc8785.dumps(outside))
    except InvalidTag as error:
        raise WrongPassphrase(Message("signing.custodian-wrong-passphrase")) from error
    return CustodianPrivate(secret[:MLKEM_SEED_BYTES], secret[MLKEM_SEED_BYTES:])


def _derive(kdf: Any, passphrase: str) -> bytes:
    if not isinstance(kdf, dict) or set(kdf) != {"n", "name", "p", "r", "salt"}:
        raise _damaged(Message("signing.damage-kdf-members"))
    n = kdf["n"]
    low, high = SCRYPT_N_BOUNDS
    if kdf["name"] != "scrypt" or kdf["r"] != 8 or kdf["p"] != 1 or type(n) is not int or n.bit_count() != 1:
        raise _damaged(Message("signing.damage-kdf"))
    if not low <= n <= high:
        raise _damaged(Message("signing.damage-scrypt-cost", n=n, low=low, high=high))
    phrase = unicodedata.normalize("NFC", passphrase).encode()
    return Scrypt(salt=_hex(kdf, "salt"), length=32, n=n, r=8, p=1).derive(phrase)


def _members(data: bytes, format_name: str, names: set[str]) -> dict[str, Any]:
    try:
        members = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise _damaged(Message("signing.damage-json")) from error
    if not isinstance(members, dict):
        raise KeyFileError(Message("signing.custodian-file-other", format=format_name))
    if format_name == PUBLIC_FORMAT and members.get("format") == PRIVATE_FORMAT:
        raise KeyFileError(Message("signing.custodian-file-private"))
    if members.get("format") != format_name:
        raise KeyFileError(Message("signing.custodian-file-other", format=format_name))
    if set(members) != names | {"format", "suite"} or members["suite"] != SUITE_NAME:
        raise _damaged(Message("signing.damage-members"))
    return members


def _hex(members: dict[str, Any], name: str) -> bytes:
    try:
        return bytes.fromhex(members[name])
    except (ValueError, TypeError) as error:
        raise _damaged(Message("signing.damage-hex", name=name)) from error


def _damaged(what: Message) -> KeyFileError:
    return KeyFileError(Message("signing.custodian-file-damaged", what=what))
