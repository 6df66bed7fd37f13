"""The screen between two signers: the pen goes to the next one, who confirms having it."""

from __future__ import annotations

from PyQt6.QtCore import QCoreApplication, QPointF
from PyQt6.QtGui import QMouseEvent, QPainter, QPaintEvent, QResizeEvent, QTransform
from PyQt6.QtWidgets import QWidget

from terminal.windows.look import Look
from terminal.windows.look.look import Role, Tone
from terminal.windows.look.words import _
from terminal.windows.pad.acts import ThisIsMe
from terminal.windows.pad.button import ButtonKind
from terminal.windows.pad.screen import Screen
from terminal.windows.pad.states import HandOver

HALF_TURN = 180.0


class HandOverScreen(Screen):
    """The role and the name of the next signer, and one button for that person."""

    def __init__(self, look: Look, state: HandOver) -> None:
        super().__init__(look, state.frame.training, state.frame)
        self.body.addStretch(1)
        heading = _("请把笔交给{role}\n{name}").format(role=state.role, name=state.name)
        self.body.addWidget(self.heading(heading, centre=True))
        self.body.addWidget(self.text(_("前一位的签名已经收好，不能再改。"), centre=True))
        note = _("接到笔的人，请先看清上面是不是您的名字。")
        self.body.addWidget(self.text(note, Role.SMALL, Tone.MUTED, centre=True))
        self.body.addStretch(1)
        label = _("我是{name}").format(name=state.name)
        self.foot([], (), self.button(label, ButtonKind.PRIMARY, lambda: self.tell(ThisIsMe())))


class Turned(QWidget):
    """A screen turned by 180°, for a person on the opposite side of the counter; presses still reach its buttons."""

    def __init__(self, screen: Screen) -> None:
        super().__init__()
        self.turned = screen
        self._pressed: QWidget | None = None
        self.resize(screen.size())

    def paintEvent(self, event: QPaintEvent | None) -> None:  # noqa: N802
        """Draw the screen's own picture upside down."""
        painter = QPainter(self)
        painter.drawPixmap(0, 0, self.turned.grab().transformed(QTransform().rotate(HALF_TURN)))
        painter.end()

    def resizeEvent(self, event: QResizeEvent | None) -> None:  # noqa: N802
        super().resizeEvent(event)
        self.turned.resize(self.size())

    def mousePressEvent(self, event: QMouseEvent | None) -> None:  # noqa: N802
        if event is not None:
            self._pressed = self.turned.childAt(self._there(event.position()).toPoint())
            self._pass_on(event)

    def mouseMoveEvent(self, event: QMouseEvent | None) -> None:  # noqa: N802
        if event is not None:
            self._pass_on(event)

    def mouseReleaseEvent(self, event: QMouseEvent | None) -> None:  # noqa: N802
        if event is not None:
            self._pass_on(event)
        self._pressed = None

    def _there(self, place: QPointF) -> QPointF:
        return QPointF(self.width() - 1 - place.x(), self.height() - 1 - place.y())

    def _pass_on(self, event: QMouseEvent) -> None:
        """Send the same mouse event to the place on the turned screen where it belongs."""
        if self._pressed is None:
            return
        there = self._there(event.position())
        here = QPointF(self._pressed.mapFrom(self.turned, there))
        same = QMouseEvent(event.type(), here, there, event.button(), event.buttons(), event.modifiers())
        QCoreApplication.sendEvent(self._pressed, same)
        self.update()
