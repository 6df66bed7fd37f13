"""The Chinese sentence before an error's exact text is true, wherever the error is raised."""

from __future__ import annotations

import ast
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from archive.checkpoint import CheckpointKeys
from archive.errors import ArchiveError, BundleError
from archive.log import Log
from archive.merkle import verify_inclusion
from archive.store import Store
from terminal import station
from terminal.app.displays import require_display
from terminal.commands.troubles import TROUBLES, told
from terminal.config import read
from terminal.errors import LookError, NotArchived, TerminalError
from terminal.one_terminal import OneTerminal
from tests.conftest import ROOT
from tests.terminal import stations

PACKAGES = ("forms", "signing", "archive", "terminal")
ONE_CAUSE = {
    "NoStation": {"terminal/config.py read"},
    "NoDisplay": {"terminal/app/displays.py require_display"},
    "AlreadyRunning": {"terminal/one_terminal.py __init__"},
    "NotEnough": {
        "terminal/staff.py authority",
        "terminal/staff.py require_two",
        "terminal/staff.py require_recovery",
        "terminal/staff.py remove",
        "terminal/staff.py change_passphrase",
    },
    "NotFree": {"terminal/station.py require_free"},
    "ClockWrong": {"terminal/right_time.py require_right_time"},
    "NotPrivate": {
        "signing/private_folder.py require_own",
        "signing/private_folder.py require_home",
        "signing/private_folder.py require_mode",
    },
    "NotArchived": {"terminal/counter.py keep"},
    "MissingGlyph": {"signing/fonts.py _first"},
    "WrongPassphrase": {"signing/keyring.py unlock", "signing/custodian.py load_private"},
    "WeakPassphrase": {"signing/passphrases.py require_strong"},
    "TooSoon": {"signing/guesses.py _require_waited"},
    "AmbiguousRecord": {"archive/log.py find"},
    "NoContent": {"archive/log.py blob", "archive/store.py _record"},
    "UnknownRecord": {"archive/log.py find"},
    "PastChanged": {
        "archive/own_past.py _unpublished",
        "archive/own_past.py newest_signed",
        "archive/own_past.py lead",
        "archive/own_past.py _require_new",
        "archive/own_past.py _signed_by",
        "archive/own_past.py _edge",
    },
    "NoLog": {"archive/store.py open", "archive/tables.py open_for_reading"},
}
"""Whose sentence says why, and where they are raised: whoever raises one elsewhere reads its sentence first."""
ONE_MATTER = {
    "SettingError",
    "FormsError",
    "KeyFileError",
    "ReceiptError",
    "CheckpointError",
    "EntryError",
    "BlobError",
}
"""Whose sentence says what it is about, and leaves why to the exact text."""


@cache
def raised() -> dict[str, set[str]]:
    """Class to file and function of every place that raises it."""
    found: dict[str, set[str]] = {}
    for path in (path for package in PACKAGES for path in sorted((ROOT / package).rglob("*.py"))):
        functions = (each for each in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(each, ast.FunctionDef))
        for function in functions:
            for each in ast.walk(function):
                if isinstance(each, ast.Raise) and isinstance(each.exc, ast.Call):
                    place = f"{path.relative_to(ROOT)} {function.name}"
                    found.setdefault(ast.unparse(each.exc.func), set()).add(place)
    return found


def test_a_sentence_says_a_cause_or_a_matter() -> None:
    assert {kind.__name__ for kind, _ in TROUBLES} == ONE_CAUSE.keys() | ONE_MATTER


@pytest.mark.parametrize("name", ONE_CAUSE)
def test_a_cause_is_raised_where_its_sentence_is_true(name: str) -> None:
    assert raised()[name] == ONE_CAUSE[name]


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
    """The database of before the newest checkpoint, beside the file that proves it."""
    stations.set_back(folder / "s")
    station.unlock(folder / "s", "S01", stations.PASSPHRASE)


def raises(problem: Exception) -> Callable[[Path], object]:
    def fail(_: Path) -> None:
        raise problem

    return fail


NOT_DONE = "没有做成"
PLACES: dict[str, tuple[Callable[[Path], object], str]] = {
    "no station": (lambda folder: read(folder / "station.toml"), "这里没有站点"),
    "no display": (lambda _: require_display({}), "这里没有可以显示窗口的屏幕"),
    "two terminals": (running, "这个站点已经开着一个终端"),
    "a secret over another file": (taken, "这个地方不能写"),
    "a secret in no folder": (lambda folder: station.require_free(folder / "no" / "kit.txt"), "这个地方不能写"),
    "an older database": (set_back, "档案库和本站签过的检查点对不上"),
    "no log to read": (Log.read, "这里没有档案"),
    "no log to write": (Store.open, "这里没有档案"),
    "no such record": (shown("3b"), "档案里没有这个编号"),
    "an entry without a document": (genesis_handed_over, "这个条目没有这样的文件"),
    "keys of another log": (other_keys, NOT_DONE),
    "a station where one is": (lambda folder: [stations.make(folder / "s") for _ in range(2)], NOT_DONE),
    "a proof that proves nothing": (lambda _: verify_inclusion(bytes(32), 3, 2, (), bytes(32)), NOT_DONE),
    "a bundle's folder that is there": (raises(BundleError("it exists already")), NOT_DONE),
    "a picture on a full disk": (raises(LookError("desk.png cannot be written. Free the disk")), NOT_DONE),
    "a record on a full disk": (raises(NotArchived("the archive cannot be written")), "存档没有写成"),
}


@pytest.mark.parametrize(("place", "sentence"), PLACES.values(), ids=PLACES)
def test_what_went_wrong_there_is_what_is_said(tmp_path: Path, place: Callable[[Path], object], sentence: str) -> None:
    with pytest.raises((TerminalError, ArchiveError)) as caught:
        place(tmp_path)
    first, exact = told(caught.value, "zh").split("\n    ")
    assert first.startswith(sentence) and exact == str(caught.value)
    assert told(caught.value, "en") == str(caught.value)
