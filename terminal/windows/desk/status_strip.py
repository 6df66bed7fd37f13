"""The status strip at the bottom: pen, disk, clock, chain, waiting timestamps; the network is at the other end."""

from __future__ import annotations

from PyQt6.QtCore import QRectF
from PyQt6.QtGui import QColor, QPainter, QPaintEvent
from PyQt6.QtWidgets import QFrame, QWidget

from terminal.windows.desk.states import Lamp, Tone
from terminal.windows.desk.widgets import Words, row
from terminal.windows.look.desk import DeskLook


class Dot(QWidget):
    """A coloured dot; the text next to it says the same."""

    def __init__(self, look: DeskLook) -> None:
        super().__init__()
        self._look, self._tone = look, Tone.MUTED
        self.setFixedSize(look.measures.small, look.measures.small)

    def show_look(self, look: DeskLook) -> None:
        """Take over other colours."""
        self._look = look
        self.update()

    def show_tone(self, tone: Tone) -> None:
        """Show the colour of another tone."""
        if tone is not self._tone:
            self._tone = tone
            self.update()

    def paintEvent(self, event: QPaintEvent | None) -> None:  # noqa: N802
        c = self._look.colours
        colours = {Tone.GOOD: c.green, Tone.ATTENTION: c.amber, Tone.HARM: c.red}
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QColor(0, 0, 0, 0))
        painter.setBrush(QColor(colours.get(self._tone, c.muted)))
        painter.drawEllipse(QRectF(self.rect()).adjusted(1, 1, -1, -1))
        painter.end()


class LampItem(QWidget):
    """A dot and its text."""

    def __init__(self, look: DeskLook) -> None:
        super().__init__()
        self._dot, self.words = Dot(look), Words("", "small", wrap=False)
        line = row(gap=look.measures.gap // 2)
        line.addWidget(self._dot)
        line.addWidget(self.words)
        self.setLayout(line)

    def show_lamp(self, lamp: Lamp) -> None:
        """Show the state of one item, with the reason in the tool tip."""
        self._dot.show_tone(lamp.tone)
        self.words.say(lamp.words)
        self.setToolTip(lamp.why)


class StatusStrip(QFrame):
    """The strip. It has room for `count` items and the network."""

    def __init__(self, look: DeskLook, count: int = 5) -> None:
        super().__init__()
        m = look.measures
        self.setProperty("part", "strip")
        self._items = [LampItem(look) for _at in range(count)]
        self._network = LampItem(look)
        line = row((m.pad, m.gap, m.pad, m.gap), m.pad)
        for item in self._items:
            line.addWidget(item)
        line.addStretch(1)
        line.addWidget(self._network)
        self.setLayout(line)

    def show_look(self, look: DeskLook) -> None:
        """Take over other colours for the dots."""
        for dot in self.findChildren(Dot):
            dot.show_look(look)

    def show_state(self, lamps: tuple[Lamp, ...], network: Lamp) -> None:
        """Show the state of everything.

        Args:
            lamps: The items from left to right; those beyond the strip's count are left out.
            network: The item at the other end.
        """
        for at, item in enumerate(self._items):
            item.setVisible(at < len(lamps))
            if at < len(lamps):
                item.show_lamp(lamps[at])
        self._network.show_lamp(network)
