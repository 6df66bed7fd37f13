"""`luobi terminal`: serve people at the counter."""

from __future__ import annotations

import os
from pathlib import Path

import click

from forms.message import Message
from terminal.errors import SettingError

DEBUGGABLE = Message("terminal.debuggable")


@click.command("terminal")
@click.option(
    "--home",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    default=Path(),
    envvar="LUOBI_HOME",
    show_default="home",
)
@click.option("--pad", default="", metavar="DISPLAY")
@click.option("--debug", is_flag=True)
@click.option("--debuggable", is_flag=True)
@click.pass_context
def terminal(ctx: click.Context, home: Path, pad: str, debug: bool, debuggable: bool) -> int:
    """Serve people at two windows until the program is closed."""
    from terminal import hardening
    from terminal.conversation import lang_of, say, tell_findings
    from terminal.station.lock import OneTerminal
    from terminal.station.settings import read_settings
    from terminal.windows.displays import require_display

    require_display(os.environ)
    from terminal.app.compose import run

    settings = read_settings(home)
    if debuggable and not settings.training:
        raise SettingError(Message("terminal.debuggable-in-production", home=str(home)))
    if debuggable:
        say(DEBUGGABLE, lang_of(ctx), err=True)
    tell_findings(home, lang_of(ctx))
    OneTerminal(home).let_go()  # the clerk holds it, once somebody has signed in
    hardening.keep_to_itself(debuggable)
    again = ["-I", "-m", "terminal", "terminal", "--home", str(home.resolve()), "--pad", pad]
    again += [option for option, is_on in {"--debug": debug, "--debuggable": debuggable}.items() if is_on]
    return run(home.resolve(), pad, again, debug, debuggable)
