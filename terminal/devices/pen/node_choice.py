"""The choice of the pen among the machine's input nodes: every node is judged, with reasons, and at most one is chosen.

Pure: a node is a description, from any source (`discovery` asks the kernel, tests bring recordings and tables). One pen
display appears as several nodes (pen, second stylus, pad, touch), and vendors' daemons copy it as a virtual one. Taking
the wrong node means no ink, coarser ink, or ink that a program wrote. Some touch monitors report their finger as a pen.
A node therefore needs evidence of a pen (pressure, a stylus button, a size) or an entry by the operator in `pens.toml`.
A doubtful node (no believable size, no pressure, an opaque tablet) loses against a better node but may be the pen.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from forms.message import Message
from terminal.devices.pen.errors import NoPenError, WhichPenError
from terminal.devices.pen.evemu import Description
from terminal.devices.pen.events import (
    ABS_PRESSURE,
    ABS_X,
    ABS_Y,
    BTN_STYLUS,
    BTN_TOOL_PEN,
    BTN_TOUCH,
    EV_ABS,
    EV_KEY,
    INPUT_PROP_DIRECT,
)
from terminal.errors import SettingError

ANY = "*"
_IDENTITY = re.compile(r"([0-9a-f]{4}|\*):([0-9a-f]{4}|\*):([ -~]+)")


@dataclass(frozen=True, slots=True)
class Identity:
    """A tablet by vendor, product and the serial number of its electronics (not that of the pen); `*` matches any."""

    vendor: str
    product: str
    serial: str

    @classmethod
    def parse(cls, text: str) -> Identity:
        """Return the identity in `056a:0335:SERIAL`; vendor and product are four hexadecimal digits.

        Raise SettingError.
        """
        found = _IDENTITY.fullmatch(text)
        if found is None:
            raise SettingError(Message("terminal.names-no-tablet", text=text))
        return cls(*found.groups())

    def covers(self, other: Identity) -> bool:
        """Return whether `other` is one of the tablets that this identity names."""
        mine, theirs = (self.vendor, self.product, self.serial), (other.vendor, other.product, other.serial)
        return all(a in (ANY, b) for a, b in zip(mine, theirs, strict=True))

    def __str__(self) -> str:
        return f"{self.vendor}:{self.product}:{self.serial}"


@dataclass(frozen=True, slots=True)
class Node:
    """One event node.

    `virtual` is whether no hardware is behind it; `readable` is whether this process could ask for its ranges. `uniq`
    is the tablet's serial number and `phys` the place where it is connected; both are the kernel's, "" when unknown.
    """

    path: str
    description: Description
    uniq: str = ""
    phys: str = ""
    virtual: bool = False
    readable: bool = True

    @property
    def identity(self) -> Identity:
        """The tablet's identity. A dash replaces a missing serial number: two tablets of one kind are then the same."""
        d = self.description
        serial = "".join(c if c.isascii() and c.isprintable() else "?" for c in self.uniq)
        return Identity(f"{d.vendor:04x}", f"{d.product:04x}", serial or "-")

    @property
    def hardware(self) -> str:
        """A key that several nodes of one tablet share: the socket where it is connected, and its identity."""
        return f"{self.phys.partition('/')[0]} {self.identity}"

    @property
    def has_place(self) -> bool:
        """Whether it reports a position. Of a node that may not be read only the codes are known, not the ranges."""
        known = self.description.axes.keys() if self.readable else self.description.codes.get(EV_ABS, frozenset())
        return {ABS_X, ABS_Y} <= known


@dataclass(frozen=True, slots=True)
class Policy:
    """The tablets that a station accepts: those in `allowed`, or any where that is empty.

    `allow_virtual` is whether it accepts virtual ones too; these are then labelled.
    """

    allowed: tuple[Identity, ...] = ()
    allow_virtual: bool = False


@dataclass(frozen=True, slots=True)
class NodeFact:
    """A fact about a node. `refuses` is whether it cannot be the pen; the message finishes "this node …"."""

    refuses: bool
    message: Message


REASONS = {
    "no-place": NodeFact(True, Message("terminal.node-no-place")),
    "touch": NodeFact(True, Message("terminal.node-touch")),
    "pad": NodeFact(True, Message("terminal.node-pad")),
    "no-pen-tool": NodeFact(True, Message("terminal.node-no-pen-tool")),
    "no-contact": NodeFact(True, Message("terminal.node-no-contact")),
    "second-node": NodeFact(True, Message("terminal.node-second-node")),
    "virtual": NodeFact(True, Message("terminal.node-virtual")),
    "not-allowed": NodeFact(True, Message("terminal.node-not-allowed")),
    "no-access": NodeFact(True, Message("terminal.node-no-access")),
    "unproven": NodeFact(False, Message("terminal.node-unproven")),
    "virtual-allowed": NodeFact(False, Message("terminal.node-virtual-allowed")),
    "size-unknown": NodeFact(False, Message("terminal.node-size-unknown")),
    "not-direct": NodeFact(False, Message("terminal.node-not-direct")),
    "no-pressure": NodeFact(False, Message("terminal.node-no-pressure")),
}
"""The facts about a node that matter, by name."""


@dataclass(frozen=True, slots=True)
class Judged:
    """A node with its reasons: names of REASONS, refusing ones first.

    `remembered` is whether its tablet was calibrated here.
    """

    node: Node
    reasons: tuple[str, ...] = ()
    remembered: bool = field(default=False)

    @property
    def refused(self) -> bool:
        """Whether it cannot be the pen."""
        return any(REASONS[name].refuses for name in self.reasons)

    @property
    def rank(self) -> tuple[bool, ...]:
        """The sort key; better nodes are smaller: remembered before direct before pressure before a stated size."""
        doubts = ("virtual-allowed", "not-direct", "no-pressure", "size-unknown")
        return (self.refused, not self.remembered, *(name in self.reasons for name in doubts))


def judge_node(
    node: Node, policy: Policy, remembered: Sequence[Identity] = (), measured: Sequence[Identity] = ()
) -> Judged:
    """Judge one node, without regard to its neighbours.

    Args:
        node: The node.
        policy: What the station accepts.
        remembered: The tablets that were calibrated.
        measured: Those among them with a size that the calibration measured.
    """
    known = _names(remembered, node)
    vouched = known or _names([each for each in policy.allowed if each.vendor != ANY], node)
    found = [*_kind_reasons(node, vouched), *_place_reasons(node), *_policy_reasons(node, policy)]
    if _names(measured, node):
        found = [name for name in found if name != "size-unknown"]
    return Judged(node, tuple(sorted(found, key=lambda name: not REASONS[name].refuses)), known)


def judge_all(
    nodes: Iterable[Node], policy: Policy, remembered: Sequence[Identity] = (), measured: Sequence[Identity] = ()
) -> tuple[Judged, ...]:
    """Judge every node, and return them best first. Of several good nodes of one tablet only the best remains.

    Args:
        nodes: All nodes of the machine.
        policy: What the station accepts.
        remembered: The tablets that were calibrated.
        measured: Those among them with a size that the calibration measured.
    """
    known = [judge_node(node, policy, remembered, measured) for node in nodes]
    best: dict[str, Judged] = {}
    judged = []
    for each in sorted(known, key=_order):
        first = best.setdefault(each.node.hardware, each)
        if first is not each and not first.refused and not each.refused and each.rank > first.rank:
            each = replace(each, reasons=("second-node", *each.reasons))
        judged.append(each)
    return tuple(sorted(judged, key=_order))


def choose(judged: Sequence[Judged]) -> Judged:
    """Return the pen among judged nodes.

    Raises:
        NoPenError: Every node was refused.
        WhichPenError: Several nodes are equally good.
    """
    fit = sorted((each for each in judged if not each.refused), key=_order)
    if not fit:
        raise NoPenError(Message("terminal.no-pen"))
    equal = [each for each in fit if each.rank == fit[0].rank]
    if len(equal) > 1:
        names = tuple(f"{each.node.path} ({each.node.identity})" for each in equal)
        raise WhichPenError(Message("terminal.which-pen", names=names))
    return fit[0]


def named(judged: Sequence[Judged], path: str) -> Judged:
    """Return the node at `path` among the `judged` ones.

    Raise NoPenError when it is not there, or when it was refused; the message then gives the reasons.
    """
    found = next((each for each in judged if each.node.path == path), None)
    if found is None:
        raise NoPenError(Message("terminal.no-such-node", path=path))
    if found.refused:
        why = tuple(REASONS[name].message for name in found.reasons if REASONS[name].refuses)
        raise NoPenError(Message("terminal.node-is-not-the-pen", path=path, why=why))
    return found


def _kind_reasons(node: Node, vouched: bool) -> Iterable[str]:
    """Return the reasons that follow from the kind of device.

    They follow from what it can report, and from the operator's entry where that leaves the kind open.
    """
    keys = node.description.codes.get(EV_KEY, frozenset())
    has_pen = bool(keys & {BTN_TOOL_PEN, BTN_STYLUS})
    if not node.has_place:
        yield "no-place"
    elif not has_pen:
        yield "touch" if BTN_TOUCH in keys else "no-pen-tool"
    elif BTN_TOUCH not in keys:
        yield "no-contact" if BTN_TOOL_PEN in keys else "pad"
    elif node.readable and not vouched and not node.description.proves_a_pen:
        yield from ("touch", "unproven")


def _place_reasons(node: Node) -> Iterable[str]:
    description = node.description
    if not node.has_place or not node.readable:
        return
    if not description.device().size_known:
        yield "size-unknown"
    if INPUT_PROP_DIRECT not in description.properties:
        yield "not-direct"
    if ABS_PRESSURE not in description.axes:
        yield "no-pressure"


def _policy_reasons(node: Node, policy: Policy) -> Iterable[str]:
    if not node.readable:
        yield "no-access"
    if node.virtual:
        yield "virtual-allowed" if policy.allow_virtual else "virtual"
    if policy.allowed and not _names(policy.allowed, node):
        yield "not-allowed"


def _names(identities: Iterable[Identity], node: Node) -> bool:
    return any(each.covers(node.identity) for each in identities)


def _order(judged: Judged) -> tuple[tuple[bool, ...], int, str]:
    """Return the sort key: rank, then the order in which the kernel made the nodes."""
    number = re.search(r"\d+$", judged.node.path)
    return judged.rank, int(number[0]) if number else 0, judged.node.path
