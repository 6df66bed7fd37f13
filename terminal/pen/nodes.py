"""Which of the machine's input nodes is the pen: every node judged, with reasons, and at most one chosen.

Pure: a node is a description, whoever read it (`discovery` asks the kernel, tests bring recordings and tables). One
pen display shows up as several nodes (pen, second stylus, pad, touch), and vendors' daemons copy it as a virtual one;
taking the wrong node means no ink, coarser ink, or ink that a program wrote. Some touch monitors call their finger a
pen: a node needs evidence of a pen (pressure, a stylus button, a size) or the operator's word in `pens.toml`. What is
only doubtful (no believable size, no pressure, an opaque tablet) loses against a better node but may be the pen.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from forms.message import Message
from terminal.errors import SettingError
from terminal.pen.errors import NoPenError, WhichPenError
from terminal.pen.evemu import Description
from terminal.pen.events import (
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

ANY = "*"
_IDENTITY = re.compile(r"([0-9a-f]{4}|\*):([0-9a-f]{4}|\*):([ -~]+)")


@dataclass(frozen=True, slots=True)
class Identity:
    """A tablet by vendor, product and the serial number of its electronics (not that of the pen); `*` is any."""

    vendor: str
    product: str
    serial: str

    @classmethod
    def parse(cls, text: str) -> Identity:
        """`056a:0335:SERIAL`; vendor and product in four hexadecimal digits. Raises SettingError."""
        found = _IDENTITY.fullmatch(text)
        if found is None:
            raise SettingError(Message("terminal.names-no-tablet", text=text))
        return cls(*found.groups())

    def covers(self, other: Identity) -> bool:
        """Whether the other is one of those that this one names."""
        mine, theirs = (self.vendor, self.product, self.serial), (other.vendor, other.product, other.serial)
        return all(a in (ANY, b) for a, b in zip(mine, theirs, strict=True))

    def __str__(self) -> str:
        return f"{self.vendor}:{self.product}:{self.serial}"


@dataclass(frozen=True, slots=True)
class Node:
    """One event node. `virtual` when no hardware is behind it; `readable` is whether its ranges could be asked for."""

    path: str
    description: Description
    uniq: str = ""
    phys: str = ""
    virtual: bool = False
    readable: bool = True

    @property
    def identity(self) -> Identity:
        """Who the tablet is. One without a serial number is known by a dash: two of a kind are then the same."""
        d = self.description
        serial = "".join(c if c.isascii() and c.isprintable() else "?" for c in self.uniq)
        return Identity(f"{d.vendor:04x}", f"{d.product:04x}", serial or "-")

    @property
    def hardware(self) -> str:
        """What several nodes of one tablet share: the socket it hangs on and what it is."""
        return f"{self.phys.partition('/')[0]} {self.identity}"

    @property
    def has_place(self) -> bool:
        """Whether it reports a position. Of a node that may not be read only the codes are known, not the ranges."""
        known = self.description.axes.keys() if self.readable else self.description.codes.get(EV_ABS, frozenset())
        return {ABS_X, ABS_Y} <= known


@dataclass(frozen=True, slots=True)
class Policy:
    """What a station accepts: which tablets (none named: any), and whether virtual ones, which are then labelled."""

    allowed: tuple[Identity, ...] = ()
    allow_virtual: bool = False


@dataclass(frozen=True, slots=True)
class Reason:
    """Something about a node. `refuses` says that it cannot be the pen; the message finishes "this node …"."""

    refuses: bool
    message: Message


REASONS = {
    "no-place": Reason(True, Message("terminal.node-no-place")),
    "touch": Reason(True, Message("terminal.node-touch")),
    "pad": Reason(True, Message("terminal.node-pad")),
    "no-pen-tool": Reason(True, Message("terminal.node-no-pen-tool")),
    "no-contact": Reason(True, Message("terminal.node-no-contact")),
    "second-node": Reason(True, Message("terminal.node-second-node")),
    "virtual": Reason(True, Message("terminal.node-virtual")),
    "not-allowed": Reason(True, Message("terminal.node-not-allowed")),
    "no-access": Reason(True, Message("terminal.node-no-access")),
    "unproven": Reason(False, Message("terminal.node-unproven")),
    "virtual-allowed": Reason(False, Message("terminal.node-virtual-allowed")),
    "size-unknown": Reason(False, Message("terminal.node-size-unknown")),
    "not-direct": Reason(False, Message("terminal.node-not-direct")),
    "no-pressure": Reason(False, Message("terminal.node-no-pressure")),
}
"""What can be said of a node."""


@dataclass(frozen=True, slots=True)
class Judged:
    """A node and what there is to say of it (names of REASONS, what refuses first)."""

    node: Node
    reasons: tuple[str, ...] = ()
    remembered: bool = field(default=False)

    @property
    def refused(self) -> bool:
        """Whether it cannot be the pen."""
        return any(REASONS[name].refuses for name in self.reasons)

    @property
    def rank(self) -> tuple[bool, ...]:
        """Better nodes are smaller: remembered before direct before pressure before a stated size."""
        doubts = ("virtual-allowed", "not-direct", "no-pressure", "size-unknown")
        return (self.refused, not self.remembered, *(name in self.reasons for name in doubts))


def judge_node(
    node: Node, policy: Policy, remembered: Sequence[Identity] = (), measured: Sequence[Identity] = ()
) -> Judged:
    """What there is to say of one node, its neighbours apart.

    `remembered` are the tablets that were calibrated, `measured` those whose size is known from that.
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
    """Every node judged, best first. Of several good nodes of one tablet only the best remains."""
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
    """The pen among judged nodes.

    Raises NoPenError when there is none, WhichPenError when several are equally good.
    """
    fit = sorted((each for each in judged if not each.refused), key=_order)
    if not fit:
        raise NoPenError(Message("terminal.no-pen"))
    equal = [each for each in fit if each.rank == fit[0].rank]
    if len(equal) > 1:
        names = ", ".join(f"{each.node.path} ({each.node.identity})" for each in equal)
        raise WhichPenError(Message("terminal.which-pen", names=names))
    return fit[0]


def named(judged: Sequence[Judged], path: str) -> Judged:
    """The node at `path`. Raises NoPenError when it is not there or was refused, with the reasons."""
    found = next((each for each in judged if each.node.path == path), None)
    if found is None:
        raise NoPenError(Message("terminal.no-such-node", path=path))
    if found.refused:
        why = tuple(REASONS[name].message for name in found.reasons if REASONS[name].refuses)
        raise NoPenError(Message("terminal.node-is-not-the-pen", path=path, why=why))
    return found


def _kind_reasons(node: Node, vouched: bool) -> Iterable[str]:
    """What kind of thing it is, by what it can report, and by the operator's word where that leaves it open."""
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
    """By rank, then in the order in which the kernel made the nodes."""
    number = re.search(r"\d+$", judged.node.path)
    return judged.rank, int(number[0]) if number else 0, judged.node.path
