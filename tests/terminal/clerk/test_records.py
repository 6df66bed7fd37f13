"""Archived records: found, opened and judged, handed over and recorded."""

from __future__ import annotations

import errno
import os
import re
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from archive.errors import ArchiveError, BlobError, StoreError, UnknownRecord
from archive.receipt import read_receipt
from archive.store import Store
from archive.verify import verify as verify_archive
from forms.message import Message, text
from signing.finding import Finding
from signing.pdf_findings import CLOCK_SET_BACK
from signing.verify import PdfReport, verify_pdf
from terminal.clerk import records
from terminal.clerk.orders import RecordLine
from terminal.clerk.troubles import trouble_of
from terminal.errors import ActRefused, PlaceError, StationError
from tests.terminal import stations
from tests.terminal.clerk.archived_records import ArchivedRecords

NOON = stations.NOON


MODES = {"0600": 0o600, "0640": 0o640, "0644": 0o644}


@pytest.mark.parametrize(("asked", "mode"), MODES.items())
def test_copies_are_for_the_stations_account_alone_unless_the_settings_ask_otherwise(
    here: ArchivedRecords, asked: str, mode: int
) -> None:
    settings = replace(here.here.settings, copies_mode=asked)
    counter = replace(here.counter, station=replace(here.here, settings=settings))
    before = os.umask(0)
    try:
        handed = records.hand_out(counter, here.records[0], str(here.stick), "S01", NOON)
    finally:
        os.umask(before)
    assert {Path(each).stat().st_mode & 0o777 for each in handed.files} == {mode}


# ---- found ----


def test_records_are_found_by_number_and_by_name_newest_first_and_masked(here: ArchivedRecords) -> None:
    newest, oldest = records.find(here.here, "张𬭚")
    assert [newest.record, oldest.record] == [here.records[1], here.records[0]]
    assert oldest == RecordLine(here.records[0], 1, oldest.at, "379999-2026-000001", "失业登记表", "张＊", "record")
    assert newest.kind == "void"
    assert records.find(here.here, " 379999-2026-000001 ") == (oldest,)


@pytest.mark.parametrize("text", ["", "  ", "张", "379999-2026", "%"])
def test_what_is_no_whole_number_or_name_finds_nothing(here: ArchivedRecords, text: str) -> None:
    assert records.find(here.here, text) == ()


def test_a_name_that_finds_very_many_gives_the_newest(here: ArchivedRecords, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(records, "MOST_FOUND", 1)
    assert [line.record for line in records.find(here.here, "李文明")] == [here.records[1]]


def test_a_record_that_was_declared_void_later_is_listed_so(here: ArchivedRecords) -> None:
    here.here.store.append_void(void_id="v", of=here.records[0], reason="wrong-form", at=NOON)
    assert records.find(here.here, "379999-2026-000001")[0].kind == "void"
    with pytest.raises(ActRefused):
        here.hand_out()
    assert here.files() == {}


def test_today_is_the_civil_day_of_the_station(here: ArchivedRecords) -> None:
    assert [line.record for line in records.today(here.here, NOON)] == list(reversed(here.records))
    for hours, found in ((-13, 0), (-12, 2), (11, 2), (12, 0)):  # noon UTC+8 is 04:00 UTC
        assert len(records.today(here.here, NOON + timedelta(hours=hours))) == found, hours


def test_a_hand_over_is_no_record_of_the_day(here: ArchivedRecords) -> None:
    here.hand_out()
    assert len(records.today(here.here, NOON)) == 2


# ---- opened ----


def test_an_opened_record_is_verified_and_can_be_drawn(here: ArchivedRecords) -> None:
    opened, document = records.open_record(here.here, here.records[0])
    assert opened.verdict == "valid"
    assert [tuple(map(round, size)) for size in opened.papers.sizes_pt] == [(595, 842)]
    assert verify_pdf(document, [here.here.ca.certificate]).verdict == "valid"
    assert "张" not in repr(opened)


def test_a_void_record_says_its_reason_and_what_staff_typed(here: ArchivedRecords) -> None:
    opened = records.open_record(here.here, here.records[1])[0]
    assert (opened.reason, opened.said) == ("refused", "不同意第三条")
    assert "第三条" not in repr(opened)
    sealed = records.open_record(here.here, here.records[0])[0]
    assert (sealed.reason, sealed.said) == ("", "")
    here.here.store.append_void(void_id="v", of=here.records[0], reason="found-wrong", at=NOON)
    later = records.open_record(here.here, here.records[0])[0]
    assert (later.line.kind, later.reason, later.said) == ("void", "found-wrong", "")


def test_a_record_that_was_given_up_is_void_and_not_invalid(here: ArchivedRecords) -> None:
    assert records.open_record(here.here, here.records[1])[0].verdict == "void"


def test_a_note_about_a_record_that_was_given_up_leaves_it_void(
    here: ArchivedRecords, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As of a clock that was set back between two signatures, before the visit was given up."""

    def noted(*told: Any) -> PdfReport:
        report = verify_pdf(*told)
        return replace(report, findings=(*report.findings, Finding(CLOCK_SET_BACK, "staff")))

    monkeypatch.setattr(records, "verify_pdf", noted)
    assert records.open_record(here.here, here.records[1])[0].verdict == "void"


def test_a_record_of_another_authority_is_not_valid(here: ArchivedRecords, tmp_path: Path) -> None:
    other, _ = stations.make(tmp_path / "other", kind="production")
    stranger = replace(here.here, ca=other.ca)
    assert records.open_record(stranger, here.records[0])[0].verdict != "valid"


def test_a_harmed_file_is_not_opened(here: ArchivedRecords) -> None:
    entry = here.here.store.find(here.records[0])
    digest = next(blob.sha256 for blob in entry.blobs if blob.role == "document")
    path = here.here.folder / "blobs" / digest[:2] / digest
    kept = path.read_bytes()
    path.write_bytes(kept[:-1] + bytes([kept[-1] ^ 1]))
    with pytest.raises(BlobError):
        records.open_record(here.here, here.records[0])
    with pytest.raises(BlobError):
        here.hand_out()
    assert here.files() == {}


def test_contents_that_the_entry_did_not_commit_to_are_not_opened(
    here: ArchivedRecords, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Store, "salt", lambda *_: bytes(32))
    with pytest.raises(StoreError, match="committed"):
        records.open_record(here.here, here.records[0])


def test_an_unknown_record_is_not_opened(here: ArchivedRecords) -> None:
    with pytest.raises(UnknownRecord):
        records.open_record(here.here, "f" * 32 + "0")


# ---- handed over ----


def test_document_and_receipt_are_handed_over_and_the_log_says_so(here: ArchivedRecords) -> None:
    handed = here.hand_out()
    files = here.files()
    assert [Path(each).name for each in handed.files] == ["379999-2026-000001.pdf", "379999-2026-000001-receipt.pdf"]
    assert len(files) == 2
    document = files["379999-2026-000001.pdf"]
    assert verify_pdf(document, [here.here.ca.certificate]).verdict == "valid"
    entry = list(here.here.store.entries())[handed.seq]
    assert dict(entry.facts) == {"of": here.records[0], "what": ("document", "receipt"), "to": "folder", "by": "S01"}
    receipt = read_receipt(here.stick / "379999-2026-000001-receipt.pdf")
    report = verify_archive(here.here.store, store_key=here.here.store_key, receipts=[receipt])
    assert (receipt.record, receipt.seq) == (here.records[0], 1)
    assert report.findings == ()
    assert (report.signed_size, report.size) == (4, 4)


def test_nothing_personal_of_a_hand_over_is_in_the_log(here: ArchivedRecords) -> None:
    handed = here.hand_out()
    raw = list(here.here.store.entries())[handed.seq].to_bytes()
    assert str(here.stick).encode() not in raw and b"stick" not in raw and b"000001" not in raw


def test_the_same_hand_over_again_leaves_a_newer_receipt_and_a_second_entry(here: ArchivedRecords) -> None:
    first, files = here.hand_out(), here.files()
    second = here.hand_out()
    assert (second.files[0], second.seq) == (first.files[0], first.seq + 1)
    assert here.files().items() >= files.items()
    sizes = [read_receipt(Path(each.files[1])).checkpoint(here.here.store.vkeys).size for each in (first, second)]
    assert sizes == [4, 5]


@pytest.mark.parametrize(("step", "size"), [(5, 2), (6, 2), (7, 2), (8, 4)])
def test_a_receipt_that_cannot_be_renewed_stays_as_it_was_first_given(
    here: ArchivedRecords, monkeypatch: pytest.MonkeyPatch, step: int, size: int
) -> None:
    """Steps: the new checkpoint's file, its folder, the renewed receipt, its folder: then it lies there already."""
    with monkeypatch.context() as broken:
        failing_sync(broken, step, errno.EIO)
        handed = here.hand_out()
    receipt = read_receipt(Path(handed.files[1])).checkpoint(here.here.store.vkeys)
    assert receipt.size == size
    assert len(here.files()) == 2
    assert here.here.store.size() == 4


def test_a_receipt_that_could_not_be_renewed_is_followed_by_a_newer_one(
    here: ArchivedRecords, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as broken:
        failing_sync(broken, 7, errno.EIO)
        first = here.hand_out()
    second = here.hand_out()
    sizes = [read_receipt(Path(each.files[1])).checkpoint(here.here.store.vkeys).size for each in (first, second)]
    assert sizes == [2, 5]
    assert len(here.files()) == 3


def test_another_file_of_that_name_is_never_overwritten(here: ArchivedRecords) -> None:
    (here.stick / "379999-2026-000001.pdf").write_bytes(b"another's")
    (here.stick / "379999-2026-000001-2.pdf").symlink_to("/nowhere")
    (here.stick / "379999-2026-000001-receipt.pdf").mkdir()
    handed = here.hand_out()
    assert [Path(name).name for name in handed.files] == [
        "379999-2026-000001-3.pdf",
        "379999-2026-000001-receipt-2.pdf",
    ]
    assert (here.stick / "379999-2026-000001.pdf").read_bytes() == b"another's"


def test_a_hand_over_leaves_no_gap_in_the_numbers_of_visits(here: ArchivedRecords) -> None:
    for _ in range(3):
        here.hand_out()
    assert here.here.next_number(2026) == "379999-2026-000003"


def test_a_void_record_is_not_handed_over(here: ArchivedRecords) -> None:
    with pytest.raises(ActRefused):
        here.hand_out(record=1)
    assert (here.files(), here.here.store.size()) == ({}, 3)


def test_nobody_unknown_hands_over(here: ArchivedRecords) -> None:
    with pytest.raises(StationError):
        here.hand_out(by="S09")
    assert (here.files(), here.here.store.size()) == ({}, 3)


@pytest.mark.parametrize("place", ["/nowhere/at/all", "relative", "", "/etc/hostname"])
def test_a_place_that_is_not_there_is_said(here: ArchivedRecords, place: str) -> None:
    with pytest.raises(PlaceError) as told:
        records.hand_out(here.counter, here.records[0], place, "S01", NOON)
    assert re.search("找不到.*请插好", text(told.value.message, "zh"))
    assert here.here.store.size() == 3


def test_nothing_is_handed_over_into_the_stations_own_folder(here: ArchivedRecords) -> None:
    (here.stick / "link").symlink_to(here.here.folder / "blobs")
    for folder in (here.here.folder, here.here.folder / "blobs", here.stick / "link"):
        with pytest.raises(PlaceError, match="the station's own folder"):
            here.hand_out(folder=folder)


def failing_sync(broken: pytest.MonkeyPatch, step: int, number: int) -> None:
    """The disk fails at that call, once."""
    left, sync = step, os.fsync

    def failing(descriptor: int) -> None:
        nonlocal left
        left -= 1
        if left == 0:
            raise OSError(number, os.strerror(number))
        sync(descriptor)

    broken.setattr(os, "fsync", failing)


FAILURES = {
    errno.ENOSPC: "放不下",
    errno.EROFS: "不能写入",
    errno.EACCES: "不能写入",
    errno.EIO: "断开了，或者坏了",
    errno.ENAMETOOLONG: "写不进这个位置（文件名太长）",
}


@pytest.mark.parametrize(("number", "words"), FAILURES.items(), ids=[errno.errorcode[each] for each in FAILURES])
@pytest.mark.parametrize("step", [1, 2, 3, 4])
def test_a_place_that_fails_at_any_sync_keeps_nothing_and_the_log_says_nothing(
    here: ArchivedRecords, monkeypatch: pytest.MonkeyPatch, number: int, words: str, step: int
) -> None:
    """Steps: the document, the folder, the receipt, the folder again."""
    with monkeypatch.context() as broken:
        failing_sync(broken, step, number)
        with pytest.raises(PlaceError) as told:
            here.hand_out()
    said = text(told.value.message, "zh")
    assert words in said and str(here.stick) not in said
    assert (here.files(), here.here.store.size()) == ({}, 3)
    assert trouble_of(told.value).message == told.value.message
    here.hand_out()
    assert len(here.files()) == 2


def test_a_log_that_cannot_be_written_takes_the_files_back(
    here: ArchivedRecords, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise StoreError(Message("archive.appended-meanwhile"))

    (here.stick / "mine.txt").write_bytes(b"mine")
    monkeypatch.setattr(Store, "append_hand_over", fail)
    with pytest.raises(ArchiveError):
        here.hand_out()
    assert here.files() == {"mine.txt": b"mine"}


def test_the_entry_is_written_when_the_files_are_durable(
    here: ArchivedRecords, monkeypatch: pytest.MonkeyPatch
) -> None:
    order: list[str] = []
    sync, append = os.fsync, Store.append_hand_over
    monkeypatch.setattr(os, "fsync", lambda fd: (order.append("sync"), sync(fd)))
    monkeypatch.setattr(Store, "append_hand_over", lambda *a, **k: (order.append("entry"), append(*a, **k))[1])
    here.hand_out()
    assert order[:5] == ["sync", "sync", "sync", "sync", "entry"]


def test_a_checkpoint_that_fails_leaves_the_hand_over_recorded(
    here: ArchivedRecords, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> str:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as broken:
        broken.setattr(Store, "sign_checkpoint", full)
        handed = here.hand_out()
    assert (len(here.files()), handed.seq) == (2, 3)
    first_given = here.here.store.note_over(1)
    assert first_given is not None
    assert read_receipt(Path(handed.files[1])).note.splitlines()[:3] == first_given.splitlines()[:3]
    here.here.store.sign_checkpoint(here.here.checkpoint_keys)
    assert verify_archive(here.here.store).signed_size == 4


@pytest.mark.parametrize(("number", "name"), [("379999-2026-000001", "379999-2026-000001"), ("a/../.b", "a_____b")])
def test_a_number_is_a_name_of_one_file(number: str, name: str) -> None:
    assert records.file_name(number) == name
