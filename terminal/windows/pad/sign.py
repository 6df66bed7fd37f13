"""The signing screen: the frozen page around the signer's box, enlarged, with the ink area in the box.

The ink itself belongs to `pen_input` and `ink_area`. This screen places the area, says who signs as what, and keeps the
primary button closed, with a reason, until the capture is good enough. A wish not to sign goes to the desk as a call.
A slip of the pen never ends a visit.
"""

from __future__ import annotations

from PyQt6.QtCore import QMargins, QPoint, QPointF, QRectF, QSize, Qt, pyqtSignal
from PyQt6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PyQt6.QtWidgets import QVBoxLayout, QWidget

from terminal.visit.events import Back
from terminal.windows.look import Look
from terminal.windows.look.look import Role, Tone
from terminal.windows.look.words import _, sentences
from terminal.windows.pad.acts import CallReason, CallStaff
from terminal.windows.pad.button import Button, ButtonKind
from terminal.windows.pad.ink_area import InkArea
from terminal.windows.pad.page_crop import PageCrop
from terminal.windows.pad.pages import NoPages, Pages
from terminal.windows.pad.screen import Screen
from terminal.windows.pad.states import BoxPlace, Sign
from terminal.windows.pad.text import Text

MOST_LINES = 2  # of a heading that stands in a column
MOST_WORDS = 3  # lines of what the signature means, where they stand above the page: more would take the box's room


class WholePage(QWidget):
    """A small picture of the page with the box marked: where on the document the name will be."""

    def __init__(self, look: Look, pages: Pages, place: BoxPlace, height: int) -> None:
        super().__init__()
        self._look, self._place = look, place
        self._pages: Pages = pages
        self._page_pt = pages.size_pt(place.page)
        self.fit(height)
        self.setAccessibleName(_("整页缩略图"))

    def fit(self, height: int) -> None:
        """Make the picture as large as the look allows, and no higher than `height` pixels."""
        wide = min(self._look.measures.seen_width, round(height * self._page_pt[0] / self._page_pt[1]))
        self.setFixedSize(QSize(wide, round(wide * self._page_pt[1] / self._page_pt[0])))

    def wipe(self) -> None:
        """Drop the document and show an empty page."""
        self._pages = NoPages()
        self.update()

    def paintEvent(self, event: QPaintEvent | None) -> None:  # noqa: N802
        c, m, place = self._look.colours, self._look.measures, self._place
        painter = QPainter(self)
        dots = round(self.width() * self.devicePixelRatioF())
        painter.drawImage(QRectF(self.rect()), self._pages.picture(place.page, dots))
        painter.setPen(QPen(QColor(c.line), m.line))
        painter.drawRect(self.rect().adjusted(0, 0, -1, -1))
        unit = self.width() / self._page_pt[0]
        painter.setPen(QPen(QColor(c.teal), m.border))
        corner = QPointF(place.x_pt * unit, place.y_pt * unit)
        other = QPointF((place.x_pt + place.width_pt) * unit, (place.y_pt + place.height_pt) * unit)
        painter.drawRect(QRectF(corner, other))
        painter.end()


class SignScreen(Screen):
    """The screen with the box. `area` is for the pen's input.

    `accepted` is emitted by 签好了, `again` by 擦掉重写.
    """

    accepted = pyqtSignal()
    again = pyqtSignal()

    def __init__(self, look: Look, state: Sign, pages: Pages) -> None:
        super().__init__(look, state.frame.training, state.frame)
        self._state = state
        self._heading = self.heading(_("请您在框内签名"))
        self._word = self.text("", Role.SMALL)
        self._again = self.button(_("擦掉重写"), ButtonKind.SECOND, self.again.emit)
        self._foot()
        if look.mode.elder or look.measures.folded:
            self._place_beside(pages)
        else:
            self._place_below(pages)
        self.body.addStretch(1)
        self._show()

    @property
    def area(self) -> InkArea:
        """The widget in which the ink appears."""
        return self.crop.area

    @property
    def page_scale(self) -> float:
        """How much larger the page is on the glass than on paper; the record keeps it."""
        return self.crop.scale

    def is_beside_the_box(self, place: QPoint) -> bool:
        """Return whether a stroke that began at a place of the desktop was meant for the box.

        That is a place near the box and on no button.
        """
        m = self.look.measures.margin
        around = self.crop.rect().marginsAdded(QMargins(m, m, m, m))
        near = around.contains(self.crop.mapFromGlobal(place))
        return near and not isinstance(self.childAt(self.mapFromGlobal(place)), Button)

    def page_came(self) -> None:
        """Show a picture of the document that has just been drawn."""
        self.crop.page_came()
        for small in self.findChildren(WholePage):
            small.fit(self._beside_the_crop())
            small.update()

    def refresh(self, state: object) -> bool:
        """Show another reason, or none, for the same box, and keep the ink; return False for another box."""
        if not isinstance(state, Sign) or state.place != self._state.place:
            return False
        if not self.takes_call(self._state.frame, state.frame):
            return False
        self._state = state
        self._show()
        return True

    def _who_signs(self, whole: bool = True) -> str:
        state = self._state
        if state.on_behalf_of and whole:
            told = _("签名人：{name}，{role}，代表{principal}。")
            return told.format(name=state.name, role=state.role, principal=state.on_behalf_of)
        return _("签名人：{name}，{role}。").format(name=state.name, role=state.role)

    def _who_and_what(self) -> str:
        return sentences(self._who_signs(), _("签名表示：{words}").format(words=self._state.words))

    def _crop(self, pages: Pages, width: int, height: int) -> PageCrop:
        state = self._state
        return PageCrop(self.look, pages, state.place, state.room, state.others, width, height)

    # The page across the screen, below the words, and the tool below it

    def _place_below(self, pages: Pages) -> None:
        m = self.look.measures
        who = self._who_that_fits(self.content_width, MOST_WORDS * self.look.leading(Role.BODY) + 1)
        texts = sum(text.heightForWidth(self.content_width) for text in (self._heading, who))
        height = self.room() - texts - m.target - 4 * self.body.spacing()
        width = self.content_width - m.seen_width - m.gap
        self.crop = self._crop(pages, width, height)
        self.body.addWidget(self._heading)
        self.body.addWidget(who)
        row = self.row()
        row.addWidget(self.crop, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(self._whole_page(pages))
        row.addStretch(1)
        self.body.addLayout(row)
        tool = self.row()
        tool.addWidget(self._again)
        tool.addWidget(self._word, 1)
        side = Qt.AlignmentFlag.AlignRight if self.look.mode.left_handed else Qt.AlignmentFlag.AlignLeft
        self._word.setAlignment(side | Qt.AlignmentFlag.AlignVCenter)
        self.body.addLayout(tool)

    def _whole_page(self, pages: Pages) -> QVBoxLayout:
        m = self.look.measures
        side = QVBoxLayout()
        side.setSpacing(m.tight)
        side.addWidget(WholePage(self.look, pages, self._state.place, self._beside_the_crop()))
        words = _("签在第 {page} 页这里").format(page=self._state.place.page + 1)
        side.addWidget(self.text(words, Role.SMALL, Tone.MUTED))
        side.addStretch(1)
        return side

    def _beside_the_crop(self) -> int:
        """Return the height for the small page in pixels; its label is below it."""
        return self.crop.sizeHint().height() - self.look.leading(Role.SMALL) - self.look.measures.tight

    # Beside all words, the heading too: on small panels and for large type, a box as large as fits

    def _place_beside(self, pages: Pages) -> None:
        m = self.look.measures
        room = self.room()
        self.crop = self._crop(pages, m.crop_width, room)
        column = self._beside()
        if self._heading.natural_width() > column:
            self._heading.say(_("请在框内签名"))
        above = self._heading.natural_width(MOST_LINES) > column
        if above:  # across the screen, as far as the box leaves room for it
            room -= self._heading.heightForWidth(self.content_width) + self.body.spacing()
            self.crop = self._crop(pages, m.crop_width, room)
            column = self._beside()
            self.body.addWidget(self._heading)
        others = 0 if above else self._heading.heightForWidth(column)
        most = room - self._again.sizeHint().height() - others - 2 * self.look.leading(Role.SMALL) - 4 * m.tight
        row = self.row()
        row.addWidget(self.crop, 0, Qt.AlignmentFlag.AlignTop)
        side = QVBoxLayout()
        side.setSpacing(m.tight)
        if not above:
            side.addWidget(self._heading)
        side.addWidget(self._who_that_fits(column, most))
        side.addStretch(1)
        side.addWidget(self._word)
        ends = self.row()
        ends.addWidget(self._again)
        ends.addStretch(1)
        side.addLayout(ends)
        row.addLayout(side, 1)
        self.body.addLayout(row)

    def _beside(self) -> int:
        """Return the width that is left next to the page, in pixels."""
        return self.content_width - self.crop.sizeHint().width() - self.look.measures.gap

    def _who_that_fits(self, width: int, most: int) -> Text:
        """Return the text of who signs, as complete as fits in `width` and `most` pixels of height.

        What the signature means, and for whom, is in the document. With very long names it is only there.
        """
        for role, words in (
            (Role.BODY, self._who_and_what()),
            (Role.SMALL, self._who_and_what()),
            (Role.SMALL, self._who_signs()),
        ):
            text = self.text(words, role)
            if text.heightForWidth(width) <= most:
                return text
        return self.text(self._who_signs(whole=False), Role.SMALL)

    def _foot(self) -> None:
        ends = [
            self.button(_("返回再看"), ButtonKind.SECOND, lambda: self.tell(Back())),
            self.button(_("我不方便写字"), ButtonKind.SECOND, lambda: self.tell(CallStaff(CallReason.CANNOT_WRITE))),
            self.button(_("我不签了"), ButtonKind.QUIET, lambda: self.tell(CallStaff(CallReason.WILL_NOT_SIGN))),
        ]
        self.foot(ends, (), self.button(_("签好了"), ButtonKind.PRIMARY, self._press))

    def _show(self) -> None:
        state = self._state
        self._again.set_closed(not state.written)
        if state.called and state.reason:
            self._word.say(state.called)
        elif state.reason:
            self._word.say(state.reason, Tone.RED if state.written else Tone.INK)
        elif state.hint:
            self._word.say(state.hint, Tone.AMBER)
        else:
            self._word.say(_("✓ 写好了，没问题就点“签好了”"), Tone.GREEN)
        if self.primary is not None:
            self.primary.set_closed(bool(state.reason))

    def _press(self) -> None:
        """Accept the signature.

        While a reason keeps the button closed, move the focus to the button next to the box instead.
        """
        if self._state.reason:
            self.focus_on(self._again)
        else:
            self.accepted.emit()
