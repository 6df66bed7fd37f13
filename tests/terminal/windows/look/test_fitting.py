"""Things are dealt out in their order: as many together as there is room for, and no thing is left out."""

from __future__ import annotations

import pytest

from terminal.windows.look.fitting import dealt_out


@pytest.mark.parametrize(
    ("sizes", "room", "gap", "groups"),
    [
        ([], 100, 10, ((),)),
        ([40, 50], 100, 10, ((0, 1),)),
        ([40, 51], 100, 10, ((0,), (1,))),
        ([120, 20], 100, 10, ((0,), (1,))),
        ([20, 120, 20, 20], 100, 10, ((0,), (1,), (2, 3))),
    ],
)
def test_as_many_stand_together_as_there_is_room_for_with_gaps_between(
    sizes: list[int], room: int, gap: int, groups: tuple[tuple[int, ...], ...]
) -> None:
    assert dealt_out(sizes, room, gap) == groups


def test_no_more_stand_together_than_may() -> None:
    assert dealt_out([1] * 5, 100, 0, 2) == ((0, 1), (2, 3), (4,))
