"""The machine's voice: espeak-ng, or speech-dispatcher where that alone is installed.

The text is the program's standard input, from memory: never in its command line, which every user of the machine can
read, and never in a pipe, which would keep the windows waiting for a slow program. One utterance at a time: a new one
ends the old. Nothing here waits; whoever wants to know how an utterance stands looks.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Program:
    """How a program is made to speak its standard input, and how it is made silent if ending it is not enough."""

    speak: tuple[str, ...]
    hush: tuple[str, ...] = ()


KNOWN = (
    Program(("espeak-ng", "--stdin", "-v", "cmn-latn-pinyin", "-s", "140")),
    Program(("spd-say", "--pipe-mode", "--wait", "--language", "zh"), ("spd-say", "--stop")),
)
"""In the order of preference. Debian's espeak-ng 1.51 reads characters by way of pinyin, and its voice `cmn` says the
pinyin in English, "xing four"; this one says Chinese. 140 words a minute is slow for it: the listeners are often old.
Speech-dispatcher may be installed without any Chinese voice, and does not say so."""

TIED = ("setpriv", "--pdeathsig", "KILL")
"""By util-linux: a program that speaks ends with the windows, also when they are killed in the midst of a page."""


class Voice:
    """Speaks by one program."""

    def __init__(self, program: Program) -> None:
        self._program = program
        self._next: str | None = None
        self._speaking: subprocess.Popen[bytes] | None = None
        self._ending: list[subprocess.Popen[bytes]] = []

    @property
    def speaking(self) -> bool:
        """Whether an utterance is not yet over."""
        self._go_on()
        return self._next is not None or (self._speaking is not None and self._speaking.poll() is None)

    @property
    def ended_well(self) -> bool:
        """Whether the last utterance ended by itself, and the program found nothing wrong; False once stopped."""
        return not self.speaking and self._speaking is not None and self._speaking.returncode == 0

    def say(self, text: str) -> None:
        """Begins an utterance. A program that cannot speak leaves silence, and nothing else."""
        self.stop()
        self._next = text
        self._go_on()

    def stop(self) -> None:
        """Silence."""
        said, self._speaking, self._next = self._speaking, None, None
        if said is not None and said.poll() is None:
            said.kill()
            self._ending.append(said)
            if self._program.hush:
                with suppress(OSError):
                    self._ending.append(_begun(self._program.hush, subprocess.DEVNULL))

    def _go_on(self) -> None:
        """The next utterance begins when all that was to end has ended: what makes silence must not silence it."""
        self._ending = [each for each in self._ending if each.poll() is None]
        if self._next is not None and not self._ending:
            text, self._next = self._next, None
            with suppress(OSError):
                self._speaking = _speaking(self._program.speak, text)


def _speaking(command: tuple[str, ...], text: str) -> subprocess.Popen[bytes]:
    with os.fdopen(os.memfd_create("said"), "w+b") as channel:
        channel.write(text.encode("utf-8"))
        channel.seek(0)
        return _begun((*TIED, *command), channel.fileno())


def _begun(command: tuple[str, ...], channel: int) -> subprocess.Popen[bytes]:
    return subprocess.Popen(command, stdin=channel, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def installed(which: Callable[[str], str | None] = shutil.which) -> Voice | None:
    """The first known program that is installed; None hides reading aloud."""
    return next((Voice(program) for program in KNOWN if which(program.speak[0])), None)
