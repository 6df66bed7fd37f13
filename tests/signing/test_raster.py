"""Pictures show the frozen bytes, signature appearances included."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest
from PIL import Image
from pypdf import PdfReader, PdfWriter
from pypdf.generic import DecodedStreamObject, NameObject

from signing.fonts import Faces
from signing.freeze import Frozen, freeze
from signing.raster import Sheets, page_count, page_png
from tests.conftest import ROOT
from tests.signing.papers import AT, FACTS, REGISTRATION, contract, contract_answers, registration_answers


@pytest.fixture(scope="module")
def frozen() -> Frozen:
    return freeze(REGISTRATION, registration_answers(), FACTS, Faces.load(), AT)


def test_a_page_is_a_png_of_a4_at_the_resolution(frozen: Frozen) -> None:
    picture = Image.open(BytesIO(page_png(frozen.pdf, 0, 100)))
    assert picture.format == "PNG"
    assert picture.size == (827, 1170)


def test_the_same_bytes_give_the_same_picture(frozen: Frozen) -> None:
    assert page_png(frozen.pdf, 0, 50) == page_png(frozen.pdf, 0, 50)


@pytest.mark.parametrize("page", [-1, 1])
def test_a_page_that_is_not_there_is_an_error(frozen: Frozen, page: int) -> None:
    with pytest.raises(IndexError):
        page_png(frozen.pdf, page, 50)


def test_pages_are_counted() -> None:
    form = contract()
    frozen = freeze(form, contract_answers(form), FACTS, Faces.load(), AT)
    assert page_count(frozen.pdf) == frozen.pages > 1


def test_the_appearance_of_a_field_is_drawn(frozen: Frozen) -> None:
    place = frozen.place("applicant")
    shown = Image.open(BytesIO(page_png(with_black_box(frozen), 0, 72))).convert("L")
    middle = (round(place.x_pt + place.width_pt / 2), round(shown.height - place.y_pt - place.height_pt / 2))
    before = Image.open(BytesIO(page_png(frozen.pdf, 0, 72))).convert("L")
    assert before.getpixel(middle) == 255
    assert shown.getpixel(middle) == 0


def with_black_box(frozen: Frozen) -> bytes:
    """The document with a black rectangle as the appearance of its first field."""
    writer = PdfWriter(clone_from=PdfReader(BytesIO(frozen.pdf)))
    root: Any = writer.root_object
    field = root["/AcroForm"]["/Fields"][0].get_object()
    black = DecodedStreamObject()
    black.update(field["/AP"]["/N"])
    black.pop(NameObject("/Filter"), None)
    black.set_data(b"0 g 0 0 1000 1000 re f")
    field["/AP"][NameObject("/N")] = writer._add_object(black)
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def test_a_page_has_one_size_one_width_and_its_own_text(frozen: Frozen) -> None:
    with Sheets(frozen.pdf) as sheets:
        assert sheets.size_pt(0) == pytest.approx((595.28, 841.89), abs=0.1)
        drawn = sheets.raster(0, 333)
        assert (drawn.width_px, len(drawn.bgrx)) == (333, 4 * drawn.width_px * drawn.height_px)
        texts = ["".join(cell.text for line in sheets.lines(page) for cell in line) for page in range(len(sheets))]
    assert len(set(texts)) == frozen.pages


def test_no_other_module_opens_documents_by_pdfium() -> None:
    opening = {
        path.relative_to(ROOT).as_posix()
        for package in ("forms", "signing", "archive", "terminal")
        for path in (ROOT / package).rglob("*.py")
        if "import pypdfium2" in path.read_text("utf-8")
    }
    assert opening == {"signing/raster.py"}
