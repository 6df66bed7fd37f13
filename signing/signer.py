"""The port to a key that signs: stamps, the seal and new certificates need nothing else of a key.

A key in memory is a `SoftSigner`. A PKCS#11 token or a remote service becomes another class with the same two members.
What such a key returns is checked here, so a wrong signature is never embedded.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from queue import Empty, SimpleQueue
from threading import Thread
from typing import Any, Final, NoReturn, Protocol

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.ec import (
    ECDSA,
    SECP256R1,
    EllipticCurve,
    EllipticCurvePrivateKey,
    EllipticCurvePublicKey,
)
from cryptography.hazmat.primitives.asymmetric.utils import Prehashed
from cryptography.x509 import Certificate, CertificateBuilder

from forms.message import Message
from forms.system_errors import why
from signing.errors import StampError

PATIENCE_S: Final = 20.0
"""How long a key may take for one signature; staff wait for it at the desk."""
OVER_DIGEST: Final = ECDSA(Prehashed(hashes.SHA256()))


class Signer(Protocol):
    """A P-256 key with its certificate, wherever the key is."""

    @property
    def certificate(self) -> Certificate:
        """The certificate of this key."""
        ...

    def sign(self, digest: bytes) -> bytes:
        """Sign a SHA-256 `digest` by ECDSA and return the DER of r and s (RFC 3279 2.2.3).

        Raise a LuobiError with a message that says why the key does not sign, or an OSError.
        """
        ...


@dataclass(frozen=True, slots=True)
class SoftSigner:
    """A key in the memory of this process."""

    private: EllipticCurvePrivateKey = field(repr=False)
    certificate: Certificate = field(repr=False)

    def sign(self, digest: bytes) -> bytes:
        """Sign a SHA-256 `digest` by ECDSA and return the DER of r and s."""
        return self.private.sign(digest, OVER_DIGEST)


def sign_bytes(signer: Signer, message: bytes) -> bytes:
    """Have a message signed and return the signature, which the signer's certificate confirms.

    Args:
        signer: The key. It gets only the SHA-256 of the message.
        message: The bytes to sign.

    Raises:
        StampError: The key is not P-256, refuses, takes longer than `PATIENCE_S`, or returns a wrong signature.
    """
    public = _public_key(signer.certificate)
    digest = hashlib.sha256(message).digest()
    signature = _answer(signer, digest)
    try:
        public.verify(signature, digest, OVER_DIGEST)
    except InvalidSignature as error:
        raise StampError(Message("signing.signer-wrong")) from error
    return signature


def certify(builder: CertificateBuilder, authority: Signer) -> Certificate:
    """Have an authority sign a certificate and return it. Raise StampError as `sign_bytes` does.

    Args:
        builder: The certificate to be, complete but for the signature.
        authority: The key of the issuer that the builder names.
    """
    return builder.sign(_IssuingKey(authority), hashes.SHA256())


def _answer(signer: Signer, digest: bytes) -> bytes:
    """Return what the signer returns, within the time that it has; a later answer is dropped."""
    answers: SimpleQueue[bytes | Exception] = SimpleQueue()

    def ask() -> None:
        try:
            answers.put(signer.sign(digest))
        except Exception as error:
            answers.put(error)

    Thread(target=ask, name="signer", daemon=True).start()
    try:
        answer = answers.get(timeout=PATIENCE_S)
    except Empty:
        raise StampError(Message("signing.signer-slow", seconds=round(PATIENCE_S))) from None
    if isinstance(answer, Exception):
        raise StampError(Message("signing.signer-refused", why=why(answer))) from answer
    return answer


def _public_key(certificate: Certificate) -> EllipticCurvePublicKey:
    public = certificate.public_key()
    if not isinstance(public, EllipticCurvePublicKey) or not isinstance(public.curve, SECP256R1):
        raise StampError(Message("signing.signer-not-p256"))
    return public


class _IssuingKey(EllipticCurvePrivateKey):
    """A signer as the private key that the certificate builder wants. The builder asks it to sign, and nothing else."""

    def __init__(self, signer: Signer) -> None:
        self._signer = signer

    def sign(self, data: bytes, signature_algorithm: object) -> bytes:  # type: ignore[override]
        return sign_bytes(self._signer, data)

    def public_key(self) -> EllipticCurvePublicKey:
        return _public_key(self._signer.certificate)

    @property
    def curve(self) -> EllipticCurve:
        return self.public_key().curve

    @property
    def key_size(self) -> int:
        return self.curve.key_size

    def _keep(self, *_: Any, **__: Any) -> NoReturn:
        raise TypeError("the private key stays where it is")

    exchange = private_numbers = private_bytes = __copy__ = __deepcopy__ = _keep
