"""Verification against whoever holds database and keys: receipts kept outside, checkpoints and their file."""

from __future__ import annotations

import base64
from collections.abc import Callable
from dataclasses import replace

import pytest

from archive.checkpoint import Checkpoint, sign
from archive.receipt import Receipt
from archive.store import Store
from archive.verify import ArchiveReport
from forms.message import text
from signing.finding import Gravity, exit_code
from tests.archive.conftest import KEYS, ORIGIN, STRANGER, Station, append, rewrite
from tests.archive.examining import english, examine, kinds, other_raw, statement

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


# ---- files from outside that are wrong themselves ----


def about_the_file(report: ArchiveReport) -> None:
    """The finding is about the file: no damage, and no advice to give up the log or to restore it."""
    assert (report.verdict, exit_code(report.findings)) == ("incomplete", 3)
    assert not [each for each in report.findings if each.kind.gravity is Gravity.HARM]
    advice = " ".join(text(each.kind.todo, "en") for each in report.findings)
    assert "restore" not in advice and "this log" not in advice


def test_a_receipt_that_the_logs_keys_did_not_sign_is_said_not_to_be_used(station: Station) -> None:
    note = sign(Checkpoint(ORIGIN, 7, bytes(32)), STRANGER)
    report = examine(station, receipts=[replace(station.receipts[-1], note=note)], checkpoints=[note])
    assert [each.kind.name for each in report.findings].count("RECEIPT_UNSIGNED") == 2
    assert report.anchored_size == 0
    about_the_file(report)


ALTERED: dict[str, Callable[[Receipt], Receipt]] = {
    "another record": lambda receipt: replace(receipt, record="another"),
    "the record in capitals": lambda receipt: replace(receipt, record=receipt.record.upper()),
    "another leaf": lambda receipt: replace(receipt, leaf=bytes(32)),
    "another entry": lambda receipt: replace(receipt, seq=2),
    "the first entry": lambda receipt: replace(receipt, seq=0),
}


@pytest.mark.parametrize("alter", ALTERED.values(), ids=ALTERED)
def test_an_altered_receipt_is_the_receipts_fault_and_its_checkpoint_still_counts(
    station: Station, alter: Callable[[Receipt], Receipt]
) -> None:
    altered = alter(station.receipts[-1])
    assert altered != station.receipts[-1]
    report = examine(station, receipts=[altered])
    assert "RECEIPT_ALTERED" in kinds(report)
    assert report.anchored_size == 7
    about_the_file(report)


def test_an_altered_receipt_does_not_spoil_the_others(station: Station) -> None:
    report = examine(station, receipts=[replace(station.receipts[0], leaf=bytes(32)), station.receipts[-1]])
    assert [english(each.where) for each in report.findings if each.kind.name == "RECEIPT_ALTERED"] == [
        f"entry 1 record {station.entries[1].id}"
    ]
    about_the_file(report)


def test_a_receipt_for_more_than_its_checkpoint_covers_is_not_used(station: Station) -> None:
    report = examine(station, receipts=[replace(station.receipts[0], seq=6)])
    assert "RECEIPT_UNSIGNED" in kinds(report)
    about_the_file(report)


def test_a_true_receipt_against_a_forged_log_is_never_called_altered(station: Station) -> None:
    forged(3)(station)
    report = examine(station, receipts=[station.receipts[2]])
    assert {"FORK", "RECEIPT_MISMATCH"} <= kinds(report)
    assert "RECEIPT_ALTERED" not in kinds(report)


NOTES = {
    "no note": "hello\n",
    "nothing": "",
    "another log's": "other.example/archive\n5\n" + base64.b64encode(b"\2" * 32).decode() + "\n\n— x AAAAAAAA\n",
    "with a hyphen for the dash": f"{ORIGIN}\n5\n" + base64.b64encode(bytes(32)).decode() + "\n\n- x AAAAAAAA\n",
}


@pytest.mark.parametrize("note", NOTES.values(), ids=NOTES)
def test_a_note_that_is_none_of_this_log_says_nothing_against_the_log(station: Station, note: str) -> None:
    report = examine(station, checkpoints=[note])
    assert kinds(report) & {"OUTSIDE_MALFORMED", "RECEIPT_UNSIGNED"}
    about_the_file(report)


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


def test_a_checkpoint_file_that_is_not_the_newest_checkpoint_is_found(station: Station) -> None:
    path = station.folder / "checkpoint"
    for harm in (lambda: path.write_text(station.notes[-3], encoding="utf-8"), path.unlink):
        harm()
        (finding,) = [each for each in examine(station).findings if each.kind.name == "CHECKPOINT_LOST"]
        assert (english(finding.where), exit_code([finding])) == ("file checkpoint", 1)
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
