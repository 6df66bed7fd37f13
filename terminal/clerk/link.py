"""The windows' end of the connection to the clerk's process: orders out, replies in, without ever blocking.

No screen library: the owner of the event loop watches `fileno` and calls `pump`. Orders are sent by a separate thread,
so that a busy or stopped clerk blocks no window.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import threading
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from queue import SimpleQueue
from typing import Any

from terminal.clerk.orders import Order, Trouble
from terminal.clerk.troubles import GONE, trouble_of
from terminal.clerk.wire import Frames, WireError, frame, reply_of

CHUNK_BYTES = 1 << 20
PATIENCE_S = 10.0
"""Seconds that `close` waits for a clerk that still has something to finish."""

Then = Callable[[Any], None]
IfNot = Callable[[Trouble], None]


class ClerkLink:
    """A lane to a clerk in a separate process. One thread owns it."""

    def __init__(self, line: socket.socket, process: subprocess.Popen[bytes]) -> None:
        self._line, self._process = line, process
        self._waiting: deque[tuple[Then, IfNot]] = deque()
        self._frames = Frames(reply_of)
        self._outgoing: SimpleQueue[bytes | None] = SimpleQueue()
        self._sender = threading.Thread(target=self._send, daemon=True)
        self._sender.start()
        self.gone = False
        self.on_gone: Callable[[], None] | None = None

    @classmethod
    def start(cls, home: Path, options: tuple[str, ...] = ()) -> ClerkLink:
        """Start a clerk in a fresh interpreter. It goes on with its imports in the background.

        Args:
            home: The station's folder.
            options: Options of the clerk's process.
        """
        ours, theirs = socket.socketpair()
        with theirs:
            number = theirs.fileno()
            command = [sys.executable, "-I", "-m", "terminal.clerk.process", str(number), str(os.getpid()), str(home)]
            command += options
            process = subprocess.Popen(command, stdin=subprocess.DEVNULL, pass_fds=(number,))
        return cls(ours, process)

    @property
    def pid(self) -> int:
        """The process id of the clerk."""
        return self._process.pid

    def fileno(self) -> int:
        """Return the descriptor that becomes readable when a reply has arrived."""
        return self._line.fileno()

    def ask(self, order: Order, then: Then, failed: IfNot) -> None:
        """Send an order and return at once.

        Args:
            order: The order; replies come in the sequence of the orders.
            then: Called with the answer.
            failed: Called with the trouble; called immediately when the clerk has already ended, or when the order
                holds what cannot be sent.
        """
        if self.gone:
            failed(GONE)
            return
        try:
            data = frame(order)
        except WireError as problem:
            failed(trouble_of(problem))
            return
        self._waiting.append((then, failed))
        self._outgoing.put(data)

    def pump(self) -> None:
        """Read what has arrived and call the callbacks of those orders. Never block."""
        while not self.gone:
            try:
                data = self._line.recv(CHUNK_BYTES, socket.MSG_DONTWAIT)
            except BlockingIOError:
                return
            except OSError:
                data = b""
            if not data:
                self._lost()
                return
            self._deliver(data)

    def close(self) -> None:
        """Let the clerk finish its orders and end it. No callback is called any more."""
        self.on_gone = None
        self._waiting.clear()
        if self.gone:
            return
        self.gone = True
        self._outgoing.put(None)
        self._sender.join(PATIENCE_S)
        self._hear_out()
        self._end()

    # ---- inside ----

    def _deliver(self, data: bytes) -> None:
        try:
            for reply in self._frames.feed(data):
                then, failed = self._waiting.popleft()
                if isinstance(reply, Trouble):
                    failed(reply)
                else:
                    then(reply.answer)
        except WireError as problem:
            self._process.kill()
            self._lost(trouble_of(problem))

    def _lost(self, why: Trouble = GONE) -> None:
        """Mark the clerk as ended, and fail every order that still waits."""
        self.gone = True
        self._outgoing.put(None)
        self._end()
        waiting, self._waiting = self._waiting, deque()
        for _, failed in waiting:
            failed(why)
        if self.on_gone is not None:
            self.on_gone()

    def _hear_out(self) -> None:
        """Read and drop the last replies so that the clerk can finish; give up after `PATIENCE_S` without one."""
        self._line.settimeout(PATIENCE_S)
        with suppress(OSError):
            while self._line.recv(CHUNK_BYTES):
                pass

    def _end(self) -> None:
        """Close the socket and wait for the process; kill it after `PATIENCE_S`."""
        with suppress(OSError):
            self._line.shutdown(socket.SHUT_RDWR)
        self._sender.join()
        self._line.close()
        try:
            self._process.wait(PATIENCE_S)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def _send(self) -> None:
        """Run the sender thread. None ends it and shuts down the socket, which means to the clerk: no more orders."""
        with suppress(OSError):
            while (data := self._outgoing.get()) is not None:
                self._line.sendall(data)
            self._line.shutdown(socket.SHUT_WR)
