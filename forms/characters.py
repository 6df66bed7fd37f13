"""The characters that an answer may hold, and those that make a name or a text doubtful.

There are two grades. A value with a fault cannot be held; a doubt is shown, and staff decide. Han characters are
judged by our own ranges, `limits/han.toml`, because Python 3.11 does not know Extension H, I and J.
"""

import re
import tomllib
import unicodedata
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from forms.message import Message

LIMITS = Path(__file__).parent / "limits"


def _han() -> str:
    """Return the Han characters as the inside of a class of a regular expression."""
    ranges = tomllib.loads((LIMITS / "han.toml").read_text(encoding="utf-8"))["ranges"]
    return "".join(f"{chr(each['first'])}-{chr(each['last'])}" for each in ranges)


HAN = _han()

CONTROL = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
MARKS = frozenset({"Mn", "Me"})  # variation selectors too: they ask for a glyph that would not be drawn

_HAN = re.compile(rf"[{HAN}]")
_USUAL_NAME = re.compile(rf"[{HAN}·A-Za-z\u00c0-\u024f' .-]+")
_POINT_LIKE = re.compile(rf"(?<=[{HAN}])[.．。•‧∙⋅・･\u2010-\u2015-](?=[{HAN}])")
_SPACED = re.compile(rf"(?<=[{HAN}])\s+(?=[{HAN}])")
_LOOSE_POINT = re.compile(r"^[·.-]|[·-]$|[·.-]{2}")
_COMPATIBILITY = re.compile(rf"(?![{HAN}])[\uf900-\ufaff\U0002f800-\U0002fa1f]")
_PRIVATE = re.compile("[\ue000-\uf8ff\U000f0000-\U000ffffd\U00100000-\U0010fffd]")
_BLANK = re.compile("[\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0\ufdd0-\ufdef\ufffe\uffff]")
_LOST = re.compile("[\ufffc\ufffd]")
_LIKE_LOST = re.compile(r"[□■▢▯〓\ue000-\uf8ff\U000f0000-\U0010fffd]|\?\?|？？|锟斤拷")

BAD_CHARACTER = Message("forms.control-characters")
UNSEEN = Message("forms.unseen-characters")
LOST = Message("forms.lost-characters")
NO_NAME = Message("forms.name-without-letter")
LIKE_LOST = Message("forms.like-lost-characters")
WRONG_POINT = Message("forms.name-point")
SPACED = Message("forms.name-spaced")
PRIVATE = Message("forms.name-private")
UNUSUAL = Message("forms.name-unusual")


def character_fault(value: str) -> Message | None:
    """Return a fault for control and formatting characters and lone surrogates; None when there are none.

    Such characters can reorder what a reader sees.
    """
    return BAD_CHARACTER if any(unicodedata.category(each) in CONTROL for each in value) else None


def sight_fault(value: str) -> Message | None:
    """Return a fault for characters that show nothing or that replace a lost one.

    None means that every character can be seen.
    """
    if _LOST.search(value):
        return LOST
    marked = any(unicodedata.category(each) in MARKS for each in value)
    return UNSEEN if marked or _BLANK.search(value) else None


def name_fault(name: str) -> Message | None:
    """Return a fault for a name without any letter; None when it has at least one."""
    return None if any(map(_is_letter, name)) else NO_NAME


def name_doubt(name: str) -> Message | None:
    """Return what is unusual in a name; None when names are normally written like this."""
    if _POINT_LIKE.search(name) or _LOOSE_POINT.search(name):
        return WRONG_POINT
    if _SPACED.search(name):
        return SPACED
    if _PRIVATE.search(name):
        return PRIVATE
    if found := _COMPATIBILITY.search(name):
        return Message("forms.name-compatibility", usual=unicodedata.normalize("NFC", found[0]))
    return None if _USUAL_NAME.fullmatch(name) else UNUSUAL


def variant_hint(name: str) -> Message | None:
    """Return a hint that names a character which is often written as another one; None when there is none.

    The characters are those of `limits/variants.toml`. Names are compared by code point, so 龑 is not 䶮.
    """
    for character in name:
        if others := _variants().get(character):
            return Message("forms.name-variant", character=character, others="、".join(others))
    return None


def text_doubt(text: str) -> Message | None:
    """Return a doubt about signs that often replace a lost character; None when the text has none."""
    return LIKE_LOST if _LIKE_LOST.search(text) else None


def is_usual_name(name: str) -> bool:
    """Return whether names are normally written with these characters.

    Private-use and compatibility characters are not usual.
    """
    return name_fault(name) is None and name_doubt(name) is None


def _is_letter(character: str) -> bool:
    """Return whether a character counts as a letter. Private use counts: old cards carry rare characters there."""
    category = unicodedata.category(character)
    return category[0] == "L" or category == "Co" or _HAN.match(character) is not None


@cache
def _variants() -> Mapping[str, str]:
    """Return what is often written in the place of a character."""
    variants: dict[str, str] = tomllib.loads((LIMITS / "variants.toml").read_text(encoding="utf-8"))["variants"]
    return variants
