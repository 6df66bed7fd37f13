"""What an input method shows in an editor and has not given yet is neither a rest nor a value."""

from __future__ import annotations

import pytest
from PyQt6.QtCore import QCoreApplication
from PyQt6.QtGui import QInputMethodEvent
from PyQt6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from forms import load
from terminal.windows.desk import text_entry
from terminal.windows.desk.editors import LongEditor
from terminal.windows.desk.line_editor import LineEditor
from terminal.windows.look.desk import DeskLook

FORM = load.find_form("unemployment-registration")
LOOK = DeskLook.of(1366)


@pytest.fixture(params=["a line", "a long text"])
def editor(request: pytest.FixtureRequest, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> LineEditor | LongEditor:
    """One that calls it a rest at once when nothing is typed."""
    monkeypatch.setattr(text_entry, "PAUSE_MS", 0)
    asked = FORM.fields[0]
    made = LineEditor(asked) if request.param == "a line" else LongEditor(asked, LOOK)
    qtbot.addWidget(made)
    return made


def compose(editor: QWidget, shown: str, given: str = "") -> None:
    event = QInputMethodEvent(shown, [])
    event.setCommitString(given)
    QCoreApplication.sendEvent(editor, event)


def rests(editor: LineEditor | LongEditor) -> int:
    """How often it has said that the typing rests, once everything has happened that was due."""
    told: list[bool] = []
    editor.paused.connect(lambda: told.append(True))
    for _ in range(3):
        QCoreApplication.processEvents()
    return len(told)


def test_who_composes_does_not_rest(editor: LineEditor | LongEditor) -> None:
    compose(editor, "", "王")
    compose(editor, "林")
    assert rests(editor) == 0
    compose(editor, "", "林")
    assert rests(editor) == 1
    assert editor.text_now() == "王林"


def test_what_is_composed_is_typing(editor: LineEditor | LongEditor) -> None:
    compose(editor, "林")
    assert editor.is_edited()
    assert editor.text_now() == ""


def test_nothing_was_typed_where_composing_was_given_up(editor: LineEditor | LongEditor) -> None:
    compose(editor, "林")
    compose(editor, "")
    assert not editor.is_edited()
    assert rests(editor) == 0


def test_what_was_given_stays_typed_where_the_rest_was_given_up(editor: LineEditor | LongEditor) -> None:
    compose(editor, "jin", "林")
    compose(editor, "")
    assert editor.is_edited()
    assert (rests(editor), editor.text_now()) == (1, "林")
