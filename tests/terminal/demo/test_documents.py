"""The demo's documents before other people's tools: veraPDF, page-validation, pdfsig, openssl, qpdf, pdftotext."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path

import page
import pytest

from forms.sample import sample_contract, sample_registration
from tests.conftest import Performed
from tests.tools import tool
from tests.verapdf import require_verapdf, verapdf

SIGNED = ("registration.pdf", "contract.pdf")
SLIPS = ("registration-receipt.pdf", "contract-receipt.pdf")
BYTE_RANGE_RULE = "SIGNATURE-BYTERANGE"
"""page-validation takes every revision after a signature for damage; veraPDF and ISO 19005-2 do not."""


def run(*command: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run([str(part) for part in command], capture_output=True, text=True, check=False)


@pytest.mark.parametrize("name", SIGNED + SLIPS)
def test_verapdf_calls_it_pdf_a_2u_after_the_last_signature(performed: Performed, name: str) -> None:
    require_verapdf()
    passed, said = verapdf(performed.out / name, "2u")
    assert passed, said


@pytest.mark.parametrize("name", SIGNED + SLIPS)
def test_page_validation_calls_it_pdf_a_2u(performed: Performed, name: str) -> None:
    failures = page.validate_pdf(str(performed.out / name), profile="2u").failures
    assert [failure for failure in failures if BYTE_RANGE_RULE not in str(failure)] == []


@pytest.mark.parametrize("name", SIGNED)
def test_qpdf_finds_the_file_clean(performed: Performed, name: str) -> None:
    done = run(tool("qpdf"), "--check", performed.out / name)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "No syntax or stream encoding errors" in done.stdout


@pytest.mark.parametrize("name", SIGNED)
def test_pdfsig_accepts_every_signature_and_trusts_it_under_the_stations_ca(
    performed: Performed, tmp_path: Path, name: str
) -> None:
    pdfsig, certutil = tool("pdfsig"), tool("certutil")
    database = f"sql:{tmp_path}"
    run(certutil, "-N", "-d", database, "--empty-password")
    run(certutil, "-A", "-d", database, "-n", "station", "-t", "CT,C,C", "-i", performed.out / "ca.pem")
    said = run(pdfsig, "-nssdir", database, performed.out / name).stdout
    assert said.count("Signature Validation: Signature is Valid.") == 3, said
    assert said.count("Certificate Validation: Certificate is Trusted.") == 3, said


@pytest.mark.parametrize("name", SIGNED)
def test_openssl_accepts_every_signatures_cms(performed: Performed, tmp_path: Path, name: str) -> None:
    openssl = tool("openssl")
    data = (performed.out / name).read_bytes()
    ranges = [tuple(map(int, found)) for found in re.findall(rb"/ByteRange ?\[ ?(\d+) (\d+) (\d+) (\d+)", data)]
    assert len(ranges) == 3
    for start, length, after, rest in ranges:
        (tmp_path / "tbs.bin").write_bytes(data[start : start + length] + data[after : after + rest])
        (tmp_path / "sig.der").write_bytes(der(bytes.fromhex(data[start + length + 1 : after - 1].decode("ascii"))))
        done = run(
            openssl, "cms", "-verify", "-cades", "-binary", "-inform", "DER", "-in", tmp_path / "sig.der",
            "-content", tmp_path / "tbs.bin", "-CAfile", performed.out / "ca.pem", "-purpose", "any",
            "-out", os.devnull,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr


def der(padded: bytes) -> bytes:
    """The DER value at the beginning, without the padding behind it."""
    count = padded[1] & 0x7F
    return padded[: 2 + count + int.from_bytes(padded[2 : 2 + count], "big")]


def test_pdftotext_returns_the_rare_name_exactly(performed: Performed) -> None:
    name = sample_registration()["name"]
    assert any(ord(character) > 0xFFFF for character in name)
    said = run(tool("pdftotext"), "-layout", performed.out / "registration.pdf", "-").stdout
    assert name in said


@pytest.mark.parametrize(
    ("name", "words"),
    [
        (
            "registration.pdf",
            ["失业登记表", "演练，不具法律效力", "第 1 页，共 1 页", "2026-1 版", "379999-"],
        ),
        (
            "contract.pdf",
            ["固定期限劳动合同", "演练，不具法律效力", "第一条", sample_contract()["worker_name"], "第 4 页，共 4 页"],
        ),
    ],
)
def test_the_paper_says_what_it_must_say(performed: Performed, name: str, words: list[str]) -> None:
    said = run(tool("pdftotext"), "-layout", performed.out / name, "-").stdout
    assert [word for word in words if word not in said] == []
