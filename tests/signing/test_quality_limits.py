"""Where a capture begins to be doubtful or refused: each limit with what is just inside it and just outside.

The pen of these tests reports every 5 ms and knows places to 0.005 mm.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from math import cos, radians, sin

import pytest

from forms.message import text
from signing.ink import Axis, Ink, PenReport, Source
from signing.quality import REASONS, is_a_line, judge, leaves_its_window, reason_message
from tests.signing.inks import DISPLAY, hover, ink_of, report
from tests.signing.test_quality import drawn

Point = tuple[int, float, float]


def written(points: Iterable[Point], source: Source = Source.PEN) -> Ink:
    """One stroke through places (µs, mm, mm), with pressures that vary, an approach and a lift."""
    given = list(points)
    (first, x, y), (last, to_x, to_y) = given[0], given[-1]
    strokes = [report(at_us, *place, 600 + number % 99) for number, (at_us, *place) in enumerate(given)]
    return ink_of([hover(first - 4_000, x, y), *strokes, hover(last + 6_000, to_x, to_y)], source=source)


def line(count: int = 200, step_mm: float = 0.3, every_us: int = 5_000) -> list[Point]:
    """A straight way to the right at one speed: 60 mm/s."""
    return [(at * every_us, 5 + at * step_mm, 20.0) for at in range(count)]


def after(points: list[Point], at: int, silent_us: int, jump_mm: float) -> list[Point]:
    """The same, silent before that point, which then lies so far from the one before."""
    when, where = silent_us - (points[at][0] - points[at - 1][0]), jump_mm - (points[at][1] - points[at - 1][1])
    return [*points[:at], *((at_us + when, x + where, y) for at_us, x, y in points[at:])]


def thrown(points: list[Point], off_mm: float) -> list[Point]:
    """One point in the middle lies beside the line."""
    middle = len(points) // 2
    at_us, x, y = points[middle]
    return [*points[:middle], (at_us, x, y + off_mm), *points[middle + 1 :]]


def timed(total_us: int, count: int = 101, to_mm: float = 30.0) -> list[Point]:
    return [(round(at * total_us / (count - 1)), 10 + at * to_mm / (count - 1), 20.0) for at in range(count)]


def zigzag(wide_mm: float, high_mm: float) -> list[Point]:
    return [(at * 10_000, 10 + at % 2 * wide_mm, 20 + at % 2 * high_mm) for at in range(20)]


def one_leg(mm: float) -> list[Point]:
    """The pen rests at two places so far from each other."""
    return [(at * 10_000, 10 + mm * (at >= 10), 20.0) for at in range(20)]


def few(count: int) -> list[Point]:
    """Contact of 2 s with a silence in it, in which the pen rested."""
    points = line(count)
    return after(points, count // 2, 1_600_000, 0.3)


def levels(count: int) -> Ink:
    ink = written(line())
    return replace(ink, reports=tuple(replace(r, pressure=600 + r.at_us // 5_000 % count) for r in ink.reports))


def regular(intervals: int, odd_us: int = 0) -> Ink:
    """So many equal intervals between reports, the last one longer by `odd_us`."""
    points = [(at * 5_000 + (odd_us if at == intervals else 0), 5 + at * 0.5, 20.0) for at in range(intervals + 1)]
    return ink_of([report(*point, 600 + number) for number, point in enumerate(points)])


def beside(share: int) -> list[Point]:
    """Of 100 points so many lie below the window."""
    return [(at * 5_000, 5 + at * 0.5, 50.0 if at < share else 20.0) for at in range(100)]


def at_x(x: float) -> list[Point]:
    return [(at * 5_000, x, 5 + at * 0.2) for at in range(120)]


def at_y(y: float) -> list[Point]:
    return [(at * 5_000, 5 + at * 0.2, y) for at in range(120)]


def begun_fast(before_mm: float, after_mm: float) -> list[Point]:
    """At a speed, then silent for 150 ms at one place, then at a speed: in mm each 5 ms."""
    points = [(at * 5_000, 5 + at * before_mm, 20.0) for at in range(60)]
    at_us, x, _ = points[-1]
    return [*points, *((at_us + 150_000 + at * 5_000, x + at * after_mm, 20.0) for at in range(60))]


def fast(step_mm: float) -> Ink:
    """A stroke at 60 mm/s, and one at that speed from its first point on."""
    slow, begins = written(line(100)), 600_000
    quick = [report(begins + at * 5_000, 5 + at * step_mm, 25.0, 700 + at) for at in range(7)]
    lifted = hover(begins + 35_000, 5 + 7 * step_mm, 25.0)
    return replace(slow, reports=(*slow.reports, hover(begins - 4_000, 5, 25), *quick, lifted))


def unfelt(reports: int, step_mm: float) -> Ink:
    """In the middle of a stroke so many reports say contact without pressure, while the pen goes on."""
    points = [(at * 5_000, 5 + at * step_mm, 20.0) for at in range(60)]
    ink = written(points)
    return replace(
        ink,
        reports=tuple(replace(r, pressure=0) if 30 <= at < 30 + reports else r for at, r in enumerate(ink.reports)),
    )


def pressed_in_the_air(reports: int, step_mm: float) -> Ink:
    """In the middle of a stroke so many reports say hovering with the pressure of writing."""

    def lifted(at: int, each: PenReport) -> PenReport:
        return replace(each, touching=False, pressure=690 + at % 9) if 30 <= at < 30 + reports else each

    ink = written([(at * 5_000, 5 + at * step_mm, 20.0) for at in range(60)])
    return replace(ink, reports=tuple(lifted(at, each) for at, each in enumerate(ink.reports)))


def pressing(pressure: int) -> Ink:
    ink = written(line())
    return replace(ink, reports=(*ink.reports[:50], replace(ink.reports[50], pressure=pressure), *ink.reports[51:]))


def sizeless(ink: Ink) -> Ink:
    axes = {**DISPLAY.axes, "x": Axis(400, 48_400), "y": Axis(400, 27_400)}
    return replace(ink, device=replace(DISPLAY, axes=axes))


SLOW = line(100, 0.3, 10_000)  # a pen that reports every 10 ms
SLOWER = line(100, 0.3, 20_000)

LIMITS: dict[str, tuple[str, Callable[[float], Ink], dict[float, bool]]] = {
    # what was written at all
    "samples": (
        "empty",
        lambda count: written([(at * 50_000, 5 + at, 5) for at in range(int(count))]),
        {9: True, 10: False},
    ),
    "contact, µs": ("empty", lambda us: written(timed(int(us))), {99_999: True, 100_000: False}),
    "way, mm": ("empty", lambda mm: written(timed(600_000, to_mm=mm)), {4.995: True, 5.005: False}),
    "way in one leg, mm": ("empty", lambda mm: written(one_leg(mm)), {4.995: True, 5.0: False}),
    "width, mm": ("empty", lambda mm: written(zigzag(mm, 0)), {2.995: True, 3.0: False, 3.005: False}),
    "height, mm": ("empty", lambda mm: written(zigzag(0, mm)), {2.995: True, 3.0: False, 3.005: False}),
    "short contact, µs": ("short", lambda us: written(timed(int(us))), {499_999: True, 500_000: False}),
    "samples of half a second": ("short", lambda count: written(few(int(count))), {99: True, 100: False}),
    # where
    "samples of 100 outside": ("outside-window", lambda share: written(beside(int(share))), {20: False, 21: True}),
    "left of the window, mm": ("outside-window", lambda x: written(at_x(x)), {-0.995: False, -1.005: True}),
    "right of it": ("outside-window", lambda x: written(at_x(x)), {105.995: False, 106.005: True}),
    "above it": ("outside-window", lambda y: written(at_y(y)), {-0.995: False, -1.005: True}),
    "below it": ("outside-window", lambda y: written(at_y(y)), {40.995: False, 41.005: True}),
    # with what
    "levels of pressure": ("no-pressure", lambda count: levels(int(count)), {1: True, 2: True, 3: False}),
    "equal intervals": ("too-regular", lambda count: regular(int(count)), {39: False, 40: True}),
    "off an equal interval, µs": ("too-regular", lambda us: regular(60, int(us)), {0: True, 1: False}),
    "pressure above its axis": ("pressure-range", lambda p: pressing(int(p)), {2047: False, 2048: True}),
    "pressure below its axis": ("pressure-range", lambda p: pressing(int(p)), {0: False, -1: True}),
    # what is missing from a stroke
    "silence that is looked at, µs": (
        "jump",
        lambda us: written(after(line(), 100, int(us), 2.5)),
        {15_000: False, 15_500: True},
    ),
    "way of a late report, mm": ("jump", lambda mm: written(after(line(), 100, 20_000, mm)), {2.4: False, 2.5: True}),
    "of a pen of 10 ms": ("jump", lambda mm: written(after(SLOW, 50, 35_000, mm)), {2.15: False, 2.25: True}),
    "silence of a pen at rest, µs": (
        "jump",
        lambda us: written(after(line(), 100, int(us), 2.5)),
        {50_000: True, 50_100: False},
    ),
    "of a pen of 20 ms": (
        "jump",
        lambda us: written(after(SLOWER, 50, int(us), 2.5)),
        {99_900: True, 100_100: False},
    ),
    "way out of a rest, mm": ("jump", lambda mm: written(after(line(), 100, 60_000, mm)), {2.64: False, 2.67: True}),
    "speed before a stop, mm in 5 ms": (
        "jump",
        lambda mm: written(begun_fast(mm, 0.9)),
        {0.49: False, 0.51: True},
    ),
    "speed after it": ("jump", lambda mm: written(begun_fast(0.6, mm)), {0.74: False, 0.76: True}),
    # what no hand does
    "a hand's speed, mm in 5 ms": ("jump", fast, {14.9: False, 15.1: True}),
    "beside the line, mm: doubtful": ("spike", lambda mm: written(thrown(line(), mm)), {1.48: False, 1.51: True}),
    "beside it: certain": ("jump", lambda mm: written(thrown(line(), mm)), {2.22: False, 2.26: True}),
    "of a pen of 10 ms: doubtful": ("spike", lambda mm: written(thrown(SLOW, mm)), {5.95: False, 6.0: True}),
    "of a pen of 10 ms: certain": ("jump", lambda mm: written(thrown(SLOW, mm)), {8.94: False, 8.98: True}),
    "a leap by way of a window system, mm": (
        "jump",
        lambda mm: written(after(line(100), 50, 5_000, mm), Source.TABLET),
        {49.9: False, 50.1: True},
    ),
    "a leap on a device without a size": (
        "jump",
        lambda mm: sizeless(written(after(line(100), 50, 5_000, mm))),
        {79.8: False, 80.2: True},  # taken for 150 mm across, of 240
    ),
    # contact and pressure
    "reports of contact without pressure": ("contact-untold", lambda n: unfelt(int(n), 2.5), {2: False, 3: True}),
    "way without pressure, mm a report": ("contact-untold", lambda mm: unfelt(3, mm), {0.98: False, 1.02: True}),
    "reports of pressure in the air": (
        "contact-untold",
        lambda n: pressed_in_the_air(int(n), 1.5),
        {2: False, 3: True},
    ),
    "way with pressure in the air": (
        "contact-untold",
        lambda mm: pressed_in_the_air(3, mm),
        {0.98: False, 1.02: True},
    ),
}
CASES = [
    pytest.param(reason, make(value), present, id=f"{name}: {value}")
    for name, (reason, make, values) in LIMITS.items()
    for value, present in values.items()
]


@pytest.mark.parametrize(("reason", "ink", "present"), CASES)
def test_each_limit_is_where_it_is(reason: str, ink: Ink, present: bool) -> None:
    assert (reason in judge(ink).reasons) is present


def to_and_fro(degrees: float) -> list[tuple[float, float]]:
    """Four legs of 30 mm that lean so much from the level."""
    across, down = 30 * cos(radians(degrees)), 30 * sin(radians(degrees))
    return [(20 + across * (at % 2), 5 + down * at) for at in range(5)]


def teeth(wide_mm: float) -> list[tuple[float, float]]:
    """A row of teeth 2.5 mm high, each side so wide: the way is 1.5 times its length at 2.236 mm."""
    return [(20 + wide_mm * at, 20 + 2.5 * (at % 2)) for at in range(20)]


def trembling(by_mm: float) -> list[tuple[float, float]]:
    """60 mm there and, 6 mm below, back, with a hand that trembles so much to both sides."""
    there = [(20 + 0.3 * at, 10 + by_mm * (at % 2)) for at in range(200)]
    return [*there, *((80 - 0.3 * at, 16 + by_mm * (at % 2)) for at in range(200))]


CROSS = [[(20.0, 20.0), (50.0, 20.0)], [(35.0, 8.0), (35.0, 32.0)]]
LINES: dict[str, tuple[Callable[[float], list[list[tuple[float, float]]]], dict[float, bool]]] = {
    "degrees that legs lean": (lambda lean: [to_and_fro(lean)], {0: True, 15: True, 17: False, 30: False}),
    "breadth of a bar, mm": (
        lambda mm: [*CROSS, [(20.0, 20.0 + mm), (50.0, 20.0 + mm)]],
        {0: True, 2.9: True, 3.1: False, 6: False},
    ),
    "length of a dot, mm": (lambda mm: [*CROSS, [(60.0, 10.0), (60.0, 10.0 + mm)]], {1: True, 2.0: True, 2.6: False}),
    "sides of teeth, mm": (lambda mm: [teeth(mm)], {3: True, 2.35: True, 2.1: False}),
    "trembling, mm": (lambda mm: [trembling(mm)], {0: True, 0.5: True, 1.2: False}),
    "strokes of a star": (
        lambda count: [
            [(35 - 12 * cos(turn), 20 - 12 * sin(turn)), (35 + 12 * cos(turn), 20 + 12 * sin(turn))]
            for turn in (0.0, 1.0, 2.0)[: int(count)]
        ],
        {1: True, 2: True, 3: False},
    ),
}
NO_NAMES = [
    pytest.param(make(value), is_line, id=f"{name}: {value}")
    for name, (make, values) in LINES.items()
    for value, is_line in values.items()
]


@pytest.mark.parametrize(("strokes", "is_line"), NO_NAMES)
def test_where_a_line_becomes_a_name(strokes: list[list[tuple[float, float]]], is_line: bool) -> None:
    assert is_a_line(drawn(*strokes)) is is_line


# x and y of one point: whether it is left out of the page
EDGES = [(-1.0, 20, False), (106.0, 20, False), (50, -1.0, False), (50, 41.0, False)]
EDGES += [(-0.995, 20, False), (-1.005, 20, True), (105.995, 20, False), (106.005, 20, True)]
EDGES += [(50, -0.995, False), (50, -1.005, True), (50, 40.995, False), (50, 41.005, True)]


@pytest.mark.parametrize(("x", "y", "leaves"), EDGES)
def test_one_point_a_millimetre_outside_the_window_is_told(x: float, y: float, leaves: bool) -> None:
    ink = written(line())
    beyond = replace(ink, reports=(*ink.reports, report(2_000_000, x, y)))
    assert (leaves_its_window(ink), leaves_its_window(beyond)) == (False, leaves)


def test_the_way_into_and_out_of_range_is_no_interval() -> None:
    """A pen with the machine's own regularity stays suspect when it leaves and comes back late."""
    written_ones = regular(40)
    gone = replace(report(210_001, 25, 20, 0), near=False, touching=False)
    assert "too-regular" in judge(replace(written_ones, reports=(*written_ones.reports, gone))).reasons
    assert "too-regular" in judge(replace(written_ones, reports=(gone, *written_ones.reports))).reasons


def test_of_nothing_nothing_is_measured() -> None:
    nothing = judge(replace(written(line()), reports=()))
    measured = (nothing.strokes, nothing.contact_samples, nothing.contact_s, nothing.path_mm, nothing.width_mm)
    assert measured == (0, 0, 0.0, 0.0, 0.0)
    assert (nothing.height_mm, nothing.pressure_levels, nothing.rate_hz, nothing.dropped) == (0.0, 0, 0.0, 0)


def test_what_was_lost_is_counted() -> None:
    assert judge(replace(written(line()), dropped=3)).dropped == 3


def test_how_a_hand_wrote_is_in_no_log() -> None:
    told = repr(judge(written(line())))
    assert [name for name in ("contact_s", "path_mm", "width_mm", "height_mm") if f"{name}=" in told] == []


@pytest.mark.parametrize("name", REASONS)
def test_a_reason_has_its_text_in_both_languages(name: str) -> None:
    message = reason_message(name)
    assert message.id == f"signing.quality-{name}"
    assert message.id not in (text(message, "zh"), text(message, "en"))
