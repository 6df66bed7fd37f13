"""The pad's window with what it told, for the tests that only look and press."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from PyQt6.QtWidgets import QApplication

from terminal.visit.model import State
from terminal.windows.look import Mode
from terminal.windows.look.glass import SMALL
from terminal.windows.pad import views
from terminal.windows.pad.button import Button
from terminal.windows.pad.pages import Pages
from terminal.windows.pad.states import Idle, PadState
from terminal.windows.pad.window import PadWindow
from tests.terminal.windows.pad.all_screens import usual

IDLE = Idle("示例站", training=True)


class Pad:
    """A window with what it told."""

    def __init__(self, mode: Mode | None = None) -> None:
        self.window = PadWindow(IDLE, SMALL, mode)
        self.told: list[object] = []
        self.window.did.connect(self.told.append)

    def show(self, state: PadState, pages: Pages | None = None) -> None:
        self.window.show_state(state, pages)
        self.window.screen_shown.grab()

    def button(self, label: str) -> Button:
        found = [one for one in self.window.screen_shown.focus_order() if isinstance(one, Button)]
        return next(one for one in found if label in (one.text(), one.accessibleName()))

    def press(self, label: str) -> None:
        self.button(label).click()


@pytest.fixture
def pad(qapp: QApplication) -> Iterator[Pad]:
    """For a module that takes it by name, in place of the conftest's shown pad."""
    one = Pad()
    yield one
    one.window.close()
    one.window.deleteLater()


def checking(wrong: frozenset[str] = frozenset(), part: int = 0) -> PadState:
    visit = replace(usual()[0].visit, state=State.CHECK)
    return views.check_of(visit, views.frame_of(visit), wrong, part)
