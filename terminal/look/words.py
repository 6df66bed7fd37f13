"""The language of the windows. The source language is the users': Simplified Chinese; others are gettext catalogues.

Every text that a window shows goes through `_` where it is shown; a text that must stand in a table before the
language is known is marked there by `N_` and goes through `_` later. `luobi.pot` beside this file lists them all:

    pybabel extract -F terminal/look/babel.cfg -k N_ --no-location --sort-output --omit-header \\
        -o terminal/look/luobi.pot terminal
"""

from __future__ import annotations

import gettext
import re
from itertools import cycle
from pathlib import Path

CATALOGUES = Path(__file__).parent / "locale"
DOMAIN = "luobi"
SOURCE = "zh_CN"
PSEUDO = "qps"
"""As wide as English: whatever is clipped then would be clipped in some language."""

_chosen: gettext.NullTranslations = gettext.NullTranslations()


class Pseudo(gettext.NullTranslations):
    """A language that nobody speaks, as wide as English, for finding texts that are cut off or were never marked.

    A hundred texts of the windows, translated as a person would say them and set in Noto Sans SC, are 1.5 × as wide in
    the middle, short ones more: nine in ten of those of two characters stay below 2.4 ×, of four below 1.9 ×, of ten
    below 1.7 ×, of longer ones below 1.6 ×. A letter is half as wide as a character. So each character becomes three
    letters, the spaces among them, and each text gets three more, which are its brackets: 2.2 ×, 1.8 ×, 1.6 × and
    1.5 ×. That is enough for most texts, and an eighth more than the English of all of them. Words are as long as
    English ones, for a line breaks only between them. ASCII stays as it is, and with it what is put into a text.
    """

    def gettext(self, message: str) -> str:
        """The text in brackets; the same letters for the same text, others for another one."""
        parts = ASCII.split(message)
        return "[" + "".join(part if at % 2 else _latin(part) for at, part in enumerate(parts)) + "~]"


ASCII = re.compile(r"([\x00-\x7f]+)")
WORDS = (7, 4, 2, 9, 3, 5)  # letters of one word after the other: 5 in the middle, as in English
FIRST, SECOND = "bdfghklmnprstvw", "aeiou"


def _latin(text: str) -> str:
    """Three letters for each character, in words."""
    codes = (ord(character) for character in text)
    letters = "".join(FIRST[code % 15] + SECOND[code % 5] + FIRST[code // 15 % 15] for code in codes)
    words, lengths = [], cycle(WORDS)
    while letters:
        length = next(lengths)
        words.append(letters[:length])
        letters = letters[length + 1 :]
    return " ".join(words)


def choose(language: str) -> None:
    """The language from now on: SOURCE, PSEUDO, or one that has a catalogue. Raises FileNotFoundError for others."""
    global _chosen
    match language:
        case "zh_CN":
            _chosen = gettext.NullTranslations()
        case "qps":
            _chosen = Pseudo()
        case _:
            _chosen = gettext.translation(DOMAIN, CATALOGUES, [language])


def _(text: str) -> str:
    """The text in the language of the windows."""
    return _chosen.gettext(text)


def N_(text: str) -> str:  # noqa: N802
    """Marks a text for the catalogue and returns it unchanged; whoever shows it calls `_`."""
    return text
