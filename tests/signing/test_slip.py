"""The receipt slip: a program, a phone and a person read the same from it."""

from __future__ import annotations

import subprocess
from pathlib import Path

import page as page_validation
import pypdfium2
import pytest
from pypdf import PdfReader

from signing.errors import MissingGlyph, PageError
from signing.fonts import Faces
from signing.raster import page_png
from signing.slip import receipt_page
from tests.signing.papers import AT, objects
from tests.tools import tool
from tests.verapdf import require_verapdf, verapdf

TEXT = "luobi-receipt/1\nrecord 370000-2026-001284\nseq 12\n\nstation.example/370000\n13\n— key " + "Ab9+/" * 60 + "\n"
LINES = [("办件号", "370000-2026-001284"), ("姓名", "张𬭚"), ("文件指纹", "3f" * 32), ("存证序号", "第 12 条")]
NOTE = "请妥善保管。任何时候都可以凭此回执核验档案。" * 3


@pytest.fixture(scope="module")
def faces() -> Faces:
    return Faces.load()


@pytest.fixture(scope="module")
def slip(faces: Faces, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("slip") / "receipt.pdf"
    path.write_bytes(receipt_page(LINES, TEXT, "存证回执", NOTE, faces, AT))
    return path


def test_validators_accept_it_as_2u(slip: Path) -> None:
    assert page_validation.validate_pdf(str(slip), profile="2u").failures == []
    require_verapdf()
    passed, said = verapdf(slip, "2u")
    assert passed, said


def test_a_program_reads_the_text_from_info_and_from_xmp(slip: Path) -> None:
    reader = PdfReader(slip)
    assert reader.metadata is not None
    assert reader.metadata.subject == TEXT
    assert reader.xmp_metadata is not None
    assert reader.xmp_metadata.dc_description == {"x-default": TEXT}


def test_a_phone_reads_the_text_from_the_code(slip: Path, tmp_path: Path) -> None:
    picture = tmp_path / "slip.png"
    picture.write_bytes(page_png(slip.read_bytes(), 0, 150))
    done = subprocess.run([tool("zbarimg"), "-q", "--raw", "--nodbus", str(picture)], capture_output=True, check=True)
    assert done.stdout.decode().removesuffix("\n") == TEXT


def test_a_person_reads_every_line(slip: Path) -> None:
    with pypdfium2.PdfDocument(slip) as document:
        assert len(document) == 1
        text = "".join(document[0].get_textpage().get_text_bounded().split())
    for part in ("存证回执", NOTE, *(word for line in LINES for word in line)):
        assert part.replace(" ", "") in text


def test_the_same_receipt_is_the_same_bytes(faces: Faces, slip: Path) -> None:
    assert receipt_page(LINES, TEXT, "存证回执", NOTE, faces, AT) == slip.read_bytes()


def test_a_text_too_long_for_phones_is_refused(faces: Faces) -> None:
    with pytest.raises(PageError, match="does not fit a QR code"):
        receipt_page(LINES, "x" * 1001, "存证回执", NOTE, faces, AT)


def test_a_table_that_leaves_no_room_for_the_code_is_refused(faces: Faces) -> None:
    with pytest.raises(PageError, match="no room"):
        receipt_page(LINES * 6, TEXT, "存证回执", NOTE, faces, AT)


def test_a_missing_glyph_is_named_with_its_line(faces: Faces) -> None:
    with pytest.raises(MissingGlyph) as caught:
        receipt_page([("姓名", "\U0002ebf0")], TEXT, "存证回执", NOTE, faces, AT)
    assert caught.value.where == "姓名"


def test_the_code_is_drawn_as_one_vector_path(slip: Path) -> None:
    _, (page,) = objects(slip.read_bytes())
    assert "/XObject" not in page["/Resources"]
    assert page.get_contents().get_data().count(b" re") > 500
