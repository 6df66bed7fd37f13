"""A station writes nothing behind a past that is not the one it signed."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing, suppress
from dataclasses import replace
from pathlib import Path

import pytest

from archive import checkpoint
from archive.checkpoint import Checkpoint, Note, Signature, sign
from archive.entry import parse
from archive.errors import ArchiveError, PastChanged
from archive.log import Log
from archive.receipt import Receipt
from archive.store import Store
from archive.verify import verify
from tests.archive.conftest import BEGAN, KEYS, ORIGIN, STRANGER, Station, append, create, rewrite
from tests.archive.examining import examine, kinds, other_raw


def forget(station: Station, first: int) -> None:
    """Delete all entries from `first` on with every row beside them, and set the head back: an older database."""
    for table in ("wrapkey", "salt", "search", "search_token"):
        station.sql(f"DELETE FROM {table} WHERE record IN (SELECT id FROM entry WHERE seq >= ?)", first)
    station.sql("DELETE FROM entry WHERE seq >= ?", first)
    station.sql("UPDATE log SET head_seq = ?, head_leaf = ?", first - 1, station.entries[first - 1].leaf())


def older(size: int) -> Callable[[Station], None]:
    """The database as it was at that size: from a backup, or without its write-ahead log."""

    def harm(station: Station) -> None:
        forget(station, size)
        station.sql("DELETE FROM checkpoint WHERE size > ?", size)

    return harm


def file(station: Station, text: str) -> None:
    (station.folder / "checkpoint").write_text(text, encoding="utf-8")


def rewritten(station: Station) -> None:
    """One entry changed and all behind it linked again, without any key."""
    other_raw(lambda raw: raw.replace(b"L1", b"L2"))(station)
    rewrite(station, 3)


def without_checkpoints(station: Station) -> None:
    rewritten(station)
    station.sql("DELETE FROM checkpoint")
    (station.folder / "checkpoint").unlink()


def without_the_later_checkpoints(station: Station) -> None:
    rewritten(station)
    station.sql("DELETE FROM checkpoint WHERE size > 3")
    (station.folder / "checkpoint").unlink()


def exchanged_last(station: Station) -> None:
    """Another entry in place of the last one, under the signed size, and the head set to it."""
    raw = station.entries[6].to_bytes().replace(b"L1", b"L2")
    forged = parse(raw)
    station.sql("UPDATE entry SET raw = ?, leaf = ? WHERE seq = 6", raw, forged.leaf())
    station.sql("UPDATE log SET head_leaf = ?", forged.leaf())


def relabelled(station: Station) -> None:
    """The newest row dropped, and an older one said to be it."""
    station.sql("DELETE FROM checkpoint WHERE size IN (5, 6, 7)")
    station.sql("UPDATE checkpoint SET size = 7 WHERE size = 4")


REFUSED: dict[str, tuple[Callable[[Station], None], str]] = {
    "an older database": (older(4), "proves 7 entries"),
    "a database older by one entry": (older(6), "proves 7 entries"),
    "the last row gone": (lambda station: forget(station, 6), "newest checkpoint covers 7"),
    "the last two rows gone": (lambda station: forget(station, 5), "newest checkpoint covers 7"),
    "the last entry exchanged": (exchanged_last, "do not lead to"),
    "an entry rewritten": (rewritten, "do not lead to"),
    "an entry rewritten, all checkpoints dropped": (without_checkpoints, "checkpoints of this log are gone"),
    "an entry rewritten, later checkpoints dropped": (without_the_later_checkpoints, "under no checkpoint"),
    "all checkpoints dropped from the database alone": (
        lambda station: station.sql("DELETE FROM checkpoint"),
        "checkpoints of this log are gone",
    ),
    "the newest checkpoint dropped from the database alone": (
        lambda station: station.sql("DELETE FROM checkpoint WHERE size = 7"),
        "proves 7 entries",
    ),
    "the newest row is another's": (relabelled, "row of size 7 is another"),
    "the file proves another past": (
        lambda station: file(station, sign(Checkpoint(ORIGIN, 7, bytes(32)), KEYS)),
        "proves 7 entries",
    ),
    "the edge of the last row but one": (
        lambda station: station.sql("UPDATE checkpoint SET peaks = zeroblob(64) WHERE size = 6"),
        "edge of checkpoint 6",
    ),
    "the edge of the last row": (
        lambda station: station.sql("UPDATE checkpoint SET peaks = zeroblob(32) WHERE size = 7"),
        "edge of checkpoint 7",
    ),
}


@pytest.mark.parametrize(("harm", "says"), REFUSED.values(), ids=REFUSED)
def test_a_past_that_is_not_its_own_is_not_signed(station: Station, harm: Callable[[Station], None], says: str) -> None:
    harm(station)
    path = station.folder / "checkpoint"
    before = path.read_bytes() if path.exists() else None
    rows = station.rows("SELECT size, note FROM checkpoint")
    with Store.open(station.folder) as store:
        with pytest.raises(PastChanged, match=says) as refused:
            append(store, 8)
            store.sign_checkpoint(KEYS)
        with pytest.raises(PastChanged):
            store.sign_checkpoint(KEYS)
    assert "luobi archive verify" in str(refused.value) or "Put the file back" in str(refused.value)
    assert (path.read_bytes() if path.exists() else None) == before
    assert station.rows("SELECT size, note FROM checkpoint") == rows


@pytest.mark.parametrize("size", range(2, 8))
def test_no_receipt_leaves_the_station_that_its_own_log_contradicts(station: Station, size: int) -> None:
    """At every size of the tree, the entry before the last is rewritten with all behind it."""
    if size < 7:
        older(size)(station)
        file(station, station.notes[size - 2])
    raw = station.entries[1].to_bytes().replace(b"L1", b"L2")
    station.sql("UPDATE entry SET raw = ? WHERE seq = 1", raw)
    rewrite(station, 1)
    with Store.open(station.folder) as store, suppress(ArchiveError):
        receipt = Receipt.of(append(store, 8), store.sign_checkpoint(KEYS))
        assert examine(station, receipts=[receipt]).verdict != "damaged"


GOES_ON: dict[str, Callable[[Station], object]] = {
    "as it was left": lambda station: None,
    "a power cut before the file": lambda station: file(station, station.notes[-2]),
    "an older file": lambda station: file(station, station.notes[0]),
    "no file": lambda station: (station.folder / "checkpoint").unlink(),
    "a file of nonsense": lambda station: file(station, "hello\n"),
    "an empty file": lambda station: file(station, ""),
    "a file that a stranger signed": lambda station: file(station, sign(Checkpoint(ORIGIN, 99, bytes(32)), STRANGER)),
    "a file of another log": lambda station: file(
        station, sign(Checkpoint("other.example", 99, bytes(32)), replace(KEYS, origin="other.example"))
    ),
}


def other_log_under_its_keys() -> str:
    """A note of another log that this log's keys signed, as nothing of ours makes it."""
    head = Checkpoint("other.example", 99, bytes(32))
    ed25519, ml_dsa = KEYS.verifier_keys()
    message = checkpoint._cosigned_message(ml_dsa.name, 0, head)
    signatures = (
        Signature(ed25519.name, ed25519.key_id, KEYS.sign_ed25519(head.text().encode())),
        Signature(ml_dsa.name, ml_dsa.key_id, bytes(8) + KEYS.sign_ml_dsa(message)),
    )
    return Note(head, signatures).text()


GOES_ON["a file of another log under its keys"] = lambda station: file(station, other_log_under_its_keys())


@pytest.mark.parametrize("leave", GOES_ON.values(), ids=GOES_ON)
def test_what_proves_nothing_against_the_log_does_not_stop_its_station(
    station: Station, leave: Callable[[Station], object]
) -> None:
    leave(station)
    with Store.open(station.folder) as store:
        append(store, 8)
        note = store.sign_checkpoint(KEYS)
    assert (station.folder / "checkpoint").read_text("utf-8") == note
    assert kinds(examine(station)) == {"NOT_ANCHORED", "CONTENTS_UNCHECKED"}


def test_an_unsigned_tail_is_signed_when_the_file_is_there(station: Station) -> None:
    with Store.open(station.folder) as store:
        append(store, 7)
        append(store, 8)
    with Store.open(station.folder) as store:
        store.sign_checkpoint(KEYS)
    assert examine(station).signed_size == 9


def test_an_unsigned_tail_waits_until_the_file_is_put_back(station: Station) -> None:
    with Store.open(station.folder) as store:
        append(store, 7)
    kept = (station.folder / "checkpoint").rename(station.folder.parent / "kept")
    with Store.open(station.folder) as store:
        with pytest.raises(PastChanged, match="1 entry is under no checkpoint"):
            store.sign_checkpoint(KEYS)
        shutil.copy(kept, station.folder / "checkpoint")
        store.sign_checkpoint(KEYS)
    assert examine(station).signed_size == 8


@pytest.mark.parametrize(("records", "signs"), [(1, True), (3, True), (4, False), (6, False)])
def test_a_first_checkpoint_covers_a_new_log(tmp_path: Path, records: int, signs: bool) -> None:
    """Signing may have failed for the first records; many of them had checkpoints, which are gone."""
    with create(tmp_path / "station") as store:
        with suppress(PastChanged):
            for number in range(records):
                append(store, number + 1)
        if signs:
            store.sign_checkpoint(KEYS)
        else:
            with pytest.raises(PastChanged, match="are gone"):
                store.sign_checkpoint(KEYS)
    assert (tmp_path / "station/checkpoint").exists() == signs


def test_a_first_checkpoint_covers_any_number_of_staff_events(tmp_path: Path) -> None:
    with create(tmp_path / "station") as store:
        for number in range(9):
            store.append_staff_event(event_id=f"e{number}", what="failures", staff="S01", failures=1, at=BEGAN)
        store.sign_checkpoint(KEYS)
    with Log.read(tmp_path / "station") as log:
        assert verify(log).signed_size == 10


def test_only_what_lies_between_the_last_two_checkpoints_is_read_again(
    station: Station, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows, asked = Log.rows, []

    def watched(log: Log, start: int = 0, stop: int | None = None) -> object:
        asked.append(start)
        return rows(log, start, stop)

    with Store.open(station.folder) as store:
        append(store, 7)
        monkeypatch.setattr(Log, "rows", watched)
        store.sign_checkpoint(KEYS)
    assert min(start for start in asked if start) == 5


UNREADABLE = {
    "the checkpoints gone": "DROP TABLE checkpoint",
    "the head gone": "DELETE FROM log",
    "a head that is text": "UPDATE log SET head_seq = 'x'",
    "a note that is a number": "UPDATE checkpoint SET note = 5 WHERE size = 7",
    "a size that is text": "UPDATE checkpoint SET size = 'x' WHERE size = 7",
    "the first entry damaged": "UPDATE entry SET raw = x'00' WHERE seq = 0",
}


@pytest.mark.parametrize("harm", UNREADABLE.values(), ids=UNREADABLE)
def test_what_cannot_be_compared_is_not_written_behind(station: Station, harm: str) -> None:
    with closing(sqlite3.connect(station.database)) as connection, connection:
        connection.execute(harm)
    for write in (lambda store: append(store, 8), lambda store: store.sign_checkpoint(KEYS)):
        with Store.open(station.folder) as store, pytest.raises(ArchiveError):
            write(store)
    assert (station.folder / "checkpoint").read_text("utf-8") == station.notes[-1]
    assert station.rows("SELECT count(*) FROM entry") == [(7,)]


def test_reading_goes_on_whatever_the_past_is(station: Station) -> None:
    older(4)(station)
    with Store.open(station.folder) as store:
        assert store.find(station.entries[2].id).seq == 2
    with Store.open(station.folder, read_only=True) as store:
        assert store.size() == 4
