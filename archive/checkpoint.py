"""Checkpoints: the signed state of the log at one size.

The format is C2SP's tlog-checkpoint in a signed note: three lines (origin, size, root), an empty line, and lines of
signatures. Two keys sign. Ed25519 (type 0x01) signs the text. ML-DSA-44 (type 0x06, tlog-cosignature) signs a structure
that also names the signer; it is there for the decades in which Ed25519 may be broken. Extension lines are rejected,
since no reader could verify them. `store` decides when to sign and what must be read again before. Specification:
docs/formats/checkpoint.md.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import sha256

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA44PrivateKey, MLDSA44PublicKey

from archive.errors import CheckpointError, remedied
from forms.message import Message

ED25519, ML_DSA_44 = 0x01, 0x06
PUBLIC_BYTES = {ED25519: 32, ML_DSA_44: 1312}
SIGNATURE_BYTES = {ED25519: 64, ML_DSA_44: 8 + 2420}
ROOT_BYTES = 32
SEED_BYTES = 32
MAX_SIGNATURES = 16
MAX_TIME_S = 253402300800  # the end of the year 9999
MAX_NOTE_CHARS = 64 * 1024
_NAME = re.compile(r"[^\s+\x00-\x1f]{1,200}")
_LABEL = b"subtree/v1\n\0"
_KEYS_MAGIC = b"luobi checkpoint keys 1\n"
_REMEDY = Message("archive.other-checkpoint")


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """A tree head: the log's origin, the number of entries and the root (32 bytes)."""

    origin: str
    size: int
    root: bytes

    def text(self) -> str:
        """Return the three lines that are signed, each with its newline."""
        return f"{self.origin}\n{self.size}\n{_base64(self.root)}\n"


@dataclass(frozen=True, slots=True)
class Signature:
    """One signature line: the key's name, the key id (4 bytes) and the bytes that follow it."""

    name: str
    key_id: bytes
    value: bytes

    def line(self) -> str:
        """Return the line as a note contains it, with its newline."""
        return f"— {self.name} {_base64(self.key_id + self.value)}\n"


@dataclass(frozen=True, slots=True)
class Note:
    """A parsed checkpoint note. Nothing in it may be trusted until `verify` has checked the signatures."""

    checkpoint: Checkpoint
    signatures: tuple[Signature, ...]

    def text(self) -> str:
        """Return the text of the whole note."""
        return self.checkpoint.text() + "\n" + "".join(each.line() for each in self.signatures)


@dataclass(frozen=True, slots=True)
class VerifierKey:
    """A public key as signed notes write it: name, signature type (0x01 or 0x06) and key bytes."""

    name: str
    kind: int
    public: bytes

    @property
    def key_id(self) -> bytes:
        """The first four bytes of SHA-256(name || newline || type || key)."""
        return sha256(self.name.encode() + b"\n" + bytes([self.kind]) + self.public).digest()[:4]

    def __str__(self) -> str:
        return f"{self.name}+{self.key_id.hex()}+{_base64(bytes([self.kind]) + self.public)}"


@dataclass(frozen=True, slots=True)
class CheckpointKeys:
    """The two private keys of the log `origin`, as their seeds (32 bytes each)."""

    origin: str
    ed25519_seed: bytes = field(repr=False)
    ml_dsa_seed: bytes = field(repr=False)

    @classmethod
    def generate(cls, origin: str, random: Callable[[int], bytes]) -> CheckpointKeys:
        """Generate new keys for the log `origin`.

        `random`, called with n, returns n random bytes; it is `os.urandom` in production.
        """
        return cls(origin, random(SEED_BYTES), random(SEED_BYTES))

    def to_bytes(self) -> bytes:
        """Return magic line, origin line and both seeds. The result is secret and must be stored encrypted."""
        return _KEYS_MAGIC + self.origin.encode() + b"\n" + self.ed25519_seed + self.ml_dsa_seed

    @classmethod
    def from_bytes(cls, data: bytes) -> CheckpointKeys:
        """Return the keys that `to_bytes` wrote. Raise CheckpointError when `data` is anything else."""
        origin, newline, seeds = data.removeprefix(_KEYS_MAGIC).partition(b"\n")
        if not data.startswith(_KEYS_MAGIC) or not newline or len(seeds) != 2 * SEED_BYTES:
            raise CheckpointError(Message("archive.no-checkpoint-keys"))
        return cls(origin.decode("utf-8", "replace"), seeds[:SEED_BYTES], seeds[SEED_BYTES:])

    @property
    def vkeys(self) -> tuple[str, str]:
        """The two public keys as vkeys, Ed25519 first."""
        ed25519, ml_dsa = self.verifier_keys()
        return str(ed25519), str(ml_dsa)

    def verifier_keys(self) -> tuple[VerifierKey, VerifierKey]:
        """Return the two public keys under the log's origin, Ed25519 first."""
        return (
            VerifierKey(self.origin, ED25519, self._ed25519().public_key().public_bytes_raw()),
            VerifierKey(self.origin, ML_DSA_44, self._ml_dsa().public_key().public_bytes_raw()),
        )

    def _ed25519(self) -> Ed25519PrivateKey:
        return Ed25519PrivateKey.from_private_bytes(self.ed25519_seed)

    def _ml_dsa(self) -> MLDSA44PrivateKey:
        return MLDSA44PrivateKey.from_seed_bytes(self.ml_dsa_seed)

    def sign_ed25519(self, message: bytes) -> bytes:
        """Sign a message with Ed25519 and return the 64 bytes of the signature (RFC 8032)."""
        return self._ed25519().sign(message)

    def sign_ml_dsa(self, message: bytes) -> bytes:
        """Sign a message with ML-DSA-44, empty context, and return the 2420 bytes of the signature (FIPS 204)."""
        return self._ml_dsa().sign(message)


def sign(checkpoint: Checkpoint, keys: CheckpointKeys, at: datetime | None = None) -> str:
    """Sign a checkpoint with both keys and return the note.

    Args:
        checkpoint: The tree head; its origin must be that of the keys.
        keys: The private keys of the log.
        at: The time that the ML-DSA signature states, in whole seconds; with None it states no time.

    Raises:
        CheckpointError: The checkpoint is malformed, or the keys belong to another origin.
    """
    _check_checkpoint(checkpoint)
    if checkpoint.origin != keys.origin:
        raise CheckpointError(Message("archive.keys-of-another-origin", origin=keys.origin))
    time_s = int(at.timestamp()) if at else 0
    ed25519, ml_dsa = keys.verifier_keys()
    message = _cosigned_message(checkpoint.origin, time_s, checkpoint)
    signatures = (
        Signature(ed25519.name, ed25519.key_id, keys.sign_ed25519(checkpoint.text().encode())),
        Signature(ml_dsa.name, ml_dsa.key_id, time_s.to_bytes(8, "big") + keys.sign_ml_dsa(message)),
    )
    return Note(checkpoint, signatures).text()


def stated_time(note: str) -> datetime | None:
    """Return the latest time that an ML-DSA signature of the note states; None when no signature states a time.

    The signatures are not verified here.
    """
    told = (each.value[:8] for each in parse_note(note).signatures if len(each.value) == SIGNATURE_BYTES[ML_DSA_44])
    latest = max((int.from_bytes(time, "big") for time in told), default=0)
    return datetime.fromtimestamp(latest, UTC) if 0 < latest < MAX_TIME_S else None


def verify(note: str, vkeys: Iterable[str], *, every: bool = False) -> Checkpoint:
    """Return the checkpoint in `note` when a known key signed it.

    Signature lines of unknown keys are ignored. One bad line of a known key makes the whole note invalid (C2SP
    signed-note).

    Args:
        note: The text of the note.
        vkeys: The known public keys.
        every: Whether each of the `vkeys` must have signed; otherwise one is enough.

    Raises:
        CheckpointError: The note is malformed, a known key's signature is bad, or signatures are missing.
    """
    parsed = parse_note(note)
    keys = {(key.name, key.key_id): key for key in map(parse_vkey, vkeys)}
    signed = set()
    for signature in parsed.signatures:
        address = signature.name, signature.key_id
        if address in keys:
            _verify_line(parsed.checkpoint, signature, keys[address])
            signed.add(address)
    if not signed or (every and signed != keys.keys()):
        raise CheckpointError(
            remedied(Message("archive.checkpoint-unsigned", signed=len(signed), known=len(keys)), _REMEDY)
        )
    return parsed.checkpoint


# ---- reading ----


def parse_note(note: str) -> Note:
    """Return the parts of a note. Raise CheckpointError when it is malformed.

    The parser is strict: each value has one spelling, and extension lines are rejected.
    """
    head, gap, tail = note.partition("\n\n")
    lines = head.split("\n")
    if len(note) > MAX_NOTE_CHARS or not gap or len(lines) != 3 or not tail.endswith("\n"):
        raise CheckpointError(remedied(Message("archive.no-checkpoint"), _REMEDY))
    origin, size, root = lines
    if not re.fullmatch("0|[1-9][0-9]{0,18}", size):
        raise CheckpointError(remedied(Message("archive.checkpoint-size"), _REMEDY))
    checkpoint = Checkpoint(origin, int(size), _from_base64(root))
    _check_checkpoint(checkpoint)
    signatures = tuple(map(_parse_line, tail.removesuffix("\n").split("\n")))
    if len(signatures) > MAX_SIGNATURES:
        raise CheckpointError(remedied(Message("archive.checkpoint-signatures", most=MAX_SIGNATURES), _REMEDY))
    return Note(checkpoint, signatures)


def parse_vkey(text: str) -> VerifierKey:
    """Return the public key in a vkey `name+id+base64(type || key)`. Raise CheckpointError when it is not one."""
    name, _, rest = text.partition("+")
    key_id, _, encoded = rest.partition("+")
    data = _from_base64(encoded)
    if not data or PUBLIC_BYTES.get(data[0]) != len(data) - 1 or not _NAME.fullmatch(name):
        raise CheckpointError(Message("archive.no-vkey"))
    key = VerifierKey(name, data[0], data[1:])
    if key.key_id.hex() != key_id:
        raise CheckpointError(Message("archive.vkey-id", name=name))
    return key


def _check_checkpoint(checkpoint: Checkpoint) -> None:
    name_fits = _NAME.fullmatch(checkpoint.origin) and len(checkpoint.origin.encode(errors="replace")) <= 255
    if not name_fits or len(checkpoint.root) != ROOT_BYTES:
        raise CheckpointError(remedied(Message("archive.checkpoint-origin-or-root"), _REMEDY))


def _parse_line(line: str) -> Signature:
    dash, _, rest = line.partition(" ")
    name, _, encoded = rest.partition(" ")
    data = _from_base64(encoded)
    if dash != "—" or not _NAME.fullmatch(name) or len(data) < 5:
        raise CheckpointError(remedied(Message("archive.checkpoint-signature-line"), _REMEDY))
    return Signature(name, data[:4], data[4:])


def _verify_line(checkpoint: Checkpoint, signature: Signature, key: VerifierKey) -> None:
    try:
        if len(signature.value) != SIGNATURE_BYTES[key.kind]:
            raise InvalidSignature
        if key.kind == ED25519:
            Ed25519PublicKey.from_public_bytes(key.public).verify(signature.value, checkpoint.text().encode())
        else:
            time_s = int.from_bytes(signature.value[:8], "big")
            message = _cosigned_message(key.name, time_s, checkpoint)
            MLDSA44PublicKey.from_public_bytes(key.public).verify(signature.value[8:], message)
    except (InvalidSignature, ValueError) as error:
        problem = remedied(Message("archive.checkpoint-signature", name=key.name, kind=f"{key.kind:#04x}"), _REMEDY)
        raise CheckpointError(problem) from error


def _cosigned_message(name: str, time_s: int, checkpoint: Checkpoint) -> bytes:
    """Return C2SP tlog-cosignature's cosigned_message for a checkpoint: start 0, end = size."""
    numbers = (0).to_bytes(8, "big") + checkpoint.size.to_bytes(8, "big")
    return b"".join(
        (
            _LABEL,
            _opaque(name),
            time_s.to_bytes(8, "big"),
            _opaque(checkpoint.origin),
            numbers,
            checkpoint.root,
        )
    )


def _opaque(text: str) -> bytes:
    data = text.encode()
    return bytes([len(data)]) + data


def _base64(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")


def _from_base64(text: str) -> bytes:
    """Decode standard base64. Raise CheckpointError unless the text is in its one canonical spelling."""
    try:
        data = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise CheckpointError(remedied(Message("archive.checkpoint-base64"), _REMEDY)) from error
    if _base64(data) != text:
        raise CheckpointError(remedied(Message("archive.checkpoint-base64-spelling"), _REMEDY))
    return data
