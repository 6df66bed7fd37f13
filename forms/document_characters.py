"""The characters that documents can show: those of the font that comes with the product.

A form is the same at every station. So its texts use no character that only some stations have a font for.
"""

from bisect import bisect_right
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

from forms.message import Message

RANGES = Path(__file__).parent / "limits" / "document-font.txt"


def is_drawn(character: str) -> bool:
    """Return whether the document font has a glyph of its own for the character."""
    firsts, lasts = _ranges()
    at = bisect_right(firsts, ord(character)) - 1
    return at >= 0 and ord(character) <= lasts[at]


def require_drawn(text: str, key: str, refuse: Callable[[str, Message], Any]) -> None:
    """Reject the first character of a text that a document cannot show, control characters included.

    Args:
        text: One line; a line break is a control character too.
        key: Where the text is in the form file; passed on to `refuse`.
        refuse: The callback that raises: it takes the key and the fault.
    """
    for character in text:
        if character < " " or character == "\x7f":
            refuse(key, Message("forms.file-control-character", code=ord(character)))
        if not is_drawn(character):
            refuse(key, Message("forms.file-undrawn-character", code=ord(character)))


@cache
def _ranges() -> tuple[tuple[int, ...], tuple[int, ...]]:
    lines = RANGES.read_text(encoding="ascii").splitlines()
    pairs = [word.partition("-") for line in lines if not line.startswith("#") for word in line.split()]
    firsts = tuple(int(first, 16) for first, _, _ in pairs)
    return firsts, tuple(int(last or first, 16) for first, _, last in pairs)
