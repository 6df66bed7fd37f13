"""What the fonts draw of GB 18030-2022 is what the documents say."""

from __future__ import annotations

import importlib.util
from types import ModuleType

import pytest

from signing.fonts import SYSTEM, Faces
from tests.conftest import ROOT

COVERAGE = ROOT / "docs" / "character_coverage.py"


@pytest.fixture(scope="module")
def coverage() -> ModuleType:
    spec = importlib.util.spec_from_file_location("character_coverage", COVERAGE)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_standard_has_as_many_characters_as_it_says(coverage: ModuleType) -> None:
    groups = coverage.groups()
    assert len(groups["GB 18030-2022 level 3"]) == 87_887
    assert len(groups["GB 18030-2022 level 3"] | groups["GB 18030-2022 radicals"]) == 88_115
    assert len(groups["Extension I"]) == 622


def test_the_radicals_of_the_standard_are_those_that_it_encodes_in_two_bytes(coverage: ModuleType) -> None:
    supplement = {point for point in range(0x2E80, 0x2F00) if len(chr(point).encode("gb18030")) == 2}
    assert coverage.RADICALS - set(range(0x2F00, 0x2FD6)) == supplement


@pytest.mark.skipif(not all(path.is_file() for path in SYSTEM), reason="the Debian fonts are not installed")
def test_the_documents_state_what_the_fonts_draw(coverage: ModuleType) -> None:
    stated = (ROOT / "docs" / "rare-characters.md").read_text(encoding="utf-8")
    assert "\n".join(coverage.table()) in stated
    faces = Faces.load()
    level_3 = sorted(coverage.groups()["GB 18030-2022 level 3"])
    assert faces.missing("".join(map(chr, level_3[::97]))) == ()
