"""Maven as the fetcher of Java tools: jars come from Maven Central into ~/.m2, outside the checkout."""

from __future__ import annotations

import subprocess
from fcntl import LOCK_EX, flock
from pathlib import Path

REPOSITORY = Path.home() / ".m2/repository"
JAVA = ("java", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1")  # halves the seconds of a short run


def maven(*words: str) -> None:
    """Runs a goal, one at a time: the repository is not made for two. CalledProcessError with what Maven said."""
    REPOSITORY.mkdir(parents=True, exist_ok=True)
    command = ["mvn", "-q", "-B", f"-Dmaven.repo.local={REPOSITORY}", *words]
    with (REPOSITORY / "luobi-tests.lock").open("w") as lock:
        flock(lock, LOCK_EX)
        subprocess.run(command, capture_output=True, text=True, check=True)
