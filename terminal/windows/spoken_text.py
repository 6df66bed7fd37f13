"""How a text is said aloud where others hear it: whole identity numbers never, long numbers place by place. No Qt."""

from __future__ import annotations

import re

IDENTITY = re.compile(
    r"\d{17,}[Xx]?"
    r"|(?<!\d)\d(?:[\s，。]{0,2}\d){16,17}(?!\d)(?:[\s，。]{0,2}[Xx])?"
    r"|[A-Za-z]{3}(?:[\s，。]{0,2}\d){12}(?!\d)"
)
"""Every number of 17 places and more; 17 or 18 in groups or broken over cells and lines, with an X; and the permit of
2017: three letters, 12 digits."""
PLACES = re.compile(r"(?=[A-Z]*\d)[\dA-Z]{7,}(?![\dA-Z.])|\d+(?:-\d+)+")
"""Telephones, credit codes, numbers in parts: as one number nobody would know them again. Sums of money are shorter."""
TAIL = 4


def spoken(text: str) -> str:
    """The text as it may be said."""
    return PLACES.sub(_one_by_one, IDENTITY.sub(_end_of, text))


def _end_of(found: re.Match[str]) -> str:
    places = re.sub(r"[\s，。]", "", found[0])
    return f"尾号 {' '.join(places[-TAIL:])}"


def _one_by_one(found: re.Match[str]) -> str:
    return "，".join(" ".join(part) for part in found[0].split("-"))
