"""A font of a station's own, which draws one character that no font of Debian 12 has."""

from __future__ import annotations

from pathlib import Path

from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen

OWN = "\U0002ebf0"  # of Extension I
FAMILY = "Luobi One"


def write_font(path: Path) -> Path:
    """The font, in which the character is a box."""
    pen = TTGlyphPen(None)
    pen.moveTo((100, 0))
    for corner in ((100, 900), (900, 900), (900, 0)):
        pen.lineTo(corner)
    pen.closePath()
    box, font = pen.glyph(), FontBuilder(1000, isTTF=True)
    font.setupGlyphOrder([".notdef", "one"])
    font.setupCharacterMap({ord(OWN): "one"})
    font.setupGlyf({".notdef": box, "one": box})
    font.setupHorizontalMetrics({".notdef": (1000, 0), "one": (1000, 0)})
    font.setupHorizontalHeader(ascent=880, descent=-120)
    font.setupNameTable({"familyName": FAMILY, "styleName": "Regular", "psName": "LuobiOne"})
    font.setupOS2()
    font.setupPost()
    font.save(path)
    return path
