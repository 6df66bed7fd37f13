"""The demo's documents and the authority that certified their signers before EU DSS."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from pyhanko.pdf_utils.reader import PdfFileReader

from tests.conftest import Performed
from tests.dss import Case, Judged, judge, require_dss
from tests.signing.harm import flip, replace_page, updated
from tests.signing.hosts import HOSTS, signed_by_host
from tests.signing.sealing import papers

FIELDS = {"registration.pdf": ("applicant", "staff", "seal"), "contract.pdf": ("worker", "employer", "seal")}
# DSS 6.4 alone does not understand "no DNS name" and compares no address; NSS and OpenSSL do both.
URIS = [kind for kind, host in HOSTS.items() if isinstance(host, x509.UniformResourceIdentifier)]
NO_REVOCATION = (
    "The authority info access is not present!",
    "The revocation info access is not present!",
    "No revocation data found for the certificate!",
)
"""No station has a service that could be asked. Of purposes and constrained names DSS has nothing to say."""

Verdicts = dict[str, tuple[Judged, ...]]


@pytest.fixture(scope="module")
def verdicts(performed: Performed, tmp_path_factory: pytest.TempPathFactory) -> Verdicts:
    """What DSS says of every file of these tests."""
    require_dss()
    cases = dict(_cases(performed.out, tmp_path_factory.mktemp("dss")))
    return dict(zip(cases, judge(*cases.values()), strict=True))


def _cases(demo: Path, folder: Path) -> Iterator[tuple[str, Case]]:
    def written(name: str, data: bytes) -> Path:
        (folder / name).write_bytes(data)
        return folder / name

    station = demo / "ca.pem"
    other = written("other.pem", papers().ca.certificate.public_bytes(Encoding.PEM))
    for name in FIELDS:
        yield name, (demo / name, station)
        yield f"{name}, nothing trusted", (demo / name, None)
        yield f"{name}, one bit flipped", (written(name, flipped((demo / name).read_bytes())), station)
    registration = demo / "registration.pdf"
    yield "registration.pdf, another station trusted", (registration, other)
    replaced = updated(registration.read_bytes(), replace_page)
    yield "registration.pdf, page replaced", (written("replaced.pdf", replaced), station)
    for number, kind in enumerate(URIS):
        yield kind, (written(f"{number}.pdf", signed_by_host(papers().ca, HOSTS[kind])), other)


def flipped(data: bytes) -> bytes:
    """The document with one bit changed in the middle of its first page's content."""
    content = PdfFileReader(BytesIO(data)).root["/Pages"]["/Kids"][0]["/Contents"].encoded_data
    assert data.count(content) == 1
    return flip(data, data.index(content) + len(content) // 2)


@pytest.mark.parametrize("name", FIELDS)
def test_dss_passes_every_signature_and_the_seal_under_the_stations_authority(verdicts: Verdicts, name: str) -> None:
    first, second, seal = FIELDS[name]
    passed, rest = ("TOTAL_PASSED", "", "PAdES-BASELINE-B", False), ((), NO_REVOCATION)
    assert verdicts[name] == (
        Judged(first, *passed, "MINIMAL_CHANGES_PERMITTED", "", "", *rest),
        Judged(second, *passed, "", "", "", *rest),
        Judged(seal, *passed, "", "ALL", "NO_CHANGE_PERMITTED", *rest),
    )


REFUSED = {
    "registration.pdf, nothing trusted": ("INDETERMINATE", "NO_CERTIFICATE_CHAIN_FOUND", False),
    "contract.pdf, nothing trusted": ("INDETERMINATE", "NO_CERTIFICATE_CHAIN_FOUND", False),
    "registration.pdf, another station trusted": ("INDETERMINATE", "NO_CERTIFICATE_CHAIN_FOUND", False),
    "registration.pdf, one bit flipped": ("TOTAL_FAILED", "HASH_FAILURE", False),
    "contract.pdf, one bit flipped": ("TOTAL_FAILED", "HASH_FAILURE", False),
    "registration.pdf, page replaced": ("TOTAL_FAILED", "FORMAT_FAILURE", True),
}


@pytest.mark.parametrize("case", REFUSED)
def test_dss_passes_no_signature_of_a_document_that_is_harmed_or_not_trusted(verdicts: Verdicts, case: str) -> None:
    said = verdicts[case]
    assert tuple(each.field for each in said) == FIELDS[case.partition(",")[0]]
    assert {(each.indication, each.reason, each.modified) for each in said} == {REFUSED[case]}


@pytest.mark.parametrize("kind", URIS)
def test_dss_passes_no_signer_whom_the_authority_certified_as_a_host(verdicts: Verdicts, kind: str) -> None:
    (said,) = verdicts[kind]
    assert (said.indication, said.reason) == ("INDETERMINATE", "CERTIFICATE_CHAIN_GENERAL_FAILURE")
    assert "The certificate's subject names do not satisfy the imposed name constraints!" in said.errors


def test_without_java_the_tests_say_why_they_skip_but_never_in_ci(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda tool: None)
    monkeypatch.setenv("CI", "")
    with pytest.raises(pytest.skip.Exception, match="EU DSS needs java and mvn, not installed"):
        require_dss()
    monkeypatch.setenv("CI", "true")
    with pytest.raises(RuntimeError, match="CI does not skip EU DSS"):
        require_dss()
