"""What makes a capture fine, doubtful or refused."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise
from math import hypot
from typing import Any

import pytest

from signing.ink import Axis, Ink, PenReport, Source
from signing.quality import REASONS, Verdict, is_a_line, judge, leaves_its_window
from tests.signing.inks import DISPLAY, RUBBER, hover, ink_of, report, wave


def test_a_written_signature_is_fine_and_measured() -> None:
    quality = judge(ink_of(wave()))
    assert (quality.verdict, quality.reasons, quality.strokes) == ("fine", (), 2)
    assert quality.contact_samples == 205
    assert quality.contact_s == pytest.approx(1.07, abs=0.02)
    assert quality.rate_hz == pytest.approx(200, rel=0.01)
    assert 60 < quality.width_mm < 80 and 15 < quality.height_mm < 19 and quality.path_mm > 80


@pytest.mark.parametrize("source", [Source.RECORDING, Source.SYNTHETIC])
def test_a_replayed_signature_may_come_from_a_virtual_device(source: Source) -> None:
    ink = ink_of(wave(), source=source, device=replace(DISPLAY, virtual=True))
    assert judge(ink).verdict is Verdict.FINE


def _at(reports: list[PenReport], at: int, **changes: Any) -> list[PenReport]:
    return [*reports[:at], replace(reports[at], **changes), *reports[at + 1 :]]


def _of(change: Callable[[list[PenReport]], list[PenReport]]) -> Callable[[], Ink]:
    return lambda: ink_of(change(wave()))


def _hole(reports: list[PenReport]) -> list[PenReport]:
    """Sixteen reports missing within a stroke, at the fast part of the way."""
    return [*reports[:50], *reports[66:]]


def _frozen(reports: list[PenReport]) -> list[PenReport]:
    """A silence of 150 ms amid a fast stretch, as when the pen came back to where it was last seen."""
    return [*reports[:60], *(replace(r, at_us=r.at_us + 150_000) for r in reports[60:])]


def _silent_between_strokes(reports: list[PenReport]) -> list[PenReport]:
    """From the air after the first stroke to the air after the second nothing is there; then the pen leaves."""
    after = [*reports[:205], *reports[-4:]]
    return [*after, replace(after[-1], at_us=after[-1].at_us + 4_000, near=False)]


def _lifted_unseen(reports: list[PenReport]) -> list[PenReport]:
    """The end of the first stroke is missing."""
    return [*reports[:95], *reports[122:]]


def _landing_unseen(reports: list[PenReport]) -> list[PenReport]:
    """The air between the strokes and the beginning of the second are missing."""
    return [*reports[:123], *reports[150:]]


def _thrown(reports: list[PenReport], by_mm: float) -> list[PenReport]:
    return _at(reports, 60, y=reports[60].y + round(by_mm * 200))


def _torn(reports: list[PenReport]) -> list[PenReport]:
    """60 ms of a stroke are said to be out of range."""
    return [*reports[:50], replace(reports[50], touching=False, near=False), *reports[62:]]


def _never_lifted(reports: list[PenReport]) -> list[PenReport]:
    return [replace(r, touching=True) if r.near else r for r in reports]


FLAWS: dict[str, tuple[Callable[[], Ink], str, str]] = {
    "nobody wrote": (lambda: ink_of([hover(at * 5000, 1, 1) for at in range(60)]), "empty", "refused"),
    "no report at all": (lambda: ink_of([]), "empty", "refused"),
    "a dot": (lambda: ink_of([report(at * 5010, 5, 5) for at in range(60)]), "empty", "refused"),
    "nine samples": (lambda: ink_of([report(at * 50_000, at * 9, 5) for at in range(9)]), "empty", "refused"),
    "a flick": (lambda: ink_of([report(at * 4000, at * 2, 5) for at in range(20)]), "empty", "refused"),
    "a scribble on one spot": (
        lambda: ink_of([report(at * 5010, 5 + at % 2, 5) for at in range(99)]),
        "empty",
        "refused",
    ),
    "only the eraser": (_of(lambda rs: [replace(r, tool=RUBBER) for r in rs]), "empty", "refused"),
    "a third of a second": (_of(lambda rs: rs[:90]), "short", "doubtful"),
    "events lost": (lambda: ink_of(wave(), dropped=1), "lost-events", "refused"),
    "a clock set back": (_of(lambda rs: _at(rs, 60, at_us=rs[59].at_us - 1)), "clock-backwards", "refused"),
    "a hole with a jump": (_of(_hole), "jump", "refused"),
    "a place at the other end of the world": (_of(lambda rs: _at(rs, 60, x=2**31 - 1)), "jump", "refused"),
    "a stop in full motion": (_of(_frozen), "jump", "refused"),
    "a spike of 32 mm": (_of(lambda rs: _thrown(rs, 32)), "jump", "refused"),
    "a spike of 4 mm": (_of(lambda rs: _thrown(rs, 4)), "jump", "refused"),
    "a spike of 2 mm": (_of(lambda rs: _thrown(rs, 2)), "spike", "doubtful"),
    "a stroke torn by a false leaving": (_of(_torn), "torn", "doubtful"),
    "a lift in a silence": (_of(_lifted_unseen), "contact-untold", "doubtful"),
    "a lift that is never told": (_of(_never_lifted), "contact-untold", "doubtful"),
    "a contact that is not told": (
        _of(lambda rs: [replace(r, touching=False) if at < 60 else r for at, r in enumerate(rs)]),
        "contact-untold",
        "doubtful",
    ),
    "a landing in a silence": (_of(_landing_unseen), "no-hover", "doubtful"),
    "pressure above its axis": (_of(lambda rs: _at(rs, 60, pressure=2048)), "pressure-range", "doubtful"),
    "pressure below its axis": (_of(lambda rs: _at(rs, 60, pressure=-1)), "pressure-range", "doubtful"),
    "a virtual device live": (
        lambda: ink_of(wave(), device=replace(DISPLAY, virtual=True)),
        "virtual-device",
        "refused",
    ),
    "a finger": (lambda: ink_of(wave(), source=Source.TOUCH), "not-a-pen", "doubtful"),
    "a mouse": (lambda: ink_of(wave(), source=Source.MOUSE), "not-a-pen", "doubtful"),
    "constant pressure": (_of(lambda rs: [replace(r, pressure=2047) for r in rs]), "no-pressure", "doubtful"),
    "two pens": (
        lambda: ink_of(wave(), device=replace(DISPLAY, serial="1,2")),
        "pens-exchanged",
        "doubtful",
    ),
    "no approach": (_of(lambda rs: rs[20:]), "no-hover", "doubtful"),
    "a metronome": (
        _of(lambda rs: [replace(r, at_us=at * 5000) for at, r in enumerate(rs)]),
        "too-regular",
        "doubtful",
    ),
    "written beside the box": (
        _of(lambda rs: [replace(r, y=r.y + 6000) for r in rs]),
        "outside-window",
        "doubtful",
    ),
    "a device without a size": (
        lambda: ink_of(
            wave(),
            device=replace(DISPLAY, axes={**DISPLAY.axes, "x": Axis(400, 48_400), "y": Axis(400, 48_400)}),
        ),
        "size-unknown",
        "doubtful",
    ),
}


@pytest.mark.parametrize(("make", "reason", "verdict"), FLAWS.values(), ids=FLAWS)
def test_a_flaw_is_named_and_weighed(make: Callable[[], Ink], reason: str, verdict: str) -> None:
    quality = judge(make())
    assert reason in quality.reasons
    assert REASONS[reason] == verdict
    assert quality.verdict == max(
        (REASONS[name] for name in quality.reasons), key=["fine", "doubtful", "refused"].index
    )


def test_every_reason_has_a_flaw_that_shows_it() -> None:
    assert {reason for _, reason, _ in FLAWS.values()} == REASONS.keys()


@pytest.mark.parametrize("hole", [_hole, _frozen])
@pytest.mark.parametrize("source", [Source.MOUSE, Source.TOUCH])
def test_a_mouse_and_a_finger_may_be_silent(hole: Callable[[list[PenReport]], list[PenReport]], source: Source) -> None:
    assert "jump" not in judge(ink_of(hole(wave()), source=source)).reasons
    thrown = _at(wave(), 60, x=2**31 - 1)
    assert "jump" in judge(ink_of(thrown, source=source)).reasons


def test_a_pause_without_a_jump_is_no_loss() -> None:
    reports = wave()
    rested = [*reports[:71], *(replace(r, at_us=r.at_us + 150_000) for r in reports[71:])]  # at a turn of the line
    assert judge(ink_of(rested)).verdict is Verdict.FINE


def test_one_stroke_is_enough() -> None:
    quality = judge(ink_of(wave(400)[:200]))
    assert (quality.strokes, quality.verdict) == (1, "fine")


def test_equal_times_are_allowed() -> None:
    reports = wave()
    assert judge(ink_of(_at(reports, 60, at_us=reports[59].at_us))).verdict is Verdict.FINE


def test_the_measures_of_a_hand_do_not_show_in_a_log() -> None:
    assert "mm=" not in repr(judge(ink_of(wave())))


def test_silence_between_strokes_proves_no_loss() -> None:
    assert judge(ink_of(_silent_between_strokes(wave(400)))).verdict is Verdict.FINE


@pytest.mark.parametrize("rest_ms", [60, 150, 200, 1000])
@pytest.mark.parametrize("dead_band_mm", [0.3, 0.6, 0.7, 0.8, 0.8 + 1.0])
@pytest.mark.parametrize("pressed_before", [True, False])
def test_the_first_report_after_a_rest_may_lie_a_dead_band_away(
    pressed_before: bool, dead_band_mm: float, rest_ms: int
) -> None:
    """And one interval of a hand that starts at 200 mm/s."""
    resting = [report(at * 5010, 20 + at * 0.3, 10, 600 + at) for at in range(60)]
    at_us, x = resting[-1].at_us + rest_ms * 1000, 20 + 59 * 0.3 + dead_band_mm
    pressed = report(at_us, 20 + 59 * 0.3, 10, 900)
    moving = [report(at_us + (at + 1) * 5010, x + at * 0.3, 10 + at * 0.3, 600 + at) for at in range(60)]
    after = [pressed, *moving] if pressed_before else moving
    ink = ink_of([hover(-9_000, 20, 10), hover(-4_000, 20, 10), *resting, *after])
    assert judge(ink).reasons == ()


@pytest.mark.parametrize("way_mm", [3.0, 5.0, 20.0])
@pytest.mark.parametrize("silent_ms", [60, 200, 1000])
def test_a_pen_that_is_elsewhere_after_a_rest_has_lost_its_way(silent_ms: int, way_mm: float) -> None:
    before = [report(at * 5010, 20 + at * 0.3, 10, 600 + at) for at in range(60)]
    at_us, x = before[-1].at_us + silent_ms * 1000, 20 + 59 * 0.3 + way_mm
    after = [report(at_us + at * 5010, x + at * 0.3, 10, 600 + at) for at in range(60)]
    assert "jump" in judge(ink_of([hover(-4_000, 20, 10), *before, *after])).reasons


def test_a_flick_as_fast_as_the_fastest_hand_is_fine() -> None:
    flick = [report(at * 5010, 5 + 90 * (at / 24) ** 1.5, 10 + at, 600 + at) for at in range(24)]
    wave_after = [replace(r, at_us=r.at_us + 200_000) for r in wave()]
    lifted = hover(flick[-1].at_us + 5_010, 95, 34)
    ink = ink_of([hover(-4_000, 5, 10), *flick, lifted, *wave_after])
    fastest = max(hypot(b.x - a.x, b.y - a.y) / 200 for a, b in pairwise(flick)) / 5.01
    assert 1.0 < fastest < 1.5
    assert judge(ink).verdict is Verdict.FINE


@pytest.mark.parametrize("source", [Source.TABLET, Source.TOUCH, Source.MOUSE])
def test_what_a_window_system_thinned_out_is_not_measured_for_spikes(source: Source) -> None:
    assert not {"jump", "spike"} & set(judge(ink_of(_thrown(wave(), 8), source=source)).reasons)


def test_a_tablet_of_unknown_size_is_not_measured_for_spikes() -> None:
    axes = {**DISPLAY.axes, "x": Axis(400, 48_400), "y": Axis(400, 27_400)}
    ink = ink_of(_thrown(wave(), 8), device=replace(DISPLAY, axes=axes))
    assert not {"jump", "spike"} & set(judge(ink).reasons)


def test_a_driver_that_lets_light_pressure_hover_is_believed() -> None:
    light = [replace(r, pressure=300 + r.at_us % 90) if r.near and not r.touching else r for r in wave()]
    assert judge(ink_of(light)).verdict is Verdict.FINE
    forgotten = [replace(r, pressure=1200) if r.near and not r.touching else r for r in wave()]
    assert judge(ink_of(forgotten)).verdict is Verdict.FINE


def test_what_a_person_decides_about_is_apart_from_what_is_refused() -> None:
    quality = judge(ink_of(_thrown(wave(), 32), device=replace(DISPLAY, serial="1,2")))
    assert quality.named(Verdict.DOUBTFUL) == ("pens-exchanged",)
    assert quality.named(Verdict.REFUSED) == ("jump",)


@pytest.mark.parametrize(("dx", "dy"), [(0.5, 0), (0, 0.25), (0.4, 0.2), (-0.3, 0.15)])
def test_a_line_is_a_line_whichever_way_it_lies(dx: float, dy: float) -> None:
    ink = ink_of([report(at * 5010, 50 + at * dx, 10 + at * dy) for at in range(100)])
    assert is_a_line(ink)


def drawn(*strokes: list[tuple[float, float]]) -> Ink:
    """Straight ways from corner to corner, 0.3 mm a report, with air between the strokes."""
    reports: list[PenReport] = []
    for corners in strokes:
        reports.append(hover(len(reports) * 5010, *corners[0]))
        for (x0, y0), (x1, y1) in pairwise(corners):
            count = max(2, round(hypot(x1 - x0, y1 - y0) / 0.3))
            for at in range(count):
                share = at / count
                place = x0 + share * (x1 - x0), y0 + share * (y1 - y0)
                reports.append(report(len(reports) * 5010, *place, 600 + len(reports) % 99))
        reports.append(hover(len(reports) * 5010, *corners[-1]))
    return ink_of(reports)


NO_NAMES = {
    "a line there and back": [[(20.0, 10.0), (50.0, 11.0), (20.0, 12.0)]],
    "a line six times there and back": [[(20.0 + 15 * (at % 2), 10.0 + 1.2 * at) for at in range(7)]],
    "a slanting line there and back": [[(20.0, 10.0), (50.0, 30.0), (21.0, 9.0)]],
    "a line there and, after a lift, back": [[(20.0, 10.0), (50.0, 11.0)], [(50.0, 10.0), (20.0, 9.0)]],
    "a cross +": [[(20.0, 20.0), (50.0, 20.0)], [(35.0, 8.0), (35.0, 32.0)]],
    "a cross x": [[(20.0, 10.0), (40.0, 30.0)], [(40.0, 10.0), (20.0, 30.0)]],
    "a small cross": [[(20.0, 10.0), (26.0, 16.0)], [(26.0, 10.0), (20.0, 16.0)]],
    "a cross with each bar there and back": [
        [(20.0, 10.0), (40.0, 30.0), (20.5, 10.0)],
        [(40.0, 10.0), (20.0, 30.0), (40.0, 10.5)],
    ],
    "a cross drawn over, with a dot": [
        [(20.0, 10.0), (40.0, 30.0)],
        [(40.0, 10.0), (20.0, 30.0)],
        [(21.0, 10.0), (40.0, 29.5)],
        [(60.0, 20.0), (60.5, 20.0)],
    ],
}
NAMES = {
    "丁一": [[(20.0, 10.0), (40.0, 9.0)], [(30.0, 10.0), (30.0, 28.0), (26.0, 25.0)], [(46.0, 20.0), (66.0, 19.0)]],
    "丁一, joined": [[(20.0, 10.0), (40.0, 9.0), (30.0, 11.0), (30.0, 28.0), (46.0, 20.0), (66.0, 19.0)]],
    "王一": [
        [(20.0, 10.0), (36.0, 10.0)],
        [(20.0, 18.0), (36.0, 18.0)],
        [(28.0, 10.0), (28.0, 27.0)],
        [(19.0, 27.0), (37.0, 27.0)],
        [(44.0, 18.0), (62.0, 18.0)],
    ],
    "a zigzag as high as writing": [[(20.0 + 5 * at, 10.0 + 12 * (at % 2)) for at in range(9)]],
}


@pytest.mark.parametrize("strokes", NO_NAMES.values(), ids=NO_NAMES)
def test_a_line_there_and_back_and_a_cross_are_no_names(strokes: list[list[tuple[float, float]]]) -> None:
    assert is_a_line(drawn(*strokes))


@pytest.mark.parametrize("strokes", NAMES.values(), ids=NAMES)
def test_a_name_of_few_straight_strokes_is_no_line(strokes: list[list[tuple[float, float]]]) -> None:
    assert not is_a_line(drawn(*strokes))


def test_a_name_and_nothing_are_no_line() -> None:
    assert not is_a_line(ink_of(wave()))
    assert not is_a_line(ink_of([]))


def test_ink_beyond_the_window_is_found_however_little_it_is() -> None:
    assert not leaves_its_window(ink_of(wave()))
    assert leaves_its_window(ink_of([*wave(), report(9_000_000, 130, 20)]))
