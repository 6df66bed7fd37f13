"""`luobi forms [FOLDER]`: which forms can be used, and what is wrong with the other files."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import click

from terminal.commands.language import lang_of

WORDS: Mapping[str, Mapping[str, str]] = {
    "zh": {"form": "{title}　{id} {edition}（{digest}）", "finding": "不能用：{finding}", "none": "没有可用的表单"},
    "en": {"form": "{title}  {id} {edition} ({digest})", "finding": "not usable: {finding}", "none": "no usable form"},
}
NOT_USABLE = 2


@click.command()
@click.argument("folder", required=False, type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.pass_context
def forms(ctx: click.Context, folder: Path | None) -> int:
    """List the forms that can be used, and say what is wrong with the other files.

    FOLDER holds form files (.toml); without it, the forms of this installation. Code lists are checked too. A file that
    cannot be used takes no other form away. Exit code 2 when a file cannot be used.
    """
    from forms.codes import unusable_lists
    from forms.load import CATALOGUE, shelf
    from forms.message import text

    lang = lang_of(ctx)
    words = WORDS[lang]
    held = shelf(folder or CATALOGUE)
    for form in held.forms:
        facts = {"title": form.title, "id": form.id, "edition": form.edition, "digest": form.digest[:8]}
        click.echo(words["form"].format(**facts))
    if not held.forms:
        click.echo(words["none"])
    findings = dict.fromkeys(finding.message for finding in (*held.findings, *unusable_lists()))
    for finding in findings:
        click.echo(words["finding"].format(finding=text(finding, lang)), err=True)
    return NOT_USABLE if findings or not held.forms else 0
