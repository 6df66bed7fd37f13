"""What every part of the desk is made of: words, buttons with their key on them, sheets. They decide nothing.

Everything can be changed in place; a style is polished anew only when what it depends on has changed.
"""

from __future__ import annotations

from collections.abc import Callable

from PyQt6.QtCore import Qt
from PyQt6.QtGui import QKeySequence, QShortcut
from PyQt6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QLayout,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from terminal.windows.look.words import _


def restyle(widget: QWidget, **properties: str) -> None:
    """Sets the properties that the stylesheet asks for; polishes when one is different."""
    changed = False
    for name, value in properties.items():
        if widget.property(name) != value:
            widget.setProperty(name, value)
            changed = True
    if changed and (style := widget.style()) is not None:
        style.unpolish(widget)
        style.polish(widget)


def desk_of(widget: QWidget) -> QWidget:
    """The desk that it stands in: the outermost ground with a stylesheet, which gives everything inside its look."""
    desk, one = widget.window() or widget, widget.parentWidget()
    while one is not None:
        desk = one if one.styleSheet() else desk
        one = one.parentWidget()
    return desk


def keyboard_of(widget: QWidget) -> QWidget | None:
    """What has the keyboard in the same window, or gets it back when the window is active again."""
    window = widget.window()
    return window.focusWidget() if window is not None else None


class Words(QLabel):
    """A text. Roles: body, small, title, heading, strong. Tones: those of `states.Tone`, and teal, white."""

    def __init__(self, text: str = "", role: str = "body", tone: str = "plain", wrap: bool = True) -> None:
        super().__init__(text)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(wrap)
        self.setProperty("role", role)
        self.setProperty("tone", tone)
        if wrap:
            policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
            policy.setHeightForWidth(True)
            self.setSizePolicy(policy)

    def say(self, text: str, tone: str | None = None) -> None:
        """Another text in the same place."""
        if text != self.text():
            self.setText(text)
        if tone is not None:
            restyle(self, tone=tone)


class KeyButton(QPushButton):
    """A button with its key on it, which works wherever the keyboard is while the button can be seen."""

    def __init__(self, label: str, key: str, act: Callable[[], object], kind: str = "second", name: str = "") -> None:
        super().__init__()
        self.setProperty("kind", kind)
        self.setProperty("closed", "false")
        self._key, self._other = key, ""
        self.say(label, name)
        self.clicked.connect(lambda: act())
        self.setAutoDefault(False)
        if key:
            shortcut = QShortcut(QKeySequence(key), self)
            shortcut.setAutoRepeat(False)
            shortcut.activated.connect(self.click)

    def say(self, label: str, name: str = "") -> None:
        """Other words on the button; its key stays."""
        text = f"{label}  {self._key}" if self._key else label
        if text != self.text():
            self.setText(text.replace("&", "&&"))
        self.setAccessibleName(name or label)

    def keep_room_for(self, label: str) -> None:
        """Other words that it will say."""
        self._other = label

    @property
    def longest(self) -> str:
        """The longest text that it says at one time or another, its key included."""
        return max(self.text(), f"{self._other}  {self._key}", key=len)

    def set_closed(self, closed: bool) -> None:
        """A closed button can be pressed: it leads to what is missing."""
        restyle(self, closed="true" if closed else "false")

    def enter_presses(self) -> None:
        """Return presses it too, as in a dialog."""
        self.setAutoDefault(True)


def ending() -> KeyButton:
    """The button that ends the program, as the cross of its window does."""

    def end() -> None:
        if (whole := button.window()) is not None:
            whole.close()

    button = KeyButton(_("结束"), "Ctrl+Q", end, name=_("结束程序"))
    return button


def framed(part: str, layout: QLayout) -> QFrame:
    """A ground of that name around a layout."""
    frame = QFrame()
    frame.setProperty("part", part)
    frame.setLayout(layout)
    return frame


def column(margins: tuple[int, int, int, int] = (0, 0, 0, 0), gap: int = 0) -> QVBoxLayout:
    """A column with left, top, right, bottom margins."""
    made = QVBoxLayout()
    made.setContentsMargins(*margins)
    made.setSpacing(gap)
    return made


def row(margins: tuple[int, int, int, int] = (0, 0, 0, 0), gap: int = 0) -> QHBoxLayout:
    """A row with left, top, right, bottom margins."""
    made = QHBoxLayout()
    made.setContentsMargins(*margins)
    made.setSpacing(gap)
    return made


def scrolled(inside: QLayout) -> QScrollArea:
    """A ground that scrolls up and down, and takes no keyboard."""
    holder = QWidget()
    holder.setProperty("part", "bare")
    holder.setLayout(inside)
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setWidget(holder)
    return area


def empty(layout: QLayout) -> None:
    """Takes everything out of a layout."""
    while (item := layout.takeAt(0)) is not None:
        if (widget := item.widget()) is not None:
            widget.hide()
            widget.setParent(None)
            widget.deleteLater()
        elif (inner := item.layout()) is not None:
            empty(inner)
