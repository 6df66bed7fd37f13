"""The one record's question: is what this receipt was given for unchanged, however far the log has grown?"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace

import pytest

from archive import verify_receipt
from archive.checkpoint import Checkpoint, sign
from archive.errors import NewerEntry
from archive.receipt import Receipt
from archive.verify_receipt import RecordAnswer, answer
from signing.finding import exit_code
from tests.archive.conftest import ORIGIN, STRANGER, Station
from tests.archive.test_verify_outside import ALTERED, cut, cut_and_continued, forged, left_out


def ask(station: Station, receipt: Receipt) -> RecordAnswer:
    with station.log() as log:
        return answer(log, receipt)


def kinds(told: RecordAnswer) -> set[str]:
    return {each.kind.name for each in told.findings}


@pytest.mark.parametrize("number", range(6))
def test_a_record_is_unchanged_although_the_log_has_grown(station: Station, number: int) -> None:
    told = ask(station, station.receipts[number])
    assert (told.findings, exit_code(told.findings)) == ([], 0)
    assert (told.covered, told.size, told.kind) == (number + 2, 7, "training")


def test_damage_elsewhere_is_not_the_records(station: Station) -> None:
    """The whole archive is damaged, and `archive verify` says so; this record is not."""
    path = station.blob(5, "document")
    path.write_bytes(path.read_bytes()[:-1] + b"x")
    station.sql("UPDATE entry SET raw = ? WHERE seq = 6", b"{}")
    assert ask(station, station.receipts[1]).findings == []


HARM: dict[str, tuple[Callable[[Station], object], int, set[str]]] = {
    "its file altered": (lambda station: flip(station, 3, "document"), 2, {"BLOB_MISMATCH"}),
    "its ink gone": (lambda station: station.blob(3, "ink-applicant").unlink(), 2, {"BLOB_MISSING"}),
    "its entry forged, everything signed anew": (forged(3), 2, {"FORK", "RECEIPT_MISMATCH"}),
    "an entry before it forged": (forged(3), 4, {"FORK", "RECEIPT_MISMATCH"}),
    "an entry before it left out": (left_out, 4, {"FORK", "RECEIPT_MISMATCH"}),
    "the end cut off": (cut, 5, {"ROLLBACK"}),
    "the end cut off and others written": (cut_and_continued, 5, {"FORK", "RECEIPT_MISMATCH"}),
    "its bytes no entry": (lambda station: station.sql("UPDATE entry SET raw = x'00' WHERE seq = 3"), 2, {"FORK"}),
    "the first entry no entry": (
        lambda station: station.sql("UPDATE entry SET raw = x'00' WHERE seq = 0"),
        2,
        {"LOG_UNREADABLE"},
    ),
    "no entries": (lambda station: station.sql("DELETE FROM entry"), 2, {"LOG_EMPTY"}),
    "no tables": (lambda station: dropped(station), 2, {"LOG_UNREADABLE"}),
}


def dropped(station: Station) -> None:
    with closing(sqlite3.connect(station.database)) as connection:
        connection.execute("DROP TABLE entry")


def flip(station: Station, seq: int, role: str) -> None:
    path = station.blob(seq, role)
    path.write_bytes(path.read_bytes()[:-1] + b"x")


@pytest.mark.parametrize(("harm", "number", "expected"), HARM.values(), ids=HARM)
def test_a_changed_record_is_found(
    station: Station, harm: Callable[[Station], object], number: int, expected: set[str]
) -> None:
    harm(station)
    told = ask(station, station.receipts[number])
    assert expected <= kinds(told)
    assert exit_code(told.findings) == 1


def test_an_entry_of_a_newer_version_is_not_judged(station: Station, monkeypatch: pytest.MonkeyPatch) -> None:
    def parse(raw: bytes) -> None:
        raise NewerEntry("made by version 9")

    monkeypatch.setattr(verify_receipt, "parse", parse)
    told = ask(station, station.receipts[2])
    assert (kinds(told), exit_code(told.findings)) == ({"ENTRY_NEWER"}, 3)


@pytest.mark.parametrize("alter", ALTERED.values(), ids=ALTERED)
def test_an_altered_receipt_is_the_receipts_fault(station: Station, alter: Callable[[Receipt], Receipt]) -> None:
    told = ask(station, alter(station.receipts[-1]))
    assert (kinds(told), exit_code(told.findings)) == ({"RECEIPT_ALTERED"}, 3)


def test_a_receipt_of_another_log_is_not_used(station: Station) -> None:
    note = sign(Checkpoint(ORIGIN, 7, bytes(32)), STRANGER)
    told = ask(station, replace(station.receipts[-1], note=note))
    assert (kinds(told), exit_code(told.findings)) == ({"RECEIPT_UNSIGNED"}, 3)
