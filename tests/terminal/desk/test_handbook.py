"""The table of keys in docs/operate/terminal.md names every key of the desk, and none that it has not."""

from __future__ import annotations

from PyQt6.QtGui import QShortcut

from terminal.desk.in_hand import MOST_NUMBERED
from tests.conftest import ROOT
from tests.terminal.desk.seats import Seat

HANDBOOK = ROOT / "docs/operate/terminal.md"


def told() -> dict[str, str]:
    """Every key of the table with what is said of it."""
    rows = [line.strip("| ").split(" | ") for line in HANDBOOK.read_text("utf-8").splitlines() if line.startswith("| ")]
    assert rows[:2] == [["key", "what it does"], ["---", "---"]]
    return {key: says for keys, says in rows[2:] for key in keys.replace(" … ", ", ").split(", ")}


def test_the_handbook_names_every_key_of_the_desk(seat: Seat) -> None:
    keys = {shortcut.key().toString() for shortcut in seat.window.findChildren(QShortcut)}
    assert keys | {"Ctrl+1", f"Ctrl+{MOST_NUMBERED}"} == set(told())


def test_the_handbook_calls_what_a_button_does_by_its_words(seat: Seat) -> None:
    says = told()
    for shortcut in seat.window.findChildren(QShortcut):
        key = shortcut.key().toString()
        label = shortcut.parent().text().removesuffix(key).strip(" +…")  # type: ignore[union-attr]
        assert label in says[key] or key == "F8", (key, label)
