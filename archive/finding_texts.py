"""The places and observations in findings, as messages, and values that look the same in all languages."""

from __future__ import annotations

from typing import Final

from archive.names import name_of_part
from forms.message import Message
from signing.finding import Fact

LOG: Final = Message("archive.at-log")
NO_ENTRY: Final = Message("archive.found-no-entry")
NO_ROW: Final = Message("archive.found-no-row")
SCHEMA: Final = frozenset({"table", "index", "trigger", "view"})
"""The kinds of object that the schema of a database consists of."""


def fact(value: object) -> Fact:
    """Return a value as a fact: a message unchanged, anything else as its text."""
    return value if isinstance(value, Message) else str(value)


def at_entry(seq: int, record: object) -> Message:
    """Name an entry by its number `seq` and by the id `record` in its row, which may be any value."""
    return Message("archive.at-entry", entry=seq, record=str(record))


def at_record(record: str, seq: int) -> Message:
    """Name the record with the id `record` and the number `seq` of its entry."""
    return Message("archive.at-record", record=record, entry=seq)


def at_part(record: str, part: Message, seq: int) -> Message:
    """Name a part of a record, or a statement inside a part.

    Args:
        record: The id of the record.
        part: The name of the part or statement.
        seq: The number of the record's entry.
    """
    return Message("archive.at-part", record=record, part=part, entry=seq)


def at_role(record: str, role: str, seq: int) -> Message:
    """Name a part of a record by its role.

    Args:
        record: The id of the record.
        role: The role of the part, such as "document".
        seq: The number of the record's entry.
    """
    return at_part(record, name_of_part(role), seq)


def at_records(*records: str) -> Message:
    """Name records by their ids alone."""
    return Message("archive.at-records", records=", ".join(records))


def at_receipt(record: str, seq: int) -> Message:
    """Name the receipt of the record with the id `record`; `seq` is the entry number in the receipt."""
    return Message("archive.at-receipt", record=record, entry=seq)


def at_checkpoint(size: object) -> Message:
    """Name a checkpoint of the station by the size in its row, which may be any value."""
    return Message("archive.at-checkpoint", size=str(size))


def at_column(whose: Message, column: str) -> Message:
    """Name the column `column` of a row.

    Args:
        whose: The place of the row.
        column: The column's name.
    """
    return Message("archive.at-column", whose=whose, column=column)


def at_table(table: str) -> Message:
    """Name a table of the database."""
    return Message("archive.at-table", table=table)


def at_file(file: str) -> Message:
    """Name a file of the station."""
    return Message("archive.at-file", file=file)


def at_schema(kind: str, name: str) -> Message:
    """Name an object that a schema has in excess, lacks or defines differently.

    Args:
        kind: Its kind as SQLite writes it, such as "trigger"; kinds outside `SCHEMA` are shown as they are.
        name: Its name.
    """
    if kind in SCHEMA:
        return Message(f"archive.schema-{kind}", name=name)
    return Message("archive.schema-other", kind=kind, name=name)


def count_entries(count: int) -> Message:
    """Return a number of entries as a message."""
    return Message("archive.count-entries", count=count)


def count_rows(count: int) -> Message:
    """Return a number of rows as a message."""
    return Message("archive.count-rows", count=count)


def count_bytes(count: int) -> Message:
    """Return a number of bytes as a message."""
    return Message("signing.bytes", count=count)


def content(digest: str, size: int) -> Message:
    """Name a file by its `digest` (SHA-256, hex) and its `size` in bytes."""
    return Message("archive.content", digest=digest, size=size)
