"""The initials of Chinese words as people type them: 失业登记 is sydj. For finding, never for sorting or printing.

The first level of GB 2312 stands in the order of its readings, so a character's place tells its initial. A character
with several readings has the one it is filed under (银行 is yx), and rarer characters (the second level) have none:
such words are found by their characters or their code instead.
"""

from __future__ import annotations

from bisect import bisect_right

_STARTS = (
    0xB0A1, 0xB0C5, 0xB2C1, 0xB4EE, 0xB6EA, 0xB7A2, 0xB8C1, 0xB9FE, 0xBBF7, 0xBFA6, 0xC0AC, 0xC2E8,
    0xC4C3, 0xC5B6, 0xC5BE, 0xC6DA, 0xC8BB, 0xC8F6, 0xCBFA, 0xCDDA, 0xCEF4, 0xD1B9, 0xD4D1,
)  # fmt: skip
_LETTERS = "abcdefghjklmnopqrstwxyz"
_LAST = 0xD7F9


def initials(words: str) -> str:
    """The initials of the words; letters and digits stand for themselves, what has no initial is left out."""
    return "".join(_initial(one) for one in words)


def _initial(character: str) -> str:
    if character.isascii():
        return character.lower() if character.isalnum() else ""
    try:
        place = int.from_bytes(character.encode("gb2312"), "big")
    except UnicodeEncodeError:
        return ""
    if not _STARTS[0] <= place <= _LAST:
        return ""
    return _LETTERS[bisect_right(_STARTS, place) - 1]
