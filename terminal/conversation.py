"""The language of a command's conversation with the person who typed it, in our own sentences and in click's.

click takes its sentences from gettext, in the language that the variable LANGUAGE names when it says one. Their Chinese
is in `messages.po`, which is keyed by click's English; a test finds every sentence of the installed click there.
"""

from __future__ import annotations

import gettext
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import cast

import click

from forms.message import FOLDERS, LOCALE, Lang, Message, text

NAME = "luobi"
CLICK = "messages"
VARIABLE = "LANGUAGE"
TRAINING = Message("commands.training")


def lang_of(ctx: click.Context) -> Lang:
    """Return what `--lang` or LUOBI_LANG says; Chinese otherwise. Raise SettingError for another LUOBI_LANG."""
    from terminal.station.settings import language

    return cast("Lang", ctx.ensure_object(dict).get("lang") or language(os.environ))


def speak(lang: Lang) -> None:
    """Have click say its own sentences in this language from now on.

    What a command starts inherits the variable; none of it shows a sentence that it takes from gettext.
    """
    gettext.bindtextdomain(CLICK, str(LOCALE))
    gettext.textdomain(CLICK)
    os.environ[VARIABLE] = FOLDERS[lang]


@contextmanager
def variable_kept() -> Iterator[None]:
    """Give the environment its own LANGUAGE back at the end."""
    before = os.environ.get(VARIABLE)
    try:
        yield
    finally:
        if before is None:
            os.environ.pop(VARIABLE, None)
        else:
            os.environ[VARIABLE] = before


def say(message: Message, lang: Lang, *, err: bool = False) -> None:
    """Print a message: the product of a command to stdout, the conversation (`err`) to stderr."""
    click.echo(text(message, lang), err=err)


def tell_findings(home: Path, lang: Lang) -> None:
    """Print to stderr which owners, modes and symbolic links are not as they should be."""
    from signing.private_folder import home_findings

    for finding in home_findings(home):
        click.echo(finding.as_text(lang), err=True)
