"""Names of machines, for which a station's authority must vouch to nobody, and a paper signed by one of them."""

from __future__ import annotations

from datetime import timedelta
from ipaddress import ip_address
from random import Random

from cryptography import x509
from cryptography.hazmat.primitives.hashes import SHA256

from signing import keys
from signing.keys import EventKey, KeyPair
from signing.stamp import sign
from tests.signing.sealing import AT, STATION, evidence, frozen_document, ink_page

HOSTS: dict[str, x509.GeneralName] = {
    "a DNS name": x509.DNSName("portal.example"),
    "any DNS name": x509.DNSName("*.example"),
    "an IPv4 address": x509.IPAddress(ip_address("192.0.2.1")),
    "an IPv6 address": x509.IPAddress(ip_address("2001:db8::1")),
    "a URI": x509.UniformResourceIdentifier("https://portal.example/sign"),
    "a URI of the host that cannot exist": x509.UniformResourceIdentifier("https://luobi.invalid/"),
}


def signed_by_host(ca: KeyPair, host: x509.GeneralName) -> bytes:
    """A document with one signature, by a signer's certificate of the authority that names a host as well."""
    event = "V-0001/applicant"
    return sign(
        frozen_document(),
        field="applicant",
        appearance=ink_page(),
        key=_named(ca, host, event),
        evidence=evidence("applicant", event),
        at=AT + timedelta(minutes=1),
        first=True,
    )


def _named(ca: KeyPair, host: x509.GeneralName, event: str) -> EventKey:
    private = keys._new_private(Random(5).randbytes)
    subject = keys._name("张三", keys.certified_suffix("L1"), STATION, event)
    use = x509.PrivateKeyUsagePeriod(AT, AT + timedelta(minutes=keys.USE_MINUTES))
    builder = keys._leaf(ca, subject, private, AT, Random(6).randbytes).add_extension(use, critical=False)
    builder = builder.add_extension(x509.SubjectAlternativeName([host]), critical=False)
    return EventKey(private, builder.sign(ca.private, SHA256()), event)
