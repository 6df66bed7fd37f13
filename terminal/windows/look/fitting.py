"""Which things fit next to or below each other, in their order, with each row or page as full as possible. No Qt."""

from __future__ import annotations

from collections.abc import Sequence


def dealt_out(sizes: Sequence[int], room: int, gap: int, most: int | None = None) -> tuple[tuple[int, ...], ...]:
    """Return the indices of the things in each group, in their order; one empty group where there are no things.

    A thing that is larger than the room gets a group of its own.

    Args:
        sizes: The size of each thing in pixels, along the direction of the row or column.
        room: The length of one group in pixels.
        gap: The space between two things in pixels.
        most: The largest number of things in a group. None means no limit.
    """
    groups: list[tuple[int, ...]] = []
    group: tuple[int, ...] = ()
    used = 0
    for at, size in enumerate(sizes):
        more = size + (gap if group else 0)
        if group and (used + more > room or len(group) == most):
            groups.append(group)
            group, used, more = (), 0, size
        group, used = (*group, at), used + more
    return (*groups, group)
