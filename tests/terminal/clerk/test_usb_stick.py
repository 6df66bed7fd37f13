"""Copies are handed over on a real stick: a device and a file system of its own, full, closed, broken or pulled out."""

from __future__ import annotations

import os
import re
from contextlib import suppress
from pathlib import Path

import pytest

from archive.entry import EntryType
from forms.message import text
from signing.verify import verify_pdf
from terminal.clerk.medium import kind_of
from terminal.errors import PlaceError
from terminal.windows.desk.folder_choice import sticks
from tests.terminal.clerk.archived_records import ArchivedRecords
from tests.terminal.clerk.usb_sticks import plugged_in, require

ROOM_BYTES = 50_000

pytestmark = pytest.mark.usefixtures("mounting")


@pytest.fixture(scope="module")
def mounting() -> None:
    require()


def refused(here: ArchivedRecords, folder: Path, words: str) -> None:
    """Nothing is handed over, the log says nothing of it, and staff are told why."""
    size = here.here.store.size()
    with pytest.raises(PlaceError) as told:
        here.hand_out(folder=folder)
    assert re.search(words, text(told.value.message, "zh"))
    assert here.here.store.size() == size


def fill(file: Path) -> None:
    """Leaves room for less than a document."""
    with suppress(OSError), file.open("wb", buffering=0) as filling:
        while filling.write(bytes(1024)):
            pass
    os.truncate(file, file.stat().st_size - ROOM_BYTES)


def test_copies_are_on_the_stick_when_staff_are_told_and_verify_there(here: ArchivedRecords, tmp_path: Path) -> None:
    with plugged_in(tmp_path) as stick:
        assert str(stick.folder) in sticks()
        handed = here.hand_out(folder=stick.folder)
        with stick.elsewhere(tmp_path) as there:
            names = sorted(path.name for path in there.iterdir() if path.name != "lost+found")
            assert names == sorted(Path(each).name for each in handed.files)
            document, receipt = (there / Path(each).name for each in handed.files)
            assert verify_pdf(document.read_bytes(), [here.here.ca.certificate]).verdict == "valid"
            assert receipt.read_bytes().startswith(b"%PDF-")
        *_, entry = here.here.store.entries()
        assert (entry.type, entry.facts["to"]) == (EntryType.HAND_OVER, "usb")


def test_a_stick_that_is_closed_for_writing_is_not_offered_and_says_so(here: ArchivedRecords, tmp_path: Path) -> None:
    with plugged_in(tmp_path) as stick:
        stick.make_read_only()
        assert str(stick.folder) not in sticks()
        refused(here, stick.folder, "写保护")


def test_a_full_stick_keeps_no_half_file(here: ArchivedRecords, tmp_path: Path) -> None:
    with plugged_in(tmp_path) as stick:
        fill(stick.folder / "mine")
        refused(here, stick.folder, "放不下")
        assert {path.name for path in stick.folder.iterdir()} <= {"lost+found", "mine"}


def test_a_stick_that_breaks_while_it_is_written_is_no_hand_over(here: ArchivedRecords, tmp_path: Path) -> None:
    with plugged_in(tmp_path, room="256k") as stick:
        refused(here, stick.folder, "断开了，或者坏了")


def test_a_stick_that_is_pulled_out_during_copying_is_no_hand_over(
    here: ArchivedRecords, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fsync = os.fsync
    with plugged_in(tmp_path) as stick:

        def pull_out(descriptor: int) -> None:
            fsync(descriptor)
            if os.path.ismount(stick.folder):
                stick.pull_out()

        monkeypatch.setattr(os, "fsync", pull_out)
        refused(here, stick.folder, "断开了，或者坏了")
        assert list(stick.folder.iterdir()) == []


def test_the_folder_that_a_stick_left_behind_takes_no_copies(here: ArchivedRecords, tmp_path: Path) -> None:
    with plugged_in(tmp_path) as stick:
        stick.pull_out()
        assert str(stick.folder) not in sticks()
        assert kind_of(stick.folder) == "folder"
        refused(here, stick.folder, "找不到这个位置")
        assert list(stick.folder.iterdir()) == []
