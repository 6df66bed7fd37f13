"""A page counts as read when all of it stood before the reader, long enough; flinging it past counts for nothing.

Long enough: 800 ms in stops of 400 ms or more. All of it: of its 8 columns and 32 rows each to three tenths.
"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from terminal.visit.events import PageShown
from terminal.windows.pad.reading import Reading, View

TOP, BOTTOM = View(0, 0, 0, 1, 0.6), View(0, 0, 0.5, 1, 1)
LEFT, RIGHT = View(0, 0, 0, 0.6, 1), View(0, 0.4, 0, 1, 1)
WHOLE = View(0, 0, 0, 1, 1)
ELSEWHERE = View(1, 0, 0, 1, 1)

# the page that was shown, and for how many ms: what is told of page 0
STOPS: dict[str, tuple[list[tuple[View, int]], int]] = {
    "a glance": ([(WHOLE, 100)], 0),
    "799 ms": ([(WHOLE, 799)], 0),
    "800 ms": ([(WHOLE, 800)], 800),
    "801 ms": ([(WHOLE, 801)], 801),
    "two stops of 400 ms": ([(WHOLE, 400), (ELSEWHERE, 0), (WHOLE, 400)], 800),
    "two stops of 399 ms": ([(WHOLE, 399), (ELSEWHERE, 0), (WHOLE, 399)], 0),
    "ten stops of 399 ms": ([(WHOLE, 399), (ELSEWHERE, 0)] * 10, 0),
    "a stop of 399 ms and one of 799 ms": ([(WHOLE, 399), (ELSEWHERE, 0), (WHOLE, 799)], 0),
    "a stop of 400 ms and one of 399 ms": ([(WHOLE, 400), (ELSEWHERE, 0), (WHOLE, 399)], 0),
    "its upper part for an hour": ([(TOP, 3_600_000)], 0),
    "its lower part for an hour": ([(BOTTOM, 3_600_000)], 0),
    "its left part for an hour": ([(LEFT, 3_600_000)], 0),
    "its right part for an hour": ([(RIGHT, 3_600_000)], 0),
    "both halves for 400 ms each": ([(TOP, 400), (BOTTOM, 400)], 800),
    "both sides for 400 ms each": ([(LEFT, 400), (RIGHT, 400)], 800),
    "the lower half first": ([(BOTTOM, 400), (TOP, 400)], 800),
    "the lower half flung past": ([(TOP, 5_000), (BOTTOM, 399)], 0),
    "the upper half flung past": ([(TOP, 399), (BOTTOM, 5_000)], 0),
    "its end flung past on the way to another page": ([(TOP, 5_000), (BOTTOM, 399), (ELSEWHERE, 5_000)], 0),
    "another page": ([(ELSEWHERE, 5_000)], 0),
}


@pytest.mark.parametrize(("stops", "told_ms"), STOPS.values(), ids=STOPS)
def test_a_page_is_told_when_all_of_it_stood_long_enough(stops: list[tuple[View, int]], told_ms: int) -> None:
    reading, now, told = Reading(2, {}), 0, 0
    for view, stay_ms in stops:
        shown = reading.show(view, now)
        now += stay_ms
        told += shown.dwell_ms if shown and shown.page == 0 else 0
    last = reading.pause(now)
    told += last.dwell_ms if last and last.page == 0 else 0
    assert (told, reading.is_read(0), 0 in reading.unread) == (told_ms, told_ms > 0, told_ms == 0)


# left, top, right, bottom of what is seen, as shares of the page: whether nothing is missing
EDGES = [
    (0, 0, 1, 1, True),
    (0, 0, 1, 0.9907, True),  # of the last of 32 rows 0.702 is seen
    (0, 0, 1, 0.9906, False),  # 0.699
    (0, 0, 1, 0.97, False),  # 0.04
    (0, 0.0093, 1, 1, True),  # of the first row 0.702
    (0, 0.0094, 1, 1, False),  # 0.699
    (0, 0, 0.9627, 1, True),  # of the last of 8 columns 0.702
    (0, 0, 0.9623, 1, False),  # 0.698
    (0.0373, 0, 1, 1, True),  # of the first column 0.702
    (0.0377, 0, 1, 1, False),  # 0.698
    (0.0373, 0.0093, 0.9627, 0.9907, True),
]


@pytest.mark.parametrize(("left", "top", "right", "bottom", "whole"), EDGES)
def test_of_a_row_or_column_at_the_edge_seven_tenths_are_seen(
    left: float, top: float, right: float, bottom: float, whole: bool
) -> None:
    reading = Reading(1, {})
    reading.show(View(0, left, top, right, bottom), 0)
    assert (reading.pause(60_000) is not None) is whole


def test_what_lies_outside_a_page_is_no_part_of_it() -> None:
    assert len(View(0, -0.5, -0.5, 1.5, 1.5).cells()) == 256
    assert View(0, 1.1, 0, 2, 1).cells() == set()


# ms that the visit has counted before, and ms on the screen now: what is told
BEFORE = [(0, 800, 800), (400, 399, 0), (400, 400, 400), (399, 400, 0), (399, 401, 401), (799, 399, 0), (799, 400, 400)]


@pytest.mark.parametrize(("before_ms", "stays_ms", "told_ms"), BEFORE)
def test_what_the_visit_has_counted_before_stays_counted(before_ms: int, stays_ms: int, told_ms: int) -> None:
    reading = Reading(1, {0: before_ms})
    reading.show(WHOLE, 0)
    assert reading.pause(stays_ms) == (PageShown(0, told_ms) if told_ms else None)
    assert reading.is_read(0) is (told_ms > 0)


# ms that the visit has counted before, and ms on the screen now: how many are still missing
MISSING = [(0, 0, 800), (300, 0, 500), (300, 200, 300), (300, 499, 1), (799, 0, 400), (799, 399, 1), (800, 0, None)]


@pytest.mark.parametrize(("before_ms", "since_ms", "wait_ms"), MISSING)
def test_what_was_counted_before_is_not_waited_for(before_ms: int, since_ms: int, wait_ms: int | None) -> None:
    reading = Reading(1, {0: before_ms})
    reading.show(WHOLE, 1_000)
    assert reading.wait_ms(1_000 + since_ms) == wait_ms


def test_no_millisecond_is_counted_twice() -> None:
    reading = Reading(1, {})
    reading.show(WHOLE, 1_000)
    assert [reading.pause(at_ms) for at_ms in (1_400, 1_400, 1_799, 1_800, 2_199, 2_200)] == [
        None, None, None, PageShown(0, 800), None, PageShown(0, 400),
    ]  # fmt: skip


def test_a_page_is_read_already_at_800_ms_and_not_at_799() -> None:
    assert Reading(3, {0: 799, 1: 800}).unread == (0, 2)


# the page before and its ms, the page now and its ms: how many ms are still missing
WAITS: list[tuple[View | None, int, View, int, int | None]] = [
    (None, 0, WHOLE, 0, 800),
    (None, 0, WHOLE, 500, 300),
    (None, 0, WHOLE, 799, 1),
    (None, 0, WHOLE, 900, 0),
    (None, 0, TOP, 0, None),
    (TOP, 399, BOTTOM, 0, None),
    (TOP, 400, BOTTOM, 0, 400),
    (TOP, 1_000, BOTTOM, 0, 400),
    (TOP, 1_000, BOTTOM, 399, 1),
    (TOP, 1_000, BOTTOM, 400, 0),
    (TOP, 1_000, ELSEWHERE, 0, 800),
    (WHOLE, 800, WHOLE, 0, None),
]


@pytest.mark.parametrize(("before", "stood_ms", "now", "since_ms", "wait_ms"), WAITS)
def test_how_long_a_page_must_still_stand_is_known(
    before: View | None, stood_ms: int, now: View, since_ms: int, wait_ms: int | None
) -> None:
    reading = Reading(2, {})
    if before:
        reading.show(before, 0)
    reading.show(now, stood_ms)
    assert reading.wait_ms(stood_ms + since_ms) == wait_ms


def test_while_nothing_stands_nothing_is_waited_for_or_told() -> None:
    reading = Reading(1, {})
    assert (reading.wait_ms(0), reading.pause(9_000)) == (None, None)
    reading.show(WHOLE, 0)
    assert reading.leave(799) is None
    assert (reading.wait_ms(9_000), reading.pause(9_000)) == (None, None)
    reading.show(WHOLE, 9_000)
    assert reading.leave(9_400) == PageShown(0, 1_199)


@pytest.mark.parametrize(
    ("seen", "unseen_from"), [(TOP, 0.59375), (BOTTOM, 0), (WHOLE, 0), (LEFT, 0), (View(0, 0, 0, 1, 0.3), 0.28125)]
)
def test_the_pad_knows_where_the_unseen_part_begins(seen: View, unseen_from: float) -> None:
    reading = Reading(1, {})
    reading.show(seen, 0)
    reading.pause(400)
    assert reading.first_unseen(0) == unseen_from


@given(st.lists(st.tuples(st.integers(0, 2), st.floats(0, 1), st.integers(0, 3000)), max_size=30))
def test_never_more_time_is_told_than_has_passed(stops: list[tuple[int, float, int]]) -> None:
    reading, now, told = Reading(3, {}), 0, 0
    for page, top, stay_ms in stops:
        shown = reading.show(View(page, 0, top, 1, min(top + 0.5, 1)), now)
        told += shown.dwell_ms if shown else 0
        now += stay_ms
    last = reading.pause(now)
    assert told + (last.dwell_ms if last else 0) <= now
