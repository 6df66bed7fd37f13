"""The roles of those who sign, enter and check, by the values that forms, signatures and records hold.

A form may name other roles than these; so a role in an answer, a box or an act is a text.
"""

from enum import StrEnum
from typing import Final

_AGENT: Final = "-agent"


class Role(StrEnum):
    """A role that the product knows."""

    APPLICANT = "applicant"
    STAFF = "staff"
    WORKER = "worker"
    EMPLOYER = "employer"
    WITNESS = "witness"
    """One of the two staff who sign as witnesses of a mark."""


def agent_of(role: str) -> str:
    """Return the role of a person who acts for the party with the role `role`."""
    return role + _AGENT


def is_agent(role: str) -> bool:
    """Return whether a role is that of a person who acts for another party."""
    return role.endswith(_AGENT)
