"""The fenced blocks of the specifications, so that their examples are tests."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]


def blocks(document: str, language: str) -> list[str]:
    """Every fenced block of a language in a document of docs/formats."""
    text = (ROOT / "docs/formats" / document).read_text(encoding="utf-8")
    return re.findall(rf"^```{language}\n(.*?)^```", text, re.DOTALL | re.MULTILINE)
