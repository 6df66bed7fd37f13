"""Fingerprints of keys: printed in groups, and their first groups typed back, so that a person has compared them.

A person at a terminal types them back. A script passes the fingerprint that it expects of the custodian's key.
"""

from __future__ import annotations

import re
import sys

import click

from forms.message import Lang, Message, text
from signing.fingerprint import GROUP, in_groups
from terminal.conversation import say

TYPED_GROUPS = 3
SHORTEST = GROUP * TYPED_GROUPS
LONGEST = 64
WHOSE = {"ca": Message("commands.fingerprint-of-ca"), "log": Message("commands.fingerprint-of-log")}
"""The names of a new station's keys."""


def agrees(told: str, digest: str) -> bool:
    """Return whether a typed fingerprint is this one: at least three groups, from the beginning on.

    Args:
        told: What a person or a script gave; spaces, colons, hyphens and case are ignored.
        digest: The SHA-256 in hex.
    """
    plain = re.sub(r"[\s:-]", "", told).lower()
    return SHORTEST <= len(plain) <= LONGEST and digest.startswith(plain)


def watched() -> bool:
    """Return whether a person is at a terminal and can be asked."""
    return sys.stdin.isatty() and sys.stderr.isatty()


def require_custodian(told: str | None, digest: str, lang: Lang) -> None:
    """Raise click.ClickException when the custodian's key is another one.

    Args:
        told: The expected fingerprint. None asks the person at a terminal, and checks nothing without one.
        digest: The SHA-256 of the custodian's key, in hex; it is printed.
        lang: The language of the texts.
    """
    say(Message("commands.fingerprint-custodian", fingerprint=in_groups(digest)), lang, err=True)
    if told is None and watched():
        say(Message("commands.fingerprint-compare"), lang, err=True)
        told = _asked(lang)
    if told is not None and not agrees(told, digest):
        raise click.ClickException(text(Message("commands.fingerprint-of-another"), lang))


def have_typed_back(name: str, digest: str, lang: Lang) -> None:
    """Print a new key's fingerprint; ask a person at a terminal until it is typed right.

    Args:
        name: The key, from `WHOSE`.
        digest: Its SHA-256, in hex.
        lang: The language of the texts.
    """
    say(Message("commands.fingerprint", whose=WHOSE[name], fingerprint=in_groups(digest)), lang, err=True)
    while watched() and not agrees(_asked(lang), digest):
        say(Message("commands.fingerprint-again"), lang, err=True)


def _asked(lang: Lang) -> str:
    told: str = click.prompt(text(Message("commands.fingerprint-type"), lang), prompt_suffix="", err=True)
    return told
