"""The parts that the desk is built from: texts, buttons with their keys, sheets. They decide nothing.

Everything can be changed in place. Qt applies a style again only when a property that it depends on has changed.
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
    """Set properties that the stylesheet depends on, and apply the style again where one of them has changed.

    Args:
        widget: The widget to change.
        properties: The name and new value of each property.
    """
    changed = False
    for name, value in properties.items():
        if widget.property(name) != value:
            widget.setProperty(name, value)
            changed = True
    if changed and (style := widget.style()) is not None:
        style.unpolish(widget)
        style.polish(widget)


def desk_of(widget: QWidget) -> QWidget:
    """Return the desk that a widget is part of.

    It is the outermost parent with a stylesheet, which sets the style of everything inside; else the widget's window.
    """
    desk, one = widget.window() or widget, widget.parentWidget()
    while one is not None:
        desk = one if one.styleSheet() else desk
        one = one.parentWidget()
    return desk


def keyboard_of(widget: QWidget) -> QWidget | None:
    """Return the widget in the same window that has the keyboard focus, or gets it when the window is active again."""
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
        """Show another text in the same place.

        Args:
            text: The new text.
            tone: The new tone; None keeps the present one.
        """
        if text != self.text():
            self.setText(text)
        if tone is not None:
            restyle(self, tone=tone)


class KeyButton(QPushButton):
    """A button that shows its key. The key works wherever the keyboard focus is, while the button is visible."""

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
        """Change the label of the button; its key stays.

        Args:
            label: The new label, without the key.
            name: The accessible name; "" means the label.
        """
        text = f"{label}  {self._key}" if self._key else label
        if text != self.text():
            self.setText(text.replace("&", "&&"))
        self.setAccessibleName(name or label)

    def keep_room_for(self, label: str) -> None:
        """Reserve room for another label that the button will show."""
        self._other = label

    @property
    def longest(self) -> str:
        """The longest text that the button shows at any time, with its key."""
        return max(self.text(), f"{self._other}  {self._key}", key=len)

    def set_closed(self, closed: bool) -> None:
        """Show the button as closed or not. A closed button can still be pressed: it leads to what is missing."""
        restyle(self, closed="true" if closed else "false")

    def enter_presses(self) -> None:
        """Let Return press the button too, as in a dialog."""
        self.setAutoDefault(True)


def ending() -> KeyButton:
    """Return the button that ends the program, as the close button of its window does."""

    def end() -> None:
        if (whole := button.window()) is not None:
            whole.close()

    button = KeyButton(_("结束"), "Ctrl+Q", end, name=_("结束程序"))
    return button


def framed(part: str, layout: QLayout) -> QFrame:
    """Return a frame around a layout.

    Args:
        part: The name of the frame's style in the stylesheet.
        layout: The content of the frame.
    """
    frame = QFrame()
    frame.setProperty("part", part)
    frame.setLayout(layout)
    return frame


def column(margins: tuple[int, int, int, int] = (0, 0, 0, 0), gap: int = 0) -> QVBoxLayout:
    """Return an empty vertical layout.

    Args:
        margins: The left, top, right and bottom margin in pixels.
        gap: The space between two parts in pixels.
    """
    made = QVBoxLayout()
    made.setContentsMargins(*margins)
    made.setSpacing(gap)
    return made


def row(margins: tuple[int, int, int, int] = (0, 0, 0, 0), gap: int = 0) -> QHBoxLayout:
    """Return an empty horizontal layout.

    Args:
        margins: The left, top, right and bottom margin in pixels.
        gap: The space between two parts in pixels.
    """
    made = QHBoxLayout()
    made.setContentsMargins(*margins)
    made.setSpacing(gap)
    return made


def scrolled(inside: QLayout) -> QScrollArea:
    """Return an area that scrolls its content up and down and takes no keyboard focus."""
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
    """Remove everything from a layout, and delete its widgets."""
    while (item := layout.takeAt(0)) is not None:
        if (widget := item.widget()) is not None:
            widget.hide()
            widget.setParent(None)
            widget.deleteLater()
        elif (inner := item.layout()) is not None:
            empty(inner)
