"""What the name of a person or of a station may be, where it is typed and no form's field holds it."""

from collections.abc import Callable, Sequence

from forms import characters
from forms.characters import character_fault, sight_fault
from forms.message import Message
from forms.shapes import TOO_LONG
from forms.typed import composed

PERSON_CHARS = 50
STATION_CHARS = 40
NO_NAME = Message("forms.name-empty")
NO_LETTER = Message("forms.typed-name-without-letter")
UNTRIMMED = Message("forms.name-untrimmed")

Missing = Callable[[str], Sequence[str]]
"""The characters of a text that nothing here can draw."""


def name_fault(name: str, most_chars: int, missing: Missing) -> Message | None:
    """Why this cannot be printed as a name; None when it can."""
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
    """Return what to say of a character that nothing here can draw."""
    return Message("forms.name-undrawn", character=character, code=ord(character))
