"""A model of handwriting: strokes planned as points become position, pressure and lift over time.

Model: the kinematic theory of rapid human movement (R. Plamondon, Biological Cybernetics 72, 1995). Every aimed move is
an impulse with a speed that is a lognormal of time along a circular arc. A writer starts the next impulse before the
last has ended, so that corners round and the pen never quite stops. Three things are added: physiological tremor (8 to
12 Hz), pressure, and moves through the air between strokes. Pressure begins high, falls with speed, and tapers where a
stroke flies off. No device here: positions in mm, times in seconds. All randomness comes from the generator passed in.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import atan2, cos, erf, exp, hypot, log, pi, sin, sqrt
from random import Random

from terminal.demo.skeletons import Ending, StrokePlan, strokes_of

SIGMA = 0.29  # of the lognormals: skew of the speed
TAILS = (0.48, 2.07)  # of exp(mu), between which 99 % of an impulse happens
DWELL_S = 0.016  # the tip rests on the paper before it moves
TREMOR_MM = 0.022
JITTER = 0.011  # of an aimed point, in shares of the character's square

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class WritingHabits:
    """A writer's habits: size in mm, pace (1 is slow), slope and slant in shares, force 0 to 1.

    `tremor_mm` and `tremor_hz` are the trembling's size and band. `hesitation` is how often, 0 to 1, the pen waits on
    the paper or over it before a stroke. A left-handed writer holds the pen from the other side and bows strokes the
    other way.
    """

    size_mm: float
    pace: float
    rise: float
    slant: float
    force: float
    tremor_mm: float = TREMOR_MM
    tremor_hz: tuple[float, float] = (8, 12)
    hesitation: float = 0.0
    left_handed: bool = False


@dataclass(frozen=True, slots=True)
class Contact:
    """The time when the tip is on the paper, and how it leaves."""

    down_s: float
    up_s: float
    ending: Ending
    force: float


@dataclass(frozen=True, slots=True)
class _Impulse:
    """One aimed move: it begins at `from_s` and lasts `for_s`; `bend` is the arc's turn in radians."""

    from_s: float
    for_s: float
    dx: float
    dy: float
    bend: float

    def moved(self, at_s: float) -> Point:
        """Return the part of the move that is done at a time, as a displacement in mm."""
        half = self.for_s / (TAILS[1] - TAILS[0])  # exp(mu)
        since = at_s - self.from_s + TAILS[0] * half
        if since <= 0:
            return 0.0, 0.0
        done = (1 + erf(log(since / half) / (SIGMA * sqrt(2)))) / 2
        along, across = _on_arc(done, self.bend)
        return along * self.dx - across * self.dy, along * self.dy + across * self.dx


def _on_arc(share: float, bend: float) -> Point:
    """Return the place along and across a chord of length one, at a share of the arc over it."""
    if abs(bend) < 1e-6:
        return share, 0.0
    chord = 2 * sin(bend / 2)
    return (
        (sin(bend * (share - 0.5)) + sin(bend / 2)) / chord,
        (cos(bend / 2) - cos(bend * (share - 0.5))) / chord,
    )


@dataclass(frozen=True, slots=True)
class Written:
    """A signature as motion: place, pressure and lift at any time from 0 to `end_s`."""

    start: Point
    impulses: tuple[_Impulse, ...]
    contacts: tuple[Contact, ...]
    tremors: tuple[tuple[float, float, float, float], ...]
    end_s: float

    def place(self, at_s: float) -> Point:
        """Return the tip's position in mm."""
        x, y = self.start
        for impulse in self.impulses:
            dx, dy = impulse.moved(at_s)
            x, y = x + dx, y + dy
        for size, hertz, phase, turn in self.tremors:
            swing = size * sin(2 * pi * hertz * at_s + phase)
            x, y = x + swing * cos(turn), y + swing * sin(turn)
        return x, y

    def speed(self, at_s: float) -> float:
        """Return the speed in mm per second, measured over ten milliseconds."""
        (x0, y0), (x1, y1) = self.place(at_s - 0.005), self.place(at_s + 0.005)
        return hypot(x1 - x0, y1 - y0) * 100

    def pressure(self, at_s: float) -> float:
        """Return the pressure as a share of the device's range, 0 to 1; 0 in the air."""
        contact = self.contact(at_s)
        return _pressure(contact, at_s, self.speed(at_s)) if contact else 0.0

    def contact(self, at_s: float) -> Contact | None:
        """Return the contact at a time; None in the air."""
        return next((c for c in self.contacts if c.down_s <= at_s < c.up_s), None)

    def lift(self, at_s: float) -> float:
        """Return the height of the tip, from 0 on the paper to 1 out of range.

        It is low between strokes, and high before the first and after the last.
        """
        before = max((c.up_s for c in self.contacts if c.up_s <= at_s), default=None)
        after = min((c.down_s for c in self.contacts if c.down_s > at_s), default=None)
        if self.contact(at_s):
            return 0.0
        if before is None or after is None:
            beginning, ending = self.contacts[0].down_s, self.contacts[-1].up_s
            share = 1 - at_s / beginning if before is None else (at_s - ending) / (self.end_s - ending)
            return 0.08 + 0.9 * share
        return 0.04 + min(0.2, after - before) * sin(pi * (at_s - before) / (after - before))


def _pressure(contact: Contact, at_s: float, speed: float) -> float:
    """Return the pressure in a contact: it begins high, rises for 25 ms, and falls with speed.

    At the end it presses, or tapers.
    """
    since, left = at_s - contact.down_s, contact.up_s - at_s
    whole = contact.up_s - contact.down_s
    force = contact.force * (0.6 + 0.4 * min(1.0, since / 0.025)) * (1.27 - 0.76 * min(1.0, speed / 330))
    match contact.ending:
        case Ending.FLY:
            taper = max(0.06, 0.5 * whole)
            force *= 0.1 + 0.9 * min(1.0, left / taper)
        case Ending.PRESS:
            force *= 1 + 0.16 * max(0.0, 1 - left / 0.05)
            force *= min(1.0, 0.35 + left / 0.012)
        case Ending.TIE:
            force *= 1 - 0.55 * max(0.0, 1 - left / 0.05)
    return min(1.0, force)


def write(name: str, hand: WritingHabits, random: Random) -> Written:
    """Return the motion of writing a name; its first character's square is at the origin of the plane.

    Args:
        name: Characters that all have a plan in `skeletons.KNOWN`.
        hand: The writer's habits.
        random: The only source of chance: the same state gives the same motion.
    """
    planned = [stroke for at, character in enumerate(name) for stroke in _laid(at, character, hand, random)]
    first = planned[0].points[0]
    start = (first[0] + random.uniform(9, 14), first[1] + random.uniform(12, 18))
    motion = _Motion(start, hand, random)
    motion.travel(first, 0.24, quiet=True)
    for stroke, following in zip(planned, [*planned[1:], None], strict=True):
        motion.stroke(stroke, following)
    away = (motion.aim[0] + random.uniform(14, 20), motion.aim[1] + random.uniform(8, 14))
    motion.travel(away, 0.26, quiet=True)
    tremors = tuple(_tremors(hand, random))
    return Written(start, tuple(motion.impulses), tuple(motion.contacts), tremors, motion.now_s + 0.03)


def _laid(at: int, character: str, hand: WritingHabits, random: Random) -> Iterator[StrokePlan]:
    """Yield the strokes of one character where this writer puts them, in mm."""
    size = hand.size_mm * random.uniform(0.93, 1.05)
    width = size * random.uniform(0.86, 0.94)
    left = at * hand.size_mm * 1.06 + random.uniform(-0.03, 0.03) * size
    top = random.uniform(-0.05, 0.05) * size
    for plan in strokes_of(character):
        points = []
        for x, y in plan.points:
            u, v = random.gauss(x, JITTER), random.gauss(y, JITTER)
            points.append(
                (
                    left + width * u - hand.slant * size * (v - 0.5),
                    top + size * v - hand.rise * (left + width * u),
                )
            )
        yield StrokePlan(plan.ending, tuple(points))


class _Motion:
    """Impulses and contacts under construction: where the pen aims now, and when it gets there."""

    def __init__(self, start: Point, hand: WritingHabits, random: Random) -> None:
        self.aim, self.now_s = start, 0.0
        self.impulses: list[_Impulse] = []
        self.contacts: list[Contact] = []
        self._hand, self._random = hand, random

    def travel(self, to: Point, for_s: float, *, quiet: bool = False) -> None:
        """Append one aimed move.

        Args:
            to: The place to aim at, in mm.
            for_s: How long the move takes, in seconds.
            quiet: Whether the move is straight; otherwise it bends a little.
        """
        dx, dy = to[0] - self.aim[0], to[1] - self.aim[1]
        bend = 0.0 if quiet else _bend(dx, dy, self._random) * (-1 if self._hand.left_handed else 1)
        self.impulses.append(_Impulse(self.now_s, for_s, dx, dy, bend))
        self.aim, self.now_s = to, self.now_s + for_s

    def stroke(self, plan: StrokePlan, following: StrokePlan | None) -> None:
        """Append a stroke on the paper, then the way to the next stroke.

        Args:
            plan: The stroke, in mm.
            following: The next stroke, None after the last. After a tied stroke the tip stays on the paper on the way
                to it.
        """
        self.now_s += self._waiting()
        down = self.now_s - 0.004
        self.now_s += DWELL_S * self._random.uniform(0.7, 1.4) + self._waiting()
        for at, point in enumerate(plan.points[1:], 1):
            self.travel(point, self._lasting(point, 0.052, 0.0235))
            if at + 1 < len(plan.points):
                self.now_s -= self.impulses[-1].for_s * _overlap(plan.points[at - 1 : at + 2])
        ending, up = plan.ending, self.now_s - 0.006
        if ending is Ending.FLY:
            up = self.now_s - 0.20 * self.impulses[-1].for_s
            self.now_s -= 0.16 * self.impulses[-1].for_s
        if following:
            begins = following.points[0]
            self.travel(begins, self._lasting(begins, 0.062, 0.0135))
            up = self.now_s if ending is Ending.TIE else up
        force = self._hand.force * self._random.uniform(0.9, 1.1)
        self.contacts.append(Contact(down, up, ending, force))

    def _waiting(self) -> float:
        """Return the seconds for which a hesitant writer stays in place; a sure writer draws no random number."""
        if not self._hand.hesitation or self._random.random() > self._hand.hesitation:
            return 0.0
        return self._random.uniform(0.06, 0.35)

    def _lasting(self, to: Point, least_s: float, per_root_mm: float) -> float:
        """Return the seconds that a move takes: longer ones are faster, so that time grows with the root of the way."""
        way = hypot(to[0] - self.aim[0], to[1] - self.aim[1])
        return (least_s + per_root_mm * sqrt(way)) * self._random.uniform(0.92, 1.08) / self._hand.pace


def _bend(dx: float, dy: float, random: Random) -> float:
    """Return the turn of an arc: level strokes arch upwards a little, as the wrist turns; others bend either way."""
    level = abs(atan2(dy, abs(dx))) < 0.5
    return random.gauss(0.16 if level and dx > 0 else 0.0, 0.07)


def _overlap(points: Sequence[Point]) -> float:
    """Return the share of a move during which the next has begun: much on a curve, little at a corner."""
    (ax, ay), (bx, by), (cx, cy) = points
    turn = abs(atan2(cy - by, cx - bx) - atan2(by - ay, bx - ax))
    turn = min(turn, 2 * pi - turn)
    return 0.22 + 0.46 * exp(-((turn / 0.85) ** 2))


def _tremors(hand: WritingHabits, random: Random) -> Iterator[tuple[float, float, float, float]]:
    """Yield size in mm, frequency in Hz, phase and direction of each component of the tremor."""
    for _ in range(4):
        yield (
            hand.tremor_mm * random.uniform(0.5, 1.0),
            random.uniform(*hand.tremor_hz),
            random.uniform(0, 2 * pi),
            random.uniform(0, 2 * pi),
        )
