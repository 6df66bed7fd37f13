"""The table of keys in docs/operate/terminal.md names every key of the desk, and none that it has not."""

from __future__ import annotations

from PyQt6.QtGui import QShortcut

from terminal.app.one_window import TurnBar
from terminal.desk.in_hand import MOST_NUMBERED
from tests.conftest import ROOT
from tests.terminal.desk.seats import Seat

HANDBOOK = ROOT / "docs/operate/terminal.md"


def told() -> dict[str, str]:
    """Every key of the table with what is said of it."""
    rows = [line.strip("| ").split(" | ") for line in HANDBOOK.read_text("utf-8").splitlines() if line.startswith("| ")]
    assert rows[:2] == [["key", "what it does"], ["---", "---"]]
    return {key: says for keys, says in rows[2:] for key in keys.replace(" … ", ", ").split(", ")}


def shortcuts(seat: Seat) -> list[QShortcut]:
    """The desk's, and that of the bar above it where there is one display."""
    bar = TurnBar(seat.window.look)
    bar.setParent(seat.window)
    return seat.window.findChildren(QShortcut)


def test_the_handbook_names_every_key_of_the_desk(seat: Seat) -> None:
    keys = {shortcut.key().toString() for shortcut in shortcuts(seat)}
    assert keys | {"Ctrl+1", f"Ctrl+{MOST_NUMBERED}"} == set(told())


def test_the_handbook_calls_what_a_button_does_by_its_words(seat: Seat) -> None:
    says = told()
    for shortcut in shortcuts(seat):
        key = shortcut.key().toString()
        label = shortcut.parent().text().removesuffix(key).strip(" +…")  # type: ignore[union-attr]
        assert label in says[key] or key == "F8", (key, label)
