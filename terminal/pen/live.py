"""The pen of this machine as a feed: a reader process of its own, and what it says.

Decides how the reader is started and what its end means. A reader that dies, or says what is no record, is a loss and
never ink; the feed is silent from then on, and a new one must be started.
"""

from __future__ import annotations

import os
import select
import socket
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Final

from forms.message import Message
from signing.ink import Device, Ink, PenReport, Source, Window
from terminal.errors import RecordingError
from terminal.pen.capture import grown_window
from terminal.pen.confine import Account
from terminal.pen.errors import CaptureVoidError, PenUnavailableError
from terminal.pen.feed import Lost, PenMessage, from_the_first
from terminal.pen.passport import Passport
from terminal.pen.wire import GRAB, RELEASE, Described, Receiver, Refused, Report

# Isolated: nothing in the environment can put a module of its own into the reader.
READER: Final = (sys.executable, "-I", "-m", "terminal.pen.reader")
RECEIVE_BYTES: Final = 1 << 16
MOST_PER_DRAIN: Final = 1 << 22  # so that a reader that never stops cannot hold the window
END_S: Final = 2.0


class LivePen:
    """A Feed over a reader process. Start it in a thread that lives on: the reader dies with that thread."""

    def __init__(self, process: subprocess.Popen[bytes], channel: socket.socket) -> None:
        self._process = process
        self._channel = channel
        self._receiver = Receiver()
        self._passport: Passport | None = None
        self._refused: Message | None = None
        self._serials: dict[str, None] = {}
        self._serial = 0  # of the pen that reported last
        self._waiting: list[PenMessage] = []
        self._closed = False
        self._buried: socket.socket | None = None
        channel.setblocking(False)

    @classmethod
    def start(
        cls,
        node: Path,
        *,
        account: Account | None = None,
        within_s: float = 10.0,
        reader: Sequence[str] = READER,
    ) -> LivePen:
        """The pen at `node`, once the reader has said who it is.

        `account` is whom the reader becomes; its group must be able to open the node, or replugging will not work.
        Raises PenUnavailableError when the node is no pen, cannot be opened, or nothing is heard in time.
        """
        ours, theirs = socket.socketpair()
        with theirs:
            become = [] if account is None else [f"--uid={account.uid}", f"--gid={account.gid}"]
            where = [f"--node={node}", f"--channel={theirs.fileno()}", f"--parent={os.getpid()}"]
            process = subprocess.Popen(
                [*reader, *where, *become],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                pass_fds=[theirs.fileno()],
                start_new_session=True,  # the terminal's interrupt is for us; the reader ends after us
                cwd="/",
            )
        pen = cls(process, ours)
        try:
            pen._introduce(within_s)
        except PenUnavailableError:
            pen.close()
            raise
        return pen

    def fileno(self) -> int:
        """Readable when `drain` has something to give."""
        return self._channel.fileno()

    @property
    def reader_pid(self) -> int:
        """The reader's process number."""
        return self._process.pid

    def passport(self) -> Passport:
        """Who the device is, in the kernel's terms."""
        if self._passport is None:
            raise PenUnavailableError(Message("terminal.reader-names-nobody"))
        return self._passport

    def device(self) -> Device:
        """The passport, with the pens that have reported since the last grab."""
        return self.passport().device(",".join(self._serials))

    def source(self) -> Source:
        """PEN; SYNTHETIC where a pipe stands for the device."""
        return self.passport().source

    def grab(self, on: bool) -> None:
        """Asks the reader to take the device for us alone, or to let it go."""
        if on:
            self._serials.clear()
            self._serial = 0
        with suppress(OSError):  # a reader that is gone holds nothing; drain says that it is
            self._channel.send(GRAB if on else RELEASE)

    def drain(self) -> tuple[PenMessage, ...]:
        """Everything that has arrived, in order."""
        messages, self._waiting = self._waiting, []
        received, more = 0, True
        while more and not self._receiver.dead and not self._closed and received < MOST_PER_DRAIN:
            try:
                octets = self._channel.recv(RECEIVE_BYTES)
            except BlockingIOError:
                break
            except OSError:
                octets = b""
            received += len(octets)
            more = len(octets) == RECEIVE_BYTES  # less is all there was; asking again would be a call for nothing
            said = self._receiver.feed(octets) if octets else self._receiver.end()
            for one in said:
                if type(one) is Report:
                    if one.serial != self._serial:
                        self._meet(one.serial)
                    messages.append(one.report)
                else:
                    self._note(one, messages)
        if self._receiver.dead and not self._closed and self._buried is None:
            self._bury()
        return tuple(messages)

    def capture(
        self, window: Window | None, started_at: str, *, within_s: float, away_s: float = 1.0, least: int = 1
    ) -> Ink:
        """What is written until the pen has been away for `away_s`; blocks for `within_s` at most.

        For commands and tests; a window drains by itself. `window` None grows one around the writing; at `least` so
        many reports belong to it. Raises CaptureVoidError on any loss, NothingWrittenError when nothing was written
        and `window` is None.
        """
        reports: list[PenReport] = []
        written, heard, end = False, time.monotonic(), time.monotonic() + within_s
        self.grab(True)
        try:
            while (now := time.monotonic()) < end:
                if written and not reports[-1].near and len(reports) >= least and now - heard > away_s:
                    break
                select.select([self], [], [], min(end - now, away_s))
                for message in self.drain():
                    if isinstance(message, Lost):
                        raise CaptureVoidError(Message("terminal.capture-void", why=message.why.message))
                    reports.append(message)
                    written, heard = written or message.inking, time.monotonic()
        finally:
            self.grab(False)
        kept = from_the_first(reports)
        device = self.device()
        return Ink(device, self.source(), window or grown_window(device, kept), kept, 0, started_at)

    def close(self) -> None:
        """Ends the reader and lets the device go."""
        if self._closed:
            return
        self._closed = True
        self._channel.close()
        if self._buried is not None:
            self._buried.close()
        try:
            self._process.wait(END_S)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def _introduce(self, within_s: float) -> None:
        """Waits for the reader's first words, and keeps what comes with them."""
        end = time.monotonic() + within_s
        kept: list[PenMessage] = []
        while self._passport is None:
            left = end - time.monotonic()
            if left <= 0 or self._receiver.dead or self._refused:
                raise PenUnavailableError(self._refused or Message("terminal.reader-silent"))
            select.select([self], [], [], left)
            kept += self.drain()
        self._waiting = kept

    def _meet(self, serial: int) -> None:
        """Another pen than before reports; 0 is one without a number."""
        self._serial = serial
        if serial:
            self._serials.setdefault(str(serial))

    def _note(self, said: object, messages: list[PenMessage]) -> None:
        match said:
            case Lost():
                messages.append(said)
            case Described(text):
                try:
                    self._passport = Passport.from_text(text)
                except RecordingError:
                    messages += [end for end in self._receiver.end() if isinstance(end, Lost)]
            case Refused(message):
                self._refused = message

    def _bury(self) -> None:
        """A reader that is not believed is ended. Its descriptor, at its end for ever, becomes one that is silent."""
        self._process.kill()
        silent, self._buried = socket.socketpair()
        os.dup2(silent.fileno(), self._channel.fileno())
        silent.close()
