"""The table of keys in the handbook, English and Chinese, names every key of the desk, and none that it has not."""

from __future__ import annotations

import pytest
from PyQt6.QtGui import QShortcut

from terminal.app.one_window import TurnBar
from terminal.windows.desk.left_column import MOST_NUMBERED
from tests.conftest import ROOT
from tests.terminal.windows.desk.driven_desk import Seat

HEADS = {"terminal.md": ["key", "what it does"], "terminal.zh-CN.md": ["按键", "作用"]}
in_each_language = pytest.mark.parametrize("page", HEADS)


def lines_of(page: str) -> list[str]:
    return (ROOT / "docs/operate" / page).read_text("utf-8").splitlines()


def told(page: str) -> dict[str, str]:
    """Every key of the table with what is said of it."""
    rows = [line.strip("| ").split(" | ") for line in lines_of(page) if line.startswith("| ")]
    assert rows[:2] == [HEADS[page], ["---", "---"]]
    return {key: says for keys, says in rows[2:] for key in keys.replace(" … ", ", ").split(", ")}


def shortcuts(seat: Seat) -> list[QShortcut]:
    """The desk's, and that of the bar above it where there is one display."""
    bar = TurnBar(seat.window.look)
    bar.setParent(seat.window)
    return seat.window.findChildren(QShortcut)


@in_each_language
def test_the_handbook_names_every_key_of_the_desk(seat: Seat, page: str) -> None:
    keys = {shortcut.key().toString() for shortcut in shortcuts(seat)}
    assert keys | {"Ctrl+1", f"Ctrl+{MOST_NUMBERED}"} == set(told(page))


def test_the_handbook_has_the_same_parts_and_commands_in_both_languages() -> None:
    english, chinese = map(skeleton, HEADS)
    assert english == chinese


def skeleton(page: str) -> list[str]:
    """The levels of the headings, and the commands."""
    kept = (line for line in lines_of(page) if line.startswith(("#", "    ")))
    return [line.partition(" ")[0] if line.startswith("#") else line for line in kept]


@in_each_language
def test_the_handbook_calls_what_a_button_does_by_its_words(seat: Seat, page: str) -> None:
    says = told(page)
    for shortcut in shortcuts(seat):
        key = shortcut.key().toString()
        label = shortcut.parent().text().removesuffix(key).strip(" +…")  # type: ignore[union-attr]
        assert label in says[key] or key == "F8", (key, label)
