"""How many things fit beside or below each other: in their order, each row or page as full as it gets. No Qt."""

from __future__ import annotations

from collections.abc import Sequence


def dealt_out(sizes: Sequence[int], room: int, gap: int, most: int | None = None) -> tuple[tuple[int, ...], ...]:
    """Indices of the things that stand together, at most that many; one too large stands alone. At least one group.

    `sizes`, the `room` of a group and the `gap` between two things are pixels, along the way in which they stand.
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
