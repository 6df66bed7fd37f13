"""`luobi terminal`, seen, that breaks when it is told to: `python -m tests.scenes.breaking_terminal FILE ARGUMENT …`.

A slot raises an exception that nobody catches as soon as FILE with the suffix .break is there. What the program then
begins anew is the product's own command, but for the window of a test that looks at it (`watched_terminal`).
"""

from __future__ import annotations

import sys
from pathlib import Path

from terminal.__main__ import main
from terminal.app import compose
from tests.scenes.watched_terminal import SeenTerminal

NAME = "王叔兰"
ANEW = """#!/bin/sh
[ "$1 $2 $3 $4" = "-I -m terminal terminal" ] || exec {python} "$@"
shift 3
exec {python} -m tests.scenes.watched_terminal {file} "$@"
"""


class BreakingTerminal(SeenTerminal):
    """Has a mistake in it."""

    def _look(self) -> None:
        super()._look()
        if self.file.with_suffix(".break").exists():
            self.file.with_suffix(".break").unlink()
            raise ValueError(NAME)


if __name__ == "__main__":
    SeenTerminal.file = Path(sys.argv[1])
    compose.Terminal = BreakingTerminal  # type: ignore[misc]
    if "--at-once" in sys.argv:
        sys.argv.remove("--at-once")
    else:
        compose.STEADY_S = 0.0
    anew = SeenTerminal.file.with_suffix(".sh")
    anew.write_text(ANEW.format(python=sys.executable, file=SeenTerminal.file))
    anew.chmod(0o700)
    sys.executable = str(anew)
    main(sys.argv[2:])
