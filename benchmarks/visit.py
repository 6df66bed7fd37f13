"""How long each step of a visit takes, beside the floor below which it cannot go on this machine.

    ./run python benchmarks/visit.py [RUNS]

Performs the demo's two visits RUNS times (20) at a station in a temporary folder. For each step: the median of its
times in milliseconds, the floor measured in the same run, and their ratio. Floors: a 4 KiB write with fsync, a raw
P-256 signature, SHA-256 of the document.
"""

from __future__ import annotations

import hashlib
import os
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from statistics import median

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256

from terminal.demo import visits

FLOORS = {
    "freeze": "hash",
    "sign": "signature",
    "seal": "signature",
    "archive": "fsync",
    "verify the document": "hash",
    "verify the archive": "hash",
}


def main(runs: int) -> None:
    """Prints the table."""
    times: dict[str, list[float]] = {}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for number in range(runs):
            print(f"\rvisit {number + 1} of {runs}", end="", file=sys.stderr, flush=True)
            told = visits.perform(folder / "station", folder / "out")
            for step, seconds in told.timings.seconds.items():
                times.setdefault(step, []).extend(seconds)
        document = (folder / "out" / "contract.pdf").read_bytes()
        floors = {
            "fsync": floor(lambda: write_durably(folder / "floor", os.urandom(4096))),
            "signature": floor(signer(document)),
            "hash": floor(lambda: hashlib.sha256(document).digest()),
        }
    print(f"\n{datetime.now(UTC):%Y-%m-%d}, {runs} runs of two visits, {os.cpu_count()} cores")
    print(f"{'step':22} {'median ms':>10} {'times':>6} {'floor':>10} {'floor ms':>9} {'ratio':>8}")
    for step, seconds in times.items():
        name = FLOORS.get(step, "")
        measured = 1000 * median(seconds)
        beside = f"{name:>10} {1000 * floors[name]:9.3f} {measured / 1000 / floors[name]:8.1f}" if name else ""
        print(f"{step:22} {measured:10.1f} {len(seconds):6} {beside}")


def floor(act: Callable[[], object], runs: int = 50) -> float:
    """Median seconds of an act."""
    seconds = []
    for _ in range(runs):
        began = time.perf_counter()
        act()
        seconds.append(time.perf_counter() - began)
    return median(seconds)


def write_durably(path: Path, data: bytes) -> None:
    """One write with fsync."""
    with path.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def signer(document: bytes) -> Callable[[], object]:
    """A raw P-256 signature over the document, the key at hand."""
    key = ec.generate_private_key(ec.SECP256R1())
    return lambda: key.sign(document, ec.ECDSA(SHA256()))


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 20)
