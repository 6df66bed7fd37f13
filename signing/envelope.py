"""Ink sealed to the custodian: only the custodian opens it, and only for the one document it was written on.

This module decides the bytes of the envelope, what they are bound to, and the commitment in the PDF's signature. HPKE
(RFC 9180) with one fixed suite: no weaker suite can be chosen. `custodian` has the key files, `ink` the ink container.
docs/formats/envelope.md is the specification.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from typing import Final

import rfc8785
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hpke
from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey, MLKEM768PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey

from forms.message import Message
from signing.errors import EnvelopeError

SUITE_NAME: Final = "MLKEM768_X25519+HKDF-SHA256+AES-256-GCM"
MAGIC: Final = b"luobi-envelope/1\n"
COMMITMENT_LABEL: Final = b"luobi-ink-commitment/1\x00"
SALT_BYTES: Final = 32
DIGEST_BYTES: Final = 32
HEADER_BYTES_MAX: Final = 512
ENC_BYTES: Final = 1120
TAG_BYTES: Final = 16
MLKEM_SEED_BYTES: Final = 64
MLKEM_PUBLIC_BYTES: Final = 1184
X25519_BYTES: Final = 32

Random = Callable[[int], bytes]

_HEADER_DAMAGED: Final = Message("signing.envelope-header-damaged")
_SUITE = hpke.Suite(hpke.KEM.MLKEM768_X25519, hpke.KDF.HKDF_SHA256, hpke.AEAD.AES_256_GCM)


@dataclass(frozen=True, slots=True)
class Binding:
    """The document, box and event that sealed ink belongs to.

    An envelope opens only under the same binding that it was sealed with.
    """

    log: str
    record: str
    event: str
    role: str
    frozen_sha256: str
    box: str
    version: int = 1

    def __post_init__(self) -> None:
        digest = self.frozen_sha256
        if len(digest) != 64 or set(digest) - set("0123456789abcdef"):
            raise EnvelopeError(Message("signing.binding-digest"))

    def info(self) -> bytes:
        """Return the binding as HPKE's `info`: RFC 8785 JSON of all its members."""
        return rfc8785.dumps(asdict(self))


@dataclass(frozen=True, slots=True)
class CustodianPublic:
    """The custodian's public key: ML-KEM-768 (1184 bytes) and X25519 (32 bytes)."""

    mlkem: bytes
    x25519: bytes

    def __post_init__(self) -> None:
        if len(self.mlkem) != MLKEM_PUBLIC_BYTES or len(self.x25519) != X25519_BYTES:
            raise EnvelopeError(Message("signing.custodian-key-length"))

    def to_bytes(self) -> bytes:
        """Return the ML-KEM key, then the X25519 key: 1216 bytes, as the HPKE draft serialises this hybrid."""
        return self.mlkem + self.x25519

    def digest(self) -> str:
        """Return the SHA-256 of `to_bytes()`, in hex: the name of the key in genesis entries and envelopes."""
        return hashlib.sha256(self.to_bytes()).hexdigest()


@dataclass(frozen=True, slots=True)
class CustodianPrivate:
    """The custodian's private key: the 64-byte ML-KEM seed (d then z) and the 32-byte X25519 scalar."""

    mlkem_seed: bytes = field(repr=False)
    x25519: bytes = field(repr=False)

    def __post_init__(self) -> None:
        if len(self.mlkem_seed) != MLKEM_SEED_BYTES or len(self.x25519) != X25519_BYTES:
            raise EnvelopeError(Message("signing.custodian-seed-length"))

    def public(self) -> CustodianPublic:
        """Return the public key that belongs to this one."""
        mlkem = MLKEM768PrivateKey.from_seed_bytes(self.mlkem_seed).public_key()
        x25519 = X25519PrivateKey.from_private_bytes(self.x25519).public_key()
        return CustodianPublic(mlkem.public_bytes_raw(), x25519.public_bytes_raw())


@dataclass(frozen=True, slots=True)
class Sealed:
    """An envelope (`data`) and the commitment to its ink that goes into the signature."""

    data: bytes = field(repr=False)
    commitment: bytes


@dataclass(frozen=True, slots=True)
class Opened:
    """The content of an opened envelope."""

    ink_bytes: bytes = field(repr=False)
    salt: bytes = field(repr=False)

    def commitment(self) -> bytes:
        """Return the commitment that the signature on the document must carry."""
        return commitment(self.salt, hashlib.sha256(self.ink_bytes).digest())


def generate_custodian(random: Random) -> tuple[CustodianPrivate, CustodianPublic]:
    """Make a new custodian key pair from `random`, which returns as many random bytes as it is asked for."""
    private = CustodianPrivate(random(MLKEM_SEED_BYTES), random(X25519_BYTES))
    return private, private.public()


def commitment(salt: bytes, ink_digest: bytes) -> bytes:
    """Return SHA-256(label ‖ salt ‖ ink digest).

    The salt is only in the envelope; without it the commitment reveals nothing about the ink.

    Args:
        salt: 32 random bytes.
        ink_digest: The SHA-256 of the ink container, 32 bytes.

    Raises:
        EnvelopeError: One of them has another length.
    """
    if len(salt) != SALT_BYTES or len(ink_digest) != DIGEST_BYTES:
        raise EnvelopeError(Message("signing.commitment-parts"))
    return hashlib.sha256(COMMITMENT_LABEL + salt + ink_digest).digest()


def seal(ink_bytes: bytes, ink_digest: bytes, custodian: CustodianPublic, binding: Binding, salt: bytes) -> Sealed:
    """Seal an ink container to the custodian.

    Args:
        ink_bytes: The ink container.
        ink_digest: Its SHA-256, 32 bytes.
        custodian: The key that alone opens the envelope.
        binding: The document, box and event that the ink belongs to.
        salt: 32 random bytes, for the commitment.

    Raises:
        EnvelopeError: `ink_digest` is not the digest of the ink, or the salt has another length.
    """
    if hashlib.sha256(ink_bytes).digest() != ink_digest:
        raise EnvelopeError(Message("signing.ink-digest-differs"))
    promise = commitment(salt, ink_digest)
    body = _SUITE.encrypt(salt + ink_bytes, _library_public(custodian), info=binding.info())
    return Sealed(MAGIC + _header(custodian.digest(), len(body)) + body, promise)


def open_sealed(data: bytes, custodian: CustodianPrivate, binding: Binding) -> Opened:
    """Open an envelope.

    Args:
        data: The bytes of the envelope.
        custodian: The private key that it was sealed to.
        binding: The binding that it was sealed with.

    Raises:
        EnvelopeError: A byte was changed, or the key or the binding is a different one.
    """
    body = _body(data, custodian.public().digest())
    try:
        plain = _SUITE.decrypt(body, _library_private(custodian), info=binding.info())
    except (InvalidTag, ValueError) as error:
        raise EnvelopeError(Message("signing.envelope-does-not-open")) from error
    return Opened(plain[SALT_BYTES:], plain[:SALT_BYTES])


def custodian_of(data: bytes) -> str:
    """Return the digest (hex) of the custodian key that an envelope names. This proves nothing."""
    return str(_read_header(data)[0]["custodian"])


def _header(custodian_digest: str, length: int) -> bytes:
    return rfc8785.dumps({"custodian": custodian_digest, "length": length, "suite": SUITE_NAME}) + b"\n"


def _read_header(data: bytes) -> tuple[dict[str, object], bytes, bytes]:
    """Return the members of the header, its exact bytes with the line end, and all that follows."""
    line, newline, rest = data.removeprefix(MAGIC).partition(b"\n")
    if not data.startswith(MAGIC) or not newline or len(line) > HEADER_BYTES_MAX:
        raise EnvelopeError(Message("signing.envelope-none"))
    try:
        header = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise EnvelopeError(_HEADER_DAMAGED) from error
    if not isinstance(header, dict) or set(header) != {"custodian", "length", "suite"}:
        raise EnvelopeError(_HEADER_DAMAGED)
    return header, line + newline, rest


def _body(data: bytes, custodian_digest: str) -> bytes:
    """Return the HPKE part of an envelope that names this custodian, this suite and its own exact length."""
    header, line, body = _read_header(data)
    if header["suite"] != SUITE_NAME:
        raise EnvelopeError(Message("signing.envelope-other-suite"))
    if header["custodian"] != custodian_digest:
        raise EnvelopeError(Message("signing.envelope-other-key"))
    if line != _header(custodian_digest, len(body)) or len(body) < ENC_BYTES + TAG_BYTES + SALT_BYTES:
        raise EnvelopeError(Message("signing.envelope-rewritten"))
    return body


def _library_public(key: CustodianPublic) -> hpke.MLKEM768X25519PublicKey:
    mlkem = MLKEM768PublicKey.from_public_bytes(key.mlkem)
    return hpke.MLKEM768X25519PublicKey(mlkem, X25519PublicKey.from_public_bytes(key.x25519))


def _library_private(key: CustodianPrivate) -> hpke.MLKEM768X25519PrivateKey:
    mlkem = MLKEM768PrivateKey.from_seed_bytes(key.mlkem_seed)
    return hpke.MLKEM768X25519PrivateKey(mlkem, X25519PrivateKey.from_private_bytes(key.x25519))
