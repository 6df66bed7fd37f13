"""A whole form, frozen, signed with ink by two and sealed, is what the issue says it is."""

from __future__ import annotations

import hashlib
import subprocess
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from pathlib import Path
from random import Random

import page
import pytest

from signing.appearance import appearance
from signing.fonts import Faces
from signing.freeze import Frozen, freeze
from signing.ink_drawing import capsules, pdf_path
from signing.keys import KeyPair, issue_event_certificate, issue_seal_certificate, new_station_ca
from signing.stamp import Evidence, seal, sign
from signing.verify import verify_pdf
from tests.signing.inks import ink_of, report
from tests.signing.papers import AT, FACTS, RARE_NAME, REGISTRATION, registration_answers
from tests.signing.test_stamp import FALSE_ALARM
from tests.tools import tool
from tests.verapdf import require_verapdf, verapdf

INK = ink_of([report(at * 5000, 5 + at, 20 + 10 * (at % 2)) for at in range(90)])


@dataclass(frozen=True)
class Signed:
    frozen: Frozen
    pdf: bytes
    ca: KeyPair


@cache
def registration() -> Signed:
    faces = Faces.load()
    frozen = freeze(REGISTRATION, registration_answers(), FACTS, faces, AT)
    ca = new_station_ca(FACTS.station_name, AT, Random(1).randbytes)
    pdf = frozen.pdf
    for box, name in (("applicant", RARE_NAME), ("staff", "李经办")):
        pdf = signed_by(pdf, frozen, ca, box, name, faces)
    key = issue_seal_certificate(ca, AT, Random(2).randbytes)
    return Signed(frozen, seal(pdf, key=key, at=AT + timedelta(minutes=2)), ca)


def signed_by(pdf: bytes, frozen: Frozen, ca: KeyPair, box: str, name: str, faces: Faces) -> bytes:
    place, event = frozen.place(box), f"{FACTS.visit_no}/{box}"
    drawn = pdf_path(capsules(INK, place.ink_width_mm, place.ink_height_mm), place.ink_height_mm)
    told = Evidence(
        ceremony_sha256=hashlib.sha256(box.encode()).hexdigest(),
        ink_commitment=INK.digest(),
        frozen_sha256=frozen.sha256,
        frozen_size=len(frozen.pdf),
        role=place.role,
        event=event,
    )
    return sign(
        pdf,
        field=box,
        appearance=appearance(drawn, place, name, "2026-11-23 10:42", faces),
        key=issue_event_certificate(ca, name, event, AT),
        evidence=told,
        at=AT,
        first=box == "applicant",
    )


@pytest.fixture
def path(tmp_path: Path) -> Path:
    file = tmp_path / "registration.pdf"
    file.write_bytes(registration().pdf)
    return file


def test_it_is_valid() -> None:
    report = verify_pdf(registration().pdf, [registration().ca.certificate])
    assert (report.findings, report.verdict) == ((), "valid")
    assert (report.frozen_sha256, report.frozen_size) == (
        registration().frozen.sha256,
        len(registration().frozen.pdf),
    )


def test_it_is_archival_for_verapdf(path: Path) -> None:
    require_verapdf()
    passed, said = verapdf(path, "2u")
    assert passed, said


def test_it_is_archival_for_page_validation(path: Path) -> None:
    failures = page.validate_pdf(str(path), profile="2u").failures
    assert [failure for failure in failures if FALSE_ALARM not in failure.rule_id] == []


def test_other_programs_accept_it_and_read_the_rare_name(path: Path) -> None:
    qpdf = subprocess.run([tool("qpdf"), "--check", path], capture_output=True, text=True, check=True).stdout
    assert "No syntax or stream encoding errors" in qpdf
    pdfsig = subprocess.run([tool("pdfsig"), "-nocert", path], capture_output=True, text=True, check=True).stdout
    assert pdfsig.count("Signature is Valid") == 3
    text = subprocess.run([tool("pdftotext"), path, "-"], capture_output=True, text=True, check=True).stdout
    assert RARE_NAME in text
