"""The check that a record's contents agree with its entry, its metadata and its signatures.

A commitment proves that contents are those that were archived. Here they are compared with each other:

- The document is a signed document of this station.
- The metadata describe this document and this entry.
- Every signature carries the ceremony that the metadata describe.
- Every ink is sealed to the station's custodian.

The rule for each member is in docs/formats/record.md. Only the custodian can check whether the ink in an envelope is
what its signature committed to. Findings name no person.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from itertools import zip_longest
from typing import Any, Final

from cryptography.hazmat.primitives import hashes
from cryptography.x509 import Certificate

from archive.ceremony import ATTACHED, NEWEST, Act, format_of
from archive.entry import Entry, EntryType
from archive.finding_texts import at_part, at_record, at_role, fact
from archive.findings import KINDS
from archive.judge import DocumentJudge
from archive.metadata import BlobFacts, FrozenFacts, Metadata
from archive.names import INK_PREFIX, name_of_fact, name_of_part
from forms.answers import FORMAT as ANSWERS_FORMAT
from forms.message import Message
from forms.system_errors import why
from signing import pdf_findings
from signing.envelope import custodian_of
from signing.errors import EnvelopeError
from signing.finding import Fact, Finding
from signing.verify import PdfReport, verify_pdf

JUDGED: Final = frozenset({EntryType.RECORD, EntryType.VOID, EntryType.PAPER})
"""Types of entry with rules for their contents here. Nothing makes contents of the other types yet."""
OUTCOMES: Final = {EntryType.RECORD: "sealed", EntryType.PAPER: "paper"}
"""What the metadata state as outcome of an entry with its own blobs; for every other type it is "void"."""
# A visit that ended after freezing leaves its document as it stood: signatures and seal may be missing, no more.
UNFINISHED: Final = (pdf_findings.UNSIGNED, pdf_findings.FIELD_EMPTY, pdf_findings.SEAL_MISSING)

Comparison = tuple[Message, object, object]
"""What is compared, what it must be, what it is."""


@dataclass(frozen=True, slots=True)
class _Record:
    """The decrypted parts of a record."""

    entry: Entry
    genesis: Entry | None
    blobs: Mapping[str, bytes] = field(repr=False)
    metadata: Metadata = field(repr=False)
    report: PdfReport = field(repr=False)
    version: int

    @property
    def document(self) -> bytes:
        return self.blobs.get("document", b"")

    @property
    def frozen(self) -> FrozenFacts:
        return self.metadata.frozen or FrozenFacts.read({})


def record_findings(
    entry: Entry,
    genesis: Entry | None,
    blobs: Mapping[str, bytes],
    trust: tuple[Certificate, ...],
    judge: DocumentJudge | None = None,
) -> Iterator[Finding]:
    """Yield everything in which the decrypted blobs of a record disagree.

    Args:
        entry: The entry of the record.
        genesis: The first entry of the log; None when it could not be read, and then its facts are not compared.
        blobs: The decrypted contents by role.
        trust: The certificate of the station's authority; empty when it is unknown.
        judge: Verifies the signed document; None verifies it in this process.
    """
    if entry.type not in JUDGED:
        yield Finding(KINDS["RECORD_NEWER"], at_record(entry.id, entry.seq))
        return
    report = (judge or verify_pdf)(blobs.get("document", b""), trust)
    for each in report.findings:
        if entry.type is EntryType.RECORD or each.kind not in UNFINISHED:
            yield Finding(each.kind, _in_document(entry, each.where), each.expected, each.found)
    if report.verdict == "not-checked":
        return  # with a document that nobody read nothing can be compared
    metadata = Metadata.read(blobs.get("metadata", b""))
    if metadata is None:
        yield Finding(KINDS["RECORD_MALFORMED"], at_role(entry.id, "metadata", entry.seq))
        return
    if max(metadata.version, metadata.ceremony.version) > NEWEST:
        yield Finding(KINDS["RECORD_NEWER"], at_role(entry.id, "metadata", entry.seq))
        return
    record = _Record(entry, genesis, blobs, metadata, report, max(metadata.version, 1))
    own = (_document, _inks) if record.version == 1 else (_blobs, _attached)
    frozen = () if entry.type is EntryType.PAPER else (_bytes, _signatures, _ceremony)
    for check in (_told_by_entry, *frozen, *own):
        for what, expected, found in check(record):
            if expected != found:
                yield Finding(KINDS["RECORD_MISMATCH"], at_part(entry.id, what, entry.seq), fact(expected), fact(found))


def _in_document(entry: Entry, place: Fact) -> Message:
    if place == pdf_findings.DOCUMENT:
        return at_role(entry.id, "document", entry.seq)
    return at_part(entry.id, Message("archive.in-document", place=place), entry.seq)


def _told_by_entry(record: _Record) -> Iterator[Comparison]:
    """Compare id, form, level, kind of station, outcome and sources of ink in every place that states them."""
    entry, metadata = record.entry, record.metadata
    ceremony, answers = metadata.ceremony, metadata.answers
    format_, id_, visit = Message("archive.told-format"), Message("archive.told-id"), Message("archive.told-visit")
    yield format_, format_of("record", record.version), metadata.format
    yield _in_ceremony(format_), format_of("ceremony", record.version), ceremony.format
    yield _in_answers(format_), ANSWERS_FORMAT, answers.get("format")
    yield id_, entry.id, metadata.record
    yield _in_ceremony(id_), entry.id, ceremony.record
    yield _in_ceremony(visit), metadata.visit, ceremony.visit
    if entry.v >= 2:
        yield visit, entry.facts.get("number"), metadata.visit
    for name, in_ceremony, in_answers in (
        ("form", ceremony.form.id, "form"),
        ("edition", ceremony.form.edition, "edition"),
        ("form_sha256", ceremony.form.digest, "form_digest"),
    ):
        told = name_of_fact(name)
        yield _in_ceremony(told), entry.facts.get(name, ""), in_ceremony
        yield _in_answers(told), entry.facts.get(name), answers.get(in_answers)
    yield Message("archive.told-assurance"), entry.facts.get("level", ""), metadata.assurance
    if record.report.level:
        yield Message("archive.told-level"), entry.facts.get("level"), record.report.level
    yield Message("archive.told-outcome"), OUTCOMES.get(entry.type, "void"), metadata.outcome
    if record.genesis:
        training = record.genesis.facts.get("kind") == "training"
        yield Message("archive.told-training"), training, metadata.training
    sources = {each.ink_source for each in metadata.signatures}
    yield Message("archive.told-ink-sources"), entry.facts.get("ink", ()), tuple(sorted(sources))


def _in_ceremony(what: Message) -> Message:
    return Message("archive.in-ceremony", what=what)


def _in_answers(what: Message) -> Message:
    return Message("archive.in-answers", what=what)


def _bytes(record: _Record) -> Iterator[Comparison]:
    """Compare the frozen document with the digests and size in the metadata."""
    document, told = record.document, record.frozen
    frozen = document[: told.size] if 0 < told.size <= len(document) else b""
    yield Message("archive.told-frozen-digest"), sha256(frozen).hexdigest(), told.sha256
    sm3 = hashes.Hash(hashes.SM3())
    sm3.update(frozen)
    yield Message("archive.told-frozen-sm3"), sm3.finalize().hex(), told.sm3
    if record.report.signatures:
        yield Message("archive.told-frozen-size"), record.report.frozen_size, told.size


def _signatures(record: _Record) -> Iterator[Comparison]:
    """Compare the metadata about each signature with the signature itself."""
    signed, told = record.report.signatures, record.metadata.signatures
    yield Message("archive.told-signatures"), len(signed), len(told)
    for number, (facts, each) in enumerate(zip(signed, told, strict=False), 1):
        envelope = record.blobs.get(INK_PREFIX + facts.field, b"")
        compared: tuple[Comparison, ...] = (
            (Message("archive.told-box"), facts.field, each.box),
            (Message("archive.told-role"), facts.role, each.role),
            (Message("archive.told-event"), facts.event, each.event),
            (Message("archive.told-certificate"), facts.certificate_sha256, each.certificate_sha256),
            (Message("archive.told-ink-commitment"), facts.ink_commitment.hex(), each.ink_commitment),
            (Message("archive.told-envelope"), sha256(envelope).hexdigest(), each.envelope_sha256),
            (Message("archive.told-ceremony"), facts.ceremony_sha256, each.ceremony_sha256),
            (Message("archive.told-name"), True, facts.signer_name == each.name),
        )
        for what, expected, found in compared:
            yield _of_signature(number, what), expected, found


def _of_signature(number: int, what: Message) -> Message:
    return Message("archive.of-signature", number=number, what=what)


def _ceremony(record: _Record) -> Iterator[Comparison]:
    """Compare the ceremony with the signatures and the document.

    Cut off before each `signed` act, the ceremony has the digest in that signature. Its digests are those of the bytes.
    """
    ceremony = record.metadata.ceremony
    signed = ceremony.acts_called(Act.SIGNED)
    boxes = [facts.field for facts in record.report.signatures]
    yield Message("archive.told-signed-acts"), boxes, [act.get("box") for _, act in signed]
    for number, (facts, (at, act)) in enumerate(zip(record.report.signatures, signed, strict=False), 1):
        what = _of_signature(number, Message("archive.told-signed-ceremony"))
        yield what, facts.ceremony_sha256, ceremony.before(at).digest().hex()
        yield Message("archive.told-act-ceremony", act=at + 1), facts.ceremony_sha256, act.get("ceremony_sha256")
    frozen = [act for _, act in ceremony.acts_called(Act.FROZEN)[-1:]]
    told = record.frozen
    yield Message("archive.told-frozen-act-digest"), [told.sha256], [act.get("sha256") for act in frozen]
    yield Message("archive.told-frozen-act-pages"), [told.pages], [act.get("pages") for act in frozen]
    sealed = [sha256(record.document).hexdigest()] if record.entry.type is EntryType.RECORD else []
    yield Message("archive.told-sealed-act"), sealed, [act.get("sha256") for _, act in ceremony.acts_called(Act.SEALED)]


def _document(record: _Record) -> Iterator[Comparison]:
    """Compare the archived document with its digest and size in the metadata (version 1)."""
    found, (told,) = BlobFacts.of("document", record.document), record.metadata.blobs
    yield Message("archive.told-document-digest"), found.sha256, told.sha256
    yield Message("archive.told-document-size"), found.size, told.size


def _inks(record: _Record) -> Iterator[Comparison]:
    """Check that each signature has a sealed ink for the right custodian, and that no other blob exists (version 1)."""
    boxes = sorted(INK_PREFIX + facts.field for facts in record.report.signatures)
    yield Message("archive.at-blobs"), ["document", *boxes, "metadata"], sorted(record.blobs)
    yield from _custodians(record)


def _blobs(record: _Record) -> Iterator[Comparison]:
    """Check that the metadata list every blob but themselves, and that each ink is for the custodian (version 2).

    The list is open: it may have blobs of any role.
    """
    found = [BlobFacts.of(role, data) for role, data in sorted(record.blobs.items()) if role != "metadata"]
    for at, (blob, named) in enumerate(zip_longest(found, record.metadata.blobs), 1):
        yield Message("archive.told-blob", number=at), _shown(blob), _shown(named)
    yield Message("archive.told-document-named"), True, "document" in record.blobs
    yield from _custodians(record)


def _attached(record: _Record) -> Iterator[Comparison]:
    """Check that each attachment of the ceremony is a blob of the record with that digest (version 2)."""
    for at, act in record.metadata.ceremony.acts_called(ATTACHED):
        role = str(act.get("role"))
        found = sha256(record.blobs[role]).hexdigest() if role in record.blobs else None
        yield Message("archive.told-attached", act=at + 1, role=role), found, act.get("sha256")


def _shown(blob: BlobFacts | None) -> dict[str, Any] | None:
    return blob.document() if blob else None


def _custodians(record: _Record) -> Iterator[Comparison]:
    for role, data in sorted(record.blobs.items()):
        if role.startswith(INK_PREFIX) and record.genesis:
            what = Message("archive.told-custodian", part=name_of_part(role))
            yield what, record.genesis.facts.get("custodian"), _custodian(data)


def _custodian(data: bytes) -> Fact:
    try:
        return custodian_of(data)
    except EnvelopeError as error:
        return why(error)
