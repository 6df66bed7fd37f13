"""The clerk's process with a clock that a scene may set forward: reading aloud takes minutes that nobody waits for.

Started by its path in place of `-m terminal.clerk.process`. How far it is ahead stands in a file in TMPDIR.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

AHEAD = "clerk-is-ahead-s"


def set_forward(seconds: float) -> None:
    """The clerks of this scene are ahead by so much, from now on."""
    path = Path(os.environ["TMPDIR"], AHEAD)
    path.with_suffix(".new").write_text(str(seconds), "ascii")
    path.with_suffix(".new").replace(path)


def ahead_s() -> float:
    """How far this clerk is ahead."""
    path = Path(os.environ["TMPDIR"], AHEAD)
    return float(path.read_text("ascii")) if path.exists() else 0.0


if __name__ == "__main__":
    from signing.uptime import uptime_s
    from terminal.clerk import process
    from terminal.clerk.work import Clerk

    process.Clerk = lambda home, now: Clerk(home, now, uptime_s=lambda: uptime_s() + ahead_s())  # type: ignore[assignment,misc]
    sys.exit(process.main(sys.argv[1:]))
