"""The trust in a foreign signature: its certificate, the source of its time, and its PAdES level.

pyHanko's path validation judges certificates at the time of the signature, with the data in the file itself. Nothing is
fetched, and no clock is read. A level counts only as far as it was judged here. T needs a timestamp of a trusted
authority. LT needs revocation data for every certificate of signer and timestamp. LTA needs all that under a later
timestamp.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from asn1crypto import cms, crl, ocsp, x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import (
    AuthorityKeyIdentifier,
    BasicConstraints,
    Certificate,
    ExtensionNotFound,
    KeyUsage,
    SubjectKeyIdentifier,
    load_der_x509_certificate,
)
from cryptography.x509.verification import (
    Criticality,
    ExtensionPolicy,
    Policy,
    PolicyBuilder,
    Store,
    VerificationError,
)
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.rw_common import PdfHandler
from pyhanko.sign.validation.generic_cms import (
    extract_certs_for_validation,
    extract_tst_data_iter,
    message_imprint_checker,
    validate_tst_signed_data,
)
from pyhanko.sign.validation.settings import KeyUsageConstraints
from pyhanko.sign.validation.status import TimestampSignatureStatus
from pyhanko_certvalidator import CertificateValidator, ValidationContext
from pyhanko_certvalidator.errors import RevokedError

from forms.message import Message
from signing.keys import is_station_authority

SIGNS: Final = KeyUsageConstraints(key_usage={"non_repudiation", "digital_signature"})
"""Either key usage is enough: many authorities certify signers for one of them only."""
STORED_MAX: Final = 1000
"""The most certificates, CRLs and OCSP responses that are read from one file, of each kind."""


@dataclass(frozen=True, slots=True)
class Stored:
    """The data in a revision of the file for judging certificates (its DSS)."""

    certificates: tuple[Any, ...] = ()
    crls: tuple[Any, ...] = ()
    responses: tuple[Any, ...] = ()


@dataclass(frozen=True, slots=True)
class Stamp:
    """An intact timestamp. `trusted`: its certificate leads to a given authority, at its own time.

    `odd`: what is unusual in its container, see `unusual`.
    """

    at: datetime
    trusted: bool
    certificate: Any
    others: tuple[Any, ...]
    odd: Message | None


class Authorities:
    """The authorities that are trusted for foreign files. Those of stations vouch for records only."""

    def __init__(self, trust: Sequence[Certificate]) -> None:
        self._given = [each for each in trust if not is_station_authority(each)]
        self._roots = [x509.Certificate.load(each.public_bytes(Encoding.DER)) for each in self._given]

    def context(self, at: datetime | None, stored: Stored, *, proven: bool = False) -> ValidationContext:
        """Return a context for judging certificates.

        Args:
            at: The time at which they are judged; None trusts no authority.
            stored: The data in the file.
            proven: Whether revocation data are required for each certificate.
        """
        return ValidationContext(
            trust_roots=self._roots if at else [],
            other_certs=stored.certificates,
            moment=at,
            best_signature_time=at,
            crls=stored.crls,
            ocsps=stored.responses,
            revocation_mode="require" if proven else "soft-fail",
            retroactive_revinfo=True,  # a CRL is issued after the signature that it speaks for
        )

    def standing(self, certificate: Any, others: Iterable[Any], at: datetime, stored: Stored) -> str:
        """Return what the stored data show about a certificate and its chain: "good", "revoked" or "unknown".

        Args:
            certificate: The certificate to judge.
            others: Further certificates, from which the chain is built.
            at: The time at which they are judged.
            stored: The data in the file.
        """
        if not stored.crls and not stored.responses:
            return "unknown"
        context = self.context(at, stored, proven=True)
        try:
            asyncio.run(CertificateValidator(certificate, list(others), context).async_validate_path())
        except MemoryError:
            raise
        except RevokedError as error:
            return "unknown" if error.is_side_validation else "revoked"
        except Exception:
            return "unknown"
        return "good"

    def traces(self, certificate: Any, others: Iterable[Any], at: datetime, stored: Stored) -> bool:
        """Return whether a signer's certificate leads to a given authority, by the path validation of `cryptography`.

        This is for names with characters younger than Unicode 3.2, which pyHanko's library cannot compare. Only
        pyHanko's library reads revocation data, so the result is False where the file has some.

        Args:
            certificate: The signer's certificate.
            others: Further certificates, from which the chain is built.
            at: The time at which they are judged.
            stored: The data in the file.
        """
        if not self._given or stored.crls or stored.responses or not any(map(_is_rare, (certificate, *others))):
            return False
        try:
            leaf, *above = (load_der_x509_certificate(each.dump()) for each in (certificate, *others))
            usage = leaf.extensions.get_extension_for_class(KeyUsage).value
            policy = PolicyBuilder().store(Store(self._given)).time(at)
            policy = policy.extension_policies(ca_policy=_ISSUES, ee_policy=ExtensionPolicy.permit_all())
            policy.build_client_verifier().verify(leaf, above)
        except (ValueError, TypeError, ExtensionNotFound, VerificationError):
            return False
        return usage.digital_signature or usage.content_commitment

    def stamp(self, signed_data: Any, expected: Any, stored: Stored) -> Stamp | None:
        """Return the timestamp in a container; None when it is not intact or not over the expected data.

        Raise what pyHanko raises for a container that cannot be read.

        Args:
            signed_data: The CMS content of the timestamp.
            expected: Returns the expected digest for the name of a hash algorithm.
            stored: The data in the file.
        """
        at = signed_data["encap_content_info"]["content"].parsed["gen_time"].native
        told = asyncio.run(validate_tst_signed_data(signed_data, self.context(at, stored), expected))
        status = TimestampSignatureStatus(**told)
        if not (status.intact and status.valid):
            return None
        certificates = extract_certs_for_validation(signed_data)
        chain = certificates.signer_cert, tuple(certificates.other_certs)
        trusted = bool(status.trusted) and self.standing(*chain, at, stored) != "revoked"
        return Stamp(at, trusted, *chain, unusual(signed_data))

    def stamps_of(self, signer_info: Any, stored: Stored) -> Iterator[Stamp | None]:
        """Yield the signature timestamps of a signer; None for each that is false. Raise what `stamp` raises.

        Args:
            signer_info: The CMS SignerInfo of the signature.
            stored: The data in the file.
        """
        for each in extract_tst_data_iter(signer_info, signed=False):
            yield self.stamp(each, message_imprint_checker(signer_info), stored)


def _is_rare(certificate: Any) -> bool:
    """Return whether pyHanko's library cannot compare a name of the certificate."""
    try:
        _ = certificate.subject.hashable, certificate.issuer.hashable
    except ValueError:
        return True
    return False


def _may_issue(_policy: Policy, _certificate: Certificate, usage: KeyUsage) -> None:
    if not usage.key_cert_sign:
        raise ValueError("the certificate of an issuer is not for issuing")


_ISSUES: Final = (
    ExtensionPolicy.webpki_defaults_ca()
    .require_present(BasicConstraints, Criticality.AGNOSTIC, None)
    .require_present(KeyUsage, Criticality.AGNOSTIC, _may_issue)
)


def stored_in(view: PdfHandler) -> Stored:
    """Read the security store (DSS) of a revision. Parts that cannot be read are left out."""
    try:
        dss = view.root["/DSS"]
    except KeyError:
        return Stored()
    if not isinstance(dss, generic.DictionaryObject):
        return Stored()
    return Stored(
        tuple(_loaded(dss, "/Certs", x509.Certificate)),
        tuple(_loaded(dss, "/CRLs", crl.CertificateList)),
        tuple(_loaded(dss, "/OCSPs", ocsp.OCSPResponse)),
    )


def _loaded(dss: Any, key: str, kind: Any) -> Iterator[Any]:
    try:
        found = dss[key]
        places = range(min(len(found), STORED_MAX))
    except (KeyError, TypeError):
        return
    for at in places:
        try:
            value = kind.load(found[at].data, strict=True)
            _ = value.native
        except MemoryError:
            raise
        except Exception:
            continue
        yield value


def unusual(signed_data: Any) -> Message | None:
    """Return what is unusual in the part of a container that its signature does not protect (RFC 5652, 5).

    Return None when nothing is. A damaged certificate is reported even where the chain does not need it.
    """
    signer = signed_data["signer_infos"][0]
    by_key = signer["sid"].name == "subject_key_identifier"
    is_data = signed_data["encap_content_info"]["content_type"].native == "data"
    if signer["version"].native != ("v3" if by_key else "v1"):
        return Message("signing.version-of-signer")
    if signed_data["version"].native != ("v3" if by_key or not is_data else "v1"):
        return Message("signing.version-of-container")
    named = {_algorithm(each) for each in signed_data["digest_algorithms"]}
    if named != {_algorithm(signer["digest_algorithm"])}:
        return Message("signing.digest-algorithms")
    return _odd_certificate([each.chosen.dump() for each in signed_data["certificates"]])


def _odd_certificate(encoded: Sequence[bytes]) -> Message | None:
    """Return what is wrong among the certificates of a container; None when nothing is."""
    try:
        certificates = [load_der_x509_certificate(each) for each in encoded]
        names = Counter(each.subject.public_bytes() for each in certificates)
    except ValueError:
        return Message("signing.certificate-not-read")
    for each in certificates:
        issuers = [other for other in certificates if other.subject == each.issuer]
        if not any(_issued(each, other) for other in issuers) and (issuers or _names_its_own_key(each)):
            return Message("signing.certificate-not-issued")
        names[each.issuer.public_bytes()] -= 1
    # A chain has one end that nothing leads to, the signer, and one that leads nowhere, unless that is a root.
    aside = sum(count > 0 for count in names.values()) > 1
    return Message("signing.certificate-not-of-chain") if aside else None


def _names_its_own_key(certificate: Certificate) -> bool:
    """Return whether a certificate says that its own key signed it: a root, under any issuer name."""
    try:
        extensions = certificate.extensions
        own = extensions.get_extension_for_class(SubjectKeyIdentifier).value.digest
        return extensions.get_extension_for_class(AuthorityKeyIdentifier).value.key_identifier == own
    except (ValueError, ExtensionNotFound):
        return False


def _algorithm(value: cms.DigestAlgorithm) -> str:
    return f"{value['algorithm'].dotted} {value['parameters'].native}"


def _issued(certificate: Certificate, issuer: Certificate) -> bool:
    try:
        certificate.verify_directly_issued_by(issuer)
    except (ValueError, TypeError, InvalidSignature):
        return False
    return True
