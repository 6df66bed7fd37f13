"""The verification of a document: is it what was signed and sealed? Bytes and trusted certificates in, a report out.

Pure: no file, no clock, no network. Certificates are judged at the time that their signature states. Fail closed: every
exception means invalid (out of memory: not checked), and what was not proven is a finding.

Three layers must all agree: pyHanko's judgement of signatures and later changes, the exact shape of each container
and lock (`profile`), and the freeze digest. One authority must have issued every certificate of a document, and for one
station. Documents of unknown origin are verified through `confined`.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from typing import Any

from cryptography.x509 import AuthorityKeyIdentifier, Certificate, ExtensionNotFound, load_der_x509_certificate
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.diff_analysis import DiffResult
from pyhanko.sign.fields import enumerate_sig_fields
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature, read_certification_data
from pyhanko.sign.validation.status import SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext

from forms.message import Message
from signing import pdf_findings
from signing.cms_shape import Evidence, Statement, certificate_sha256, der_length
from signing.finding import Fact, Finding, FindingKind, Gravity, gravest
from signing.form_tree import branches_joined
from signing.keys import (
    certified_by,
    certified_event,
    certified_level,
    certified_name,
    certified_principal,
    certified_station,
    issued_by,
    use_period,
)
from signing.pdf_findings import DOCUMENT
from signing.pdf_report import PdfReport, SignatureFacts
from signing.profile import Profile, profile_of
from signing.roles import role_message

__all__ = ["PdfReport", "SignatureFacts", "verify_pdf"]

# The library logs what it finds, names included. Findings say it without, and logs hold no personal data.
for _library in ("pyhanko", "pyhanko_certvalidator"):
    logging.getLogger(_library).addHandler(logging.NullHandler())
    logging.getLogger(_library).propagate = False


COVERED = {
    SignatureCoverageLevel.UNCLEAR: Message("signing.covers-unclear"),
    SignatureCoverageLevel.CONTIGUOUS_BLOCK_FROM_START: Message("signing.covers-beginning"),
    SignatureCoverageLevel.ENTIRE_REVISION: Message("signing.covers-revision"),
    SignatureCoverageLevel.ENTIRE_FILE: Message("signing.covers-file"),
}
"""What a signature covers, in our words."""


@dataclass(frozen=True, slots=True)
class _Judged:
    """One signature of the file with all that was found about it."""

    name: str
    is_seal: bool
    statement: Statement | None
    at: datetime | None
    findings: tuple[Finding, ...]

    @property
    def evidence(self) -> Evidence | None:
        return self.statement.evidence if self.statement else None

    def issued_by(self, authority: Certificate) -> bool:
        if self.statement is None or self.at is None:
            return False
        return issued_by(load_der_x509_certificate(self.statement.certificate), authority, self.at)

    def certified_by(self, authority: Certificate) -> bool:
        """Return whether the authority issued the certificate, valid at the time or not."""
        if self.statement is None:
            return False
        return certified_by(load_der_x509_certificate(self.statement.certificate), authority)

    def facts(self) -> SignatureFacts | None:
        if self.statement is None:
            return None
        told, certificate = self.evidence, load_der_x509_certificate(self.statement.certificate)
        return SignatureFacts(
            self.name,
            certified_name(certificate),
            self.at,
            told.role if told else "",
            told.event if told else "",
            told.ceremony_sha256 if told else "",
            told.ink_commitment if told else b"",
            certificate_sha256(self.statement),
            certified_station(certificate),
            "" if self.is_seal else certified_level(certificate) if told else "L0",
            certified_principal(certificate),
        )


def verify_pdf(data: bytes, trust: Sequence[Certificate]) -> PdfReport:
    """Verify a sealed document and report all that can be found. Raise nothing.

    Args:
        data: The bytes of the document.
        trust: The trusted authorities; without any, the best verdict is "trust-unknown".
    """
    try:
        return _verify(data, tuple(trust))
    except MemoryError:
        return PdfReport.of_finding(Finding(pdf_findings.EXCEEDS, DOCUMENT, found=pdf_findings.OUT_OF_MEMORY))
    except Exception as error:
        return PdfReport.of_finding(Finding(pdf_findings.UNREADABLE, DOCUMENT, found=_cause(error)))


def _verify(data: bytes, trust: tuple[Certificate, ...]) -> PdfReport:
    reader = PdfFileReader(BytesIO(data))
    if joined := branches_joined(reader):
        return PdfReport.of_finding(Finding(pdf_findings.UNREADABLE, DOCUMENT, found=joined))
    profile = profile_of(reader)
    embedded, broken = _signatures(reader)
    judged = tuple(_judge(profile, data, each, last=each is embedded[-1]) for each in embedded)
    parties = tuple(each for each in judged if not each.is_seal)
    evidence = next((each.evidence for each in parties if each.evidence), None)
    authority = max(trust, key=lambda each: _vouched(judged, each), default=None)
    findings = (
        *broken,
        *(finding for each in judged for finding in each.findings),
        *_order(profile, reader, embedded),
        *_times(profile, judged),
        *_frozen(profile, data, reader, parties, evidence),
        *_one_station(judged),
        *_trust(judged, authority),
    )
    seal = judged[-1] if judged and judged[-1].is_seal else None
    signatures = tuple(facts for each in parties if (facts := each.facts()))
    sealed = seal is not None and gravest(findings) <= Gravity.UNANCHORED
    return PdfReport(
        signatures,
        seal.facts() if seal else None,
        evidence.frozen_sha256 if evidence else "",
        evidence.frozen_size if evidence else 0,
        sealed,
        findings,
        min(each.level for each in signatures) if sealed else "",
        authority if sealed else None,
    )


def _cause(error: Exception) -> Message:
    """Return why a document or signature could not be read, in our words: errors of libraries have names of theirs."""
    if isinstance(error, PdfError):
        return Message("signing.cause-structure")
    if isinstance(error, RecursionError):
        return Message("signing.cause-nesting")
    return Message("signing.cause-content")


def _signatures(reader: PdfFileReader) -> tuple[tuple[Any, ...], tuple[Finding, ...]]:
    """Return the signatures in the order of their revisions, and a finding for each that cannot be read."""
    embedded, broken = [], []
    for name, _, field in enumerate_sig_fields(reader, filled_status=True):
        try:
            embedded.append(EmbeddedPdfSignature(reader, field, name))
        except MemoryError:
            raise
        except Exception as error:
            broken.append(Finding(pdf_findings.CONTAINER, role_message(str(name)), found=_cause(error)))
    return tuple(sorted(embedded, key=lambda each: each.signed_revision)), tuple(broken)


def _judge(profile: Profile, data: bytes, embedded: Any, *, last: bool) -> _Judged:
    name = str(embedded.field_name)
    is_seal, where = name == profile.seal_field, role_message(name)
    statement, at = None, None
    findings: list[Finding] = []
    try:
        findings += (Finding(kind, where) for kind in _contents(data, embedded))
        statement = _statement(profile, embedded)
        at = embedded.self_reported_timestamp
        findings += _cryptography(profile, embedded, at, where, last=last)
        findings += _certificate(statement, at, where, is_seal=is_seal)
    except MemoryError:
        raise
    except Exception as error:
        kind = pdf_findings.UNVERIFIABLE if statement else pdf_findings.CONTAINER
        findings.append(Finding(kind, where, found=_cause(error)))
    return _Judged(name, is_seal, statement, at, tuple(findings))


def _contents(data: bytes, embedded: Any) -> Iterator[FindingKind]:
    """Yield findings unless the gap in the ByteRange is <HEX>: upper-case hex of the container, then zeros only."""
    contents = bytes(embedded.pkcs7_content)
    start, first, second, rest = embedded.byte_range
    if start != 0 or data[first:second] != b"<" + contents.hex().upper().encode() + b">" or rest <= 0:
        yield pdf_findings.CONTENTS_REWRITTEN
    if any(contents[der_length(contents) :]):
        yield pdf_findings.PADDING


def _statement(profile: Profile, embedded: Any) -> Statement:
    contents = bytes(embedded.pkcs7_content)
    return profile.parse(contents[: der_length(contents)])


def _cryptography(
    profile: Profile, embedded: EmbeddedPdfSignature, at: datetime | None, where: Fact, *, last: bool
) -> Iterator[Finding]:
    # No trust roots here: `_certificate` traces certificates, names with rare characters included.
    context = ValidationContext(trust_roots=[], moment=at, best_signature_time=at)
    status = validate_pdf_signature(embedded, context, diff_policy=profile.between)
    if not status.intact:
        yield Finding(pdf_findings.DIGEST, where)
    if not status.valid:
        yield Finding(pdf_findings.SIGNATURE, where)
    wanted = SignatureCoverageLevel.ENTIRE_FILE if last else SignatureCoverageLevel.ENTIRE_REVISION
    covered = status.coverage or SignatureCoverageLevel.UNCLEAR
    if covered < wanted:
        kind = pdf_findings.BYTES_AFTER if last else pdf_findings.COVERAGE
        yield Finding(kind, where, COVERED[wanted], COVERED[covered])
    if not status.docmdp_ok or not status.seed_value_ok or status.modification_level is None:
        yield Finding(pdf_findings.CHANGED, where)


def _certificate(statement: Statement, at: datetime | None, where: Fact, *, is_seal: bool) -> Iterator[Finding]:
    """Check that the certificate fits the signature and the time.

    A party's key is valid for minutes and has evidence; the seal's key is valid as long as its certificate.
    """
    certificate = load_der_x509_certificate(statement.certificate)
    period = use_period(certificate)
    if is_seal != (statement.evidence is None) or is_seal != (period is None):
        yield Finding(pdf_findings.EVIDENCE, where)
    elif statement.evidence and statement.evidence.event != certified_event(certificate):
        yield Finding(pdf_findings.EVIDENCE, where, certified_event(certificate), statement.evidence.event)
    begins, ends = period or (certificate.not_valid_before_utc, certificate.not_valid_after_utc)
    if at is None or not begins <= at <= ends:
        yield Finding(pdf_findings.TIME, where, f"{begins} – {ends}", str(at))


def _one_station(judged: tuple[_Judged, ...]) -> Iterator[Finding]:
    """Check, even without an authority, that one station is named, by one issuer with one key."""
    certificates = [load_der_x509_certificate(each.statement.certificate) for each in judged if each.statement]
    stations = {certified_station(each) for each in certificates}
    if len(stations) > 1 or "" in stations:
        yield Finding(
            pdf_findings.STATIONS_DIFFER, DOCUMENT, Message("signing.one-station"), "; ".join(sorted(stations))
        )
    issuers = {(each.issuer.public_bytes(), _issuing_key(each)) for each in certificates}
    if len(issuers) > 1:
        yield Finding(pdf_findings.STATIONS_DIFFER, DOCUMENT, Message("signing.one-authority"), str(len(issuers)))


def _issuing_key(certificate: Certificate) -> bytes | None:
    try:
        return certificate.extensions.get_extension_for_class(AuthorityKeyIdentifier).value.key_identifier
    except ExtensionNotFound:
        return None


def _trust(judged: tuple[_Judged, ...], authority: Certificate | None) -> Iterator[Finding]:
    """Check that the one authority that vouches for most of the document vouches for all of it."""
    if authority is None:
        yield from (Finding(pdf_findings.TRUST_UNKNOWN, DOCUMENT) for _ in judged[:1])
        return
    for each in judged:
        if each.statement and not each.certified_by(authority):
            yield Finding(pdf_findings.UNTRUSTED, role_message(each.name))
        elif each.statement and not each.issued_by(authority):
            held = f"{authority.not_valid_before_utc} – {authority.not_valid_after_utc}"
            yield Finding(pdf_findings.TIME, role_message(each.name), held, str(each.at))


def _vouched(judged: tuple[_Judged, ...], authority: Certificate) -> tuple[int, int]:
    """Return for how many signatures the authority vouches, and for how many it would at another time."""
    return sum(each.issued_by(authority) for each in judged), sum(each.certified_by(authority) for each in judged)


def _order(profile: Profile, reader: PdfFileReader, embedded: tuple[Any, ...]) -> Iterator[Finding]:
    """Check that every field is signed, the first certifies, the seal is last and locks, each update is a signature."""
    yield from (
        Finding(pdf_findings.FIELD_EMPTY, role_message(str(name)))
        for name, _, _ in enumerate_sig_fields(reader, filled_status=False)
    )
    names = [str(each.field_name) for each in embedded]
    if not names:
        yield Finding(pdf_findings.UNSIGNED, DOCUMENT)
        return
    if not _certifies(profile, reader, embedded[0]):
        yield Finding(pdf_findings.UNCERTIFIED, role_message(names[0]))
    if profile.seal_field not in names:
        yield Finding(pdf_findings.SEAL_MISSING, DOCUMENT)
    elif names.index(profile.seal_field) != len(names) - 1 or len(names) < 2:
        yield Finding(pdf_findings.SEAL_NOT_LAST, role_message(profile.seal_field))
    elif not _locks(profile, embedded[-1]):
        yield Finding(pdf_findings.SEAL_UNLOCKED, role_message(profile.seal_field))
    revisions = reader.xrefs.total_revisions
    if revisions != len(names) + 1:
        yield Finding(pdf_findings.REVISION_UNSIGNED, DOCUMENT, str(len(names) + 1), str(revisions))


def _times(profile: Profile, judged: tuple[_Judged, ...]) -> Iterator[Finding]:
    """Check that no signature, the seal included, claims an earlier time than one before it; equal times are fine.

    A station refuses to sign so, but earlier versions did not, and a clock correction can shift it during a visit. A
    shift up to the minutes in which a one-time key may be used is only a note.
    """
    dated = [(each.name, each.at) for each in judged if each.at is not None and each.at.tzinfo is not None]
    latest = dated[0][1] if dated else None
    for name, at in dated:
        if latest is not None and at < latest:
            kind = pdf_findings.TIMES_BACK if latest - at > profile.clock_correction else pdf_findings.CLOCK_SET_BACK
            expected = Message("signing.not-before", time=latest.isoformat())
            yield Finding(kind, role_message(name), expected, at.isoformat())
        latest = max(at, latest) if latest is not None else at


def _certifies(profile: Profile, reader: PdfFileReader, first: Any) -> bool:
    certification = read_certification_data(reader)
    return (
        certification is not None
        and certification.permission == profile.after_first
        and certification.author_sig == first.sig_object
    )


def _locks(profile: Profile, seal: Any) -> bool:
    fields = seal.fieldmdp
    return fields is not None and fields.action == profile.seal_locks and seal.docmdp_level == profile.after_seal


def _frozen(
    profile: Profile, data: bytes, reader: PdfFileReader, parties: tuple[_Judged, ...], evidence: Evidence | None
) -> Iterator[Finding]:
    """Check that the first revision is what all parties signed for, and that only signatures were added since."""
    if evidence is None:
        return
    told = {(each.evidence.frozen_size, each.evidence.frozen_sha256) for each in parties if each.evidence}
    if len(told) != 1 or len({each.evidence.event for each in parties if each.evidence}) != len(parties):
        yield Finding(pdf_findings.EVIDENCE, DOCUMENT)
    actual = hashlib.sha256(data[: evidence.frozen_size]).hexdigest()
    if actual != evidence.frozen_sha256:
        yield Finding(pdf_findings.FROZEN, DOCUMENT, evidence.frozen_sha256, actual)
    elif PdfFileReader(BytesIO(data[: evidence.frozen_size])).xrefs.total_revisions != 1:
        yield Finding(pdf_findings.FROZEN, DOCUMENT, Message("signing.one-revision"), Message("signing.several"))
    since = profile.since_freezing.review_file(reader, 0, doc_mdp=profile.after_first)
    if not isinstance(since, DiffResult):
        yield Finding(pdf_findings.CHANGED, DOCUMENT)
