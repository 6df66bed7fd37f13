"""The station's keys open for those who may, and are never written twice."""

from __future__ import annotations

import json
import os
import stat
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any

import pytest

from signing.errors import KeyFileError, WrongPassphrase
from signing.keyring import (
    Cost,
    StationKey,
    add_staff,
    change_passphrase,
    create,
    remove_staff,
    staff_ids,
    unlock,
    unlock_with_kit,
    unlock_with_kit_file,
)
from tests.signing.specification import blocks

CHEAP = Cost(memory_kib=64, iterations=1, lanes=1)
ORIGIN = "station.example/training-1"
STAFF = {"S01": "正确的马 电池 订书钉", "S02": "correct horse battery"}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "keys"


@pytest.fixture
def ring(folder: Path) -> tuple[StationKey, str]:
    return create(folder, ORIGIN, STAFF, cost=CHEAP)


@pytest.mark.parametrize("staff", STAFF)
def test_each_member_of_staff_opens_every_secret(ring: tuple[StationKey, str], folder: Path, staff: str) -> None:
    ring[0].write("seal", b"a secret")
    assert unlock(folder, staff, STAFF[staff]).read("seal") == b"a secret"


def test_a_wrong_passphrase_opens_nothing(ring: tuple[StationKey, str], folder: Path) -> None:
    with pytest.raises(WrongPassphrase, match="recovery kit"):
        unlock(folder, "S01", STAFF["S02"])


def test_a_passphrase_typed_in_another_unicode_form_opens(folder: Path) -> None:
    create(folder, ORIGIN, {"S01": "caf\u00e9 caf\u00e9 zwei"}, cost=CHEAP)
    assert unlock(folder, "S01", "cafe\u0301 cafe\u0301 zwei").origin == ORIGIN


def test_the_recovery_kit_opens_everything(ring: tuple[StationKey, str], folder: Path) -> None:
    ring[0].write("store", b"a secret")
    assert unlock_with_kit(folder, ring[1]).read("store") == b"a secret"


def test_a_file_with_the_kit_opens_everything(ring: tuple[StationKey, str], folder: Path, tmp_path: Path) -> None:
    (tmp_path / "credential").write_text(ring[1], encoding="utf-8")
    assert unlock_with_kit_file(folder, tmp_path / "credential").key == ring[0].key


def test_a_file_that_is_no_kit_says_what_to_check(ring: tuple[StationKey, str], folder: Path, tmp_path: Path) -> None:
    with pytest.raises(KeyFileError, match=r"No such file.*LoadCredentialEncrypted"):
        unlock_with_kit_file(folder, tmp_path / "none")
    (tmp_path / "picture").write_bytes(b"\xff\xd8")
    with pytest.raises(KeyFileError, match="not UTF-8 text"):
        unlock_with_kit_file(folder, tmp_path / "picture")


def test_the_kit_of_another_station_is_refused(ring: tuple[StationKey, str], folder: Path) -> None:
    _, other = create(folder.parent / "other", ORIGIN, {}, cost=CHEAP)
    with pytest.raises(KeyFileError, match="this very station"):
        unlock_with_kit(folder, other)


def test_a_key_is_never_overwritten(ring: tuple[StationKey, str]) -> None:
    ring[0].write("seal", b"first")
    with pytest.raises(KeyFileError, match="never overwritten"):
        ring[0].write("seal", b"second")
    assert ring[0].read("seal") == b"first"


def test_a_key_ring_is_made_only_once(ring: tuple[StationKey, str], folder: Path) -> None:
    with pytest.raises(KeyFileError, match="never overwritten"):
        create(folder, ORIGIN, {}, cost=CHEAP)


def test_files_are_for_their_owner_only_and_nothing_else_is_left(ring: tuple[StationKey, str], folder: Path) -> None:
    ring[0].write("seal", b"a secret")
    change_passphrase(ring[0], "S01", "another one, long enough", CHEAP)
    add_staff(ring[0], "S03", "the third one's own words", CHEAP)
    assert sorted(path.name for path in folder.iterdir()) == [
        "keyring.json",
        "seal.json",
        "slot-S01.json",
        "slot-S02.json",
        "slot-S03.json",
    ]
    assert {stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()} == {0o600}


def test_no_secret_stands_in_a_file(ring: tuple[StationKey, str], folder: Path) -> None:
    ring[0].write("seal", b"a very visible secret")
    text = b"".join(path.read_bytes() for path in folder.iterdir())
    assert b"visible" not in text and ring[0].key.hex().encode() not in text


def test_staff_come_and_go(ring: tuple[StationKey, str], folder: Path) -> None:
    add_staff(ring[0], "S03", "another passphrase", CHEAP)
    remove_staff(ring[0], "S01")
    assert staff_ids(folder) == ("S02", "S03")
    assert unlock(folder, "S03", "another passphrase").key == ring[0].key
    with pytest.raises(KeyFileError, match="does not exist"):
        unlock(folder, "S01", STAFF["S01"])
    with pytest.raises(KeyFileError, match="no key slot"):
        remove_staff(ring[0], "S01")


@pytest.mark.parametrize("passphrase", ["", "nine char"])
def test_a_short_passphrase_is_refused_before_anything_is_written(folder: Path, passphrase: str) -> None:
    with pytest.raises(KeyFileError, match="fewer than 10"):
        create(folder, ORIGIN, {"S01": passphrase}, cost=CHEAP)
    assert not folder.exists()


@pytest.mark.parametrize("staff", ["", "../S01", "S 01", "张三", "-S01", "S" * 33])
def test_an_id_that_could_leave_the_folder_or_name_a_person_is_refused(folder: Path, staff: str) -> None:
    with pytest.raises(KeyFileError, match="staff id"):
        create(folder, ORIGIN, {staff: "long enough"}, cost=CHEAP)


@pytest.mark.parametrize("purpose", ["", "../seal", "Seal", "keyring", "slot-s01", "a" * 33])
def test_a_purpose_that_is_no_name_is_refused(ring: tuple[StationKey, str], purpose: str) -> None:
    with pytest.raises(KeyFileError, match="purpose"):
        ring[0].write(purpose, b"")


def test_a_secret_that_was_never_written_is_missing(ring: tuple[StationKey, str]) -> None:
    with pytest.raises(KeyFileError, match="does not exist"):
        ring[0].read("issuing")


def test_the_station_key_does_not_show(ring: tuple[StationKey, str]) -> None:
    assert ring[0].key.hex() not in repr(ring[0]) and "key=" not in repr(ring[0])


def _edit(path: Path, change: Callable[[dict[str, Any]], object]) -> None:
    members = json.loads(path.read_text())
    change(members)
    path.write_text(json.dumps(members))


def _set(**values: Any) -> Callable[[dict[str, Any]], object]:
    return lambda members: members.update(values)


SLOT_HARM: dict[str, Callable[[dict[str, Any]], object]] = {
    "a passphrase made cheaper": _set(iterations=2),
    "memory without bound": _set(memory_kib=1 << 30),
    "iterations without bound": _set(iterations=1 << 20),
    "lanes without bound": _set(lanes=1000),
    "more lanes than memory": _set(lanes=16),
    "a cost that is no number": _set(memory_kib="65536"),
    "a cost that is a truth": _set(iterations=True),
    "another kdf": _set(kdf="md5"),
    "another station": _set(origin="elsewhere"),
    "another person": _set(staff="S02"),
    "a salt of another length": _set(salt="00"),
    "a salt that is no hex": _set(salt="zz"),
    "a nonce of another length": _set(nonce="00"),
    "a key that is no text": _set(sealed=5),
    "a member missing": lambda members: members.pop("salt"),
    "a member more": _set(note=""),
    "another format": _set(format="luobi-key-slot/2"),
}


@pytest.mark.parametrize("harm", SLOT_HARM.values(), ids=SLOT_HARM)
def test_a_damaged_slot_is_refused(
    ring: tuple[StationKey, str], folder: Path, harm: Callable[[dict[str, Any]], object]
) -> None:
    _edit(folder / "slot-S01.json", harm)
    with pytest.raises((KeyFileError, WrongPassphrase)):
        unlock(folder, "S01", STAFF["S01"])


def test_a_secret_put_in_place_of_another_is_refused(ring: tuple[StationKey, str], folder: Path) -> None:
    ring[0].write("seal", b"the seal")
    (folder / "seal.json").rename(folder / "issuing.json")
    with pytest.raises(KeyFileError, match="damaged"):
        ring[0].read("issuing")


def test_a_secret_of_another_station_with_the_same_key_is_refused(folder: Path) -> None:
    station, _ = create(folder, ORIGIN, {}, random=Random(1).randbytes, cost=CHEAP)
    station.write("seal", b"the seal")
    other = StationKey(folder, "elsewhere", station.key)
    with pytest.raises(KeyFileError, match="damaged"):
        other.read("seal")


@pytest.mark.parametrize("data", [b"", b"[]", b"{", b"\xff", b'{"format":"luobi-secret/1"}'])
def test_a_file_that_is_no_secret_is_refused(ring: tuple[StationKey, str], folder: Path, data: bytes) -> None:
    (folder / "seal.json").write_bytes(data)
    with pytest.raises(KeyFileError, match="Restore the file"):
        ring[0].read("seal")


def test_a_folder_in_place_of_a_file_is_refused(ring: tuple[StationKey, str], folder: Path) -> None:
    (folder / "seal.json").mkdir()
    with pytest.raises(KeyFileError, match="cannot be read"):
        ring[0].read("seal")


@pytest.mark.parametrize("name", ["keyring", "slot-S01", "seal"])
@pytest.mark.parametrize("what", ["a pipe", "a device"])
def test_what_is_no_regular_file_is_refused_unopened(
    ring: tuple[StationKey, str], folder: Path, name: str, what: str
) -> None:
    ring[0].write("seal", b"the seal")
    path = folder / f"{name}.json"
    path.unlink()
    os.mkfifo(path) if what == "a pipe" else path.symlink_to("/dev/zero")
    with pytest.raises(KeyFileError, match="not a regular file"):
        unlock(folder, "S01", STAFF["S01"]).read("seal")


def test_the_key_ring_of_the_specification_opens(folder: Path) -> None:
    folder.mkdir()
    for text in blocks("keys.md", "json"):
        members = json.loads(text)
        name = {"luobi-keyring/1": "keyring", "luobi-key-slot/1": "slot-S01", "luobi-secret/1": "seal"}
        if members["format"] in name:
            (folder / f"{name[members['format']]}.json").write_text(text)
    station = unlock(folder, "S01", "correct horse battery staple")
    assert station.key == bytes(range(32)) and station.read("seal") == b"a secret"
    assert unlock_with_kit(folder, blocks("keys.md", "kit")[0]).key == station.key
