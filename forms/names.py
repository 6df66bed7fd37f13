"""What the name of a person or of a station may be, where it is typed and no form's field holds it."""

from collections.abc import Callable, Sequence

from forms import characters
from forms.characters import character_fault, sight_fault
from forms.problem import Said
from forms.shapes import TOO_LONG
from forms.typed import composed

PERSON_CHARS = 50
STATION_CHARS = 40
NO_NAME = Said("名字是空的，请填写", "the name is empty; write it")
NO_LETTER = Said("名字里没有一个字，请重新填写", "the name holds no letter; write it again")
UNTRIMMED = Said("名字前后有空格，请去掉", "the name begins or ends with a space; leave it out")

Missing = Callable[[str], Sequence[str]]
"""The characters of a text that nothing here can draw."""


def name_fault(name: str, most_chars: int, missing: Missing) -> Said | None:
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
    return _undrawn(undrawn[0]) if undrawn else None


def _undrawn(character: str) -> Said:
    told = f"{character}（U+{ord(character):04X}）"
    return Said(
        f"没有字体能写“{told}”；请加上有这个字的字体，或写证件上的替代写法",
        f"no font can draw {character!r} (U+{ord(character):04X}); add a font that has it",
    )
