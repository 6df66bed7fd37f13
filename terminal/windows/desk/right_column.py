"""The right column: the pad's mirror, what staff do at the pad for the applicant, and messages by gravity."""

from __future__ import annotations

from PyQt6.QtCore import Qt, QTimer, pyqtSignal
from PyQt6.QtGui import QPixmap, QShowEvent
from PyQt6.QtWidgets import QFrame, QLabel, QVBoxLayout, QWidget

from terminal.windows.desk.pad_side import Mirror, PadSide
from terminal.windows.desk.states import Banner
from terminal.windows.desk.widgets import KeyButton, Words, column, empty, framed, row, scrolled
from terminal.windows.look.desk import DeskLook
from terminal.windows.look.fitting import dealt_out
from terminal.windows.look.words import _

MIRROR_MS, SOON_MS = 2000, 150  # taking the mirror costs a drawing of the whole pad
MARKS = {"stop": "✕", "warn": "!", "hint": "○", "fine": "✓"}


class MirrorFrame(QFrame):
    """The pad as it is now, small; or a text where a picture would show too much."""

    def __init__(self, look: DeskLook) -> None:
        super().__init__()
        m = look.measures
        self.setProperty("part", "mirror")
        self._room = m.mirror - 2 * (m.edge // 2)
        self._key = 0
        self.picture, self.words = QLabel(), Words("", "body", "muted")
        self.picture.setAccessibleName(_("签署屏的画面"))
        for label in (self.picture, self.words):
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
        inner = column((m.edge // 2, m.edge // 2, m.edge // 2, m.edge // 2))
        inner.addWidget(self.picture)
        inner.addWidget(self.words)
        self.setLayout(inner)
        self.setFixedSize(m.mirror, m.mirror * 9 // 16)

    def dots_wide(self) -> int:
        """Return the width of the picture in dots of the desk's screen."""
        return round(self._room * self.devicePixelRatioF())

    def show_mirror(self, mirror: Mirror) -> None:
        """Show the mirror; the picture is scaled again only when it has changed."""
        image = mirror.picture
        self.picture.setVisible(image is not None)
        self.words.setVisible(image is None)
        self.words.say("" if image is not None else mirror.words)
        if image is None:
            self.picture.clear()
            self._key = 0
        elif image.cacheKey() != self._key:
            self._key = image.cacheKey()
            self.picture.setPixmap(self._fitted(QPixmap.fromImage(image)))

    def forget(self) -> None:
        """Clear everything that came from the pad."""
        self._key = 0
        self.picture.clear()
        self.words.say("")

    def _fitted(self, picture: QPixmap) -> QPixmap:
        dots = self.devicePixelRatioF()
        room = self.contentsRect().size() * dots
        fitted = picture.scaled(
            room.width() - 4, room.height() - 4, Qt.AspectRatioMode.KeepAspectRatio,
            Qt.TransformationMode.SmoothTransformation,
        )  # fmt: skip
        fitted.setDevicePixelRatio(dots)
        return fitted


class SideColumn(QWidget):
    """Mirror, keys, messages."""

    lock_pad = pyqtSignal()
    turn_page = pyqtSignal(int)
    share_display = pyqtSignal()
    """Desk and pad should take turns on the desk's display."""

    def __init__(self, look: DeskLook, pad: PadSide) -> None:
        super().__init__()
        m = look.measures
        self._look, self._pad = look, pad
        self._shown: tuple[Banner, ...] | None = None
        self.setFixedWidth(m.mirror)
        self.mirror = MirrorFrame(look)
        self._messages = column(gap=m.gap)
        whole = column(gap=m.gap)
        whole.addWidget(Words(_("签署屏"), "title", wrap=False))
        whole.addWidget(self.mirror)
        self.share = KeyButton(_("改用一块屏幕"), "F1", self.share_display.emit, "primary")
        self.share.hide()
        whole.addWidget(self.share)
        whole.addLayout(self._keys())
        whole.addSpacing(m.gap)
        whole.addWidget(Words(_("提示"), "title", wrap=False))
        messages = scrolled(self._messages)
        messages.setMinimumHeight(m.control)
        whole.addWidget(messages, 1)
        self.setLayout(whole)
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(SOON_MS)
        self._clock = QTimer(self)
        self._clock.setInterval(MIRROR_MS)
        for clock in (self._soon, self._clock):
            clock.timeout.connect(self.look_at_pad)
        pad.changed.connect(self.look_soon)

    def in_order(self) -> tuple[KeyButton, ...]:
        """Return the controls in the order of the Tab key."""
        return self.lock, self.size_key, self.contrast, self.hand, self.turn, self.turn_back, self.opposite, self.share

    def watch(self, on: bool) -> None:
        """Start (`on`) or stop the updates of the mirror, which run only while a visit is open."""
        if on and not self._clock.isActive():
            self._clock.start()
        elif not on:
            self._clock.stop()

    def look_soon(self) -> None:
        """Look at the pad soon, once for all that is happening now.

        Drawing the pad takes as long as making a screen.
        """
        if not self._soon.isActive():
            self._soon.start()

    def showEvent(self, event: QShowEvent | None) -> None:  # noqa: N802
        """Catch up on the updates that were skipped while the column was hidden."""
        super().showEvent(event)
        self.look_at_pad()

    def look_at_pad(self) -> None:
        """Show in the mirror what the pad shows, and update the keys."""
        if not self.isVisible():
            return
        self._say_keys()
        self.share.setVisible(not self._pad.is_seen)
        self.mirror.show_mirror(self._pad.mirror(self.mirror.dots_wide()))

    def _say_keys(self) -> None:
        """Label each key with what it will do to the pad in its present state.

        The applicant and every wipe change that state, too.
        """
        mode = self._pad.mode
        self.size_key.say(_("字小") if mode.elder else _("大字"))
        self.contrast.say(_("签署屏原颜色") if mode.contrast else _("签署屏高对比"))
        self.hand.say(_("右手") if mode.left_handed else _("左手"))
        self.opposite.say(_("转回来") if self._pad.turned else _("掉头给对面的人"))

    def show_state(self, messages: tuple[Banner, ...]) -> None:
        """Show the messages; they are built again only when one has changed."""
        if messages == self._shown:
            return
        self._shown = messages
        empty(self._messages)
        for one in messages:
            self._messages.addWidget(self._message(one))
        if not messages:
            self._messages.addWidget(Words(_("没有提示"), "small", "muted"))
        self._messages.addStretch(1)

    def _keys(self) -> QVBoxLayout:
        m = self._look.measures
        self.lock = KeyButton(_("清屏"), "F6", self.lock_pad.emit, name=_("清签署屏"))
        self.size_key = KeyButton(_("大字"), "F7", lambda: self._pad.larger(not self._pad.mode.elder))
        self.contrast = KeyButton(
            _("签署屏高对比"), "Ctrl+J", lambda: self._pad.high_contrast(not self._pad.mode.contrast)
        )
        self.hand = KeyButton(_("左手"), "Ctrl+H", lambda: self._pad.left_handed(not self._pad.mode.left_handed))
        self.turn = KeyButton(_("代翻页"), "F9", lambda: self.turn_page.emit(1))
        self.turn_back = KeyButton(_("往回翻"), "Shift+F9", lambda: self.turn_page.emit(-1))
        self.opposite = KeyButton(_("掉头给对面的人"), "Ctrl+R", lambda: self._pad.turn_round(not self._pad.turned))
        for key, other in (
            (self.size_key, _("字小")),
            (self.contrast, _("签署屏原颜色")),
            (self.hand, _("右手")),
            (self.opposite, _("转回来")),
        ):
            key.keep_room_for(other)
        keys = self.in_order()[:-1]
        both = column(gap=m.gap)
        for here in dealt_out([m.button(key.longest) for key in keys], m.mirror, m.gap):
            line = row(gap=m.gap)
            for at in here:
                line.addWidget(keys[at], 1)
            both.addLayout(line)
        return both

    def _message(self, message: Banner) -> QFrame:
        m = self._look.measures
        inner = row((m.gap + m.edge, m.gap, m.gap, m.gap), m.gap)
        mark = Words(MARKS[message.gravity], "strong", wrap=False)
        mark.setAlignment(Qt.AlignmentFlag.AlignTop)
        inner.addWidget(mark)
        inner.addWidget(Words(message.words), 1)
        frame = framed(message.gravity, inner)
        frame.setAccessibleName(message.words)
        return frame
