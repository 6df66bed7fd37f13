"""The readings of Chinese words, and whether typed Latin letters spell them. For searching, never for sorting.

Each character has all its readings (佬 is lao and liao), because only a person knows which one a name has. 失业登记 can
be spelled by its initials (sydj), by full pinyin (shiyedengji), or by a mixture (shiydj). A character without a reading
is spelled only by itself.
"""

from __future__ import annotations

import unicodedata
from enum import IntEnum
from functools import cache

from pypinyin import Style, pinyin

_DOUBLE = ("zh", "ch", "sh")
_SEPARATORS = str.maketrans("", "", " '’")


class Nearness(IntEnum):
    """How near typed letters are to words; the smallest value is the nearest."""

    WHOLE = 0  # all of them, by initials or by full pinyin
    SYLLABLES = 1  # the beginning, up to the end of a syllable, in one of the two ways
    BEGINNING = 2  # also half a syllable, and both ways in turn
    WITHIN = 3
    NOT = 4


@cache
def in_order(character: str) -> tuple[str, ...]:
    """Return all readings of one character without tones, the most usual one first; ü is v.

    Return none where none is known.
    """
    found = pinyin(character, style=Style.NORMAL, heteronym=True, errors="ignore")
    return tuple(plain for one in (found[0] if found else []) if (plain := _letters(one)))


@cache
def readings(character: str) -> frozenset[str]:
    """Return the readings of one character as people type them: ü is v, u or yu."""
    return frozenset(
        each for one in in_order(character) for each in (one, one.replace("v", "u"), one.replace("v", "yu"))
    )


def nearness(words: str, typed: str) -> Nearness:
    """Return how near typed text is to spelling the words.

    Args:
        words: The Chinese words. Spaces, punctuation and signs in them do not count.
        typed: What was typed. Case, spaces and apostrophes do not count.
    """
    wanted, characters = _plain(typed), tuple(one for one in words.lower() if _counts(one))
    if not wanted or not characters:
        return Nearness.NOT
    pure = [tuple(map(way, characters)) for way in (_short, _long)]
    if any(_spells(ways, wanted) for ways in pure):
        return Nearness.WHOLE
    if any(_begins(ways, wanted, whole=True) for ways in pure):
        return Nearness.SYLLABLES
    ways = tuple(_short(one) | _long(one) for one in characters)
    if _begins(ways, wanted, whole=False):
        return Nearness.BEGINNING
    is_within = any(_begins(ways[at:], wanted, whole=False) for at in range(1, len(ways)))
    return Nearness.WITHIN if is_within else Nearness.NOT


def _spells(ways: tuple[frozenset[str], ...], wanted: str) -> bool:
    """Return whether one way of spelling each character in turn gives exactly the letters."""
    ends = {0}
    for options in ways:
        ends = {at + len(one) for at in ends for one in options if wanted.startswith(one, at)}
    return len(wanted) in ends


def _begins(ways: tuple[frozenset[str], ...], wanted: str, whole: bool) -> bool:
    """Return whether the letters are the beginning of one way of spelling each character in turn."""
    ends = {0}
    for options in ways:
        if not whole and any(one.startswith(wanted[at:]) for at in ends for one in options):
            return True
        ends = {at + len(one) for at in ends for one in options if wanted.startswith(one, at)}
        if len(wanted) in ends:
            return True
    return False


def _counts(character: str) -> bool:
    """Return whether the character is not a space, a punctuation mark or a sign.

    Python 3.11 does not know the characters of Extension H and I: they count as characters.
    """
    return unicodedata.category(character)[0] not in "ZPS"


def _short(character: str) -> frozenset[str]:
    known = readings(character)
    short = {one[0] for one in known} | {one[:2] for one in known if one[:2] in _DOUBLE}
    return frozenset(short or {character})


def _long(character: str) -> frozenset[str]:
    return readings(character) | {character}


def _plain(typed: str) -> str:
    return unicodedata.normalize("NFC", typed).lower().translate(_SEPARATORS).replace("ü", "v")


def _letters(reading: str) -> str:
    """Return a reading without tone marks: ê is e."""
    return "".join(one for one in unicodedata.normalize("NFD", reading) if one.isascii() and one.isalpha())
