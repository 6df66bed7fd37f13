"""Identity numbers: what their digits mean, and whether they can be right.

- GB 11643 resident numbers, and the residence permits for Hong Kong, Macao and Taiwan residents (81, 82, 83).
- The permanent-residence card of 2023: 9, province, country, birth.
- The permanent-residence card of 2017: three letters of the country, four digits of the area, birth as YYMMDD, two
  more.

Only the province is looked up. A number keeps the code of an area that was abolished long ago, but no province has
changed its code.
"""

import re
from datetime import date

from forms.message import Message

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECKS = "10X98765432"
SOURCE = "GB 11643"

_RESIDENT = re.compile(r"[1-9][0-9]{16}[0-9X]")
PROVINCES = frozenset(
    map(
        str,
        (
            *range(11, 16),
            *range(21, 24),
            *range(31, 38),
            *range(41, 47),
            *range(50, 55),
            *range(61, 66),
            71,
            81,
            82,
            83,
        ),
    )
)
"""The first two digits of GB/T 2260; 83 is on residence permits of Taiwan residents."""

_PERMANENT_2017 = re.compile(r"[A-Z]{3}[0-9]{12}")
_FIRST_GENERATION = re.compile(r"[1-8][0-9]{14}")
_OF_1800 = ("996", "997", "998", "999")  # the last three digits of people who were a hundred years old

WRONG_SHAPE = Message("forms.identity-shape")
NO_SUCH_DAY = Message("forms.identity-no-such-day")
WRONG_CHECK = Message("forms.identity-check")
NO_PROVINCE = Message("forms.identity-no-province")


def check_digit(first_17: str) -> str:
    """Return the eighteenth character for seventeen digits (MOD 11-2)."""
    total = sum(int(digit) * weight for digit, weight in zip(first_17, WEIGHTS, strict=True))
    return CHECKS[total % 11]


def identity_number_fault(text: str) -> Message | None:
    """Return what is wrong with a held number; None when nothing is.

    A held number has 18 characters with a capital X, or the 15 of the card of 2017.
    """
    if _PERMANENT_2017.fullmatch(text):
        return None if _days_of_2017(text) else NO_SUCH_DAY
    if not _RESIDENT.fullmatch(text):
        return WRONG_SHAPE
    if _day(text[6:14]) is None:
        return NO_SUCH_DAY
    return None if check_digit(text[:17]) == text[17] else WRONG_CHECK


def number_of_first_generation(text: str) -> str | None:
    """Return the number with 18 characters of a person with one of 15, for searching in old records.

    The cards of the first generation carried it until 2012. None when the text is no such number.
    """
    if not _FIRST_GENERATION.fullmatch(text):
        return None
    first_17 = f"{text[:6]}{18 if text[12:] in _OF_1800 else 19}{text[6:]}"
    number = first_17 + check_digit(first_17)
    return None if identity_number_fault(number) else number


def birth_date_of(text: str) -> date | None:
    """Return the birth date in an 18-character number; None when the number is wrong or carries none."""
    return _day(text[6:14]) if _is_valid_18(text) else None


def birth_date_on(text: str, on: date) -> date | None:
    """Return the birth date in a number of any kind; None when the number is wrong.

    A number of 2017 has two digits for the year. The latest such day up to `on` is meant.

    Args:
        text: The held number.
        on: The last day that can be the day of birth.
    """
    if _PERMANENT_2017.fullmatch(text):
        return max((day for day in _days_of_2017(text) if day <= on), default=None)
    return birth_date_of(text)


def is_birth_of(text: str, birth: date) -> bool:
    """Return whether a right number can belong to a person of that birth.

    Args:
        text: The held number. One of 2017 agrees with a year of either century.
        birth: The day of birth to compare with.
    """
    return birth in _days_of_2017(text) if _PERMANENT_2017.fullmatch(text) else birth == birth_date_of(text)


def province_exists(text: str) -> bool:
    """Return whether a right number names a province that exists, or one that issues such cards."""
    if len(text) == 15:
        return text[3:5] in PROVINCES
    return text[1:3] in PROVINCES if text[0] == "9" else text[:2] in PROVINCES


def sex_of(text: str) -> str | None:
    """Return the GB/T 2261.1 code in a citizen's number: 1 male, 2 female; None when the number carries none."""
    if not _is_valid_18(text) or text[0] == "9":
        return None
    return "1" if int(text[16]) % 2 else "2"


def document_of(text: str) -> str | None:
    """Return which document carries such a number, as a code of the list `id-type`; None when the number is wrong."""
    if identity_number_fault(text) is not None:
        return None
    if len(text) == 15 or text[0] == "9":
        return "permanent-residence-card"
    return "residence-permit" if text[:6] in ("810000", "820000", "830000") else "resident-card"


def _is_valid_18(text: str) -> bool:
    return len(text) == 18 and identity_number_fault(text) is None


def _days_of_2017(number: str) -> list[date]:
    """Return the days that YYMMDD can mean, in either century; an empty list when there is no such day."""
    days = (_day(f"{century}{number[7:13]}") for century in (19, 20))
    return [day for day in days if day is not None]


def _day(digits: str) -> date | None:
    try:
        return date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return None
