"""How long the command takes to say anything, as a ratio to starting Python at all.

./run python benchmarks/start.py [RUNS]
"""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path
from statistics import median

LUOBI = Path(sys.executable).with_name("luobi")
COMMANDS = {
    "python -c pass": [sys.executable, "-c", "pass"],
    "luobi --help": [str(LUOBI), "--help"],
    "luobi archive verify --help": [str(LUOBI), "archive", "verify", "--help"],
    "luobi verify --help": [str(LUOBI), "verify", "--help"],
}


def main(runs: int) -> None:
    """Prints the median of each command and its ratio to the first."""
    floor = 0.0
    for name, command in COMMANDS.items():
        seconds = sorted(once(command) for _ in range(runs))
        floor = floor or median(seconds)
        print(f"{name:30} {1000 * median(seconds):7.1f} ms   ratio {median(seconds) / floor:5.1f}")


def once(command: list[str]) -> float:
    """Seconds that the command takes, its output thrown away."""
    began = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - began


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 20)
