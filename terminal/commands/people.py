"""Staff as a command line names them: ID=NAME."""

from __future__ import annotations

from collections.abc import Iterable

import click

from forms.message import Lang, Message, text


def person_of(item: str, lang: Lang) -> tuple[str, str]:
    """Return the id and the name in ID=NAME. Raise click.UsageError for anything else.

    Args:
        item: The argument; the id has ASCII letters and digits only.
        lang: The language of the error.
    """
    person, _, name = item.partition("=")
    if not (person.isalnum() and person.isascii() and name):
        raise click.UsageError(text(Message("commands.no-person", item=item), lang))
    return person, name


def require_names(faults: Iterable[tuple[str, Message]], lang: Lang, options: bool = False) -> None:
    """Raise click.ClickException with the first fault, if there is one.

    Args:
        faults: The key of each fault with its reason.
        lang: The language of the error.
        options: Whether the keys are named as the options of the command.
    """
    for key, fault in faults:
        named = f"--{key.replace('_', '-')}" if options else key
        raise click.ClickException(text(Message("commands.name-fault", key=named, fault=fault), lang))
