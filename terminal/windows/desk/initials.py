"""The initials of Chinese words, as a list shows them: 失业登记 is sydj. `readings` compares them with typed text."""

from __future__ import annotations

from terminal.windows.desk.readings import in_order


def initials(words: str) -> str:
    """Return the initials of the most usual readings, in lower case.

    A letter or digit is its own initial. A character without a reading is left out.
    """
    return "".join(_initial(one) for one in words)


def _initial(character: str) -> str:
    if character.isascii():
        return character.lower() if character.isalnum() else ""
    return next(iter(in_order(character)), "")[:1]
