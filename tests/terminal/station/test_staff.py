"""Who can open a station: whose word is enough, what the log says of it, and what a break leaves."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from archive.store import Store
from archive.verify import verify
from signing import folder_exchange, guess_delay, keyring
from signing.errors import KeyFileError, WeakPassphrase, WrongPassphrase
from terminal.clerk import orders
from terminal.clerk.work import Clerk
from terminal.errors import AlreadyRunning, NotEnough, StationError, TerminalError
from terminal.station import staff, station
from terminal.station.settings import read_settings
from tests.terminal import stations
from tests.terminal.test_conversation import typed

AT = datetime(2026, 11, 29, 4, 0, 0, tzinfo=UTC)
NEW = "新口令：灰猫坐在窗台上"
OTHER = "另一个：白狗睡在门外面"
PHRASES = {"S01": stations.PASSPHRASE, "S02": stations.SECOND_PASSPHRASE}


class Counter:
    """A station's home and its first kit."""

    def __init__(self, home: Path, people: dict[str, str]) -> None:
        self.home = home
        self.kit = home.with_name("kit.txt")
        self.kit.write_text(stations.make_with_kit(home, passphrases=people), "utf-8")
        self.new_kit = ""

    def by(self, *people: str) -> staff.Authority:
        return staff.authority(self.home, {each: PHRASES[each] for each in people}, None)

    def with_kit(self, *people: str) -> staff.Authority:
        return staff.authority(self.home, {each: PHRASES[each] for each in people}, self.kit)

    def keep(self, kit: str) -> None:
        self.new_kit = kit

    def events(self) -> list[dict[str, Any]]:
        """What the log says of staff, without commitments."""
        store = Store.open(self.home, read_only=True)
        told = [dict(each.facts) for each in store.entries() if each.type == "staff-event"]
        store.close()
        return [{key: value for key, value in facts.items() if key != "name"} for facts in told]

    def opens(self, person: str, passphrase: str) -> bool:
        try:
            station.unlock(self.home, person, passphrase).store.close()
        except (WrongPassphrase, KeyFileError):
            return False
        return True


@pytest.fixture(autouse=True)
def cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keyring, "Cost", stations.cheap)


@pytest.fixture
def two(tmp_path: Path) -> Counter:
    """A station that two people can open."""
    return Counter(tmp_path / "s", PHRASES)


@pytest.fixture
def one(tmp_path: Path) -> Counter:
    """A station that one person can open."""
    return Counter(tmp_path / "s", {"S01": PHRASES["S01"]})


# ---- adding ----


def test_who_is_added_by_two_can_open_the_station_and_the_log_says_by_whom(two: Counter) -> None:
    staff.add(two.home, two.by("S01", "S02"), "S03", "张三", NEW, AT)
    assert two.opens("S03", NEW)
    assert two.events() == [{"what": "added", "staff": "S03", "by": ("S01", "S02")}]
    opened = station.unlock(two.home, "S01", PHRASES["S01"])
    report = verify(opened.store, store_key=opened.store_key)
    assert (report.verdict, report.signed_size) == ("self-consistent", 2)


def test_where_one_person_works_the_kit_adds_and_the_log_says_so(one: Counter) -> None:
    staff.add(one.home, one.with_kit(), "S03", "张三", NEW, AT)
    assert one.events() == [{"what": "added", "staff": "S03", "kit": True}]


@pytest.mark.parametrize("who", ["one", "kit"])
def test_where_two_work_neither_one_nor_the_kit_adds_anybody(two: Counter, who: str) -> None:
    with pytest.raises(NotEnough):
        staff.add(two.home, two.by("S01") if who == "one" else two.with_kit(), "S03", "张三", NEW, AT)
    assert (two.events(), "S03" in keyring.staff_ids(two.home / "keys")) == ([], False)


def test_a_name_of_staff_is_in_the_log_as_a_commitment_only(two: Counter) -> None:
    staff.add(two.home, two.by("S01", "S02"), "S03", "张三", NEW, AT)
    assert "张三".encode() not in (two.home / "log.sqlite").read_bytes()


@pytest.mark.parametrize("step", ["change_passphrase", "replace"])
def test_adding_that_broke_off_can_be_done_again(two: Counter, monkeypatch: pytest.MonkeyPatch, step: str) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError("the disk is full")

    who = two.by("S01", "S02")
    with monkeypatch.context() as broken:
        broken.setattr(keyring if step == "change_passphrase" else staff.durable, step, full)
        with pytest.raises(OSError, match="full"):
            staff.add(two.home, who, "S03", "张三", NEW, AT)
    assert "S03" not in read_settings(two.home).staff
    staff.add(two.home, who, "S03", "张三", OTHER, AT)
    assert two.opens("S03", OTHER)
    with pytest.raises(StationError, match="names S03 already"):
        staff.add(two.home, who, "S03", "李四", NEW, AT)


def test_a_weak_passphrase_is_refused_before_the_log_says_anything(two: Counter) -> None:
    with pytest.raises(WeakPassphrase):
        staff.add(two.home, two.by("S01", "S02"), "S03", "张三", "woaini1314", AT)
    assert two.events() == []


# ---- removing, and a passphrase of one's own ----


def test_who_is_removed_opens_nothing_and_their_id_is_not_given_again(two: Counter) -> None:
    staff.add(two.home, two.by("S01", "S02"), "S03", "张三", NEW, AT)
    staff.remove(two.home, two.by("S01", "S02"), "S03", AT)
    assert not two.opens("S03", NEW)
    assert read_settings(two.home) == stations.settings()
    assert two.events()[-1] == {"what": "removed", "staff": "S03", "by": ("S01", "S02")}
    with pytest.raises(StationError, match="was the id of"):
        staff.add(two.home, two.by("S01", "S02"), "S03", "李四", OTHER, AT)


def test_nobody_removes_themself_nor_the_last_one(two: Counter, tmp_path: Path) -> None:
    with pytest.raises(NotEnough):
        staff.remove(two.home, two.with_kit("S01"), "S01", AT)
    staff.remove(two.home, two.with_kit("S01"), "S02", AT)
    with pytest.raises(StationError, match="the last"):
        staff.remove(two.home, two.with_kit(), "S01", AT)
    assert two.opens("S01", PHRASES["S01"])


@pytest.mark.parametrize("who", ["one", "kit"])
def test_neither_one_nor_the_kit_removes_a_colleague_to_be_alone_then(two: Counter, who: str) -> None:
    with pytest.raises(NotEnough, match="two staff"):
        staff.remove(two.home, two.by("S01") if who == "one" else two.with_kit(), "S02", AT)
    assert (two.events(), two.opens("S02", PHRASES["S02"])) == ([], True)


def test_a_passphrase_is_not_changed_to_itself(two: Counter) -> None:
    with pytest.raises(WeakPassphrase, match="is the old one"):
        staff.change_passphrase(two.home, two.by("S02"), "S02", PHRASES["S02"], AT)
    assert (two.events(), two.opens("S02", PHRASES["S02"])) == ([], True)


def test_a_passphrase_is_changed_by_its_owner_alone(two: Counter) -> None:
    with pytest.raises(NotEnough):
        staff.change_passphrase(two.home, two.by("S01"), "S02", NEW, AT)
    staff.change_passphrase(two.home, two.by("S02"), "S02", NEW, AT)
    assert (two.opens("S02", NEW), two.opens("S02", PHRASES["S02"])) == (True, False)
    assert two.events() == [{"what": "passphrase-changed", "staff": "S02", "by": ("S02",)}]


# ---- recovering ----


def test_after_a_recovery_old_slots_and_the_old_kit_open_nothing_that_the_station_holds(
    two: Counter, tmp_path: Path
) -> None:
    keys, old = two.home / "keys", tmp_path / "old"
    old.mkdir()
    for name in ("keyring.json", "slot-S01.json", "slot-S02.json"):
        (old / name).write_bytes((keys / name).read_bytes())
    gone = staff.recover(two.home, two.with_kit("S01"), {"S02": NEW}, AT, two.keep)
    assert gone == ()
    assert (two.opens("S02", NEW), two.opens("S01", PHRASES["S01"])) == (True, True)
    assert not two.opens("S02", PHRASES["S02"])
    for person in ("S01", "S02"):
        former = keyring.unlock(old, person, PHRASES[person])
        for purpose in keyring.purposes(keys):
            with pytest.raises(KeyFileError):
                keyring.StationKey(keys, former.origin, former.key).read(purpose)
    with pytest.raises(KeyFileError):
        keyring.unlock_with_kit_file(keys, two.kit)
    assert keyring.unlock_with_kit(keys, two.new_kit)
    assert two.events() == [{"what": "recovered", "staff": "S02", "by": ("S01",), "kit": True}]


def test_who_copied_all_keys_before_a_recovery_keeps_what_they_held_then(two: Counter, tmp_path: Path) -> None:
    """Recovery cannot take it back, and the docs say so; the copy opens nothing of the folder that holds now."""
    copy = tmp_path / "copy"
    shutil.copytree(two.home / "keys", copy)
    staff.recover(two.home, two.with_kit("S01"), {"S02": NEW}, AT, two.keep)
    former, now = keyring.unlock(copy, "S02", PHRASES["S02"]), keyring.unlock(two.home / "keys", "S02", NEW)
    held = keyring.purposes(copy)
    assert held and [former.read(purpose) for purpose in held] == [now.read(purpose) for purpose in held]
    with pytest.raises(KeyFileError):
        keyring.StationKey(two.home / "keys", former.origin, former.key).read("seal")


def test_the_station_goes_on_after_a_recovery(two: Counter) -> None:
    before = station.unlock(two.home, "S01", PHRASES["S01"])
    before.store.close()
    staff.recover(two.home, two.with_kit(), {"S01": NEW, "S02": OTHER}, AT, two.keep)
    after = station.unlock(two.home, "S01", NEW)
    for one, other in ((after.ca, before.ca), (after.seal, before.seal)):
        assert one.to_bytes() == other.to_bytes()
    assert (after.store_key, after.checkpoint_keys.vkeys) == (before.store_key, before.checkpoint_keys.vkeys)
    assert [path.name for path in two.home.iterdir() if path.name.startswith("keys")] == ["keys"]


def test_who_neither_lost_a_passphrase_nor_vouches_has_none_and_can_be_given_one(two: Counter) -> None:
    staff.add(two.home, two.by("S01", "S02"), "S03", "张三", OTHER, AT)
    staff.add(two.home, two.by("S01", "S02"), "S04", "李四", OTHER, AT)
    who = staff.authority(two.home, {"S01": PHRASES["S01"], "S03": OTHER}, None)
    gone = staff.recover(two.home, who, {"S02": NEW}, AT, two.keep)
    assert (gone, two.opens("S04", OTHER)) == (("S04",), False)
    assert two.events()[-1] == {"what": "removed", "staff": "S04", "by": ("S01", "S03")}
    who = staff.authority(two.home, {"S01": PHRASES["S01"], "S02": NEW}, None)
    staff.add(two.home, who, "S04", "李四", OTHER, AT)
    assert two.opens("S04", OTHER)


AGREED = {
    # who can open it, who loses it, who agrees, the kit: whether that is enough
    "two agree": ("S01 S02 S03", "S03", "S01 S02", False, True),
    "two of four agree": ("S01 S02 S03 S04", "S03", "S01 S02", False, True),
    "one of two that are left, and the kit": ("S01 S02 S03", "S03", "S01", True, False),
    "one of three that are left, and the kit": ("S01 S02 S03 S04", "S03", "S01", True, False),
    "the only one that is left, and the kit": ("S01 S02", "S02", "S01", True, True),
    "the only one that is left, without the kit": ("S01 S02", "S02", "S01", False, False),
    "the only one that is left does not agree": ("S01 S02", "S02", "", True, False),
    "the kit, and two that are left": ("S01 S02 S03", "S03", "", True, False),
    "the kit, and everybody loses it": ("S01 S02", "S01 S02", "", True, True),
    "the kit, and the only one loses it": ("S01", "S01", "", True, True),
    "one person twice": ("S01 S02 S03", "S03", "S01 S01", True, False),
    "one who loses it agrees": ("S01 S02 S03", "S03", "S02 S03", True, False),
}


@pytest.mark.parametrize(("opens", "lost", "by", "kit", "enough"), AGREED.values(), ids=AGREED)
def test_whose_word_is_enough_to_recover_and_to_remove(
    tmp_path: Path, opens: str, lost: str, by: str, kit: bool, enough: bool
) -> None:
    (tmp_path / "keys").mkdir()
    for person in opens.split():
        (tmp_path / "keys" / f"slot-{person}.json").touch()
    judged = partial(staff.require_colleagues, tmp_path, lost.split(), by.split(), kit)
    if enough:
        judged()
    else:
        with pytest.raises(NotEnough):
            judged()


NOT_ENOUGH: dict[str, Callable[[Counter], staff.Authority]] = {
    "the kit alone": lambda two: two.with_kit(),
    "one colleague alone": lambda two: two.by("S01"),
    "who lost it": lambda two: two.with_kit("S02"),
}


@pytest.mark.parametrize("who", NOT_ENOUGH.values(), ids=NOT_ENOUGH)
def test_nobody_recovers_alone_while_a_colleague_is_left(
    two: Counter, who: Callable[[Counter], staff.Authority]
) -> None:
    before = {path.name: path.read_bytes() for path in (two.home / "keys").glob("slot-*")}
    with pytest.raises(NotEnough):
        staff.recover(two.home, who(two), {"S02": NEW}, AT, two.keep)
    assert {path.name: path.read_bytes() for path in (two.home / "keys").glob("slot-*")} == before
    assert (two.events(), two.new_kit) == ([], "")


def power_goes(*_: object) -> None:
    raise SystemExit("the power goes")


def after_the_exchange(one: Path, other: Path) -> None:
    exchange_for_real(one, other)
    raise SystemExit("the power goes")


exchange_for_real = folder_exchange.exchange
BREAKS: dict[str, tuple[object, str, Callable[..., None], bool]] = {
    "while the keys are made": (keyring, "_slot", power_goes, False),
    "before the exchange": (folder_exchange, "exchange", power_goes, False),
    "after the exchange": (folder_exchange, "exchange", after_the_exchange, True),
}


@pytest.mark.parametrize(("where", "name", "breaks", "holds"), BREAKS.values(), ids=BREAKS)
def test_a_break_leaves_the_old_keys_or_the_new(
    two: Counter, monkeypatch: pytest.MonkeyPatch, where: object, name: str, breaks: Callable[..., None], holds: bool
) -> None:
    who = two.with_kit("S01")
    with monkeypatch.context() as broken:
        broken.setattr(where, name, breaks)
        broken.setattr(staff, "sweep", lambda _home: None)  # nothing is cleared away when the power goes
        with pytest.raises(SystemExit):
            staff.recover(two.home, who, {"S02": NEW}, AT, two.keep)
    assert (two.opens("S02", NEW), two.opens("S02", PHRASES["S02"])) == (holds, not holds)
    assert two.opens("S01", PHRASES["S01"])
    assert any(path.name.startswith(staff.PREPARED) for path in two.home.iterdir())
    clerk = Clerk(two.home, stations.ticking())
    clerk.carry_out(orders.SignIn("S01", PHRASES["S01"]))
    clerk.end()
    assert not any(path.name.startswith(staff.PREPARED) for path in two.home.iterdir())


def test_where_folders_cannot_be_exchanged_the_old_keys_hold(two: Counter, monkeypatch: pytest.MonkeyPatch) -> None:
    def cannot(*_: object) -> None:
        raise OSError(22, os.strerror(22))

    monkeypatch.setattr(folder_exchange, "exchange", cannot)
    with pytest.raises(KeyFileError, match="cannot be exchanged"):
        staff.recover(two.home, two.with_kit("S01"), {"S02": NEW}, AT, two.keep)
    assert two.opens("S02", PHRASES["S02"])


def test_wrong_guesses_are_still_counted_after_a_recovery(two: Counter) -> None:
    for _attempt in range(4):
        with pytest.raises(WrongPassphrase):
            guess_delay.unlock(two.home, "S02", "not the passphrase")
    staff.recover(two.home, two.with_kit("S01"), {"S02": NEW}, AT, two.keep)
    assert guess_delay.Gate(two.home, ("S02",)).unreported() == {"S02": 4}


# ---- guesses ----


def test_guesses_by_commands_are_slowed_and_told_at_the_next_sign_in(two: Counter) -> None:
    for _attempt in range(4):
        typed("station", "change-passphrase", "S02", "--home", two.home, lines=("not the passphrase", NEW, NEW))
    done = typed("station", "change-passphrase", "S02", "--home", two.home, lines=(PHRASES["S02"], NEW, NEW))
    assert type(done.exception).__name__ == "TooSoon"
    clerk = Clerk(two.home, stations.ticking())
    with pytest.raises(WrongPassphrase):
        clerk.carry_out(orders.SignIn("S99", "not the passphrase"))
    clerk.carry_out(orders.SignIn("S01", PHRASES["S01"]))
    clerk.carry_out(orders.SignIn("S01", PHRASES["S01"]))
    clerk.end()
    told = [(each["staff"], each["failures"]) for each in two.events()]
    assert told == [("unknown.id", 1), ("S02", 4)]


def test_a_full_disk_keeps_nobody_from_signing_in(two: Counter, monkeypatch: pytest.MonkeyPatch) -> None:
    clerk = Clerk(two.home, stations.ticking())
    with pytest.raises(WrongPassphrase):
        clerk.carry_out(orders.SignIn("S01", "not the passphrase"))

    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as broken:
        broken.setattr(Store, "append_staff_event", full)
        assert clerk.carry_out(orders.SignIn("S01", PHRASES["S01"])).staff == stations.OPERATOR
    assert two.events() == []
    clerk.carry_out(orders.SignIn("S01", PHRASES["S01"]))
    assert two.events() == [{"what": "failures", "staff": "S01", "failures": 1}]
    clerk.end()


# ---- commands ----


def test_staff_change_while_no_terminal_runs(two: Counter) -> None:
    clerk = Clerk(two.home, stations.ticking())
    clerk.carry_out(orders.SignIn("S01", PHRASES["S01"]))
    done = typed("station", "change-passphrase", "S02", "--home", two.home, lines=(PHRASES["S02"], NEW, NEW))
    assert isinstance(done.exception, AlreadyRunning)
    clerk.end()


def test_the_list_says_who_can_open_the_station(one: Counter) -> None:
    done = typed("station", "list-staff", "--home", one.home)
    assert done.stdout == "S01  李文明  能打开站点\nS02  王文  没有口令，打不开站点\n"
    told = json.loads(typed("station", "list-staff", "--home", one.home, "--json").stdout)
    assert told["staff"][1] == {"id": "S02", "name": "王文", "can_open": False}


def test_removing_changing_and_recovering_are_done_by_commands(two: Counter, tmp_path: Path) -> None:
    home = ("--home", two.home)
    done = typed("station", "change-passphrase", "S02", *home, lines=(PHRASES["S02"], NEW, NEW))
    assert done.stdout == "S02 的口令已换，旧口令已失效。\n"
    recover = ("station", "recover", *home, "--staff", "S02", "--by", "S01", "--kit", two.kit)
    done = typed(*recover, "--recovery-kit", tmp_path / "new.txt", lines=(PHRASES["S01"], OTHER, OTHER))
    assert done.exit_code == 0, done.output
    assert two.opens("S02", OTHER)
    assert (tmp_path / "new.txt").stat().st_mode & 0o777 == 0o600
    new_kit = ("--kit", tmp_path / "new.txt")
    done = typed("station", "remove-staff", "S02", *home, "--by", "S01", *new_kit, lines=(PHRASES["S01"],))
    assert done.exit_code == 0, done.output
    assert [each["what"] for each in two.events()] == ["passphrase-changed", "recovered", "removed"]


def test_a_recovery_that_fails_leaves_no_kit_behind(two: Counter, tmp_path: Path) -> None:
    recover = ("station", "recover", "--home", two.home, "--staff", "S02", "--by", "S01", "--kit", two.kit)
    done = typed(*recover, "--recovery-kit", tmp_path / "new.txt", lines=("not the passphrase",))
    assert isinstance(done.exception, WrongPassphrase | TerminalError)
    assert not (tmp_path / "new.txt").exists()


def test_passphrases_come_from_files(two: Counter, tmp_path: Path) -> None:
    folder = tmp_path / "secrets"
    folder.mkdir(mode=0o700)
    for name, passphrase in {"S01": PHRASES["S01"], "S01.new": NEW}.items():
        (folder / f"{name}.txt").write_text(f"{passphrase}\n", "utf-8")
    done = typed("station", "change-passphrase", "S01", "--home", two.home, "--passphrases", folder)
    assert done.exit_code == 0, done.output
    assert two.opens("S01", NEW)
