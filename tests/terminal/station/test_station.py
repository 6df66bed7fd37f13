"""A station's folder: made once, opened by its staff, and refused when it is not what it says."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from archive.errors import PastChanged
from forms.message import text
from signing import custodian, envelope, keyring, keys
from signing.errors import KeyFileError, NotPrivate, WrongPassphrase
from terminal.clerk.troubles import trouble_of
from terminal.errors import SettingError, StationError
from terminal.station import staff, station
from tests.terminal import stations


def test_a_station_opens_for_its_staff_and_for_nobody_else(tmp_path: Path) -> None:
    stations.make(tmp_path / "s")
    opened = station.unlock(tmp_path / "s", "S01", stations.PASSPHRASE)
    assert opened.settings == stations.settings()
    with pytest.raises(WrongPassphrase):
        station.unlock(tmp_path / "s", "S01", "not the passphrase")


def test_the_recovery_kit_gives_a_staff_member_a_new_passphrase(tmp_path: Path) -> None:
    folder, kit = tmp_path / "s", stations.make_with_kit(tmp_path / "s")
    station_key = keyring.unlock_with_kit(folder / "keys", kit)
    keyring.change_passphrase(station_key, "S01", "another passphrase")
    keyring.change_passphrase(station_key, "S02", "of a new colleague")
    assert station.unlock(folder, "S01", "another passphrase").settings == stations.settings()
    assert station.unlock(folder, "S02", "of a new colleague").settings == stations.settings()
    with pytest.raises(WrongPassphrase):
        station.unlock(folder, "S01", stations.PASSPHRASE)


def test_a_passphrase_that_is_refused_leaves_the_old_one_in_force(tmp_path: Path) -> None:
    station_key = keyring.unlock_with_kit(tmp_path / "s" / "keys", stations.make_with_kit(tmp_path / "s"))
    with pytest.raises(KeyFileError, match="longer"):
        keyring.change_passphrase(station_key, "S01", "short")
    assert station.unlock(tmp_path / "s", "S01", stations.PASSPHRASE)


def swap_custodian(folder: Path) -> None:
    _, other = envelope.generate_custodian(stations.counted("an attacker"))
    (folder / "custodian.pub.json").write_bytes(custodian.public_file(other))


def rename(folder: Path) -> None:
    text = (folder / "station.toml").read_text("utf-8")
    (folder / "station.toml").write_text(text.replace("示例街道", "别的街道"), "utf-8")


def move(folder: Path) -> None:
    text = (folder / "station.toml").read_text("utf-8")
    (folder / "station.toml").write_text(text.replace("station-7.example", "station-8.example"), "utf-8")


def swap_ca(folder: Path) -> None:
    other = keys.new_station_ca("示例街道就业服务站（演练）", stations.NOON)
    ring = keyring.unlock(folder / "keys", "S01", stations.PASSPHRASE)
    (folder / "keys" / "issuing.json").unlink()
    ring.write("issuing", other.to_bytes())


CHANGED = {"custodian": swap_custodian, "name": rename, "origin": move, "issuing": swap_ca}


@pytest.mark.parametrize(("what", "change"), CHANGED.items(), ids=CHANGED)
def test_a_station_that_is_not_what_its_log_fixes_does_not_open(
    tmp_path: Path, what: str, change: Callable[[Path], None]
) -> None:
    stations.make_with_kit(tmp_path / "s")
    change(tmp_path / "s")
    with pytest.raises(StationError, match=what):
        station.unlock(tmp_path / "s", "S01", stations.PASSPHRASE)


def test_a_station_without_its_custodians_key_does_not_open(tmp_path: Path) -> None:
    stations.make_with_kit(tmp_path / "s")
    (tmp_path / "s" / "custodian.pub.json").unlink()
    with pytest.raises(StationError, match=r"custodian\.pub\.json.*backup"):
        station.unlock(tmp_path / "s", "S01", stations.PASSPHRASE)


def test_a_serial_that_is_no_number_is_said(tmp_path: Path) -> None:
    opened, _ = stations.make(tmp_path / "s")
    (tmp_path / "s" / "serial").write_text("many", "ascii")
    with pytest.raises(StationError, match="serial"):
        opened.next_number(2026)


def test_a_secret_is_never_written_over_another(tmp_path: Path) -> None:
    station.write_secret(tmp_path / "k", b"one")
    assert (tmp_path / "k").stat().st_mode & 0o777 == 0o600
    with pytest.raises(StationError, match="never overwritten"):
        station.write_secret(tmp_path / "k", b"two")
    with pytest.raises(StationError, match="no such folder"):
        station.write_secret(tmp_path / "none" / "k", b"two")
    assert (tmp_path / "k").read_bytes() == b"one"


def test_the_stations_folder_is_its_owners_only(tmp_path: Path) -> None:
    stations.make_with_kit(tmp_path / "s")
    assert (tmp_path / "s").stat().st_mode & 0o777 == 0o700
    assert (tmp_path / "s" / "station.toml").stat().st_mode & 0o777 == 0o600


def test_a_kit_recovers_nobody_whom_the_station_does_not_name(tmp_path: Path) -> None:
    station_key = keyring.unlock_with_kit(tmp_path / "s" / "keys", stations.make_with_kit(tmp_path / "s"))
    with pytest.raises(StationError, match=r"S09.*luobi station add-staff"):
        staff.recover(
            tmp_path / "s",
            staff.Authority(station_key, kit=True),
            {"S09": "of a stranger here"},
            stations.NOON,
            lambda _kit: None,
        )


def test_a_service_opens_the_station_by_its_credential(tmp_path: Path) -> None:
    (tmp_path / "credential").write_text(stations.make_with_kit(tmp_path / "s"), "utf-8")
    opened = station.unlock_by_credential(tmp_path / "s", tmp_path / "credential", stations.NOON)
    assert opened.settings == stations.settings()
    last = list(opened.store.entries())[-1].facts
    assert dict(last) == {"what": "kit-used", "staff": "service.kit", "kit": True}


def test_a_second_station_in_the_same_folder_is_refused(tmp_path: Path) -> None:
    stations.make(tmp_path / "s")
    with pytest.raises(StationError, match="already"):
        stations.make(tmp_path / "s")


def test_a_station_with_an_older_database_does_not_open(tmp_path: Path) -> None:
    """Else it would sign a second past, and applicants' receipts would contradict its own log."""
    stations.set_back(tmp_path / "s")
    with pytest.raises(PastChanged, match="proves 3 entries") as refused:
        station.unlock(tmp_path / "s", "S01", stations.PASSPHRASE)
    told = text(trouble_of(refused.value).message, "zh")
    assert told.startswith("档案库和本站签过的检查点对不上") and "luobi archive verify" in told
    (tmp_path / "s/log.sqlite").write_bytes((tmp_path / "newest.sqlite").read_bytes())
    station.unlock(tmp_path / "s", "S01", stations.PASSPHRASE).store.close()


def test_the_log_decides_what_the_station_is(tmp_path: Path) -> None:
    stations.make(tmp_path / "s", kind="production")
    settings = tmp_path / "s" / "station.toml"
    settings.write_text(settings.read_text("utf-8").replace('"production"', '"training"'), "utf-8")
    with pytest.raises(StationError, match="kind"):
        station.unlock(tmp_path / "s", "S01", stations.PASSPHRASE)


def test_a_folder_without_a_station_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SettingError, match="no station"):
        station.unlock(tmp_path, "S01", stations.PASSPHRASE)


def test_the_stations_secrets_are_not_in_its_repr(tmp_path: Path) -> None:
    opened, _ = stations.make(tmp_path / "s")
    assert opened.store_key.hex() not in repr(opened)
    assert repr(opened.store_key) not in repr(opened)
    assert "李文明" not in repr(opened)


def test_the_custodians_private_key_never_enters_the_station(tmp_path: Path) -> None:
    _, private = stations.make(tmp_path / "s")
    kept = b"".join(path.read_bytes() for path in (tmp_path / "s").rglob("*") if path.is_file())
    assert private.mlkem_seed not in kept
    assert private.mlkem_seed.hex().encode() not in kept


def test_no_other_account_may_read_or_write_anything_of_a_new_station(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        opened, _ = stations.make(tmp_path / "s")
        opened.next_number(2026)
        opened.store.sign_checkpoint(opened.checkpoint_keys)
    finally:
        os.umask(before)
    modes = {
        str(path.relative_to(tmp_path)): stat.S_IMODE(path.stat().st_mode)
        for path in (tmp_path / "s", *(tmp_path / "s").rglob("*"))
    }
    assert {name: mode for name, mode in modes.items() if mode & 0o077} == {
        "s/ca.pem": 0o644, "s/custodian.pub.json": 0o644, "s/trust": 0o755,
    }  # fmt: skip


@pytest.mark.parametrize("mode", [0o777, 0o1777, 0o770, 0o755], ids=oct)
def test_a_station_is_not_made_in_a_folder_that_others_may_enter(tmp_path: Path, mode: int) -> None:
    (tmp_path / "s").mkdir()
    (tmp_path / "s").chmod(mode)
    with pytest.raises(NotPrivate):
        stations.make(tmp_path / "s")
    assert list((tmp_path / "s").iterdir()) == []


@pytest.mark.parametrize("mode", [0o777, 0o1777, 0o770], ids=oct)
def test_a_secret_is_refused_before_anybody_types_where_others_may_write(tmp_path: Path, mode: int) -> None:
    (tmp_path / "open").mkdir()
    (tmp_path / "open").chmod(mode)
    with pytest.raises(NotPrivate):
        station.require_free(tmp_path / "open" / "kit.txt")
    with pytest.raises(NotPrivate):
        station.write_secret(tmp_path / "open" / "kit.txt", b"one")
    assert list((tmp_path / "open").iterdir()) == []


def test_no_key_is_written_into_a_key_folder_that_others_may_write(tmp_path: Path) -> None:
    stations.make(tmp_path / "s")
    ring = keyring.unlock(tmp_path / "s" / "keys", "S01", stations.PASSPHRASE)
    (tmp_path / "s" / "keys").chmod(0o777)
    before = sorted((tmp_path / "s" / "keys").iterdir())
    acts: tuple[Callable[[], None], ...] = (
        lambda: ring.write("more", b"a secret"),
        lambda: keyring.add_staff(ring, "S03", "long enough for it"),
        lambda: keyring.change_passphrase(ring, "S01", "long enough for it"),
        lambda: staff.changing(tmp_path / "s").__enter__(),
    )
    for act in acts:
        with pytest.raises(NotPrivate):
            act()
    assert sorted((tmp_path / "s" / "keys").iterdir()) == before
    assert keyring.unlock(tmp_path / "s" / "keys", "S01", stations.PASSPHRASE)


def test_a_secret_is_not_written_through_a_link(tmp_path: Path) -> None:
    (tmp_path / "k").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(StationError, match="never overwritten"):
        station.write_secret(tmp_path / "k", b"one")
    assert not (tmp_path / "elsewhere").exists()
