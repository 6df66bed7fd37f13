"""Passphrases on the command line: read from a file, or asked for with the person's name and not shown."""

from __future__ import annotations

import warnings
from getpass import GetPassWarning
from pathlib import Path
from typing import Any

import click

from forms.message import Lang, Message, text
from forms.system_errors import why
from terminal.errors import TerminalError

FILE_BYTES_MAX = 1 << 16


def read_passphrase(path: Path, lang: Lang) -> str:
    """Return the passphrase in a file's first line.

    Raise TerminalError when the file cannot be read, and click.UsageError when it holds no text.

    Args:
        path: The file; a pipe works too. At most `FILE_BYTES_MAX` bytes are read.
        lang: The language of the error.
    """
    from signing.keyring import passphrase_of

    try:
        with path.open("rb") as file:  # a pipe is as good as a file
            return passphrase_of(file.read(FILE_BYTES_MAX).decode("utf-8"))
    except OSError as problem:
        raise TerminalError(Message("commands.passphrase-unread", path=str(path), why=why(problem))) from problem
    except UnicodeDecodeError:
        refusal = Message("commands.passphrase-no-text", path=str(path))
    raise click.UsageError(text(refusal, lang))


def read_new_passphrase(path: Path, owner: Message | str, lang: Lang) -> str:
    """Return a new passphrase from a file.

    Raise WeakPassphrase for a weak one, and NotPrivate where other accounts may write the file's folder.

    Args:
        path: The file, as in `read_passphrase`.
        owner: The person, as errors name them.
        lang: The language of the error.
    """
    from signing.passphrases import require_strong
    from signing.private_folder import require_own

    if path.parent.is_dir():
        require_own(path.parent, path.parent.stat())
    passphrase = read_passphrase(path, lang)
    require_strong(passphrase, owner)
    return passphrase


def ask_new(owner: Message | str, lang: Lang) -> str:
    """Ask for a new passphrase twice. The prompt gives the least length; a weak passphrase is asked for again.

    Args:
        owner: The person, as the prompt names them.
        lang: The language of the prompt.
    """
    from signing.passphrases import CHARS_MIN, Fault, fault_of

    faults = {
        Fault.SHORT: Message("commands.passphrase-short", least=CHARS_MIN),
        Fault.COMMON: Message("commands.passphrase-common"),
    }

    def strong_enough(typed: str) -> str:
        if fault := fault_of(typed):
            raise click.UsageError(text(faults[fault], lang))
        return typed

    return _typed(
        Message("commands.passphrase-new", whose=owner, least=CHARS_MIN),
        lang,
        confirmation_prompt=text(Message("commands.passphrase-repeated"), lang),
        value_proc=strong_enough,
    )


def ask(owner: Message | str, lang: Lang) -> str:
    """Ask for the present passphrase of a person.

    Args:
        owner: The person, as the prompt names them.
        lang: The language of the prompt.
    """
    return _typed(Message("commands.passphrase-old", whose=owner), lang)


def _typed(question: Message, lang: Lang, **more: Any) -> str:
    """Ask without showing what is typed. Without a terminal read lines of stdin, which nothing shows either.

    getpass would warn in English before it reads such a line.
    """

    def ask_once(hidden: bool) -> str:
        typed: str = click.prompt(text(question, lang), hide_input=hidden, prompt_suffix="", err=True, **more)
        return typed

    with warnings.catch_warnings():
        warnings.simplefilter("error", GetPassWarning)
        try:
            return ask_once(hidden=True)
        except GetPassWarning:
            return ask_once(hidden=False)
