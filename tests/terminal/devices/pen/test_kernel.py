"""Reader, discovery and the rule for the pen's group, with a real kernel and udevd: one boot for all of it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT

INSIDE = ROOT / "tests/kernel"
XORG = INSIDE / "test_xorg_tablet.py"
"""Needs an X server in its guest: `test_xorg.py`."""


def test_the_reader_holds_its_promises_to_a_real_kernel(shared: Path, tmp_path: Path) -> None:
    guest = shared / "kernel-input/with-input-kernel"
    if not guest.is_file():
        pytest.skip("no input kernel beside the checkout")
    tests = sorted(path for path in INSIDE.glob("test_*.py") if path != XORG)
    pytest_inside = [sys.executable, "-m", "pytest", "-c", str(INSIDE / "guest.ini"), "-m", "kernel", "-q"]
    done = subprocess.run(
        [guest, "--timeout", "600", "--udev", "--share", tmp_path, "--", *pytest_inside, "--tb=short", *tests],
        env=os.environ | {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-12_000:] + done.stderr[-2000:]
    summary = done.stdout.strip().splitlines()[-1]
    assert "passed" in summary and "skipped" not in summary, summary
    print(done.stdout)
