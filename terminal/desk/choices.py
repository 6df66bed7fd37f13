"""What can be chosen in a field, and how it is found: by code, by words, by the initials of their readings. No Qt."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from forms.codes import code_list
from forms.model import Field, FieldKind
from forms.shapes import NO, YES
from terminal.desk.initials import initials
from terminal.look.words import _


@dataclass(frozen=True, slots=True)
class Choice:
    """One choice: the value that is held, its words, and what it may be called by, in lower case."""

    value: str
    label: str
    names: tuple[str, ...]

    def distance(self, typed: str) -> int:
        """How far what was typed is from a name of this one: 0 just it, 1 its beginning, 2 within it, 3 not in it."""
        wanted = typed.strip().lower()
        if wanted in self.names:
            return 0
        if any(name.startswith(wanted) for name in self.names):
            return 1
        return 2 if any(wanted in name for name in self.names) else 3

    def is_called(self, typed: str) -> bool:
        """Whether what was typed is just this one's code, words or initials."""
        return self.distance(typed) == 0

    def fits(self, typed: str) -> bool:
        """Whether what was typed may mean this one."""
        return self.distance(typed) < 3


def choices_of(asked: Field, on: date) -> tuple[Choice, ...]:
    """The choices of a field on that day; none where anything may be typed."""
    if asked.kind is FieldKind.YESNO:
        return Choice(YES, _("是"), (_("是"), "y", "s", "1")), Choice(NO, _("否"), (_("否"), "n", "f", "2"))
    if asked.codes is None:
        return ()
    return tuple(_choice(code.code, code.label) for code in code_list(asked.codes).codes(on))


def _choice(code: str, label: str) -> Choice:
    words = f"{code} {label}" if code.isdigit() else label
    return Choice(code, words, (code.lower(), label.lower(), words.lower(), initials(label)))


def fitting(choices: tuple[Choice, ...], typed: str) -> tuple[Choice, ...]:
    """Those that what was typed may mean, the nearest first."""
    return tuple(sorted((one for one in choices if one.fits(typed)), key=lambda one: one.distance(typed)))


def nearest(choices: tuple[Choice, ...], typed: str) -> Choice | None:
    """The one that what was typed comes nearest to; None where others are as near, for nobody can tell them apart."""
    found = fitting(choices, typed)
    if not found or (len(found) > 1 and found[0].distance(typed) == found[1].distance(typed)):
        return None
    return found[0]


def meant(choices: tuple[Choice, ...], typed: str) -> Choice | None:
    """The one choice that was meant; None when it is not clear."""
    called = [one for one in choices if one.is_called(typed)]
    found = called if len(called) == 1 else fitting(choices, typed)
    return found[0] if len(found) == 1 and typed.strip() else None
