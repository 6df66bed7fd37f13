"""A panel over the desk: one question or one list at a time. Esc leaves it; the keyboard stays inside it."""

from __future__ import annotations

from PyQt6.QtCore import Qt, pyqtSignal
from PyQt6.QtGui import QKeyEvent
from PyQt6.QtWidgets import QApplication, QFrame, QSizePolicy, QWidget

from terminal.windows.desk.parts import KeyButton, Words, column, framed, row
from terminal.windows.look.desk import DeskLook
from terminal.windows.look.words import _


class Panel(QFrame):
    """Heading, a body that subclasses fill, a foot with leaving at the left and the primary button at the right."""

    closed = pyqtSignal()

    def __init__(self, look: DeskLook, heading: str, wide: bool = False) -> None:
        super().__init__()
        m = look.measures
        self.look = look
        self.setProperty("part", "wash")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName(heading)
        self.body = column(gap=m.gap)
        self.note = Words("", "body", "harm")
        self.feet = row(gap=m.gap)
        self.leave = KeyButton(_("返回"), "Esc", self.close_panel)
        self.feet.addWidget(self.leave)
        self.feet.addWidget(self.note, 1)
        inner = column((2 * m.pad, 2 * m.pad, 2 * m.pad, 2 * m.pad), m.pad)
        inner.addWidget(Words(heading, "heading"))
        inner.addLayout(self.body)
        inner.addLayout(self.feet)
        self.card = framed("sheet", inner)
        self.card.setMinimumWidth(m.wide_card if wide else m.card)
        self.card.setMaximumWidth(m.wide_card)
        self.card.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Preferred)
        across = row()
        across.addStretch(1)
        across.addWidget(self.card)
        across.addStretch(1)
        whole = column((m.pad, m.pad, m.pad, m.pad))
        whole.addStretch(1)
        whole.addLayout(across)
        whole.addStretch(2)
        self.setLayout(whole)

    def begin(self) -> None:
        """The keyboard goes to the first control."""
        inside = [one for one in self.findChildren(QWidget) if _takes_tab(one)]
        if inside:
            _in_chain(self, inside)[0].setFocus(Qt.FocusReason.OtherFocusReason)

    def close_panel(self) -> None:
        """Nothing was done."""
        self.closed.emit()

    def wipe(self) -> None:
        """Nothing personal stays when the panel goes."""

    def focusNextPrevChild(self, forward: bool) -> bool:  # noqa: N802
        """Tab goes round inside the panel."""
        inside = [one for one in self.findChildren(QWidget) if _takes_tab(one)]
        if not inside:
            return True
        order = _in_chain(self, inside)
        here = QApplication.focusWidget()
        at = order.index(here) if here in order else -1
        if at < 0 and not forward:
            at = 0
        order[(at + (1 if forward else -1)) % len(order)].setFocus(
            Qt.FocusReason.TabFocusReason if forward else Qt.FocusReason.BacktabFocusReason
        )
        return True

    def keyPressEvent(self, event: QKeyEvent | None) -> None:  # noqa: N802
        """No key falls through to what lies below."""
        if event is not None:
            event.accept()


def _takes_tab(widget: QWidget) -> bool:
    policy = widget.focusPolicy() & Qt.FocusPolicy.TabFocus
    return bool(policy) and widget.isVisible() and widget.isEnabled() and widget.focusProxy() is None


def _in_chain(panel: QWidget, inside: list[QWidget]) -> list[QWidget]:
    """In the order of the focus chain."""
    order: list[QWidget] = []
    one = panel.nextInFocusChain()
    while one is not None and one is not panel and len(order) < len(inside):
        if one in inside:
            order.append(one)
        one = one.nextInFocusChain()
    return order or inside
