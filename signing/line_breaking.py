"""The places where a line of Chinese text may end (避头尾), and the choice among them.

Pure functions: the input is a text, a width and a function that measures. The output is lines. Joined, the lines are
the text again, character for character. The caller splits paragraphs first. Spaces at the end of a line may exceed the
width and are not measured.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

# GB/T 15834-2011 5.1: these may not stand at the head of a line, those not at its foot. A box to tick
# stays with its word.
NO_START = frozenset("、，。．：；？！,.:;?!）》〉」』】〕〗｝］)]}”’…—～~·•‧%％‰℃°″′－-–/／々")
NO_END = frozenset("□（《〈「『【〔〖｛［([{“‘￥¥$＄№#＃@＠")
JOINING = frozenset(".,:;-/~%°+_&='@#$")  # inside a number or a Latin word
LATIN_END = "\u2000"  # alphabets come before, ideographs after

TO_TICK, BETWEEN_CHOICES = "□", "　"

Measure = Callable[[str], float]


def break_lines(text: str, width: float, measure: Measure) -> tuple[str, ...]:
    """Break a text into lines no wider than `width`; trailing spaces do not count.

    A piece that may not be broken but is wider than a line is broken all the same. It is broken inside words first, and
    between any two characters as the last resort. A character wider than the line gets a line of its own. Empty text
    gives one empty line.

    Args:
        text: One paragraph.
        width: The longest line, in the unit that `measure` returns.
        measure: Returns the width of a piece of text.
    """
    lines = [""]
    for piece in _pieces(text, width, measure):
        if lines[-1] and not _fits(lines[-1] + piece, width, measure):
            lines.append("")
        lines[-1] += piece
    return tuple(lines)


def break_choices(text: str, width: float, measure: Measure) -> tuple[str, ...]:
    """Break tick boxes with their words (`□…　□…`) into lines, between two choices where possible.

    A choice is broken inside only where it is wider than a line.

    Args:
        text: The choices, separated by `BETWEEN_CHOICES`.
        width: The longest line, in the unit that `measure` returns.
        measure: Returns the width of a piece of text.
    """
    lines: list[str] = []
    for choice in text.split(BETWEEN_CHOICES):
        together = f"{lines[-1]}{BETWEEN_CHOICES}{choice}" if lines else choice
        if lines and _fits(together, width, measure):
            lines[-1] = together
        else:
            lines += break_lines(choice, width, measure)
    return tuple(lines)


def _pieces(text: str, width: float, measure: Measure) -> Iterator[str]:
    """Yield the unbreakable pieces, each narrow enough for one line as far as its characters allow."""
    for piece in _split(text, _may_break):
        if _fits(piece, width, measure):
            yield piece
            continue
        for part in _split(piece, _may_break_in_word):
            if _fits(part, width, measure):
                yield part
            else:
                yield from part


def _split(text: str, may_break: Callable[[str, str], bool]) -> Iterator[str]:
    start = 0
    for at in range(1, len(text)):
        if may_break(text[at - 1], text[at]):
            yield text[start:at]
            start = at
    if text:
        yield text[start:]


def _fits(line: str, width: float, measure: Measure) -> bool:
    return measure(line.rstrip(" ")) <= width


def _may_break(before: str, after: str) -> bool:
    """Return whether a line may end between two neighbouring characters."""
    return _may_break_in_word(before, after) and not (_in_word(before) and _in_word(after))


def _may_break_in_word(before: str, after: str) -> bool:
    """Return the same as `_may_break` for a word that is longer than a line."""
    return after != " " and after not in NO_START and before not in NO_END


def _in_word(character: str) -> bool:
    """Return whether a character is a Latin letter, a digit or a sign that joins them.

    A run of such characters is a word or a number and is kept on one line.
    """
    return character in JOINING or (character.isalnum() and character < LATIN_END)
