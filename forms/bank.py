"""The numbers of bank accounts: digits, and on a card a check digit by Luhn's method (ISO/IEC 7812-1).

A wrong check digit is only a doubt: the numbers of passbooks and of company accounts have none.
"""

import re

from forms.message import Message

NO_ACCOUNT = Message("forms.bank-shape")
WRONG_CHECK = Message("forms.bank-check")

_ACCOUNT = re.compile(r"[0-9]{6,32}")
_CARD = re.compile(r"[0-9]{16,19}")


def account_fault(number: str) -> Message | None:
    """Return a fault for a text that cannot be the number of an account; None for 6 to 32 digits."""
    return None if _ACCOUNT.fullmatch(number) else NO_ACCOUNT


def account_doubt(number: str) -> Message | None:
    """Return a doubt about a number as long as that of a card, 16 to 19 digits, whose check digit is wrong."""
    return WRONG_CHECK if _CARD.fullmatch(number) and not luhn_agrees(number) else None


def luhn_agrees(digits: str) -> bool:
    """Return whether the last of the ASCII digits is the check digit of the others."""
    doubled = (sum(divmod(2 * int(digit), 10)) for digit in digits[-2::-2])
    return (sum(doubled) + sum(map(int, digits[::-2]))) % 10 == 0
