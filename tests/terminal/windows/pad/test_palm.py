"""Hands while the pen is near, and for 200 ms after it has left."""

from __future__ import annotations

import pytest

from terminal.windows.pad.palm import PalmGuard, TouchPhase

PRESS, MOVE, RELEASE = TouchPhase.PRESS, TouchPhase.MOVE, TouchPhase.RELEASE

# (near or hand, at_us, swallowed); a pen's line tells whether a hand's press must be let go
STORIES = {
    "without a pen hands work": [(PRESS, 0, False), (MOVE, 1, False), (RELEASE, 2, False)],
    "a press that has ended is not let go once more": [(PRESS, 0, False), (RELEASE, 1, False), (True, 2, False)],
    "a hand that moves without a press is heard after one": [(PRESS, 0, False), (RELEASE, 1, False), (MOVE, 2, False)],
    "hands are muted while the pen is near": [
        (True, 0, False),
        (PRESS, 9_000_000, True),
        (MOVE, 9_000_001, True),
        (RELEASE, 9_000_002, True),
    ],
    "and for a moment after it has left": [
        (True, 0, False),
        (False, 10, False),
        (PRESS, 200_009, True),
        (RELEASE, 200_010, True),
        (PRESS, 200_011, False),
    ],
    "a palm that came first lets go and moves nothing": [
        (PRESS, 0, False),
        (True, 1, True),
        (True, 2, False),
        (MOVE, 3, True),
        (RELEASE, 4, False),
    ],
    "its press stays spoilt after the pen has left": [
        (PRESS, 0, False),
        (True, 1, True),
        (False, 2, False),
        (MOVE, 200_003, True),
        (RELEASE, 200_004, False),
        (PRESS, 200_005, False),
    ],
    "a palm that came while the pen was near ends unheard": [
        (True, 0, False),
        (PRESS, 1, True),
        (False, 2, False),
        (MOVE, 200_003, True),
        (RELEASE, 200_004, True),
    ],
    "a press that came before the pen works again after a lift": [
        (PRESS, 0, False),
        (True, 1, True),
        (RELEASE, 2, False),
        (False, 3, False),
        (PRESS, 200_003, False),
        (MOVE, 200_004, False),
        (RELEASE, 200_005, False),
    ],
}


@pytest.mark.parametrize("story", STORIES.values(), ids=STORIES)
def test_hands_and_pen(story: list[tuple[TouchPhase | bool, int, bool]]) -> None:
    guard = PalmGuard()
    told = [
        guard.swallows(what, at_us) if isinstance(what, TouchPhase) else guard.pen(what, at_us)
        for what, at_us, _ in story
    ]
    assert told == [wanted for *_, wanted in story]


# microseconds after the pen left, at 1 000 000: whether hands are muted
AFTERWARDS = {0: True, 20_000: True, 100_000: True, 199_999: True, 200_000: False, 200_001: False, 9_000_000: False}


@pytest.mark.parametrize(("after_us", "muted"), AFTERWARDS.items())
def test_hands_are_muted_for_200_ms_after_the_pen_has_left(after_us: int, muted: bool) -> None:
    for hand in (PRESS, MOVE):
        guard = PalmGuard()
        assert not guard.is_muted(1_000_000)
        guard.pen(near=True, at_us=0)
        assert guard.is_muted(999_999)
        guard.pen(near=False, at_us=1_000_000)
        assert guard.is_muted(1_000_000 + after_us) is muted
        assert guard.swallows(hand, 1_000_000 + after_us) is muted


def test_a_pen_that_comes_back_begins_the_200_ms_again() -> None:
    guard = PalmGuard()
    for near, at_us in ((True, 0), (False, 100_000), (True, 200_000), (False, 250_000)):
        guard.pen(near, at_us)
    assert guard.is_muted(449_999)
    assert not guard.is_muted(450_000)
