"""The clerk's own process: takes orders from a socket, carries out one after another, answers in the same order.

Its memory holds the station's keys: no core file, no debugger. It ends when the windows' end of the socket closes or
their process dies, after what was ordered by then; what is on the disk is whole at any moment, so that it may also be
killed. It prints nothing that a person said, wrote or is called.
"""

from __future__ import annotations

import signal
import socket
import sys
import threading
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from queue import SimpleQueue
from typing import Any

from signing.fonts import Faces
from terminal.clerk.troubles import OURS
from terminal.clerk.wire import Frames, WireError, frame
from terminal.clerk.work import Clerk, trouble_of
from terminal.hardening import account_of, die_with, keep_to_itself

CHUNK_BYTES = 1 << 18


def main(arguments: list[str]) -> int:
    """`python -m terminal.clerk.process SOCKET PARENT HOME`."""
    descriptor, parent, home = int(arguments[0]), int(arguments[1]), Path(arguments[2])
    line = socket.socket(fileno=descriptor)
    orders: SimpleQueue[Any] = SimpleQueue()
    confine(parent, orders)
    threading.Thread(target=listen, args=(line, orders), daemon=True).start()
    warm_up()
    clerk = Clerk(home, lambda: datetime.now(UTC))
    serve(clerk, line, orders)
    clerk.end()
    return 0


def confine(parent: int, orders: SimpleQueue[Any]) -> None:
    """No core file, no debugger; Ctrl-C is the windows' affair; the end of the parent is the end of the orders."""
    keep_to_itself()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, lambda *_: orders.put(None))
    if not die_with(parent, signal.SIGTERM):
        orders.put(None)


def warm_up() -> None:
    """What takes long once is done before anybody waits for it."""
    with suppress(*OURS):
        Faces.load().runs("页", "页面")


def listen(line: socket.socket, orders: SimpleQueue[Any]) -> None:
    """Takes every order off the line at once, so that whoever orders never waits. None: there will be no more."""
    frames = Frames()
    with suppress(OSError, WireError):
        while data := line.recv(CHUNK_BYTES):
            for order in frames.feed(data):
                orders.put(order)
    orders.put(None)


def serve(clerk: Clerk, line: socket.socket, orders: SimpleQueue[Any]) -> None:
    """Order after order, until there are no more; what was ordered is done even when nobody hears of it any more."""
    heard = True
    while (order := orders.get()) is not None:
        reply = answer(clerk, order)
        heard = heard and sent(line, reply)


def sent(line: socket.socket, reply: bytes) -> bool:
    """Whether anybody was there to hear it."""
    try:
        line.sendall(reply)
    except OSError:
        return False
    return True


def answer(clerk: Clerk, order: Any) -> bytes:
    """The frame of an order's answer or trouble. A mistake in the program is told by its name and place only."""
    try:
        return frame((True, clerk.carry_out(order)))
    except Exception as problem:
        if not isinstance(problem, (*OURS, OSError)):
            print("luobi clerk:", account_of(type(problem), problem.__traceback__), file=sys.stderr, flush=True)
        return frame((False, trouble_of(problem)))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
