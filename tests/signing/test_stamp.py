"""What a signature does to a document, judged by programs that are not ours too."""

from __future__ import annotations

import re
import subprocess
from datetime import timedelta
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from typing import Any

import page
import pytest
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import GeneralName
from pyhanko.pdf_utils.reader import PdfFileReader
from pypdf import PdfReader

from signing.errors import StampError
from signing.keys import issue_event_certificate, issue_seal_certificate
from signing.stamp import Evidence, seal, sign
from tests.signing.harm import signatures
from tests.signing.hosts import HOSTS, signed_by_host
from tests.signing.sealing import AT, Papers, evidence, ink_page, papers
from tests.tools import tool
from tests.verapdf import require_verapdf, verapdf

# Once a later update follows, this rule of page-validation objects to every earlier signature, rightly made or not.
FALSE_ALARM = "SIGNATURE-BYTERANGE-001"


@pytest.fixture
def sealed(tmp_path: Path) -> Path:
    path = tmp_path / "sealed.pdf"
    path.write_bytes(papers().sealed)
    return path


@pytest.fixture
def authority(tmp_path: Path) -> Path:
    path = tmp_path / "ca.pem"
    path.write_bytes(papers().ca.certificate.public_bytes(Encoding.PEM))
    return path


def run(program: str, *words: str | Path) -> str:
    done = subprocess.run([tool(program), *map(str, words)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr


def test_a_sealed_document_is_still_archival_for_verapdf(sealed: Path) -> None:
    require_verapdf()
    passed, said = verapdf(sealed, "2u")
    assert passed, said


def test_a_sealed_document_is_still_archival_for_page_validation(sealed: Path) -> None:
    failures = page.validate_pdf(str(sealed), profile="2u").failures
    assert [failure for failure in failures if FALSE_ALARM not in failure.rule_id] == []


def test_qpdf_finds_nothing_wrong_with_a_sealed_document(sealed: Path) -> None:
    assert "No syntax or stream encoding errors found" in run("qpdf", "--check", sealed)


def test_pdfsig_accepts_each_signature(sealed: Path) -> None:
    assert run("pdfsig", "-nocert", sealed).count("Signature is Valid") == 3


@pytest.fixture
def nss(authority: Path, tmp_path: Path) -> str:
    """A database of NSS that trusts the authority for everything, TLS included."""
    database = f"sql:{tmp_path}"
    run("certutil", "-N", "-d", database, "--empty-password")
    run("certutil", "-A", "-d", database, "-n", "station", "-t", "CT,C,C", "-i", authority)
    return database


def test_pdfsig_trusts_each_signer_once_nss_knows_the_authority(sealed: Path, nss: str) -> None:
    # Without -no-ocsp: there is no responder to ask, and poppler 22.12 mistakes a stale error for its answer.
    said = run("pdfsig", "-nssdir", nss, sealed)
    assert said.count("Signature is Valid") == 3
    assert said.count("Certificate is Trusted") == 3


@pytest.mark.parametrize("host", HOSTS.values(), ids=HOSTS)
def test_pdfsig_trusts_no_signer_whom_the_authority_certified_as_a_host(
    nss: str, tmp_path: Path, host: GeneralName
) -> None:
    path = tmp_path / "host.pdf"
    path.write_bytes(signed_by_host(papers().ca, host))
    said = run("pdfsig", "-nssdir", nss, path)
    assert said.count("Signature is Valid") == 1
    assert "Certificate is Trusted" not in said


def test_openssl_accepts_each_container_as_cades(authority: Path, tmp_path: Path) -> None:
    for number, (der, covered) in enumerate(signatures(papers().sealed)):
        container, content = tmp_path / f"{number}.der", tmp_path / f"{number}.bin"
        container.write_bytes(der)
        content.write_bytes(covered)
        command = ["openssl", "cms", "-verify", "-cades", "-binary", "-inform", "DER", "-purpose", "any"]
        command += ["-in", str(container), "-content", str(content), "-CAfile", str(authority)]
        assert "erification successful" in run(*command, "-out", "/dev/null")


def test_a_signature_leaves_every_earlier_byte_as_it_was() -> None:
    steps = (papers().frozen, papers().once, papers().twice, papers().sealed)
    for before, after in pairwise(steps):
        assert after.startswith(before)


def test_a_signature_leaves_info_and_xmp_as_they_were_frozen() -> None:
    before, after = PdfReader(BytesIO(papers().frozen)), PdfReader(BytesIO(papers().sealed))
    assert after.metadata == before.metadata
    assert xmp(after) == xmp(before)
    assert papers().sealed.count(b"/Type /Metadata") == papers().frozen.count(b"/Type /Metadata")


def xmp(reader: PdfReader) -> bytes:
    metadata: Any = reader.root_object["/Metadata"]
    return bytes(metadata.get_data())


def test_the_drawn_ink_is_the_fields_appearance_and_exactly_its_size() -> None:
    field = PdfFileReader(BytesIO(papers().sealed)).root["/AcroForm"]["/Fields"][0]
    left, lower, right, upper = (float(value) for value in field["/Rect"])
    shown = field["/AP"]["/N"]
    assert [float(value) for value in shown["/BBox"]] == [0, 0, right - left, upper - lower]
    assert b" l" in shown.data


def test_the_first_signature_certifies_and_the_seal_locks() -> None:
    first, second, last = PdfFileReader(BytesIO(papers().sealed)).embedded_signatures
    assert [each.field_name for each in (first, second, last)] == ["applicant", "staff", "seal"]
    assert str(first.docmdp_level) == "MDPPerm.FILL_FORMS"
    assert second.docmdp_level is None
    assert str(last.docmdp_level) == "MDPPerm.NO_CHANGES"


def test_a_container_holds_the_signers_certificate_and_no_other() -> None:
    for embedded in PdfFileReader(BytesIO(papers().sealed)).embedded_signatures:
        assert embedded.other_embedded_certs == []


def test_the_same_keys_and_clock_sign_the_same_bytes_but_for_identifier_and_signature() -> None:
    again = papers.__wrapped__()
    assert len(papers().once) == pytest.approx(len(again.once), abs=2)


def apply(step: bytes, who: Papers, **otherwise: Any) -> bytes:
    """The staff's signature, with something otherwise than it should be."""
    event = otherwise.pop("event", "V-0001/staff")
    issued = otherwise.pop("issued", AT)
    words: dict[str, Any] = {
        "field": "staff",
        "appearance": ink_page(),
        "key": issue_event_certificate(who.ca, "李经办", event, issued),
        "evidence": evidence("staff", "V-0001/staff"),
        "at": AT,
        "first": False,
    }
    return sign(step, **(words | otherwise))


REFUSED: dict[str, tuple[str, dict[str, Any]]] = {
    "a field that is not there": ("once", {"field": "witness"}),
    "a field signed already": ("once", {"field": "applicant"}),
    "the seal's field": ("once", {"field": "seal"}),
    "first, when another was": ("once", {"first": True}),
    "not first, when none was": ("frozen", {"first": False}),
    "a sealed document": ("sealed", {}),
    "a key of another event": ("once", {"event": "V-0001/other"}),
    "a key whose time is over": ("once", {"issued": AT - timedelta(minutes=11)}),
    "a key whose time is to come": ("once", {"issued": AT + timedelta(minutes=1)}),
    "an appearance that is no PDF": ("once", {"appearance": b"ink"}),
}


@pytest.mark.parametrize(("step", "otherwise"), REFUSED.values(), ids=REFUSED)
def test_a_signature_out_of_order_is_refused(step: str, otherwise: dict[str, Any]) -> None:
    with pytest.raises(StampError):
        apply(getattr(papers(), step), papers(), **otherwise)


def test_what_is_no_pdf_is_refused_with_advice() -> None:
    with pytest.raises(StampError, match=re.escape("Freeze it again.")):
        apply(b"no paper", papers())


@pytest.mark.parametrize("step", ["frozen", "once", "sealed"])
def test_the_seal_waits_for_every_party_and_is_set_once(step: str) -> None:
    with pytest.raises(StampError):
        seal(getattr(papers(), step), key=issue_seal_certificate(papers().ca, AT), at=AT)


WRONG_EVIDENCE: dict[str, dict[str, Any]] = {
    "a digest in upper case": {"frozen_sha256": "A" * 64},
    "a digest cut short": {"ceremony_sha256": "a" * 63},
    "a commitment in hex": {"ink_commitment": b"a" * 64},
    "no size": {"frozen_size": 0},
    "no role": {"role": ""},
    "no event": {"event": ""},
}


@pytest.mark.parametrize("otherwise", WRONG_EVIDENCE.values(), ids=WRONG_EVIDENCE)
def test_evidence_is_whole_or_refused(otherwise: dict[str, Any]) -> None:
    told = evidence("staff", "V-0001/staff")
    whole = {name: getattr(told, name) for name in Evidence.__slots__}
    with pytest.raises(StampError):
        Evidence(**(whole | otherwise))
