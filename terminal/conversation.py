"""The language of a command's messages to the person who typed it: our own messages and click's.

click takes its messages from gettext, in the language that the variable LANGUAGE names. Their Chinese is in
`messages.po`, which is keyed by click's English. A test finds every message of the installed click there.
"""

from __future__ import annotations

import gettext
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import cast

import click

from forms.message import FOLDERS, LOCALE, Lang, Message, text
from terminal.errors import SettingError

NAME = "luobi"
CLICK = "messages"
VARIABLE = "LANGUAGE"
TRAINING = Message("commands.training")


def lang_of(ctx: click.Context) -> Lang:
    """Return the language from `--lang` or LUOBI_LANG; Chinese where neither is set.

    Raise SettingError for an unknown LUOBI_LANG.
    """
    return cast("Lang", ctx.ensure_object(dict).get("lang") or language(os.environ))


def language(environ: Mapping[str, str]) -> Lang:
    """Return the language of the command line: LUOBI_LANG, else Chinese. Raise SettingError for another value."""
    lang = environ.get("LUOBI_LANG", "zh")
    if lang not in FOLDERS:
        known = tuple(FOLDERS)
        raise SettingError(Message("terminal.setting-not-one-of", setting="LUOBI_LANG", known=known, value=lang))
    return lang


def speak(lang: Lang) -> None:
    """Make click print its own messages in this language from now on.

    Programs that a command starts inherit the variable. None of them shows a message that it takes from gettext.
    """
    gettext.bindtextdomain(CLICK, str(LOCALE))
    gettext.textdomain(CLICK)
    os.environ[VARIABLE] = FOLDERS[lang]


@contextmanager
def variable_kept() -> Iterator[None]:
    """Restore the variable LANGUAGE of the environment at the end."""
    before = os.environ.get(VARIABLE)
    try:
        yield
    finally:
        if before is None:
            os.environ.pop(VARIABLE, None)
        else:
            os.environ[VARIABLE] = before


def say(message: Message, lang: Lang, *, err: bool = False) -> None:
    """Print a message.

    Args:
        message: What to print.
        lang: The language to print it in.
        err: True for stderr (notes to the person); False for stdout (the product of the command).
    """
    click.echo(text(message, lang), err=err)


def tell_findings(home: Path, lang: Lang) -> None:
    """Print to stderr which owners, modes and symbolic links in a station's folder are wrong.

    Args:
        home: The station's folder.
        lang: The language of the findings.
    """
    from signing.private_folder import home_findings

    for finding in home_findings(home):
        click.echo(finding.as_text(lang), err=True)
