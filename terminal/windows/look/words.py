"""The language of the windows. The source language is the users': Simplified Chinese; English is a catalogue.

Every text of a window goes through `_` where it is shown; a text in a table, which exists before the language is known,
is marked there by `N_` and goes through `_` later. What the product's other rooms say are messages: `say` renders one.
"""

from __future__ import annotations

import gettext
import re
from itertools import cycle
from typing import Literal

from forms.message import Lang, Message, catalogue, text

DOMAIN = "windows"
Language = Lang | Literal["qps"]
SOURCE: Language = "zh"
PSEUDO: Language = "qps"
"""As wide as English: a text that is clipped then would be clipped in some language."""

_language: Language = SOURCE
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


def choose(language: Language) -> None:
    """Set the language from now on."""
    global _language, _chosen
    _language = language
    match language:
        case "zh":
            _chosen = gettext.NullTranslations()
        case "qps":
            _chosen = Pseudo()
        case "en":
            _chosen = catalogue(DOMAIN, language)


def other() -> Lang:
    """Return the language that the key for another one chooses."""
    return "zh" if _language == "en" else "en"


def language() -> Language:
    """Return the language that was chosen."""
    return _language


def _(source: str) -> str:
    """Return the text in the language of the windows."""
    return _chosen.gettext(source)


def sentences(*parts: str) -> str:
    """Put sentences one after the other, as the language of the windows does; empty ones are left out."""
    return ("" if _language == SOURCE else " ").join(part for part in parts if part)


def say(message: Message) -> str:
    """Render a message in the language of the windows."""
    if _language == "qps":
        return _chosen.gettext(text(message, "zh"))
    return text(message, _language)


def N_(source: str) -> str:  # noqa: N802
    """Marks a text for the catalogue and returns it unchanged; whoever shows it calls `_`."""
    return source
