"""A pipe in place of a device: `python -m terminal.pen.piped`, for tests and measurements without a tablet.

The same reader, the same packets of `struct input_event`; only the node is a named pipe and the description a file of
evemu. Its reports are labelled synthetic and its device virtual, whatever the description says.
"""

from __future__ import annotations

import os
import socket
import sys
from errno import EBUSY, ENODEV
from pathlib import Path

from forms.message import Message
from signing.ink import Source
from terminal.errors import RecordingError
from terminal.pen.confine import confine, hurry, silence
from terminal.pen.evemu import Description, parse
from terminal.pen.events import EV_ABS, EV_KEY
from terminal.pen.node import EVENT, READ_BYTES, State
from terminal.pen.passport import Passport
from terminal.pen.reader import arguments, refuse, said_of, serve


class PipedNode:
    """The reading end of a pipe as a Node. When the writing end closes, the device is gone."""

    def __init__(self, descriptor: int, description: Description) -> None:
        self._descriptor = descriptor
        self._passport = Passport(description, True, Source.SYNTHETIC)
        self._held = False
        self._axes = {code: axis.minimum for code, axis in description.axes.items()}
        self._keys: dict[int, int] = {}
        os.set_blocking(descriptor, False)

    def fileno(self) -> int:
        """The descriptor to wait on."""
        return self._descriptor

    def passport(self) -> Passport:
        """The description given, labelled."""
        return self._passport

    def read(self) -> bytes:
        """What was written, in whole events: a writer of whole events up to PIPE_BUF is never cut."""
        try:
            octets = os.read(self._descriptor, READ_BYTES)
        except BlockingIOError:
            return b""
        if not octets or len(octets) % EVENT.size:
            raise OSError(ENODEV, os.strerror(ENODEV))
        for _, _, kind, code, value in EVENT.iter_unpack(octets):
            if kind == EV_ABS:
                self._axes[code] = value
            elif kind == EV_KEY:
                self._keys[code] = value
        return octets

    def state(self) -> State:
        """What has come through the pipe so far; before that every axis at its minimum, no key down."""
        return State(self._axes, tuple(code for code, value in self._keys.items() if value))

    def grab(self, on: bool) -> None:
        """Nobody else reads a pipe. As strict as the kernel with a second grab."""
        if on and self._held:
            raise OSError(EBUSY, os.strerror(EBUSY))
        self._held = on

    def close(self) -> None:
        """Closes the reading end."""
        os.close(self._descriptor)


def main(argv: list[str]) -> int:
    """As the reader's own, with `--description FILE` beside it."""
    parser = arguments()
    parser.add_argument("--description", type=Path, required=True)
    given = parser.parse_args(argv)
    silence()
    with socket.socket(fileno=given.channel) as channel:
        try:
            description = parse(given.description.read_text(), given.description.name).description
            descriptor = os.open(given.node, os.O_RDONLY | os.O_NONBLOCK)
            hurry()
            confine(None, given.parent)
        except (OSError, RecordingError) as problem:
            refuse(channel, said_of(problem))
            return 3
        if description is None:
            refuse(channel, Message("terminal.description-of-nothing", name=str(given.description)))
            return 3
        serve(PipedNode(descriptor, description), channel, lambda _: None)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
