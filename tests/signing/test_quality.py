"""What makes a capture fine, doubtful or refused."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
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


def _without_second_landing(reports: list[PenReport]) -> list[PenReport]:
    """From the air after the first stroke to the air after the second nothing is there; then the pen leaves."""
    after = [*reports[:125], *reports[-4:]]
    return [*after, replace(after[-1], at_us=after[-1].at_us + 4_000, near=False)]


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
    "a stroke missing from a stay": (_of(_without_second_landing), "jump", "refused"),
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
    assert REASONS[reason].verdict == verdict
    assert quality.verdict == max(
        (REASONS[name].verdict for name in quality.reasons), key=["fine", "doubtful", "refused"].index
    )


def test_every_reason_has_a_flaw_that_shows_it() -> None:
    assert {reason for _, reason, _ in FLAWS.values()} == REASONS.keys()


@pytest.mark.parametrize("hole", [_hole, _frozen, _without_second_landing])
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


def test_a_pen_that_never_says_when_it_leaves_may_have_been_carried_unseen() -> None:
    told = _without_second_landing(wave(400))
    assert "jump" in judge(ink_of(told)).reasons
    assert "jump" not in judge(ink_of(told[:-1])).reasons


@pytest.mark.parametrize(("dx", "dy"), [(0.5, 0), (0, 0.25), (0.4, 0.2), (-0.3, 0.15)])
def test_a_line_is_a_line_whichever_way_it_lies(dx: float, dy: float) -> None:
    ink = ink_of([report(at * 5010, 50 + at * dx, 10 + at * dy) for at in range(100)])
    assert is_a_line(ink)


def test_a_name_a_scribble_and_nothing_are_no_line() -> None:
    assert not is_a_line(ink_of(wave()))
    there_and_back = [*range(100), *range(100, 0, -1)]
    assert not is_a_line(ink_of([report(n * 5010, 20 + at * 0.3, 20) for n, at in enumerate(there_and_back)]))
    assert not is_a_line(ink_of([]))


def test_ink_beyond_the_window_is_found_however_little_it_is() -> None:
    assert not leaves_its_window(ink_of(wave()))
    assert leaves_its_window(ink_of([*wave(), report(9_000_000, 130, 20)]))
