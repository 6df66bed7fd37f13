"""The fall-back under Xorg and libinput, in a guest with a kernel of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT


def test_the_window_systems_tablet_events_become_labelled_ink(shared: Path, tmp_path: Path) -> None:
    """Boots once; the guest takes an X server with it."""
    kernel = shared / "kernel-input"
    if not kernel.is_dir():
        pytest.skip("no input kernel beside the checkout")
    packages = (kernel / "xorg-qt.packages").read_text().strip()
    guest = [kernel / "with-input-kernel", "--timeout", "400", "--udev", "--packages", packages, "--share", tmp_path]
    inside = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-m", "kernel"]
    done = subprocess.run(
        [*guest, "--", *inside, "tests/kernel/test_xorg_tablet.py"],
        env=os.environ | {"LUOBI_XORG_CONF": str(kernel / "xorg.conf")},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-2000:]
    assert "1 passed" in done.stdout
