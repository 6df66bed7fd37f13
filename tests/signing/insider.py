"""What a station's own software could do wrong, or an insider with its keys."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import timedelta
from random import Random
from typing import Any
from unittest import mock

from cryptography import x509
from cryptography.x509.oid import NameOID
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import FieldMDPAction, FieldMDPSpec, MDPPerm
from pyhanko.sign.signers.cms_embedder import SigMDPSetup

from signing import keys, stamp
from signing.keys import (
    EventKey,
    KeyPair,
    issue_event_certificate,
    new_station_ca,
)
from signing.stamp import seal
from tests.signing.harm import numbers, replace_page, updated
from tests.signing.sealing import AT, SEALED, STATION, Papers, evidence, seal_key, signed


def other_ca() -> KeyPair:
    """An authority of the same name and of another key."""
    return new_station_ca(STATION, AT, Random(8).randbytes)


def _set(pdf: bytes, field: str, key: KeyPair | EventKey, told: Any, lock: SigMDPSetup | None) -> bytes:
    """A signature set without the checks of `sign` and `seal`."""
    return stamp._set(stamp._open(pdf)[0], field, key, told, AT + timedelta(minutes=2), lock)


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
    return seal(papers.twice, key=seal_key(other_ca()), at=SEALED)


def signer_of_another_authority(papers: Papers) -> bytes:
    twice = signed(papers.once, other_ca(), "staff", "李经办", first=False)
    return seal(twice, key=seal_key(papers.ca), at=SEALED)


def all_of_another_authority(papers: Papers) -> bytes:
    return sealed_under(papers, other_ca())


def sealed_under(papers: Papers, ca: KeyPair, level: str = "L1") -> bytes:
    """The same document, signed and sealed under another authority or at another level."""
    pdf = papers.frozen
    for box, name in (("applicant", "张𬭚"), ("staff", "李经办")):
        pdf = signed(pdf, ca, box, name, first=box == "applicant", level=level)
    return seal(pdf, key=seal_key(ca), at=SEALED)


def _signer_of(papers: Papers, subject: x509.Name) -> bytes:
    with mock.patch.object(keys, "_name", return_value=subject):
        twice = signed(papers.once, papers.ca, "staff", "李经办", first=False)
    return seal(twice, key=seal_key(papers.ca), at=SEALED)


def signer_of_another_station(papers: Papers) -> bytes:
    subject = keys._name("李经办", "（本站 L1 签发）", "望江街道就业服务站", "V-0001/staff")
    return _signer_of(papers, subject)


def signer_of_no_station(papers: Papers) -> bytes:
    subject = keys._name("李经办", "（本站 L1 签发）", STATION, "V-0001/staff")
    return _signer_of(papers, x509.Name([each for each in subject if each.oid != NameOID.ORGANIZATION_NAME]))


def _with_evidence(papers: Papers, **otherwise: Any) -> bytes:
    told = replace(evidence("staff", "V-0001/staff"), **otherwise)
    twice = _set(papers.once, "staff", _event_key(papers.ca, "staff"), told, None)
    return seal(twice, key=seal_key(papers.ca), at=SEALED)


def parties_sign_for_different_documents(papers: Papers) -> bytes:
    return _with_evidence(papers, frozen_sha256="0" * 64)


def both_signatures_from_one_event(papers: Papers) -> bytes:
    return _with_evidence(papers, event="V-0001/applicant")


def event_of_another_certificate(papers: Papers) -> bytes:
    return _with_evidence(papers, event="V-0001/other")


def no_evidence(papers: Papers) -> bytes:
    twice = _set(papers.once, "staff", _event_key(papers.ca, "staff"), None, None)
    return seal(twice, key=seal_key(papers.ca), at=SEALED)


def frozen_digest_of_another_document(papers: Papers) -> bytes:
    told = replace(evidence("applicant", "V-0001/applicant"), frozen_sha256="0" * 64)
    key = _event_key(papers.ca, "applicant")
    certify = SigMDPSetup("sha256", certify=True, docmdp_perms=MDPPerm.FILL_FORMS)
    once = _set(papers.frozen, "applicant", key, told, certify)
    other = replace(evidence("staff", "V-0001/staff"), frozen_sha256="0" * 64)
    twice = _set(once, "staff", _event_key(papers.ca, "staff"), other, None)
    return seal(twice, key=seal_key(papers.ca), at=SEALED)


def frozen_with_an_update_in_it(papers: Papers) -> bytes:
    """Two revisions under one digest: a reader of the first would see another page than the signers."""
    pdf = updated(papers.frozen, replace_page)
    digest = hashlib.sha256(pdf).hexdigest()
    certify = SigMDPSetup("sha256", certify=True, docmdp_perms=MDPPerm.FILL_FORMS)
    size = len(pdf)
    for box, lock in (("applicant", certify), ("staff", None)):
        told = replace(evidence(box, f"V-0001/{box}"), frozen_sha256=digest, frozen_size=size)
        pdf = _set(pdf, box, _event_key(papers.ca, box), told, lock)
    return seal(pdf, key=seal_key(papers.ca), at=SEALED)


def changed_before_first_signature(papers: Papers) -> bytes:
    once = signed(updated(papers.frozen, replace_page), papers.ca, "applicant", "张𬭚", first=True)
    twice = signed(once, papers.ca, "staff", "李经办", first=False)
    return seal(twice, key=seal_key(papers.ca), at=SEALED)


def changed_between_signatures(papers: Papers) -> bytes:
    twice = signed(updated(papers.once, replace_page), papers.ca, "staff", "李经办", first=False)
    return seal(twice, key=seal_key(papers.ca), at=SEALED)


def update_without_signature(papers: Papers) -> bytes:
    """An update that changes nothing that shows: it is of no signature all the same."""

    def touch(writer: IncrementalPdfFileWriter) -> None:
        writer.add_object(numbers(1))

    twice = signed(updated(papers.once, touch), papers.ca, "staff", "李经办", first=False)
    return seal(twice, key=seal_key(papers.ca), at=SEALED)


def key_used_after_its_time(papers: Papers) -> bytes:
    key = _event_key(papers.ca, "staff", minutes=-30)
    twice = _set(papers.once, "staff", key, evidence("staff", key.event), None)
    return seal(twice, key=seal_key(papers.ca), at=SEALED)


def sealed_before_the_signatures(papers: Papers) -> bytes:
    return seal(papers.twice, key=seal_key(papers.ca), at=AT - timedelta(hours=1))


def first_does_not_certify(papers: Papers) -> bytes:
    key = _event_key(papers.ca, "applicant")
    once = _set(papers.frozen, "applicant", key, evidence("applicant", key.event), None)
    twice = signed(once, papers.ca, "staff", "李经办", first=False)
    return seal(twice, key=seal_key(papers.ca), at=SEALED)


def sealed_before_the_last_party(papers: Papers) -> bytes:
    early = _set(papers.once, "seal", seal_key(papers.ca), None, None)
    return signed(early, papers.ca, "staff", "李经办", first=False)


def seal_leaves_document_open(papers: Papers) -> bytes:
    return _set(papers.twice, "seal", seal_key(papers.ca), None, None)


def party_missing(papers: Papers) -> bytes:
    return _set(papers.once, "seal", seal_key(papers.ca), None, _lock_all())


def sealed_with_a_signers_key(papers: Papers) -> bytes:
    key = _event_key(papers.ca, "seal")
    return _set(papers.twice, "seal", key, None, _lock_all())


def signed_with_a_key_of_another_certificate(papers: Papers) -> bytes:
    mixed = KeyPair(other_ca().private, seal_key(papers.ca).certificate)
    with mock.patch.object(stamp, "sign_bytes", lambda key, message: key.sign(hashlib.sha256(message).digest())):
        return seal(papers.twice, key=mixed, at=SEALED)


def sealed_with_the_authority_key(papers: Papers) -> bytes:
    return seal(papers.twice, key=papers.ca, at=SEALED)
