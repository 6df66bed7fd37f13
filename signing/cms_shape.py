"""The one CMS shape of our signatures. A container is accepted only if writing it again gives the same bytes.

So no byte of a signature container is free. This module decides version, algorithms, certificate, attributes and their
order. The rest is covered by the signature or is the signature. The shape is PAdES baseline B-B (ETSI EN 319 142-1).
Our own signed attributes share one UUID arc: docs/formats/signature-attributes.md.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field
from typing import Any, Final

from asn1crypto import algos, cms, core, tsp, x509
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature

from forms.message import Message
from signing.errors import StampError
from signing.keys import P256_ORDER

ARC: Final = "2.25.253161648295467892776719915103676754689"
CEREMONY_OID: Final = f"{ARC}.1"
INK_OID: Final = f"{ARC}.2"
FROZEN_OID: Final = f"{ARC}.3"
EVENT_OID: Final = f"{ARC}.4"


@dataclass(frozen=True, slots=True)
class Evidence:
    """The facts that a signature covers in addition to the document. Digests named sha256 are lower-case hex."""

    ceremony_sha256: str
    ink_commitment: bytes
    frozen_sha256: str
    frozen_size: int
    role: str
    event: str

    def __post_init__(self) -> None:
        hexes = (self.ceremony_sha256, self.frozen_sha256)
        if not all(re.fullmatch("[0-9a-f]{64}", value) for value in hexes) or len(self.ink_commitment) != 32:
            raise StampError(Message("signing.evidence-digests"))
        if self.frozen_size <= 0 or not self.role or not self.event:
            raise StampError(Message("signing.evidence-facts"))


@dataclass(frozen=True, slots=True)
class Statement:
    """All that varies in one of our signatures.

    `digest` is the SHA-256 of the ByteRange. `evidence` is None for a seal.
    """

    certificate: bytes = field(repr=False)
    digest: bytes
    evidence: Evidence | None
    signature: bytes = field(default=b"", repr=False)


class _Frozen(core.Sequence):  # type: ignore[misc]
    _fields = [("size", core.Integer), ("sha256", core.OctetString)]  # noqa: RUF012


class _Event(core.Sequence):  # type: ignore[misc]
    _fields = [("event", core.UTF8String), ("role", core.UTF8String)]  # noqa: RUF012


def attributes_to_sign(statement: Statement) -> bytes:
    """Return the DER bytes that are signed: the signed attributes as SET OF."""
    return bytes(_attributes(statement).dump())


def render(statement: Statement) -> bytes:
    """Return the signature container: ContentInfo in DER."""
    certificate = x509.Certificate.load(statement.certificate)
    signer = {
        "version": "v1",
        "sid": {
            "issuer_and_serial_number": {
                "issuer": certificate.issuer,
                "serial_number": certificate.serial_number,
            }
        },
        "digest_algorithm": {"algorithm": "sha256"},
        "signed_attrs": _attributes(statement),
        "signature_algorithm": {"algorithm": "sha256_ecdsa"},
        "signature": statement.signature,
    }
    signed_data = {
        "version": "v1",
        "digest_algorithms": [algos.DigestAlgorithm({"algorithm": "sha256"})],
        "encap_content_info": {"content_type": "data"},
        "certificates": [cms.CertificateChoices(name="certificate", value=certificate)],
        "signer_infos": [cms.SignerInfo(signer)],
    }
    return bytes(cms.ContentInfo({"content_type": "signed_data", "content": cms.SignedData(signed_data)}).dump())


def parse(der: bytes) -> Statement:
    """Read the statement from a container that `render` would write.

    Any exception means that the container is not one of ours.
    """
    signed_data = cms.ContentInfo.load(der, strict=True)["content"]
    (signer,), (certificate,) = signed_data["signer_infos"], signed_data["certificates"]
    values = {attribute["type"].dotted: attribute["values"][0] for attribute in signer["signed_attrs"]}
    statement = Statement(
        certificate.chosen.dump(),
        values[cms.CMSAttributeType("message_digest").dotted].native,
        _evidence(values) if CEREMONY_OID in values else None,
        signer["signature"].native,
    )
    if render(statement) != der:
        raise ValueError("the container holds more, or is written otherwise, than its statement")
    if low_s(statement.signature) != statement.signature:
        raise ValueError("the signature is written in the other of its two forms")
    return statement


def der_length(contents: bytes) -> int:
    """Return the length in bytes of the DER sequence at the start of `contents`.

    Raise ValueError when `contents` does not start with a DER sequence.
    """
    if len(contents) < 4 or contents[0] != 0x30:
        raise ValueError("no DER sequence")
    if contents[1] < 0x80:
        return 2 + contents[1]
    octets = contents[1] & 0x7F
    return 2 + octets + int.from_bytes(contents[2 : 2 + octets], "big")


def low_s(signature: bytes) -> bytes:
    """Return the form with the smaller s of an ECDSA signature.

    Anyone can turn a signature (r, s) into its twin (r, n-s), which is valid too. Only one of the two is accepted.
    """
    r, s = decode_dss_signature(signature)
    return encode_dss_signature(r, min(s, P256_ORDER - s))


def _attributes(statement: Statement) -> Any:
    certificate = x509.Certificate.load(statement.certificate)
    attributes = [
        _attribute("content_type", cms.ContentType("data")),
        _attribute("message_digest", core.OctetString(statement.digest)),
        _attribute("signing_certificate_v2", _certificate_named(certificate)),
    ]
    if statement.evidence is not None:
        attributes += _evidence_attributes(statement.evidence)
    return cms.CMSAttributes(attributes)


def _certificate_named(certificate: Any) -> Any:
    """Return signing-certificate-v2 (RFC 5035): the signature is valid with this one certificate only."""
    named = {
        "cert_hash": hashlib.sha256(certificate.dump()).digest(),
        "issuer_serial": {
            "issuer": [x509.GeneralName("directory_name", certificate.issuer)],
            "serial_number": certificate.serial_number,
        },
    }
    return tsp.SigningCertificateV2({"certs": [named]})


def _evidence_attributes(evidence: Evidence) -> list[Any]:
    frozen = {"size": evidence.frozen_size, "sha256": bytes.fromhex(evidence.frozen_sha256)}
    return [
        _attribute(CEREMONY_OID, core.OctetString(bytes.fromhex(evidence.ceremony_sha256))),
        _attribute(INK_OID, core.OctetString(evidence.ink_commitment)),
        _attribute(FROZEN_OID, _Frozen(frozen)),
        _attribute(EVENT_OID, _Event({"event": evidence.event, "role": evidence.role})),
    ]


def _attribute(kind: str, value: Any) -> Any:
    return cms.CMSAttribute({"type": cms.CMSAttributeType(kind), "values": [value]})


def _evidence(values: dict[str, Any]) -> Evidence:
    """Read our four attributes from raw values; the library does not know their types."""
    frozen = _Frozen.load(values[FROZEN_OID].dump(), strict=True)
    event = _Event.load(values[EVENT_OID].dump(), strict=True)
    return Evidence(
        core.OctetString.load(values[CEREMONY_OID].dump(), strict=True).native.hex(),
        core.OctetString.load(values[INK_OID].dump(), strict=True).native,
        frozen["sha256"].native.hex(),
        frozen["size"].native,
        event["role"].native,
        event["event"].native,
    )


def certificate_sha256(statement: Statement) -> str:
    """Return the SHA-256 of the signer's certificate, in lower-case hex."""
    return hashlib.sha256(statement.certificate).hexdigest()
