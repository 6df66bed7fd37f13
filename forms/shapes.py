"""What an answer of each kind may hold: how typed text becomes a held value, and why a value cannot be held.

Only the value by itself; what answers say about each other is decided in `rules`.

Characters of names are judged by our own ranges: Python 3.11 knows neither Extension H nor I.
"""

import re
import unicodedata
from datetime import date
from decimal import Decimal, InvalidOperation

from forms.codes import code_list
from forms.credit import credit_code_fault
from forms.errors import UnknownCode
from forms.identity import birth_date_of, identity_number_fault
from forms.model import Field, FieldKind
from forms.problem import Said

YES, NO = "yes", "no"
FIRST_YEAR = 1900
"""Nobody who signs here was born before it, and nothing that is asked about lies before it."""
MOST_YEARS_AHEAD = 100

_HALF_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}
_COMPATIBILITY = re.compile("([\uf900-\ufaff\U0002f800-\U0002fa1f])")
_HAN = "\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0002a6df\U0002a700-\U0002ee5d\U00030000-\U000323af"
_USUAL_NAME = re.compile(rf"[{_HAN}〇·A-Za-z\u00c0-\u024f' .-]+")
_MOBILE = re.compile(r"1[3-9][0-9]{9}")
_LANDLINE = re.compile(r"0[0-9]{2,3}-?[2-9][0-9]{6,7}")
_TYPED_DAY = re.compile(r"([0-9]{4})[-/.年]?([0-9]{1,2})[-/.月]?([0-9]{1,2})日?")
_HELD_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_HELD_MONEY = re.compile(r"(0|[1-9][0-9]{0,9})\.[0-9]{2}")
_HELD_INTEGER = re.compile(r"0|[1-9][0-9]{0,8}")

BAD_CHARACTER = Said("含有不可见的控制字符，请删除后重新录入", "it holds invisible control characters; delete them")
TOO_LONG = Said("内容过长，请缩短", "the text is too long; shorten it")
UNTIDY = Said("格式不规范，请重新录入", "it is not in the form in which it is held; type it again")
NO_DAY = Said("日期不存在，请按年、月、日重新录入", "there is no such day; type year, month and day")
NO_YEAR = Said("年份不对，请核对", "the year is before 1900 or a hundred years ahead; check it")
NO_BIRTH = Said(
    "证件号码中的出生日期不可能，请对照证件重新录入",
    "nobody alive has the birth date inside the identity number; type it again from the document",
)
NO_PHONE = Said("电话号码不正确，请核对", "this is no phone number; check its digits")
NO_MONEY = Said("金额不正确，请填写不超过两位小数的数字", "this is no amount; type a number with at most two decimals")
NO_NUMBER = Said("请填写整数", "this is no whole number; type digits only")
NO_CHOICE = Said("请选择是或者否", "choose yes or no")
NO_CODE = Said("所选项目当日不在代码表中，请重新选择", "the choice is not in its code list on that day; choose again")


def typed(field: Field, text: str) -> str:
    """The value to hold for what was typed or read; text that makes no sense comes back for `shape_fault`."""
    text = _composed(text).strip()
    match field.kind:
        case FieldKind.TEXT | FieldKind.NAME | FieldKind.CODE | FieldKind.CODES | FieldKind.YESNO:
            return text
        case FieldKind.IDENTITY | FieldKind.CREDIT:
            return _plain(text).upper()
        case FieldKind.DATE:
            return _typed_day(_plain(text))
        case FieldKind.MONEY:
            return _typed_money(_plain(text))
        case FieldKind.PHONE | FieldKind.INTEGER:
            return _plain(text)


def shape_fault(field: Field, value: str, on: date) -> Said | None:
    """Why this field cannot hold that value on that day; None when it can."""
    if fault := character_fault(value):
        return fault
    if len(value) > field.max_chars:
        return TOO_LONG
    return _kind_fault(field, value, on) or (UNTIDY if typed(field, value) != value else None)


def character_fault(value: str) -> Said | None:
    """Control and formatting characters (they can reorder what is seen), lone surrogates; None when clean."""
    for character in value:
        if unicodedata.category(character) in ("Cc", "Cf", "Cs", "Zl", "Zp"):
            return BAD_CHARACTER
    return None


def is_usual_name(name: str) -> bool:
    """Whether names are normally written with these characters; not private-use or compatibility ones."""
    return _USUAL_NAME.fullmatch(name) is not None


def held_day(value: str) -> date | None:
    """The day that a held value names; None when it names none."""
    if not _HELD_DAY.fullmatch(value):
        return None
    try:
        return date.fromisoformat(value)
    except ValueError:
        return None


def _kind_fault(field: Field, value: str, on: date) -> Said | None:
    match field.kind:
        case FieldKind.TEXT | FieldKind.NAME:
            return None
        case FieldKind.IDENTITY:
            return identity_number_fault(value) or _birth_fault(value, on)
        case FieldKind.CREDIT:
            return credit_code_fault(value)
        case FieldKind.DATE:
            return _day_fault(value, on)
        case FieldKind.PHONE:
            return None if _MOBILE.fullmatch(value) or _LANDLINE.fullmatch(value) else NO_PHONE
        case FieldKind.MONEY:
            return None if _HELD_MONEY.fullmatch(value) else NO_MONEY
        case FieldKind.INTEGER:
            return None if _HELD_INTEGER.fullmatch(value) else NO_NUMBER
        case FieldKind.YESNO:
            return None if value in (YES, NO) else NO_CHOICE
        case FieldKind.CODE | FieldKind.CODES:
            return None if _are_codes(field, value, on) else NO_CODE


def _day_fault(value: str, on: date) -> Said | None:
    day = held_day(value)
    if day is None:
        return NO_DAY
    return None if FIRST_YEAR <= day.year <= on.year + MOST_YEARS_AHEAD else NO_YEAR


def _birth_fault(number: str, on: date) -> Said | None:
    born = birth_date_of(number)
    return None if born is None or (born.year >= FIRST_YEAR and born <= on) else NO_BIRTH


def chosen(field: Field, value: str) -> tuple[str, ...]:
    """The codes in a held value: one of a code field, any number of a codes field."""
    return tuple(value.split(",")) if field.kind is FieldKind.CODES else (value,)


def _are_codes(field: Field, value: str, on: date) -> bool:
    codes = chosen(field, value)
    try:
        for code in codes:
            code_list(field.codes or "").label(code, on)
    except UnknownCode:
        return False
    return len(set(codes)) == len(codes)


def _composed(text: str) -> str:
    """NFC, but a compatibility ideograph stays: NFC would silently put another character into a name."""
    parts = _COMPATIBILITY.split(text)
    return "".join(part if index % 2 else unicodedata.normalize("NFC", part) for index, part in enumerate(parts))


def _plain(text: str) -> str:
    return text.translate(_HALF_WIDTH).replace(" ", "")


def _typed_day(text: str) -> str:
    found = _TYPED_DAY.fullmatch(text)
    return f"{found[1]}-{int(found[2]):02}-{int(found[3]):02}" if found else text


def _typed_money(text: str) -> str:
    try:
        amount = Decimal(text.replace(",", "").removesuffix("元"))
        exact = amount.quantize(Decimal("0.01"))
    except InvalidOperation:
        return text
    return str(exact) if exact == amount else text
