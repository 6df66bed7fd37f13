"""mutmut that runs the tests of a changed function file by file, in the room's order, and stops where one fails.

Thousands of tests take longer to collect than the quick files take to run, and those notice most changes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

MOST_NAMED = 100
"""More tests of one file are run as the whole file."""


def parts(selection: list[str], tests: Iterable[str]) -> Iterator[list[str]]:
    """What pytest runs, one after another: of each file of the selection its tests; every file where none is named."""
    named = sorted(tests)
    for file in selection:
        of_file = [name for name in named if name.partition("::")[0] == file]
        if of_file or not named:
            yield of_file if 0 < len(of_file) <= MOST_NAMED else [file]


def main() -> None:
    """mutmut's own command with that difference."""
    from mutmut.__main__ import cli
    from mutmut.runners.harness import PytestRunner
    from mutmut.utils.file_utils import change_cwd

    def run_tests(self: Any, *, mutant_name: str | None, tests: Iterable[str]) -> int:
        with change_cwd("mutants"):
            for part in parts(self._pytest_add_cli_args_test_selection, tests):
                if code := self.execute_pytest(["-x", "-q", *part]):
                    return int(code)
        return 0

    PytestRunner.run_tests = run_tests
    cli()


if __name__ == "__main__":
    main()
