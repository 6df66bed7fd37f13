"""The program of the windows is light: what renders, signs and stores documents is the clerk's to load."""

import subprocess
import sys

HEAVY = ("reportlab", "pyhanko", "sqlalchemy", "fontTools")


def test_the_windows_load_nothing_that_renders_signs_or_stores() -> None:
    asked = f"import sys, terminal.app.compose; print([name for name in {HEAVY} if name in sys.modules])"
    told = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True).stdout
    assert told.strip() == "[]"
