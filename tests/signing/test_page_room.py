"""What forms say of the sheet, against the sheet."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forms import page_room
from forms.answers import Answers
from forms.kinds import Text
from forms.load import find_form
from forms.message import Message
from forms.model import Form, SignatureBox
from forms.sample import sample_contract, sample_registration
from signing import compose, sheet
from signing.fonts import Faces
from terminal.visit.boxes import WITNESS_WORDS

REGISTRATION = find_form("unemployment-registration")
CONTRACT = find_form("fixed-term-contract")
FACES = Faces.load()
WORDS = "本人承诺，以上内容真实、完整；（没有隐瞒）。如有不实，由本人承担责任！"


class TooMuch(Exception):
    pass


def refuse(key: str, problem: Message) -> None:
    raise TooMuch(key)


def with_witnesses(boxes: tuple[SignatureBox, ...]) -> tuple[SignatureBox, ...]:
    """Every signer has signed by a mark."""
    return tuple(
        each
        for box in boxes
        for each in (box, *(replace(box, key=f"{box.key}-w-{n}", words=WITNESS_WORDS) for n in (1, 2)))
    )


def pages_of(form: Form, values: dict[str, str], boxes: tuple[SignatureBox, ...]) -> int:
    answers = Answers.start(form)
    for key, value in values.items():
        answers = answers.enter(key, value, "staff:S01", "2026-11-24T02:00:00Z")
    slabs = compose.Composer(form, answers, date(2026, 11, 24), FACES, boxes).slabs("示例站")
    return len(sheet.flow(slabs))


def test_forms_know_the_measures_of_the_sheet() -> None:
    measured = (sheet.CONTENT_WIDTH, sheet.CONTENT_HEIGHT, compose.BOX_GAP)
    known = (page_room.WIDTH_MM, page_room.HEIGHT_MM, page_room.GAP_MM)
    assert [length / sheet.MM for length in measured] == pytest.approx(known)
    assert page_room.LARGEST_BOX_MM[1] * sheet.MM <= sheet.CONTENT_HEIGHT / 3
    assert len(WITNESS_WORDS.format(whom="某" * 11)) <= page_room.WORDS_BY_MANNER


@pytest.mark.parametrize(
    ("form", "values"), [(REGISTRATION, sample_registration()), (CONTRACT, sample_contract())], ids=["table", "clauses"]
)
def test_a_shipped_form_has_room_for_a_mark_of_every_person(form: Form, values: dict[str, str]) -> None:
    people = tuple(box for box in form.boxes if form.party(box.role).name_field is not None)
    station = tuple(box for box in form.boxes if box not in people)
    assert pages_of(form, values, (*with_witnesses(people), *station)) >= 1


@settings(max_examples=200, deadline=None)
@given(
    commitment=st.integers(1, 600),
    words=st.integers(1, 150),
    height=st.integers(30, 84),
    width=st.integers(80, 166),
    longest=st.integers(1, 2000),
    shift=st.integers(0, 20),
)
def test_a_form_that_is_found_to_have_room_can_be_frozen(
    commitment: int, words: int, height: int, width: int, longest: int, shift: int
) -> None:
    text = WORDS[shift:] + WORDS * 20
    last = Text("last", "最后一项说明的名称较长", "？", max_chars=longest)
    sections = (replace(REGISTRATION.sections[0], fields=(*REGISTRATION.sections[0].fields, last)),)
    boxes = tuple(replace(box, words=text[:words], height_mm=height, width_mm=width) for box in REGISTRATION.boxes)
    form = replace(REGISTRATION, sections=sections, commitment=text[:commitment], boxes=boxes)
    try:
        page_room.require_room(form, refuse)
    except TooMuch:
        return
    answer = (WORDS * 60)[:longest]
    pages_of(form, sample_registration() | {"last": answer}, (*with_witnesses(boxes[:1]), *boxes[1:]))


def test_a_form_is_refused_only_near_the_limit() -> None:
    """The whole height is 254 mm: two rows of boxes with their words, and a commitment, may fill nearly all of it."""
    boxes = tuple(replace(box, height_mm=66) for box in REGISTRATION.boxes)
    page_room.require_room(replace(REGISTRATION, boxes=boxes), refuse)
