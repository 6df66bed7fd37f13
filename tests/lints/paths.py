"""Every file and folder of the product that the documents name is there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

NAMED = re.compile(r"`((?:forms|signing|archive|terminal|tests|docs|benchmarks|deploy)/[\w./-]*)`")
PAGES = ("*.md", "docs/*.md", "docs/decisions/*.md", "docs/formats/*.md", "docs/operate/*.md", "benchmarks/*.md")


def findings(root: Path) -> Iterator[str]:
    """Say which of the paths that a page names are not there. CHANGELOG.md tells of the past and is left out."""
    for page in sorted(path for pattern in PAGES for path in root.glob(pattern) if path.name != "CHANGELOG.md"):
        for number, line in enumerate(page.read_text("utf-8").splitlines(), 1):
            for named in NAMED.findall(line):
                if not (root / named).exists():
                    yield f"{page.relative_to(root)}:{number}: {named}: is not there"
