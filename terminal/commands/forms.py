"""`luobi forms [FOLDER]`: which forms can be used, and what is wrong with the other files."""

from __future__ import annotations

from pathlib import Path

import click

from forms.message import Message
from terminal.conversation import lang_of, say

NOT_USABLE = 2


@click.command()
@click.argument("folder", required=False, type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.pass_context
def forms(ctx: click.Context, folder: Path | None) -> int:
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
