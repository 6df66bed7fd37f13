"""A recording written into a box of the desktop: where it lies, when it comes, and what it calls itself."""

from __future__ import annotations

import select
from collections.abc import Iterator
from itertools import pairwise

import pytest

from signing.ink import Ink, PenReport, Source
from signing.quality import Verdict, judge
from terminal.devices.pen.errors import NothingWrittenError
from terminal.devices.pen.feed import Loss, Lost, PenMessage, from_the_first
from terminal.devices.pen.mapping import GlassMap, Screen
from terminal.devices.pen.played_feed import APART_US, Box, RecordedFeed
from terminal.devices.pen.recording import RecordedPen
from terminal.devices.pen.reports import decode

SCREEN = Screen(100, 50, 1920, 1080)
WIDE, SMALL = Box(300, 400, 700, 260), Box(300, 400, 105, 40)
APPLICANT = RecordedPen.shipped("applicant")


class Clock:
    def __init__(self) -> None:
        self.now_us = 5_000_000

    def __call__(self) -> int:
        return self.now_us


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def feed(clock: Clock) -> Iterator[RecordedFeed]:
    made = RecordedFeed(APPLICANT, SCREEN, clock)
    yield made
    made.close()


def said(feed: RecordedFeed) -> list[PenReport]:
    messages: tuple[PenMessage, ...] = feed.drain()
    return [one for one in messages if isinstance(one, PenReport)]


def places(feed: RecordedFeed, reports: list[PenReport]) -> list[tuple[float, float]]:
    glass = GlassMap(feed.device(), feed.screen)
    return [glass.to_px(report.x, report.y) for report in reports if report.inking]


@pytest.mark.parametrize("box", [WIDE, SMALL])
def test_the_writing_lies_in_the_middle_of_the_box(feed: RecordedFeed, box: Box) -> None:
    feed.write(APPLICANT, box)
    feed.finish()
    across, down = zip(*places(feed, said(feed)), strict=True)
    assert box.x_px < min(across) < max(across) < box.x_px + box.width_px
    assert box.y_px < min(down) < max(down) < box.y_px + box.height_px
    assert (min(across) + max(across)) / 2 == pytest.approx(box.x_px + box.width_px / 2, abs=0.1)
    assert (min(down) + max(down)) / 2 == pytest.approx(box.y_px + box.height_px / 2, abs=0.1)


def test_where_it_fits_it_has_its_true_size(feed: RecordedFeed) -> None:
    feed.write(APPLICANT, WIDE)
    feed.finish()
    played = [(a.x, a.y) for a in said(feed) if a.inking]
    recorded = [(a.x, a.y) for a in decode(APPLICANT.events()).reports if a.inking]
    steps = [(b[0] - a[0], b[1] - a[1]) for a, b in pairwise(played)]
    assert steps == [(b[0] - a[0], b[1] - a[1]) for a, b in pairwise(recorded)]


def test_it_comes_when_its_time_comes_and_not_before(feed: RecordedFeed, clock: Clock) -> None:
    feed.write(APPLICANT, WIDE)
    whole = decode(APPLICANT.events()).reports
    for passed_us in (0, 400_000, 900_000):
        clock.now_us = 5_000_000 + passed_us
        assert feed.advance()
        reports = said(feed)
        assert reports
        assert all(report.at_us <= clock.now_us for report in reports)
    clock.now_us += whole[-1].at_us
    assert not feed.advance()
    assert said(feed)[-1].at_us == 5_000_000 + whole[-1].at_us


def test_the_descriptor_is_readable_while_something_waits(feed: RecordedFeed) -> None:
    assert select.select([feed], [], [], 0)[0] == []
    feed.press(500, 500)
    feed.finish()
    assert select.select([feed], [], [], 0)[0] == [feed]
    feed.drain()
    assert select.select([feed], [], [], 0)[0] == []


def test_a_press_comes_down_at_its_place_and_lifts_there(feed: RecordedFeed) -> None:
    feed.press(640, 360)
    feed.finish()
    reports = said(feed)
    assert [(r.touching, r.near) for r in (reports[0], reports[1], reports[-2], reports[-1])] == [
        (False, True),
        (True, True),
        (False, True),
        (False, False),
    ]
    assert places(feed, reports)[0] == pytest.approx((640, 360), abs=0.05)


def test_one_act_comes_after_the_other(feed: RecordedFeed) -> None:
    feed.write(APPLICANT, WIDE)
    feed.press(640, 360)
    feed.finish()
    times = [report.at_us for report in said(feed)]
    assert times == sorted(times)
    gaps = [b - a for a, b in pairwise(times)]
    assert max(gaps) >= APART_US


def test_it_calls_itself_what_it_is_and_names_the_pen_that_wrote(feed: RecordedFeed) -> None:
    assert (feed.source(), feed.device().serial) == (Source.SYNTHETIC, "")
    feed.write(APPLICANT, WIDE)
    feed.finish()
    assert feed.device().serial == decode(APPLICANT.events()).serials[0]
    feed.grab(True)
    assert feed.device().serial == ""


@pytest.mark.parametrize("role", ["applicant", "staff", "worker", "employer"])
def test_every_shipped_hand_is_fine_ink_where_it_is_played(role: str, feed: RecordedFeed) -> None:
    feed.write(RecordedPen.shipped(role), WIDE)
    feed.finish()
    window = GlassMap(feed.device(), SCREEN).window(WIDE.x_px, WIDE.y_px, WIDE.width_px, WIDE.height_px)
    ink = Ink(feed.device(), feed.source(), window, from_the_first(said(feed)), 0, "2026-11-24T02:42:00Z")
    assert judge(ink).verdict is Verdict.FINE


def test_a_recording_that_touches_nothing_is_refused(feed: RecordedFeed) -> None:
    nothing = RecordedPen(APPLICANT._description, ())
    with pytest.raises(NothingWrittenError):
        feed.write(nothing, WIDE)


def test_a_loss_comes_at_once_and_ends_what_was_asked_for(feed: RecordedFeed, clock: Clock) -> None:
    feed.write(APPLICANT, WIDE)
    feed.lose(Loss.UNPLUGGED)
    assert (feed.busy, feed.drain()) == (False, (Lost(Loss.UNPLUGGED, clock.now_us),))


def test_after_the_end_nothing_comes(feed: RecordedFeed) -> None:
    feed.write(APPLICANT, WIDE)
    feed.close()
    feed.close()
    feed.finish()
    assert (feed.busy, feed.drain()) == (False, ())
