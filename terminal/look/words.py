"""The language of the windows. The source language is the users': Simplified Chinese; others are gettext catalogues.

Every text that a window shows goes through `_` where it is shown; a text that must stand in a table before the
language is known is marked there by `N_` and goes through `_` later. `luobi.pot` beside this file lists them all:

    pybabel extract -F terminal/look/babel.cfg -k N_ --no-location --sort-output --omit-header \\
        -o terminal/look/luobi.pot terminal
"""

from __future__ import annotations

import gettext
import math
from pathlib import Path

CATALOGUES = Path(__file__).parent / "locale"
DOMAIN = "luobi"
SOURCE = "zh_CN"
PSEUDO = "qps"
"""Every text longer by half, in brackets: whatever is clipped then would be clipped in some language."""

_chosen: gettext.NullTranslations = gettext.NullTranslations()


class Pseudo(gettext.NullTranslations):
    """A language that nobody speaks, for finding texts that are cut off or were never marked."""

    def gettext(self, message: str) -> str:
        """The text in brackets, longer by half of its own length."""
        return f"［{message}{'〜' * math.ceil(len(message) / 2)}］"


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
