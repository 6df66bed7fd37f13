"""Shows the demo in both READMEs as it really is: its output in either language, and the picture of the signed page.

    ./run python docs/readme_demo.py

A test compares the READMEs with a fresh run, digests and times aside.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LUOBI = Path(sys.executable).with_name("luobi")
PAGES = {"README.md": "en", "README.zh-CN.md": "zh"}
BLOCK = re.compile(r"(?<=<!-- demo -->\n```\n).*?(?=```)", re.DOTALL)


def main() -> None:
    """Rewrites the blocks and the picture."""
    for page, lang in PAGES.items():
        with tempfile.TemporaryDirectory() as folder:
            command = [str(LUOBI), "demo", "--lang", lang]
            said = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=True).stdout
            path = ROOT / page
            path.write_text(BLOCK.sub(lambda _, said=said: said, path.read_text("utf-8"), count=1), "utf-8")
            shutil.copy(Path(folder) / "out/demo/registration-1.png", ROOT / "docs/pictures/registration.png")


if __name__ == "__main__":
    main()
