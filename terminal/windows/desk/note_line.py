"""What is said under a field, on one line that has its room from the beginning, so that no row moves."""

from __future__ import annotations

from PyQt6.QtCore import Qt
from PyQt6.QtGui import QFontMetrics, QResizeEvent

from terminal.windows.desk.parts import Words
from terminal.windows.look import type as typeface
from terminal.windows.look.desk import DeskLook


class NoteLine(Words):
    """A longer text ends in …; the whole one is in its tool tip, and what is wrong stands at the right of the desk."""

    def __init__(self, look: DeskLook) -> None:
        super().__init__("", "small", "muted", wrap=False)
        self._whole = ""
        self.setMinimumWidth(1)
        letters = QFontMetrics(typeface.font(look.measures.small))
        self.setFixedHeight(letters.size(0, "M").height())

    def say(self, text: str, tone: str | None = None) -> None:
        """Another text in the same room."""
        self._whole = text
        self.setToolTip(text)
        super().say(self._fitting(), tone)

    def resizeEvent(self, event: QResizeEvent | None) -> None:  # noqa: N802
        """Another width holds another part of it."""
        super().resizeEvent(event)
        super().say(self._fitting())

    def _fitting(self) -> str:
        """As much of the text as the line holds."""
        return self.fontMetrics().elidedText(self._whole, Qt.TextElideMode.ElideRight, self.width())
