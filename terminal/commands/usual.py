"""A group of commands with a usual one: it runs where the first word is the name of none."""

from __future__ import annotations

from typing import Any

import click


class UsualCommand(click.Group):
    """A group that reads `luobi forms FOLDER` as `luobi forms list FOLDER`.

    Args:
        usual: The name of the usual command.
        values: What click's own group takes.
    """

    def __init__(self, *values: Any, usual: str, **named: Any) -> None:
        super().__init__(*values, **named)
        self.usual = usual
        self.no_args_is_help = False

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Read the words of the command line, with the usual command before them where no command is named.

        Args:
            ctx: The click context.
            args: The words after the name of the group.
        """
        first = args[0] if args else ""
        is_help = first in self.get_help_option_names(ctx)
        return super().parse_args(ctx, args if first in self.commands or is_help else [self.usual, *args])
