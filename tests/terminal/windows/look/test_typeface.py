"""The screens' type comes from the product's own files and the named fall-back, never from whatever is installed."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from PyQt6.QtGui import QFontInfo, QFontMetrics, QGlyphRun
from PyQt6.QtWidgets import QApplication

from forms import sample
from signing.errors import MissingGlyph
from signing.fonts import SYSTEM, Faces
from terminal.demo import pad_pictures
from terminal.demo.pictures import contact
from terminal.errors import LookError
from terminal.windows.look import Look, Mode, typeface
from terminal.windows.look.desk import DeskLook
from terminal.windows.look.glass import NOTEBOOK
from terminal.windows.look.look import Role
from terminal.windows.pad.text import Text, laid_out
from tests.terminal.windows.pad.all_screens import shown
from tests.terminal.windows.station_font import FAMILY, OWN, write_font

pytestmark = pytest.mark.usefixtures("qapp")
WEIGHTS = [False, True]


def test_the_chain_begins_with_the_shipped_face_and_is_the_documents() -> None:
    assert typeface.families()[0] == "Noto Sans SC"
    assert typeface.RARE == SYSTEM


@pytest.mark.parametrize("name", ["NotoSansSC-Regular.ttf", "NotoSansSC-Bold.ttf"])
def test_the_shipped_files_are_the_ones_described(name: str) -> None:
    told = re.search(rf"{name}` \| `([0-9a-f]{{64}})`", (typeface.SHIPPED / "README.md").read_text(encoding="utf-8"))
    assert told is not None
    assert hashlib.sha256((typeface.SHIPPED / name).read_bytes()).hexdigest() == told[1]


@pytest.mark.parametrize("bold", WEIGHTS)
def test_type_has_the_size_and_family_that_were_asked(bold: bool) -> None:
    made = typeface.font(40, bold)
    info = QFontInfo(made)
    assert (info.family(), info.pixelSize(), info.bold()) == ("Noto Sans SC", 40, bold)
    assert QFontMetrics(made).horizontalAdvance("您") == 40


def faces_of(text: str) -> set[str]:
    look = Look.of(Mode(), NOTEBOOK)
    layout = laid_out(look, text, Role.BODY, False, None, Text(look).alignment())
    runs: list[QGlyphRun] = layout.lineAt(0).glyphRuns()
    return {run.rawFont().familyName() for run in runs}


def test_a_rare_character_comes_from_the_named_fall_back() -> None:
    if not all(path.is_file() for path in typeface.RARE):
        pytest.skip("fonts-babelstone-han and fonts-hanazono are not installed")
    rare = "\U0002a7dd"  # beyond what the shipped face has
    assert typeface.missing(rare) == ()
    assert faces_of(rare) <= set(typeface.families())


def test_every_character_on_every_screen_is_in_the_chain() -> None:
    seen = set()
    for one in shown("1920", "normal", False):
        words = [text.text() for text in one.texts()] + [button.text() for button in one.buttons()]
        for said in words:
            assert typeface.missing(said) == (), one.name
            seen |= faces_of(said.replace("\n", " "))
    assert seen <= set(typeface.families())
    assert "𬭚" in sample.sample_registration()["name"]


def test_a_character_that_no_face_draws_is_named() -> None:
    assert typeface.missing("甲\U0010fffd乙") == ("\U0010fffd",)


def test_a_character_that_only_the_screens_draw_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    face = typeface._faces()[0]
    monkeypatch.setattr(typeface, "_faces", lambda: (face,))
    only_screens = "\uf900"  # in Noto Sans SC, not in Noto Serif SC
    assert face.supportsCharacter(ord(only_screens))
    assert typeface.missing(only_screens) == (only_screens,)


def test_a_font_that_cannot_be_read_is_said_so(tmp_path: Path) -> None:
    broken = tmp_path / "broken.ttf"
    broken.write_bytes(b"no font")
    with pytest.raises(LookError, match=r"broken\.ttf"):
        typeface.families((broken,))


@pytest.fixture
def own_font(tmp_path: Path) -> Iterator[Path]:
    yield write_font(tmp_path / "one.ttf")
    typeface.use(())


def test_a_stations_own_font_draws_on_screens_what_it_draws_on_paper(own_font: Path) -> None:
    assert typeface.missing(f"王{OWN}") == (OWN,)
    with pytest.raises(MissingGlyph):
        Faces.load().require(OWN, "姓名")
    typeface.use((own_font,))
    Faces.load((own_font,)).require(OWN, "姓名")
    assert typeface.missing(f"王{OWN}") == ()
    assert typeface.families()[-1] == FAMILY
    assert faces_of(OWN) == {FAMILY}
    assert typeface.font(40).families()[-1] == FAMILY
    assert FAMILY in Look.of(Mode(), NOTEBOOK).sheet and FAMILY in DeskLook.of(1200).sheet
    typeface.use(())
    assert typeface.missing(f"王{OWN}") == (OWN,)


def test_a_stations_own_font_that_cannot_be_read_is_said_so_and_changes_nothing(tmp_path: Path) -> None:
    before = typeface.families()
    with pytest.raises(LookError, match=r"none\.ttf"):
        typeface.use((tmp_path / "none.ttf",))
    assert typeface.families() == before


def test_the_pictures_are_drawn_by_a_script(tmp_path: Path, qapp: QApplication) -> None:
    written = pad_pictures.write(tmp_path, {"normal": Mode()}, {"1920x1080": NOTEBOOK})
    sheet = contact(written, tmp_path, Look.of(Mode(), NOTEBOOK))
    assert sheet.name == "contact-sheet.png"
    assert len(written) == len(list(pad_pictures.scenes(pad_pictures.registration(), pad_pictures.contract())))
    assert all(path.stat().st_size > 5000 for path in written)
