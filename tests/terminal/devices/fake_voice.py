"""A program in place of a voice: it keeps what it was given to say, and speaks until a test says that it is over."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from terminal.devices.voice import Program, Voice


class Speaker:
    """`until` waits until something is so, while the windows go on."""

    def __init__(self, folder: Path, until: Callable[[Callable[[], bool]], object]) -> None:
        self._said, self._end, self._until = folder / "said", folder / "end", until
        script = folder / "speak"
        script.write_text(
            f"#!/bin/sh\ncat > {self._said}.part\nmv {self._said}.part {self._said}\n"
            f'while [ ! -e {self._end} ]; do sleep 0.02; done\nread code < {self._end}\nexit "$code"\n'
        )
        script.chmod(0o755)
        self.voice = Voice(Program((str(script),)))

    def said(self) -> str:
        """What it was given since it was last asked."""
        self._until(self._said.exists)
        text = self._said.read_text("utf-8")
        self._said.unlink()
        return text

    def end(self, code: int = 0) -> None:
        """The utterance comes to its end, with that exit code."""
        part = self._end.with_suffix(".part")
        part.write_text(f"{code}\n")
        part.rename(self._end)
        self._until(lambda: not self.voice.speaking)
        self._end.unlink()

    def rest(self) -> None:
        """Every program that was begun has ended."""
        self.voice.stop()
        self._until(lambda: not (self.voice.speaking or self.voice._ending))
