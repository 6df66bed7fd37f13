"""The form of a text that is read aloud where others can hear it. No Qt.

Only the last places of an identity number are read. Long numbers are read place by place.
"""

from __future__ import annotations

import re

IDENTITY = re.compile(
    r"\d{17,}[Xx]?"
    r"|(?<!\d)\d(?:[\s，。]{0,2}\d){16,17}(?!\d)(?:[\s，。]{0,2}[Xx])?"
    r"|[A-Za-z]{3}(?:[\s，。]{0,2}\d){12}(?!\d)"
)
"""Every number of 17 places or more, and identity numbers that are written in parts.

The second form is 17 or 18 digits in groups, or broken over cells and lines, also with an X at the end. The third is
the permit of 2017: three letters and 12 digits.
"""
PLACES = re.compile(r"(?=[A-Z]*\d)[\dA-Z]{7,}(?![\dA-Z.])|\d+(?:-\d+)+")
"""Telephone numbers, credit codes and numbers in parts. Read as one number they could not be recognised.

Sums of money are shorter and do not match.
"""
TAIL = 4


def spoken(text: str) -> str:
    """Return `text` as it may be read aloud."""
    return PLACES.sub(_one_by_one, IDENTITY.sub(_end_of, text))


def _end_of(found: re.Match[str]) -> str:
    places = re.sub(r"[\s，。]", "", found[0])
    return f"尾号 {' '.join(places[-TAIL:])}"


def _one_by_one(found: re.Match[str]) -> str:
    return "，".join(" ".join(part) for part in found[0].split("-"))
