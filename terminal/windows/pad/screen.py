"""The parts of every screen of the pad: band and header at the top, a body, and the bar with the one primary button.

A screen shows the frozen value that it was made from, and reports by `did` what the person did. It decides nothing
about the visit. The primary button is at the bottom right, leaving and refusing at the far other end. In the
left-handed look this is the other way round.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Protocol, runtime_checkable

from PyQt6.QtCore import Qt, pyqtSignal
from PyQt6.QtWidgets import QAbstractButton, QBoxLayout, QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from terminal.windows.look import Look
from terminal.windows.look.look import Role, Tone
from terminal.windows.pad.acts import ReadToMe
from terminal.windows.pad.button import Button, ButtonKind
from terminal.windows.pad.header import Band, Header, StationBar
from terminal.windows.pad.states import Frame
from terminal.windows.pad.text import Text


@runtime_checkable
class Wipeable(Protocol):
    """A widget that shows more than words: ink, a page, a code."""

    def wipe(self) -> None: ...


class Screen(QWidget):
    """A whole screen. Subclasses fill `body` and may call `foot` once, last."""

    did = pyqtSignal(object)
    """An event of `terminal.visit.events` for the flow, or an act of `pad.acts` for the window's owner."""

    def __init__(self, look: Look, training: bool, top: Frame | str = "") -> None:
        super().__init__()
        self.look = look
        self.setProperty("part", "ground")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setStyleSheet(look.sheet)
        m = look.measures
        self.resize(m.glass.width_px, m.glass.height_px)
        self.whole = QVBoxLayout(self)
        self.whole.setContentsMargins(0, 0, 0, 0)
        self.whole.setSpacing(0)
        self.header: Header | None = None
        self.primary: Button | None = None
        self.note = Text(look, "", Role.SMALL, Tone.MUTED)
        self._controls: list[QWidget] = []
        self._feet: list[Button] = []
        self._ring = -1
        self._bars: list[QWidget] = []
        if training:
            self._bar(Band(look))
        if isinstance(top, Frame):
            self._bar(self._header(top))
        elif top:
            self._bar(StationBar(look, top))
        self.body = QVBoxLayout()
        self.body.setContentsMargins(m.margin, m.gap, m.margin, m.gap)
        self.body.setSpacing(m.gap)
        self.whole.addLayout(self.body, 1)

    # What subclasses build with

    def text(self, words: str, role: Role = Role.BODY, tone: Tone = Tone.INK, centre: bool = False) -> Text:
        """Return a text in this screen's look.

        Args:
            words: The text, already translated.
            role: What the text is for; it gives the type size.
            tone: What the text means; it gives the colour.
            centre: Whether the text is centred; otherwise it starts at the left.
        """
        align = Qt.AlignmentFlag.AlignHCenter if centre else Qt.AlignmentFlag.AlignLeft
        return Text(self.look, words, role, tone, align)

    def heading(self, words: str, centre: bool = False) -> Text:
        """Return the screen's one heading, with `words` as its text, centred if `centre`."""
        return self.text(words, Role.HEADING, centre=centre)

    def button(self, label: str, kind: ButtonKind, act: Callable[[], object], name: str = "") -> Button:
        """Return a button that does something, and put it last in the order of focus.

        Args:
            label: The text on the button, already translated.
            kind: What the button is for; it gives the size and the colours.
            act: Called without arguments on each press; its result is ignored.
            name: The name for assistive technology; "" uses the label.
        """
        made = Button(self.look, label, kind, name)
        made.clicked.connect(lambda: act())
        self._controls.append(made)
        return made

    def drop(self, button: Button) -> None:
        """Take a button out of the order of focus, because it is not on this part of the screen."""
        self._controls.remove(button)

    def tell(self, act: object) -> None:
        """Report what the person did."""
        self.did.emit(act)

    def row(self) -> QHBoxLayout:
        """Return a layout for a row, which is reversed in the left-handed look."""
        row = QHBoxLayout()
        row.setSpacing(self.look.measures.gap)
        if self.look.mode.left_handed:
            row.setDirection(QBoxLayout.Direction.RightToLeft)
        return row

    def foot(self, ends: Sequence[Button], notes: Sequence[str], primary: Button) -> None:
        """Add the bar at the bottom: the buttons at the far end, the note, the primary button.

        Where a language needs more room than there is, the labels of the buttons take two lines.

        Args:
            ends: The buttons at the far end, the first one outermost.
            notes: All texts that the note may show; room for the longest is kept from the beginning.
            primary: The primary button.
        """
        m = self.look.measures
        self.primary, self._feet = primary, [*ends, primary]
        bar = QFrame()
        bar.setProperty("part", "footer")
        row = self.row()
        row.setContentsMargins(m.margin, m.bar_pad, m.margin, m.bar_pad)
        bar.setLayout(row)
        aside = Qt.AlignmentFlag.AlignLeft if self.look.mode.left_handed else Qt.AlignmentFlag.AlignRight
        self.note.setAlignment(aside | Qt.AlignmentFlag.AlignVCenter)
        room = self._beside_the_feet()
        if room < 0 or any(self._note_lines(words, room) > 2 for words in notes):
            for button in self._feet:
                button.break_words(2)
            room = self._beside_the_feet()
        high = max(button.sizeHint().height() for button in self._feet)
        for button in self._feet:
            button.setMinimumHeight(high)
        lines = max((self._note_lines(words, room) for words in notes), default=0)
        self.note.setMinimumHeight(lines * self.look.leading(self.note.role))
        for end in ends:
            row.addWidget(end)
        row.addWidget(self.note, 1)
        row.addWidget(primary)
        self._bar(bar)

    def _note_lines(self, words: str, width: int) -> int:
        return self.text(words, self.note.role).lines(width)

    def _beside_the_feet(self) -> int:
        """Return the width in pixels that the buttons at the bottom leave for the note."""
        taken = sum(button.sizeHint().width() + self.look.measures.gap for button in self._feet)
        return self.content_width - taken

    # What the window asks

    def refresh(self, state: object) -> bool:
        """Show another value of the same kind in place; return False when the screen must be made again."""
        return False

    def takes_call(self, before: Frame, frame: Frame) -> bool:
        """Show the call and the voice in place; return False when anything else in the frame has changed.

        Args:
            before: The frame that is shown.
            frame: The new frame.
        """
        if replace(frame, call=before.call, saying=before.saying) != before:
            return False
        if self.header is not None:
            self.header.show_call(frame.call)
            self.header.show_saying(frame.saying)
        return True

    def leave(self) -> None:
        """Finish what is pending, because the screen is about to go away."""

    def wipe(self) -> None:
        """Remove the words from all widgets, in case a widget outlives the screen."""
        for widget in self.findChildren(QWidget):
            widget.setAccessibleName("")
            if isinstance(widget, QLabel | QAbstractButton):
                widget.setText("")
            if isinstance(widget, Wipeable):
                widget.wipe()
        self.hide()

    def focus_order(self) -> tuple[QWidget, ...]:
        """Return the controls in the order of the logical focus: the body, the bar at the bottom, the header's tools.

        Hidden controls are left out.
        """
        tools = self.header.tools if self.header else ()
        inside = [one for one in self._controls if one not in self._feet]
        feet = [one for one in self._feet if one in self._controls]
        return (*(one for one in (*inside, *feet) if not one.isHidden()), *tools)

    def move_focus(self, by: int) -> None:
        """Move the logical focus on (1) or back (-1); it never takes the desk's keyboard."""
        order = self.focus_order()
        if order:
            self._ring = (self._ring + by) % len(order) if self._ring >= 0 else (0 if by > 0 else len(order) - 1)
        self._show_ring(order)

    def focus_on(self, control: QWidget) -> None:
        """Move the logical focus to a control, which is the first thing that is missing."""
        order = self.focus_order()
        self._ring = order.index(control)
        self._show_ring(order)

    @property
    def focused(self) -> QWidget | None:
        """The control with the logical focus; None when none has it."""
        order = self.focus_order()
        return order[self._ring] if 0 <= self._ring < len(order) else None

    def words(self) -> tuple[str, ...]:
        """Return the texts of the body and the choices, as they are shown."""
        bars = {id(text) for bar in self._bars for text in bar.findChildren(Text)}
        texts = (text for text in self.findChildren(Text) if id(text) not in bars and text.isVisibleTo(self))
        return tuple(text.text() for text in texts if text.text().strip())

    def read_to_me(self) -> ReadToMe:
        """Return the request of 读给我听 on this screen: its words."""
        return ReadToMe(self.words())

    def room(self) -> int:
        """Return the height that is left for the body's content, in pixels."""
        m = self.look.measures
        return m.glass.height_px - sum(self._height(bar) for bar in self._bars) - 2 * m.gap

    @property
    def content_width(self) -> int:
        """The width of the body's content, in pixels."""
        m = self.look.measures
        return m.glass.width_px - 2 * m.margin

    def _height(self, bar: QWidget) -> int:
        """Return the height of a bar in pixels; its words may take more than one line."""
        wide, layout = self.look.measures.glass.width_px, bar.layout()
        if layout is None or not layout.hasHeightForWidth():
            return bar.sizeHint().height()
        return max(layout.totalHeightForWidth(wide), layout.totalMinimumSize().height())

    def _bar(self, bar: QWidget) -> None:
        self._bars.append(bar)
        self.whole.addWidget(bar)

    def _header(self, frame: Frame) -> Header:
        self.header = Header(self.look, frame)
        self.header.did.connect(self.did)
        self.header.read_aloud.connect(lambda: self.tell(self.read_to_me()))
        return self.header

    def _show_ring(self, order: Sequence[QWidget]) -> None:
        for at, control in enumerate(order):
            if isinstance(control, Button):
                control.set_ringed(at == self._ring)
