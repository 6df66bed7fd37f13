"""The process that owns the pen: `python -m terminal.devices.pen.reader`, which only `live` starts.

Decides nothing about signatures. It waits on two descriptors, turns the device's packets into records and sends them.
When the window does not read, records wait here and not in the kernel, because its queue holds a tenth of a second.
Every loss is reported (`feed.Loss`). The present state is reported after it, so that the next capture begins complete.
An unplugged device is searched for until it returns. The process ends when the channel ends.
"""

from __future__ import annotations

import argparse
import errno
import gc
import json
import select
import socket
import sys
import time
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Final

from forms.message import Message
from forms.system_errors import why
from signing.ink import PenReport
from terminal.devices.pen.confine import Account, confine, hurry, silence
from terminal.devices.pen.errors import PenUnavailableError
from terminal.devices.pen.events import EV_SYN, SYN_DROPPED, SYN_REPORT, InputEvent
from terminal.devices.pen.feed import Loss, Lost
from terminal.devices.pen.node import READ_BYTES, EvdevNode, Node, NodeState, find_again, input_events
from terminal.devices.pen.passport import Passport
from terminal.devices.pen.reports import Decoder
from terminal.devices.pen.silence import Silence
from terminal.devices.pen.wire import GRAB, RELEASE, Outbox, RecordKind
from terminal.errors import TerminalError

QUEUE_RECORDS: Final = 1 << 16  # 4 MiB: a minute at 1000 Hz
LOOK_AGAIN_MS: Final = 200
MOST_UNDECODED: Final = 4096  # reads; then the kernel's queue fills, and the kernel says what is lost
_READABLE: Final = select.POLLIN | select.POLLHUP | select.POLLERR

Find = Callable[[Passport], Node | None]


class Reader:
    """One device and one channel, served until the channel ends."""

    def __init__(
        self, node: Node, channel: socket.socket, find: Find, now_us: Callable[[], int], queue: int = QUEUE_RECORDS
    ) -> None:
        self._node: Node | None = node
        self._passport = node.passport()
        self._channel = channel
        self._find = find
        self._now_us = now_us
        self._outbox = Outbox(queue)
        self._wants_grab = False
        self._undecoded: deque[bytes] = deque()
        channel.setblocking(False)
        self._begin(node)

    def run(self) -> None:
        """Serve until the window's process closes the channel or dies."""
        while self.turn():
            pass
        if self._node is not None:
            self._node.close()

    def turn(self, longest_ms: int = 60_000) -> bool:
        """Wait for the first event, for `longest_ms` at most, and process it.

        Return False when the channel has ended.
        """
        ready = self._wait(longest_ms)
        if self._node is not None and ready.get(self._node.fileno(), 0) & _READABLE:
            self._read(self._node)
        if self._undecoded and self._node is not None:
            self._decode(self._node)
        if self._node is None:
            self._look_again()
        self._tell_silence()
        commands = ready.get(self._channel.fileno(), 0) & _READABLE
        return (not commands or self._obey()) and self._send()

    def _wait(self, longest_ms: int) -> dict[int, int]:
        """Return the descriptors that are ready, with their poll bits."""
        if self._undecoded:
            longest_ms = 0
        waiting = select.poll()
        waiting.register(self._channel, select.POLLIN | (select.POLLOUT if self._outbox else 0))
        if self._node is None:
            longest_ms = min(longest_ms, LOOK_AGAIN_MS)
        else:
            waiting.register(self._node.fileno(), select.POLLIN)
            if self._silence.due_us is not None:
                longest_ms = min(longest_ms, max(0, self._silence.due_us - self._now_us()) // 1000 + 1)
        return dict(waiting.poll(longest_ms))

    def _begin(self, node: Node) -> None:
        """Report the device and its state: a pen may lie on the glass before any process reads it."""
        self._node, self._passport = node, node.passport()
        self._decoder, self._silence, self._holds = Decoder(began_us=0), Silence(), False
        self._outbox.text(RecordKind.DEVICE, self._passport.to_text())
        try:
            self._ask(node)
            if self._wants_grab:
                self._grab(True)
        except OSError:
            self._gone(node)

    def _ask(self, node: Node) -> None:
        self._know(node.state())

    def _know(self, state: NodeState) -> None:
        self._decoder.know(state.axes, state.keys)
        self._take(InputEvent(self._now_us(), EV_SYN, SYN_REPORT, 0))

    def _read(self, node: Node) -> None:
        """Move the kernel's short queue into our long one; decoding comes after."""
        try:
            while len(self._undecoded) < MOST_UNDECODED and (octets := node.read()):
                self._undecoded.append(octets)
                if len(octets) < READ_BYTES:
                    break
        except OSError:
            while self._undecoded and self._node is node:
                self._decode(node)
            self._gone(node)

    def _decode(self, node: Node) -> None:
        for event in input_events(self._undecoded.popleft()):
            if (event.type, event.code) == (EV_SYN, SYN_DROPPED):
                self._resynchronise(node, event.at_us)
                return  # what follows is older than the state that was just asked for
            self._take(event)

    def _take(self, event: InputEvent) -> None:
        report = self._decoder.feed(event)
        if report is not None:
            self._silence.heard(report)
            self._outbox.report(report, self._decoder.serial)

    def _resynchronise(self, node: Node, at_us: int) -> None:
        """Drop what is left in the kernel's queue after it ran over, then ask for the state."""
        self._outbox.lost(Lost(Loss.DROPPED, at_us))
        self._undecoded.clear()
        try:
            for _ in range(MOST_UNDECODED):
                if not node.read():
                    break
            self._ask(node)
        except OSError:
            self._gone(node)

    def _gone(self, node: Node) -> None:
        """Report the unplugging, because no pen-up comes with it."""
        if self._node is None:
            return
        with suppress(OSError):
            node.close()
        self._node = None
        self._undecoded.clear()
        self._outbox.lost(Lost(Loss.UNPLUGGED, self._now_us()))

    def _look_again(self) -> None:
        found = self._find(self._passport)
        if found is not None:
            self._begin(found)

    def _tell_silence(self) -> None:
        """Report a pen's silence, but only after reading once more.

        On a busy machine this process may not have read the reports in time.
        """
        now_us, due_us = self._now_us(), self._silence.due_us
        if self._node is None or due_us is None or now_us < due_us:
            return
        self._read(self._node)
        match self._silence.broken(now_us) if not self._undecoded and self._node is not None else None:
            case PenReport() as left:
                self._outbox.report(left, self._decoder.serial)
            case Lost() as stuck:
                self._outbox.lost(stuck)

    def _send(self) -> bool:
        """Send what the channel takes now. Return False when the other end is gone."""
        try:
            while self._outbox:
                self._outbox.sent(self._channel.send(self._outbox.head()))
        except BlockingIOError:
            return True
        except OSError:
            return False
        return True

    def _obey(self) -> bool:
        """Carry out the window's commands. Return False at the channel's end, and for an octet that is no command."""
        try:
            commands = self._channel.recv(64)
        except OSError:
            return False
        for at in range(len(commands)):
            match commands[at : at + 1]:
                case wish if wish in (GRAB, RELEASE):
                    self._grab(wish == GRAB)
                case _:
                    return False
        return bool(commands)

    def _grab(self, on: bool) -> None:
        """Take or release the device, where that is a change.

        The kernel refuses a second grab even to its holder.
        """
        self._wants_grab = on
        if self._node is None or on == self._holds:
            return
        try:
            self._node.grab(on)
            self._holds = on
            if on:
                self._catch_up(self._node)
        except OSError as problem:
            if problem.errno == errno.EBUSY:
                self._outbox.lost(Lost(Loss.GRABBED_ELSEWHERE, self._now_us()))
        self._send()

    def _catch_up(self, node: Node) -> None:
        """Ask for the state again after a grab: while another program held the pen, this process got no events.

        The state is reported only where it contradicts the events so far. In the middle of a stroke it would be a
        sample that overtakes those that wait.
        """
        self._decode_all(node)
        if self._node is not node or not self._decoder.contradicted_by((state := node.state()).keys):
            return
        self._read(node)
        if self._undecoded:  # asking took the keys out of what waits here, the places are still in it
            self._decoder.know({}, state.keys)
        elif self._node is node:
            self._know(state)

    def _decode_all(self, node: Node) -> None:
        self._read(node)
        while self._undecoded and self._node is node:
            self._decode(node)
            if self._node is node:
                self._read(node)


def serve(node: Node, channel: socket.socket, find: Find = find_again) -> None:
    """Serve a device on this machine's monotonic clock, which is the clock of its events; return at the channel's end.

    What was loaded so far never changes. The garbage collector need not scan it, which would take many reports' time.

    Args:
        node: The open device.
        channel: The socket to the window's process.
        find: Searches for the device after it was unplugged; returns None while it is absent.
    """
    gc.freeze()
    Reader(node, channel, find, lambda: time.monotonic_ns() // 1000).run()


def refuse(channel: socket.socket, reason: Message) -> None:
    """Send the window's process the `reason` why there is nothing to read, over `channel`."""
    outbox = Outbox(1)
    outbox.text(RecordKind.REFUSED, json.dumps(reason.as_json()))
    channel.sendall(outbox.head())


def said_of(problem: TerminalError | OSError) -> Message:
    """Return an error's message; for an error of the operating system, why it refused."""
    return problem.message if isinstance(problem, TerminalError) else why(problem)


def arguments() -> argparse.ArgumentParser:
    """Return the parser of the options that `live` passes."""
    parser = argparse.ArgumentParser(add_help=False)
    parser.add_argument("--node", type=Path, required=True)
    parser.add_argument("--channel", type=int, required=True)
    parser.add_argument("--parent", type=int, required=True)
    parser.add_argument("--uid", type=int)
    parser.add_argument("--gid", type=int)
    return parser


def main(argv: list[str]) -> int:
    """Open the device, give up every right, and serve. Return the exit code."""
    given = arguments().parse_args(argv)
    silence()
    account = Account(given.uid, given.gid) if given.uid is not None else None
    with socket.socket(fileno=given.channel) as channel:
        try:
            hurry()
            node = EvdevNode.open(given.node)
            confine(account, given.parent)
        except (PenUnavailableError, OSError) as problem:
            refuse(channel, said_of(problem))
            return 3
        serve(node, channel)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
