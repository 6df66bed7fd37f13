"""Where a line of Chinese text may end (避头尾), and where it does.

Pure: text, a width and a way to measure in; lines out, which joined are the text again, character for character.
Paragraphs are split by the caller. Spaces hang over the end of a line and are not measured there.
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
    """`text` in lines no wider than `width` (the unit of `measure`), trailing spaces not counted.

    A piece that may not be broken and is wider than a line is broken all the same: first inside words, at last between
    any two characters; a character wider than the line stands alone. Empty text is one empty line.
    """
    lines = [""]
    for piece in _pieces(text, width, measure):
        if lines[-1] and not _fits(lines[-1] + piece, width, measure):
            lines.append("")
        lines[-1] += piece
    return tuple(lines)


def break_choices(text: str, width: float, measure: Measure) -> tuple[str, ...]:
    """Choices to tick, `□…　□…`, broken between two of them; inside one only where it is wider than a line."""
    lines: list[str] = []
    for choice in text.split(BETWEEN_CHOICES):
        together = f"{lines[-1]}{BETWEEN_CHOICES}{choice}" if lines else choice
        if lines and _fits(together, width, measure):
            lines[-1] = together
        else:
            lines += break_lines(choice, width, measure)
    return tuple(lines)


def _pieces(text: str, width: float, measure: Measure) -> Iterator[str]:
    """Unbreakable pieces, each fit for a line of its own as far as the characters allow."""
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
    """Whether a line may end between two neighbours."""
    return _may_break_in_word(before, after) and not (_in_word(before) and _in_word(after))


def _may_break_in_word(before: str, after: str) -> bool:
    """As `_may_break`, for a word that is longer than a line."""
    return after != " " and after not in NO_START and before not in NO_END


def _in_word(character: str) -> bool:
    """Latin letters, digits and what joins them; such a run is a word or a number and stays whole."""
    return character in JOINING or (character.isalnum() and character < LATIN_END)
