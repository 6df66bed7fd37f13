"""A finished signature that waits for the operator's look. It is drawn only while the visit is in that step."""

from __future__ import annotations

from PyQt6.QtCore import QPointF, QSize, Qt
from PyQt6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PyQt6.QtWidgets import QFrame, QSizePolicy, QWidget

from signing.ink import Ink
from signing.ink_drawing import INK_RGB, capsules
from terminal.windows.desk.states import Signature, Tone
from terminal.windows.desk.widgets import Words, column, empty, row
from terminal.windows.look.desk import DeskLook
from terminal.windows.look.words import _

SHARE = 3 / 8  # of the box: its height to its width


class InkPicture(QWidget):
    """The ink as it will be on the page, as large as the room allows. The widget keeps no picture of it."""

    def __init__(self, look: DeskLook) -> None:
        super().__init__()
        self._ink: Ink | None = None
        self._least = QSize(look.measures.page // 3, round(look.measures.page // 3 * SHARE))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName(_("本人刚写的签名"))

    def show_ink(self, ink: Ink | None) -> None:
        """Show this signature; None shows blank paper."""
        if ink is not self._ink:
            self._ink = ink
            self.update()

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        """Return a size that is large enough to read a name."""
        return self._least

    def paintEvent(self, event: QPaintEvent | None) -> None:  # noqa: N802
        """Draw white paper and the ink."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor("#FFFFFF"))
        if self._ink is not None:
            self._draw(painter, self._ink)
        painter.end()

    def _draw(self, painter: QPainter, ink: Ink) -> None:
        window = ink.window
        dots = min(self.width() / window.width_mm, self.height() / window.height_mm)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.translate((self.width() - dots * window.width_mm) / 2, (self.height() - dots * window.height_mm) / 2)
        for one in capsules(ink, window.width_mm, window.height_mm):
            pen = QPen(QColor(*INK_RGB), one.width * dots)
            pen.setCapStyle(Qt.PenCapStyle.RoundCap)
            painter.setPen(pen)
            painter.drawLine(QPointF(one.x0 * dots, one.y0 * dots), QPointF(one.x1 * dots, one.y1 * dots))


class SignatureSheet(QFrame):
    """The question, the ink, and the reasons why the ink is doubtful, if any."""

    def __init__(self, look: DeskLook) -> None:
        super().__init__()
        m = look.measures
        self.setProperty("part", "sheet")
        self._shown: Signature | None = None
        self.question = Words("", "title")
        self.picture = InkPicture(look)
        self._doubts = column(gap=m.gap // 2)
        inner = row((1, 1, 1, 1))
        inner.addWidget(self.picture)
        box = QFrame()
        box.setProperty("part", "mirror")
        box.setLayout(inner)
        whole = column((m.pad, m.pad, m.pad, m.pad), m.gap)
        whole.addWidget(self.question)
        whole.addWidget(box, 1)
        whole.addLayout(self._doubts)
        self.setLayout(whole)
        self.hide()

    def show_state(self, state: Signature | None) -> None:
        """Show a signature to look at, or remove it where `state` is None."""
        if state == self._shown:
            return
        self._shown = state
        self.picture.show_ink(state.ink if state else None)
        self.question.say(state.question if state else "")
        empty(self._doubts)
        for doubt in state.doubts if state else ():
            self._doubts.addWidget(Words(doubt, "strong", Tone.ATTENTION))
        self.setVisible(state is not None)
