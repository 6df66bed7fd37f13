"""Unified social credit codes of employers: GB 32100, and the body code of GB 11714 inside them."""

import re

from forms.message import Message

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"  # no I O S V Z
BODY_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
SOURCE = "GB 32100"

_SHAPE = re.compile(rf"[1-9A-HJ-NP-RTUWXY][1-9][0-9]{{6}}[{ALPHABET}]{{10}}")

WRONG_SHAPE = Message("forms.credit-shape")
WRONG_CHECK = Message("forms.credit-check")


def credit_check(first_17: str) -> str:
    """The eighteenth place of a credit code: weights are the powers of 3 modulo 31."""
    total = sum(ALPHABET.index(mark) * pow(3, place, 31) for place, mark in enumerate(first_17))
    return ALPHABET[-total % 31]


def body_check(first_8: str) -> str:
    """The ninth place of a GB 11714 body code: MOD 11 with X for ten."""
    total = sum(int(mark, 36) * weight for mark, weight in zip(first_8, BODY_WEIGHTS, strict=True))
    return "0123456789X"[-total % 11]


def credit_shape_fault(text: str) -> Message | None:
    """Why this cannot be a credit code at all; None when its places can be right."""
    return None if _SHAPE.fullmatch(text) else WRONG_SHAPE


def credit_code_fault(text: str) -> Message | None:
    """The same, and a last place that GB 32100 does not give. Some places issued such codes, so it is only a doubt."""
    if fault := credit_shape_fault(text):
        return fault
    return None if credit_check(text[:17]) == text[17] else WRONG_CHECK


def body_code_agrees(text: str) -> bool:
    """Whether places 9 to 17 of a well-formed credit code are a right body code."""
    return body_check(text[8:16]) == text[16]
