"""Desk and pad speak one language: the station's when they open, then the one that the key at the desk chooses."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PyQt6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from signing import keyring
from terminal.app.compose import Terminal
from terminal.devices.pen.opening import Machine
from terminal.visit.model import State
from terminal.windows.look import words
from tests.terminal import stations
from tests.terminal.windows.desk.driven_desk import REGISTRATION

pytestmark = pytest.mark.usefixtures("source_language")
Opened = Callable[..., Terminal]


@pytest.fixture
def opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot, qapp: QApplication) -> Iterator[Opened]:
    """Opens both windows of a station, without a pen."""
    monkeypatch.setattr(keyring, "Cost", stations.cheap)
    made: list[Terminal] = []

    def open_in(language: str, on_one_display: bool = False) -> Terminal:
        home = tmp_path / "station"
        stations.make_with_kit(home)
        settings = replace(stations.settings(), language=language)
        (home / "station.toml").write_text(settings.to_toml(), "utf-8")
        nothing = Machine(nodes=lambda: (), start=lambda _node: None, plugs=lambda: None)  # type: ignore[arg-type,return-value]
        made.append(Terminal(qapp, home, None if on_one_display else qapp.primaryScreen(), nothing))
        return made[0]

    yield open_in
    for one in made:
        one.end()


def both(terminal: Terminal) -> tuple[str, str]:
    """A text of the desk and one of the pad."""
    return terminal.desk.left.search.text(), terminal.pad.screen_shown.words()[0]


def test_a_station_opens_in_its_language(opened: Opened) -> None:
    terminal = opened("en")
    assert both(terminal) == ("Find record  F3", "Welcome. Please sit down.")
    assert terminal.pens.words == "Looking for a pen"


def test_the_key_changes_both_windows_in_the_middle_of_a_visit_and_back(opened: Opened, qtbot: QtBot) -> None:
    terminal = opened("zh")
    terminal.show()
    assert both(terminal) == ("查找档案  F3", "您好，请坐。")
    reception = terminal.reception
    reception.sign_in("S01", stations.PASSPHRASE)
    qtbot.waitUntil(lambda: reception.operator is not None, timeout=30_000)
    reception.begin(REGISTRATION)
    qtbot.waitUntil(lambda: reception.visit is not None, timeout=30_000)
    visit = reception.visit
    terminal.desk.bar.language.click()
    assert both(terminal) == ("Find record  F3", "Before we begin, please read this")
    assert reception.visit == visit and visit is not None and visit.state is State.NOTICE
    pen = terminal.desk.strip._items[0].words
    qtbot.waitUntil(lambda: pen.text() == terminal.pens.words != "Looking for a pen", timeout=30_000)
    assert pen.text().isascii()
    terminal.desk.bar.language.click()
    assert both(terminal) == ("查找档案  F3", "办理前，请您了解")
    assert terminal.desk.strip._items[0].words.text() == terminal.pens.words
    assert not terminal.pens.words.isascii()


def test_the_toolkit_speaks_it_too(opened: Opened, qapp: QApplication) -> None:
    terminal = opened("zh")
    chinese = qapp.translate("QPlatformTheme", "Cancel")
    terminal.desk.change_language()
    assert (chinese, qapp.translate("QPlatformTheme", "Cancel")) == ("取消", "Cancel")
    assert words.language() == "en"


def test_the_one_window_that_holds_both_speaks_it(opened: Opened) -> None:
    terminal = opened("zh", on_one_display=True)
    assert terminal.both is not None
    terminal.desk.change_language()
    bar = terminal.both.bar
    assert (bar.turn.text(), bar.whose.text()) == ("Show pad  F1", "Desk · for staff")
    assert bar.only.text() == "One display only: the two windows take turns"
    assert terminal.both.windowTitle() == "Luobi"
