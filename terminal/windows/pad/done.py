"""The last screen: the number, the receipt's code, and what the person may ask for. It ends by itself, but not soon."""

from __future__ import annotations

from collections.abc import Sequence

from PyQt6.QtCore import QRect, QSize, Qt
from PyQt6.QtGui import QColor, QImage, QPainter, QPaintEvent
from PyQt6.QtWidgets import QVBoxLayout, QWidget

from signing.qr import QUIET_MODULES
from terminal.visit.events import Go
from terminal.windows.look import Look
from terminal.windows.look.look import Role, Tone
from terminal.windows.look.words import _
from terminal.windows.pad.acts import StayLonger
from terminal.windows.pad.button import ButtonKind
from terminal.windows.pad.screen import Screen
from terminal.windows.pad.states import Done
from terminal.windows.pad.text import Text


class QrCode(QWidget):
    """A code on white, in whole pixels, so that a telephone can read it. Each of `rows` is a text of "0" and "1"."""

    def __init__(self, look: Look, rows: Sequence[str]) -> None:
        super().__init__()
        self._look = look
        self.modules_across = len(rows) + 2 * QUIET_MODULES
        self._picture = _picture(rows, QColor(look.colours.ink), QColor(look.colours.white))
        self.setFixedSize(QSize(self._dots * self.modules_across, self._dots * self.modules_across))
        self.setAccessibleName(_("回执的二维码"))

    @property
    def _dots(self) -> int:
        """The pixels of one module: a whole number, large enough for the code's smallest permitted side."""
        return -(-self._look.measures.qr_side // self.modules_across)

    def wipe(self) -> None:
        """Remove the code."""
        self._picture = QImage()
        self.update()

    def paintEvent(self, event: QPaintEvent | None) -> None:  # noqa: N802
        edge = QUIET_MODULES * self._dots
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(self._look.colours.white))
        painter.drawImage(QRect(self.rect()).adjusted(edge, edge, -edge, -edge), self._picture)
        painter.end()


def _picture(rows: Sequence[str], dark: QColor, light: QColor) -> QImage:
    """Return a picture with one dot for each module; it stays sharp when enlarged by a whole number."""
    picture = QImage(len(rows), len(rows), QImage.Format.Format_RGB32)
    for down, row in enumerate(rows):
        for across, module in enumerate(row):
            picture.setPixelColor(across, down, dark if module == "1" else light)
    return picture


class DoneScreen(Screen):
    """The result of the visit, for the person to take away."""

    def __init__(self, look: Look, state: Done) -> None:
        super().__init__(look, state.frame.training, state.frame)
        self._state = state
        longer = self.button(_("再看一会儿"), ButtonKind.SECOND, lambda: self.tell(StayLonger()))
        left = _("{seconds} 秒后清空本屏").format(seconds=state.seconds)
        self.foot([longer], [left], self.button(self._leaving, ButtonKind.PRIMARY, lambda: self.tell(Go())))
        self._count()
        self._heading = self.heading(_("✓ 办好了，已经存档") if not state.void else _("这次没有签成，已经记下来"))
        self.code = QrCode(look, state.code) if state.code and not state.void else None
        row = self.row()
        row.setSpacing(look.measures.margin)
        row.addStretch(0 if self._is_narrow else 1)
        if self.code is not None:
            row.addWidget(self.code, 0, Qt.AlignmentFlag.AlignVCenter)
        texts = self._texts()
        if self._fit([self._heading, *texts]):
            texts = [self._heading, *texts]
        else:
            self.body.addWidget(self._heading)
        row.addLayout(self._column(texts), 2)
        row.addStretch(0 if self._is_narrow else 1)
        self.body.addLayout(row, 1)

    def refresh(self, state: object) -> bool:
        """Show the new number of seconds in place; return False for another record or another frame."""
        if not isinstance(state, Done) or state.number != self._state.number:
            return False
        if not self.takes_call(self._state.frame, state.frame):
            return False
        self._state = state
        self._count()
        return True

    @property
    def _leaving(self) -> str:
        """The label of the primary button; for a void document there is nothing to take away."""
        return _("知道了") if self._state.void else _("我拿好了")

    @property
    def _is_narrow(self) -> bool:
        return self.look.measures.folded or self.look.mode.elder

    def _texts(self) -> list[Text]:
        number = self.text(_("办件号 {number}").format(number=self._state.number), Role.TITLE)
        if self._state.void:
            return [number, self.text(_("这份文件不算数，只留档备查。还要办，请告诉工作人员，从头再办。"))]
        told = _("请向工作人员领取回执。以后想核验这份文件有没有被改动，凭回执可到本站核验，不收费。")
        return [
            number,
            self.text(told),
            self.text(_("您可以要求查看、打印、拷走自己的文件。"), Role.SMALL, Tone.MUTED),
        ]

    def _fit(self, texts: Sequence[Text]) -> bool:
        """Return whether the texts fit the height that is left next to the code."""
        m = self.look.measures
        width = self.content_width - (self.code.width() + m.margin if self.code is not None else 0)
        width = width if self._is_narrow else width // 2
        return sum(text.heightForWidth(width) + m.gap for text in texts) <= self.room()

    def _column(self, texts: Sequence[Text]) -> QVBoxLayout:
        lines = QVBoxLayout()
        lines.setSpacing(self.look.measures.gap)
        lines.addStretch(1)
        for text in texts:
            lines.addWidget(text)
        lines.addStretch(1)
        return lines

    def _count(self) -> None:
        self.note.say(_("{seconds} 秒后清空本屏").format(seconds=self._state.seconds))
