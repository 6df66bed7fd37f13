"""The rules for new passphrases: short ones and those that very many people choose are rejected.

A passphrase is common when little of it is left without known words, runs, rows of keys, repetitions and numbers. An
attacker tries those first. The rules apply to new passphrases only; older ones still open.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Final

from forms.message import Message
from signing.errors import WeakPassphrase

CHARS_MIN: Final = 10
LEFT_MIN: Final = 8
"""The least score of the characters outside all known parts: a letter counts 2, a Chinese character 3."""
RUN_MIN: Final = 3
_LETTERS: Final = "bcdfhjkmnprtvwxz"
LIST: Final = Path(__file__).with_name("common_passphrases.txt")

_ROWS: Final = (
    "`1234567890-=",
    "~!@#$%^&*()_+",
    "qwertyuiop[]",
    "asdfghjkl;'",
    "zxcvbnm,./",
    "abcdefghijklmnopqrstuvwxyz",
    "01234567890",
    "〇一二三四五六七八九十百千万",
    "零壹贰叁肆伍陆柒捌玖拾",
    "甲乙丙丁戊己庚辛壬癸",
    "子丑寅卯辰巳午未申酉戌亥",
    "天地玄黄宇宙洪荒",
    "赵钱孙李周吴郑王",
    "qaz",
    "wsx",
    "edc",
    "rfv",
    "tgb",
    "yhn",
    "ujm",
    "1qaz",
    "2wsx",
    "3edc",
    "4rfv",
    "5tgb",
    "6yhn",
    "7ujm",
    "8ik,",
)


class Fault(StrEnum):
    """The reason why a new passphrase is rejected."""

    SHORT = "short"
    COMMON = "common"


def fault_of(passphrase: str) -> Fault | None:
    """Return why this passphrase cannot be chosen; None when it can."""
    text = unicodedata.normalize("NFC", passphrase)
    if len(text) < CHARS_MIN:
        return Fault.SHORT
    return Fault.COMMON if _left(text) < LEFT_MIN else None


def require_strong(passphrase: str, whose: Message | str) -> None:
    """Raise WeakPassphrase for a passphrase that cannot be chosen.

    Args:
        passphrase: The new passphrase.
        whose: Its owner, as the error names it: a staff id or a message.
    """
    match fault_of(passphrase):
        case Fault.SHORT:
            raise WeakPassphrase(Message("signing.passphrase-short", whose=whose, least=CHARS_MIN))
        case Fault.COMMON:
            raise WeakPassphrase(Message("signing.passphrase-common", whose=whose))


def made(random: Callable[[int], bytes]) -> str:
    """Return a passphrase of 24 random letters, 96 bits. `random` returns the given number of random bytes.

    Without vowels and digits it holds no known word and no number.
    """
    return "".join(_LETTERS[byte >> 4] + _LETTERS[byte & 15] for byte in random(12))


def _left(passphrase: str) -> int:
    """Return the score of the characters that belong to nothing known. Punctuation and spaces count nothing."""
    text = unicodedata.normalize("NFKC", passphrase).casefold()
    known = bytearray(len(text))
    for start, end in (*_words(text), *_runs(text), *_repeated(text), *_numbers(text)):
        known[start:end] = b"\1" * (end - start)
    left = (each for at, each in enumerate(text) if not known[at] and each.isalnum())
    return sum(2 if each.isascii() else 3 for each in left)


def _words(text: str) -> Iterator[tuple[int, int]]:
    for word in _listed():
        at = text.find(word)
        while at >= 0:
            yield at, at + len(word)
            at = text.find(word, at + 1)


@cache
def _listed() -> tuple[str, ...]:
    lines = LIST.read_text("utf-8").splitlines()
    return tuple(line for line in lines if line and not line.startswith("#"))


def _runs(text: str) -> Iterator[tuple[int, int]]:
    """Yield runs of neighbours in a row of keys, of the alphabet or of numerals, forwards or backwards."""
    for row in _ROWS:
        for line in (row, row[::-1]):
            for at in range(len(text)):
                end = at + 1
                while end < len(text) and text[at : end + 1] in line:
                    end += 1
                if end - at >= RUN_MIN:
                    yield at, end


def _repeated(text: str) -> Iterator[tuple[int, int]]:
    """Yield a character three times, or a piece of up to six characters that comes twice in a row."""
    for found in re.finditer(r"(.)\1{2,}", text):
        yield found.span()
    for found in re.finditer(r"(?=((.{2,6}?)\2+))", text):
        yield found.start(), found.start() + len(found[1])


def _numbers(text: str) -> Iterator[tuple[int, int]]:
    """Yield any number: dates, telephone and card numbers; also with the X of an identity card."""
    for found in re.finditer(r"\d{2,}x?", text):
        yield found.span()
