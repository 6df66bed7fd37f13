"""The hour of writing, shortened."""

from __future__ import annotations

import subprocess
import sys

from tests.conftest import ROOT


def test_memory_stays_flat_and_every_sample_arrives() -> None:
    script = [sys.executable, str(ROOT / "benchmarks" / "pen_hour.py"), "8"]
    done = subprocess.run(script, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "1600 samples sent, 1600 arrived, 0 captures void" in done.stdout
