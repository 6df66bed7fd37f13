"""What is said under a field: two lines at most, with room for both from the beginning, so that no row moves."""

from __future__ import annotations

from PyQt6.QtCore import Qt
from PyQt6.QtGui import QFontMetrics, QResizeEvent

from terminal.desk.parts import Words
from terminal.look import type as typeface
from terminal.look.desk import DeskLook

LINES = 2


class NoteLine(Words):
    """A longer text ends in …; the whole one stands in its tool tip."""

    def __init__(self, look: DeskLook) -> None:
        super().__init__("", "small", "muted")
        self._whole = ""
        self.setAlignment(Qt.AlignmentFlag.AlignTop)
        letters = QFontMetrics(typeface.font(look.measures.small))
        self.setFixedHeight(LINES * letters.lineSpacing())

    def say(self, text: str, tone: str | None = None) -> None:
        """Another text in the same room."""
        self._whole = text
        self.setToolTip(text)
        super().say(self._fitting(), tone)

    def resizeEvent(self, event: QResizeEvent | None) -> None:  # noqa: N802
        """Another width breaks the lines elsewhere."""
        super().resizeEvent(event)
        super().say(self._fitting())

    def _fitting(self) -> str:
        """As much of the text as two lines hold."""
        whole, count = self._whole, len(self._whole)
        while count and not self._fits(whole if count == len(whole) else f"{whole[:count]}…"):
            count -= 1
        return whole if count == len(whole) else f"{whole[:count]}…"

    def _fits(self, text: str) -> bool:
        room = self.rect().adjusted(0, 0, 0, self.height())
        flags = int(Qt.AlignmentFlag.AlignTop) | int(Qt.TextFlag.TextWordWrap)
        return self.fontMetrics().boundingRect(room, flags, text).height() <= self.height()
