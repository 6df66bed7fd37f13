"""An intact archive is not called damaged: a power cut, and a counter that works while the archive is verified."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from archive.checkpoint import Checkpoint, sign
from archive.log import Log
from archive.storage import tables
from archive.store import Store
from archive.verify import ArchiveReport, verify
from archive.verify_receipt import answer
from signing.finding import exit_code
from tests.archive.conftest import KEYS, ORIGIN, STORE_KEY, Station, append, create
from tests.archive.examining import examine, flip, kinds

INTACT = {"NOT_ANCHORED", "CONTENTS_UNCHECKED"}


def publish(station: Station, note: str) -> None:
    (station.folder / "checkpoint").write_text(note, encoding="utf-8")


# ---- a power cut between the row of a checkpoint and its file ----


def test_a_checkpoint_that_a_power_cut_kept_from_its_file_is_a_note(station: Station) -> None:
    publish(station, station.notes[-2])
    report = examine(station)
    assert (report.verdict, exit_code(report.findings)) == ("self-consistent", 4)
    assert kinds(report) == {"CHECKPOINT_UNPUBLISHED", *INTACT}
    anchored = examine(station, receipts=station.receipts)
    assert (anchored.verdict, exit_code(anchored.findings)) == ("anchored", 0)


def test_the_first_checkpoint_that_a_power_cut_kept_from_its_file_is_a_note(tmp_path: Path) -> None:
    with create(tmp_path / "station") as store:
        append(store, 1)
        store.sign_checkpoint(KEYS)
    (tmp_path / "station/checkpoint").unlink()
    with Log.read(tmp_path / "station") as log:
        assert kinds(verify(log)) == {"CHECKPOINT_UNPUBLISHED", *INTACT}


def test_the_next_checkpoint_mends_the_file_also_when_it_is_cut_off_again(
    station: Station, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two power cuts in a row leave the file one checkpoint behind, not two."""
    publish(station, station.notes[-2])

    def cut(store: Store, note: str) -> None:
        raise OSError("power cut")

    with Store.open(station.folder) as store:
        append(store, 7)
        monkeypatch.setattr(Store, "_publish", cut)
        with pytest.raises(OSError, match="power cut"):
            store.sign_checkpoint(KEYS)
    assert (station.folder / "checkpoint").read_text("utf-8") == station.notes[-1]
    assert kinds(examine(station)) == {"CHECKPOINT_UNPUBLISHED", *INTACT}
    monkeypatch.undo()
    with Store.open(station.folder) as store:
        store.sign_checkpoint(KEYS)
    assert kinds(examine(station)) == INTACT


def before_the_row(station: Station) -> None:
    """The file holds a note that is signed, and that no row has."""
    publish(station, sign(Checkpoint(ORIGIN, 6, bytes(32)), KEYS))


EXCHANGED: dict[str, tuple[Callable[[Station], object], str]] = {
    "two checkpoints behind": (lambda station: publish(station, station.notes[-3]), "CHECKPOINT_LOST"),
    "the first checkpoint": (lambda station: publish(station, station.notes[0]), "CHECKPOINT_LOST"),
    "no file": (lambda station: (station.folder / "checkpoint").unlink(), "CHECKPOINT_LOST"),
    "another root, signed": (before_the_row, "FORK"),
    "the newest row gone": (
        lambda station: station.sql("DELETE FROM checkpoint WHERE size = 7"),
        "CHECKPOINT_LOST",
    ),
    "the note before, changed": (
        lambda station: publish(station, station.notes[-2].replace("\n6\n", "\n7\n")),
        "BAD_SIGNATURE",
    ),
    "ahead of the log": (
        lambda station: publish(station, sign(Checkpoint(ORIGIN, 8, bytes(32)), KEYS)),
        "ROLLBACK",
    ),
}


@pytest.mark.parametrize(("harm", "kind"), EXCHANGED.values(), ids=EXCHANGED)
def test_a_file_that_no_power_cut_leaves_is_still_damage(
    station: Station, harm: Callable[[Station], object], kind: str
) -> None:
    harm(station)
    report = examine(station)
    assert kind in kinds(report)
    assert exit_code(report.findings) == 1


# ---- a counter at work ----


def verified_beside(
    station: Station, monkeypatch: pytest.MonkeyPatch, before: Callable[[], object], after: Callable[[], object]
) -> ArchiveReport:
    """Verify; the counter does `before` when the file was read, and `after` when the database was."""
    read = Log.read.__func__  # type: ignore[attr-defined]

    def reads(cls: type[Log], folder: Path) -> Log:
        before()
        log: Log = read(cls, folder)
        after()
        return log

    with station.log() as log:
        monkeypatch.setattr(Log, "read", classmethod(reads))
        return verify(log, store_key=STORE_KEY)


def keeps(store: Store, *numbers: int) -> Callable[[], object]:
    def archive() -> None:
        for number in numbers:
            append(store, number)
            store.sign_checkpoint(KEYS)

    return archive


MOMENTS: dict[str, tuple[tuple[int, ...], tuple[int, ...], int, set[str]]] = {
    "after the database was copied": ((), (8,), 8, {"GREW_MEANWHILE"}),
    "several after the database was copied": ((), (8, 9, 10), 8, {"GREW_MEANWHILE"}),
    "before the database was copied": ((8,), (), 9, set()),
    "several before the database was copied": ((8, 9, 10), (), 11, set()),
    "before and after": ((8, 9), (10, 11), 10, {"GREW_MEANWHILE"}),
}


@pytest.mark.parametrize(("before", "after", "size", "noted"), MOMENTS.values(), ids=MOMENTS)
def test_records_that_are_archived_during_a_verification_are_no_tampering(
    station: Station,
    monkeypatch: pytest.MonkeyPatch,
    before: tuple[int, ...],
    after: tuple[int, ...],
    size: int,
    noted: set[str],
) -> None:
    with Store.open(station.folder) as store:
        keeps(store, 7)()
        report = verified_beside(station, monkeypatch, keeps(store, *before), keeps(store, *after))
    assert kinds(report) == {"NOT_ANCHORED", *noted}
    assert (report.verdict, report.size) == ("self-consistent", size)


HARM: dict[str, tuple[Callable[[Station], object], str]] = {
    "a rollback": (
        lambda station: publish(station, sign(Checkpoint(ORIGIN, 99, bytes(32)), KEYS)),
        "ROLLBACK",
    ),
    "a fork": (lambda station: publish(station, sign(Checkpoint(ORIGIN, 5, bytes(32)), KEYS)), "FORK"),
    "a checkpoint lost": (lambda station: station.sql("DELETE FROM checkpoint WHERE size = 8"), "CHECKPOINT_LOST"),
    "a blob changed": (lambda station: flip(station.blob(3, "document")), "BLOB_MISMATCH"),
}


@pytest.mark.parametrize(("harm", "kind"), HARM.values(), ids=HARM)
def test_damage_is_found_also_beside_a_working_counter(
    station: Station, monkeypatch: pytest.MonkeyPatch, harm: Callable[[Station], object], kind: str
) -> None:
    with Store.open(station.folder) as store:
        keeps(store, 7)()
        harm(station)
        report = verified_beside(station, monkeypatch, lambda: None, lambda: station.sql("UPDATE log SET id = 1"))
    assert {kind, "GREW_MEANWHILE"} <= kinds(report)
    assert exit_code(report.findings) == 1


def test_a_database_that_changes_under_the_reader_is_looked_at_again_as_a_copy(
    station: Station, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first look reads the file itself, since nothing was pending; a counter begins to work behind it."""
    complaints, stores = Log.complaints, []

    def counter_begins(log: Log) -> tuple[str, ...]:
        if not stores:
            stores.append(Store.open(station.folder))
            append(stores[0], 7)
            return ("torn page",)
        return complaints(log)

    monkeypatch.setattr(Log, "complaints", counter_begins)
    report = examine(station)
    stores[0].close()
    assert kinds(report) == {"UNSIGNED_TAIL", *INTACT}
    assert report.size == 8


def test_a_record_is_looked_at_again_when_its_database_changed_under_the_reader(
    station: Station, monkeypatch: pytest.MonkeyPatch
) -> None:
    receipt, rows, stores = station.receipts[2], Log.rows, []

    def counter_begins(log: Log, start: int = 0, stop: int | None = None) -> object:
        if not stores:
            stores.append(Store.open(station.folder))
            append(stores[0], 7)
            raise ValueError("torn page")
        return rows(log, start, stop)

    with station.log() as log:
        monkeypatch.setattr(Log, "rows", counter_begins)
        told = answer(log, receipt)
    stores[0].close()
    assert (told.findings, told.covered, told.size) == ([], 4, 8)


def test_a_file_of_a_record_that_comes_later_is_not_called_left_over(
    station: Station, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Store.open(station.folder) as store:
        keeps(store, 7)()
        report = verified_beside(station, monkeypatch, lambda: None, keeps(store, 8))
    assert "ORPHAN" not in kinds(report)


def test_a_copy_knows_the_moment_that_it_shows(station: Station) -> None:
    with Store.open(station.folder) as store:
        append(store, 7)
        with station.log() as log:
            assert (log.copied, log.moved()) == (True, False)
            append(store, 8)
            assert (log.copied, log.moved(), log.size()) == (True, True, 8)
    with station.log() as log:
        assert (log.copied, log.moved()) == (False, False)
    assert tables.fingerprint(station.database)[1] == (0, 0, 0)
