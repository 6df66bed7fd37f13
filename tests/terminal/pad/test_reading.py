"""A page counts as read when all of it stood before the reader, long enough; flinging it past counts for nothing."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from terminal.events import PageShown
from terminal.pad.reading import LEAST_STOP_MS, Reading, View
from terminal.visit import MINIMUM_DWELL_MS

TOP, BOTTOM = View(0, 0, 0, 1, 0.6), View(0, 0, 0.5, 1, 1)
WHOLE = View(0, 0, 0, 1, 1)


def test_a_page_that_fits_the_frame_is_told_once_it_has_stood() -> None:
    reading = Reading(1, {})
    assert reading.show(WHOLE, 0) is None
    assert reading.wait_ms(0) == MINIMUM_DWELL_MS
    assert reading.pause(MINIMUM_DWELL_MS - 1) is None
    assert reading.unread == (0,)
    assert reading.pause(2 * MINIMUM_DWELL_MS) == PageShown(0, 2 * MINIMUM_DWELL_MS)
    assert reading.is_read(0)
    assert reading.wait_ms(2 * MINIMUM_DWELL_MS) is None


def test_a_page_whose_end_was_flung_past_is_not_read() -> None:
    reading = Reading(2, {})
    reading.show(TOP, 0)
    reading.show(BOTTOM, 5000)
    assert reading.show(View(1, 0, 0, 1, 1), 5000 + LEAST_STOP_MS - 1) is None
    assert 0 in reading.unread
    assert reading.first_unseen(0) > 0.5


def test_both_halves_make_a_whole_page() -> None:
    reading = Reading(1, {})
    reading.show(TOP, 0)
    assert reading.show(BOTTOM, 1000) is None
    assert reading.wait_ms(1000) == LEAST_STOP_MS
    assert reading.pause(1000 + LEAST_STOP_MS) == PageShown(0, 1000 + LEAST_STOP_MS)


def test_an_enlarged_page_is_read_when_both_its_sides_were_seen() -> None:
    reading = Reading(1, {})
    reading.show(View(0, 0, 0, 0.6, 1), 0)
    assert reading.pause(3000) is None
    reading.show(View(0, 0.4, 0, 1, 1), 3000)
    assert reading.pause(4000) == PageShown(0, 4000)


def test_what_the_visit_has_counted_before_stays_counted() -> None:
    reading = Reading(2, {0: MINIMUM_DWELL_MS})
    assert reading.unread == (1,)


@given(st.lists(st.tuples(st.integers(0, 2), st.floats(0, 1), st.integers(0, 3000)), max_size=30))
def test_never_more_time_is_told_than_has_passed(stops: list[tuple[int, float, int]]) -> None:
    reading, now, told = Reading(3, {}), 0, 0
    for page, top, stay_ms in stops:
        shown = reading.show(View(page, 0, top, 1, min(top + 0.5, 1)), now)
        told += shown.dwell_ms if shown else 0
        now += stay_ms
    last = reading.pause(now)
    assert told + (last.dwell_ms if last else 0) <= now
