"""Verification of what lies beside the entries: blobs and their keys, the database file, schema, files of trust."""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import Encoding

from archive.log import Log
from archive.store import Store
from signing.custodian import public_file
from signing.finding import exit_code
from tests.archive import papers
from tests.archive.conftest import BEGAN, KEYS, ORIGIN, STORE_KEY, STRANGER, Station, rewrite
from tests.archive.examining import english, examine, flip, kinds, other_raw, statement

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
    (finding,) = [each for each in report.findings if english(each.where) == where]
    assert finding.kind.name == kind
    assert path.name in english(finding.expected)
    assert exit_code(report.findings) == 1


def test_two_blobs_changed_for_each_other_are_both_found(station: Station) -> None:
    one, other = station.blob(2, "document"), station.blob(3, "document")
    data = one.read_bytes()
    one.write_bytes(other.read_bytes())
    other.write_bytes(data)
    assert [each.kind.name for each in examine(station).findings].count("BLOB_MISMATCH") == 2


def other_salt(station: Station) -> None:
    """A salt of the store's own key, but of another value: only the commitment can tell."""
    from archive.blobs import BlobSlot, encrypt_value

    sealed = encrypt_value(bytes(32), BlobSlot(ORIGIN, station.entries[2].id, "salt"), STORE_KEY, lambda n: bytes(n))
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

    from archive.blobs import BlobSlot, encrypt

    entry = station.entries[3]
    made = encrypt(b"%PDF forged", BlobSlot(ORIGIN, entry.id, "document"), STORE_KEY, lambda n: bytes(n))
    ciphertext, wrapped = made.ciphertext, made.wrapped
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
        store.blobs.write(b"left over")
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

    from archive.storage.sqlite import failing

    failure = sqlite3.OperationalError("disk I/O error")
    failure.sqlite_errorname = "SQLITE_IOERR_READ"

    def fail(_: object) -> None:
        with failing():
            raise OperationalError("SELECT", {}, failure)

    monkeypatch.setattr(Log, "complaints", fail)
    report = examine(station, receipts=station.receipts)
    assert (report.verdict, exit_code(report.findings)) == ("incomplete", 3)


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
        assert [english(each.where) for each in found] == [name]
        assert exit_code(report.findings) == 1
        if path.is_file():
            path.write_bytes(kept)
        elif not path.is_dir():
            path.unlink()
            path.write_bytes(kept)
    path.rmdir()
    (finding,) = [each for each in examine(station).findings if each.kind.name == "TRUST_MISSING"]
    assert (english(finding.where), exit_code([finding])) == (name, 1)


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

    from archive.storage.tables import schema

    spelled = "\n".join(" ".join(row) for row in sorted(schema()))
    assert sha256(spelled.encode()).hexdigest() == "803899bc714b8aa82e322a5205ae102751a73024ea7b95ff3a1d62ed38349cf1"


@pytest.mark.parametrize("table", ["wrapkey", "salt", "checkpoint", "search", "search_token"])
def test_a_row_that_was_given_to_another_log_is_found(station: Station, table: str) -> None:
    station.sql(f"UPDATE {table} SET log_id = 2 WHERE rowid = (SELECT max(rowid) FROM {table})")
    found = [english(each.where) for each in examine(station).findings if each.kind.name == "FOREIGN_ROW"]
    assert f"table {table}" in found


def test_a_key_of_no_blob_and_another_suite_are_found(station: Station) -> None:
    record = station.entries[3].id
    station.sql("INSERT INTO wrapkey VALUES (1, ?, 'extra', zeroblob(40))", record)
    station.sql("UPDATE log SET suite = 2")
    where = {
        english(each.where) for each in examine(station).findings if each.kind.name in ("FOREIGN_ROW", "INDEX_MISMATCH")
    }
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
    assert english(finding.where) == f"record {entry.id}"
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
