"""The initials of Chinese words, as a list shows them: 失业登记 is sydj. What is typed is compared in `readings`."""

from __future__ import annotations

from terminal.windows.desk.readings import in_order


def initials(words: str) -> str:
    """The initials of the usual readings; letters and digits are themselves, what has no reading is left out."""
    return "".join(_initial(one) for one in words)


def _initial(character: str) -> str:
    if character.isascii():
        return character.lower() if character.isalnum() else ""
    return next(iter(in_order(character)), "")[:1]
