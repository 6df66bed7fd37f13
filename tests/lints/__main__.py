"""The rules of this project over all its sources that no ready linter knows; `./check` runs them."""

from __future__ import annotations

import sys
from pathlib import Path

from tests.lints import marked_texts

if __name__ == "__main__":
    found = marked_texts.findings(Path(__file__).resolve().parents[2])
    for each in found:
        print(each, file=sys.stderr)
    sys.exit(1 if found else 0)
