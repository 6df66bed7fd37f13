"""Which characters an answer may hold, and which make a name or a text doubtful.

Two grades: a fault keeps the value from being held, a doubt is said and left to staff. Han characters are judged by our
own ranges: Python 3.11 knows neither Extension H nor I.
"""

import re
import unicodedata

from forms.problem import Said

HAN = "\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0002a6df\U0002a700-\U0002ee5d\U00030000-\U000323af"
POINT = "·"  # U+00B7, between the parts of a name

CONTROL = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
MARKS = frozenset({"Mn", "Me"})  # variation selectors too: they ask for a glyph that would not be drawn

_HAN_OR_ZERO = re.compile(rf"[{HAN}〇]")
_USUAL_NAME = re.compile(rf"[{HAN}〇·A-Za-z\u00c0-\u024f' .-]+")
_POINT_LIKE = re.compile(rf"(?<=[{HAN}])[.．。•‧∙⋅・･\u2010-\u2015-](?=[{HAN}])")
_SPACED = re.compile(rf"(?<=[{HAN}])\s+(?=[{HAN}])")
_LOOSE_POINT = re.compile(r"^[·.-]|[·-]$|[·.-]{2}")
_BLANK = re.compile("[\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0\ufdd0-\ufdef\ufffe\uffff]")
_LOST = re.compile("[\ufffc\ufffd]")
_LIKE_LOST = re.compile(r"[□■▢▯〓\ue000-\uf8ff\U000f0000-\U0010fffd]|\?\?|？？|锟斤拷")

BAD_CHARACTER = Said("含有不可见的控制字符，请删除后重新录入", "it holds invisible control characters; delete them")
UNSEEN = Said(
    "含有看不见的或者不能单独显示的字符，请删除后重新录入",
    "it holds characters that show nothing or cannot stand alone; delete them",
)
LOST = Said(
    "有字变成了乱码（�），请对照证件重新录入",
    "a character was lost and became a replacement character; type it again from the document",
)
NO_NAME = Said("姓名里没有一个字，请对照证件重新录入", "the name holds no letter; type it again from the document")
LIKE_LOST = Said(
    "含有像乱码的符号，可能有字没有录进去，请逐字核对",
    "it holds signs that often take the place of a lost character; compare it with the source",
)
WRONG_POINT = Said(
    "姓名中间的分隔号应为“·”，请对照证件改正",
    "the point between the parts of a name is U+00B7; compare it with the document",
)
SPACED = Said("姓名的字之间有空格，请对照证件", "the name has a space between characters; compare it with the document")
UNUSUAL = Said(
    "姓名含有不常用于人名的字符，请逐字对照证件",
    "the name has a character not usual in names; compare it with the document one by one",
)


def character_fault(value: str) -> Said | None:
    """Control and formatting characters (they can reorder what is seen), lone surrogates; None when clean."""
    return BAD_CHARACTER if any(unicodedata.category(each) in CONTROL for each in value) else None


def sight_fault(value: str) -> Said | None:
    """Characters that show nothing, or that stand for one that was lost; None when everything can be seen."""
    if _LOST.search(value):
        return LOST
    marked = any(unicodedata.category(each) in MARKS for each in value)
    return UNSEEN if marked or _BLANK.search(value) else None


def name_fault(name: str) -> Said | None:
    """Why this is no name at all; None when it holds at least one letter."""
    return None if any(map(_is_letter, name)) else NO_NAME


def name_doubt(name: str) -> Said | None:
    """What is unusual in a name; None when names are normally written like this."""
    if _POINT_LIKE.search(name) or _LOOSE_POINT.search(name):
        return WRONG_POINT
    if _SPACED.search(name):
        return SPACED
    return None if _USUAL_NAME.fullmatch(name) else UNUSUAL


def text_doubt(text: str) -> Said | None:
    """Signs in a text that often stand for a lost character; None when there are none."""
    return LIKE_LOST if _LIKE_LOST.search(text) else None


def is_usual_name(name: str) -> bool:
    """Whether names are normally written with these characters; not private-use or compatibility ones."""
    return name_fault(name) is None and name_doubt(name) is None


def _is_letter(character: str) -> bool:
    """Private use counts: old cards carry rare characters there."""
    category = unicodedata.category(character)
    return category[0] == "L" or category == "Co" or _HAN_OR_ZERO.match(character) is not None
