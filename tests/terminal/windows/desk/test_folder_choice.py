"""A folder is chosen in the panel, by keys; nothing of it is kept anywhere, and the keyboard never leaves the line."""

from __future__ import annotations

from pathlib import Path

import pytest
from PyQt6.QtCore import Qt
from pytestqt.qtbot import QtBot

from terminal.windows.desk.folder_choice import FolderChoice, folders_in
from terminal.windows.look.desk import DeskLook


@pytest.fixture
def choice(qtbot: QtBot, tmp_path: Path) -> FolderChoice:
    """Over a home with three folders and a file."""
    for name in ("文书", "copies", "copies-2", ".hidden"):
        (tmp_path / name).mkdir()
    (tmp_path / "copies.txt").touch()
    made = FolderChoice(DeskLook.of(1366))
    qtbot.addWidget(made)
    made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow, timeout=30_000)
    made.path.setText(str(tmp_path))
    return made


def shown(choice: FolderChoice) -> list[str]:
    items = (choice.listed.item(at) for at in range(choice.listed.count()))
    return [item.text() for item in items if item is not None]


def press(qtbot: QtBot, choice: FolderChoice, *keys: Qt.Key) -> None:
    for key in keys:
        qtbot.keyClick(choice.path, key)


def test_the_list_opens_and_closes_by_its_key_and_shows_the_folders(qtbot: QtBot, choice: FolderChoice) -> None:
    assert choice.listed.isHidden()
    press(qtbot, choice, Qt.Key.Key_F4)
    assert shown(choice) == ["上一级", "copies", "copies-2", "文书"]
    press(qtbot, choice, Qt.Key.Key_F4)
    assert choice.listed.isHidden()


def test_arrows_and_enter_go_into_a_folder_and_back(qtbot: QtBot, choice: FolderChoice, tmp_path: Path) -> None:
    press(qtbot, choice, Qt.Key.Key_F4)
    press(qtbot, choice, Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Return)
    assert choice.folder() == str(tmp_path / "copies")
    press(qtbot, choice, Qt.Key.Key_Down, Qt.Key.Key_Return)
    assert choice.folder() == str(tmp_path)


def test_what_is_typed_half_is_completed_when_only_one_fits(qtbot: QtBot, choice: FolderChoice, tmp_path: Path) -> None:
    press(qtbot, choice, Qt.Key.Key_F4)
    qtbot.keyClicks(choice.path, "/co")
    assert shown(choice) == ["上一级", "copies", "copies-2"]
    press(qtbot, choice, Qt.Key.Key_Return)
    assert choice.folder() == ""
    choice.path.setText(f"{tmp_path}/文")
    press(qtbot, choice, Qt.Key.Key_Return)
    assert choice.folder() == str(tmp_path / "文书")


def test_enter_chooses_nothing_that_is_not_marked(qtbot: QtBot, choice: FolderChoice, tmp_path: Path) -> None:
    press(qtbot, choice, Qt.Key.Key_F4)
    press(qtbot, choice, Qt.Key.Key_Return)
    assert choice.folder() == str(tmp_path)


def test_an_empty_line_begins_at_home_and_a_folder_that_is_closed_has_none(
    qtbot: QtBot, choice: FolderChoice, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    choice.path.clear()
    press(qtbot, choice, Qt.Key.Key_F4)
    assert choice.folder() == str(tmp_path)
    assert folders_in(tmp_path / "none") == []


def test_the_users_home_may_be_typed_as_shells_write_it(
    qtbot: QtBot, choice: FolderChoice, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    choice.path.setText("~/copies")
    assert choice.folder() == str(tmp_path / "copies")
    choice.path.setText("~")
    press(qtbot, choice, Qt.Key.Key_F4)
    assert shown(choice) == ["上一级", "copies", "copies-2", "文书"]
    choice.path.setText("~nobody-of-that-name/copies")
    assert choice.folder() == ""


def test_what_no_folder_can_be_called_is_none_and_lists_none(
    qtbot: QtBot, choice: FolderChoice, tmp_path: Path
) -> None:
    press(qtbot, choice, Qt.Key.Key_F4)
    choice.path.setText(f"{choice.path.text()}/{'a' * 300}")
    assert (choice.folder(), shown(choice)) == ("", ["上一级"])
    assert folders_in(tmp_path / "no\0name") == []


def test_what_cannot_be_looked_at_hides_no_other_folder(tmp_path: Path) -> None:
    (tmp_path / "copies").mkdir()
    (tmp_path / "round").symlink_to("round")
    assert folders_in(tmp_path) == ["copies"]
