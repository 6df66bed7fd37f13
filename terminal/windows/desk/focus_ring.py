"""The ring around the widget that has the keyboard focus.

It is an ink ring inside a bright one, so that it is seen on every ground.
"""

from __future__ import annotations

from PyQt6 import sip
from PyQt6.QtCore import QEvent, QObject, QPoint, QRect, QRectF, Qt
from PyQt6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PyQt6.QtWidgets import QApplication, QScrollArea, QWidget

from terminal.windows.look.desk import DeskLook

FOLLOWED = frozenset({QEvent.Type.Move, QEvent.Type.Resize, QEvent.Type.Show, QEvent.Type.Hide})


class Ring(QWidget):
    """A widget over the window that takes no input. It follows the focus while that is inside the window."""

    def __init__(self, window: QWidget, look: DeskLook) -> None:
        super().__init__(window)
        self._window, self._look = window, look
        self._around: QWidget | None = None
        self._shown = QRect()
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.hide()
        application = QApplication.instance()
        if isinstance(application, QApplication):
            application.focusChanged.connect(self._changed)

    def _changed(self, _old: QWidget | None, new: QWidget | None) -> None:
        for one in self._watched():
            one.removeEventFilter(self)
        inside = new is not None and new is not self._window and self._window.isAncestorOf(new)
        self._around = new if inside else None
        for one in self._watched():
            one.installEventFilter(self)
        self.follow()

    def _watched(self) -> list[QObject]:
        """Return the focused widget and its parents, since scrolling moves any of them."""
        watched: list[QObject] = []
        one = self._living()
        while one is not None and one is not self._window:
            watched.append(one)
            one = one.parentWidget()
        return watched

    def _living(self) -> QWidget | None:
        """Return the focused widget, or None where it has been deleted with its form."""
        if self._around is not None and sip.isdeleted(self._around):
            self._around = None
        return self._around

    def eventFilter(self, watched: QObject | None, event: QEvent | None) -> bool:  # noqa: N802
        """Follow a watched widget that was moved, resized, shown or hidden."""
        if event is not None and event.type() in FOLLOWED:
            self.follow()
        return False

    def follow(self) -> None:
        """Move the ring to the focused widget, and hide it where that cannot be seen or takes no keys."""
        around = self._living()
        if around is None or not around.isVisible() or not answers_keys(around):
            self.hide()
            return
        wide = 2 * self._look.measures.ring
        place = QRect(around.mapTo(self._window, QPoint(0, 0)), around.size()).adjusted(-wide, -wide, wide, wide)
        self._shown = place & self._view(around)
        if self._shown.isEmpty():
            self.hide()
            return
        self.setGeometry(place)
        self.show()
        self.raise_()
        self.update()

    def _view(self, around: QWidget) -> QRect:
        """Return the visible part of the scroll area around the widget; the whole window where there is none."""
        one: QWidget | None = around
        while one is not None and one is not self._window:
            holder = one.parentWidget()
            if isinstance(holder, QWidget) and isinstance(holder.parentWidget(), QScrollArea):
                wide = 2 * self._look.measures.ring
                view = QRect(holder.mapTo(self._window, QPoint(0, 0)), holder.size())
                return view.adjusted(-wide, 0, wide, 0)
            one = holder
        return self._window.rect()

    def paintEvent(self, event: QPaintEvent | None) -> None:  # noqa: N802
        """Draw the two rings."""
        wide, colours = self._look.measures.ring, self._look.colours
        painter = QPainter(self)
        painter.setClipRect(self._shown.translated(-self.pos()))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        round_px = self._look.measures.radius
        for at, colour in ((wide / 2, colours.focus), (1.5 * wide, colours.ink)):
            painter.setPen(QPen(QColor(colour), wide))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(at, at, -at, -at), round_px, round_px)
        painter.end()


def answers_keys(widget: QWidget) -> bool:
    """Return whether a person must know that this widget has the keyboard focus; a scroll area does not count."""
    return widget.focusPolicy() != Qt.FocusPolicy.NoFocus and not isinstance(widget, QScrollArea)
