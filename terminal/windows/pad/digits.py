"""What a number pad writes: a number of limited length, or a date in its three boxes. Values only, no Qt."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

LENGTHS = (4, 2, 2)  # of year, month, day
IDENTITY_LENGTH, IDENTITY_GROUPS = 18, (6, 14)
MOBILE_LENGTH, MOBILE_GROUPS = 11, (3, 7)


@dataclass(frozen=True, slots=True)
class NumberDraft:
    """A number as typed so far; `letters` may stand at its end only."""

    text: str = field(repr=False)
    max_chars: int
    letters: str = ""

    def typed(self, character: str) -> NumberDraft:
        """One more character, if there is room for it."""
        ended = bool(self.text) and self.text[-1] in self.letters
        return self if ended or len(self.text) >= self.max_chars else replace(self, text=self.text + character)

    def rubbed_out(self) -> NumberDraft:
        """One character less."""
        return replace(self, text=self.text[:-1])


@dataclass(frozen=True, slots=True)
class DateDraft:
    """Year, month and day as typed so far; `part` is the box that the next digit goes to."""

    parts: tuple[str, str, str] = ("", "", "")
    part: int = 0

    @classmethod
    def of(cls, text: str) -> DateDraft:
        """From `YYYY-MM-DD`, whole or not."""
        year, month, day = [*text.split("-"), "", "", ""][:3]
        draft = cls((year, month, day))
        return replace(draft, part=next((at for at, size in enumerate(LENGTHS) if len(draft.parts[at]) < size), 2))

    @property
    def text(self) -> str:
        """`YYYY-MM-DD`, with gaps where digits are missing."""
        year, month, day = self.parts
        return "-".join((year, month.rjust(2, "0") if month else "", day.rjust(2, "0") if day else ""))

    @property
    def is_whole(self) -> bool:
        """Whether every box has its number; whether there is such a day is for the rules."""
        return len(self.parts[0]) == LENGTHS[0] and all(self.parts)

    @property
    def is_empty(self) -> bool:
        """Whether nothing is typed yet."""
        return not any(self.parts)

    def at(self, part: int) -> DateDraft:
        """Another box is chosen; typing begins it anew."""
        return replace(self, part=part)

    def typed(self, character: str) -> DateDraft:
        """One more digit: in a full box it begins the number anew; a full box leads to the next."""
        if not character.isdigit():
            return self
        old = self.parts[self.part]
        now = character if len(old) >= LENGTHS[self.part] else old + character
        full = len(now) == LENGTHS[self.part] or (self.part > 0 and int(now) > _TENS[self.part])
        after = min(self.part + 1, 2) if full else self.part
        return replace(self._with(now), part=after)

    def rubbed_out(self) -> DateDraft:
        """One digit less; from an empty box, out of the one before."""
        if not self.parts[self.part] and self.part > 0:
            return replace(self, part=self.part - 1).rubbed_out()
        return self._with(self.parts[self.part][:-1])

    def _with(self, now: str) -> DateDraft:
        year, month, day = (now if at == self.part else one for at, one in enumerate(self.parts))
        return replace(self, parts=(year, month, day))


_TENS = (0, 1, 3)  # a month that begins with 2 or more, a day with 4 or more, is whole with one digit


def grouped(text: str) -> str:
    """An identity number in 6-8-4 and a mobile number in 3-4-4, as their owners read them; anything else as it is."""
    for length, cuts in ((IDENTITY_LENGTH, IDENTITY_GROUPS), (MOBILE_LENGTH, MOBILE_GROUPS)):
        if len(text) == length and text[:-1].isdigit():
            return " ".join((text[: cuts[0]], text[cuts[0] : cuts[1]], text[cuts[1] :]))
    return text
