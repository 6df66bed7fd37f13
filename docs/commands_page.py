"""Writes docs/commands.md from the commands themselves (used by cogapp; not part of the product)."""

import click

from terminal.__main__ import luobi


def commands() -> str:
    """Every command with its help, options and exit codes, as Markdown."""
    context = click.Context(luobi, obj={"lang": "en"})
    return "\n".join(_pages(luobi, context, "luobi"))


def _pages(command: click.Command, parent: click.Context, name: str) -> list[str]:
    context = click.Context(command, info_name=name.split()[-1], parent=parent, terminal_width=100)
    page = [f"## {name}", "", "```", command.get_help(context), "```", ""]
    if isinstance(command, click.Group):
        for verb in command.list_commands(context):
            found = command.get_command(context, verb)
            if found is not None:
                page += _pages(found, context, f"{name} {verb}")
    return page
