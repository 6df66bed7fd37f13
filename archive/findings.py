"""Every kind of finding that `verify` can report about an archive, with its gravity. The texts are in `archive.po`."""

from __future__ import annotations

from typing import Final

from forms.message import Message
from signing.finding import FindingKind, Gravity

DAMAGE: Final = (
    "LOG_UNREADABLE",
    "DATABASE_DAMAGED",
    "ENTRY_MALFORMED",
    "SEQ_GAP",
    "PREV_MISMATCH",
    "INDEX_MISMATCH",
    "FOREIGN_ROW",
    "ABOUT_UNKNOWN",
    "HEAD_MISMATCH",
    "LOG_EMPTY",
    "BLOB_MISSING",
    "BLOB_MISMATCH",
    "BLOB_SEALED",
    "KEY_MALFORMED",
    "KEY_MISMATCH",
    "KEY_MISSING",
    "SCHEMA_CHANGED",
    "TRUST_MISSING",
    "CHECKPOINT_LOST",
    "COMMIT_MISMATCH",
    "CHECKPOINT_MALFORMED",
    "BAD_SIGNATURE",
    "TRUST_MISMATCH",
    "RECORD_MALFORMED",
    "RECORD_MISMATCH",
)
"""The archive is not what was written: restore it."""
INSIDER: Final = (
    "KEYS_DIFFER",
    "ROLLBACK",
    "RECORD_DELETED",
    "FORK",
    "RECEIPT_MISMATCH",
)
"""Only a person with the station's keys or disk can have caused this: report it to the auditors."""
OUTSIDE: Final = (
    "RECEIPT_UNSIGNED",
    "RECEIPT_ALTERED",
    "KEYS_OF_ANOTHER_LOG",
    "OUTSIDE_MALFORMED",
)
"""Faults of files from outside. They are no evidence against the archive."""
UNDONE: Final = (
    "ENTRY_NEWER",
    "RECORD_NEWER",
    "UNREADABLE",
    "CHANGED_MEANWHILE",
)
NOTES: Final = (
    "CHECKPOINT_UNPUBLISHED",
    "GREW_MEANWHILE",
    "NUMBER_REPEATED",
    "UNSIGNED_TAIL",
    "CONTENTS_UNCHECKED",
    "CLOCK_BACK",
    "ORPHAN",
)

KINDS: Final = {
    kind.name: kind
    for kind in (
        *(FindingKind("archive", name, Gravity.HARM, Message("archive.restore")) for name in DAMAGE),
        FindingKind("archive", "SEARCH_MISMATCH", Gravity.HARM),
        *(FindingKind("archive", name, Gravity.HARM, Message("archive.insider")) for name in INSIDER),
        *(FindingKind("archive", name, Gravity.UNDONE) for name in (*UNDONE, *OUTSIDE)),
        FindingKind("archive", "NOT_ANCHORED", Gravity.UNANCHORED),
        *(FindingKind("archive", name, Gravity.NOTE) for name in NOTES),
    )
}
