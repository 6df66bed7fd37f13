"""The pen as the pad's pointer: a grabbed pen moves no cursor, so its reports press the pad's widgets directly.

Decides to whom a contact belongs, from its first report to the lift. It belongs to the signature when it began in the
ink area, and to the pointer when it began elsewhere. A press that began in the box therefore never presses a button,
and a press that began on a button never leaves ink. `PenRouter` decides and uses no Qt; `WidgetPointer` presses. The
desk's cursor does not move, because nothing here goes through the window system.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from PyQt6 import sip
from PyQt6.QtCore import QCoreApplication, QEvent, QPointF, Qt
from PyQt6.QtGui import QMouseEvent
from PyQt6.QtWidgets import QWidget

from signing.ink import INKING_TOOLS, PenReport

FAR_AWAY = QPointF(-10_000, -10_000)  # where a press is taken back: outside every widget


class PointerAct(StrEnum):
    """What the pen does as a pointer."""

    PRESS = "press"
    MOVE = "move"
    RELEASE = "release"
    CANCEL = "cancel"  # a press that must not count: the pen was lost, or left without lifting


class Owner(StrEnum):
    """To whom the contact in progress belongs."""

    INK = "ink"
    POINTER = "pointer"
    NOBODY = "nobody"  # an eraser, or a contact older than the capture


@dataclass(frozen=True, slots=True)
class Routed:
    """The result for one report: whether the signature keeps it, and what the pointer does."""

    is_ink: bool
    act: PointerAct | None = None
    wrong_end: bool = False  # an eraser touched the box: the signer should turn the pen round


KEPT, MOVED, PASSED = Routed(True), Routed(False, PointerAct.MOVE), Routed(False)


class PenRouter:
    """Routes each report to the signature or to the pointer."""

    def __init__(self) -> None:
        self._owner: Owner | None = None

    @property
    def owner(self) -> Owner | None:
        """To whom the contact in progress belongs; None while nothing touches the glass."""
        return self._owner

    def route(self, report: PenReport, in_box: bool) -> Routed:
        """Return where one report goes.

        Args:
            report: The report, in the order in which the feed gave it.
            in_box: Whether it lies in the ink area.
        """
        if not (report.touching and report.near):
            return self._lifted(report)
        if self._owner is not None:
            return KEPT if self._owner is Owner.INK else MOVED if self._owner is Owner.POINTER else PASSED
        if report.tool not in INKING_TOOLS:
            self._owner = Owner.NOBODY
            return Routed(is_ink=False, wrong_end=in_box)
        self._owner = Owner.INK if in_box else Owner.POINTER
        return Routed(in_box, None if in_box else PointerAct.PRESS)

    def disown(self) -> PointerAct | None:
        """Take the contact in progress from its owner until it lifts.

        Return what the pointer must do: CANCEL if it was pressing, else None.
        """
        before = self._owner
        self._owner = Owner.NOBODY if before else None
        return PointerAct.CANCEL if before is Owner.POINTER else None

    def _lifted(self, report: PenReport) -> Routed:
        """End the contact: a lift in range is a release, and a pen that vanishes from the glass has pressed nothing."""
        before, self._owner = self._owner, None
        if before is not Owner.POINTER:
            return KEPT
        return Routed(is_ink=True, act=PointerAct.RELEASE if report.near else PointerAct.CANCEL)


class WidgetPointer:
    """Presses, moves and releases on the widgets of one window, with mouse events made here."""

    def __init__(self, window: QWidget) -> None:
        self._window = window
        self._pressed: QWidget | None = None

    def act(self, act: PointerAct, x: float, y: float) -> None:
        """Send a pointer's action to the widget that it concerns.

        Args:
            act: What the pen does as a pointer.
            x: The place in pixels of the desktop, from the left; CANCEL ignores it.
            y: The place in pixels of the desktop, from the top; CANCEL ignores it.
        """
        place = QPointF(x, y)
        match act:
            case PointerAct.PRESS:
                local = self._window.mapFromGlobal(place).toPoint()
                inside = self._window.rect().contains(local)
                self._pressed = (self._window.childAt(local) or self._window) if inside else None
                self._send(QEvent.Type.MouseButtonPress, place, Qt.MouseButton.LeftButton)
            case PointerAct.MOVE:
                self._send(QEvent.Type.MouseMove, place, Qt.MouseButton.NoButton)
            case PointerAct.RELEASE:
                self._send(QEvent.Type.MouseButtonRelease, place, Qt.MouseButton.LeftButton)
                self._pressed = None
            case PointerAct.CANCEL:
                self._send(QEvent.Type.MouseMove, FAR_AWAY, Qt.MouseButton.NoButton)
                self._send(QEvent.Type.MouseButtonRelease, FAR_AWAY, Qt.MouseButton.LeftButton)
                self._pressed = None

    def _send(self, kind: QEvent.Type, place: QPointF, button: Qt.MouseButton) -> None:
        target = self._pressed
        if target is None or sip.isdeleted(target):
            return
        held = Qt.MouseButton.NoButton if kind == QEvent.Type.MouseButtonRelease else Qt.MouseButton.LeftButton
        in_window, here = self._window.mapFromGlobal(place), target.mapFromGlobal(place)
        event = QMouseEvent(kind, here, in_window, place, button, held, Qt.KeyboardModifier.NoModifier)
        QCoreApplication.sendEvent(target, event)
