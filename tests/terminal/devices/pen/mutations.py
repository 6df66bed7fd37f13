"""What can happen to a recording between the glass and us, each with what may be said of the result.

Every mutation takes packets (one per SYN_REPORT) and a source of chance. `Fate.NEVER_FINE` is a mutation that loses or
falsifies something that can be proven; `Fate.ANY` is one of which nothing can be proven, so that only a crash would be
wrong.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from itertools import accumulate
from math import hypot
from random import Random

from signing.errors import InkError
from signing.ink import Ink
from signing.ink_drawing import capsules
from terminal.demo.handwriting import WritingHabits
from terminal.demo.synthetic import Signer, recording
from terminal.devices.pen.capture import capture
from terminal.devices.pen.container import PenRecording, from_evemu
from terminal.devices.pen.errors import NothingWrittenError
from terminal.devices.pen.evemu import parse
from terminal.devices.pen.events import (
    ABS_PRESSURE,
    ABS_X,
    ABS_Y,
    BTN_TOUCH,
    EV_ABS,
    EV_KEY,
    EV_SYN,
    SYN_DROPPED,
    SYN_REPORT,
    TOOLS,
    InputEvent,
)
from terminal.devices.pen.recording import RecordedPen
from terminal.devices.pen.replay import Replayed, replay
from terminal.errors import RecordingError

Packet = tuple[InputEvent, ...]
HOLE_MM = 5.0  # the ends of a hole that must be seen are at least this far apart
HOLE_US = 60_000
UNITS_PER_MM = 200


class Fate(Enum):
    """What may be said of a mutated recording."""

    ANY = "any"
    NEVER_FINE = "never fine"


@dataclass(frozen=True, slots=True)
class Mutation:
    """A change and what may be said afterwards. Gives None when this recording offers no place for it."""

    change: Callable[[Sequence[Packet], Random], list[Packet] | None]
    fate: Fate


@dataclass(frozen=True, slots=True)
class Seen:
    """Where the pen is after a packet."""

    at_us: int
    x: int
    y: int
    touching: bool
    near: bool


def short_signatures() -> tuple[PenRecording, ...]:
    """Small recordings that are fine as they are: one character each, by different hands and pens."""
    hand = WritingHabits(25, 1.35, 0.03, 0.06, 0.64)
    signers = [Signer(name, hand, 1_300_000 + seed, seed) for seed, name in enumerate(("王", "文", "李", "平"), 1)]
    return tuple(from_evemu(parse(recording(signer))) for signer in signers)


def packets(events: Sequence[InputEvent]) -> list[Packet]:
    """The events, cut behind each SYN_REPORT."""
    found: list[Packet] = []
    begin = 0
    for at, event in enumerate(events, 1):
        if (event.type, event.code) == (EV_SYN, SYN_REPORT):
            found.append(tuple(events[begin:at]))
            begin = at
    return found


def examined(whole: PenRecording, changed: Sequence[Packet]) -> Replayed:
    """The mutated recording through everything that a capture goes through; only a crash raises."""
    mutated = replace(whole, events=tuple(event for packet in changed for event in packet))
    try:
        assert PenRecording.from_bytes(mutated.to_bytes()) == mutated
    except RecordingError as problem:
        assert "do not fit" in str(problem)
    report = replay(mutated)
    _drawn(mutated)
    return report


def _drawn(mutated: PenRecording) -> None:
    pen = RecordedPen(mutated.description, mutated.events)
    try:
        ink = capture(pen, None, "2026-11-24T02:42:00Z")
        assert Ink.from_bytes(ink.to_bytes()) == ink
    except (NothingWrittenError, InkError):
        return
    assert len(capsules(ink, 60, 20)) < 100_000


def seen(whole: Sequence[Packet]) -> list[Seen]:
    """The state after each packet; the packet in which the pen leaves has no place of its own."""
    return list(accumulate(whole, _after, initial=Seen(0, 0, 0, False, False)))[1:]


def _after(before: Seen, packet: Packet) -> Seen:
    now = replace(before, at_us=packet[-1].at_us)
    for event in packet:
        if event.type == EV_KEY and event.code in TOOLS:
            now = replace(now, near=bool(event.value))
        elif event.type == EV_KEY and event.code == BTN_TOUCH:
            now = replace(now, touching=bool(event.value))
    if now.near:
        for event in packet:
            if event.type == EV_ABS and event.code == ABS_X:
                now = replace(now, x=event.value)
            elif event.type == EV_ABS and event.code == ABS_Y:
                now = replace(now, y=event.value)
    return now


def _hole(touching: bool) -> Callable[[Sequence[Packet], Random], list[Packet] | None]:
    """Packets missing between two moments that are both on the glass, or both above it, and well apart."""

    def change(whole: Sequence[Packet], random: Random) -> list[Packet] | None:
        states = seen(whole)
        begins = [at for at, state in enumerate(states) if state.near and state.touching == touching]
        for begin in random.sample(begins, min(30, len(begins))):
            ends = [at for at in range(begin + 2, len(states)) if _apart(states[begin], states[at])]
            if ends:
                return [*whole[: begin + 1], *whole[random.choice(ends) :]]
        return None

    return change


def _apart(begin: Seen, end: Seen) -> bool:
    """Whether a hole between the two can be proven."""
    return (
        end.near and end.touching == begin.touching and end.at_us - begin.at_us > HOLE_US and is_elsewhere(begin, end)
    )


def is_elsewhere(begin: Seen, end: Seen) -> bool:
    """Whether the pen is at the end of a hole farther away than a rest can explain."""
    return end.near and hypot(end.x - begin.x, end.y - begin.y) > HOLE_MM * UNITS_PER_MM


def _torn_hole(whole: Sequence[Packet], random: Random) -> list[Packet] | None:
    """As a hole on the glass, but what comes after begins amid a packet, as a full queue leaves it."""
    changed = _hole(True)(whole, random)
    if changed is None:
        return None
    at = next(i for i, packet in enumerate(changed) if packet is not whole[i])
    torn = changed[at][random.randrange(len(changed[at])) :]
    return [*changed[:at], torn, *changed[at + 1 :]]


def _admitted_loss(whole: Sequence[Packet], random: Random) -> list[Packet]:
    """What the kernel sends when its queue ran over: SYN_DROPPED, the rest of a broken packet, and then less."""
    at = random.randrange(1, len(whole) - 1)
    rest = whole[at][random.randrange(len(whole[at])) :]
    dropped = InputEvent(whole[at][0].at_us, EV_SYN, SYN_DROPPED, 0)
    return [*whole[:at], (dropped, *rest), *whole[at + random.randrange(1, 30) :]]


def _dropped_packets(whole: Sequence[Packet], random: Random) -> list[Packet]:
    share = random.uniform(0.01, 0.9)
    return [packet for packet in whole if random.random() > share]


def _dropped_events(whole: Sequence[Packet], random: Random) -> list[Packet]:
    share = random.uniform(0.01, 0.9)
    return [tuple(event for event in packet if random.random() > share) for packet in whole]


def _duplicated(whole: Sequence[Packet], random: Random) -> list[Packet]:
    return [packet for packet in whole for _ in range(1 + (random.random() < 0.1) * random.randrange(1, 4))]


def _reordered(whole: Sequence[Packet], random: Random) -> list[Packet]:
    """A packet arrives before one that came earlier, by more than a host's lateness."""
    at = random.randrange(len(whole) - 4)
    return [*whole[:at], whole[at + 3], *whole[at : at + 3], *whole[at + 4 :]]


def _shuffled(whole: Sequence[Packet], random: Random) -> list[Packet]:
    """Events of one packet in another order; the kernel promises none."""
    return [(*random.sample(packet[:-1], len(packet) - 1), packet[-1]) for packet in whole]


def _clock_back(whole: Sequence[Packet], random: Random) -> list[Packet]:
    at, by = random.randrange(2, len(whole)), random.randrange(50_000, 10**9)
    return [*whole[:at], *(tuple(replace(e, at_us=e.at_us - by) for e in packet) for packet in whole[at:])]


def _without(kind: int, codes: frozenset[int]) -> Callable[[Sequence[Packet], Random], list[Packet]]:
    def change(whole: Sequence[Packet], _: Random) -> list[Packet]:
        return [tuple(e for e in packet if not (e.type == kind and e.code in codes)) for packet in whole]

    return change


def _pressure_stuck(whole: Sequence[Packet], random: Random) -> list[Packet]:
    stuck = random.choice([0, 1, 700, 2_047])
    return [
        tuple(replace(e, value=stuck) if (e.type, e.code) == (EV_ABS, ABS_PRESSURE) else e for e in packet)
        for packet in whole
    ]


def _mixed(whole: Sequence[Packet], random: Random) -> list[Packet]:
    """Two to sixteen pens at once on one channel, packet by packet."""
    return _merged(whole, random, lambda packet: [packet])


def _mixed_events(whole: Sequence[Packet], random: Random) -> list[Packet]:
    """The same, event by event: packets of different pens run into one another."""
    return _merged(whole, random, lambda packet: [(event,) for event in packet])


def _merged(whole: Sequence[Packet], random: Random, pieces: Callable[[Packet], list[Packet]]) -> list[Packet]:
    others = [made for each in OTHERS if (made := packets(each.events))[0] != whole[0]] * 8
    streams = [whole, *random.sample(others, random.randrange(1, 16))]
    timed = [
        (piece[0].at_us, pen, piece)
        for pen, stream in enumerate(streams)
        for packet in stream[: 40 if pen else None]
        for piece in pieces(packet)
    ]
    return [piece for _, _, piece in sorted(timed, key=lambda each: each[:2])]


def _noise(whole: Sequence[Packet], random: Random) -> list[Packet]:
    """Events of any type, code and value among the true ones."""
    return [(*(_any_event(packet[0].at_us, random) for _ in range(random.randrange(3))), *packet) for packet in whole]


def _any_event(at_us: int, random: Random) -> InputEvent:
    codes = [random.randrange(0x300), random.choice([ABS_X, ABS_Y, ABS_PRESSURE, BTN_TOUCH, *TOOLS])]
    values = [0, 1, 2, -1, 2**31 - 1, -(2**31), random.randrange(100_000)]
    return InputEvent(at_us, random.randrange(0x20), random.choice(codes), random.choice(values))


def _wild_values(whole: Sequence[Packet], random: Random) -> list[Packet]:
    """Now and then an axis says the greatest or the smallest number there is."""
    wild = (2**31 - 1, -(2**31))
    return [
        tuple(replace(e, value=random.choice(wild)) if e.type == EV_ABS and random.random() < 0.01 else e for e in p)
        for p in whole
    ]


def _wild_times(whole: Sequence[Packet], random: Random) -> list[Packet]:
    times = (-(2**62), 2**62, 0, 1)
    return [
        tuple(replace(e, at_us=random.choice(times)) for e in packet) if random.random() < 0.05 else packet
        for packet in whole
    ]


def _truncated(whole: Sequence[Packet], random: Random) -> list[Packet]:
    return list(whole[random.randrange(len(whole)) :][: random.randrange(len(whole))])


OTHERS = short_signatures()
MUTATIONS: Mapping[str, Mutation] = {
    "a loss that the kernel admits": Mutation(_admitted_loss, Fate.NEVER_FINE),
    "a hole in a stroke": Mutation(_hole(True), Fate.NEVER_FINE),
    "a hole torn amid a packet": Mutation(_torn_hole, Fate.NEVER_FINE),
    "a hole from air to air": Mutation(_hole(False), Fate.ANY),
    "packets dropped here and there": Mutation(_dropped_packets, Fate.ANY),
    "events dropped here and there": Mutation(_dropped_events, Fate.ANY),
    "packets said twice": Mutation(_duplicated, Fate.ANY),
    "packets out of order": Mutation(_reordered, Fate.NEVER_FINE),
    "events of a packet in another order": Mutation(_shuffled, Fate.ANY),
    "a clock set back": Mutation(_clock_back, Fate.NEVER_FINE),
    "hover only": Mutation(_without(EV_KEY, frozenset({BTN_TOUCH})), Fate.NEVER_FINE),
    "no BTN_TOOL_PEN": Mutation(_without(EV_KEY, TOOLS), Fate.ANY),
    "no place": Mutation(_without(EV_ABS, frozenset({ABS_X, ABS_Y})), Fate.NEVER_FINE),
    "no pressure": Mutation(_without(EV_ABS, frozenset({ABS_PRESSURE})), Fate.NEVER_FINE),
    "pressure stuck": Mutation(_pressure_stuck, Fate.NEVER_FINE),
    "up to sixteen pens mixed": Mutation(_mixed, Fate.NEVER_FINE),
    "up to sixteen pens mixed event by event": Mutation(_mixed_events, Fate.NEVER_FINE),
    "noise": Mutation(_noise, Fate.ANY),
    "numbers as large as they get": Mutation(_wild_values, Fate.ANY),
    "times as wild as they get": Mutation(_wild_times, Fate.ANY),
    "a piece of a recording": Mutation(_truncated, Fate.ANY),
}
