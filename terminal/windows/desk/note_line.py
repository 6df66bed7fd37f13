"""The note below a field, on one line that keeps its room while it is empty, so that no row moves."""

from __future__ import annotations

from PyQt6.QtCore import Qt
from PyQt6.QtGui import QFontMetrics, QResizeEvent

from terminal.windows.desk.widgets import Words
from terminal.windows.look import typeface
from terminal.windows.look.desk import DeskLook


class NoteLine(Words):
    """A line that shortens a longer text with …; the tool tip has all of it.

    Faults are also listed at the right of the desk.
    """

    def __init__(self, look: DeskLook) -> None:
        super().__init__("", "small", "muted", wrap=False)
        self._whole = ""
        self.setMinimumWidth(1)
        letters = QFontMetrics(typeface.font(look.measures.small))
        self.setFixedHeight(letters.size(0, "M").height())

    def say(self, text: str, tone: str | None = None) -> None:
        """Show another text in the same room.

        Args:
            text: The whole text; "" empties the line.
            tone: One of the tones of `Words`; None keeps the present one.
        """
        self._whole = text
        self.setToolTip(text)
        super().say(self._fitting(), tone)

    def resizeEvent(self, event: QResizeEvent | None) -> None:  # noqa: N802
        """Shorten the text again for the new width."""
        super().resizeEvent(event)
        super().say(self._fitting())

    def _fitting(self) -> str:
        """Return as much of the text as the line holds."""
        return self.fontMetrics().elidedText(self._whole, Qt.TextElideMode.ElideRight, self.width())
