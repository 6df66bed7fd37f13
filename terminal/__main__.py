"""The `luobi` command: finds the verb, sets the language, turns an exception into its advice and exit code.

Verbs are imported when they are used, and what a verb needs when it runs: an auditor's `luobi archive verify` loads
no screen, no device and no page renderer.
"""

from __future__ import annotations

import importlib
import os
import sys
import traceback

import click

from forms.message import Lang

VERBS = {
    "archive": "archive.cli:archive",
    "demo": "terminal.commands.demo:demo",
    "forms": "terminal.commands.forms:forms",
    "pen": "terminal.commands.pen:pen",
    "station": "terminal.commands.station:station",
    "terminal": "terminal.app.command:terminal",
    "verify": "terminal.commands.verify:verify",
}
INTERRUPTED = 130
COULD_NOT_DO = 3
WORDS = {"zh": "luobi: 已中断", "en": "luobi: interrupted"}


class Verbs(click.Group):
    """A group whose verbs are imported on use."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(VERBS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in VERBS:
            return None
        module, name = VERBS[cmd_name].split(":")
        command: click.Command = getattr(importlib.import_module(module), name)
        return _spoken(ctx, command, cmd_name)

    def format_help(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """In the language of the conversation."""
        click.Group.format_help(_spoken(ctx, self, ""), ctx, formatter)

    def get_usage(self, ctx: click.Context) -> str:
        """In the same."""
        return click.Group.get_usage(_spoken(ctx, self, ""), ctx)


def _spoken(ctx: click.Context, command: click.Command, path: str) -> click.Command:
    """The command with help in the language of the conversation."""
    from terminal.commands.click_words import speak
    from terminal.commands.help_words import in_chinese

    lang = _language(ctx)
    speak(lang)  # help is asked for before the language is read
    return in_chinese(command, path) if lang == "zh" else command


def _language(ctx: click.Context) -> Lang:
    from terminal.config import language

    chosen: Lang = ctx.ensure_object(dict).get("lang") or language(os.environ)
    return chosen


def _speak(ctx: click.Context, _: click.Parameter, lang: Lang | None) -> None:
    """The language is chosen before anything else is read: complaints are in it too."""
    from terminal.commands.click_words import speak

    heard = ctx.ensure_object(dict)
    heard["lang"] = lang or _language(ctx)
    speak(heard["lang"])


@click.group(cls=Verbs, context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--lang",
    type=click.Choice(["zh", "en"]),
    is_eager=True,
    expose_value=False,
    callback=_speak,
    help="Language of the conversation (LUOBI_LANG, else zh).",
)
@click.version_option(package_name="luobi", prog_name="luobi")
def luobi() -> None:
    """Luobi 落笔: sign on a pen display, keep a record that anyone can check.

    Exit codes: 0 fine; 1 damage found; 2 usage or invalid input; 3 could not look or could not do;
    4 consistent but not anchored, or trust unknown; 130 interrupted. The gravest wins: 1 > 3 > 4 > 0.
    """


def main(arguments: list[str] | None = None) -> None:
    """Runs the command and exits with its code."""
    sys.exit(run(sys.argv[1:] if arguments is None else arguments))


def run(arguments: list[str]) -> int:
    """Runs the command and returns its exit code; an error's text goes to stderr."""
    heard: dict[str, Lang] = {}
    try:
        result = luobi.main(arguments, prog_name="luobi", standalone_mode=False, obj=heard)
    except click.exceptions.NoArgsIsHelpError as problem:
        problem.show()
        return 2
    except click.ClickException as problem:
        click.echo(f"luobi: {problem.format_message()}{_help_of(problem)}", err=True)
        return 2
    except (click.Abort, KeyboardInterrupt):
        click.echo(WORDS[heard.get("lang", "zh")], err=True)
        return INTERRUPTED
    except Exception as problem:
        if not hasattr(problem, "exit_code"):
            traceback.print_exc()
            return COULD_NOT_DO
        from terminal.commands.troubles import told

        click.echo(f"luobi: {told(problem, heard.get('lang', 'zh'))}", err=True)
        return int(problem.exit_code)
    return result if isinstance(result, int) else 0


def _help_of(problem: click.ClickException) -> str:
    """A line that names the command's help."""
    ctx = getattr(problem, "ctx", None)
    return f"\n    → {ctx.command_path} --help" if ctx else ""


if __name__ == "__main__":
    main()
