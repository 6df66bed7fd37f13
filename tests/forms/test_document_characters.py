import unicodedata

import pytest
from fontTools.ttLib import TTFont

from forms.document_characters import is_drawn
from signing.fonts import REFUSED_CATEGORIES, SHIPPED

WIDEST = 1500  # thousandths of the type size; a form is measured with every character as wide as it is high


def test_a_form_may_use_just_what_both_document_fonts_draw() -> None:
    drawn = set(range(0x110000))
    for name in ("NotoSerifSC-Regular.ttf", "NotoSerifSC-Bold.ttf"):
        with TTFont(SHIPPED / name, lazy=True) as font:
            widths, scale = font["hmtx"], 1000 / font["head"].unitsPerEm
            drawn &= {point for point, glyph in font.getBestCmap().items() if widths[glyph][0] * scale <= WIDEST}
    drawn = {point for point in drawn if unicodedata.category(chr(point)) not in REFUSED_CATEGORIES}
    assert {point for point in range(0x110000) if is_drawn(chr(point))} == drawn


@pytest.mark.parametrize("character", "\x00\n\x7f\u00ad\u200b\u202e\u0301\ufe00\ufffd\ue81e\U0002ebf0\ud800")
def test_what_shows_nothing_or_has_no_glyph_is_not_drawn(character: str) -> None:
    assert not is_drawn(character)
