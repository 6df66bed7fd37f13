"""A removable medium is told from the station's own disk."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from terminal.clerk.medium import kind_of


def machine(tmp_path: Path, disk: str, removable: str, partition: bool) -> Path:
    """A /sys in which the device under `tmp_path` is this disk, or a partition of it."""
    device = tmp_path.stat().st_dev
    block = tmp_path / "sys/devices" / disk
    (block / "sdb1").mkdir(parents=True)
    (block / "removable").write_text(removable)
    (block / "sdb1/partition").write_text("1")
    by_number = tmp_path / "sys/dev/block"
    by_number.mkdir(parents=True)
    target = block / "sdb1" if partition else block
    (by_number / f"{os.major(device)}:{os.minor(device)}").symlink_to(target)
    return tmp_path / "sys"


INSIDE, STICK = "pci0000:00/0000:00:17.0/ata1/block/sdb", "pci0000:00/0000:00:14.0/usb1/1-2/host6/block/sdb"
DISKS = {
    "a stick's partition": (STICK, "1\n", True, "usb"),
    "a stick without partitions": (STICK, "1\n", False, "usb"),
    "a USB disk that does not call itself removable": (STICK, "0\n", True, "usb"),
    "a card in the machine's own slot": (INSIDE, "1\n", True, "usb"),
    "the machine's own disk": (INSIDE, "0\n", True, "folder"),
    "a disk that says nothing sensible": (INSIDE, "?", True, "folder"),
}


@pytest.mark.parametrize(("disk", "removable", "partition", "kind"), DISKS.values(), ids=DISKS)
def test_the_kernel_is_asked(tmp_path: Path, disk: str, removable: str, partition: bool, kind: str) -> None:
    assert kind_of(tmp_path, (), machine(tmp_path, disk, removable, partition)) == kind


def test_a_mount_where_media_are_mounted_is_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stick = tmp_path / "media/clerk/KINGSTON"
    (stick / "copies").mkdir(parents=True)
    monkeypatch.setattr("os.path.ismount", lambda path: str(path) in (str(stick), "/"))
    media, sys = (tmp_path / "media",), tmp_path / "no-sys"
    assert kind_of(stick, media, sys) == "usb"
    assert kind_of(stick / "copies", media, sys) == "usb"
    assert kind_of(tmp_path, media, sys) == "folder"


def test_a_folder_below_media_with_nothing_mounted_is_a_folder(tmp_path: Path) -> None:
    left = tmp_path / "media/clerk/KINGSTON"
    left.mkdir(parents=True)
    assert kind_of(left, (tmp_path / "media",), tmp_path / "no-sys") == "folder"


def test_a_separate_file_system_for_media_is_not_itself_a_medium(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("os.path.ismount", lambda path: str(path) in (str(tmp_path), "/"))
    assert kind_of(tmp_path, (tmp_path,), tmp_path / "no-sys") == "folder"
