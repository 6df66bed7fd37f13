"""`luobi terminal`: serve people at the counter."""

from __future__ import annotations

import os
from pathlib import Path

import click


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
@click.pass_context
def terminal(ctx: click.Context, home: Path, pad: str, debug: bool) -> int:
    """Serve people at two windows until the program is closed."""
    from terminal import hardening
    from terminal.conversation import lang_of, tell_findings
    from terminal.station import settings as config
    from terminal.station.lock import OneTerminal
    from terminal.windows.pad.displays import require_display

    require_display(os.environ)
    from terminal.app.compose import run

    config.read(home / "station.toml")
    tell_findings(home, lang_of(ctx))
    OneTerminal(home).let_go()  # the clerk holds it, once somebody has signed in
    hardening.keep_to_itself()
    again = ["-I", "-m", "terminal", "terminal", "--home", str(home.resolve()), "--pad", pad]
    return run(home.resolve(), pad, [*again, *(["--debug"] if debug else [])], debug)
