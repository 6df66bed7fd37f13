"""Ways to harm a sealed document, each named by what was done and by the finding that must name it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from io import BytesIO
from random import Random
from typing import Any
from unittest import mock

from asn1crypto import cms, core
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature
from cryptography.hazmat.primitives.serialization import Encoding
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import FieldMDPAction, FieldMDPSpec, MDPPerm, SigFieldSpec, append_signature_field
from pyhanko.sign.signers.cms_embedder import SigMDPSetup
from pypdf import PdfReader, PdfWriter

from signing import stamp
from signing.cms_shape import Statement, der_length, render
from signing.keys import (
    P256_ORDER,
    EventKey,
    KeyPair,
    issue_event_certificate,
    issue_seal_certificate,
    new_station_ca,
)
from signing.stamp import seal
from tests.signing.sealing import AT, STATION, Papers, evidence, ink_page, signed

Harm = Callable[[Papers], bytes]


# Bytes of the file


def flip(data: bytes, at: int, bit: int = 1) -> bytes:
    """`data` with one bit changed."""
    return data[:at] + bytes([data[at] ^ bit]) + data[at + 1 :]


def flip_page_byte(papers: Papers) -> bytes:
    return flip(papers.sealed, papers.sealed.index(b"stream\n") + 12)


def flip_ink_byte(papers: Papers) -> bytes:
    return flip(papers.sealed, papers.sealed.index(b"stream\n", len(papers.frozen)) + 12)


def cut_short(papers: Papers) -> bytes:
    return papers.sealed[: len(papers.sealed) // 2]


def append_garbage(papers: Papers) -> bytes:
    return papers.sealed + b"% seen and found right\n"


def shrink_byte_range(papers: Papers) -> bytes:
    start = papers.sealed.rindex(b"/ByteRange [") + len(b"/ByteRange [")
    end = papers.sealed.index(b"]", start)
    zero, first, second, rest = papers.sealed[start:end].split()
    numbers = b" ".join((zero, first, second, b"%d" % (int(rest) - 7)))
    return papers.sealed[:start] + numbers.ljust(end - start) + papers.sealed[end:]


# The last container


def last_hole(data: bytes) -> tuple[int, int]:
    """Where the hex digits of the last container begin and end."""
    start = data.rindex(b"/Contents <") + len(b"/Contents <")
    return start, data.index(b">", start)


def container(data: bytes) -> bytes:
    """The last container without its padding."""
    start, end = last_hole(data)
    contents = bytes.fromhex(data[start:end].decode())
    return contents[: der_length(contents)]


def with_container(data: bytes, der: bytes) -> bytes:
    """`data` with another last container in the same room."""
    start, end = last_hole(data)
    return data[:start] + der.hex().upper().encode().ljust(end - start, b"0") + data[end:]


def change_letter_case(papers: Papers) -> bytes:
    start, end = last_hole(papers.sealed)
    at = next(place for place in range(start, end) if papers.sealed[place : place + 1].isalpha())
    return flip(papers.sealed, at, 0x20)


def use_padding(papers: Papers) -> bytes:
    return flip(papers.sealed, last_hole(papers.sealed)[1] - 1)


def zero_container(papers: Papers) -> bytes:
    return with_container(papers.sealed, b"")


def transplant_container(papers: Papers) -> bytes:
    """The seal of another document, which ended one second later."""
    other = seal(papers.twice, key=_seal_key(papers.ca), at=AT + timedelta(seconds=1))
    return with_container(papers.sealed, container(other))


def _reshaped(papers: Papers, change: Callable[[Any], None]) -> bytes:
    info = cms.ContentInfo.load(container(papers.sealed))
    change(info["content"])
    return with_container(papers.sealed, info.dump(force=True))


def add_unsigned_attribute(papers: Papers) -> bytes:
    def change(signed_data: Any) -> None:
        note = cms.CMSAttribute({"type": cms.CMSAttributeType("2.25.1"), "values": [core.Integer(1)]})
        signed_data["signer_infos"][0]["unsigned_attrs"] = cms.CMSAttributes([note])

    return _reshaped(papers, change)


def add_certificate(papers: Papers) -> bytes:
    authority = cms.CertificateChoices.load(papers.ca.certificate.public_bytes(Encoding.DER))

    def with_authority(statement: Statement) -> bytes:
        info = cms.ContentInfo.load(render(statement))
        info["content"]["certificates"].append(authority)
        return bytes(info.dump(force=True))

    with mock.patch.object(stamp, "render", with_authority):
        return seal(papers.twice, key=_seal_key(papers.ca), at=AT)


def take_other_twin(papers: Papers) -> bytes:
    def change(signed_data: Any) -> None:
        r, s = decode_dss_signature(signed_data["signer_infos"][0]["signature"].native)
        signed_data["signer_infos"][0]["signature"] = encode_dss_signature(r, P256_ORDER - s)

    return _reshaped(papers, change)


def write_length_otherwise(papers: Papers) -> bytes:
    """The outer length in three octets where two suffice: BER, and the same meaning."""
    der = container(papers.sealed)
    assert der[1] == 0x82
    return with_container(papers.sealed, der[:1] + b"\x83\x00" + der[2:])


# Updates behind the seal


def _updated(data: bytes, change: Callable[[IncrementalPdfFileWriter], None]) -> bytes:
    writer = IncrementalPdfFileWriter(BytesIO(data))
    change(writer)
    out = BytesIO()
    writer.write(out)  # type: ignore[no-untyped-call]
    return out.getvalue()


def _dictionary(entries: dict[str, Any]) -> Any:
    named: dict[Any, Any] = {pdf_name(key): value for key, value in entries.items()}
    return generic.DictionaryObject(named)  # type: ignore[no-untyped-call]


def _numbers(*values: int) -> Any:
    return generic.ArrayObject([generic.NumberObject(value) for value in values])  # type: ignore[no-untyped-call]


def replace_page(writer: IncrementalPdfFileWriter) -> None:
    page = writer.root["/Pages"]["/Kids"][0]
    page["/Contents"] = writer.add_object(generic.StreamObject(stream_data=b"0 0 m 9 9 l S"))
    writer.update_container(page)


def add_note(writer: IncrementalPdfFileWriter) -> None:
    page = writer.root["/Pages"]["/Kids"][0]
    note = {"/Type": pdf_name("/Annot"), "/Subtype": pdf_name("/Text"), "/Rect": _numbers(0, 0, 50, 50)}
    page["/Annots"].append(writer.add_object(_dictionary(note)))
    writer.update_container(page["/Annots"])


def _field(writer: IncrementalPdfFileWriter, index: int = 0) -> Any:
    return writer.root["/AcroForm"]["/Fields"][index]


def swap_ink(writer: IncrementalPdfFileWriter) -> None:
    field = _field(writer)
    field["/AP"] = _field(writer, 1)["/AP"]
    writer.update_container(field)


def move_box(writer: IncrementalPdfFileWriter) -> None:
    field = _field(writer)
    field["/Rect"] = _numbers(0, 0, 400, 300)
    writer.update_container(field)


def open_with_script(writer: IncrementalPdfFileWriter) -> None:
    action = {"/S": pdf_name("/JavaScript"), "/JS": generic.pdf_string("app.beep()")}
    writer.root["/OpenAction"] = _dictionary(action)
    writer.update_root()  # type: ignore[no-untyped-call]


def add_field(writer: IncrementalPdfFileWriter) -> None:
    append_signature_field(writer, SigFieldSpec("witness", box=(0, 0, 50, 50)))


def after_seal(change: Callable[[IncrementalPdfFileWriter], None]) -> Harm:
    return lambda papers: _updated(papers.sealed, change)


def append_page(papers: Papers) -> bytes:
    writer = PdfWriter(BytesIO(papers.sealed), incremental=True)
    writer.add_blank_page(100, 100)
    return _written(writer)


def rewrite(papers: Papers) -> bytes:
    return _written(PdfWriter(clone_from=PdfReader(BytesIO(papers.sealed))))


def _written(writer: PdfWriter) -> bytes:
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


# What a station's own software could do wrong, or an insider with its keys


def _seal_key(ca: KeyPair) -> KeyPair:
    return issue_seal_certificate(ca, AT, Random(9).randbytes)


def _other_ca() -> KeyPair:
    return new_station_ca(STATION, AT, Random(8).randbytes)


def _set(pdf: bytes, field: str, key: KeyPair | EventKey, told: Any, lock: SigMDPSetup | None) -> bytes:
    """A signature set without the checks of `sign` and `seal`."""
    der = key.certificate.public_bytes(Encoding.DER)
    at = AT + timedelta(minutes=2)
    shape = stamp._signature_object(key.certificate, at, told)
    return stamp._set(stamp._open(pdf)[0], field, Statement(der, b"", told), key.private, shape, lock)


def _event_key(ca: KeyPair, box: str, minutes: int = 0) -> EventKey:
    at = AT + timedelta(minutes=minutes)
    return issue_event_certificate(ca, "李经办", f"V-0001/{box}", at, random=Random(5).randbytes)


def _lock_all() -> SigMDPSetup:
    return SigMDPSetup(
        "sha256",
        field_lock=FieldMDPSpec(FieldMDPAction.ALL),
        docmdp_perms=MDPPerm.NO_CHANGES,
    )


def seal_of_another_station(papers: Papers) -> bytes:
    return seal(papers.twice, key=_seal_key(_other_ca()), at=AT)


def signer_of_another_authority(papers: Papers) -> bytes:
    twice = signed(papers.once, _other_ca(), "staff", "李经办", first=False)
    return seal(twice, key=_seal_key(papers.ca), at=AT)


def _with_evidence(papers: Papers, **otherwise: Any) -> bytes:
    told = replace(evidence("staff", "V-0001/staff"), **otherwise)
    twice = _set(papers.once, "staff", _event_key(papers.ca, "staff"), told, None)
    return seal(twice, key=_seal_key(papers.ca), at=AT)


def parties_sign_for_different_documents(papers: Papers) -> bytes:
    return _with_evidence(papers, frozen_sha256="0" * 64)


def both_signatures_from_one_event(papers: Papers) -> bytes:
    return _with_evidence(papers, event="V-0001/applicant")


def event_of_another_certificate(papers: Papers) -> bytes:
    return _with_evidence(papers, event="V-0001/other")


def no_evidence(papers: Papers) -> bytes:
    twice = _set(papers.once, "staff", _event_key(papers.ca, "staff"), None, None)
    return seal(twice, key=_seal_key(papers.ca), at=AT)


def frozen_digest_of_another_document(papers: Papers) -> bytes:
    told = replace(evidence("applicant", "V-0001/applicant"), frozen_sha256="0" * 64)
    key = _event_key(papers.ca, "applicant")
    certify = SigMDPSetup("sha256", certify=True, docmdp_perms=MDPPerm.FILL_FORMS)
    once = _set(papers.frozen, "applicant", key, told, certify)
    other = replace(evidence("staff", "V-0001/staff"), frozen_sha256="0" * 64)
    twice = _set(once, "staff", _event_key(papers.ca, "staff"), other, None)
    return seal(twice, key=_seal_key(papers.ca), at=AT)


def frozen_with_an_update_in_it(papers: Papers) -> bytes:
    """Two revisions under one digest: a reader of the first would see another page than the signers."""
    pdf = _updated(papers.frozen, replace_page)
    digest = hashlib.sha256(pdf).hexdigest()
    certify = SigMDPSetup("sha256", certify=True, docmdp_perms=MDPPerm.FILL_FORMS)
    size = len(pdf)
    for box, lock in (("applicant", certify), ("staff", None)):
        told = replace(evidence(box, f"V-0001/{box}"), frozen_sha256=digest, frozen_size=size)
        pdf = _set(pdf, box, _event_key(papers.ca, box), told, lock)
    return seal(pdf, key=_seal_key(papers.ca), at=AT)


def changed_before_first_signature(papers: Papers) -> bytes:
    once = signed(_updated(papers.frozen, replace_page), papers.ca, "applicant", "张𬭚", first=True)
    twice = signed(once, papers.ca, "staff", "李经办", first=False)
    return seal(twice, key=_seal_key(papers.ca), at=AT)


def changed_between_signatures(papers: Papers) -> bytes:
    twice = signed(_updated(papers.once, replace_page), papers.ca, "staff", "李经办", first=False)
    return seal(twice, key=_seal_key(papers.ca), at=AT)


def update_without_signature(papers: Papers) -> bytes:
    """An update that changes nothing that shows: it is of no signature all the same."""

    def touch(writer: IncrementalPdfFileWriter) -> None:
        writer.add_object(_numbers(1))

    twice = signed(_updated(papers.once, touch), papers.ca, "staff", "李经办", first=False)
    return seal(twice, key=_seal_key(papers.ca), at=AT)


def key_used_after_its_time(papers: Papers) -> bytes:
    key = _event_key(papers.ca, "staff", minutes=-30)
    twice = _set(papers.once, "staff", key, evidence("staff", key.event), None)
    return seal(twice, key=_seal_key(papers.ca), at=AT)


def first_does_not_certify(papers: Papers) -> bytes:
    key = _event_key(papers.ca, "applicant")
    once = _set(papers.frozen, "applicant", key, evidence("applicant", key.event), None)
    twice = signed(once, papers.ca, "staff", "李经办", first=False)
    return seal(twice, key=_seal_key(papers.ca), at=AT)


def sealed_before_the_last_party(papers: Papers) -> bytes:
    early = _set(papers.once, "seal", _seal_key(papers.ca), None, None)
    return signed(early, papers.ca, "staff", "李经办", first=False)


def seal_leaves_document_open(papers: Papers) -> bytes:
    return _set(papers.twice, "seal", _seal_key(papers.ca), None, None)


def party_missing(papers: Papers) -> bytes:
    return _set(papers.once, "seal", _seal_key(papers.ca), None, _lock_all())


def sealed_with_a_signers_key(papers: Papers) -> bytes:
    key = _event_key(papers.ca, "seal")
    return _set(papers.twice, "seal", key, None, _lock_all())


def signed_with_a_key_of_another_certificate(papers: Papers) -> bytes:
    mixed = KeyPair(_other_ca().private, _seal_key(papers.ca).certificate)
    return seal(papers.twice, key=mixed, at=AT)


def sealed_with_the_authority_key(papers: Papers) -> bytes:
    return seal(papers.twice, key=papers.ca, at=AT)


DAMAGE: dict[str, tuple[Harm, str]] = {
    "not a PDF": (lambda papers: b"no paper", "pdf-unreadable"),
    "an empty file": (lambda papers: b"", "pdf-unreadable"),
    "the second half lost": (cut_short, "pdf-unreadable"),
    "one byte of the page changed": (flip_page_byte, "signed-bytes-changed"),
    "one byte of the drawn ink changed": (flip_ink_byte, "signed-bytes-changed"),
    "all signatures cut off": (lambda papers: papers.frozen, "pdf-unsigned"),
    "all but the first signature cut off": (lambda papers: papers.once, "field-empty"),
    "the seal cut off": (lambda papers: papers.twice, "seal-missing"),
    "a comment appended": (append_garbage, "bytes-after-signature"),
    "the last ByteRange shrunk": (shrink_byte_range, "signed-bytes-changed"),
    "the case of a hex letter changed": (change_letter_case, "contents-rewritten"),
    "the padding used": (use_padding, "padding-used"),
    "the last container zeroed": (zero_container, "container-shape"),
    "the seal of another document": (transplant_container, "signed-bytes-changed"),
    "an unsigned attribute added": (add_unsigned_attribute, "container-shape"),
    "a certificate added": (add_certificate, "container-shape"),
    "the other form of the signature value": (take_other_twin, "container-shape"),
    "a length written otherwise": (write_length_otherwise, "container-shape"),
    "the page replaced after the seal": (after_seal(replace_page), "bytes-after-signature"),
    "a note added after the seal": (after_seal(add_note), "bytes-after-signature"),
    "the ink swapped after the seal": (after_seal(swap_ink), "bytes-after-signature"),
    "a signature box moved after the seal": (after_seal(move_box), "bytes-after-signature"),
    "a script added after the seal": (after_seal(open_with_script), "bytes-after-signature"),
    "a field added after the seal": (after_seal(add_field), "field-empty"),
    "a page appended after the seal": (append_page, "bytes-after-signature"),
    "rewritten by another program": (rewrite, "contents-rewritten"),
    "sealed by another station": (seal_of_another_station, "signer-untrusted"),
    "a signer of another authority": (signer_of_another_authority, "signer-untrusted"),
    "parties that sign for different documents": (
        parties_sign_for_different_documents,
        "evidence-disagrees",
    ),
    "two signatures of one event": (both_signatures_from_one_event, "evidence-disagrees"),
    "an event other than the certificate's": (event_of_another_certificate, "evidence-disagrees"),
    "a signature without evidence": (no_evidence, "evidence-disagrees"),
    "the frozen digest of another document": (frozen_digest_of_another_document, "frozen-digest-differs"),
    "a frozen part of two revisions": (frozen_with_an_update_in_it, "frozen-digest-differs"),
    "the page replaced before the first signature": (changed_before_first_signature, "changed-after-signing"),
    "the page replaced between signatures": (changed_between_signatures, "changed-after-signing"),
    "an update without signature": (update_without_signature, "revision-unsigned"),
    "a one-time key used after its time": (key_used_after_its_time, "time-outside-use"),
    "a first signature that does not certify": (first_does_not_certify, "first-not-certifying"),
    "sealed before the last party": (sealed_before_the_last_party, "seal-not-last"),
    "a seal that leaves the document open": (seal_leaves_document_open, "seal-unlocked"),
    "sealed while a party is missing": (party_missing, "field-empty"),
    "sealed with a signer's key": (sealed_with_a_signers_key, "evidence-disagrees"),
    "sealed with a key of another certificate": (
        signed_with_a_key_of_another_certificate,
        "signature-false",
    ),
    "sealed with the authority's own key": (sealed_with_the_authority_key, "signer-untrusted"),
}


def signatures(data: bytes) -> list[tuple[bytes, bytes]]:
    """Each signature's container, without padding, and the bytes that it covers."""
    found = []
    for embedded in PdfFileReader(BytesIO(data)).embedded_signatures:
        _, first, second, rest = embedded.byte_range
        contents = bytes(embedded.pkcs7_content)
        found.append((contents[: der_length(contents)], data[:first] + data[second : second + rest]))
    return found


__all__ = ["DAMAGE", "container", "flip", "ink_page", "last_hole", "signatures"]
