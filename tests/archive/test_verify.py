"""Verification: a change of any entry is found and named, and nothing is called anchored that nobody outside holds."""

from __future__ import annotations

import random
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from archive.entry import parse
from archive.receipt import Receipt
from archive.storage.port import Row
from archive.store import Store
from archive.verify import verify
from signing.finding import exit_code
from tests.archive.conftest import BEGAN, ORIGIN, STORE_KEY, Station, append, rewrite
from tests.archive.examining import column, english, examine, flip, kinds, other_raw, statement


def test_an_untouched_archive_is_self_consistent_and_no_more(station: Station) -> None:
    report = examine(station)
    assert (report.verdict, exit_code(report.findings)) == ("self-consistent", 4)
    assert kinds(report) == {"NOT_ANCHORED", "CONTENTS_UNCHECKED"}
    assert (report.size, report.signed_size, report.anchored_size) == (7, 7, 0)
    assert report.checked == {"entries": 7, "heads": 7, "blobs": 18, "contents": 0}
    assert report.unchecked == {"contents": 6, "outside": 0}
    assert (report.origin, report.kind, report.station) == (ORIGIN, "training", "示例街道就业服务站")


def test_the_newest_receipt_anchors_the_whole_log(station: Station) -> None:
    report = examine(station, store_key=STORE_KEY, receipts=station.receipts[-1:])
    assert (report.verdict, report.findings, exit_code(report.findings)) == ("anchored", (), 0)
    assert report.checked["contents"] == 6


def test_the_newest_checkpoint_anchors_as_well(station: Station) -> None:
    report = examine(station, checkpoints=station.notes[-1:])
    assert (report.verdict, kinds(report)) == ("anchored", {"CONTENTS_UNCHECKED"})


def test_an_older_receipt_anchors_only_what_it_covers(station: Station) -> None:
    report = examine(station, receipts=station.receipts[:3])
    assert (report.verdict, report.anchored_size) == ("self-consistent", 4)
    assert [english(finding.where) for finding in report.findings if finding.kind.name == "NOT_ANCHORED"] == [
        "entries from 4 on"
    ]


def test_entries_behind_the_last_checkpoint_are_named(station: Station) -> None:
    with Store.open(station.folder) as store:
        append(store, 9)
    report = examine(station)
    assert "UNSIGNED_TAIL" in kinds(report)
    assert report.verdict == "self-consistent"


def test_a_clock_that_went_back_is_noted(station: Station) -> None:
    with Store.open(station.folder) as store:
        append(store, 0)
    assert "CLOCK_BACK" in kinds(examine(station))


def test_an_open_store_is_verified_as_the_disk_has_it(station: Station) -> None:
    with Store.open(station.folder) as store:
        append(store, 9)
        assert verify(store, store_key=STORE_KEY).size == 8


# ---- rows ----


def swap(station: Station) -> None:
    for old, new in ((3, 99), (4, 3), (99, 4)):
        station.sql("UPDATE entry SET seq = ? WHERE seq = ?", new, old)


def insert(station: Station) -> None:
    """An entry of the intruder's making in the middle, the ones behind moved up; links left as they were."""
    for seq in (6, 5, 4, 3):
        station.sql("UPDATE entry SET seq = ? WHERE seq = ?", seq + 1, seq)
    made = replace(station.entries[3], id="intruder", commit="00" * 32)
    columns = {"log_id": 1} | Row.of(made).columns() | {"prev": b"x"}
    marks = ",".join("?" * len(columns))
    station.sql(f"INSERT INTO entry ({','.join(columns)}) VALUES ({marks})", *columns.values())


def foreign(station: Station) -> None:
    with closing(sqlite3.connect(station.database)) as connection, connection:
        connection.execute("INSERT INTO log SELECT 2, 'other', suite, head_seq, head_leaf FROM log")
        connection.execute("INSERT INTO entry SELECT 2, 7, prev, leaf, raw, id, type, ts, about FROM entry WHERE seq=3")


def recomputed(harm: Callable[[Station], None], first: int) -> Callable[[Station], None]:
    def both(station: Station) -> None:
        harm(station)
        rewrite(station, first)

    return both


ROWS = {
    "a byte of an entry flipped": (other_raw(lambda raw: raw.replace(b'"level"', b'"lever"')), "ENTRY_MALFORMED"),
    "an entry of a type that does not exist": (
        other_raw(lambda raw: raw.replace(b'"record"', b'"recorc"')),
        "PREV_MISMATCH",
    ),
    "an entry changed, still in form": (other_raw(lambda raw: raw.replace(b"L1", b"L3")), "INDEX_MISMATCH"),
    "an entry that is no longer canonical": (other_raw(lambda raw: raw + b" "), "ENTRY_MALFORMED"),
    "an entry emptied": (other_raw(lambda raw: b""), "ENTRY_MALFORMED"),
    "an entry stored as text": (column("raw", "text"), "ENTRY_MALFORMED"),
    "the time column changed": (column("ts", "2026-01-01T00:00:00.000Z"), "INDEX_MISMATCH"),
    "the type column changed": (column("type", "void"), "INDEX_MISMATCH"),
    "the id column changed": (column("id", "another"), "INDEX_MISMATCH"),
    "the about column changed": (column("about", "another"), "INDEX_MISMATCH"),
    "the link column changed": (column("prev", bytes(32)), "INDEX_MISMATCH"),
    "the link column overlong": (column("prev", bytes(40)), "INDEX_MISMATCH"),
    "the leaf column changed": (column("leaf", bytes(32)), "INDEX_MISMATCH"),
    "the number column changed": (column("seq", 77), "SEQ_GAP"),
    "the id column no longer text": (column("id", b"\xff\xfe"), "INDEX_MISMATCH"),
    "the type column invalid UTF-8": (
        statement("UPDATE entry SET type=CAST(X'ff' AS TEXT) WHERE seq=3"),
        "INDEX_MISMATCH",
    ),
    "an entry deleted": (statement("DELETE FROM entry WHERE seq = 3"), "SEQ_GAP"),
    "the first entry deleted": (statement("DELETE FROM entry WHERE seq = 0"), "SEQ_GAP"),
    "all entries deleted": (statement("DELETE FROM entry"), "LOG_EMPTY"),
    "two entries swapped": (swap, "SEQ_GAP"),
    "an entry inserted": (insert, "SEQ_GAP"),
    "the last entry cut off": (statement("DELETE FROM entry WHERE seq = 6"), "ROLLBACK"),
    "a row of another log": (foreign, "FOREIGN_ROW"),
    "the head's number changed": (statement("UPDATE log SET head_seq = 5"), "HEAD_MISMATCH"),
    "the head's leaf changed": (statement("UPDATE log SET head_leaf = zeroblob(32)"), "HEAD_MISMATCH"),
    "the log's name changed": (statement("UPDATE log SET origin = 'other'"), "HEAD_MISMATCH"),
    "the head deleted": (statement("DELETE FROM log"), "LOG_UNREADABLE"),
    "an entry changed and the chain recomputed": (
        recomputed(other_raw(lambda raw: raw.replace(b"L1", b"L3")), 3),
        "FORK",
    ),
}


@pytest.mark.parametrize(("harm", "kind"), ROWS.values(), ids=ROWS)
def test_a_harmed_row_is_found_and_named(station: Station, harm: Callable[[Station], None], kind: str) -> None:
    harm(station)
    report = examine(station, store_key=STORE_KEY, receipts=station.receipts)
    assert kind in kinds(report)
    assert (report.verdict, exit_code(report.findings)) == ("damaged", 1)


def test_a_finding_names_entry_record_column_and_both_values(station: Station) -> None:
    column("ts", "2026-01-01T00:00:00.000Z")(station)
    (finding,) = [each for each in examine(station).findings if each.kind.name == "INDEX_MISMATCH"]
    entry = station.entries[3]
    assert english(finding.where) == f"entry 3 record {entry.id} column ts"
    assert (english(finding.expected), english(finding.found)) == (entry.ts, "2026-01-01T00:00:00.000Z")


def test_all_damages_are_said_not_the_first(station: Station) -> None:
    for seq in (2, 4):
        station.sql("UPDATE entry SET ts = 'x' WHERE seq = ?", seq)
    flip(station.blob(5, "document"))
    assert (
        len([each for each in examine(station).findings if each.kind.name in ("INDEX_MISMATCH", "BLOB_MISMATCH")]) == 3
    )


def test_no_flipped_bit_of_any_column_stays_unseen(station: Station, tmp_path: Path) -> None:
    """Samples a bit of every column of every row; the long sweep is the same with all of them."""
    chance = random.Random(20261122)
    columns = ("seq", "prev", "leaf", "raw", "id", "type", "ts")
    for seq in range(7):
        for name in columns:
            folder = tmp_path / f"{seq}-{name}"
            shutil.copytree(station.folder, folder)
            harmed = replace(station, folder=folder)
            ((value,),) = harmed.rows(f"SELECT {name} FROM entry WHERE seq = ?", seq)
            harmed.sql(f"UPDATE entry SET {name} = ? WHERE seq = ?", flipped(value, chance), seq)
            report = examine(harmed)
            assert report.verdict == "damaged", (seq, name)


def flipped(value: object, chance: random.Random) -> object:
    match value:
        case int():
            return value ^ 1 << chance.randrange(8, 40)
        case str():
            data = bytearray(value.encode())
            data[chance.randrange(len(data))] ^= 1
            return data.decode()
        case bytes():
            data = bytearray(value)
            data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
            return bytes(data)
    raise AssertionError(value)


def test_an_entry_that_belongs_to_another_log_is_named(station: Station) -> None:
    other_raw(lambda raw: raw.replace(b"0042", b"0043"))(station)
    assert "FOREIGN_ROW" in kinds(examine(station))


def test_memory_does_not_hold_the_log(station: Station) -> None:
    """What is kept on the walk is the tree's edge, not its leaves."""
    from archive.verify import _Walk

    with station.log() as log:
        walk = _Walk(log, None)
        walk.entries()
        assert len(walk.tree.peaks) == 3
        assert parse(station.entries[6].to_bytes()).leaf() == walk.link


def test_a_receipt_made_today_is_what_was_kept(station: Station) -> None:
    assert Receipt.of(station.entries[6], station.notes[-1]) == station.receipts[-1]
    assert station.entries[0].ts == "2026-11-22T01:02:03.456Z"
    assert BEGAN.isoformat().startswith("2026-11-22T01:02:03.456")
