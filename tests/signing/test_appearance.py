"""The signed box: ink as vectors, name and time beside it and never over it, fonts embedded."""

from __future__ import annotations

from io import BytesIO

import pypdfium2
import pytest
from PIL import Image
from pypdf import PdfReader

from signing.appearance import appearance
from signing.errors import MissingGlyph, PageError
from signing.fonts import Faces
from signing.raster import page_png
from signing.signature_rectangle import SignatureRectangle
from tests.signing.papers import LONG_NAME, objects

PLACE = SignatureRectangle("applicant", "applicant", 0, 62.0, 100.0, 226.772, 90.709)
WHEN = "2026-11-23 10:42"
DIAGONAL = f"1 J 1 j 2 w 0 0 m {PLACE.ink_width_pt:.2f} {PLACE.ink_height_pt:.2f} l S\n".encode()


@pytest.fixture(scope="module")
def faces() -> Faces:
    return Faces.load()


def dark_rows(pdf: bytes) -> tuple[list[int], int]:
    """Rows of the picture with dark (not grey) points, from the lower edge, and the height of the picture."""
    picture = Image.open(BytesIO(page_png(pdf, 0, 144))).convert("L")
    pixels = picture.load()
    assert pixels is not None
    rows = [
        picture.height - 1 - y
        for y in range(picture.height)
        if any(pixels[x, y] < 60 for x in range(picture.width))  # type: ignore[operator]
    ]
    return rows, picture.height


def text_of(pdf: bytes) -> str:
    with pypdfium2.PdfDocument(pdf) as document:
        return str(document[0].get_textpage().get_text_bounded())


def test_it_is_one_page_of_exactly_the_box(faces: Faces) -> None:
    reader = PdfReader(BytesIO(appearance(DIAGONAL, PLACE, "张𬭚", WHEN, faces)))
    assert len(reader.pages) == 1
    box = reader.pages[0].mediabox
    assert (float(box.width), float(box.height)) == pytest.approx((PLACE.width_pt, PLACE.height_pt), abs=0.001)


def test_ink_fills_its_room_and_no_more(faces: Faces) -> None:
    rows, height = dark_rows(appearance(DIAGONAL, PLACE, "张𬭚", WHEN, faces))
    scale = height / PLACE.height_pt
    assert min(rows) >= (PLACE.ink_y_pt - 2) * scale
    assert max(rows) <= (PLACE.ink_y_pt + PLACE.ink_height_pt + 2) * scale
    assert max(rows) - min(rows) >= 0.95 * PLACE.ink_height_pt * scale


@pytest.mark.parametrize("name", ["张𬭚", LONG_NAME, LONG_NAME + "·" + LONG_NAME])
def test_name_and_time_stand_whole_in_the_strip_below_the_ink(faces: Faces, name: str) -> None:
    pdf = appearance(b"", PLACE, name, WHEN, faces, note="代")
    assert "".join(text_of(pdf).split()) == f"{name}代{WHEN}".replace(" ", "")
    with pypdfium2.PdfDocument(pdf) as document:
        page = document[0].get_textpage()
        boxes = [page.get_charbox(at) for at in range(page.count_chars()) if page.get_text_range(at, 1).strip()]
    assert all(box[0] >= 0 and box[2] <= PLACE.width_pt for box in boxes)
    assert all(box[1] >= 0 and box[3] <= PLACE.ink_y_pt for box in boxes)


@pytest.mark.parametrize("characters", range(1, 51))
def test_a_name_as_long_as_a_line_is_no_longer_than_it(faces: Faces, characters: int) -> None:
    assert appearance(b"", PLACE, "欧" * characters, "2026年11月30日 21:07", faces)


def test_a_name_that_does_not_fit_is_refused_not_cut(faces: Faces) -> None:
    with pytest.raises(PageError, match="wider"):
        appearance(b"", PLACE, LONG_NAME * 5, WHEN, faces)


def test_a_name_without_a_glyph_is_refused(faces: Faces) -> None:
    with pytest.raises(MissingGlyph) as caught:
        appearance(b"", PLACE, "张\U0002ebf0", WHEN, faces)
    assert caught.value.where == "签名人姓名"


def test_fonts_are_embedded_and_helvetica_is_not_named(faces: Faces) -> None:
    pdf = appearance(DIAGONAL, PLACE, "张𬭚", WHEN, faces)
    assert b"Helvetica" not in pdf
    _, (page,) = objects(pdf)
    for font in page["/Resources"]["/Font"].values():
        assert "/FontFile2" in font.get_object()["/FontDescriptor"]


def test_the_same_signature_is_drawn_with_the_same_bytes(faces: Faces) -> None:
    assert appearance(DIAGONAL, PLACE, "张𬭚", WHEN, faces) == appearance(DIAGONAL, PLACE, "张𬭚", WHEN, faces)
