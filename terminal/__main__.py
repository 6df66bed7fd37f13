"""The `luobi` command: find the verb, set the language, turn an exception into its advice and exit code.

A verb is imported when it is used, and a verb imports what it needs when it runs. So an auditor's
`luobi archive verify` loads no screen, no device and no page renderer.
"""

from __future__ import annotations

import importlib
import os
import sys
import traceback
from typing import cast

import click

from forms.message import FOLDERS, Lang, LuobiError, Message, text
from forms.system_errors import why
from terminal.commands.help_words import SpokenContext, with_help
from terminal.conversation import NAME, lang_of, say, speak, variable_kept

VERBS = {
    "archive": "archive.cli:archive",
    "demo": "terminal.demo.command:demo",
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
    """A command group that imports each verb when it is used."""

    context_class = SpokenContext

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(VERBS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in VERBS:
            return None
        return with_help(verb(cmd_name), _heard(ctx), (cmd_name,))

    def format_help(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the help in the chosen language.

        Args:
            ctx: The click context; it holds the chosen language.
            formatter: The click formatter that the help is written to.
        """
        click.Group.format_help(self._spoken(ctx), ctx, formatter)

    def get_usage(self, ctx: click.Context) -> str:
        """Return the usage line in the chosen language."""
        return click.Group.get_usage(self._spoken(ctx), ctx)

    def _spoken(self, ctx: click.Context) -> Verbs:
        return cast("Verbs", with_help(self, _heard(ctx)))


def verb(name: str) -> click.Command:
    """Return the command named `name`, as its module defines it: without help texts."""
    module, attribute = VERBS[name].split(":")
    command: click.Command = getattr(importlib.import_module(module), attribute)
    return command


def _heard(ctx: click.Context) -> Lang:
    """Return the chosen language and set it for click. Help can be asked for before the option is read."""
    lang = lang_of(ctx)
    speak(lang)
    return lang


def _choose(ctx: click.Context, _: click.Parameter, lang: Lang | None) -> None:
    """Set the language before anything else is read, so that error messages are in it too."""
    ctx.ensure_object(dict)["lang"] = lang or lang_of(ctx)
    speak(ctx.obj["lang"])


def _version(ctx: click.Context, _: click.Parameter, asked: bool) -> None:
    """Print the version and end, when the option is given."""
    if not asked:
        return
    from importlib.metadata import version

    say(Message("commands.version", version=version(NAME)), lang_of(ctx))
    ctx.exit()


@click.group(cls=Verbs, context_settings={"help_option_names": ["-h", HELP]})
@click.option(
    "--lang",
    type=click.Choice(["zh", "en"]),
    is_eager=True,
    expose_value=False,
    callback=_choose,
)
@click.option("--version", is_flag=True, is_eager=True, expose_value=False, callback=_version)
def luobi() -> None:
    """Read the language and find the verb."""


def main(arguments: list[str] | None = None) -> None:
    """Run the command and exit with its exit code."""
    sys.exit(run(sys.argv[1:] if arguments is None else arguments))


def run(arguments: list[str]) -> int:
    """Run the command and return its exit code. The text of an error goes to stderr."""
    with variable_kept():
        return _run(arguments)


def _run(arguments: list[str]) -> int:
    heard: dict[str, Lang] = {}
    if asked := _asked_for(arguments):
        heard["lang"] = asked
    speak(asked or "zh")  # click complains of options before it calls anything of ours
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
    except OSError as problem:
        lang = heard.get("lang", "zh")
        refusal = Message("commands.file-failed", path=str(problem.filename or ""), cause=why(problem))
        click.echo(f"{NAME}: {text(refusal, lang)}", err=True)
        return COULD_NOT_DO
    except Exception:
        traceback.print_exc()
        return COULD_NOT_DO
    return result if isinstance(result, int) else 0


def _asked_for(arguments: list[str]) -> Lang | None:
    """Return the language that the arguments or LUOBI_LANG name, before click reads them; None for none or another."""
    named = [each.removeprefix("--lang=") for each in arguments if each.startswith("--lang=")]
    named += [arguments[at + 1] for at, each in enumerate(arguments[:-1]) if each == "--lang"]
    asked = named[0] if named else os.environ.get("LUOBI_LANG", "")
    return asked if asked in FOLDERS else None


def _help_of(problem: click.ClickException) -> str:
    """Return a line that names the help of the command that failed; "" where the command is not known."""
    ctx = getattr(problem, "ctx", None)
    return f"\n    → {ctx.command_path} {HELP}" if ctx else ""


if __name__ == "__main__":
    main()
