"""Fonts: every character is drawn by a font that has it, and read back as itself, or the document stops."""

from __future__ import annotations

import hashlib
import re
import shutil
import subprocess
from io import BytesIO
from pathlib import Path

import pytest
from reportlab.pdfbase import ttfonts

from signing.errors import MissingGlyph, PageError
from signing.fonts import SHIPPED, SYSTEM, Faces, Run, to_unicode_cmap
from signing.page import new_canvas, paint_text
from signing.sheet import Text
from tests.tools import tool

NOWHERE = "\U0002ebf0"  # CJK Extension I: in none of the fonts
IN_BABELSTONE = "\U0002000c"
RARE = "张𬭚 李𠅤 㛃䶮𫍯𬱖𬴂𬍛䲡𬘓"

needs_system_fonts = pytest.mark.skipif(
    not all(path.is_file() for path in SYSTEM), reason="fonts-babelstone-han and fonts-hanazono are not installed"
)


@pytest.fixture(scope="module")
def faces() -> Faces:
    return Faces.load()


def test_the_shipped_fonts_are_the_files_that_their_origin_names() -> None:
    said = dict(re.findall(r"\| `(\S+\.ttf)` \| `([0-9a-f]{64})` \|", (SHIPPED / "README.md").read_text()))
    found = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in SHIPPED.glob("*.ttf")}
    assert said == found


def test_ordinary_text_is_one_run_of_the_shipped_face(faces: Faces) -> None:
    assert faces.runs("张三，1988 年。", "姓名") == (Run("NotoSerifSC-Regular", "张三，1988 年。"),)
    assert faces.runs("劳动合同", "标题", bold=True) == (Run("NotoSerifSC-Bold", "劳动合同"),)


@needs_system_fonts
def test_a_rare_character_is_a_run_of_the_first_font_that_has_it(faces: Faces) -> None:
    assert faces.runs(f"张{IN_BABELSTONE}三", "姓名") == (
        Run("NotoSerifSC-Regular", "张"),
        Run("BabelStoneHan", IN_BABELSTONE),
        Run("NotoSerifSC-Regular", "三"),
    )


REFUSED = {
    "in no font": NOWHERE,
    "private use": "\ue000",
    "zero-width space": "\u200b",
    "right-to-left override": "\u202e",
    "variation selector": "\U000e0100",
    "combining accent": "\u0301",
    "line break": "\n",
    "lone surrogate": "\ud800",
}


@pytest.mark.parametrize("character", REFUSED.values(), ids=REFUSED)
def test_a_character_that_cannot_be_shown_is_refused_by_its_name_and_place(faces: Faces, character: str) -> None:
    with pytest.raises(MissingGlyph) as caught:
        faces.runs(f"张{character}", "失业前单位")
    assert (caught.value.character, caught.value.where) == (character, "失业前单位")
    assert f"U+{ord(character):04X}" in str(caught.value)
    with pytest.raises(MissingGlyph):
        faces.width(character, 11, "姓名")


def test_the_width_is_the_sum_of_the_advances(faces: Faces) -> None:
    assert faces.width("张三", 10, "姓名") == pytest.approx(20)
    assert faces.width("", 10, "姓名") == 0
    assert 0 < faces.width("1", 10, "姓名") < 10


def test_a_named_font_that_is_not_there_is_an_error_at_once(tmp_path: Path) -> None:
    with pytest.raises(PageError, match="is not there"):
        Faces.load([tmp_path / "none.ttf"])


def test_a_named_font_that_cannot_be_embedded_is_an_error_that_says_what_to_name(tmp_path: Path) -> None:
    path = tmp_path / "broken.ttf"
    path.write_bytes(b"not a font")
    with pytest.raises(PageError, match="TrueType outlines"):
        Faces.load([path]).runs(NOWHERE, "姓名")


def test_a_named_font_is_asked_last(tmp_path: Path) -> None:
    path = tmp_path / "Operator.ttf"
    shutil.copy(SHIPPED / "NotoSerifSC-Regular.ttf", path)
    faces = Faces.load([path])
    assert [face.name for face in faces.regular][-1] == "Operator"
    assert faces.runs("张", "姓名") == (Run("NotoSerifSC-Regular", "张"),)


def test_the_unicode_map_is_utf_16_without_empty_codes_in_blocks_of_a_hundred() -> None:
    cmap = to_unicode_cmap("AAAAAA+Face", [0, 0x5F20, 0x2CB5A, *range(0x4E00, 0x4E00 + 150)])
    assert "<01> <5F20>" in cmap
    assert "<02> <D872DF5A>" in cmap
    assert "<00> <0000>" not in cmap
    sizes = [int(size) for size in re.findall(r"(\d+) beginbfchar", cmap)]
    assert sizes == [100, 52]
    assert "/CMapName /AAAAAA-Face def" in cmap
    assert ttfonts.makeToUnicodeCMap is to_unicode_cmap


def test_characters_beyond_the_bmp_are_read_back_by_another_program(faces: Faces, tmp_path: Path) -> None:
    out = BytesIO()
    canvas = new_canvas(out, (400, 100), faces)
    paint_text(canvas, Text(0, 0, RARE, 12, "姓名"), 20, 50, faces)
    canvas.showPage()
    canvas.save()
    path = tmp_path / "rare.pdf"
    path.write_bytes(out.getvalue())
    done = subprocess.run([tool("pdftotext"), str(path), "-"], capture_output=True, check=True)
    assert done.stdout.decode().split() == RARE.split()
