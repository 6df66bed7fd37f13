"""The names of the parts of entries and records, as messages.

English shows the names that the formats use; Chinese translates them.
"""

from __future__ import annotations

from typing import Final

from archive.profile import EntryType
from forms.message import Message
from signing.roles import role_message

FACTS: Final = frozenset(
    {
        *(
            "basis",
            "by",
            "ca",
            "code",
            "copies",
            "custodian",
            "edition",
            "failures",
            "form",
            "form_sha256",
            "ink",
            "kind",
        ),
        *("kit", "level", "name", "names", "number", "of", "pages", "reason", "replaced_by", "replaces", "retention"),
        *("source", "staff", "station", "title", "to", "vkeys", "what"),
    }
)
"""Facts of entries and search fields that have a Chinese name; all others are shown as written."""
PARTS: Final = frozenset({"document", "metadata", "salt", "search"})
"""Parts of a record. Ink blobs take the names of their boxes."""
STATIONS: Final = frozenset({"training", "production"})
INK_PREFIX: Final = "ink-"


def name_of_fact(name: str) -> Message:
    """Name a fact of an entry, or a search field."""
    return Message(f"archive.fact-{name}") if name in FACTS else _as_written(name)


def name_of_part(role: str) -> Message:
    """Name a part of a record by its role."""
    if role.startswith(INK_PREFIX):
        return Message("archive.part-ink", box=role_message(role.removeprefix(INK_PREFIX)))
    return Message(f"archive.part-{role}") if role in PARTS else _as_written(role)


def name_of_type(type_: str) -> Message:
    """Name the type of an entry."""
    return Message(f"archive.type-{type_}") if type_ in set(EntryType) else _as_written(type_)


def name_of_station(kind: str) -> Message:
    """Name the kind of a station."""
    return Message(f"archive.station-{kind}") if kind in STATIONS else _as_written(kind)


def _as_written(name: str) -> Message:
    return Message("archive.as-written", name=name)
