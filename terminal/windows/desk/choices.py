"""The choices of a field, and how typed text finds them: by code, label, initials or full pinyin. No Qt."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from forms.kinds import Field, Listed, YesNo
from forms.kinds.yesno import NO, YES
from terminal.windows.desk.readings import nearness
from terminal.windows.look.words import _

CALLED, SPELLED, NOT = 0, 1, 5


@dataclass(frozen=True, slots=True)
class Choice:
    """One choice: the value to hold, its label, and other names for it in lower case.

    `words` is the text that may be spelled in pinyin; "" means the label.
    """

    value: str
    label: str
    names: tuple[str, ...]
    words: str = ""

    def distance(self, typed: str) -> int:
        """Return how far the typed text is from this choice.

        0 means one of its names, 1 its text spelled in full, 2 the beginning of either. 3 means within a syllable of
        the beginning, 4 within it, and 5 not in it.
        """
        wanted = typed.strip().lower()
        if wanted in self.names:
            return CALLED
        by_name = 2 if any(name.startswith(wanted) for name in self.names) else NOT
        if by_name == NOT and any(wanted in name for name in self.names):
            by_name = 4
        return min(by_name, SPELLED + nearness(self.words or self.label, wanted))

    def fits(self, typed: str) -> bool:
        """Return whether the typed text can mean this choice."""
        return self.distance(typed) < NOT


def choices_of(asked: Field, on: date) -> tuple[Choice, ...]:
    """Return the choices of a field; none where any text may be typed.

    Args:
        asked: The field. A yes/no field has two fixed choices.
        on: The day on which the codes must be valid.
    """
    if isinstance(asked, YesNo):
        return Choice(YES, _("是"), (_("是"), "y", "s", "1")), Choice(NO, _("否"), (_("否"), "n", "f", "2"))
    if not isinstance(asked, Listed):
        return ()
    return tuple(_choice(code.code, code.label) for code in asked.code_list.codes(on))


def _choice(code: str, label: str) -> Choice:
    whole = f"{code} {label}" if code.isdigit() else label
    return Choice(code, whole, (code.lower(), label.lower(), whole.lower()), label)


def fitting(choices: tuple[Choice, ...], typed: str) -> tuple[Choice, ...]:
    """Return the `choices` that the `typed` text can mean, the nearest first."""
    return tuple(sorted((one for one in choices if one.fits(typed)), key=lambda one: one.distance(typed)))


def nearest(choices: tuple[Choice, ...], typed: str) -> Choice | None:
    """Return the one of the `choices` that is nearest to the `typed` text.

    Return None where none matches, or where others are as near and cannot be distinguished.
    """
    found = fitting(choices, typed)
    if not found or (len(found) > 1 and found[0].distance(typed) == found[1].distance(typed)):
        return None
    return found[0]


def meant(choices: tuple[Choice, ...], typed: str) -> Choice | None:
    """Return the one of the `choices` that the `typed` text clearly means, or None.

    It is clear when the text is a name or the full spelling of the nearest choice, or when only one choice matches.
    """
    found = nearest(choices, typed) if typed.strip() else None
    is_clear = found is not None and (found.distance(typed) <= SPELLED or len(fitting(choices, typed)) == 1)
    return found if is_clear else None
