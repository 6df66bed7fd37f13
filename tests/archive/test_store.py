"""Writing: durable, in order, by one hand; and readers leave no trace."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import stat
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from archive import blobs
from archive.blobs import BlobSlot
from archive.entry import commitment
from archive.errors import ArchiveError, BlobError, StoreError, UnknownRecord
from archive.log import Log
from archive.merkle import root_of
from archive.storage import tables
from archive.storage.folder import BlobFolder
from archive.storage.sqlite import SqliteWriter
from archive.store import Store
from archive.verify import verify
from forms.message import Message
from tests.archive import papers
from tests.archive.conftest import BEGAN, KEYS, NAME, STORE_KEY, STRANGER, Station, append, create


def contents(folder: Path) -> dict[str, tuple[bytes, int]]:
    """Every name below a folder with its bytes and its time of change."""
    files = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return {str(path.relative_to(folder)): (path.read_bytes(), path.stat().st_mtime_ns) for path in files}


def test_entries_are_linked_by_leaf_hashes(station: Station) -> None:
    links = [entry.prev for entry in station.entries[1:]]
    assert links == [entry.leaf().hex() for entry in station.entries[:-1]]
    assert [entry.seq for entry in station.entries] == list(range(7))


def test_a_record_is_read_back_with_the_key_and_only_with_it(station: Station) -> None:
    with station.log() as log:
        entry = station.entries[2]
        assert log.blob(entry.id, "document", STORE_KEY) == papers.paper(2).blobs["document"]
        with pytest.raises(BlobError):
            log.blob(entry.id, "document", bytes(32))
        with pytest.raises(BlobError):
            log.salt(entry.id, bytes(32))


def test_nothing_personal_lies_in_the_database_or_among_the_blobs(station: Station) -> None:
    for name, (data, _) in contents(station.folder).items():
        assert NAME.encode() not in data, name
        assert "王五".encode() not in data, name
        assert b"%PDF" not in data, name


def test_a_record_is_found_by_the_beginning_of_its_id(station: Station) -> None:
    with station.log() as log:
        entry = station.entries[3]
        assert log.find(entry.id[:8]) == entry
        assert log.find(entry.id) == entry
        for prefix in ("zzzz", "", "%", entry.id + "x"):
            with pytest.raises(UnknownRecord):
                log.find(prefix)
        with pytest.raises(UnknownRecord):
            log.blob(entry.id, "ink-nobody", STORE_KEY)


def test_records_are_found_by_number_and_name_whatever_their_width(station: Station) -> None:
    with station.log() as log:
        assert log.search("number", "330106-2026-000002", STORE_KEY) == (station.entries[2].id,)
        assert log.search("number", "３３０１０６-2026-000002 ", STORE_KEY) == (station.entries[2].id,)
        assert len(log.search("names", NAME, STORE_KEY)) == 6
        assert log.search("names", "王", STORE_KEY) == ()
        assert log.search("names", NAME, bytes(32)) == ()
        assert log.fields(station.entries[2].id, STORE_KEY)["names"] == (NAME, "王五")


def test_search_is_rebuilt_from_the_records(station: Station) -> None:
    station.sql("DELETE FROM search")
    station.sql("DELETE FROM search_token")
    with Store.open(station.folder) as store:
        assert store.search("names", NAME, STORE_KEY) == ()
        assert store.rebuild_search(STORE_KEY, lambda metadata: {"number": json.loads(metadata)["visit"]}) == 6
        assert store.search("number", papers.visit_of(2), STORE_KEY) == (station.entries[2].id,)


def test_the_checkpoint_is_the_root_of_all_entries(station: Station) -> None:
    with Store.open(station.folder) as store:
        append(store, 9)
        note = store.sign_checkpoint(KEYS)
        assert store.sign_checkpoint(KEYS) == note
        root = root_of(store.leaves())
    with Store.open(station.folder, read_only=True) as store:
        assert verify(store, checkpoints=[note]).root == root.hex()
    assert (station.folder / "checkpoint").read_text("utf-8") == note


def test_a_void_entry_speaks_about_its_record_which_stays(station: Station) -> None:
    with Store.open(station.folder) as store:
        entry = store.append_void(void_id="void-1", of=station.entries[2].id, reason="wrong-form", at=BEGAN)
        assert store.about(station.entries[2].id) == (entry,)
        assert store.blob(station.entries[2].id, "document", STORE_KEY)
        store.sign_checkpoint(KEYS)
    with station.log() as log:
        assert verify(log).verdict == "self-consistent"


def test_an_id_is_given_once(station: Station) -> None:
    with Store.open(station.folder) as store:
        with pytest.raises(StoreError, match="already"):
            append(store, 2)
        assert append(store, 8).seq == 7


def test_a_wrong_commitment_is_not_archived(station: Station) -> None:
    with Store.open(station.folder) as store:
        with pytest.raises(StoreError, match="commitment"):
            store.append_record(
                record_id="r",
                commit=commitment(bytes(32), b"another", b""),
                blobs={"document": b"one"},
                salt=bytes(32),
                search={},
                at=BEGAN,
                store_key=STORE_KEY,
            )
        assert store.size() == 7


def test_a_store_opened_for_reading_does_not_write(station: Station) -> None:
    with Store.open(station.folder, read_only=True) as store:
        for attempt in (lambda: append(store, 9), lambda: store.sign_checkpoint(KEYS)):
            with pytest.raises(StoreError, match="for reading"):
                attempt()


def test_a_second_log_is_not_begun_over_the_first(station: Station) -> None:
    with pytest.raises(StoreError):
        create(station.folder)


def test_a_folder_without_a_log_is_said_to_be_one(tmp_path: Path) -> None:
    for attempt in (
        lambda: Store.open(tmp_path),
        lambda: Store.open(tmp_path, read_only=True),
        lambda: Log.read(tmp_path),
    ):
        with pytest.raises(StoreError, match="no log"):
            attempt()
    assert list(tmp_path.iterdir()) == []


def test_a_strangers_keys_do_not_sign(station: Station) -> None:
    with Store.open(station.folder) as store:
        append(store, 9)
        with pytest.raises(StoreError, match="keys"):
            store.sign_checkpoint(STRANGER)


BEFORE_SIGNING = {
    "a new row changed": "UPDATE entry SET raw = CAST(replace(raw, 'L1', 'L3') AS BLOB) WHERE seq = 8",
    "a new row stored as text": "UPDATE entry SET raw = CAST(raw AS TEXT) WHERE seq = 8",
    "the last signed row changed": "UPDATE entry SET raw = CAST(replace(raw, 'L1', 'L3') AS BLOB) WHERE seq = 6",
    "a column changed": "UPDATE entry SET ts = '2026-01-01T00:00:00.000Z' WHERE seq = 8",
    "a row missing": "DELETE FROM entry WHERE seq = 8",
    "the head moved": "UPDATE log SET head_seq = 7",
    "the edge changed": "UPDATE checkpoint SET peaks = zeroblob(96) WHERE size = 7",
    "the last note changed": "UPDATE checkpoint SET note = replace(note, '7', '8') WHERE size = 7",
}


@pytest.mark.parametrize("harm", BEFORE_SIGNING.values(), ids=BEFORE_SIGNING)
def test_what_was_changed_on_disk_is_not_signed(station: Station, harm: str) -> None:
    with Store.open(station.folder) as store:
        for number in (7, 8, 9):
            append(store, number)
    station.sql(harm)
    with Store.open(station.folder) as store, pytest.raises(ArchiveError):
        store.sign_checkpoint(KEYS)
    assert (station.folder / "checkpoint").read_text("utf-8") == station.notes[-1]


def test_nothing_is_appended_behind_a_changed_entry(station: Station) -> None:
    station.sql("UPDATE entry SET raw = CAST(replace(raw, 'L1', 'L3') AS BLOB) WHERE seq = 6")
    with Store.open(station.folder) as store, pytest.raises(StoreError, match="head"):
        append(store, 9)


def test_after_a_failed_write_the_store_goes_on_no_more(station: Station) -> None:
    with Store.open(station.folder) as store:
        with closing(sqlite3.connect(station.database)) as other, other:
            other.execute("DROP TABLE salt")
        with pytest.raises(StoreError, match="cannot be written"):
            append(store, 9)
        with pytest.raises(StoreError, match="failed before"):
            append(store, 10)
    assert station.rows("SELECT count(*) FROM entry") == [(7,)]


def test_two_writers_share_one_chain(station: Station) -> None:
    with Store.open(station.folder) as one, Store.open(station.folder) as other:
        assert [append(one, 11).seq, append(other, 12).seq, append(one, 13).seq] == [7, 8, 9]
        other.sign_checkpoint(KEYS)
    with station.log() as log:
        assert verify(log).verdict == "self-consistent"


def test_a_writer_waits_for_the_other_to_finish(station: Station) -> None:
    with Store.open(station.folder) as store, closing(sqlite3.connect(station.database, timeout=0)) as other:
        append(store, 11)
        other.execute("BEGIN IMMEDIATE")
        other.rollback()
        append(store, 12)


def test_the_database_is_asked_for_durability_and_answers(station: Station) -> None:
    opened = tables.open_for_writing(station.database)
    with opened.engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"
        assert connection.exec_driver_sql("PRAGMA synchronous").scalar() == tables.FULL
    opened.close()


def test_a_database_that_does_not_promise_durability_is_refused() -> None:
    memory = sqlite3.connect(":memory:", isolation_level=None)
    with closing(memory), pytest.raises(StoreError, match="local disk"):
        tables._durable(memory, None)


def test_the_blobs_are_on_disk_before_the_row(station: Station, monkeypatch: pytest.MonkeyPatch) -> None:
    order: list[str] = []
    sync = os.fsync

    def watched(descriptor: int) -> None:
        order.append("fsync folder" if stat.S_ISDIR(os.fstat(descriptor).st_mode) else "fsync file")
        sync(descriptor)

    def refuse(*_: object, **__: object) -> None:
        raise StoreError(Message("archive.appended-meanwhile"))

    monkeypatch.setattr(os, "fsync", watched)
    with Store.open(station.folder) as store:
        monkeypatch.setattr(SqliteWriter, "append", refuse)
        with pytest.raises(StoreError):
            append(store, 9)
    assert order.count("fsync file") == 3 and order.count("fsync folder") >= 3
    assert order[-2:] == ["fsync file", "fsync folder"]


def test_a_full_disk_leaves_no_row_and_no_half_blob(station: Station, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(descriptor: int) -> None:
        if stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    before = set(contents(station.folder / "blobs"))
    with Store.open(station.folder) as store, pytest.raises(BlobError, match="No space left"):
        append(store, 9)
    assert set(contents(station.folder / "blobs")) == before
    assert station.rows("SELECT count(*) FROM entry") == [(7,)]


def test_blobs_are_private_files(station: Station) -> None:
    mode = stat.S_IMODE(station.blob(1, "document").stat().st_mode)
    assert mode == 0o600


def test_a_blob_cannot_stand_in_for_another() -> None:
    place = BlobSlot("log", "record", "document")
    made = blobs.encrypt(b"content", place, STORE_KEY, os.urandom)
    ciphertext, wrapped = made.ciphertext, made.wrapped
    assert blobs.decrypt(ciphertext, wrapped, place, STORE_KEY) == b"content"
    for other in (
        BlobSlot("log", "record", "metadata"),
        BlobSlot("log", "other", "document"),
        BlobSlot("x", "record", "document"),
    ):
        with pytest.raises(BlobError):
            blobs.decrypt(ciphertext, wrapped, other, STORE_KEY)
    for changed in (b"", ciphertext[:11], ciphertext[:-1], bytes(len(ciphertext))):
        with pytest.raises(BlobError):
            blobs.decrypt(changed, wrapped, place, STORE_KEY)
    for changed in (b"", wrapped[:-1], bytes(len(wrapped))):
        with pytest.raises(BlobError):
            blobs.decrypt(ciphertext, changed, place, STORE_KEY)


def test_a_blob_is_read_only_as_it_was_written(tmp_path: Path) -> None:
    folder = BlobFolder(tmp_path / "blobs")
    folder.create()
    digest = folder.write(b"ciphertext")
    assert folder.write(b"ciphertext") == digest
    assert folder.read(digest, 10) == b"ciphertext"
    with pytest.raises(BlobError, match="altered"):
        folder.read(digest, 11)
    folder.place_of(digest).write_bytes(b"Ciphertext")
    with pytest.raises(BlobError, match="altered"):
        folder.read(digest, 10)
    with pytest.raises(BlobError, match="cannot be read"):
        folder.read("00" * 32, 10)
    assert list((tmp_path / "blobs/tmp").iterdir()) == []


# ---- readers ----


def unfinished(station: Station, folder: Path) -> Path:
    """A station as a power cut leaves it: the last entries still in the write-ahead log, with or without its index."""
    with Store.open(station.folder) as store:
        append(store, 9)
        store.sign_checkpoint(KEYS, BEGAN + timedelta(hours=1))
        shutil.copytree(station.folder, folder, ignore=shutil.ignore_patterns("*-shm"))
    assert (folder / "log.sqlite-wal").stat().st_size > 0
    return folder


@pytest.mark.parametrize("state", ["quiet", "after a power cut", "with a writer at work"])
def test_a_reader_changes_nothing_in_the_folder(station: Station, tmp_path: Path, state: str) -> None:
    folder = unfinished(station, tmp_path / "cut") if state == "after a power cut" else station.folder
    writer = Store.open(folder) if state == "with a writer at work" else None
    if writer:
        append(writer, 9)
    before = contents(folder)
    with Log.read(folder) as log:
        report = verify(log, store_key=STORE_KEY)
    assert contents(folder) == before
    assert report.verdict == "self-consistent"
    assert report.size == (7 if state == "quiet" else 8)
    if writer:
        writer.close()


@pytest.mark.parametrize("state", ["quiet", "after a power cut"])
def test_a_reader_needs_no_right_to_write(station: Station, tmp_path: Path, state: str) -> None:
    folder = unfinished(station, tmp_path / "cut") if state == "after a power cut" else station.folder
    everything = [folder, *folder.rglob("*")]
    for path in everything:
        path.chmod(0o555 if path.is_dir() else 0o444)
    try:
        with Log.read(folder) as log:
            assert verify(log).verdict == "self-consistent"
    finally:
        for path in everything:
            path.chmod(0o755)


def test_a_reader_behind_a_strange_path_reads_the_right_file(station: Station, tmp_path: Path) -> None:
    folder = tmp_path / "a?mode=rw#% 站"
    station.folder.rename(folder)
    with Log.read(folder) as log:
        assert log.size() == 7


def test_writing_during_a_verification_is_said(station: Station, monkeypatch: pytest.MonkeyPatch) -> None:
    changing = iter(range(100))
    monkeypatch.setattr(tables, "fingerprint", lambda _: next(changing))
    with station.log() as log:
        report = verify(log)
    assert report.verdict == "incomplete"
    assert "CHANGED_MEANWHILE" in [finding.kind.name for finding in report.findings]


def test_a_copy_is_made_again_when_somebody_wrote(station: Station, tmp_path: Path, monkeypatch) -> None:
    folder = unfinished(station, tmp_path / "cut")
    prints = iter([0, 1, 2, 3, 3])
    monkeypatch.setattr(tables, "fingerprint", lambda _: next(prints))
    monkeypatch.setattr(tables, "_COPY_PAUSE_S", 0)
    with Log.read(folder) as log:
        assert log.size() == 8
    changing = iter(range(100))
    monkeypatch.setattr(tables, "fingerprint", lambda _: next(changing))
    with pytest.raises(StoreError, match="all the time"):
        Log.read(folder)
