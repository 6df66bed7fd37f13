"""Several codes of a list, comma between them."""

from forms.kinds.choice import Listed
from forms.kinds.field import Input


class Choices(Listed, frozen=True, tag="codes"):
    """Several codes of a list, each at most once."""

    is_wide = True

    @property
    def input(self) -> Input:
        """What a window needs to enter a value."""
        return Input.CHOICES

    def chosen(self, value: str) -> tuple[str, ...]:
        """Return the codes in a held value."""
        return tuple(value.split(","))

    def least_chars(self) -> int:
        """Return the length of a value with every code."""
        codes = [len(code.code) for code in self.code_list.entries]
        return sum(codes) + len(codes) - 1
