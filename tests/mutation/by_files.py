"""mutmut that runs the tests of a changed function by files where they are many: their names take long to read.

The files come in the order of the room, so that the quick ones end most runs.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

MOST_NAMED = 100


def arguments(selection: list[str], tests: Iterable[str]) -> list[str]:
    """What pytest runs: these tests, or the files of the selection that have some of them; all where none is named."""
    named = sorted(tests)
    if len(named) <= MOST_NAMED:
        return named or selection
    files = {name.partition("::")[0] for name in named}
    return [file for file in selection if file in files]


def main() -> None:
    """mutmut's own command with that difference."""
    from mutmut.__main__ import cli
    from mutmut.runners.harness import PytestRunner

    def regular(self: Any, tests: Iterable[str]) -> list[str]:
        return ["-x", "-q", *arguments(self._pytest_add_cli_args_test_selection, tests)]

    PytestRunner._pytest_args_regular_run = regular
    cli()


if __name__ == "__main__":
    main()
