"""The `luobi` command: find the verb, set the language, turn an exception into its advice and exit code.

Verbs are imported when they are used, and what a verb needs when it runs: an auditor's `luobi archive verify` loads
no screen, no device and no page renderer.
"""

from __future__ import annotations

import importlib
import sys
import traceback
from typing import cast

import click

from forms.message import Lang, LuobiError, Message, text
from terminal.commands.help_words import SpokenContext, with_help
from terminal.commands.language import NAME, lang_of, say, speak, variable_kept

VERBS = {
    "archive": "archive.cli:archive",
    "demo": "terminal.commands.demo:demo",
    "forms": "terminal.commands.forms:forms",
    "pen": "terminal.commands.pen:pen",
    "station": "terminal.commands.station:station",
    "terminal": "terminal.app.command:terminal",
    "verify": "terminal.commands.verify:verify",
}
HELP = "--help"
INTERRUPTED = 130
COULD_NOT_DO = 3


class Verbs(click.Group):
    """A group whose verbs are imported on use."""

    context_class = SpokenContext

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(VERBS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in VERBS:
            return None
        return with_help(verb(cmd_name), _heard(ctx), (cmd_name,))

    def format_help(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the help in the language of the conversation."""
        click.Group.format_help(self._spoken(ctx), ctx, formatter)

    def get_usage(self, ctx: click.Context) -> str:
        """Return the line of usage in the language of the conversation."""
        return click.Group.get_usage(self._spoken(ctx), ctx)

    def _spoken(self, ctx: click.Context) -> Verbs:
        return cast("Verbs", with_help(self, _heard(ctx)))


def verb(name: str) -> click.Command:
    """Return the command of that name as its module has it, without help."""
    module, attribute = VERBS[name].split(":")
    command: click.Command = getattr(importlib.import_module(module), attribute)
    return command


def _heard(ctx: click.Context) -> Lang:
    """Return the language, in which click speaks from now on. Help can be asked for before the language is read."""
    lang = lang_of(ctx)
    speak(lang)
    return lang


def _choose(ctx: click.Context, _: click.Parameter, lang: Lang | None) -> None:
    """Choose the language before anything else is read: complaints are in it too."""
    ctx.ensure_object(dict)["lang"] = lang or lang_of(ctx)
    speak(ctx.obj["lang"])


@click.group(cls=Verbs, context_settings={"help_option_names": ["-h", HELP]})
@click.option(
    "--lang",
    type=click.Choice(["zh", "en"]),
    is_eager=True,
    expose_value=False,
    callback=_choose,
)
@click.version_option(package_name="luobi", prog_name=NAME)
def luobi() -> None:
    """Read the language, and find the verb."""


def main(arguments: list[str] | None = None) -> None:
    """Run the command and exit with its code."""
    sys.exit(run(sys.argv[1:] if arguments is None else arguments))


def run(arguments: list[str]) -> int:
    """Run the command and return its exit code; an error's text goes to stderr."""
    with variable_kept():
        return _run(arguments)


def _run(arguments: list[str]) -> int:
    heard: dict[str, Lang] = {}
    try:
        result = luobi.main(arguments, prog_name=NAME, standalone_mode=False, obj=heard)
    except click.exceptions.NoArgsIsHelpError as problem:
        problem.show()
        return 2
    except click.ClickException as problem:
        click.echo(f"{NAME}: {problem.format_message()}{_help_of(problem)}", err=True)
        return 2
    except (click.Abort, KeyboardInterrupt):
        say(Message("commands.interrupted"), heard.get("lang", "zh"), err=True)
        return INTERRUPTED
    except LuobiError as problem:
        click.echo(f"{NAME}: {text(problem.message, heard.get('lang', 'zh'))}", err=True)
        return problem.exit_code
    except Exception:
        traceback.print_exc()
        return COULD_NOT_DO
    return result if isinstance(result, int) else 0


def _help_of(problem: click.ClickException) -> str:
    """Return a line that names the command's help."""
    ctx = getattr(problem, "ctx", None)
    return f"\n    → {ctx.command_path} {HELP}" if ctx else ""


if __name__ == "__main__":
    main()
