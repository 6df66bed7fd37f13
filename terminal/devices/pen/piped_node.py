"""A pipe in place of a device: `python -m terminal.devices.pen.piped_node`, for tests without a tablet.

The same reader and the same packets of `struct input_event`; only the node is a named pipe and the description a file
of evemu. Its reports are always labelled synthetic and its device virtual, also where the description says otherwise.
"""

from __future__ import annotations

import os
import socket
import sys
from errno import EBUSY, ENODEV
from pathlib import Path

from forms.message import Message
from signing.ink import Source
from terminal.devices.pen.confine import confine, hurry, silence
from terminal.devices.pen.evemu import Description, parse
from terminal.devices.pen.events import EV_ABS, EV_KEY
from terminal.devices.pen.node import EVENT, READ_BYTES, NodeState
from terminal.devices.pen.passport import Passport
from terminal.devices.pen.reader import arguments, refuse, said_of, serve
from terminal.errors import RecordingError


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
        """Return the descriptor to wait on."""
        return self._descriptor

    def passport(self) -> Passport:
        """Return the given description, labelled as virtual and synthetic."""
        return self._passport

    def read(self) -> bytes:
        """Return what was written, in whole events: the kernel never cuts a write of whole events up to PIPE_BUF."""
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

    def state(self) -> NodeState:
        """Return the state by the events so far; before the first, every axis is at its minimum and no key is down."""
        return NodeState(self._axes, tuple(code for code, value in self._keys.items() if value))

    def grab(self, on: bool) -> None:
        """Note a grab, which no other process can contest; refuse a second grab, as the kernel does."""
        if on and self._held:
            raise OSError(EBUSY, os.strerror(EBUSY))
        self._held = on

    def close(self) -> None:
        """Close the reading end."""
        os.close(self._descriptor)


def main(argv: list[str]) -> int:
    """Run the reader on a pipe; the options are the reader's, and `--description FILE`. Return the exit code."""
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
