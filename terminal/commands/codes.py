"""`luobi forms codes …`: the code lists of this installation, one list, and the import of a bureau's."""

from __future__ import annotations

import json
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from forms.message import Message, text
from terminal.commands.usual import UsualCommand
from terminal.conversation import lang_of, say

if TYPE_CHECKING:
    from forms.code_csv import About
    from forms.code_list import Code, CodeList

LISTS_FORMAT, LIST_FORMAT = "luobi-code-lists/1", "luobi-code-list/1"
TABLE = ".csv"

_JSON = click.option("--json", "as_json", is_flag=True)


@click.group(cls=UsualCommand, usual="list")
def codes() -> None:
    """List the code lists, show one, or import one."""


@codes.command("list")
@_JSON
@click.pass_context
def list_(ctx: click.Context, as_json: bool) -> int:
    """List the code lists of this installation with their sources."""
    from forms.codes import code_list, code_list_names

    listed = [code_list(name) for name in code_list_names()]
    if as_json:
        _print_json(
            {"format": LISTS_FORMAT, "lists": [{**_about_json(one), "codes": len(one.entries)} for one in listed]}
        )
        return 0
    for one in listed:
        about = {"name": one.name, "title": one.title, "source": one.source, "edition": one.edition}
        say(Message("commands.code-list", count=len(one.entries), **about), lang_of(ctx))
    return 0


@codes.command("show")
@click.argument("name")
@_JSON
@click.pass_context
def show(ctx: click.Context, name: str, as_json: bool) -> int:
    """Show the codes of one list."""
    from forms.codes import code_list
    from signing.civil_time import STATION_TIME

    listed = code_list(name)
    if as_json:
        _print_json(
            {"format": LIST_FORMAT, **_about_json(listed), "codes": [_code_json(one) for one in listed.entries]}
        )
        return 0
    on = datetime.now(STATION_TIME).date()
    for code in listed.entries:
        say(_line(code, on), lang_of(ctx))
    return 0


@codes.command("import")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--name", default="")
@click.option("--title", default="")
@click.option("--source", default="")
@click.option("--edition", default="")
@click.option("--derives", default="", metavar="LIST")
@click.option("--into", type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.pass_context
def import_(
    ctx: click.Context, file: Path, name: str, title: str, source: str, edition: str, derives: str, into: Path | None
) -> int:
    """Import a code list in the place of the one of the same name."""
    from forms.code_import import import_code_list
    from forms.codes import FOLDER
    from signing.civil_time import STATION_TIME

    folder = into or FOLDER
    about = {"name": name, "title": title, "source": source, "edition": edition, "derives": derives}
    listed = import_code_list(file, folder, datetime.now(STATION_TIME).date(), _about(ctx, file, about))
    path = str(folder / f"{listed.name}.toml")
    say(Message("commands.codes-imported", title=listed.title, count=len(listed.entries), path=path), lang_of(ctx))
    return 0


def _about(ctx: click.Context, file: Path, about: dict[str, str]) -> About | None:
    """Return what the options say about a table; None for a file that says it itself, which takes no options."""
    from forms.code_csv import About

    if file.suffix.lower() != TABLE:
        if any(about.values()):
            raise click.UsageError(text(Message("commands.codes-says-itself"), lang_of(ctx)), ctx)
        return None
    if missing := tuple(f"--{key}" for key, value in about.items() if not value.strip() and key != "derives"):
        raise click.UsageError(text(Message("commands.codes-about-table", options=missing), lang_of(ctx)), ctx)
    return About(**about)


def _line(code: Code, on: date) -> Message:
    """Return the line about a code; it says why the code is not offered, where it is not."""
    words = {"code": code.code, "label": code.label}
    if not code.usable(on):
        return Message("commands.code-out-of-use", **words)
    if code.stored:
        return Message("commands.code-stored", **words)
    return Message("commands.code-at-desk", **words) if code.at_desk else Message("commands.code", **words)


def _about_json(listed: CodeList) -> dict[str, Any]:
    return {
        "name": listed.name,
        "title": listed.title,
        "source": listed.source,
        "edition": listed.edition,
        "derives": listed.derives or None,
    }


def _code_json(code: Code) -> dict[str, Any]:
    return {
        "code": code.code,
        "label": code.label,
        "from": code.first.isoformat() if code.first else None,
        "until": code.last.isoformat() if code.last else None,
        "at_desk": code.at_desk,
        "stored": code.stored,
        "derived": code.derived or None,
    }


def _print_json(value: dict[str, Any]) -> None:
    click.echo(json.dumps(value, ensure_ascii=False, indent=2))
