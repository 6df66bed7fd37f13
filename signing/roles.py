"""The names of those who sign: roles, and the signature fields that are named after them."""

from __future__ import annotations

import re
from typing import Final

from forms.message import Message
from forms.roles import Role, agent_of

SEAL_FIELD: Final = "seal"
"""The signature field of the station's seal."""
ROLES: Final = frozenset(
    {
        *Role,
        *map(agent_of, (Role.APPLICANT, Role.WORKER, Role.EMPLOYER)),
        SEAL_FIELD,
    }
)
"""The roles that have a text; a form may name others."""
_WITNESS: Final = re.compile(r"(.+)-witness-(\d)", re.DOTALL)


def role_message(role: str) -> Message | str:
    """Return the name to show for a role or a signature field; the key itself where it has no text."""
    if met := _WITNESS.fullmatch(role):
        return Message("signing.role-witness-of", number=int(met[2]), of=_named(met[1]))
    return _named(role)


def _named(role: str) -> Message | str:
    return Message(f"signing.role-{role}") if role in ROLES else role
