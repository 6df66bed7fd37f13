"""The paper route: the visit's form to print, which claims no level and no electronic signature."""

from __future__ import annotations

import re
from io import BytesIO
from pathlib import Path

import pytest
from pypdf import PdfReader

from signing.errors import MissingGlyph
from signing.fonts import Faces
from signing.verify import verify_pdf
from terminal import flow
from terminal.clerk import paper
from terminal.counter import Counter
from terminal.errors import PlaceError
from tests.terminal import stations
from tests.verapdf import require_verapdf, verapdf

FORMS = ("unemployment-registration", "fixed-term-contract")


@pytest.fixture(scope="module")
def faces() -> Faces:
    return Faces.load()


def at_a(kind: str, tmp_path: Path, faces: Faces) -> Counter:
    opened, _ = stations.make(tmp_path / "station", kind=kind)
    (tmp_path / "out").mkdir()
    return stations.counter_of(opened, faces)


@pytest.fixture
def counter(tmp_path: Path, faces: Faces) -> Counter:
    return at_a("training", tmp_path, faces)


def pages(path: str) -> list[str]:
    return [page.extract_text() for page in PdfReader(BytesIO(Path(path).read_bytes())).pages]


@pytest.mark.parametrize("filled", [False, True], ids=["blank", "filled"])
@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("kind", ["training", "production"])
def test_every_page_says_what_it_is_for_and_claims_nothing(
    tmp_path: Path, faces: Faces, kind: str, form: str, filled: bool
) -> None:
    counter = at_a(kind, tmp_path, faces)
    visit = stations.opened_visit(counter, form)
    path = paper.write(counter, stations.to_freeze(visit) if filled else visit, filled, str(tmp_path / "out"))
    assert path == str(tmp_path / "out" / f"{visit.number}-paper.pdf")
    text = pages(path)
    for page in text:
        assert "纸质办理用" in page and visit.number in page
        assert ("演练，不具法律效力" in page) == (kind == "training")
    whole = "".join(text).replace("\n", "")
    assert not re.search("保证级别|L[0-3]|电子方式签名|采用电子|签署屏|定稿", whole)
    reader = PdfReader(path)
    assert reader.get_fields() in (None, {})
    assert verify_pdf(Path(path).read_bytes(), []).verdict == "invalid"


def test_answers_are_printed_when_it_is_filled_and_only_then(counter: Counter, tmp_path: Path) -> None:
    visit = stations.to_freeze(stations.opened_visit(counter))
    blank, filled = (paper.write(counter, visit, each, str(tmp_path / "out")) for each in (False, True))
    assert "张𬭚" in pages(filled)[0] and "张𬭚" not in "".join(pages(blank))
    assert filled.endswith("-paper-2.pdf"), "the blank one is not written over"


def test_a_visit_that_has_only_begun_can_go_on_on_paper(counter: Counter, tmp_path: Path) -> None:
    visit = stations.opened_visit(counter, "fixed-term-contract")
    visit = stations.tell(visit, *stations.consents(), flow.Entered("worker_name", "王𬭚", "staff:S01"))
    text = "".join(pages(paper.write(counter, visit, True, str(tmp_path / "out"))))
    assert "王𬭚" in text and "＿＿＿＿" in text


def test_witnesses_of_a_mark_have_their_boxes_on_paper_too(counter: Counter, tmp_path: Path) -> None:
    visit = stations.tell(stations.opened_visit(counter), flow.Joined(stations.SECOND))
    visit = stations.tell(visit, flow.SignsAs(flow.Manner.MARK))
    assert "".join(pages(paper.write(counter, visit, True, str(tmp_path / "out")))).count("见证人签名") == 2


def test_a_character_that_no_font_has_is_named_and_a_blank_form_still_made(counter: Counter, tmp_path: Path) -> None:
    visit = stations.to_freeze(stations.opened_visit(counter), name="张\U0002ebf0")
    with pytest.raises(MissingGlyph, match=r"U\+2EBF0.*姓名"):
        paper.write(counter, visit, True, str(tmp_path / "out"))
    assert list((tmp_path / "out").iterdir()) == []
    assert Path(paper.write(counter, visit, False, str(tmp_path / "out"))).is_file()


def test_a_place_that_is_not_there_is_said(counter: Counter, tmp_path: Path) -> None:
    visit = stations.opened_visit(counter)
    for folder in (tmp_path / "none", counter.station.folder):
        with pytest.raises(PlaceError):
            paper.write(counter, visit, False, str(folder))


def test_the_log_says_nothing_of_paper(counter: Counter, tmp_path: Path) -> None:
    paper.write(counter, stations.opened_visit(counter), False, str(tmp_path / "out"))
    assert counter.station.store.size() == 1


@pytest.mark.parametrize("form", FORMS)
def test_the_paper_is_archival_pdf(counter: Counter, tmp_path: Path, form: str) -> None:
    require_verapdf()
    path = paper.write(counter, stations.opened_visit(counter, form), False, str(tmp_path / "out"))
    passed, said = verapdf(Path(path), "2u")
    assert passed, said


def test_a_blank_form_has_no_box_that_nobody_ticks_and_breaks_no_choice(counter: Counter, tmp_path: Path) -> None:
    visit = stations.opened_visit(counter)
    text = "".join(pages(paper.write(counter, visit, False, str(tmp_path / "out"))))
    assert "□男" in text and "□女" in text
    assert "未知的性别" not in text and "未说明的性别" not in text
    for label in ("失去承包土地", "毕业、结业后未就业", "双方协商解除劳动关系", "职业介绍", "外地非农业户口"):
        assert f"□{label}" in text
