"""Verification: whatever was changed is found and named, and nothing is called anchored that nobody outside holds."""

from __future__ import annotations

import os
import random
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import Encoding

from archive.checkpoint import Checkpoint, sign
from archive.entry import parse
from archive.log import Log, Row
from archive.receipt import Receipt
from archive.store import Store
from archive.verify import ArchiveReport, verify
from signing.custodian import public_file
from signing.finding import exit_code
from tests.archive import papers
from tests.archive.conftest import BEGAN, KEYS, ORIGIN, STORE_KEY, STRANGER, Station, append, rewrite


def examine(station: Station, **outside: object) -> ArchiveReport:
    with station.log() as log:
        return verify(log, **outside)  # type: ignore[arg-type]


def kinds(report: ArchiveReport) -> set[str]:
    return {finding.kind.name for finding in report.findings}


def flip(path: Path, at: int = 20) -> None:
    data = bytearray(path.read_bytes())
    data[at] ^= 1
    path.write_bytes(data)


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
    assert [finding.where for finding in report.findings if finding.kind.name == "NOT_ANCHORED"] == [
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


def other_raw(change: Callable[[bytes], bytes]) -> Callable[[Station], None]:
    def harm(station: Station) -> None:
        station.sql("UPDATE entry SET raw = ? WHERE seq = 3", change(station.entries[3].to_bytes()))

    return harm


def column(name: str, value: object) -> Callable[[Station], None]:
    return lambda station: station.sql(f"UPDATE entry SET {name} = ? WHERE seq = 3", value)


def statement(text: str) -> Callable[[Station], None]:
    return lambda station: station.sql(text)


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
    "a byte of an entry flipped": (other_raw(lambda raw: raw.replace(b"record", b"recorc")), "ENTRY_MALFORMED"),
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
    assert finding.where == f"entry 3 record {entry.id} column ts"
    assert (finding.expected, finding.found) == (entry.ts, "2026-01-01T00:00:00.000Z")


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


# ---- the insider ----


def forged(first: int, keys: object = KEYS) -> Callable[[Station], None]:
    """Change an entry, recompute everything, sign all checkpoints anew: database and keys in one hand."""

    def harm(station: Station) -> None:
        other_raw(lambda raw: raw.replace(b"L1", b"L3"))(station)
        rewrite(station, first, keys)  # type: ignore[arg-type]

    return harm


def forget(station: Station, first: int, last: int) -> None:
    """Delete entries and every row beside them, as one does who knows the tables."""
    for seq in range(first, last + 1):
        for table in ("wrapkey", "salt", "search", "search_token"):
            station.sql(f"DELETE FROM {table} WHERE record = ?", station.entries[seq].id)
        station.sql("DELETE FROM entry WHERE seq = ?", seq)


def cut(station: Station) -> None:
    forget(station, 5, 6)
    rewrite(station, 5, KEYS)


def cut_and_continued(station: Station) -> None:
    cut(station)
    with Store.open(station.folder) as store:
        for number in (20, 21, 22):
            append(store, number)
        store.sign_checkpoint(KEYS)


def left_out(station: Station) -> None:
    forget(station, 3, 3)
    rewrite(station, 3, KEYS)


INSIDER = {
    "an entry changed": (forged(3), {"FORK", "RECEIPT_MISMATCH"}),
    "an entry left out": (left_out, {"ROLLBACK", "RECEIPT_MISMATCH"}),
    "the end cut off": (cut, {"ROLLBACK", "RECEIPT_MISMATCH"}),
    "the end cut off and others written": (cut_and_continued, {"FORK", "RECEIPT_MISMATCH"}),
}


@pytest.mark.parametrize(("harm", "expected"), INSIDER.values(), ids=INSIDER)
def test_an_insider_with_database_and_keys_is_caught_by_a_kept_receipt(
    station: Station, harm: Callable[[Station], None], expected: set[str]
) -> None:
    harm(station)
    alone = examine(station)
    assert alone.verdict == "self-consistent", (
        "without a receipt the forgery is consistent, and must not be called more"
    )
    report = examine(station, receipts=station.receipts)
    assert expected <= kinds(report)
    assert exit_code(report.findings) == 1


def test_a_receipt_that_the_logs_keys_did_not_sign_is_named(station: Station) -> None:
    note = sign(Checkpoint(ORIGIN, 7, bytes(32)), STRANGER)
    report = examine(station, receipts=[replace(station.receipts[-1], note=note)], checkpoints=[note])
    assert [each.kind.name for each in report.findings].count("RECEIPT_UNSIGNED") == 2
    assert report.verdict == "damaged"


def test_a_receipt_for_another_record_is_named(station: Station) -> None:
    report = examine(station, receipts=[replace(station.receipts[-1], record="another")])
    assert "RECEIPT_MISMATCH" in kinds(report)
    report = examine(station, receipts=[replace(station.receipts[-1], leaf=bytes(32))])
    assert "RECEIPT_MISMATCH" in kinds(report)


def test_a_receipt_for_more_than_its_checkpoint_covers_is_none(station: Station) -> None:
    report = examine(station, receipts=[replace(station.receipts[0], seq=6)])
    assert "RECEIPT_UNSIGNED" in kinds(report)


# ---- checkpoints ----


def note_of(size: int, change: Callable[[str], str]) -> Callable[[Station], None]:
    def harm(station: Station) -> None:
        ((note,),) = station.rows("SELECT note FROM checkpoint WHERE size = ?", size)
        changed = change(str(note))
        assert changed != note
        station.sql("UPDATE checkpoint SET note = ? WHERE size = ?", changed, size)

    return harm


def signed_by_another(station: Station) -> None:
    head = Checkpoint(ORIGIN, 5, bytes(32))
    station.sql("UPDATE checkpoint SET note = ? WHERE size = 5", sign(head, STRANGER))


def signed_wrong_root(station: Station) -> None:
    station.sql("UPDATE checkpoint SET note = ? WHERE size = 5", sign(Checkpoint(ORIGIN, 5, bytes(32)), KEYS))


def signed_other_origin(station: Station) -> None:
    keys = replace(KEYS, origin="other.example")
    station.sql("UPDATE checkpoint SET note = ? WHERE size = 5", sign(Checkpoint("other.example", 5, bytes(32)), keys))


def in_file(change: Callable[[str], str]) -> Callable[[Station], None]:
    def harm(station: Station) -> None:
        path = station.folder / "checkpoint"
        path.write_text(change(path.read_text("utf-8")), encoding="utf-8")

    return harm


def line(note: str, number: int) -> str:
    return note.splitlines(keepends=True)[number]


CHECKPOINTS = {
    "the root changed": (note_of(5, lambda note: note.replace(line(note, 2)[:4], "AAAA", 1)), "BAD_SIGNATURE"),
    "the size changed": (note_of(5, lambda note: note.replace("\n5\n", "\n6\n")), "BAD_SIGNATURE"),
    "the origin changed": (note_of(5, lambda note: note.replace("0042", "0043", 1)), "BAD_SIGNATURE"),
    "the Ed25519 line gone": (note_of(5, lambda note: note.replace(line(note, 4), "")), "BAD_SIGNATURE"),
    "the ML-DSA line gone": (note_of(5, lambda note: note.replace(line(note, 5), "")), "BAD_SIGNATURE"),
    "an extension line": (note_of(5, lambda note: note.replace("\n\n", "\nmore\n\n")), "CHECKPOINT_MALFORMED"),
    "half of the note": (note_of(5, lambda note: note[:100]), "CHECKPOINT_MALFORMED"),
    "the note is a number": (statement("UPDATE checkpoint SET note = 5 WHERE size = 5"), "CHECKPOINT_MALFORMED"),
    "signed by another key": (signed_by_another, "BAD_SIGNATURE"),
    "another root, signed by the log's keys": (signed_wrong_root, "FORK"),
    "another log's name": (signed_other_origin, "BAD_SIGNATURE"),
    "the size column changed": (statement("UPDATE checkpoint SET size = 50 WHERE size = 5"), "INDEX_MISMATCH"),
    "the edge changed": (statement("UPDATE checkpoint SET peaks = zeroblob(64) WHERE size = 5"), "INDEX_MISMATCH"),
    "the edge cut off": (statement("UPDATE checkpoint SET peaks = X'' WHERE size = 5"), "INDEX_MISMATCH"),
    "a checkpoint of the future": (
        lambda station: (station.folder / "checkpoint").write_text(sign(Checkpoint(ORIGIN, 99, bytes(32)), KEYS)),
        "ROLLBACK",
    ),
    "the file changed": (in_file(lambda note: note.replace("\n7\n", "\n8\n")), "BAD_SIGNATURE"),
    "the file emptied": (in_file(lambda note: ""), "CHECKPOINT_MALFORMED"),
    "the file no longer text": (
        lambda station: (station.folder / "checkpoint").write_bytes(b"\xff\xfe"),
        "CHECKPOINT_MALFORMED",
    ),
    "the trust file changed": (
        lambda station: (station.folder / "trust/log.vkeys").write_text("\n".join(STRANGER.vkeys)),
        "TRUST_MISMATCH",
    ),
}


@pytest.mark.parametrize(("harm", "kind"), CHECKPOINTS.values(), ids=CHECKPOINTS)
def test_a_harmed_checkpoint_is_found_and_named(station: Station, harm: Callable[[Station], None], kind: str) -> None:
    harm(station)
    report = examine(station)
    assert kind in kinds(report)
    assert (report.verdict, exit_code(report.findings)) == ("damaged", 1)


# ---- blobs ----

BLOBS = {
    "a byte flipped": (flip, "BLOB_MISMATCH"),
    "the first byte flipped": (lambda path: flip(path, 0), "BLOB_MISMATCH"),
    "the last byte flipped": (lambda path: flip(path, -1), "BLOB_MISMATCH"),
    "cut short": (lambda path: path.write_bytes(path.read_bytes()[:-1]), "BLOB_MISMATCH"),
    "a byte more": (lambda path: path.write_bytes(path.read_bytes() + b"\0"), "BLOB_MISMATCH"),
    "emptied": (lambda path: path.write_bytes(b""), "BLOB_MISMATCH"),
    "deleted": (Path.unlink, "BLOB_MISSING"),
    "a folder in its place": (lambda path: (path.unlink(), path.mkdir()), "BLOB_MISMATCH"),
    "a pipe in its place": (lambda path: (path.unlink(), os.mkfifo(path)), "BLOB_MISMATCH"),
    "a link in its place": (lambda path: path.symlink_to(path.rename(path.with_suffix(".x"))), "BLOB_MISMATCH"),
    "a file in place of its folder": (
        lambda path: (path.parent.rename(path.parent.with_suffix(".x")), path.parent.touch()),
        "BLOB_MISSING",
    ),
}


@pytest.mark.parametrize("role", ["document", "metadata", "ink-applicant"])
@pytest.mark.parametrize(("harm", "kind"), BLOBS.values(), ids=BLOBS)
def test_a_harmed_blob_is_found_and_named(
    station: Station, harm: Callable[[Path], object], kind: str, role: str
) -> None:
    path = station.blob(4, role)
    harm(path)
    report = examine(station, receipts=station.receipts)
    where = f"record {station.entries[4].id} {role} (entry 4)"  # a folder may hold another record's blob as well
    (finding,) = [each for each in report.findings if each.where == where]
    assert finding.kind.name == kind
    assert path.name in finding.expected
    assert exit_code(report.findings) == 1


def test_two_blobs_changed_for_each_other_are_both_found(station: Station) -> None:
    one, other = station.blob(2, "document"), station.blob(3, "document")
    data = one.read_bytes()
    one.write_bytes(other.read_bytes())
    other.write_bytes(data)
    assert [each.kind.name for each in examine(station).findings].count("BLOB_MISMATCH") == 2


def other_salt(station: Station) -> None:
    """A salt of the store's own key, but of another value: only the commitment can tell."""
    from archive.blobs import Place, encrypt_value

    sealed = encrypt_value(bytes(32), Place(ORIGIN, station.entries[2].id, "salt"), STORE_KEY, lambda n: bytes(n))
    station.sql("UPDATE salt SET sealed = ? WHERE record = ?", sealed, station.entries[2].id)


KEYED = {
    "a wrapped key changed": (
        statement("UPDATE wrapkey SET wrapped = zeroblob(40) WHERE role = 'document'"),
        "BLOB_SEALED",
    ),
    "a salt changed": (statement("UPDATE salt SET sealed = zeroblob(60)"), "BLOB_SEALED"),
    "another salt": (other_salt, "COMMIT_MISMATCH"),
    "a wrapped key deleted": (statement("DELETE FROM wrapkey WHERE role = 'metadata'"), "KEY_MISSING"),
    "a salt deleted": (statement("DELETE FROM salt"), "KEY_MISSING"),
}


@pytest.mark.parametrize(("harm", "kind"), KEYED.values(), ids=KEYED)
def test_what_keeps_content_from_being_opened_is_found_with_the_key(
    station: Station, harm: Callable[[Station], None], kind: str
) -> None:
    harm(station)
    report = examine(station, store_key=STORE_KEY)
    assert kind in kinds(report)
    assert exit_code(report.findings) == 1


def test_content_swapped_with_the_stores_own_key_is_found_by_the_commitment(station: Station) -> None:
    """The one who holds the store's key and the log rewrites a document and its ciphertext digest."""
    from hashlib import sha256

    from archive.blobs import Place, encrypt

    entry = station.entries[3]
    ciphertext, wrapped = encrypt(b"%PDF forged", Place(ORIGIN, entry.id, "document"), STORE_KEY, lambda n: bytes(n))
    digest = sha256(ciphertext).hexdigest()
    (station.folder / "blobs" / digest[:2]).mkdir(exist_ok=True)
    (station.folder / "blobs" / digest[:2] / digest).write_bytes(ciphertext)
    refs = tuple(
        replace(ref, sha256=digest, size=len(ciphertext)) if ref.role == "document" else ref for ref in entry.blobs
    )
    station.sql("UPDATE entry SET raw = ? WHERE seq = 3", replace(entry, blobs=refs).to_bytes())
    station.sql("UPDATE wrapkey SET wrapped = ? WHERE record = ? AND role = 'document'", wrapped, entry.id)
    rewrite(station, 3, KEYS)
    report = examine(station, store_key=STORE_KEY)
    assert {"COMMIT_MISMATCH", "ORPHAN"} <= kinds(report)


def test_a_file_that_no_entry_names_is_a_note(station: Station) -> None:
    with Store.open(station.folder) as store:
        store.blobs.write(b"left over", lambda n: bytes(n))
    report = examine(station, receipts=station.receipts)
    assert "ORPHAN" in kinds(report)
    assert report.verdict == "anchored"


# ---- files ----


def overwrite(at: int, data: bytes) -> Callable[[Station], None]:
    def harm(station: Station) -> None:
        content = bytearray(station.database.read_bytes())
        content[at : at + len(data)] = data
        station.database.write_bytes(content)

    return harm


def test_no_copy_of_an_id_in_the_raw_file_can_be_changed_unseen(station: Station) -> None:
    """The columns, their indexes, the key tables: SQLite's own check compares tables with indexes."""
    content, needle = station.database.read_bytes(), station.entries[5].id.encode()
    places = [at for at in range(len(content)) if content.startswith(needle, at)]
    assert len(places) > 6
    met: set[str] = set()
    for at in places:
        overwrite(at + 3, bytes([content[at + 3] ^ 1]))(station)
        report = examine(station)
        assert report.verdict == "damaged", at
        met |= kinds(report)
        station.database.write_bytes(content)
    assert {"DATABASE_DAMAGED", "INDEX_MISMATCH", "KEY_MISSING"} <= met


def drop(table: str) -> Callable[[Station], None]:
    def harm(station: Station) -> None:
        with closing(sqlite3.connect(station.database)) as connection, connection:
            connection.execute(f"DROP TABLE {table}")

    return harm


FILES = {
    **{f"the table {name} dropped": drop(name) for name in ("log", "entry", "checkpoint", "wrapkey", "salt")},
    "the header gone": overwrite(0, bytes(100)),
    "a page overwritten": overwrite(4096, b"\xff" * 4096),
    "the schema overwritten": overwrite(100, b"\xff" * 3000),
    "half of the file": lambda station: station.database.write_bytes(station.database.read_bytes()[:20480]),
    "not a database": lambda station: station.database.write_bytes(b"no database at all"),
    "emptied": lambda station: station.database.write_bytes(b""),
}


@pytest.mark.parametrize("harm", FILES.values(), ids=FILES)
def test_a_damaged_database_file_is_a_finding_and_no_crash(station: Station, harm: Callable[[Station], None]) -> None:
    harm(station)
    report = examine(station, store_key=STORE_KEY, receipts=station.receipts)
    assert (report.verdict, exit_code(report.findings)) == ("damaged", 1)


def test_an_entry_in_the_raw_file_cannot_be_changed_unseen(station: Station) -> None:
    content = station.database.read_bytes()
    at = content.index(station.entries[5].to_bytes())
    for offset in (10, 100, 300):
        overwrite(at + offset, bytes([content[at + offset] ^ 1]))(station)
        assert examine(station).verdict == "damaged"
        station.database.write_bytes(content)


def test_a_walk_that_breaks_off_does_not_call_the_rest_cut_off(station: Station) -> None:
    drop("salt")(station)
    report = examine(station)
    assert report.size == 7
    assert "ROLLBACK" not in kinds(report)
    drop("entry")(station)
    report = examine(station, receipts=station.receipts)
    assert kinds(report) == {"LOG_UNREADABLE", "NOT_ANCHORED", "SCHEMA_CHANGED"}
    assert report.unchecked["outside"] == len(station.receipts)


def test_what_the_machine_cannot_read_is_unchecked_not_damaged(
    station: Station, monkeypatch: pytest.MonkeyPatch
) -> None:
    from sqlalchemy.exc import OperationalError

    failure = sqlite3.OperationalError("disk I/O error")
    failure.sqlite_errorname = "SQLITE_IOERR_READ"

    def fail(_: object) -> None:
        raise OperationalError("SELECT", {}, failure)

    monkeypatch.setattr(Log, "complaints", fail)
    report = examine(station, receipts=station.receipts)
    assert (report.verdict, exit_code(report.findings)) == ("incomplete", 3)


def test_an_entry_that_belongs_to_another_log_is_named(station: Station) -> None:
    other_raw(lambda raw: raw.replace(b"0042", b"0043"))(station)
    assert "FOREIGN_ROW" in kinds(examine(station))


def second_certificate(path: Path) -> None:
    from signing.keys import new_station_ca

    other = new_station_ca("别的站点", BEGAN).certificate
    path.write_bytes(path.read_bytes() + other.public_bytes(Encoding.PEM))


def said(old: str, new: str) -> Callable[[Path], object]:
    return lambda path: path.write_text(path.read_text("utf-8").replace(old, new), encoding="utf-8")


def other_custodian(path: Path) -> None:
    path.write_bytes(public_file(papers.custodian(9)))


BESIDE = {
    "trust/log.vkeys": (
        lambda path: path.write_text("\n".join(STRANGER.vkeys)),
        lambda path: path.write_bytes(b"\xff"),
    ),
    "ca.pem": (
        second_certificate,
        lambda path: path.write_text("no certificate"),
        lambda path: path.write_bytes(b"text before\n" + path.read_bytes()),
        lambda path: path.write_bytes(b""),
    ),
    "custodian.pub.json": (
        other_custodian,
        lambda path: path.write_bytes(b"{}"),
        lambda path: path.write_bytes(path.read_bytes() + b"\n"),
    ),
    "station.toml": (
        said("training", "production"),
        said("0042", "0043"),
        said("示例", "别的"),
        lambda path: path.write_text("= ="),
    ),
}


@pytest.mark.parametrize("name", BESIDE)
def test_a_file_beside_the_log_that_its_first_entry_does_not_fix_is_found(station: Station, name: str) -> None:
    path = station.folder / name
    kept = path.read_bytes()
    harms: tuple[Callable[[Path], object], ...] = (
        *BESIDE[name],
        lambda path: (path.unlink(), os.mkfifo(path)),
        lambda path: (path.unlink(), path.mkdir()),
    )
    for harm in harms:
        harm(path)
        report = examine(station, receipts=station.receipts)
        found = [each for each in report.findings if each.kind.name == "TRUST_MISMATCH"]
        assert [each.where for each in found] == [name]
        assert exit_code(report.findings) == 1
        if path.is_file():
            path.write_bytes(kept)
        elif not path.is_dir():
            path.unlink()
            path.write_bytes(kept)
    path.rmdir()
    (finding,) = [each for each in examine(station).findings if each.kind.name == "TRUST_MISSING"]
    assert (finding.where, exit_code([finding])) == (name, 1)


def test_a_checkpoint_file_that_is_not_the_newest_checkpoint_is_found(station: Station) -> None:
    path = station.folder / "checkpoint"
    for harm in (lambda: path.write_text(station.notes[-2], encoding="utf-8"), path.unlink):
        harm()
        (finding,) = [each for each in examine(station).findings if each.kind.name == "CHECKPOINT_LOST"]
        assert (finding.where, exit_code([finding])) == ("file checkpoint", 1)
    path.mkdir()
    assert "CHECKPOINT_MALFORMED" in kinds(examine(station))


def test_a_deleted_checkpoint_is_missed_by_its_file_and_by_whoever_kept_it(station: Station) -> None:
    station.sql("DELETE FROM checkpoint WHERE size = 7")
    assert "CHECKPOINT_LOST" in kinds(examine(station))
    (station.folder / "checkpoint").write_text(station.notes[-2], encoding="utf-8")
    assert "CHECKPOINT_LOST" not in kinds(examine(station))
    report = examine(station, receipts=station.receipts[-1:])
    assert "CHECKPOINT_LOST" in kinds(report)
    assert exit_code(report.findings) == 1


def test_signing_again_restores_the_checkpoint_file(station: Station) -> None:
    (station.folder / "checkpoint").unlink()
    with Store.open(station.folder) as store:
        assert store.sign_checkpoint(KEYS) == station.notes[-1]
    assert kinds(examine(station)) == {"NOT_ANCHORED", "CONTENTS_UNCHECKED"}


PLANTED = {
    "a trigger": "CREATE TRIGGER t AFTER INSERT ON entry BEGIN DELETE FROM checkpoint; END",
    "a table": "CREATE TABLE notes (text)",
    "a view": "CREATE VIEW v AS SELECT * FROM entry",
    "an index": "CREATE INDEX i ON entry (ts)",
    "an index dropped": "DROP INDEX entry_about",
    "a column": "ALTER TABLE entry ADD COLUMN name",
}


@pytest.mark.parametrize("statement", PLANTED.values(), ids=PLANTED)
def test_whatever_is_planted_in_the_database_is_found(station: Station, statement: str) -> None:
    with closing(sqlite3.connect(station.database)) as connection, connection:
        connection.execute(statement)
    report = examine(station, receipts=station.receipts)
    assert "SCHEMA_CHANGED" in kinds(report)
    assert exit_code(report.findings) == 1


def test_the_schema_is_the_one_that_databases_out_there_have() -> None:
    """A library that spells the tables otherwise would call every older archive changed."""
    from hashlib import sha256

    from archive.tables import schema

    spelled = "\n".join(" ".join(row) for row in sorted(schema()))
    assert sha256(spelled.encode()).hexdigest() == "803899bc714b8aa82e322a5205ae102751a73024ea7b95ff3a1d62ed38349cf1"


@pytest.mark.parametrize("table", ["wrapkey", "salt", "checkpoint", "search", "search_token"])
def test_a_row_that_was_given_to_another_log_is_found(station: Station, table: str) -> None:
    station.sql(f"UPDATE {table} SET log_id = 2 WHERE rowid = (SELECT max(rowid) FROM {table})")
    found = [each.where for each in examine(station).findings if each.kind.name == "FOREIGN_ROW"]
    assert f"table {table}" in found


def test_a_key_of_no_blob_and_another_suite_are_found(station: Station) -> None:
    record = station.entries[3].id
    station.sql("INSERT INTO wrapkey VALUES (1, ?, 'extra', zeroblob(40))", record)
    station.sql("UPDATE log SET suite = 2")
    where = {each.where for each in examine(station).findings if each.kind.name in ("FOREIGN_ROW", "INDEX_MISMATCH")}
    assert where == {f"table wrapkey: record {record} extra (entry 3)", "log column suite"}


@pytest.mark.parametrize("kept", ["wrapkey", "salt", "search", "search_token"])
def test_what_a_deleted_record_left_proves_that_it_was_there(station: Station, kept: str) -> None:
    """The last record deleted without any key: back to the checkpoint before it, which is properly signed."""
    entry = station.entries[6]
    for table in {"wrapkey", "salt", "search", "search_token"} - {kept}:
        station.sql(f"DELETE FROM {table} WHERE record = ?", entry.id)
    station.sql("DELETE FROM entry WHERE seq = 6")
    station.sql("DELETE FROM checkpoint WHERE size = 7")
    station.sql("UPDATE log SET head_seq = 5, head_leaf = ?", station.entries[5].leaf())
    (station.folder / "checkpoint").write_text(station.notes[-2], encoding="utf-8")
    report = examine(station, store_key=STORE_KEY)
    (finding,) = [each for each in report.findings if each.kind.name == "RECORD_DELETED"]
    assert finding.where == f"record {entry.id}"
    assert kinds(report) == {"RECORD_DELETED", "NOT_ANCHORED", "ORPHAN"}
    assert exit_code(report.findings) == 1


SHORT = {
    "a wrapped key": "UPDATE wrapkey SET wrapped = zeroblob(39) WHERE role = 'document'",
    "an emptied key": "UPDATE wrapkey SET wrapped = X'' WHERE role = 'document'",
    "a key of text": "UPDATE wrapkey SET wrapped = 'x' WHERE role = 'document'",
    "a salt": "UPDATE salt SET sealed = zeroblob(59)",
}


@pytest.mark.parametrize("statement", SHORT.values(), ids=SHORT)
def test_a_key_or_salt_of_another_length_is_found_without_the_stores_key(station: Station, statement: str) -> None:
    station.sql(statement)
    report = examine(station, receipts=station.receipts)
    assert [each.kind.name for each in report.findings].count("KEY_MALFORMED") == 6
    assert exit_code(report.findings) == 1


def test_orphans_are_not_guessed_at_when_an_entry_is_malformed(station: Station) -> None:
    other_raw(lambda raw: b"")(station)
    assert "ORPHAN" not in kinds(examine(station))


def test_blobs_that_cannot_be_listed_are_unchecked_not_fine(station: Station) -> None:
    shutil.rmtree(station.folder / "blobs")
    report = examine(station)
    assert "BLOB_MISSING" in kinds(report)
    assert "UNREADABLE" in kinds(report)


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
