"""The text of `--help` for every command and option; it is in `commands.po`, in both languages.

A command's text has the id of its path, `commands.help.archive.verify`. An option's has that of its command and its
own name, `commands.help.archive.verify.--trust`. Where commands share it, it has that of a group
(`commands.help.pen.--home`) or of none (`commands.help.--kit`). The placeholder of a value is
`commands.metavar.file`.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator
from typing import Final

import click

from forms.message import Lang, Message, template, text
from terminal.commands.chinese_lines import ChineseFormatter
from terminal.conversation import NAME, lang_of

HELP: Final = "commands.help"
METAVAR: Final = "commands.metavar"
OPTIONS, SUBCOMMAND = Message("commands.metavar.options"), Message("commands.metavar.subcommand")
HOME_DEFAULT: Final = "home"
"""The mark of an option `--home` that a text replaces as its default."""
DEFAULTS: Final = {HOME_DEFAULT: Message("commands.default.home")}


class SpokenContext(click.Context):
    """A click context with the help formatter of the chosen language."""

    def make_formatter(self) -> click.HelpFormatter:
        """Return the formatter that writes the help."""
        written_by = ChineseFormatter if lang_of(self) == "zh" else click.HelpFormatter
        return written_by(width=self.terminal_width, max_width=self.max_content_width)


def with_help(command: click.Command, lang: Lang, path: tuple[str, ...] = ()) -> click.Command:
    """Return the command with help in that language, and so the commands below it.

    Args:
        command: The command, or a group of them; it is copied.
        lang: The language of the help.
        path: The command's name after those of the groups that it is in; () for `luobi` itself.
    """
    spoken = copy.copy(command)
    spoken.context_class = SpokenContext
    spoken.help = text(Message(command_id(path)), lang)
    if lang == "zh":
        spoken.short_help = spoken.help.partition("\n")[0].partition("。")[0].partition("：")[0]
    spoken.options_metavar = text(OPTIONS, lang)
    spoken.params = [_with_help(each, lang, path) for each in command.params]
    spoken._help_option = None  # made in the language of the first who asked
    if isinstance(spoken, click.Group):
        spoken.subcommand_metavar = text(SUBCOMMAND, lang)
        spoken.commands = {name: with_help(each, lang, (*path, name)) for name, each in spoken.commands.items()}
    return spoken


def command_id(path: tuple[str, ...]) -> str:
    """Return the message id of a command's help text."""
    return ".".join((HELP, *(path or (NAME,))))


def option_id(path: tuple[str, ...], option: click.Option) -> str:
    """Return the id of an option's help: the command's own where it has one, else that of the groups above it.

    Args:
        path: As in `with_help`.
        option: The option; its longest name counts.
    """
    name = max(option.opts, key=len)
    ids = [".".join((HELP, *path[:depth], name)) for depth in range(len(path), -1, -1)]
    return next((each for each in ids if template(each, "en") != each), ids[-1])


def ids_below(command: click.Command, path: tuple[str, ...] = ()) -> Iterator[str]:
    """Return the ids of the messages in the help of a command, and of every command below it.

    Args:
        command: The command as its module defines it, without help.
        path: As in `with_help`.
    """
    yield command_id(path)
    for each in command.params:
        if isinstance(each, click.Option):
            yield option_id(path, each)
        if placeholder := _placeholder(each):
            yield placeholder.id
    if isinstance(command, click.Group):
        for name, below in command.commands.items():
            yield from ids_below(below, (*path, name))


def _with_help(param: click.Parameter, lang: Lang, path: tuple[str, ...]) -> click.Parameter:
    spoken = copy.copy(param)
    if placeholder := _placeholder(param):
        spoken.metavar = text(placeholder, lang)
    if isinstance(spoken, click.Option):
        spoken.help = text(Message(option_id(path, spoken)), lang)
        if isinstance(spoken.show_default, str):
            spoken.show_default = text(DEFAULTS[spoken.show_default], lang)
    elif spoken.metavar:
        several = "..." if spoken.nargs != 1 else ""
        spoken.metavar = (spoken.metavar if spoken.required else f"[{spoken.metavar}]") + several
    return spoken


def _placeholder(param: click.Parameter) -> Message | None:
    """Return the placeholder of a value: the one in the code, else that of its type or, of an argument, its name.

    None for an option without a value, and for one whose placeholder lists the choices.
    """
    kind = param.type
    if isinstance(kind, click.Choice) or (isinstance(param, click.Option) and param.is_flag):
        return None
    if isinstance(kind, click.Path):  # its own name is in the language of the first who asked
        name = "file" if not kind.dir_okay else "folder" if not kind.file_okay else "path"
    else:
        name = kind.name
    if isinstance(param, click.Argument):
        name = param.name or name
    name = re.sub(r"[^a-z]+", "-", (param.metavar or name).lower())
    return Message(f"{METAVAR}.{name}")
