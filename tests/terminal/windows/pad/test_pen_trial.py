"""A trial shows what the pen does, and how late its ink is; a longer text moves nothing."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PyQt6.QtCore import Qt
from PyQt6.QtGui import QImage
from pytestqt.qtbot import QtBot

from terminal.devices.pen.feed import Loss
from terminal.devices.pen.known_pens import Remembered
from terminal.devices.pen.node_choice import Identity
from terminal.devices.pen.played_feed import Box, RecordedFeed
from terminal.devices.pen.recording import RecordedPen
from terminal.windows.look import Look, Mode
from terminal.windows.look.glass import NOTEBOOK, SMALL, Glass
from terminal.windows.pad.pen_trial import LOSSES, TrialWindow

APPLICANT = RecordedPen.shipped("applicant")
LIES = Remembered(Identity("0000", "0001", "-"))


class Trial:
    """The window and a recorded hand."""

    def __init__(self, qtbot: QtBot, glass: Glass = NOTEBOOK) -> None:
        from PyQt6.QtGui import QGuiApplication

        from terminal.windows.pad.pens import screen_of

        display = QGuiApplication.primaryScreen()
        assert display is not None
        self.feed = RecordedFeed(APPLICANT, screen_of(display))
        self.window = TrialWindow(Look.of(Mode(), glass), display, self.feed, LIES, 3600)
        qtbot.addWidget(self.window)
        self.window.resize(glass.width_px, glass.height_px)
        with qtbot.waitExposed(self.window):
            self.window.show()

    def write(self) -> None:
        place = self.window.area.place()
        self.feed.write(APPLICANT, Box(place.x(), place.y(), min(place.width(), 600), place.height()))
        self.feed.finish()
        self.window.pen.read()
        self.window.look_again()

    def said(self) -> dict[str, str]:
        return {key: text.text() for key, text in self.window._told.items()}

    def close(self) -> None:
        self.window.close()
        self.feed.close()


@pytest.fixture
def trial(qtbot: QtBot) -> Iterator[Trial]:
    made = Trial(qtbot)
    yield made
    made.close()


def inked(window: TrialWindow) -> bool:
    picture: QImage = window.area.picture
    blank = picture.copy()
    window.area.wipe()
    return picture != blank or window.area.picture != blank


def test_the_facts_of_the_writing_stand_below_it(trial: Trial) -> None:
    trial.write()
    said = trial.said()
    assert (said["rate"], said["lost"]) == ("200 次/秒", "无")
    assert said["pressure"] == "–".join(map(str, trial.window.facts.pressure or ()))
    assert "毫秒" in said["late"]
    assert trial.window.latency.samples > 100


def test_what_was_written_is_still_there_when_the_facts_have_changed(trial: Trial, qtbot: QtBot) -> None:
    before = trial.window.area.size()
    trial.write()
    qtbot.wait(0)
    assert trial.window.area.size() == before
    assert inked(trial.window)


def test_a_loss_is_counted_and_named_and_the_next_writing_counts(trial: Trial, qtbot: QtBot) -> None:
    with qtbot.waitSignal(trial.window.pen.lost):
        trial.feed.lose(Loss.DROPPED)
    qtbot.waitUntil(
        lambda: trial.window.pen.capture is not None and trial.window.pen.capture.loss is None, timeout=30_000
    )
    trial.write()
    assert inked(trial.window)
    assert trial.said()["lost"] == "1 次，内核溢出"
    assert trial.window.facts.verdict == "refused"


@pytest.mark.parametrize("glass", [NOTEBOOK, SMALL])
def test_the_longest_facts_are_not_cut_off(qtbot: QtBot, glass: Glass) -> None:
    trial = Trial(qtbot, glass)
    longest = {"rate": "1000 次/秒", "jitter": "10.5 毫秒", "late": "150.5 / 500.0 毫秒", "pressure": "1024–65535"}
    for key, text in (*longest.items(), *(("lost", f"99 次，{word}") for word in LOSSES.values())):
        trial.window._told[key].say(text)
        qtbot.wait(0)
        assert trial.window._told[key].natural_width() <= trial.window._told[key].width(), text
    trial.close()


def test_every_loss_has_its_word() -> None:
    assert set(LOSSES) == set(Loss)


def test_clearing_begins_anew_and_keeps_the_facts(trial: Trial) -> None:
    trial.write()
    samples = trial.window.latency.samples
    trial.window.again.click()
    assert trial.window.latency.samples == samples
    assert trial.window.facts.contacts > 100


def test_escape_ends_the_trial(trial: Trial, qtbot: QtBot) -> None:
    qtbot.keyClick(trial.window, Qt.Key.Key_Escape)
    assert not trial.window.isVisible()
