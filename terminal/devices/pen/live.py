"""The pen of this machine as a feed: a reader process of its own, and the records that it sends.

Decides how the reader is started and what its end means. A reader that dies, or sends what is no record, is a loss and
never ink. The feed is silent from then on, and a new one must be started.
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
from terminal.devices.pen.capture import grown_window
from terminal.devices.pen.confine import Account
from terminal.devices.pen.errors import CaptureVoidError, PenUnavailableError
from terminal.devices.pen.feed import Lost, PenMessage, from_the_first
from terminal.devices.pen.passport import Passport
from terminal.devices.pen.wire import GRAB, RELEASE, Described, Receiver, Refused, Report
from terminal.errors import RecordingError

# Isolated: nothing in the environment can put a module of its own into the reader.
READER: Final = (sys.executable, "-I", "-m", "terminal.devices.pen.reader")
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
        """Start a reader process for a node, and return its pen once the reader has sent the description.

        Args:
            node: The path of the event node.
            account: The user and group that the reader becomes; None keeps those of this process. The group must be
                able to open the node, or the reader cannot open it again after a replug.
            within_s: How long to wait for the description, in seconds.
            reader: The command that starts the reader, without its options.

        Raises:
            PenUnavailableError: The node is no pen, cannot be opened, or its reader sends no description in time.
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
        """Return a descriptor that is readable when `drain` has messages."""
        return self._channel.fileno()

    @property
    def reader_pid(self) -> int:
        """The reader's process number."""
        return self._process.pid

    def passport(self) -> Passport:
        """Return the device's description in the kernel's terms.

        Raise PenUnavailableError when the reader has not sent one yet.
        """
        if self._passport is None:
            raise PenUnavailableError(Message("terminal.reader-names-nobody"))
        return self._passport

    def device(self) -> Device:
        """Return the passport, with the serial numbers of the pens that have reported since the last grab."""
        return self.passport().device(",".join(self._serials))

    def source(self) -> Source:
        """Return PEN; SYNTHETIC where a pipe is read in place of a device."""
        return self.passport().source

    def grab(self, on: bool) -> None:
        """Ask the reader to take the device for us alone, or to release it.

        Taking it also clears the list of serial numbers.
        """
        if on:
            self._serials.clear()
            self._serial = 0
        with suppress(OSError):  # a reader that is gone holds nothing; drain says that it is
            self._channel.send(GRAB if on else RELEASE)

    def drain(self) -> tuple[PenMessage, ...]:
        """Return all messages that have arrived, in order."""
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
        """Capture what is written until the pen is away; blocks. For commands and tests; a window drains by itself.

        Args:
            window: Where the signature box was shown on the glass; None takes the smallest that fits the writing.
            started_at: When the capture began, as ISO 8601 UTC.
            within_s: How long to wait at most, in seconds.
            away_s: How long the pen must be away after writing, in seconds.
            least: How many reports the capture must have before the pen's absence ends it.

        Raises:
            CaptureVoidError: Something was lost.
            NothingWrittenError: `window` is None and nothing was written.
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
        """End the reader and release the device. A second call does nothing."""
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
        """Wait for the reader's description, and keep the messages that come with it.

        Raise PenUnavailableError when the reader refuses, ends, or sends none in time.
        """
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
        """Note that another pen than before reports; 0 is one without a number."""
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
        """End a reader after a record of it that is not trusted.

        Its descriptor is at EOF for ever and would stay readable, so a silent socket takes its number.
        """
        self._process.kill()
        silent, self._buried = socket.socketpair()
        os.dup2(silent.fileno(), self._channel.fileno())
        silent.close()
