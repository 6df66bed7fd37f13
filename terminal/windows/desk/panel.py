"""A panel over the desk with one question or one list. Esc leaves it; the keyboard focus stays inside it."""

from __future__ import annotations

from PyQt6.QtCore import Qt, pyqtSignal
from PyQt6.QtGui import QKeyEvent
from PyQt6.QtWidgets import QApplication, QFrame, QSizePolicy, QWidget

from terminal.windows.desk.widgets import KeyButton, Words, column, framed, row
from terminal.windows.look.desk import DeskLook
from terminal.windows.look.words import _


class Panel(QFrame):
    """A heading, a body that subclasses fill, and a foot: leaving is at the left, the primary button at the right."""

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
        """Give the keyboard focus to the first control."""
        inside = [one for one in self.findChildren(QWidget) if _takes_tab(one)]
        if inside:
            _in_chain(self, inside)[0].setFocus(Qt.FocusReason.OtherFocusReason)

    def close_panel(self) -> None:
        """Close the panel without doing anything."""
        self.closed.emit()

    def wipe(self) -> None:
        """Clear personal data before the panel goes. Subclasses override it."""

    def focusNextPrevChild(self, forward: bool) -> bool:  # noqa: N802
        """Move the focus at Tab in a circle inside the panel."""
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
        """Accept every key, so that none reaches the widgets below."""
        if event is not None:
            event.accept()


def _takes_tab(widget: QWidget) -> bool:
    policy = widget.focusPolicy() & Qt.FocusPolicy.TabFocus
    return bool(policy) and widget.isVisible() and widget.isEnabled() and widget.focusProxy() is None


def _in_chain(panel: QWidget, inside: list[QWidget]) -> list[QWidget]:
    """Return the widgets of `inside` in the order of the focus chain."""
    order: list[QWidget] = []
    one = panel.nextInFocusChain()
    while one is not None and one is not panel and len(order) < len(inside):
        if one in inside:
            order.append(one)
        one = one.nextInFocusChain()
    return order or inside
