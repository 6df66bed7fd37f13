"""Free text, such as an address or a post."""

from collections.abc import Iterator

from forms.characters import text_doubt
from forms.kinds.field import Doubt, Field, Input

LONG_FROM_CHARS = 80
"""From so many characters on a window needs several lines."""
NAME_SOURCE = "GB 18030-2022"


class Text(Field, frozen=True, tag="text"):
    """Text of any content."""

    is_wide = True

    @property
    def input(self) -> Input:
        """What a window needs to enter a value."""
        return Input.LONG_TEXT if self.max_chars >= LONG_FROM_CHARS else Input.TEXT

    def doubts(self, value: str) -> Iterator[Doubt]:
        """Yield what may be wrong with a value that can be held."""
        if doubt := text_doubt(value):
            yield Doubt("text", doubt, NAME_SOURCE)
