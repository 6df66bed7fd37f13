"""The machine's voice: speech-dispatcher where a station has set one up, else espeak-ng.

The text goes through the program's standard input, never into its command line, which every user of the machine can
read. One utterance at a time: a new one ends the old.
"""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass

PATIENCE_S = 2.0  # for a program that was told to end


@dataclass(frozen=True, slots=True)
class Program:
    """How a program is made to speak its standard input, and how it is made silent if ending it is not enough."""

    speak: tuple[str, ...]
    hush: tuple[str, ...] = ()


KNOWN = (
    Program(("spd-say", "--pipe-mode", "--wait", "--language", "zh"), ("spd-say", "--stop")),
    Program(("espeak-ng", "--stdin", "-v", "cmn", "-s", "140")),
)
"""In the order of preference. 140 words a minute is slow for espeak: the listeners are often old."""


class Voice:
    """Speaks by one program."""

    def __init__(self, program: Program) -> None:
        self._program = program
        self._speaking: subprocess.Popen[bytes] | None = None

    @property
    def speaking(self) -> bool:
        """Whether an utterance is not yet over."""
        return self._speaking is not None and self._speaking.poll() is None

    def say(self, text: str) -> None:
        """Begins an utterance. A program that cannot speak leaves silence, and nothing else."""
        self.stop()
        with suppress(OSError):
            said = subprocess.Popen(
                self._program.speak, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
            )
            self._speaking = said
            if said.stdin is not None:
                with suppress(BrokenPipeError), said.stdin as channel:
                    channel.write(text.encode("utf-8"))

    def stop(self) -> None:
        """Silence."""
        said, self._speaking = self._speaking, None
        if said is None:
            return
        if said.poll() is None:
            said.terminate()
            if self._program.hush:
                subprocess.run(self._program.hush, check=False, capture_output=True, timeout=PATIENCE_S)
        said.wait()


def installed(which: Callable[[str], str | None] = shutil.which) -> Voice | None:
    """The first known program that is installed; None hides reading aloud."""
    return next((Voice(program) for program in KNOWN if which(program.speak[0])), None)
