"""Freezing: the same inputs are the same bytes, in any process; anything else is another document."""

from __future__ import annotations

import hashlib
import subprocess
import sys
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from signing.errors import MissingGlyph
from signing.fonts import Faces
from signing.freeze import Frozen, freeze, sm3
from tests.signing.papers import AT, FACTS, LONG_NAME, REGISTRATION, contract, contract_answers, registration_answers

ROOT = Path(__file__).parents[2]
IN_ANOTHER_PROCESS = """
import sys
from signing.fonts import Faces
from signing.freeze import freeze
from tests.signing.papers import *

form = contract()
if sys.argv[1] == "registration":
    frozen = freeze(REGISTRATION, registration_answers(), FACTS, Faces.load(), AT)
else:
    Faces.load().runs("先读别的字", "先前的文件", bold=True)
    frozen = freeze(form, contract_answers(form, LONG_NAME), FACTS, Faces.load(), AT)
print(frozen.sha256, frozen.sm3, len(frozen.pdf))
"""


@pytest.fixture(scope="module")
def faces() -> Faces:
    return Faces.load()


@pytest.fixture(scope="module")
def frozen(faces: Faces) -> Frozen:
    return freeze(REGISTRATION, registration_answers(), FACTS, faces, AT)


@pytest.mark.parametrize("name", ["registration", "contract"])
def test_two_processes_freeze_byte_identically(name: str) -> None:
    said = {
        subprocess.run(
            [sys.executable, "-c", IN_ANOTHER_PROCESS, name],
            cwd=ROOT,
            env={"PYTHONHASHSEED": seed, "PATH": "/usr/bin:/bin", "PYTHONPATH": str(ROOT)},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(said) == 1


def test_the_digests_are_those_of_the_bytes(frozen: Frozen) -> None:
    assert frozen.sha256 == hashlib.sha256(frozen.pdf).hexdigest()
    assert frozen.sm3 == sm3(frozen.pdf)


def test_sm3_gives_the_example_of_its_standard() -> None:
    """GB/T 32905-2016, annex A.1."""
    assert sm3(b"abc") == "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"


def test_what_was_frozen_before_leaves_no_trace(faces: Faces, frozen: Frozen) -> None:
    form = contract()
    freeze(form, contract_answers(form, LONG_NAME), FACTS, faces, AT)
    assert freeze(REGISTRATION, registration_answers(), FACTS, faces, AT).pdf == frozen.pdf


OTHERS = {
    "another answer": lambda faces: freeze(REGISTRATION, registration_answers(sex="女"), FACTS, faces, AT),
    "another visit": lambda faces: freeze(
        REGISTRATION, registration_answers(), replace(FACTS, visit_no="370000-2026-001285"), faces, AT
    ),
    "another day": lambda faces: freeze(
        REGISTRATION, registration_answers(), replace(FACTS, frozen_on=date(2026, 11, 24)), faces, AT
    ),
    "not training": lambda faces: freeze(
        REGISTRATION, registration_answers(), replace(FACTS, training=False), faces, AT
    ),
    "a second later": lambda faces: freeze(
        REGISTRATION, registration_answers(), FACTS, faces, AT + timedelta(seconds=1)
    ),
}


@pytest.mark.parametrize("other", OTHERS.values(), ids=OTHERS)
def test_anything_else_is_another_document(faces: Faces, frozen: Frozen, other: object) -> None:
    assert other(faces).sha256 != frozen.sha256  # type: ignore[operator]


def test_a_missing_glyph_freezes_nothing(faces: Faces) -> None:
    with pytest.raises(MissingGlyph) as caught:
        freeze(REGISTRATION, registration_answers(name="张\U0002ebf0"), FACTS, faces, AT)
    assert "U+2EBF0" in str(caught.value)
    assert "姓名" in str(caught.value)
    assert "Nothing was frozen" in str(caught.value)


def test_a_place_is_found_by_its_box(frozen: Frozen) -> None:
    assert frozen.place("staff").role == "staff"
    with pytest.raises(KeyError):
        frozen.place("guardian")


def test_the_bytes_do_not_show_in_the_repr(frozen: Frozen) -> None:
    assert "PDF-1.7" not in repr(frozen)
    assert frozen.sha256 in repr(frozen)
