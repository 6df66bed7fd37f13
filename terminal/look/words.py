"""Where the windows' texts will be translated. The source language is the users': Simplified Chinese."""

from __future__ import annotations


def _(text: str) -> str:
    """The text in the language of the windows. For now there is one; every text is already marked."""
    return text
