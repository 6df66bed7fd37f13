"""What a number pad produces: a number of limited length, or a date in three boxes. Values only, no Qt."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

LENGTHS = (4, 2, 2)  # of year, month, day
IDENTITY_LENGTH, IDENTITY_GROUPS = 18, (6, 14)
MOBILE_LENGTH, MOBILE_GROUPS = 11, (3, 7)


@dataclass(frozen=True, slots=True)
class NumberDraft:
    """A number as typed so far; `letters` are allowed only as its last character."""

    text: str = field(repr=False)
    max_chars: int
    letters: str = ""

    def typed(self, character: str) -> NumberDraft:
        """Return the number with one more character, or unchanged if there is no room for it."""
        ended = bool(self.text) and self.text[-1] in self.letters
        return self if ended or len(self.text) >= self.max_chars else replace(self, text=self.text + character)

    def rubbed_out(self) -> NumberDraft:
        """Return the number without its last character."""
        return replace(self, text=self.text[:-1])


@dataclass(frozen=True, slots=True)
class DateDraft:
    """Year, month and day as typed so far; `part` is the box that the next digit goes to."""

    parts: tuple[str, str, str] = ("", "", "")
    part: int = 0

    @classmethod
    def of(cls, text: str) -> DateDraft:
        """Return the draft of a date written as `YYYY-MM-DD`, complete or not."""
        year, month, day = [*text.split("-"), "", "", ""][:3]
        draft = cls((year, month, day))
        return replace(draft, part=next((at for at, size in enumerate(LENGTHS) if len(draft.parts[at]) < size), 2))

    @property
    def text(self) -> str:
        """The date as `YYYY-MM-DD`, with gaps where digits are missing."""
        year, month, day = self.parts
        return "-".join((year, month.rjust(2, "0") if month else "", day.rjust(2, "0") if day else ""))

    @property
    def is_whole(self) -> bool:
        """Whether every box has its number; the rules check whether such a day exists."""
        return len(self.parts[0]) == LENGTHS[0] and all(self.parts)

    @property
    def is_empty(self) -> bool:
        """Whether nothing is typed yet."""
        return not any(self.parts)

    def at(self, part: int) -> DateDraft:
        """Return the draft with another box chosen; typing in a full box replaces its number."""
        return replace(self, part=part)

    def typed(self, character: str) -> DateDraft:
        """Return the draft with one more digit.

        In a full box the digit starts a new number. A box that becomes full leads to the next one.
        """
        if not character.isdigit():
            return self
        old = self.parts[self.part]
        now = character if len(old) >= LENGTHS[self.part] else old + character
        full = len(now) == LENGTHS[self.part] or (self.part > 0 and int(now) > _TENS[self.part])
        after = min(self.part + 1, 2) if full else self.part
        return replace(self._with(now), part=after)

    def rubbed_out(self) -> DateDraft:
        """Return the draft with one digit less; from an empty box, the digit is taken from the box before."""
        if not self.parts[self.part] and self.part > 0:
            return replace(self, part=self.part - 1).rubbed_out()
        return self._with(self.parts[self.part][:-1])

    def _with(self, now: str) -> DateDraft:
        year, month, day = (now if at == self.part else one for at, one in enumerate(self.parts))
        return replace(self, parts=(year, month, day))


_TENS = (0, 1, 3)  # a month that begins with 2 or more, a day with 4 or more, is whole with one digit


def grouped(text: str) -> str:
    """Return a number in the groups in which people read it.

    An identity number becomes 6-8-4 and a mobile number 3-4-4. Any other text is returned unchanged.
    """
    for length, cuts in ((IDENTITY_LENGTH, IDENTITY_GROUPS), (MOBILE_LENGTH, MOBILE_GROUPS)):
        if len(text) == length and text[:-1].isdigit():
            return " ".join((text[: cuts[0]], text[cuts[0] : cuts[1]], text[cuts[1] :]))
    return text
