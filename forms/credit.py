"""The unified social credit codes of employers: GB 32100, and the body code of GB 11714 inside them."""

import re

from forms.message import Message

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"  # no I O S V Z
BODY_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
SOURCE = "GB 32100"

_SHAPE = re.compile(rf"[1-9A-HJ-NP-RTUWXY][1-9][0-9]{{6}}[{ALPHABET}]{{10}}")

WRONG_SHAPE = Message("forms.credit-shape")
WRONG_CHECK = Message("forms.credit-check")


def credit_check(first_17: str) -> str:
    """Return the eighteenth character of a credit code for its first 17. The weights are the powers of 3 modulo 31."""
    total = sum(ALPHABET.index(mark) * pow(3, place, 31) for place, mark in enumerate(first_17))
    return ALPHABET[-total % 31]


def body_check(first_8: str) -> str:
    """Return the ninth character of a GB 11714 body code for its first 8: MOD 11, with X for ten."""
    total = sum(int(mark, 36) * weight for mark, weight in zip(first_8, BODY_WEIGHTS, strict=True))
    return "0123456789X"[-total % 11]


def credit_shape_fault(text: str) -> Message | None:
    """Return a fault for a text that cannot be a credit code at all.

    None means that each place holds a character that it may hold.
    """
    return None if _SHAPE.fullmatch(text) else WRONG_SHAPE


def credit_code_fault(text: str) -> Message | None:
    """Return the fault of `credit_shape_fault`, or one for a last character that GB 32100 does not give; else None.

    Some places issued codes with a wrong last character, so that fault is only a doubt.
    """
    if fault := credit_shape_fault(text):
        return fault
    return None if credit_check(text[:17]) == text[17] else WRONG_CHECK


def body_code_agrees(text: str) -> bool:
    """Return whether characters 9 to 17 of a well-formed credit code are a right body code."""
    return body_check(text[8:16]) == text[16]
