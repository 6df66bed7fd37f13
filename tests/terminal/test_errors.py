"""What is said of an error is true, wherever the error is raised, in Chinese as in English."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing, suppress
from datetime import timedelta
from pathlib import Path

import pytest

from archive.blobs import BlobSlot, encrypt, unwrap
from archive.checkpoint import CheckpointKeys, parse_note
from archive.entry import parse
from archive.errors import ArchiveError
from archive.log import Log
from archive.merkle import verify_inclusion
from archive.receipt import parse_receipt
from archive.storage.opening import LOG_FILE
from archive.store import Store
from forms.errors import FormsError
from forms.load import find_form
from forms.message import LuobiError, Message, text
from signing import guess_delay, keyring
from signing.errors import SigningError, WrongPassphrase
from signing.fonts import Faces
from signing.passphrases import require_strong
from signing.private_folder import require_home
from terminal.errors import LookError, NotArchived, TerminalError
from terminal.station import staff, station
from terminal.station.clock import require_right_time
from terminal.station.lock import OneTerminal
from terminal.station.settings import read_settings
from terminal.windows.displays import require_display
from tests.terminal import stations


def taken(folder: Path) -> None:
    (folder / "kit.txt").write_text("a kit", "utf-8")
    station.require_free(folder / "kit.txt")


def running(folder: Path) -> None:
    first = OneTerminal(folder)
    try:
        OneTerminal(folder)
    finally:
        first.let_go()


def genesis_handed_over(folder: Path) -> None:
    made, _ = stations.make(folder / "s")
    what = ("document",)
    made.store.append_hand_over(hand_over_id="h", of="genesis", what=what, to="folder", by="S01", at=stations.NOON)


def shown(name: str) -> Callable[[Path], object]:
    """The entry of that name, at a new station."""
    return lambda folder: stations.make(folder / "s")[0].store.find(name)


def other_keys(folder: Path) -> None:
    made, _ = stations.make(folder / "s")
    made.store.sign_checkpoint(CheckpointKeys.generate(made.settings.origin, stations.counted("others")))


def set_back(folder: Path) -> None:
    """Restore a database that is older than the file `checkpoint`, then sign in."""
    stations.set_back(folder / "s")
    station.unlock(folder / "s", "S01", stations.PASSPHRASE)


def raises(problem: Exception) -> Callable[[Path], object]:
    def fail(_: Path) -> None:
        raise problem

    return fail


def spelled(text: str) -> Callable[[Path], object]:
    """A station's settings that are these."""

    def settings(folder: Path) -> object:
        (folder / "station.toml").write_text(text, "utf-8")
        return read_settings(folder)

    return settings


def clock_behind(folder: Path) -> None:
    require_right_time(stations.make(folder / "s")[0], stations.NOON - timedelta(days=1))


def open_to_all(folder: Path) -> None:
    folder.chmod(0o777)
    require_home(folder)


def by_nobody(folder: Path) -> None:
    stations.make_with_kit(folder / "s")
    staff.authority(folder / "s", {}, None)


def by_one(folder: Path) -> None:
    stations.make_with_kit(folder / "s")
    staff.require_two(folder / "s", ["S01"], kit=False)


def wrong_passphrase(folder: Path) -> None:
    stations.make_with_kit(folder / "s")
    keyring.unlock(folder / "s/keys", "S01", "not the one")


def nobodys_passphrase(folder: Path) -> None:
    stations.make_with_kit(folder / "s")
    keyring.unlock(folder / "s/keys", "S09", stations.PASSPHRASE)


def guessed(folder: Path) -> None:
    """Wrong passphrases while no time passes."""
    (folder / "keys").mkdir()
    guess_delay.begin(folder)
    gate = guess_delay.Gate(folder, {"S01"}, lambda: 1000.0, "a run of the machine")
    for _ in range(10):
        with suppress(guess_delay.NotLetIn), gate.attempt("S01"):
            raise WrongPassphrase("wrong")


def any_record(folder: Path) -> None:
    made, _ = stations.make(folder / "s")
    for number in ("1", "2"):
        made.store.append_staff_event(
            event_id="a" * 31 + number, what="kit-used", staff="service", kit=True, at=stations.NOON
        )
    made.store.find("a")


def an_old_database(folder: Path) -> None:
    """Its checkpoints are gone from it, and the file beside it says that there were some."""
    made, _ = stations.make(folder / "s")
    made.store.sign_checkpoint(made.checkpoint_keys)
    made.store.close()
    with closing(sqlite3.connect(folder / "s" / LOG_FILE)) as archive, archive:
        archive.execute("DELETE FROM checkpoint")
    with Store.open(folder / "s") as store:
        store.sign_checkpoint(made.checkpoint_keys)


def another_stores_key(folder: Path) -> None:
    place = BlobSlot("log", "record", "document")
    encrypted = encrypt(b"content", place, bytes(32), stations.counted("blob"))
    unwrap(encrypted.wrapped, place, bytes(31) + b"1")


PLACES: dict[str, tuple[Callable[[Path], object], str]] = {
    "no station": (lambda folder: read_settings(folder), "这里没有站点"),
    "no display": (lambda _: require_display({}), "这里没有可以显示窗口的屏幕"),
    "settings of another format": (spelled("format = 'luobi-station/9'"), "format：只能是 'luobi-station/1'"),
    "a form that is not there": (lambda _: find_form("none"), "目录里没有表单 none"),
    "a character of no font": (lambda _: Faces.load().runs("张\U0002ebf0", "姓名"), "没有字体能写“\U0002ebf0”"),
    "a clock a day behind": (clock_behind, "电脑的时钟不对：它显示"),
    "a home that all may enter": (open_to_all, "别的账户能写这个文件夹"),
    "a station that nobody opened": (by_nobody, "还没有人打开站点"),
    "one of two": (by_one, "这要有两名工作人员同意"),
    "another passphrase": (wrong_passphrase, "口令打不开工号 S01 的密钥文件"),
    "the passphrase of nobody": (nobodys_passphrase, "slot-S09.json。请核对站点的文件夹和工号"),
    "a short passphrase": (lambda _: require_strong("short", "S01"), "S01的新口令不到 10 个字符"),
    "a guess too soon": (guessed, "口令错了几次，还要等"),
    "a text that is no receipt": (lambda _: parse_receipt("no receipt"), "这不是回执的文字"),
    "a text that is no note": (lambda _: parse_note("no note"), "这不是检查点"),
    "bytes that are no entry": (lambda _: parse(b"{}"), "各项的名称不是条目该有的"),
    "a key that opens nothing": (another_stores_key, "电子档案件 record 的文件：密钥打不开"),
    "a database without its past": (an_old_database, "档案库和本站签过的检查点对不上"),
    "records that begin alike": (any_record, "有 2 个编号以“a”开头"),
    "two terminals": (running, "这个站点已经开着一个终端"),
    "a secret over another file": (taken, "那里已有文件"),
    "a secret in no folder": (lambda folder: station.require_free(folder / "no" / "kit.txt"), "没有这个文件夹"),
    "an older database": (set_back, "档案库和本站签过的检查点对不上"),
    "no log to read": (Log.read, "这里没有档案"),
    "no log to write": (Store.open, "这里没有档案"),
    "no such record": (shown("3b"), "档案里没有以“3b”开头的编号"),
    "an entry without a document": (genesis_handed_over, "第 0 条（创世条目）没有文件"),
    "keys of another log": (other_keys, "这不是创世条目所载的密钥"),
    "a station where one is": (lambda folder: [stations.make(folder / "s") for _ in range(2)], "这里已经有一个站点"),
    "a proof of nothing": (lambda _: verify_inclusion(bytes(32), 3, 2, (), bytes(32)), "2 个条目的树里没有第 3 条"),
    "a picture on a full disk": (
        raises(LookError(Message("terminal.picture-not-written", path="desk.png"))),
        "desk.png 写不进去",
    ),
    "a record on a full disk": (
        raises(NotArchived(Message("terminal.not-archived", cause=Message("system.ENOSPC")))),
        "档案库写不进去（磁盘满了）",
    ),
}


def raised_at(place: Callable[[Path], object], folder: Path) -> LuobiError:
    """What the place raises."""
    with pytest.raises((TerminalError, ArchiveError, SigningError, FormsError)) as caught:
        place(folder)
    return caught.value


@pytest.mark.parametrize(("place", "sentence"), PLACES.values(), ids=PLACES)
def test_what_went_wrong_there_is_what_is_said(tmp_path: Path, place: Callable[[Path], object], sentence: str) -> None:
    caught = raised_at(place, tmp_path)
    assert sentence in text(caught.message, "zh")
    assert text(caught.message, "en") == str(caught)
