"""The machine's voice: espeak-ng, or speech-dispatcher where only that is installed.

The program reads the text from its standard input, which is a file in memory. The text is never in a command line,
because every user of the machine can read those. It is never in a pipe, because the windows would have to wait for a
slow program. One utterance at a time: a new one ends the old one. Nothing here blocks: a caller that wants to know
whether an utterance is over reads the properties.
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
    """The command that speaks its standard input, and the command that silences it where ending it is not enough.

    `hush` is empty where ending the program is enough.
    """

    speak: tuple[str, ...]
    hush: tuple[str, ...] = ()


KNOWN = (
    Program(("espeak-ng", "--stdin", "-v", "cmn-latn-pinyin", "-s", "140")),
    Program(("spd-say", "--pipe-mode", "--wait", "--language", "zh"), ("spd-say", "--stop")),
)
"""The programs in order of preference.

Debian's espeak-ng 1.51 reads characters by way of pinyin, and its voice `cmn` says the pinyin in English, "xing four".
The voice named here says Chinese. 140 words a minute is slow for it: the listeners are often old. Speech-dispatcher
may be installed without any Chinese voice, and does not report that.
"""

TIED = ("setpriv", "--pdeathsig", "KILL")
"""util-linux's command that ends the speaking program together with the windows, even when they are killed mid-page."""


class Voice:
    """A voice that speaks through one program."""

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
        """Whether the last utterance ended by itself and the program reported success; False after `stop`."""
        return not self.speaking and self._speaking is not None and self._speaking.returncode == 0

    def say(self, text: str) -> None:
        """Start to speak a text, in place of the utterance that is running.

        A program that fails causes silence, and no error.
        """
        self.stop()
        self._next = text
        self._go_on()

    def stop(self) -> None:
        """End the utterance that is running, and drop the one that waits."""
        said, self._speaking, self._next = self._speaking, None, None
        if said is not None and said.poll() is None:
            said.kill()
            self._ending.append(said)
            if self._program.hush:
                with suppress(OSError):
                    self._ending.append(_begun(self._program.hush, subprocess.DEVNULL))

    def _go_on(self) -> None:
        """Start the waiting utterance once all programs that were to end have ended.

        The command that silences must not silence the new utterance too.
        """
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
    """Return a voice for the first known program that is installed.

    None where there is none; reading aloud is then not offered.
    `which` returns the path of a program by its name, or None; it is there for tests.
    """
    return next((Voice(program) for program in KNOWN if which(program.speak[0])), None)
