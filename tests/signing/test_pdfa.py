"""The archival file: two validators accept it, and nothing in it depends on chance."""

from __future__ import annotations

import shutil
import subprocess
from dataclasses import replace
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import page as page_validation
import pytest
from pypdf import PdfReader

from signing.errors import PageError
from signing.fonts import Faces
from signing.freeze import freeze
from signing.page import new_canvas
from signing.pdfa import PdfMeta, SignatureField, archival, seal_field, xmp_packet
from tests.signing.papers import (
    AT,
    FACTS,
    LONG_NAME,
    REGISTRATION,
    contract,
    contract_answers,
    objects,
    registration_answers,
)
from tests.tools import tool
from tests.verapdf import require_verapdf, verapdf

META = PdfMeta("表 <一> & 二", "某站", "第一行\n第二行", AT)


@pytest.fixture(scope="module")
def documents(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    faces, folder, form = Faces.load(), tmp_path_factory.mktemp("frozen"), contract()
    made = {
        "registration": freeze(REGISTRATION, registration_answers(), FACTS, faces, AT),
        "contract": freeze(form, contract_answers(form, LONG_NAME), FACTS, faces, AT),
    }
    paths = {name: folder / f"{name}.pdf" for name in made}
    for name, path in paths.items():
        path.write_bytes(made[name].pdf)
    return paths


@pytest.fixture(scope="module")
def registration(documents: dict[str, Path]) -> tuple[Any, list[Any]]:
    return objects(documents["registration"].read_bytes())


@pytest.mark.parametrize("name", ["registration", "contract"])
def test_page_validation_accepts_it_as_2u(documents: dict[str, Path], name: str) -> None:
    assert page_validation.validate_pdf(str(documents[name]), profile="2u").failures == []


@pytest.mark.parametrize("name", ["registration", "contract"])
def test_verapdf_accepts_it_as_2u(documents: dict[str, Path], name: str) -> None:
    require_verapdf()
    passed, said = verapdf(documents[name], "2u")
    assert passed, said


@pytest.mark.parametrize("name", ["registration", "contract"])
def test_qpdf_finds_no_syntax_error(documents: dict[str, Path], name: str) -> None:
    done = subprocess.run([tool("qpdf"), "--check", str(documents[name])], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_a_plain_page_is_not_accepted_so_the_validator_looks(tmp_path: Path) -> None:
    path = tmp_path / "plain.pdf"
    path.write_bytes(blank())
    assert page_validation.validate_pdf(str(path), profile="2u").failures


def test_every_font_is_embedded_as_a_subset(registration: tuple[Any, list[Any]]) -> None:
    fonts = [font.get_object() for font in registration[1][0]["/Resources"]["/Font"].values()]
    assert fonts
    for font in fonts:
        assert "+" in font["/BaseFont"]
        assert "/FontFile2" in font["/FontDescriptor"]
        assert "/ToUnicode" in font


def test_no_standard_font_is_named_anywhere(documents: dict[str, Path]) -> None:
    for path in documents.values():
        assert b"Helvetica" not in path.read_bytes()


def test_fields_are_empty_and_in_the_order_of_signing(registration: tuple[Any, list[Any]]) -> None:
    fields = [field.get_object() for field in registration[0]["/AcroForm"]["/Fields"]]
    assert [field["/T"] for field in fields] == ["applicant", "staff", "seal"]
    assert [field["/TU"] for field in fields] == ["申请人签名", "经办人签名", "站点签章"]
    for field in fields:
        assert field["/FT"] == "/Sig"
        assert "/V" not in field
        assert field["/F"] == 132
        assert field["/AP"]["/N"].get_data() == b""
        assert field["/P"].get_object() == registration[1][0].get_object()


def test_only_the_seal_locks_and_it_is_invisible(registration: tuple[Any, list[Any]]) -> None:
    applicant, staff, seal = (field.get_object() for field in registration[0]["/AcroForm"]["/Fields"])
    assert "/Lock" not in applicant
    assert "/Lock" not in staff
    assert seal["/Lock"] == {"/Type": "/SigFieldLock", "/Action": "/All", "/P": 1}
    assert seal["/Rect"] == [0, 0, 0, 0]


def test_info_and_xmp_say_the_same() -> None:
    reader = PdfReader(BytesIO(archival(blank(), META)))
    info, xmp = reader.metadata, reader.xmp_metadata
    assert info is not None
    assert xmp is not None
    assert (info.title, xmp.dc_title) == (META.title, {"x-default": META.title})
    assert (info.subject, xmp.dc_description) == (META.subject, {"x-default": META.subject})
    assert [info.author] == xmp.dc_creator == [META.author]
    assert info.producer == xmp.pdf_producer == "Luobi"
    assert {str(info[key]) for key in ("/CreationDate", "/ModDate")} == {"D:20261123024200+00'00'"}
    assert xmp.xmp_create_date == xmp.xmp_modify_date == datetime(2026, 11, 23, 2, 42)
    assert objects(archival(blank(), META))[0]["/Lang"] == "zh-CN"


def test_xmp_names_part_and_conformance() -> None:
    root = ElementTree.fromstring(xmp_packet(META).encode())
    assert [root.find(f".//{{http://www.aiim.org/pdfa/ns/id/}}{tag}").text for tag in ("part", "conformance")] == [  # type: ignore[union-attr]
        "2",
        "U",
    ]


def test_the_identifier_follows_the_content() -> None:
    def identifier(pdf: bytes) -> object:
        both: Any = PdfReader(BytesIO(pdf)).trailer["/ID"]
        assert both[0] == both[1]
        return both[0]

    same, again = archival(blank(), META), archival(blank(), META)
    other = archival(blank(), replace(META, title="别的"))
    assert same == again
    assert identifier(same) != identifier(other)


def test_a_time_without_a_zone_is_refused() -> None:
    with pytest.raises(PageError, match="time zone"):
        archival(blank(), replace(META, created=datetime(2026, 1, 1)))


def test_a_field_stands_on_the_page_that_it_names() -> None:
    fields = [SignatureField("a", 1, (10, 20, 110, 60), "甲"), seal_field(0)]
    _, (first, second) = objects(archival(blank(2), META, fields))
    assert [note.get_object()["/T"] for note in first["/Annots"]] == ["seal"]
    assert [note.get_object()["/T"] for note in second["/Annots"]] == ["a"]
    assert second["/Annots"][0].get_object()["/Rect"] == [10, 20, 110, 60]


def test_without_fields_there_is_no_form() -> None:
    assert "/AcroForm" not in objects(archival(blank(), META))[0]


def blank(pages: int = 1) -> bytes:
    out = BytesIO()
    canvas = new_canvas(out, (200, 100), Faces.load())
    for _ in range(pages):
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def test_without_java_the_verapdf_tests_say_why_they_skip_but_never_in_ci(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda tool: None)
    monkeypatch.setenv("CI", "")
    with pytest.raises(pytest.skip.Exception, match="java and mvn, not installed"):
        require_verapdf()
    monkeypatch.setenv("CI", "true")
    with pytest.raises(RuntimeError, match="CI does not skip veraPDF"):
        require_verapdf()
