"""The ceremony: what happened around a signature, kept as evidence.

Acts in their order, as canonical JSON (RFC 8785). The digest of what is known when a signature is set is one of its
signed attributes; the whole is kept in the record's metadata. No answer and no ink is in it, only that they happened.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import rfc8785

NEWEST = 2
"""The version of a new visit's ceremony and record. What began under version 1 ends under it: signatures carry it."""

Facts = Mapping[str, str | int | bool | list[str]]


@dataclass(frozen=True, slots=True)
class Act:
    """One act: when (ISO 8601 UTC), who (role or staff id), what, and its facts, which may name an agent."""

    at: str
    who: str
    what: str
    facts: Facts = field(repr=False)

    def document(self) -> dict[str, Any]:
        """The act as a JSON object."""
        return {"at": self.at, "who": self.who, "what": self.what, "facts": dict(self.facts)}


def document(
    record: str, number: str, form: Mapping[str, str], acts: Sequence[Act], version: int = NEWEST
) -> dict[str, Any]:
    """The ceremony so far as a JSON object; `form` names id, edition and digest."""
    return {
        "format": f"luobi-ceremony/{version}",
        "record": record,
        "visit": number,
        "form": dict(form),
        "acts": [act.document() for act in acts],
    }


def digest(ceremony: Mapping[str, Any]) -> bytes:
    """SHA-256 of the canonical ceremony, 32 bytes."""
    return hashlib.sha256(rfc8785.dumps(dict(ceremony))).digest()
