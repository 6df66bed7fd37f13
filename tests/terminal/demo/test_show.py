"""`luobi demo --windows`, as a process of its own on a display without hardware: what it leaves, and what ends it."""

from __future__ import annotations

import json
import os
import re
import runpy
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest
from PIL import Image, ImageChops, ImageStat

from tests.conftest import LUOBI, ROOT, Luobi
from tests.scenes.virtual_screens import Displays, displays

ALONE = (("ONE", "1920/508x1080/286+0+0"),)
PATIENCE_S = 300


@contextmanager
def showing(folder: Path, shown: Displays, *arguments: object) -> Iterator[subprocess.Popen[str]]:
    """The show; what it printed goes into files, and it ends with the test."""
    command = [str(LUOBI), "--lang", "en", "demo", "--windows", *map(str, arguments)]
    with (folder / "said").open("w") as said, (folder / "told").open("w") as told:
        process = subprocess.Popen(command, cwd=folder, env=shown.environment(), stdout=said, stderr=told, text=True)
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def wait_for(condition: Callable[[], bool], process: subprocess.Popen[str]) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while not condition():
        assert process.poll() is None, "the show has ended"
        assert time.monotonic() < deadline, "it did not come"
        time.sleep(0.05)  # between two looks at a bounded wait


@pytest.mark.parametrize("monitors", ["one", "two"])
def test_the_show_leaves_two_records_that_verify_and_pictures_of_every_step(
    monitors: str, tmp_path: Path, luobi: Luobi
) -> None:
    with (
        displays(*(ALONE if monitors == "one" else ())) as shown,
        showing(tmp_path, shown, "--fast", "--pictures", "pictures") as process,
    ):
        code = process.wait(PATIENCE_S)
    said, told = (tmp_path / "said").read_text(), (tmp_path / "told").read_text()
    assert (code, [line for line in told.splitlines() if "luobi" in line or "Qt" in line]) == (0, []), told
    out = tmp_path / "out/demo"
    assert said.count("2 signatures and seal valid; 2 inks opened") == 2
    (touches, check_pages, pages), _contract = [tuple(map(int, found)) for found in TOUCHED.findall(said)]
    if monitors == "two":  # on a small glass a page is read in parts
        assert touches <= 10 + check_pages + pages
    verified = luobi(
        "verify", out / "registration.pdf", out / "contract.pdf", "--trust", out / "ca.pem", "--json", cwd=tmp_path
    )
    assert (verified.returncode, json.loads(verified.stdout)["verdict"]) == (0, "valid")
    secret = out / "station-secrets/S01.txt"
    anchored = luobi(
        "archive", "verify", "--home", out / "station", "--receipt", out / "contract-receipt.pdf",
        "--staff", "S01", "--passphrase-file", secret,
    )  # fmt: skip
    assert anchored.returncode == 0, anchored.stdout
    assert_pictures(sorted((tmp_path / "pictures").iterdir()))
    if monitors == "two":
        assert_as_in_the_readmes(tmp_path / "pictures")


TOUCHED = re.compile(r"pressed (\d+) times? \(also for (\d+) check pages? and (\d+) document page")


def assert_as_in_the_readmes(pictures: Path) -> None:
    """Up to numbers, clocks and fingerprints."""
    told = runpy.run_path(str(ROOT / "docs/windows_pictures.py"), run_name="windows_pictures")
    for step, name in told["SHOWN"].items():
        fresh, kept = told["small"](told["first"](pictures, step)), Image.open(ROOT / "docs/pictures" / name)
        assert fresh.size == kept.size, name
        differences = ImageStat.Stat(ImageChops.difference(fresh.convert("L"), kept.convert("L")))
        assert differences.mean[0] < MOST_DIFFERENCE, f"{name}: ./run python docs/windows_pictures.py"


MOST_DIFFERENCE = 2.0  # of 255, on average


def assert_pictures(pictures: Sequence[Path]) -> None:
    steps = [path.name.split("-", 1)[1].rsplit("-", 1)[0] for path in pictures]
    assert [steps[0], steps[-1]] == ["idle", "done"]
    assert {"sign-in", "business", "notice", "filled", "check", "reading", "sign", "signed", "hand-over"} <= set(steps)
    assert [path.name[:2] for path in pictures[::2]] == [f"{at + 1:02}" for at in range(len(pictures) // 2)]
    for path in pictures:
        with Image.open(path) as image:
            assert image.getcolors(5) is None, f"{path.name} has no more than five colours"


def test_ctrl_c_ends_the_show_cleanly(tmp_path: Path) -> None:
    with displays() as shown, showing(tmp_path, shown, "--pictures", "pictures") as process:
        wait_for(lambda: (tmp_path / "pictures/03-signed-in-desk.png").exists(), process)
        process.send_signal(signal.SIGINT)
        assert process.wait(PATIENCE_S) == 130
    assert "interrupted" in (tmp_path / "told").read_text()
    assert not (tmp_path / "out/demo/registration.pdf").exists()


CLOSED = """
from terminal.__main__ import main
from terminal.demo import show

def keep(self, step):
    if step == "signed-in":
        self.windows["desk"].close()

show.Pictures.keep = keep
main(["--lang", "en", "demo", "--windows", "--fast"])
"""


def test_a_window_that_is_closed_ends_the_show_cleanly(tmp_path: Path) -> None:
    with displays() as shown:
        done = subprocess.run(
            [sys.executable, "-P", "-c", CLOSED],
            cwd=tmp_path, env=shown.environment(), capture_output=True, text=True, check=False, timeout=PATIENCE_S,
        )  # fmt: skip
    assert (done.returncode, done.stdout) == (130, "")
    assert done.stderr.splitlines()[-1] == "luobi: interrupted"


@pytest.mark.parametrize("verb", [("demo", "--windows"), ("terminal",)])
@pytest.mark.parametrize("environment", [{}, {"DISPLAY": ":9", "QT_QPA_PLATFORM": "offscreen"}])
def test_without_a_display_it_says_so_and_nothing_is_made(
    verb: tuple[str, ...], environment: dict[str, str], tmp_path: Path
) -> None:
    bare = {key: value for key, value in os.environ.items() if key not in {"DISPLAY", "WAYLAND_DISPLAY"}}
    bare.pop("QT_QPA_PLATFORM", None)
    done = subprocess.run(
        [str(LUOBI), *verb], cwd=tmp_path, env=bare | environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 3
    assert "这里没有可以显示窗口的屏幕" in done.stderr
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("option", [("--fast",), ("--pictures", "here")])
def test_what_is_for_windows_only_asks_for_them(option: tuple[str, ...], tmp_path: Path, luobi: Luobi) -> None:
    done = luobi("demo", *option, cwd=tmp_path)
    assert done.returncode == 2
    assert "--windows" in done.stderr
