"""Fingerprints: how a digest is shown to people who compare it by eye."""

from __future__ import annotations

from typing import Final

GROUP: Final = 4
"""The digits of a group."""
SHORT: Final = 4
"""The groups that screens show; whole fingerprints are for keys."""


def in_groups(digest: str, groups: int | None = None) -> str:
    """Return a digest in groups of four digits.

    Args:
        digest: The digest in hex.
        groups: How many groups from the beginning; None for all.
    """
    end = len(digest) if groups is None else min(len(digest), GROUP * groups)
    return " ".join(digest[at : at + GROUP] for at in range(0, end, GROUP))
