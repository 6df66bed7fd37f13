"""Lines of Chinese on a terminal: a character is two columns wide, and a line breaks between any two of them."""

from __future__ import annotations

import re
import unicodedata

_WORDS = re.compile(
    r"[\u3000-\u30ff\u3400-\u9fff\uff00-\uffef\U00020000-\U000323af]|\s+|[^\s\u3000-\u9fff\uff00-\uffef]+"
)
_NEVER_FIRST = frozenset("，。；：、？！）”》…")
_NEVER_LAST = frozenset("（“《[")


def columns(text: str) -> int:
    """How many columns the text takes."""
    return sum(2 if unicodedata.east_asian_width(one) in "WF" else 1 for one in text)


def wrapped(
    text: str,
    width: int = 78,
    initial_indent: str = "",
    subsequent_indent: str = "",
    preserve_paragraphs: bool = False,
) -> str:
    """The text in lines, as `click.formatting.wrap_text` does it."""
    if not preserve_paragraphs:
        return _filled(text, width, initial_indent, subsequent_indent)
    paragraphs = re.split(r"\n\s*\n", text.strip("\n"))
    return "\n\n".join(_filled(each, width, initial_indent, subsequent_indent) for each in paragraphs)


def _filled(text: str, width: int, first: str, following: str) -> str:
    lines, line = [], first
    for word in _words(text):
        fits = columns(line + word.rstrip()) <= width
        if not fits and line.strip() and line not in (first, following):
            lines.append(line.rstrip())
            line, word = following, word.lstrip()
        line += word
    return "\n".join([*lines, line.rstrip()])


def _words(text: str) -> list[str]:
    """What stays together: a Latin word, a character with the mark after it, an opening mark with what it opens."""
    words: list[str] = []
    for one in _WORDS.findall(text):
        part = " " if one.isspace() else one
        joins = words and (part[0] in _NEVER_FIRST or words[-1][-1] in _NEVER_LAST)
        if joins:
            words[-1] += part
        else:
            words.append(part)
    return words
