"""The paper route: the visit's form to print, which claims no level and no electronic signature."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest
from pypdf import PdfReader

from archive.verify import verify as verify_archive
from signing.errors import MissingGlyph
from signing.fonts import Faces
from signing.verify import verify_pdf
from terminal.clerk import paper_route, records
from terminal.clerk.counter import Counter
from terminal.errors import ActRefused, PlaceError
from terminal.visit import flow
from terminal.visit.paper_code import code_of
from tests.terminal import stations
from tests.verapdf import require_verapdf, verapdf

FORMS = ("unemployment-registration", "fixed-term-contract")
CODE = "2SFE-6NSM"


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
    path = paper_route.write(counter, stations.to_freeze(visit) if filled else visit, filled, str(tmp_path / "out"))
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
    blank, filled = (paper_route.write(counter, visit, each, str(tmp_path / "out")) for each in (False, True))
    assert "张𬭚" in pages(filled)[0] and "张𬭚" not in "".join(pages(blank))
    assert filled.endswith("-paper-2.pdf"), "the blank one is not written over"


def test_a_visit_that_has_only_begun_can_go_on_on_paper(counter: Counter, tmp_path: Path) -> None:
    visit = stations.opened_visit(counter, "fixed-term-contract")
    visit = stations.tell(visit, *stations.consents(), flow.Entered("worker_name", "王𬭚", "staff:S01"))
    text = "".join(pages(paper_route.write(counter, visit, True, str(tmp_path / "out"))))
    assert "王𬭚" in text and "＿＿＿＿" in text


def test_witnesses_of_a_mark_have_their_boxes_on_paper_too(counter: Counter, tmp_path: Path) -> None:
    visit = stations.tell(stations.opened_visit(counter), flow.Joined(stations.SECOND))
    visit = stations.tell(visit, flow.SignsAs(flow.Manner.MARK))
    assert "".join(pages(paper_route.write(counter, visit, True, str(tmp_path / "out")))).count("见证人签名") == 2


def test_a_character_that_no_font_has_is_named_and_a_blank_form_still_made(counter: Counter, tmp_path: Path) -> None:
    visit = stations.to_freeze(stations.opened_visit(counter), name="张\U0002ebf0")
    with pytest.raises(MissingGlyph, match=r"U\+2EBF0.*姓名"):
        paper_route.write(counter, visit, True, str(tmp_path / "out"))
    assert list((tmp_path / "out").iterdir()) == []
    assert Path(paper_route.write(counter, visit, False, str(tmp_path / "out"))).is_file()


def test_a_place_that_is_not_there_is_said(counter: Counter, tmp_path: Path) -> None:
    visit = stations.opened_visit(counter)
    for folder in (tmp_path / "none", counter.station.folder):
        with pytest.raises(PlaceError):
            paper_route.write(counter, visit, False, str(folder))


def on_paper(counter: Counter, *events: flow.Event) -> flow.Visit:
    """A visit that goes on with paper."""
    visit = stations.opened_visit(counter)
    return stations.tell(visit, flow.Consent("dynamics", False), *events, flow.Go())


def test_paper_desk_and_entry_carry_the_same_number_edition_and_code(counter: Counter, tmp_path: Path) -> None:
    visit = on_paper(counter, flow.Entered("name", "张𬭚", "staff:S01"))
    printed = pages(paper_route.write(counter, visit, True, str(tmp_path / "out")))
    entry = paper_route.commit(counter, visit)
    code = code_of(visit)
    assert re.fullmatch("[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}", code)
    assert (entry.type, entry.facts["number"], entry.facts["edition"], entry.facts["code"], entry.facts["reason"]) == (
        "paper", visit.number, visit.form.edition, code, "consent-refused",
    )  # fmt: skip
    for page in printed:
        assert f"办件号 {visit.number} · 核验码 {code}" in page
        assert f"{visit.form.edition} 版" in page


def test_the_checking_code_is_another_for_every_case_and_wording() -> None:
    visit = stations.numbered_visit("ab" * 16, "379999-2026-000001")
    others = (
        replace(visit, record="ac" * 16),
        replace(visit, number="379999-2026-000002"),
        replace(visit, form=replace(visit.form, commitment="别的")),
    )
    assert code_of(visit) == CODE
    assert len({code_of(each) for each in (visit, *others)}) == 4


def test_a_case_on_paper_verifies_and_waits_for_its_scan(counter: Counter) -> None:
    visit = on_paper(counter, flow.Entered("name", "张𬭚", "staff:S01"))
    here = counter.station
    counter.keep(visit, lambda: paper_route.commit(counter, visit))
    report = verify_archive(here.store, store_key=here.store_key)
    assert (report.verdict, {finding.kind.name for finding in report.findings}) == ("self-consistent", {"NOT_ANCHORED"})
    (line,) = records.waiting_for_scans(here)
    assert (line.record, line.kind, line.number, line.name) == (visit.record, "paper", visit.number, "张＊")
    opened, document = records.open_record(here, visit.record)
    assert opened.verdict == "paper"
    assert document.startswith(b"%PDF-")
    with pytest.raises(ActRefused):
        records.hand_out(counter, visit.record, str(here.folder.parent / "out"), "S01", counter.now())


def test_a_case_whose_name_cannot_be_printed_is_kept_all_the_same(counter: Counter) -> None:
    visit = on_paper(counter, flow.Entered("name", "张\U0002ebf0", "staff:S01"))
    entry = paper_route.commit(counter, visit)
    here = counter.station
    metadata = json.loads(here.store.blob(entry.id, "metadata", here.store_key))
    assert metadata["answers"]["values"]["name"]["value"] == "张\U0002ebf0"


def test_a_case_with_an_agent_is_kept_and_found_by_both_names_whatever_can_be_printed(counter: Counter) -> None:
    begun = replace(stations.opened_visit(counter), agents={"applicant": "李四"})
    begun = replace(begun, manners={"applicant": flow.Manner.AGENT})
    refused = stations.tell(begun, flow.Consent("electronic", False), flow.Entered("name", "张\U0002ebf0", "staff:S01"))
    entry = paper_route.commit(counter, stations.tell(refused, flow.Go()))
    here = counter.station
    for name in ("张\U0002ebf0", "李四"):
        assert here.store.search("names", name, here.store_key) == (entry.id,)


def test_a_case_on_paper_that_is_committed_is_not_committed_twice(counter: Counter) -> None:
    visit = on_paper(counter)
    first, again = (counter.keep(visit, lambda: paper_route.commit(counter, visit)) for _ in range(2))
    assert (first[1].seq, again[1].seq) == (1, 1)


def test_printing_alone_writes_nothing_into_the_log(counter: Counter, tmp_path: Path) -> None:
    paper_route.write(counter, stations.opened_visit(counter), False, str(tmp_path / "out"))
    assert counter.station.store.size() == 1


@pytest.mark.parametrize("form", FORMS)
def test_the_paper_is_archival_pdf(counter: Counter, tmp_path: Path, form: str) -> None:
    require_verapdf()
    path = paper_route.write(counter, stations.opened_visit(counter, form), False, str(tmp_path / "out"))
    passed, said = verapdf(Path(path), "2u")
    assert passed, said


def test_a_blank_form_has_no_box_that_nobody_ticks_and_breaks_no_choice(counter: Counter, tmp_path: Path) -> None:
    visit = stations.opened_visit(counter)
    text = "".join(pages(paper_route.write(counter, visit, False, str(tmp_path / "out"))))
    assert "□男" in text and "□女" in text
    assert "未知的性别" not in text and "未说明的性别" not in text
    for label in ("失去承包土地", "毕业、结业后未就业", "双方协商解除劳动关系", "职业介绍", "外地非农业户口"):
        assert f"□{label}" in text
