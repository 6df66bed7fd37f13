"""Makes the pictures of the windows that the READMEs show, from a show of the demo on a display without hardware.

    ./run python docs/windows_pictures.py

It needs Xvfb and xrandr (tests/debian-packages.txt). `tests/terminal/demo/test_show.py` compares the pictures with a
fresh show.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

from PIL import Image

ROOT = Path(__file__).resolve().parent.parent
SHOWN = {"check-pad": "pad-check.png", "sign-desk": "desk-sign.png", "signed-pad": "pad-sign.png"}
"""Of the steps of the show, the first of that name, and its file in docs/pictures."""
WIDTH = 960
COLOURS = 128


def main() -> None:
    """Plays the show and keeps three of its pictures."""
    sys.path.insert(0, str(ROOT))
    from tests.scenes.virtual_screens import displays

    with tempfile.TemporaryDirectory() as folder, displays() as shown:
        luobi = Path(sys.executable).with_name("luobi")
        command = [str(luobi), "demo", "--windows", "--fast", "--pictures", "pictures"]
        subprocess.run(command, cwd=folder, env=shown.environment(), check=True, capture_output=True)
        for step, name in SHOWN.items():
            small(first(Path(folder) / "pictures", step)).save(ROOT / "docs/pictures" / name, optimize=True)


def first(folder: Path, step: str) -> Path:
    """The first picture of that step."""
    return min(folder.glob(f"*-{step}.png"))


def small(path: Path) -> Image.Image:
    """As the READMEs show it."""
    picture = Image.open(path).convert("RGB")
    size = WIDTH, round(picture.height * WIDTH / picture.width)
    return picture.resize(size, Image.Resampling.LANCZOS).quantize(COLOURS)


if __name__ == "__main__":
    main()
