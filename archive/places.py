"""The places and finds that findings name, as messages, and values that all languages write alike."""

from __future__ import annotations

from typing import Final

from archive.names import name_of_part
from forms.message import Message
from signing.finding import Fact

LOG: Final = Message("archive.at-log")
NO_ENTRY: Final = Message("archive.found-no-entry")
NO_ROW: Final = Message("archive.found-no-row")
SCHEMA: Final = frozenset({"table", "index", "trigger", "view"})
"""What the schema of a database is made of."""


def fact(value: object) -> Fact:
    """Return a value as a fact: a message as it is, anything else as its text."""
    return value if isinstance(value, Message) else str(value)


def at_entry(seq: int, record: object) -> Message:
    """Name an entry by its number and the id in its row, which may be anything."""
    return Message("archive.at-entry", entry=seq, record=str(record))


def at_record(record: str, seq: int) -> Message:
    """Name a record and its entry."""
    return Message("archive.at-record", record=record, entry=seq)


def at_part(record: str, part: Message, seq: int) -> Message:
    """Name a part of a record, or something that a part says."""
    return Message("archive.at-part", record=record, part=part, entry=seq)


def at_role(record: str, role: str, seq: int) -> Message:
    """Name a part of a record by its role."""
    return at_part(record, name_of_part(role), seq)


def at_records(*records: str) -> Message:
    """Name records by their ids alone."""
    return Message("archive.at-records", records=", ".join(records))


def at_receipt(record: str, seq: int) -> Message:
    """Name the receipt of a record."""
    return Message("archive.at-receipt", record=record, entry=seq)


def at_checkpoint(size: object) -> Message:
    """Name a checkpoint of the station by the size in its row, which may be anything."""
    return Message("archive.at-checkpoint", size=str(size))


def at_column(whose: Message, column: str) -> Message:
    """Name a column of a row."""
    return Message("archive.at-column", whose=whose, column=column)


def at_table(table: str) -> Message:
    """Name a table."""
    return Message("archive.at-table", table=table)


def at_file(file: str) -> Message:
    """Name a file of the station."""
    return Message("archive.at-file", file=file)


def at_schema(kind: str, name: str) -> Message:
    """Name what a schema has more, less or otherwise."""
    if kind in SCHEMA:
        return Message(f"archive.schema-{kind}", name=name)
    return Message("archive.schema-other", kind=kind, name=name)


def count_entries(count: int) -> Message:
    """Say how many entries there are."""
    return Message("archive.count-entries", count=count)


def count_rows(count: int) -> Message:
    """Say how many rows there are."""
    return Message("archive.count-rows", count=count)


def count_bytes(count: int) -> Message:
    """Say how many bytes there are."""
    return Message("archive.count-bytes", count=count)


def content(digest: str, size: int) -> Message:
    """Name a file by its digest and size."""
    return Message("archive.content", digest=digest, size=size)
