"""The screen on which the frozen document is read, page by page.

Its primary button stays closed until every page was really shown.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

from PyQt6.QtCore import QRectF, QSize, Qt, QTimer
from PyQt6.QtGui import QColor, QHideEvent, QPainter, QPaintEvent, QPen, QShowEvent
from PyQt6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from terminal.visit.events import Go, PageShown, Wrong
from terminal.windows.look import Look
from terminal.windows.look.look import Role, Tone
from terminal.windows.look.words import _
from terminal.windows.pad.acts import ReadToMe, ShowMissing
from terminal.windows.pad.button import ButtonKind
from terminal.windows.pad.page_view import PageView, Spot
from terminal.windows.pad.pages import NoPages, Pages
from terminal.windows.pad.reading import Reading
from terminal.windows.pad.screen import Screen
from terminal.windows.pad.states import Read
from terminal.windows.pad.text import Text


def now_ms() -> int:
    """Return CLOCK_MONOTONIC in milliseconds."""
    return time.monotonic_ns() // 1_000_000


class Thumb(QWidget):
    """A small picture of a page; the page that is being read has a thick frame."""

    def __init__(self, look: Look, pages: Pages, page: int, size: QSize) -> None:
        super().__init__()
        self._look, self._page = look, page
        self._pages: Pages = pages
        self._here = False
        self.setFixedSize(size)
        self.setAccessibleName(_("第 {page} 页的缩略图").format(page=page + 1))

    def wipe(self) -> None:
        """Drop the document and show an empty frame."""
        self._pages = NoPages()
        self.update()

    def set_here(self, here: bool) -> None:
        """Mark the thumbnail as the page being read, or as another page."""
        self._here = here
        self.update()

    def paintEvent(self, event: QPaintEvent | None) -> None:  # noqa: N802
        c, m = self._look.colours, self._look.measures
        painter = QPainter(self)
        dots = round(self.width() * self.devicePixelRatioF())
        painter.drawImage(QRectF(self.rect()), self._pages.picture(self._page, dots))
        width = m.thick if self._here else m.line
        inset = width / 2
        painter.setPen(QPen(QColor(c.teal if self._here else c.control), width))
        painter.drawRect(QRectF(self.rect()).adjusted(inset, inset, -inset, -inset))
        painter.end()


@dataclass(frozen=True, slots=True)
class Bookmark:
    """Where a reader was in which document, and which parts of it had been shown."""

    fingerprint: str
    spot: Spot
    reading: Reading


class ReadScreen(Screen):
    """The document, the reader's place in it, and the way on.

    `clock_ms` returns the time of a monotonic clock in milliseconds.
    """

    def __init__(self, look: Look, state: Read, pages: Pages, clock_ms: Callable[[], int] = now_ms) -> None:
        super().__init__(look, state.frame.training, state.frame)
        self._state, self._clock_ms = state, clock_ms
        self._reading = Reading(state.pages, state.dwell_ms)
        self._thumbs: list[tuple[Thumb, Text]] = []
        self._place = self.text("", Role.SMALL, Tone.MUTED)
        self.view = PageView(look, pages)
        self.view.moved.connect(self._moved)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._stood)
        self._build(pages)
        back = self.button(_("内容有误，返回修改"), ButtonKind.SECOND, lambda: self.tell(Wrong()))
        self.foot([back], (), self.button("", ButtonKind.PRIMARY, self._press))
        self._moved()

    def refresh(self, state: object) -> bool:
        """Show what the visit has counted meanwhile, and keep the reader's place; return False for another document."""
        if not isinstance(state, Read) or state.fingerprint != self._state.fingerprint:
            return False
        if not self.takes_call(self._state.frame, state.frame):
            return False
        self._state = state
        self._show_door()
        return True

    @property
    def bookmark(self) -> Bookmark:
        """The place and the parts shown, for the same reader's next screen."""
        return Bookmark(self._state.fingerprint, self.view.spot, self._reading)

    def go_on_from(self, mark: Bookmark) -> None:
        """Continue at a bookmark of the same document, in another look or after the away screen."""
        if mark.fingerprint == self._state.fingerprint:
            self._reading = mark.reading
            self.view.go_to(mark.spot)
            self._moved()

    def read_to_me(self) -> ReadToMe:
        """Return the request to read the shown page aloud; the document's digest is for the eyes only."""
        page = self.view.page
        return ReadToMe((_("这是您要签的文件"), self._page_words(page)), page)

    def leave(self) -> None:
        """Report what is not reported yet, before the screen goes away or is covered."""
        self._timer.stop()
        self._tell(self._reading.leave(self._clock_ms()))

    def showEvent(self, event: QShowEvent | None) -> None:  # noqa: N802
        """Start counting when the screen is in front of the reader, for the first time or again."""
        super().showEvent(event)
        self._moved()

    def hideEvent(self, event: QHideEvent | None) -> None:  # noqa: N802
        """Stop counting, because what is not visible is not read."""
        super().hideEvent(event)
        self.leave()

    def turn_for_reader(self, direction: int) -> None:
        """Turn on (1) or back (-1) for a staff member; the owner of the window adds who it was."""
        if direction > 0:
            self._down()
        else:
            self._up()

    def page_came(self) -> None:
        """Show a picture of the document that has just been drawn."""
        self.view.update()
        self._moved()
        for thumb, _words in self._thumbs:
            thumb.update()

    # What stands where

    def _build(self, pages: Pages) -> None:
        row = self.row()
        if self._is_folded:
            top = QHBoxLayout()
            top.addWidget(self.heading(_("这是您要签的文件")), 3)  # less of it leaves the page less room
            self._place.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            top.addWidget(self._place, 1)
            self.body.addLayout(top)
        else:
            row.addLayout(self._side(pages))
        row.addWidget(self.view, 1)
        row.addLayout(self._tools())
        self.body.addLayout(row, 1)

    @property
    def _is_folded(self) -> bool:
        """Whether the page has the whole width: on small panels and for readers who want large type."""
        return self.look.measures.folded or self.look.measures.elder

    def _side(self, pages: Pages) -> QVBoxLayout:
        m = self.look.measures
        side = QVBoxLayout()
        side.setSpacing(m.gap)
        above = [self.heading(_("这是您要签的文件")), self.text(_("请从头看到最后一行，再签名。"))]
        for text in above:
            text.setFixedWidth(m.side_width)
            text.setMinimumHeight(text.heightForWidth(m.side_width))
        taken = sum(text.minimumHeight() + m.gap for text in above)
        for text in above:
            side.addWidget(text)
        for page in range(self._state.pages):
            side.addLayout(self._entry(pages, page, taken))
        side.addStretch(1)
        return side

    def _entry(self, pages: Pages, page: int, taken: int) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(self.look.measures.gap)
        words = self.text("", Role.SMALL)
        thumb = Thumb(self.look, pages, page, self._thumb_size(pages, page, taken))
        self._thumbs.append((thumb, words))
        row.addWidget(thumb)
        row.addWidget(words, 1)
        return row

    def _thumb_size(self, pages: Pages, page: int, taken: int) -> QSize:
        """Return a size with which all thumbnails fit below the texts."""
        m = self.look.measures
        wide, high = pages.size_pt(page)
        room = (self.room() - taken - m.target - 2 * m.bar_pad) // self._state.pages - m.gap
        width = min(m.thumb_width, round(room * wide / high))
        return QSize(width, round(width * high / wide))

    def _tools(self) -> QVBoxLayout:
        tools = QVBoxLayout()
        tools.setSpacing(self.look.measures.gap)
        self._larger = self.button(_("放大"), ButtonKind.SECOND, lambda: self.view.zoom(1))
        self._smaller = self.button(_("缩小"), ButtonKind.SECOND, lambda: self.view.zoom(-1))
        self._upward = self.button(_("往上看"), ButtonKind.SECOND, self._up)
        tools.addWidget(self._larger)
        tools.addWidget(self._smaller)
        tools.addStretch(1)
        tools.addWidget(self._upward)
        return tools

    # Reading

    @property
    def _is_last(self) -> bool:
        return self.view.page + 1 == self._state.pages

    def _moved(self) -> None:
        if self.primary is None:
            return
        if self.isVisible():
            now = self._clock_ms()
            self._tell(self._reading.show(self.view.seen(), now))
            self._wait(now)
        self._show_door()

    def _wait(self, now: int) -> None:
        wait = self._reading.wait_ms(now)
        if wait is None:
            self._timer.stop()
        else:
            self._timer.start(wait)

    def _stood(self) -> None:
        """Count the page, because it has been shown long enough."""
        now = self._clock_ms()
        self._tell(self._reading.pause(now))
        self._wait(now)
        self._show_door()

    def _tell(self, shown: PageShown | None) -> None:
        if shown is not None:
            self.tell(shown)

    def _up(self) -> None:
        if not self.view.at_top:
            self.view.go(-1)
        elif self.view.page > 0:
            self.view.turn_to(self.view.page - 1, 1.0)

    def _down(self) -> None:
        if not self.view.at_bottom:
            self.view.go(1)
        elif not self._is_last:
            self.view.turn_to(self.view.page + 1)

    def _press(self) -> None:
        if not (self.view.at_bottom and self._is_last):
            self._down()
        elif self._reading.unread:
            page = self._reading.unread[0]
            self.view.turn_to(page, self._reading.first_unseen(page))
        elif self._state.reason:
            self.tell(ShowMissing())
        else:
            self.leave()
            self.tell(Go())

    def _show_door(self) -> None:
        if self.primary is None:
            return
        label, note, closed = self._door()
        self.primary.setText(label)
        self.primary.setAccessibleName(label)
        self.primary.set_closed(closed)
        self.note.say(note)
        self._larger.set_closed(not self.view.may_enlarge)
        self._smaller.set_closed(not self.view.may_reduce)
        self._upward.set_closed(self.view.at_top and self.view.page == 0)
        self._place.say(self._page_words(self.view.page))
        for page, (thumb, words) in enumerate(self._thumbs):
            thumb.set_here(page == self.view.page)
            words.say("\n".join((_("第 {page} 页").format(page=page + 1), self._mark(page))))

    def _door(self) -> tuple[str, str, bool]:
        """Return the primary button's label, the note next to it, and whether the button is closed."""
        if not self.view.at_bottom:
            return _("往下看"), _("下面还有内容"), False
        if not self._is_last:
            return _("下一页"), self._page_words(self.view.page), False
        unread = self._reading.unread
        if unread:
            return _("看完了"), _("第 {page} 页还没看完").format(page=unread[0] + 1), True
        return _("看完了"), self._state.reason, bool(self._state.reason)

    def _page_words(self, page: int) -> str:
        return _("第 {page} 页，共 {pages} 页").format(page=page + 1, pages=self._state.pages)

    def _mark(self, page: int) -> str:
        if page == self.view.page:
            return _("正在看")
        return _("看过了") if self._reading.is_read(page) else _("还没看")
