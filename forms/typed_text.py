"""The normal form of typed text: width, grouping, separators.

Nothing is guessed. A text that can mean two values, or is half of one, comes back as it is, and `shapes` rejects it.
"""

import re
import unicodedata

_HALF_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20, 0xFFE5: 0xA5}
_DASHES = dict.fromkeys((*range(0x2010, 0x2016), 0x2212, 0xFE58, 0xFE63), "-")
_SPACES = dict.fromkeys((0xA0, *range(0x2000, 0x200B), 0x202F, 0x205F), " ")
_COMPATIBILITY = re.compile("([\uf900-\ufaff\U0002f800-\U0002fa1f])")

_DAY = re.compile(
    r"([0-9]{4})(?:([0-9]{2})([0-9]{2})|([-/.])([0-9]{1,2})\4([0-9]{1,2})|年([0-9]{1,2})月([0-9]{1,2})[日号]?)"
)
_MONEY = re.compile(r"¥?([0-9]+|[1-9][0-9]{0,2}(?:,[0-9]{3})+)(?:\.([0-9]{1,2}))?(?:元整?)?")

_COUNTRY = re.compile(r"\(?(?:\+|00)86\)?-?|86-?(?=1[3-9])")
_MOBILE = re.compile(r"1[3-9][0-9]-?[0-9]{4}-?[0-9]{4}|1[3-9][0-9]{2}-[0-9]{3}-[0-9]{4}")
_LANDLINE = re.compile(
    r"(?:\((?P<bracketed>0[0-9]{2,3})\)-?|(?P<area>0[0-9]{2,3})(?P<dash>-?))"
    r"(?P<head>[2-9][0-9]{2,3})-?(?P<tail>[0-9]{4})"
    r"(?:[,;]?(?:-|#|转(?:分机)?|分机号?:?|ext\.?:?|x)(?P<extension>[0-9]{1,6}))?",
    re.IGNORECASE,
)


def composed(text: str) -> str:
    """Return the text in NFC with plain spaces.

    A compatibility ideograph stays, because NFC would silently replace it with another character.
    """
    parts = _COMPATIBILITY.split(text.translate(_SPACES))
    return "".join(part if index % 2 else unicodedata.normalize("NFC", part) for index, part in enumerate(parts))


def plain(text: str) -> str:
    """Return the text in half width, without spaces, every dash a hyphen."""
    return "".join(text.translate(_HALF_WIDTH).translate(_DASHES).split())


def typed_day(text: str) -> str:
    """Return YYYY-MM-DD for a whole day: eight digits, three numbers with one separator, or 年月日."""
    found = _DAY.fullmatch(text)
    if found is None:
        return text
    year, month, day = (found[1], found[2] or found[5] or found[7], found[3] or found[6] or found[8])
    return f"{year}-{int(month):02}-{int(day):02}"


def typed_money(text: str) -> str:
    """Return yuan with two decimals. A comma only groups three digits."""
    found = _MONEY.fullmatch(text)
    if found is None:
        return text
    yuan = found[1].replace(",", "").lstrip("0") or "0"
    return f"{yuan}.{found[2] or '':0<2}"


def typed_phone(text: str) -> str:
    """Return the national number: eleven digits of a mobile, or area, number and `-extension` of a landline."""
    country = _COUNTRY.match(text)
    national = _with_trunk_zero(text[country.end() :]) if country else text
    if _MOBILE.fullmatch(national):
        return national.replace("-", "")
    found = _LANDLINE.fullmatch(national)
    if found is None:
        return text
    dash = "-" if found["bracketed"] else found["dash"]
    extension = f"-{found['extension']}" if found["extension"] else ""
    return f"{found['bracketed'] or found['area']}{dash}{found['head']}{found['tail']}{extension}"


def _with_trunk_zero(text: str) -> str:
    """Return a number from behind +86 with its trunk zero.

    There an area code is written without its zero, or with the zero in brackets.
    """
    if text.startswith("(0)"):
        return f"0{text[3:]}"
    if text.startswith(("0", "(0")) or _MOBILE.fullmatch(text):
        return text
    return f"(0{text[1:]}" if text.startswith("(") else f"0{text}"
