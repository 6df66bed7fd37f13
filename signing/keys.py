"""Keys and certificates: the station's own CA, its seal, and one-time keys in a signer's name.

This module decides the content of certificates and their validity. The CA reaches level L1 only, and every name that it
certifies says so. Only `keyring` keeps secrets; a signer's one-time key is never written at all. docs/formats/keys.md
has the profiles.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from ipaddress import ip_network
from typing import Final

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric.ec import (
    SECP256R1,
    EllipticCurvePrivateKey,
    derive_private_key,
)
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from forms.message import Message
from signing.errors import KeyFileError, StampError
from signing.signer import Signer, SoftSigner, certify

CA_YEARS: Final = 30
LEAD: Final = timedelta(hours=48)
"""How long before its creation an authority becomes valid. So a clock that ran in local time can be corrected safely.
"""
USE_MINUTES: Final = 10
OWN_LEVEL: Final = "L1"  # the highest that a station's own authority reaches
DOCUMENT_SIGNING: Final = x509.ObjectIdentifier("1.3.6.1.5.5.7.3.36")  # RFC 9336
# NSS, and so pdfsig and others, checks document signers as e-mail signers.
PURPOSES: Final = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.EMAIL_PROTECTION, DOCUMENT_SIGNING])
OLD_PURPOSES: Final = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.EMAIL_PROTECTION])
NO_HOSTS: Final = x509.NameConstraints(
    # OpenSSL takes an empty host for no host at all: so one host that cannot exist is permitted, and excluded again.
    permitted_subtrees=[x509.UniformResourceIdentifier("luobi.invalid")],
    excluded_subtrees=[
        x509.DNSName(""),
        x509.IPAddress(ip_network("0.0.0.0/0")),
        x509.IPAddress(ip_network("::/0")),
        x509.UniformResourceIdentifier(""),
        x509.UniformResourceIdentifier("luobi.invalid"),
    ],
)
"""Name constraints that exclude every host, so that nothing accepts the authority for TLS."""
NAME_BYTES_MAX: Final = 64
AGENT_MARK: Final = "（代理人）"
AGENT_TITLE: Final = "的代理人"
TITLE_CHARS_MAX: Final = 64
AUTHORITY_MARK: Final = "（L1 签发机构）"
SEAL_MARK: Final = "（站点签章 L1）"
SIGNER_MARK: Final = "（本站 L"
FULL_NAME_OID: Final = x509.ObjectIdentifier("2.5.4.41")
P256_ORDER: Final = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551

Random = Callable[[int], bytes]


@dataclass(frozen=True, slots=True)
class KeyPair(SoftSigner):
    """A key in memory that can be kept: the station's CA, or its seal."""

    def to_bytes(self) -> bytes:
        """Return PKCS#8 and certificate as PEM, unencrypted: to be passed to `StationKey.write` only."""
        private = self.private.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        return private + self.certificate.public_bytes(serialization.Encoding.PEM)

    @classmethod
    def from_bytes(cls, data: bytes) -> KeyPair:
        """Read what `to_bytes` wrote. Raise KeyFileError when it is not a P-256 key with its own certificate."""
        try:
            private = serialization.load_pem_private_key(data, None)
            certificate = x509.load_pem_x509_certificate(data)
        except ValueError as error:
            raise KeyFileError(Message("signing.secret-without-certificate")) from error
        if not isinstance(private, EllipticCurvePrivateKey) or private.public_key() != certificate.public_key():
            raise KeyFileError(Message("signing.key-of-another-certificate"))
        return cls(private, certificate)


@dataclass(frozen=True, slots=True)
class EventKey(SoftSigner):
    """A one-time key, certified in a signer's name for one event. It has no method to write it."""

    event: str


def new_station_ca(station_name: str, at: datetime, random: Random = os.urandom, years: int = CA_YEARS) -> KeyPair:
    """Make the station's own CA, self-signed: P-256, path length 0, for documents only.

    Args:
        station_name: The station, as O and in CN.
        at: The time of creation (UTC); validity starts 48 hours earlier.
        random: Returns the given number of random bytes.
        years: How long from `at` the certificate is valid.
    """
    private = _new_private(random)
    name = _name(station_name, AUTHORITY_MARK, station_name)
    builder = _builder(name, name, private, at - LEAD, _years_later(at, years), random)
    builder = builder.add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
    builder = builder.add_extension(_usage(certifies=True), critical=True)
    builder = builder.add_extension(PURPOSES, critical=False).add_extension(NO_HOSTS, critical=True)
    return KeyPair(private, builder.sign(private, hashes.SHA256()))


def issue_event_certificate(
    ca: Signer,
    name: str,
    event: str,
    at: datetime,
    level: str = "L1",
    random: Random = os.urandom,
    principal: str = "",
) -> EventKey:
    """Make a new P-256 key and certify it as `name`（本站 L1 签发）, for use within ten minutes of `at`.

    The certificate is valid as long as the CA's, so that a late timestamp still finds it valid. The private-key usage
    period limits the use. Names too long for X.520 are cut in CN and complete in `name` (2.5.4.41).

    Args:
        ca: The key of the station's CA.
        name: The signer's full name.
        event: The id of the event, 1 to 64 printable ASCII characters.
        at: The start of the use (UTC).
        level: The assurance level in CN.
        random: Returns the given number of random bytes.
        principal: The person for whom the signer acts as an agent; "" for none. With one, CN says 代理人, and `title`
            (2.5.4.12) names the person.

    Raises:
        StampError: The event id has other characters, the name is empty, or the CA's key does not sign.
    """
    if not re.fullmatch(r"[A-Za-z0-9 '()+,./:=?-]{1,64}", event):
        raise StampError(Message("signing.event-id"))
    station = _organisation(ca.certificate)
    suffix = f"{AGENT_MARK if principal else ''}{certified_suffix(level)}"
    subject = _name(name, suffix, station, event, _cut_characters(principal) + AGENT_TITLE if principal else "")
    private = _new_private(random)
    at = at.replace(microsecond=0)
    builder = _leaf(ca, subject, private, at, random).add_extension(
        x509.PrivateKeyUsagePeriod(at, at + timedelta(minutes=USE_MINUTES)), critical=False
    )
    return EventKey(private, certify(builder, ca), event)


def issue_seal_certificate(ca: Signer, at: datetime, random: Random = os.urandom) -> KeyPair:
    """Make the key of the station's seal and certify it until the CA ends.

    Args:
        ca: The key of the station's CA.
        at: The time of creation (UTC); validity starts up to 48 hours earlier, but not before the CA's.
        random: Returns the given number of random bytes.

    Raises:
        StampError: The CA's key does not sign.
    """
    station = _organisation(ca.certificate)
    private = _new_private(random)
    begins = max(ca.certificate.not_valid_before_utc, at - LEAD)
    builder = _leaf(ca, _name(station, SEAL_MARK, station), private, begins, random)
    return KeyPair(private, certify(builder, ca))


def certified_suffix(level: str) -> str:
    """Return what follows a person's name in CN, so that no viewer takes the certificate for a licensed identity."""
    return f"（本站 {level} 签发）"


def certified_name(certificate: x509.Certificate) -> str:
    """Return the full name that a certificate was issued for, without the suffix."""
    for oid in (FULL_NAME_OID, NameOID.COMMON_NAME):
        for attribute in certificate.subject.get_attributes_for_oid(oid):
            return str(attribute.value).partition("（")[0] if oid == NameOID.COMMON_NAME else str(attribute.value)
    return ""


def certified_principal(certificate: x509.Certificate) -> str:
    """Return the person for whom the signer acted as an agent; "" when the certificate names none."""
    titles = certificate.subject.get_attributes_for_oid(NameOID.TITLE)
    said = str(titles[0].value) if len(titles) == 1 else ""
    return said.removesuffix(AGENT_TITLE) if said.endswith(AGENT_TITLE) else ""


def certified_station(certificate: x509.Certificate) -> str:
    """Return the station (O) that a certificate names; "" when it names none or several."""
    named = certificate.subject.get_attributes_for_oid(NameOID.ORGANIZATION_NAME)
    return str(named[0].value) if len(named) == 1 else ""


def certified_level(certificate: x509.Certificate) -> str:
    """Return the assurance level that a signer's certificate reaches: L1 where a station claims it in CN, L0 otherwise.

    A higher claim in a station's own certificate counts as L1: L2 and L3 are for licensed authorities.
    """
    names = certificate.subject.get_attributes_for_oid(NameOID.COMMON_NAME)
    said = re.search("（本站 (L[0-3]) 签发）$", str(names[0].value)) if len(names) == 1 else None
    return min(said[1], OWN_LEVEL) if said else "L0"


def certified_event(certificate: x509.Certificate) -> str:
    """Return the event that a signer's certificate was issued for; "" for the station's own certificates."""
    for attribute in certificate.subject.get_attributes_for_oid(NameOID.SERIAL_NUMBER):
        return str(attribute.value)
    return ""


def is_for_documents_only(authority: x509.Certificate) -> bool:
    """Return whether the authority's certificate itself excludes every other use; those of older stations do not."""
    try:
        purposes = authority.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
        names = authority.extensions.get_extension_for_class(x509.NameConstraints)
    except x509.ExtensionNotFound:
        return False
    return purposes == PURPOSES and names.critical and names.value == NO_HOSTS


def is_station_authority(authority: x509.Certificate) -> bool:
    """Return whether the certificate calls itself the authority of a station, which counts for records only."""
    names = authority.subject.get_attributes_for_oid(NameOID.COMMON_NAME)
    return any(str(each.value).endswith(AUTHORITY_MARK) for each in names)


def use_period(certificate: x509.Certificate) -> tuple[datetime, datetime] | None:
    """Return from when to when the private key may be used (UTC), or None where the certificate does not limit it."""
    try:
        period = certificate.extensions.get_extension_for_class(x509.PrivateKeyUsagePeriod).value
    except x509.ExtensionNotFound:
        return None
    if period.not_before is None or period.not_after is None:
        return None
    return period.not_before.replace(tzinfo=UTC), period.not_after.replace(tzinfo=UTC)


def issued_by(certificate: x509.Certificate, authority: x509.Certificate, at: datetime) -> bool:
    """Return whether an authority issued a signer's certificate, and both were valid at `at`.

    This is our own check, one step deep as the station's CA allows. The path builder of the signature library follows
    RFC 4518's string preparation, which knows Unicode 3.2. It rejects every name with a newer character.

    Args:
        certificate: The signer's certificate.
        authority: The CA certificate.
        at: The time of the signature (UTC).
    """
    held = all(each.not_valid_before_utc <= at <= each.not_valid_after_utc for each in (certificate, authority))
    return held and certified_by(certificate, authority)


def certified_by(certificate: x509.Certificate, authority: x509.Certificate) -> bool:
    """Return whether the CA `authority` issued the signer's `certificate`, at any time."""
    try:
        certificate.verify_directly_issued_by(authority)
        signer = certificate.extensions.get_extension_for_class(x509.KeyUsage).value
        issuer = authority.extensions.get_extension_for_class(x509.KeyUsage).value
        basic = authority.extensions.get_extension_for_class(x509.BasicConstraints).value
    except (ValueError, TypeError, InvalidSignature, x509.ExtensionNotFound):
        return False
    return basic.ca and issuer.key_cert_sign and signer.content_commitment


def _new_private(random: Random) -> EllipticCurvePrivateKey:
    """Make a private key by FIPS 186-5 A.2.1: 64 bits more than the order, so the remainder is even to within 2^-64."""
    return derive_private_key(int.from_bytes(random(40), "big") % (P256_ORDER - 1) + 1, SECP256R1())


def _name(text: str, suffix: str, station: str, event: str = "", title: str = "") -> x509.Name:
    if not text.strip() or not station.strip():
        raise StampError(Message("signing.certificate-without-name"))
    common = _cut(text, NAME_BYTES_MAX - len(suffix.encode()))
    parts = [
        x509.NameAttribute(NameOID.ORGANIZATION_NAME, _cut(station, NAME_BYTES_MAX)),
        x509.NameAttribute(NameOID.COMMON_NAME, common + suffix),
    ]
    if common != text or "（" in text:
        parts.append(x509.NameAttribute(FULL_NAME_OID, text))
    if title:
        parts.append(x509.NameAttribute(NameOID.TITLE, title))
    if event:
        parts.append(x509.NameAttribute(NameOID.SERIAL_NUMBER, event))
    return x509.Name(parts)


def _cut(text: str, size: int) -> str:
    """Return at most `size` bytes of UTF-8, cut between characters and then marked …; the library counts bytes.

    A remark in brackets at the end is kept, because it says what the name is worth, such as （演练）.
    """
    if len(text.encode()) <= size:
        return text
    remark = re.search("（[^（）]{1,6}）$", text)
    end = "…" + (remark[0] if remark else "")
    return text.encode()[: size - len(end.encode())].decode(errors="ignore") + end


def _cut_characters(principal: str) -> str:
    """Return as much of a principal's name as `title` can hold; the record has the full name."""
    most = TITLE_CHARS_MAX - len(AGENT_TITLE)
    return principal if len(principal) <= most else f"{principal[: most - 1]}…"


def _organisation(certificate: x509.Certificate) -> str:
    return str(certificate.subject.get_attributes_for_oid(NameOID.ORGANIZATION_NAME)[0].value)


def _leaf(
    ca: Signer, subject: x509.Name, private: EllipticCurvePrivateKey, at: datetime, random: Random
) -> x509.CertificateBuilder:
    issuer = ca.certificate
    identifier = x509.SubjectKeyIdentifier.from_public_key(issuer.public_key())
    authority = x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(identifier)
    return (
        _builder(subject, issuer.subject, private, at, issuer.not_valid_after_utc, random)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(certifies=False), critical=True)
        .add_extension(PURPOSES if is_for_documents_only(issuer) else OLD_PURPOSES, critical=False)
        .add_extension(authority, critical=False)
    )


def _builder(
    subject: x509.Name,
    issuer: x509.Name,
    private: EllipticCurvePrivateKey,
    begins: datetime,
    ends: datetime,
    random: Random,
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(private.public_key())
        .serial_number((int.from_bytes(random(20), "big") >> 1) | 1)
        .not_valid_before(begins.replace(microsecond=0))
        .not_valid_after(ends.replace(microsecond=0))
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(private.public_key()), critical=False)
    )


def _usage(*, certifies: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not certifies,
        content_commitment=not certifies,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=certifies,
        crl_sign=certifies,
        encipher_only=False,
        decipher_only=False,
    )


def _years_later(at: datetime, years: int) -> datetime:
    """Return the same date `years` later; 29 February becomes 28."""
    try:
        return at.replace(year=at.year + years)
    except ValueError:
        return at.replace(year=at.year + years, day=28)
