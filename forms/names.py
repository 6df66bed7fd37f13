"""The check of a name of a person or a station that is typed outside of a form."""

from collections.abc import Callable, Sequence

from forms import characters
from forms.characters import character_fault, sight_fault
from forms.kinds.field import TOO_LONG
from forms.message import Message
from forms.typed_text import composed

PERSON_CHARS = 50
STATION_CHARS = 40
NO_NAME = Message("forms.name-empty")
NO_LETTER = Message("forms.typed-name-without-letter")
UNTRIMMED = Message("forms.name-untrimmed")

Missing = Callable[[str], Sequence[str]]
"""A function that returns the characters of a text for which this machine has no font."""


def name_fault(name: str, most_chars: int, missing: Missing) -> Message | None:
    """Return why a text cannot be printed as a name; None when it can.

    Args:
        name: The name as it was typed.
        most_chars: The most characters it may have: `PERSON_CHARS` or `STATION_CHARS`.
        missing: The function that returns the characters without a font.
    """
    if not name.strip():
        return NO_NAME
    if fault := character_fault(name) or sight_fault(composed(name)):
        return fault
    if characters.name_fault(name):
        return NO_LETTER
    if name != name.strip():
        return UNTRIMMED
    if len(name) > most_chars:
        return TOO_LONG
    undrawn = missing(name)
    return character_undrawn(undrawn[0]) if undrawn else None


def character_undrawn(character: str) -> Message:
    """Return the message about a character for which this machine has no font."""
    return Message("forms.name-undrawn", character=character, code=ord(character))
