"""`luobi forms …`: which forms can be used, what is wrong with the other files, and the code lists."""

from __future__ import annotations

from pathlib import Path

import click

from forms.message import Message
from terminal.commands.codes import codes
from terminal.commands.usual import UsualCommand
from terminal.conversation import lang_of, say

NOT_USABLE = 2


@click.group(cls=UsualCommand, usual="list")
def forms() -> None:
    """List the forms, or see to the code lists."""


forms.add_command(codes)


@forms.command("list")
@click.argument("folder", required=False, type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.pass_context
def list_(ctx: click.Context, folder: Path | None) -> int:
    """List the forms of a folder or of this installation, and print what is wrong with the other files."""
    from forms.codes import unusable_lists
    from forms.load import CATALOGUE, shelf

    lang = lang_of(ctx)
    held = shelf(folder or CATALOGUE)
    for form in held.forms:
        about = {"title": form.title, "id": form.id, "edition": form.edition, "digest": form.digest[:8]}
        say(Message("commands.form", **about), lang)
    if not held.forms:
        say(Message("commands.no-form"), lang)
    findings = dict.fromkeys(finding.message for finding in (*held.findings, *unusable_lists()))
    for finding in findings:
        say(Message("commands.form-unusable", finding=finding), lang, err=True)
    return NOT_USABLE if findings or not held.forms else 0
