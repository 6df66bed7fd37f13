"""Plays scenes as processes of their own on one screen, one after another; and what each of them left."""

from __future__ import annotations

import fcntl
import json
import os
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.conftest import ROOT
from tests.scenes.virtual_screens import Displays

PATIENCE_S = 240
LOOK_S = 0.2
KILLED = -9
LOCK = Path(tempfile.gettempdir(), "luobi-windows.lock")
_PLAYING = threading.Lock()


@dataclass(frozen=True)
class Played:
    """A scene that has ended: where, what it found, what it wrote."""

    home: Path
    told: dict[str, Any]
    out: str
    err: str


class Company:
    """Whoever plays on these displays."""

    def __init__(self, shown: Displays) -> None:
        self._shown = shown

    def play(
        self,
        scene: str,
        home: Path,
        *moment: str,
        dies: bool = False,
        seen: Callable[[int], None] = id,
        says: str = "",
    ) -> Played:
        """Plays it to its end, or to its sudden one; on standard error it `says` that and nothing else.

        Nothing may hold the windows' thread above `play.MOST_MS`, and Qt may warn of nothing. `seen` is called with the
        process's id again and again.
        """
        own = home.parent / "tmp"
        own.mkdir(exist_ok=True)
        command = [sys.executable, "-m", "tests.scenes.play", scene, str(home), *moment]
        environment = self._shown.environment() | {"TMPDIR": str(own), "PYTHONPATH": str(ROOT)}
        with (
            alone(),
            subprocess.Popen(
                command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
            ) as process,
        ):
            out, err = _until_its_end(process, seen)
        assert process.returncode == (KILLED if dies else 0), f"{scene}: {process.returncode}\n{out}\n{err}"
        told = json.loads(out)
        assert told.get("warnings", []) == []
        assert told.get("failed", []) == []
        assert told.get("stacks", []) == []
        assert err.endswith(f"{says}\n" if says else "")
        assert err.count("\n") == bool(says), err
        return Played(home, told, out, err)


def _until_its_end(process: subprocess.Popen[str], seen: Callable[[int], None]) -> tuple[str, str]:
    for _ in range(round(PATIENCE_S / LOOK_S)):
        try:
            return process.communicate(timeout=LOOK_S)
        except subprocess.TimeoutExpired:
            seen(process.pid)
    process.kill()
    out, err = process.communicate()
    raise AssertionError(f"the scene came to no end in {PATIENCE_S} s\n{out}\n{err}")


@contextmanager
def alone() -> Iterator[None]:
    """No other scene plays on this machine meanwhile: they would take each other's processor.

    A scene within a scene would wait for itself, and is refused.
    """
    assert _PLAYING.acquire(blocking=False), "a scene within a scene"
    try:
        with LOCK.open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield
    finally:
        _PLAYING.release()


@contextmanager
def small_disk(folder: Path, size: str) -> Iterator[str]:
    """A disk of that size at that folder; yields "" or why there is none."""
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", f"size={size},mode=700", "luobi-test", str(folder)]
    if os.geteuid() != 0:
        command[:0] = ["sudo", "-n"]
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        why = done.stderr.strip()
    except OSError as problem:
        done, why = None, str(problem)
    if done is None or done.returncode != 0:
        yield why or "it cannot be mounted"
        return
    try:
        yield ""
    finally:
        subprocess.run([*command[: command.index("mount")], "umount", str(folder)], check=True)
