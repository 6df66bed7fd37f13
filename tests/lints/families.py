"""The ids of messages that the product builds from tables, with the names of their parameters."""

from __future__ import annotations


def families() -> dict[str, frozenset[str]]:
    """Return every such id."""
    return {"forms.list-separator": frozenset()}
