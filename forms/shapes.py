"""The shape of an answer of each kind: how typed text becomes a held value, and why a value cannot be held.

Each value is judged by itself. `rules` judges what answers say about each other.
"""

import re
from datetime import date

from forms.characters import BAD_CHARACTER, character_fault, is_usual_name, name_fault, sight_fault
from forms.codes import code_list
from forms.credit import credit_shape_fault
from forms.errors import UnknownCode
from forms.identity import birth_date_on, identity_number_fault
from forms.message import Message
from forms.model import Field, FieldKind
from forms.typed_text import composed, plain, typed_day, typed_money, typed_phone

__all__ = ["BAD_CHARACTER", "character_fault", "chosen", "held_day", "is_usual_name", "shape_fault", "typed"]

YES, NO = "yes", "no"
FIRST_YEAR = 1900
"""The first year of a date: no signer was born before it, and no question is about a day before it."""
MOST_YEARS_AHEAD = 100

_MOBILE = re.compile(r"1[3-9][0-9]{9}")
_LANDLINE = re.compile(r"0[0-9]{2,3}-?[2-9][0-9]{6,7}")
_EXTENSION = re.compile(r"-[0-9]{1,6}$")
_HELD_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_HELD_MONEY = re.compile(r"(0|[1-9][0-9]{0,9})\.[0-9]{2}")
_HELD_INTEGER = re.compile(r"0|[1-9][0-9]{0,8}")

TOO_LONG = Message("forms.too-long")
UNTIDY = Message("forms.untidy")
NO_DAY = Message("forms.no-day")
NO_YEAR = Message("forms.no-year")
NO_BIRTH = Message("forms.no-birth")
NO_PHONE = Message("forms.no-phone")
NO_MONEY = Message("forms.no-money")
NO_NUMBER = Message("forms.no-number")
NO_CHOICE = Message("forms.no-choice")
NO_CODE = Message("forms.no-code")


def typed(field: Field, text: str) -> str:
    """Return the value to hold for a text that was typed or read.

    Args:
        field: The field; its kind decides the form of the value.
        text: The text as it came. One that makes no sense comes back, and `shape_fault` rejects it.
    """
    text = composed(text).strip()
    match field.kind:
        case FieldKind.TEXT | FieldKind.NAME | FieldKind.CODE | FieldKind.CODES | FieldKind.YESNO:
            return text
        case FieldKind.IDENTITY | FieldKind.CREDIT:
            return plain(text).upper()
        case FieldKind.DATE:
            return typed_day(plain(text))
        case FieldKind.MONEY:
            return typed_money(plain(text))
        case FieldKind.PHONE:
            return typed_phone(plain(text))
        case FieldKind.INTEGER:
            return plain(text)


def shape_fault(field: Field, value: str, on: date) -> Message | None:
    """Return why a field cannot hold a value; None when it can.

    Args:
        field: The field with its kind, limit and code list.
        value: The value as it would be held, so as `typed_text` returns it.
        on: The day that decides about codes, births and years.
    """
    if fault := character_fault(value) or sight_fault(composed(value)):
        return fault
    if len(_counted(field, value)) > field.max_chars:
        return TOO_LONG
    return _kind_fault(field, value, on) or (UNTIDY if typed(field, value) != value else None)


def _counted(field: Field, value: str) -> str:
    """Return the part of a value that `max_chars` limits: of a landline, the number without its extension."""
    return _EXTENSION.sub("", value) if field.kind is FieldKind.PHONE and _is_landline(value) else value


def held_day(value: str) -> date | None:
    """Return the day that a held value names; None when it names no day."""
    if not _HELD_DAY.fullmatch(value):
        return None
    try:
        return date.fromisoformat(value)
    except ValueError:
        return None


def _kind_fault(field: Field, value: str, on: date) -> Message | None:
    match field.kind:
        case FieldKind.TEXT:
            return None
        case FieldKind.NAME:
            return name_fault(value)
        case FieldKind.IDENTITY:
            return identity_number_fault(value) or _birth_fault(value, on)
        case FieldKind.CREDIT:
            return credit_shape_fault(value)
        case FieldKind.DATE:
            return _day_fault(value, on)
        case FieldKind.PHONE:
            return None if _MOBILE.fullmatch(value) or _is_landline(value) else NO_PHONE
        case FieldKind.MONEY:
            return None if _HELD_MONEY.fullmatch(value) else NO_MONEY
        case FieldKind.INTEGER:
            return None if _HELD_INTEGER.fullmatch(value) else NO_NUMBER
        case FieldKind.YESNO:
            return None if value in (YES, NO) else NO_CHOICE
        case FieldKind.CODE | FieldKind.CODES:
            return None if _are_codes(field, value, on) else NO_CODE


def _is_landline(value: str) -> bool:
    return _LANDLINE.fullmatch(_EXTENSION.sub("", value)) is not None or _LANDLINE.fullmatch(value) is not None


def _day_fault(value: str, on: date) -> Message | None:
    day = held_day(value)
    if day is None:
        return NO_DAY
    return None if FIRST_YEAR <= day.year <= on.year + MOST_YEARS_AHEAD else NO_YEAR


def _birth_fault(number: str, on: date) -> Message | None:
    born = birth_date_on(number, on)
    return None if born is None or (born.year >= FIRST_YEAR and born <= on) else NO_BIRTH


def chosen(field: Field, value: str) -> tuple[str, ...]:
    """Return the codes in a held value.

    Args:
        field: A field of the kind CODE, with one code, or CODES, with any number.
        value: The held value; a comma separates codes of a CODES field.
    """
    return tuple(value.split(",")) if field.kind is FieldKind.CODES else (value,)


def _are_codes(field: Field, value: str, on: date) -> bool:
    codes = chosen(field, value)
    try:
        for code in codes:
            code_list(field.codes or "").label(code, on)
    except UnknownCode:
        return False
    return len(set(codes)) == len(codes)
