"""Hands while the pen is near."""

from __future__ import annotations

import pytest

from terminal.pad.palm import MUTE_US, Hand, PalmGuard

PRESS, MOVE, RELEASE = Hand.PRESS, Hand.MOVE, Hand.RELEASE

# (near or hand, at_us, swallowed); a pen's line tells whether a hand's press must be let go
STORIES = {
    "without a pen hands work": [(PRESS, 0, False), (MOVE, 1, False), (RELEASE, 2, False)],
    "hands are muted while the pen is near": [
        (True, 0, False),
        (PRESS, 9_000_000, True),
        (MOVE, 9_000_001, True),
        (RELEASE, 9_000_002, True),
    ],
    "and for a moment after it has left": [
        (True, 0, False),
        (False, 10, False),
        (PRESS, 10 + MUTE_US - 1, True),
        (RELEASE, 10 + MUTE_US, True),
        (PRESS, 10 + MUTE_US + 1, False),
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
        (MOVE, 3 + MUTE_US, True),
        (RELEASE, 4 + MUTE_US, False),
        (PRESS, 5 + MUTE_US, False),
    ],
    "a palm that came while the pen was near ends unheard": [
        (True, 0, False),
        (PRESS, 1, True),
        (False, 2, False),
        (MOVE, 3 + MUTE_US, True),
        (RELEASE, 4 + MUTE_US, True),
    ],
}


@pytest.mark.parametrize("story", STORIES.values(), ids=STORIES)
def test_hands_and_pen(story: list[tuple[Hand | bool, int, bool]]) -> None:
    guard = PalmGuard()
    told = [
        guard.swallows(what, at_us) if isinstance(what, Hand) else guard.pen(what, at_us) for what, at_us, _ in story
    ]
    assert told == [wanted for *_, wanted in story]
