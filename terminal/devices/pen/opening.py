"""From the machine's nodes to a pen that is being read, or to the reason why there is no pen.

Decides which reason is reported when nothing can be read: of all refusals, the one that a person can remedy. It
blocks: it opens nodes and waits for the reader's first record. The windows therefore call it on a thread of its own,
which must live as long as the pen does. Leaves to `node_choice` which node is the pen, and to `known_pens` how the
tablet is mounted under its screen.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Protocol

from signing.ink import Source
from terminal.devices.pen import discovery, known_pens
from terminal.devices.pen.errors import NoPenError, PenUnavailableError, WhichPenError
from terminal.devices.pen.feed import Feed
from terminal.devices.pen.known_pens import Remembered
from terminal.devices.pen.live import LivePen
from terminal.devices.pen.node_choice import REASONS, Judged, Node, choose, judge_all
from terminal.devices.pen.sized_feed import sized
from terminal.errors import SettingError


class Missing(StrEnum):
    """The reasons why no pen is read."""

    NONE = "none"
    NOT_ALLOWED = "not-allowed"  # by the station's list, or a virtual device, or evidence that counts for nothing here
    NO_ACCESS = "no-access"
    SEVERAL = "several"
    SETTINGS = "settings"  # pens.toml cannot be read: no list, no pen
    SILENT = "silent"  # found, but its reader did not come up


@dataclass(frozen=True, slots=True)
class Begun:
    """A pen that is being read, with its calibration: how it is mounted under its screen."""

    feed: Feed = field(repr=False)
    name: str
    lies: Remembered


class Plugs(Protocol):
    """A source of news that nodes appeared or disappeared; `discovery.Hotplug` is one."""

    def fileno(self) -> int:
        """Return a descriptor that is readable when a node appeared or disappeared."""

    def drain(self) -> tuple[tuple[str, str], ...]:
        """Return all changes since the last call, as ("add" or "remove", path of the node)."""


def start_live(node: Node) -> Feed:
    """Start a reader process for the node, and return its feed."""
    return LivePen.start(Path(node.path))


@dataclass(frozen=True, slots=True)
class Machine:
    """The services that the machine provides; tests provide others."""

    nodes: Callable[[], tuple[Node, ...]] = discovery.discover
    start: Callable[[Node], Feed] = start_live
    plugs: Callable[[], Plugs | None] = discovery.Hotplug  # None where nothing is ever plugged


def begin(machine: Machine, folder: Path, sources: frozenset[Source]) -> Begun | Missing:
    """Find this machine's pen and start to read it; return the reason where that fails.

    Args:
        machine: How nodes are found and read.
        folder: The station's settings folder, where `pens.toml` may be.
        sources: The kinds of evidence that count here; a pen of another kind is closed again.
    """
    try:
        pens = known_pens.read(folder / known_pens.NAME)
    except SettingError:
        return Missing.SETTINGS
    judged = judge_all(machine.nodes(), pens.policy, pens.identities, pens.measured)
    try:
        node = choose(judged).node
    except WhichPenError:
        return Missing.SEVERAL
    except NoPenError:
        return _why_none(judged)
    try:
        feed = machine.start(node)
    except PenUnavailableError:
        return Missing.SILENT
    if feed.source() not in sources:
        feed.close()
        return Missing.NOT_ALLOWED
    lies = pens.of(node.identity)
    return Begun(sized(feed, lies), node.description.name, lies)


def _why_none(judged: Sequence[Judged]) -> Missing:
    """Return the reason when no node can be chosen.

    A tablet that only a list or a missing right keeps out is worth a message; a keyboard is not.
    """
    for each in judged:
        refusing = {name for name in each.reasons if REASONS[name].refuses}
        if refusing == {"no-access"}:
            return Missing.NO_ACCESS
        if refusing and refusing <= {"not-allowed", "virtual"}:
            return Missing.NOT_ALLOWED
    return Missing.NONE
