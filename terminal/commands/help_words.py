"""What `--help` says of every command and option: it lies in `commands.po`, in both languages.

A command's text has the id of its path, `commands.help.archive.verify`. An option's has that of its command and its
own name, `commands.help.archive.verify.--trust`; where commands share it, that of a group (`commands.help.pen.--home`)
or of none (`commands.help.--kit`).
"""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import Final

import click

from forms.message import Lang, Message, template, text
from terminal.commands.chinese_lines import ChineseFormatter
from terminal.conversation import NAME, lang_of

HELP: Final = "commands.help"
OPTIONS, SUBCOMMAND = Message("commands.metavar.options"), Message("commands.metavar.subcommand")
HOME_DEFAULT: Final = "home"
"""Stands at an option `--home` in place of a default in words."""
DEFAULTS: Final = {HOME_DEFAULT: Message("commands.default.home")}


class SpokenContext(click.Context):
    """A context whose help has lines of the language's letters."""

    def make_formatter(self) -> click.HelpFormatter:
        """Return what writes the help."""
        written_by = ChineseFormatter if lang_of(self) == "zh" else click.HelpFormatter
        return written_by(width=self.terminal_width, max_width=self.max_content_width)


def with_help(command: click.Command, lang: Lang, path: tuple[str, ...] = ()) -> click.Command:
    """Return the command with help in that language, and so what is below it.

    Args:
        command: The command, or a group of them.
        lang: The language.
        path: The command's name after those of the groups that it is in.
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
    """Return the id of what a command's help says first."""
    return ".".join((HELP, *(path or (NAME,))))


def option_id(path: tuple[str, ...], option: click.Option) -> str:
    """Return the id of an option's help: the command's own where it has one, else that of the groups above it."""
    name = max(option.opts, key=len)
    ids = [".".join((HELP, *path[:depth], name)) for depth in range(len(path), -1, -1)]
    return next((each for each in ids if template(each, "en") != each), ids[-1])


def ids_below(command: click.Command, path: tuple[str, ...] = ()) -> Iterator[str]:
    """Return the ids of messages that the help of a command is made of, and of every command below it.

    Args:
        command: The command as its module has it, without help.
        path: As in `with_help`.
    """
    yield command_id(path)
    for each in command.params:
        if isinstance(each, click.Option):
            yield option_id(path, each)
            if metavar := _metavar(each):
                yield metavar.id
    if isinstance(command, click.Group):
        for name, below in command.commands.items():
            yield from ids_below(below, (*path, name))


def _with_help(param: click.Parameter, lang: Lang, path: tuple[str, ...]) -> click.Parameter:
    if not isinstance(param, click.Option):
        return param
    spoken = copy.copy(param)
    spoken.help = text(Message(option_id(path, param)), lang)
    if metavar := _metavar(param):
        spoken.metavar = text(metavar, lang)
    if isinstance(param.show_default, str):
        spoken.show_default = text(DEFAULTS[param.show_default], lang)
    return spoken


def _metavar(option: click.Option) -> Message | None:
    """Return what stands for an option's value, by its type; None where the option says it itself."""
    kind = option.type
    if option.metavar is not None or option.is_flag or isinstance(kind, click.Choice):
        return None
    name = kind.name.replace(" ", "-")
    if isinstance(kind, click.Path):  # its own name is in the language of the first who asked
        name = "file" if not kind.dir_okay else "directory" if not kind.file_okay else "path"
    return Message(f"commands.metavar.{name}")
