"""The recovery kit: the station key as thirteen groups that a person can copy from paper.

Each group is four characters of Crockford's base 32 and a fifth for checking. The fifth is computed in GF(32) from the
four and the place of the group. One wrong character, two swapped neighbours and two swapped groups are always detected.
Specified in docs/formats/keys.md.
"""

from __future__ import annotations

from typing import Final

from forms.message import Message
from signing.errors import KeyFileError

ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
GROUPS: Final = 13
KEY_BYTES: Final = 32
_SPARE_BITS: Final = GROUPS * 4 * 5 - KEY_BYTES * 8
_REDUCE: Final = 0b100101
_MISREAD: Final = str.maketrans({"O": "0", "I": "1", "L": "1", "-": " "})


def kit_text(key: bytes, origin: str) -> str:
    """Return the kit as text to print: comment lines begin with #, the rest is the thirteen groups.

    Args:
        key: The station key, 32 bytes.
        origin: The name of the station's log, printed in the heading.
    """
    groups = _groups(key)
    lines = ("  ".join(groups[start : start + 5]) for start in range(0, GROUPS, 5))
    return "\n".join((f"# 落笔站点恢复单 · Luobi recovery kit · {origin}", *_ADVICE, *lines)) + "\n"


_ADVICE: Final = (
    "# 可解开本站点全部密钥。请打印后交专人异地保管，并删除本机上的副本。",
    "# Opens every key of this station. Print it, keep it elsewhere, leave no copy here.",
)


def kit_key(text: str) -> bytes:
    """Read the station key from a kit as printed or typed. Raise KeyFileError, which names the group to check again."""
    lines = (line for line in text.splitlines() if not line.lstrip().startswith("#"))
    groups = " ".join(lines).upper().translate(_MISREAD).split()
    if len(groups) != GROUPS:
        raise KeyFileError(Message("signing.kit-groups", count=len(groups)))
    number = 0
    for place, group in enumerate(groups):
        for digit in _digits(place, group):
            number = number << 5 | digit
    if number & ((1 << _SPARE_BITS) - 1):
        raise KeyFileError(Message("signing.kit-group", number=GROUPS))
    return (number >> _SPARE_BITS).to_bytes(KEY_BYTES, "big")


def _groups(key: bytes) -> tuple[str, ...]:
    number = int.from_bytes(key, "big") << _SPARE_BITS
    digits = [number >> 5 * place & 31 for place in reversed(range(GROUPS * 4))]
    return tuple(_group(place, digits[place * 4 : place * 4 + 4]) for place in range(GROUPS))


def _group(place: int, digits: list[int]) -> str:
    return "".join(ALPHABET[digit] for digit in (*digits, _check(place, digits)))


def _digits(place: int, group: str) -> list[int]:
    digits = [ALPHABET.find(character) for character in group]
    if len(digits) != 5 or min(digits) < 0 or digits[4] != _check(place, digits[:4]):
        raise KeyFileError(Message("signing.kit-group", number=place + 1))
    return digits[:4]


def _check(place: int, digits: list[int]) -> int:
    """Return the check digit: Horner's rule over GF(32) at x, started with the group's place.

    Every symbol has a weight of its own.
    """
    total = place
    for digit in digits:
        total = _times_x(total) ^ digit
    return _times_x(total)


def _times_x(value: int) -> int:
    doubled = value << 1
    return doubled ^ _REDUCE if doubled & 32 else doubled
