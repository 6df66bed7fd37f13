"""The check of the search index against the records' metadata.

The index is no evidence. But a record that is missing from it, or has wrong fields in it, is not found at the counter.
With the store's key, each record's fields are decrypted and compared with its metadata, and its tokens with its fields.
Findings name no value, since fields are personal.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from archive import search
from archive.ceremony import NEWEST
from archive.entry import Entry, EntryType
from archive.errors import BlobError
from archive.finding_texts import NO_ROW, at_role
from archive.findings import KINDS
from archive.log import Log
from archive.metadata import Metadata
from forms.message import Message
from signing.finding import Finding

_COMPARED = frozenset({EntryType.RECORD, EntryType.VOID, EntryType.PAPER})
Fields = Mapping[str, Sequence[str]]


def index_findings(log: Log, entry: Entry, store_key: bytes) -> tuple[Fields | None, list[Finding]]:
    """Return the search fields of an entry that has blobs, and the findings about its rows in the index.

    The fields are None when they have no row or cannot be decrypted.

    Args:
        log: The log with the index.
        entry: The entry of the record.
        store_key: The key of the store.
    """
    try:
        fields = log.opened_fields(entry.id, store_key)
    except BlobError:
        return None, [_finding(entry, Message("archive.found-sealed"))]
    if fields is None:
        return None, [_finding(entry, NO_ROW)]
    tokens = search.tokens(fields, store_key)
    missing = len(tokens) - log.tokens_of(entry.id, tokens)
    return fields, [_finding(entry, Message("archive.found-tokens-missing"))] if missing else []


def said_findings(entry: Entry, fields: Fields, metadata: bytes) -> Iterator[Finding]:
    """Yield a finding for each search field of a record that differs from its metadata.

    Nothing is yielded for types and formats of metadata that are not checked here.

    Args:
        entry: The entry of the record.
        fields: The decrypted search fields.
        metadata: The decrypted metadata, JSON.
    """
    if entry.type not in _COMPARED:
        return
    told = Metadata.read(metadata)
    if told is None or told.version not in range(1, NEWEST + 1):
        return  # a finding where the record is judged
    for name, stated, another in (
        ("number", told.visit, Message("archive.found-another-number")),
        ("title", told.title, Message("archive.found-another-title")),
    ):
        if tuple(fields.get(name, ())) != (stated,):
            yield _finding(entry, another)
    names = {name for each in told.signatures for name in (each.name, each.principal) if name}
    if not names <= set(fields.get("names", ())):
        yield _finding(entry, Message("archive.found-name-missing"))


def _finding(entry: Entry, found: Message) -> Finding:
    return Finding(KINDS["SEARCH_MISMATCH"], at_role(entry.id, search.ROLE, entry.seq), found=found)
