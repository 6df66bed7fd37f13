"""Passphrases on the command line: read from a file, or asked for with the person's name and not shown."""

from __future__ import annotations

from pathlib import Path

import click

from forms.message import Lang, Message, text
from forms.system_errors import why

FILE_BYTES_MAX = 1 << 16


def read_passphrase(path: Path, lang: Lang) -> str:
    """Return the passphrase in a file's first line. Raise click.UsageError when the file cannot be read.

    Args:
        path: The file; a pipe works too. At most `FILE_BYTES_MAX` bytes are read.
        lang: The language of the error.
    """
    from signing.keyring import passphrase_of

    try:
        with path.open("rb") as file:  # a pipe is as good as a file
            return passphrase_of(file.read(FILE_BYTES_MAX).decode("utf-8"))
    except OSError as problem:
        refusal = Message("commands.passphrase-unread", path=str(path), why=why(problem))
    except UnicodeDecodeError:
        refusal = Message("commands.passphrase-no-text", path=str(path))
    raise click.UsageError(text(refusal, lang))


def read_new_passphrase(path: Path, lang: Lang) -> str:
    """Return a new passphrase from a file.

    Raise WeakPassphrase for a weak one, and NotPrivate where other accounts may write the file's folder.

    Args:
        path: The file; its name without the ending names the person in errors.
        lang: The language of the error.
    """
    from signing.passphrases import require_strong
    from signing.private_folder import require_own

    if path.parent.is_dir():
        require_own(path.parent, path.parent.stat())
    passphrase = read_passphrase(path, lang)
    require_strong(passphrase, path.stem)
    return passphrase


def ask_new(whose: Message | str, lang: Lang) -> str:
    """Ask for a new passphrase twice. The prompt gives the least length; a weak passphrase is asked for again.

    Args:
        whose: The person, as the prompt names them.
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

    told: str = click.prompt(
        text(Message("commands.passphrase-new", whose=whose, least=CHARS_MIN), lang),
        hide_input=True,
        confirmation_prompt=text(Message("commands.passphrase-repeated"), lang),
        prompt_suffix="",
        value_proc=strong_enough,
        err=True,
    )
    return told


def ask(whose: Message | str, lang: Lang) -> str:
    """Ask for the present passphrase of a person.

    Args:
        whose: The person, as the prompt names them.
        lang: The language of the prompt.
    """
    question = text(Message("commands.passphrase-old", whose=whose), lang)
    told: str = click.prompt(question, hide_input=True, prompt_suffix="", err=True)
    return told
