"""Line breaking for Chinese on a terminal: a character is two columns wide, and lines break between any two."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from gettext import gettext

import click

_WORDS = re.compile(
    r"[\u3000-\u30ff\u3400-\u9fff\uff00-\uffef\U00020000-\U000323af]|\s+|[^\s\u3000-\u9fff\uff00-\uffef]+"
)
_NEVER_FIRST = frozenset("，。；：、？！）”》…")
_NEVER_LAST = frozenset("（“《[")


class ChineseFormatter(click.HelpFormatter):
    """A help formatter that measures lines in columns and breaks them between Chinese characters."""

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        """Write the line of usage. A full-width colon has its own room, so no space follows it.

        Args:
            prog: The command's path.
            args: The placeholders of its arguments.
            prefix: The word before them; None for click's own.
        """
        first = " " * self.current_indent + (prefix or gettext("Usage:"))
        self.write(wrapped(f"{prog} {args}".rstrip(), self.width, first, " " * (columns(first) + columns(prog) + 1)))
        self.write("\n")

    def write_heading(self, heading: str) -> None:
        """Write the heading of a section."""
        self.write(f"{' ' * self.current_indent}{heading}：\n")

    def write_text(self, text: str) -> None:
        """Write paragraphs at the indent of the section."""
        margin = " " * self.current_indent
        self.write(wrapped(text, self.width, margin, margin, preserve_paragraphs=True) + "\n")

    def write_dl(self, rows: Iterable[tuple[str, str]], col_max: int = 30, col_spacing: int = 2) -> None:
        """Write names with their meanings in a second column.

        Args:
            rows: Pairs of a name and its meaning.
            col_max: The widest name, in columns, that has its meaning on the same line.
            col_spacing: The columns between a name and its meaning.
        """
        rows = list(rows)
        width = min(max(columns(name) for name, _ in rows), col_max) + col_spacing
        margin = " " * self.current_indent
        for name, meaning in rows:
            lines = wrapped(meaning, max(self.width - width - self.indent_increment, 10)).split("\n")
            gap = width - columns(name)
            if gap < col_spacing:
                lines, gap = ["", *lines], 0
            following = "\n" + margin + " " * width
            self.write(f"{margin}{name}{' ' * gap}{following.join(lines)}".rstrip() + "\n")


def columns(text: str) -> int:
    """Return how many columns the text takes."""
    return sum(2 if unicodedata.east_asian_width(one) in "WF" else 1 for one in text)


def wrapped(
    text: str,
    width: int = 78,
    initial_indent: str = "",
    subsequent_indent: str = "",
    preserve_paragraphs: bool = False,
) -> str:
    """Return the text in lines, as `click.formatting.wrap_text` does it.

    Args:
        text: The text; white space between Latin text is one space.
        width: The widest line, in columns.
        initial_indent: Put before the first line of a paragraph.
        subsequent_indent: Put before the other lines.
        preserve_paragraphs: True keeps paragraphs that an empty line separates; False makes one paragraph.
    """
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
    """Return what stays together: a Latin word, a character and the mark after it, an opening mark and what follows."""
    words: list[str] = []
    for one in _WORDS.findall(text):
        part = " " if one.isspace() else one
        joins = words and (part[0] in _NEVER_FIRST or words[-1][-1] in _NEVER_LAST)
        if joins:
            words[-1] += part
        else:
            words.append(part)
    return words
