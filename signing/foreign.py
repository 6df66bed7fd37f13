"""Signed PDFs that are not a station's record: who signed, is it intact, what changed later, which authority vouches.

pyHanko judges. What it calls allowed is compared with our own view of the differences (`foreign_changes`). Pure: no
file, no clock, no network. For files of unknown origin, call it in the confined process only (`confined`). A file with
any mark of a station is not judged here. What was not judged is a finding, and no exception makes a file intact.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from io import BytesIO
from typing import Any, Final

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.x509 import Certificate, load_der_x509_certificate
from pyhanko.pdf_utils.crypt.api import AuthStatus, PdfMacStatus
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.ades.report import AdESIndeterminate
from pyhanko.sign.diff_analysis import DEFAULT_DIFF_POLICY, DiffResult, ModificationLevel
from pyhanko.sign.fields import MDPPerm, enumerate_sig_fields
from pyhanko.sign.validation.generic_cms import extract_certs_for_validation
from pyhanko.sign.validation.pdf_embedded import (
    EmbeddedPdfSignature,
    async_validate_pdf_signature,
    async_validate_pdf_timestamp,
)
from pyhanko.sign.validation.status import SignatureCoverageLevel
from pyhanko_certvalidator.errors import AlgorithmNotSupported

from forms.message import Message
from signing import foreign_changes, foreign_findings
from signing.finding import Fact, Finding
from signing.foreign_bytes import bytes_after, is_marked, is_station_form, rewritten
from signing.foreign_report import ForeignReport, ForeignSignature
from signing.foreign_trust import SIGNS, Authorities, Stamp, Stored, stored_in, unusual
from signing.form_tree import branches_joined
from signing.pdf_findings import DOCUMENT

PADES: Final = "/ETSI.CAdES.detached"
KNOWN: Final = {"/Sig": (PADES, "/adbe.pkcs7.detached"), "/DocTimeStamp": ("/ETSI.RFC3161",)}
"""The forms of signature that are judged, by the type of their dictionary."""
UNSUPPORTED: Final = (UnsupportedAlgorithm, AlgorithmNotSupported, NotImplementedError)
WEAK: Final = (AdESIndeterminate.CRYPTO_CONSTRAINTS_FAILURE, AdESIndeterminate.CRYPTO_CONSTRAINTS_FAILURE_NO_POE)
REVOKED: Final = (AdESIndeterminate.REVOKED_NO_POE, AdESIndeterminate.REVOKED_CA_NO_POE)
NO_TRUST: Final = {
    AdESIndeterminate.NO_CERTIFICATE_CHAIN_FOUND: Message("signing.no-chain"),
    AdESIndeterminate.OUT_OF_BOUNDS_NO_POE: Message("signing.certificate-not-valid-then"),
    AdESIndeterminate.OUT_OF_BOUNDS_NOT_REVOKED: Message("signing.certificate-not-valid-then"),
    AdESIndeterminate.CHAIN_CONSTRAINTS_FAILURE: Message("signing.certificate-not-for-signing"),
}
STRUCTURE: Final = Message("signing.structure")


def judge_foreign(data: bytes, trust: Sequence[Certificate]) -> ForeignReport | None:
    """Judge a signed PDF that is not a record of a station.

    Return None for a file that must be judged by the rules for records. That is a file with a mark of a station, or one
    that cannot be read.

    Args:
        data: The bytes of the file.
        trust: The trusted authorities; those of stations are ignored here.

    Raises:
        MemoryError: The judgement needs more memory than the process may have.
    """
    if is_marked(data):
        return None
    try:
        reader, lenient = _reader(data)
        if branches_joined(reader):
            return None
        fields = list(enumerate_sig_fields(reader, filled_status=True))
        station_form = is_station_form(data, reader)
    except MemoryError:
        raise
    except _Passworded:
        return _not_judged(Message("signing.encryption-with-password"))
    except _CodeFalse:
        return ForeignReport(
            (), (Finding(foreign_findings.BYTES_CHANGED, DOCUMENT, found=Message("signing.encryption-code")),)
        )
    except Exception:
        return None
    try:
        file = _File(data, reader, Authorities(trust), stored_in(reader), lenient=lenient, station_form=station_form)
        return _judged(file, fields)
    except MemoryError:
        raise
    except Exception:
        return _not_judged(STRUCTURE)


def _not_judged(what: Message) -> ForeignReport:
    return ForeignReport((), (Finding(foreign_findings.NOT_JUDGED, DOCUMENT, found=what),))


class _Passworded(Exception):
    """The file cannot be decrypted without a password or key."""


class _CodeFalse(Exception):
    """The code that protects an encrypted file (ISO/TS 32004) does not match its bytes."""


def _reader(data: bytes) -> tuple[PdfFileReader, bool]:
    """Return a reader, and whether it had to be lenient.

    Raise _Passworded, _CodeFalse, and what pyHanko raises.
    """
    lenient = False
    try:
        reader = PdfFileReader(BytesIO(data))
    except MemoryError:
        raise
    except Exception:
        reader, lenient = PdfFileReader(BytesIO(data), strict=False), True
    if reader.encrypted:
        try:
            told = reader.decrypt(b"")
        except MemoryError:
            raise
        except Exception as error:
            raise _Passworded from error
        if told.mac_status == PdfMacStatus.FAILED:
            raise _CodeFalse
        if told.status == AuthStatus.FAILED:
            raise _Passworded
    return reader, lenient


def _judged(file: _File, fields: Sequence[Any]) -> ForeignReport | None:
    read = [_read(file.reader, str(name), field) for name, _, field in fields]
    embedded = sorted((each.embedded for each in read if each.embedded), key=lambda each: each.signed_revision)
    if is_marked(b"", (bytes(each.pkcs7_content) for each in embedded)) or (file.station_form and not embedded):
        return None
    if not fields:
        return ForeignReport((), (Finding(foreign_findings.NO_SIGNATURE, DOCUMENT),))
    file.stamps = [stamp for each in embedded if (stamp := file.document_stamp(each))]
    judged = [_Judgement(file, each) for each in embedded]
    findings = [finding for each in read for finding in each.findings]
    findings += (
        [Finding(foreign_findings.BYTES_AFTER, DOCUMENT)] if bytes_after(file.data, file.reader, embedded) else []
    )
    findings += [Finding(foreign_findings.LENIENT, DOCUMENT)] if file.lenient else []
    findings += [Finding(foreign_findings.STATION_FORM, DOCUMENT)] if file.station_form else []
    facts = tuple(each.facts() for each in judged)
    return ForeignReport(facts, (*findings, *(finding for each in judged for finding in each.findings)))


@dataclass(frozen=True, slots=True)
class _Read:
    """A signed field: its content, or why that cannot be read."""

    embedded: Any = None
    findings: tuple[Finding, ...] = ()


def _read(reader: PdfFileReader, name: str, field: Any) -> _Read:
    try:
        signature = field.get_object()["/V"]
        form = str(signature.get("/SubFilter", ""))
        if form not in KNOWN.get(str(signature.get("/Type", "/Sig")), ()):
            named = Message("signing.signature-form", form=form or "?")
            return _Read(None, (Finding(foreign_findings.NOT_JUDGED, name, found=named),))
        return _Read(EmbeddedPdfSignature(reader, field, name))
    except MemoryError:
        raise
    except Exception:
        return _Read(None, (Finding(foreign_findings.CONTAINER, name),))


@dataclass(slots=True)
class _File:
    """The data that all signatures of a file share. `stamps`: revision and timestamp of each intact document timestamp.

    `lenient`: the file breaks the standard and was read all the same. `station_form`: a station froze it.
    """

    data: bytes = field(repr=False)
    reader: PdfFileReader
    authorities: Authorities
    stored: Stored
    lenient: bool
    station_form: bool
    stamps: list[tuple[int, Stamp]] = field(default_factory=list)

    def document_stamp(self, embedded: Any) -> tuple[int, Stamp] | None:
        """Return the revision and timestamp of a signature that is an intact document timestamp, otherwise None."""
        if embedded.sig_object_type != "/DocTimeStamp":
            return None
        try:
            covered = embedded.evaluate_signature_coverage() >= SignatureCoverageLevel.ENTIRE_REVISION
            stamp = self.authorities.stamp(embedded.signed_data, embedded.compute_digest, self.stored)
        except MemoryError:
            raise
        except Exception:
            return None
        return (embedded.signed_revision, stamp) if stamp and covered else None

    def later_stamps(self, revision: int) -> list[tuple[int, Stamp]]:
        """Return the trusted document timestamps that cover `revision`, with their own revisions."""
        return [(at, stamp) for at, stamp in self.stamps if at > revision and stamp.trusted]


class _Judgement:
    """The judgement of one signature, step by step. Each step appends what it finds to `findings`."""

    def __init__(self, file: _File, embedded: Any) -> None:
        self._file, self._embedded = file, embedded
        self._name = str(embedded.field_name)
        self._is_timestamp = embedded.sig_object_type == "/DocTimeStamp"
        self.findings: list[Finding] = []
        self._certificate: Any = None
        self._others: tuple[Any, ...] = ()
        self._intact: bool | None = None
        self._trusted, self._level = False, ""
        self._at: datetime | None = None
        self._time = "unknown"
        self._stamps: list[Stamp] = []
        self._changed: tuple[str, ...] = ()
        self._allowed: tuple[str, ...] = ()
        try:
            self._judge()
        except MemoryError:
            raise
        except UNSUPPORTED:
            self._intact = None
            self._find(foreign_findings.NOT_JUDGED, found=Message("signing.unknown-algorithm"))
        except Exception:
            self._intact = False
            self._find(foreign_findings.CONTAINER)

    def _find(self, kind: Any, *, expected: Fact = "", found: Fact = "") -> None:
        self.findings.append(Finding(kind, self._name, expected, found))

    def _judge(self) -> None:
        if how := rewritten(self._file.data, self._embedded.byte_range, bytes(self._embedded.pkcs7_content)):
            self._find(foreign_findings.CONTENTS, found=how)
        if self._file.reader.xrefs.hybrid_xrefs_present:
            self._find(foreign_findings.NOT_JUDGED, found=Message("signing.two-cross-reference-tables"))
            return
        certificates = extract_certs_for_validation(self._embedded.signed_data)
        self._certificate, self._others = certificates.signer_cert, tuple(certificates.other_certs)
        self._set_time()
        self._cryptography()
        if self._intact and (odd := unusual(self._embedded.signed_data)):
            self._find(foreign_findings.UNUSUAL, found=odd)
        if self._intact and self._trusted:
            self._set_level()

    def _set_time(self) -> None:
        """Set the earliest time that a trusted timestamp proves, otherwise the time that the signer claims."""
        if self._is_timestamp:
            own = [stamp for at, stamp in self._file.stamps if at == self._embedded.signed_revision]
            self._at, self._time = (own[0].at, "timestamp") if own else (None, "unknown")
            return
        self._stamps = list(self._signature_stamps())
        later = [stamp for _, stamp in self._file.later_stamps(self._embedded.signed_revision)]
        if proven := [each.at for each in (*self._stamps, *later) if each.trusted]:
            self._at, self._time = min(proven), "timestamp"
            return
        claimed = self._embedded.self_reported_timestamp
        if claimed is not None and claimed.tzinfo is not None:
            self._at, self._time = claimed, "claimed"

    def _signature_stamps(self) -> Iterator[Stamp]:
        """Yield the intact timestamps in the container. Each one that is false or not trusted is a finding."""
        try:
            for stamp in self._file.authorities.stamps_of(self._embedded.signer_info, self._file.stored):
                if stamp is None:
                    self._find(foreign_findings.TIMESTAMP_FALSE)
                elif not stamp.trusted:
                    self._find(foreign_findings.TIMESTAMP_UNTRUSTED)
                elif stamp.odd:
                    self._find(foreign_findings.UNUSUAL, found=stamp.odd)
                if stamp is not None:
                    yield stamp
        except MemoryError:
            raise
        except Exception:
            self._find(foreign_findings.TIMESTAMP_FALSE)

    def _cryptography(self) -> None:
        context = self._file.authorities.context(self._at, self._file.stored)
        if self._is_timestamp:
            status: Any = asyncio.run(async_validate_pdf_timestamp(self._embedded, context, skip_diff=True))
        else:
            status = asyncio.run(
                async_validate_pdf_signature(
                    self._embedded,
                    context,
                    context,
                    key_usage_settings=SIGNS,
                    skip_diff=True,
                )
            )
        if not status.intact:
            self._find(foreign_findings.BYTES_CHANGED)
        if not status.valid:
            self._find(foreign_findings.SIGNATURE_FALSE)
        self._intact = bool(status.intact and status.valid)
        if (status.coverage or SignatureCoverageLevel.UNCLEAR) < SignatureCoverageLevel.ENTIRE_REVISION:
            self._intact = False
            self._find(foreign_findings.COVERAGE)
        elif status.coverage == SignatureCoverageLevel.ENTIRE_REVISION:
            self._set_changes()
        if self._intact:
            self._set_trust(status)

    def _set_changes(self) -> None:
        """Set what differs now from the signed revision, and whether the signature allows it."""
        try:
            fine, found = self._allows(), self._differences()
        except MemoryError:
            raise
        except foreign_changes.TooManyPages:
            self._find(foreign_findings.NOT_JUDGED, found=Message("signing.too-many-pages"))
            return
        except Exception:
            self._find(foreign_findings.NOT_JUDGED, found=STRUCTURE)
            return
        forbidden = found - self._may_change()
        if fine and not forbidden:
            self._allowed = tuple(sorted(found))
            if found:
                self._find(foreign_findings.ALLOWED, found=foreign_changes.named(self._allowed))
        elif self._embedded.docmdp_level == MDPPerm.ANNOTATE and forbidden == {foreign_changes.ANNOTATION}:
            self._allowed = tuple(sorted(found))
            self._find(foreign_findings.CHANGE_UNJUDGED, found=foreign_changes.named(self._allowed))
        else:
            self._changed = tuple(sorted(forbidden or found)) or (foreign_changes.DOCUMENT,)
            self._find(foreign_findings.CHANGED, found=foreign_changes.named(self._changed))

    def _allows(self) -> bool:
        """Return whether pyHanko's difference analysis allows every later revision."""
        result, said = self._embedded.evaluate_modifications(DEFAULT_DIFF_POLICY), self._embedded.docmdp_level
        if not isinstance(result, DiffResult) or result.modification_level == ModificationLevel.OTHER:
            return False
        return said is None or result.modification_level.value <= said.value

    def _differences(self) -> frozenset[str]:
        reader = self._file.reader
        last = reader.get_historical_resolver(reader.xrefs.total_revisions - 1)
        return foreign_changes.changes(reader.get_historical_resolver(self._embedded.signed_revision), last)

    def _may_change(self) -> frozenset[str]:
        """Return what honest signing adds; form values only where the signer declared which may be filled in."""
        said = self._embedded.docmdp_level
        if said == MDPPerm.NO_CHANGES:
            return frozenset({foreign_changes.TIMESTAMP, foreign_changes.VALIDATION})
        filling = said is not None or self._embedded.fieldmdp is not None
        return foreign_changes.ADDED_BY_SIGNING | ({foreign_changes.VALUE} if filling else frozenset())

    def _set_trust(self, status: Any) -> None:
        problem = status.trust_problem_indic
        self._trusted = bool(status.trusted) and self._at is not None
        if self._at and problem == AdESIndeterminate.CERTIFICATE_CHAIN_GENERAL_FAILURE:
            self._trusted = self._file.authorities.traces(self._certificate, self._others, self._at, self._file.stored)
        if self._trusted and self._at and self._standing(self._at) == "revoked":
            self._trusted, problem = False, AdESIndeterminate.REVOKED_NO_POE
        if self._trusted:
            return
        if problem in WEAK:
            self._find(foreign_findings.WEAK, found=str(status.md_algorithm))
        elif problem in REVOKED:
            self._find(foreign_findings.REVOKED)
        elif self._at is None:
            self._find(foreign_findings.UNTRUSTED, found=Message("signing.no-time"))
        else:
            self._find(foreign_findings.UNTRUSTED, found=NO_TRUST.get(problem, Message("signing.chain-not-judged")))

    def _standing(self, at: datetime) -> str:
        return self._file.authorities.standing(self._certificate, self._others, at, self._file.stored)

    def _set_level(self) -> None:
        """Set the level: B, T, LT, LTA, each only when the one before is reached and judged."""
        assert self._at is not None  # trusted: judged at a time
        revision, file = self._embedded.signed_revision, self._file
        later = file.later_stamps(revision)
        stamps = [each for each in self._stamps if each.trusted] or [stamp for _, stamp in later[:1]]
        chains = [(each.certificate, each.others, each.at) for each in stamps]
        chains.append((self._certificate, self._others, self._at))

        def proven(stored: Stored) -> bool:
            return all(file.authorities.standing(*chain, stored) == "good" for chain in chains)

        is_proven = proven(file.stored)
        if not is_proven:
            self._find(foreign_findings.REVOCATION_UNKNOWN)
        if self._is_timestamp or str(self._embedded.sig_object.get("/SubFilter")) != PADES:
            return
        self._level = "B-B" if self._time != "timestamp" else "B-LT" if is_proven else "B-T"
        views = (file.reader.get_historical_resolver(at) for at, _ in later)
        if self._level == "B-LT" and any(proven(stored_in(view)) for view in views):
            self._level = "B-LTA"

    def facts(self) -> ForeignSignature:
        """Return the facts about the signature for the report."""
        signer, issuer, digest = _named(self._certificate)
        return ForeignSignature(
            self._name,
            signer,
            issuer,
            digest,
            self._at,
            self._time,
            self._is_timestamp,
            self._intact,
            self._changed,
            self._allowed,
            self._trusted,
            self._level,
        )


def _named(certificate: Any) -> tuple[str, str, str]:
    """Return subject, issuer and digest of a certificate, as far as they can be read."""
    if certificate is None:
        return "", "", ""
    der = certificate.dump()
    digest = hashlib.sha256(der).hexdigest()
    try:
        read = load_der_x509_certificate(der)
        return read.subject.rfc4514_string(), read.issuer.rfc4514_string(), digest
    except ValueError:
        return "", "", digest
