"""How a text is said aloud where others hear it: whole identity numbers never, long numbers place by place. No Qt."""

from __future__ import annotations

import re

from terminal.look.words import _

IDENTITY = re.compile(r"\d(?:[\s，。]{0,2}\d){16,}(?:[\s，。]{0,2}[Xx])?|[A-Z]{3}\d{12}(?!\d)")
"""18 places, in groups or broken over cells and lines too; longer numbers; the permit of 2017: letters, 12 digits."""
PLACES = re.compile(r"(?=[A-Z]*\d)[\dA-Z]{7,}(?![\dA-Z.])|\d+(?:-\d+)+")
"""Telephones, credit codes, numbers in parts: as one number nobody would know them again. Sums of money are shorter."""
TAIL = 4


def spoken(text: str) -> str:
    """The text as it may be said. Saying it again changes nothing."""
    return PLACES.sub(_one_by_one, IDENTITY.sub(_end_of, text))


def _end_of(found: re.Match[str]) -> str:
    places = re.sub(r"[\s，。]", "", found[0])
    return _("尾号 {end}").format(end=" ".join(places[-TAIL:]))


def _one_by_one(found: re.Match[str]) -> str:
    return "，".join(" ".join(part) for part in found[0].split("-"))
