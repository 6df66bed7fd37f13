"""The page: everything is there, inside its frame, and what belongs together stays together."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pypdfium2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from forms.answers import Answers
from forms.errors import AnswerRefused
from forms.load import find_form
from forms.model import Form
from forms.sample import sample_contract
from signing.compose import Composer, chinese_number
from signing.errors import MissingGlyph, PageError
from signing.fonts import Faces
from signing.page import Drawn, draw
from signing.sheet import CONTENT_HEIGHT, CONTENT_WIDTH, HEIGHT, WIDTH, BoxMark, Placed, Rectangle, Slab, Text, flow
from tests.signing.papers import (
    COMMITMENT,
    FACTS,
    LONG_NAME,
    RARE_NAME,
    REGISTRATION,
    contract,
    contract_answers,
    registration_answers,
)

ADDRESS = ("某省某市示例区和平街道长安社区幸福路 1288 号（原红星机械厂家属院）东区 12 号楼，" * 6)[:200]


@pytest.fixture(scope="module")
def faces() -> Faces:
    return Faces.load()


def texts(drawn: Drawn) -> list[str]:
    """What a reader finds on each page, without blanks."""
    with pypdfium2.PdfDocument(drawn.pdf) as document:
        return ["".join(page.get_textpage().get_text_bounded().split()) for page in document]


def test_the_registration_is_one_page_with_every_answer(faces: Faces) -> None:
    drawn = draw(REGISTRATION, registration_answers(), FACTS, faces)
    assert drawn.pages == 1
    text = texts(drawn)[0]
    for part in (
        "办件号370000-2026-001284",
        "演练，不具法律效力",
        "失业登记表",
        "某市示例区和平街道就业服务站·2026年11月23日",
        "379999198808160031",
        "1988年8月16日",
        "5200.00元",
        "本人承诺：以上内容真实、完整",
        "申请人签名",
        "本人已阅读",
        f"第1页，共1页·失业登记表2026-1版（{REGISTRATION.digest[:4]}{REGISTRATION.digest[4:8]}）",
    ):
        assert part in text
    for field in REGISTRATION.fields:
        assert field.label in text


def test_a_production_station_does_not_say_training(faces: Faces) -> None:
    text = texts(draw(REGISTRATION, registration_answers(), replace(FACTS, training=False), faces))[0]
    assert "演练" not in text


def test_the_level_and_freezing_are_on_no_page_whose_own_words_do_not_speak_of_the_level(faces: Faces) -> None:
    text = texts(draw(REGISTRATION, registration_answers(), FACTS, faces))[0]
    assert not [word for word in ("保证级别", "L1", "定稿", "文件指纹") if word in text]
    form = find_form("fixed-term-contract", "2026-1")
    answers = Answers.start(form)
    for key, value in sample_contract().items():
        answers = answers.enter(key, value, "staff:S01", "2026-11-24T04:00:00Z")
    for training, said in ((True, "保证级别L1（演练）"), (False, "保证级别L1")):
        assert all(said in page for page in texts(draw(form, answers, replace(FACTS, training=training), faces)))


def test_every_page_of_a_contract_has_its_number_visit_and_level(faces: Faces) -> None:
    form = contract()
    pages = texts(draw(form, contract_answers(form), FACTS, faces))
    assert len(pages) > 3
    for number, text in enumerate(pages, 1):
        assert f"第{number}页，共{len(pages)}页" in text
        assert "370000-2026-001284" in text
        assert "演练，不具法律效力" in text


def test_clauses_are_numbered_through_in_order_and_complete(faces: Faces) -> None:
    form = contract()
    text = "".join(texts(draw(form, contract_answers(form), FACTS, faces)))
    at = [text.index(f"第{chinese_number(number)}条约定事项（{number}）") for number in range(1, 25)]
    assert at == sorted(at)
    assert text.count("或者提起诉讼）。") == 24


@pytest.mark.parametrize("clauses", range(1, 13))
def test_boxes_stand_whole_on_the_last_page_with_what_is_affirmed(faces: Faces, clauses: int) -> None:
    form = contract(clauses)
    drawn = draw(form, contract_answers(form), FACTS, faces)
    assert [place.box for place in drawn.places] == ["worker", "employer"]
    assert [place.role for place in drawn.places] == ["worker", "employer"]
    for place in drawn.places:
        left, lower, right, upper = place.rect
        assert place.page == drawn.pages - 1
        assert 0 < left < right < WIDTH
        assert 0 < lower < upper < HEIGHT
    last = texts(drawn)[-1]
    assert "双方确认" in last
    assert "提起诉讼" in last


def test_boxes_do_not_overlap_and_ink_has_room_of_its_own(faces: Faces) -> None:
    applicant, staff = draw(REGISTRATION, registration_answers(), FACTS, faces).places
    assert applicant.rect[2] < staff.rect[0]
    assert applicant.ink_y_pt > 0
    assert applicant.ink_y_pt + applicant.ink_height_pt == pytest.approx(applicant.height_pt)
    assert applicant.ink_x_pt + applicant.ink_width_pt < applicant.width_pt
    assert applicant.ink_width_mm == pytest.approx(76, abs=0.001)
    assert applicant.ink_height_mm > 20


def test_boxes_too_wide_for_one_row_stand_in_two(faces: Faces) -> None:
    wide = replace(REGISTRATION, boxes=tuple(replace(box, width_mm=110) for box in REGISTRATION.boxes))
    answers = replace(registration_answers(), form_digest=wide.digest)
    first, second = draw(wide, answers, FACTS, faces).places
    assert first.rect[0] == second.rect[0]
    assert second.rect[3] < first.rect[1]


@pytest.mark.parametrize("size", [(200, 30), (80, 120)], ids=["too wide", "too high"])
def test_a_box_that_does_not_fit_the_sheet_is_refused(faces: Faces, size: tuple[int, int]) -> None:
    box = replace(REGISTRATION.boxes[0], width_mm=size[0], height_mm=size[1])
    form = replace(REGISTRATION, boxes=(box,))
    with pytest.raises(PageError, match="does not fit the sheet"):
        draw(form, replace(registration_answers(), form_digest=form.digest), FACTS, faces)


def test_answers_to_another_form_are_refused(faces: Faces) -> None:
    with pytest.raises(AnswerRefused):
        draw(contract(), registration_answers(), FACTS, faces)


def test_an_unanswered_field_is_struck_out(faces: Faces) -> None:
    assert "求职意向—" in texts(draw(REGISTRATION, registration_answers(wanted=""), FACTS, faces))[0]


MISSING = {
    "a name": (REGISTRATION, {"name": "张\U0002ebf0"}, "姓名"),
    "an address": (REGISTRATION, {"address": "某市\U0002ebf1街道"}, "常住地址"),
}


@pytest.mark.parametrize(("form", "answer", "label"), MISSING.values(), ids=MISSING)
def test_a_character_without_a_glyph_is_named_with_its_field(
    faces: Faces, form: Form, answer: dict[str, str], label: str
) -> None:
    with pytest.raises(MissingGlyph) as caught:
        draw(form, registration_answers(**answer), FACTS, faces)
    assert caught.value.where == label
    assert caught.value.character in next(iter(answer.values()))


def test_a_missing_glyph_in_a_clause_is_named_with_the_field_it_came_from(faces: Faces) -> None:
    form = contract()
    with pytest.raises(MissingGlyph) as caught:
        draw(form, contract_answers(form, "张\U0002ebf0"), FACTS, faces)
    assert caught.value.where == "乙方姓名"


def test_a_station_name_without_a_glyph_is_named(faces: Faces) -> None:
    with pytest.raises(MissingGlyph) as caught:
        draw(REGISTRATION, registration_answers(), replace(FACTS, station_name="\U0002ebf0站"), faces)
    assert caught.value.where == "站点名称"


def pages_of(form: Form, answers: Answers, faces: Faces) -> tuple[tuple[Placed, ...], ...]:
    return flow(Composer(form, answers, FACTS.frozen_on, faces, form.boxes).slabs("站"))


def marks_of(pages: tuple[tuple[Placed, ...], ...]) -> Iterator[tuple[float, Text | Rectangle | BoxMark]]:
    return ((placed.y, mark) for page in pages for placed in page for mark in placed.slab.marks)


LONG = {"name": LONG_NAME, "address": ADDRESS, "wanted": ADDRESS}


@pytest.mark.parametrize("answers", [{}, LONG, {"wanted": "甲" * 2000}], ids=["short", "long", "very long"])
def test_nothing_leaves_the_content_frame(faces: Faces, answers: dict[str, str]) -> None:
    for y, mark in marks_of(pages_of(REGISTRATION, registration_answers(**answers), faces)):
        if isinstance(mark, Text):
            width = faces.width(mark.text.rstrip(" "), mark.size_pt, mark.where, mark.bold)
            spread = mark.spread_pt * (len(mark.text.rstrip(" ")) - 1)
            assert mark.x >= 0
            assert mark.x + width + spread <= CONTENT_WIDTH + 0.01
            assert 0 <= y + mark.y <= CONTENT_HEIGHT
        else:
            assert mark.x >= 0
            assert mark.x + mark.width <= CONTENT_WIDTH + 0.01
            assert y + mark.y + mark.height <= CONTENT_HEIGHT + 0.01


def test_every_text_of_a_row_lies_inside_its_cell(faces: Faces) -> None:
    for page in pages_of(REGISTRATION, registration_answers(**LONG), faces):
        for placed in page:
            cells = [mark for mark in placed.slab.marks if isinstance(mark, Rectangle)]
            if any(isinstance(mark, BoxMark) for mark in placed.slab.marks):
                continue
            for text in (mark for mark in placed.slab.marks if isinstance(mark, Text) and cells):
                right = text.x + faces.width(text.text.rstrip(" "), text.size_pt, text.where, text.bold)
                assert any(
                    cell.x < text.x and right < cell.x + cell.width and text.size_pt * 0.8 < text.y < cell.height
                    for cell in cells
                )


def test_a_long_answer_is_whole_on_the_page(faces: Faces) -> None:
    text = "".join(texts(draw(REGISTRATION, registration_answers(**LONG), FACTS, faces)))
    assert text.count(ADDRESS.replace(" ", "")) == 2
    assert LONG_NAME in text


def test_a_table_that_crosses_pages_repeats_its_heading(faces: Faces) -> None:
    drawn = draw(REGISTRATION, registration_answers(wanted="甲" * 2000), FACTS, faces)
    first, *others = texts(drawn)
    assert others
    assert "一、个人信息" in first
    assert "一、个人信息（续）" not in first
    assert "一、个人信息（续）" in others[0]
    assert sum(page.count("甲") for page in texts(drawn)) == 2000


def test_the_rare_name_and_the_commitment_are_read_back(faces: Faces) -> None:
    text = texts(draw(REGISTRATION, registration_answers(), FACTS, faces))[0]
    assert RARE_NAME in text
    assert COMMITMENT in text


def test_personal_data_does_not_show_in_the_repr(faces: Faces) -> None:
    assert "pdf=" not in repr(draw(REGISTRATION, registration_answers(), FACTS, faces))


def test_running_text_is_never_torn_apart(faces: Faces) -> None:
    form = contract(3)
    spreads = [
        mark.spread_pt / mark.size_pt
        for _, mark in marks_of(pages_of(form, contract_answers(form), faces))
        if isinstance(mark, Text)
    ]
    assert max(spreads) > 0
    assert max(spreads) <= 0.09


@pytest.mark.parametrize(("number", "words"), [(1, "一"), (10, "十"), (11, "十一"), (20, "二十"), (42, "四十二")])
def test_clauses_count_as_chinese_counts(number: int, words: str) -> None:
    assert chinese_number(number) == words


def test_slabs_that_belong_together_and_exceed_a_page_are_refused() -> None:
    with pytest.raises(PageError, match="higher than a page"):
        flow([Slab(60, (), keep=True), Slab(60, ())], height=100)


def test_a_heading_never_ends_a_page() -> None:
    heading, text = Slab(20, (), keep=True), Slab(20, ())
    pages = flow([Slab(70, ()), heading, text], height=100)
    assert [[placed.slab for placed in page] for page in pages] == [[Slab(70, ())], [heading, text]]


SLABS = st.builds(
    Slab,
    st.floats(1, 30),
    st.just(()),
    st.floats(0, 5),
    st.booleans(),
    st.none() | st.builds(Slab, st.floats(1, 5), st.just(())),
)


@given(st.lists(SLABS, max_size=30))
def test_flow_keeps_order_and_never_overflows(slabs: list[Slab]) -> None:
    bound = [replace(slab, keep=slab.keep and at % 2 == 0) for at, slab in enumerate(slabs)]
    heads = [slab.head for slab in bound if slab.head is not None]
    pages = flow(bound, height=100)
    shown = [placed.slab for page in pages for placed in page]
    assert [slab for slab in shown if not any(slab is head for head in heads)] == bound
    for page in pages:
        ends = [placed.y + placed.slab.height for placed in page]
        starts = [placed.y for placed in page]
        assert all(end <= 100.001 for end in ends)
        assert all(start >= end - 0.001 for start, end in zip(starts[1:], ends, strict=False))
