"""The program of the windows is light: what renders, signs and stores documents is the clerk's to load."""

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

from tests.scenes.virtual_screens import displays
from tests.terminal import stations
from tests.terminal.windows.station_font import FAMILY, OWN, write_font

HEAVY = ("reportlab", "pypdfium2", "pyhanko", "sqlalchemy", "fontTools")


def test_the_windows_load_nothing_that_renders_signs_or_stores() -> None:
    asked = f"import sys, terminal.app.compose; print([name for name in {HEAVY} if name in sys.modules])"
    told = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True).stdout
    assert told.strip() == "[]"


SHOWN = """
import sys
from PyQt6.QtCore import QTimer
from PyQt6.QtWidgets import QWidget
from terminal.__main__ import main
from terminal.app import compose
from terminal.windows.look import typeface

def drawn_in(window):
    parts = (window, *window.findChildren(QWidget))
    return any(typeface.families()[-1] in part.styleSheet() for part in parts)

class Shown(compose.Terminal):
    def show(self):
        super().show()
        print(typeface.families()[-1], typeface.missing(sys.argv[2]), flush=True)
        print([drawn_in(window) for window in (self.pad, self.desk)], flush=True)
        QTimer.singleShot(0, self.staffs.close)

compose.Terminal = Shown
main(["terminal", "--home", sys.argv[1]])
"""


def test_the_stations_own_font_reaches_both_windows(tmp_path: Path) -> None:
    stations.make_with_kit(tmp_path / "station")
    settings = replace(stations.settings(), fonts=(write_font(tmp_path / "one.ttf"),))
    (tmp_path / "station" / "station.toml").write_text(settings.to_toml(), "utf-8")
    command = [sys.executable, "-P", "-c", SHOWN, str(tmp_path / "station"), f"王{OWN}"]
    with displays(("ONE", "1920/508x1080/286+0+0")) as shown:
        done = subprocess.run(
            command, env=shown.environment(), capture_output=True, text=True, check=False, timeout=120
        )
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines() == [f"{FAMILY} ()", "[True, True]"]


ORDERED = """
import sys
from pathlib import Path
from PyQt6.QtCore import QTimer
from terminal.__main__ import main
from terminal.app import compose

class Shown(compose.Terminal):
    def show(self):
        super().show()
        print(*Path(f"/proc/{self.clerk.pid}/cmdline").read_text().split("\\0")[7:], flush=True)
        QTimer.singleShot(0, self.staffs.close)

compose.Terminal = Shown
main(["--lang", "en", "terminal", "--home", sys.argv[1], *sys.argv[2:]])
"""


def test_the_clerk_is_started_with_the_options_of_the_program(tmp_path: Path) -> None:
    stations.make_with_kit(tmp_path / "station")
    options = ["--debug", "--debuggable"]
    command = [sys.executable, "-P", "-c", ORDERED, str(tmp_path / "station")]
    with displays(("ONE", "1920/508x1080/286+0+0")) as shown:
        plain, both = (
            subprocess.run(
                [*command, *more], env=shown.environment(), capture_output=True, text=True, check=False, timeout=120
            )
            for more in ([], options)
        )
    assert (plain.returncode, plain.stdout.split(), plain.stderr) == (0, [], "")
    assert (both.returncode, both.stdout.split()) == (0, options)
    assert both.stderr.startswith("Started with --debuggable: ")
    written = (tmp_path / "station" / "journal" / "terminal.jsonl").read_text("ascii")
    assert written.count('"event": "started"') == written.count('"event": "ended"') == 2
