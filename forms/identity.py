"""Identity numbers: what their digits say, and whether they can be right.

GB 11643 resident numbers, the residence permits for Hong Kong, Macao and Taiwan residents (81, 82, 83), the
permanent-residence card of 2023 (a leading 9) and its predecessor of 2017. Area codes are never looked up:
a number keeps the code of an area that has long been abolished.
"""

import re
from datetime import date

from forms.problem import Said

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECKS = "10X98765432"
SOURCE = "GB 11643"

_RESIDENT = re.compile(r"[1-9][0-9]{16}[0-9X]")
_PERMANENT_2017 = re.compile(r"[A-Z]{3}[0-9]{12}")

WRONG_SHAPE = Said(
    "证件号码应为 18 位（末位可为 X），请对照证件重新录入",
    "an identity number has 18 digits (the last may be X); type it again from the document",
)
NO_SUCH_DAY = Said(
    "证件号码中的出生日期不存在，请对照证件重新录入",
    "the birth date inside the identity number does not exist; type it again from the document",
)
WRONG_CHECK = Said(
    "证件号码校验位不符，请逐位对照证件",
    "the check digit of the identity number is wrong; compare it with the document digit by digit",
)


def check_digit(first_17: str) -> str:
    """The eighteenth place for seventeen digits (MOD 11-2)."""
    total = sum(int(digit) * weight for digit, weight in zip(first_17, WEIGHTS, strict=True))
    return CHECKS[total % 11]


def identity_number_fault(text: str) -> Said | None:
    """What is wrong with a held number (18 places with a capital X, or the 15 of 2017); None when nothing."""
    if _PERMANENT_2017.fullmatch(text):
        return None
    if not _RESIDENT.fullmatch(text):
        return WRONG_SHAPE
    if _day(text) is None:
        return NO_SUCH_DAY
    return None if check_digit(text[:17]) == text[17] else WRONG_CHECK


def identity_number_problem(text: str) -> str | None:
    """What is wrong with the number, in Chinese; None when it can be right."""
    fault = identity_number_fault(text)
    return fault.zh if fault else None


def birth_date_of(text: str) -> date | None:
    """The birth date in an 18-place number; None when the number is wrong or carries none."""
    return _day(text) if _is_valid_18(text) else None


def sex_of(text: str) -> str | None:
    """The GB/T 2261.1 code in a citizen's number: 1 male, 2 female; None when it says nothing."""
    if not _is_valid_18(text) or text[0] == "9":
        return None
    return "1" if int(text[16]) % 2 else "2"


def document_of(text: str) -> str | None:
    """Which document carries such a number: a code of the list `id-type`; None when the number is wrong."""
    if identity_number_fault(text) is not None:
        return None
    if len(text) == 15 or text[0] == "9":
        return "permanent-residence-card"
    return "residence-permit" if text[:6] in ("810000", "820000", "830000") else "resident-card"


def _is_valid_18(text: str) -> bool:
    return len(text) == 18 and identity_number_fault(text) is None


def _day(number: str) -> date | None:
    try:
        return date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return None
