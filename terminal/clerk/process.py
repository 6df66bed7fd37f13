"""The clerk's process: takes orders from a socket, carries out one after another, answers in the same sequence.

Its memory holds the station's keys: no core file, no debugger. It ends when the windows close their end of the socket
or their process dies, after the orders that were given by then. The disk is consistent at any moment, so it may also be
killed. It prints no person's name, and nothing that a person entered.
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
from terminal.clerk.order_journal import CarriesOut, NotedClerk
from terminal.clerk.orders import Answered
from terminal.clerk.troubles import OURS
from terminal.clerk.wire import Frames, WireError, frame, order_of
from terminal.clerk.work import Clerk, trouble_of
from terminal.hardening import account_of, die_with, keep_to_itself
from terminal.station import journal
from terminal.station.journal import Happened, Journal, Room

CHUNK_BYTES = 1 << 18
DEBUG, DEBUGGABLE = "--debug", "--debuggable"


def main(arguments: list[str]) -> int:
    """Run the process: `python -m terminal.clerk.process SOCKET PARENT HOME [--debug] [--debuggable]`."""
    descriptor, parent, home = int(arguments[0]), int(arguments[1]), Path(arguments[2])
    line = socket.socket(fileno=descriptor)
    orders: SimpleQueue[Any] = SimpleQueue()
    confine(parent, orders, DEBUGGABLE in arguments[3:])
    threading.Thread(target=listen, args=(line, orders), daemon=True).start()
    notes = Journal(home, journal.CLERK, now, debug=DEBUG in arguments[3:])
    notes.write(Room.CLERK, Happened.STARTED)
    warm_up()
    clerk = Clerk(home, now)
    serve(NotedClerk(clerk, notes), line, orders)
    clerk.end()
    notes.write(Room.CLERK, Happened.ENDED)
    if lost := notes.close():
        print(f"luobi clerk: {lost} lines of the journal could not be written", file=sys.stderr, flush=True)
    return 0


def now() -> datetime:
    """Return the time of the station's clock, aware, UTC."""
    return datetime.now(UTC)


def confine(parent: int, orders: SimpleQueue[Any], debuggable: bool = False) -> None:
    """Protect the process: no core file, no debugger. Ctrl-C is left to the windows.

    Args:
        parent: The process id of the windows; when that process ends, no more orders come.
        orders: The queue of orders; None is put into it at the end.
        debuggable: Whether a debugger is admitted, for development.
    """
    keep_to_itself(debuggable)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, lambda *_: orders.put(None))
    if not die_with(parent, signal.SIGTERM):
        orders.put(None)


def warm_up() -> None:
    """Do once, before a person waits for it, what takes long the first time."""
    with suppress(*OURS):
        Faces.load().runs("页", "页面")


def listen(line: socket.socket, orders: SimpleQueue[Any]) -> None:
    """Read every order from the socket at once, so that the sender never blocks.

    Args:
        line: The socket to the windows.
        orders: The queue of orders; None is put into it when there will be no more.
    """
    frames = Frames(order_of)
    with suppress(OSError, WireError):
        while data := line.recv(CHUNK_BYTES):
            for order in frames.feed(data):
                orders.put(order)
    orders.put(None)


def serve(clerk: CarriesOut, line: socket.socket, orders: SimpleQueue[Any]) -> None:
    """Carry out order after order until None comes. Orders are done even when the windows no longer read the replies.

    Args:
        clerk: The clerk.
        line: The socket to the windows.
        orders: The queue of orders.
    """
    heard = True
    while (order := orders.get()) is not None:
        reply = answer(clerk, order)
        heard = heard and sent(line, reply)


def sent(line: socket.socket, reply: bytes) -> bool:
    """Send a reply and return whether the windows could still receive it.

    Args:
        line: The socket to the windows.
        reply: The frame of the reply.
    """
    try:
        line.sendall(reply)
    except OSError:
        return False
    return True


def answer(clerk: CarriesOut, order: Any) -> bytes:
    """Carry out an order and return the frame of its answer or trouble.

    A mistake in the program is printed to stderr by its name and place only.

    Args:
        clerk: The clerk.
        order: What came from the socket.
    """
    try:
        return frame(Answered(clerk.carry_out(order)))
    except Exception as problem:
        if not isinstance(problem, (*OURS, OSError)):
            print("luobi clerk:", account_of(type(problem), problem.__traceback__), file=sys.stderr, flush=True)
        return frame(trouble_of(problem))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
