"""The rules of this project over all its sources that no ready linter knows; `./check` runs them.

./run --dev python -m tests.lints           # says what is wrong
./run --dev python -m tests.lints --mend    # sorts and compiles the catalogues first
"""

from __future__ import annotations

import sys
from pathlib import Path

from tests.lints import catalogues, docstrings, exception_texts, marked_texts, messages, paths
from tests.lints.families import families

if __name__ == "__main__":
    root = Path(__file__).resolve().parents[2]
    locale = root / "forms/locale"
    if "--mend" in sys.argv[1:]:
        catalogues.mend(locale)
    found = [
        *marked_texts.findings(root),
        *marked_texts.needless(root),
        *catalogues.findings(locale),
        *catalogues.repeated(locale, families()),
        *paths.findings(root),
        *docstrings.findings(root),
        *messages.findings(root, families()),
        *exception_texts.findings(root),
    ]
    for each in found:
        print(each, file=sys.stderr)
    sys.exit(1 if found else 0)
