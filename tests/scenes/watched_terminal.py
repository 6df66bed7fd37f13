"""`luobi terminal` that also writes down what can be seen: `python -m tests.scenes.watched_terminal FILE ARGUMENT …`.

For a test that acts from outside the process: it looks at FILE where a person would look at the screen. Nothing is
taken from there but words, places, what has the keyboard, and which answers are held.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from PyQt6.QtCore import QEvent, QObject, QTimer
from PyQt6.QtGui import QInputMethodEvent
from PyQt6.QtWidgets import QAbstractButton, QApplication, QWidget

from terminal.__main__ import main
from terminal.app import compose
from terminal.windows.pad.sign import SignScreen

LOOK_MS = 50


class Composing(QObject):
    """What the input method shows in a field and has not given yet."""

    text = ""

    def eventFilter(self, watched: QObject | None, event: QEvent | None) -> bool:  # noqa: N802
        if isinstance(event, QInputMethodEvent) and isinstance(watched, QWidget):
            self.text = event.preeditString()
        return False


class SeenTerminal(compose.Terminal):
    """Looks at itself many times a second."""

    file: Path

    def show(self) -> None:
        super().show()
        self._told = ""
        self._composing = Composing(self)
        self._application.installEventFilter(self._composing)
        self._looking = QTimer(self)
        self._looking.timeout.connect(self._look)
        self._looking.start(LOOK_MS)

    def _look(self) -> None:
        bar = buttons_of(self.both.bar) if self.both is not None else {}
        told = json.dumps({"pad": self._pad(), "desk": self._desk(), "bar": {"buttons": bar}}, ensure_ascii=False)
        if told != self._told:
            self._told = told
            written = self.file.with_suffix(".part")
            written.write_text(told, "utf-8")
            written.replace(self.file)

    def _pad(self) -> dict[str, Any]:
        shown = self.pad.screen_shown
        box = None
        if isinstance(shown, SignScreen) and shown.crop.is_drawn:
            place = shown.area.place()
            box = [place.x(), place.y(), place.width(), place.height()]
        buttons = buttons_of(shown) if self.pad.settled else {}
        told = {"screen": type(self.pad.state).__name__, "buttons": buttons, "box": box, "words": shown.words()}
        return told | {
            "chosen": [each.accessibleName() for each in shown.findChildren(QAbstractButton) if each.isChecked()]
        }

    def _desk(self) -> dict[str, Any]:
        focus = QApplication.focusWidget()
        text = getattr(focus, "text", lambda: "")() if focus is not None else ""
        visit = self.reception.visit
        return {
            "buttons": buttons_of(self.desk),
            "focus": focus.accessibleName() if focus is not None else "",
            "text": text,
            "composing": self._composing.text,
            "cursor": self._application.inputMethod().cursorRectangle().x(),
            "held": {key: answer.value for key, answer in visit.answers.values.items()} if visit else {},
        }


def buttons_of(ground: QWidget) -> dict[str, list[int]]:
    """The middle of every button that answers, by its name; nothing may lie over it."""
    found = {}
    for each in ground.findChildren(QAbstractButton):
        if each.isVisible() and each.isEnabled() and not getattr(each, "closed", False):
            middle = each.mapToGlobal(each.rect().center())
            if QApplication.widgetAt(middle) is not each:
                continue
            found[each.accessibleName() or each.text()] = [middle.x(), middle.y()]
    return found


if __name__ == "__main__":
    SeenTerminal.file = Path(sys.argv[1])
    compose.Terminal = SeenTerminal  # type: ignore[misc]
    main(sys.argv[2:])
