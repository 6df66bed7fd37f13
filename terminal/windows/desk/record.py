"""The panel of an archived record: the verdict of its verification, its pages, and copies of it for the signer.

The record is verified while it is opened. Every copy that is made is recorded.
"""

from __future__ import annotations

from typing import Any

from PyQt6.QtCore import Qt
from PyQt6.QtGui import QImage, QPixmap
from PyQt6.QtWidgets import QLabel, QScrollArea

from terminal.clerk.orders import Draw, HandedOut, HandOut, Lane, Open, Opened, Picture, Trouble
from terminal.windows.desk import flow_texts
from terminal.windows.desk.folder_choice import FolderChoice
from terminal.windows.desk.panel import Panel
from terminal.windows.desk.widgets import KeyButton, Words, column, row
from terminal.windows.look.desk import DeskLook
from terminal.windows.look.words import _, say


class RecordPanel(Panel):
    """The panel. It requests the record by itself."""

    def __init__(self, look: DeskLook, lane: Lane, record: str, training: bool) -> None:
        super().__init__(look, _("电子档案件"), wide=True)
        m = look.measures
        self._lane, self._record = lane, record
        self._page, self._gone, self._training = 0, False, training
        self._opened: Opened | None = None
        self.facts, self.verdict = Words(""), Words("", "strong")
        self.why = Words("", "strong", "attention")
        self.why.hide()
        self.place = Words("", "small", "muted")
        self.picture = QLabel()
        self.picture.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.picture.setAccessibleName(_("档案的页面"))
        self.view = QScrollArea()
        self.view.setWidget(self.picture)
        self.view.setWidgetResizable(True)
        self.view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.view.setAccessibleName(_("档案的页面"))
        self.view.setFixedWidth(m.page + 2 * m.gap)
        self.view.setMinimumHeight(m.page_height // 2)
        self.view.setMaximumHeight(m.page_height)
        self.folder = FolderChoice(look)
        self.folder.browsing.connect(self.facts.setHidden)  # on the least desk there is no room for both
        self.folder.path.textChanged.connect(lambda _path: self.note.say(""))
        self.body.addLayout(self._two_sides())
        self.copy = KeyButton(_("拷贝文件和回执"), "F8", self._hand_out, "primary")
        self.feet.addWidget(self.copy)
        self.note.say(_("正在打开并核验…"), "muted")
        lane.ask(Open(record), self._show, self._failed)

    def begin(self) -> None:
        """Give the keyboard focus to the line for the folder."""
        self.folder.path.setFocus()

    def wipe(self) -> None:
        """Clear the picture, the facts and the reason, and ignore answers that arrive later."""
        self._gone = True
        self.picture.clear()
        self.facts.say("")
        self.why.say("")

    def _two_sides(self) -> Any:
        m = self.look.measures
        turning = row(gap=m.gap)
        self.back = KeyButton(_("上一页"), "PgUp", lambda: self._turn(-1))
        self.next = KeyButton(_("下一页"), "PgDown", lambda: self._turn(1))
        for button in (self.back, self.next):
            turning.addWidget(button, 1)
        right = column(gap=m.pad)
        for widget in (self.verdict, self.why, self.facts, self.place):
            right.addWidget(widget)
        right.addLayout(turning)
        right.addStretch(1)
        right.addWidget(self.folder)
        both = row(gap=m.pad)
        both.addWidget(self.view)
        both.addLayout(right, 1)
        return both

    def _show(self, opened: Opened) -> None:
        if self._gone:
            return
        self._opened = opened
        line = opened.line
        sealed = _("演练件，不具法律效力") if self._training else _("已签章归档")
        kinds = {"void": _("作废留档"), "paper": _("转纸质办理，等扫描存入")}
        void = kinds.get(line.kind, sealed)
        self.facts.say(
            _("{title}\n办件号 {number}\n存证条目 第 {seq} 条\n{day} {clock} 归档\n{void}").format(
                title=line.title, number=line.number, seq=line.seq,
                day=flow_texts.day_of(line.at), clock=flow_texts.short_clock(line.at), void=void,
            )
        )  # fmt: skip
        words, tone = verdict_words(opened.verdict)
        self.verdict.say(words, tone)
        self._offer(opened)
        self.note.say("")
        self._turn(0)

    def _offer(self, opened: Opened) -> None:
        """Offer a copy if the record is not void and its verdict is valid. For a void one, show the reason instead."""
        void = opened.line.kind == "void"
        self.why.setVisible(void)
        self.why.say(flow_texts.why_void(opened.reason, opened.said) if void else "")
        if void or opened.verdict != "valid":
            for part in (self.folder, self.copy):
                part.hide()
            self.leave.setFocus()

    def _turn(self, by: int) -> None:
        if self._opened is None:
            return
        pages = len(self._opened.papers.sizes_pt)
        self._page = min(max(self._page + by, 0), pages - 1)
        self.place.say(_("第 {page} 页，共 {pages} 页").format(page=self._page + 1, pages=pages))
        width = round(self.look.measures.page * self.devicePixelRatioF())
        self._lane.ask(Draw(self._record, self._page, width), self._drawn, self._failed)

    def _drawn(self, picture: Picture) -> None:
        if self._gone:
            return
        wide, high = picture.width_px, picture.height_px
        image = QImage(picture.bgrx, wide, high, 4 * wide, QImage.Format.Format_RGB32).copy()
        image.setDevicePixelRatio(self.devicePixelRatioF())
        self.picture.setPixmap(QPixmap.fromImage(image))

    def _hand_out(self) -> None:
        folder = self.folder.folder()
        if not folder:
            self.note.say(_("没有这个文件夹，请改正或另选。"), "harm")
            self.folder.path.setFocus()
            return
        self.note.say(_("正在拷贝…"), "muted")
        self._lane.ask(HandOut(self._record, folder), self._handed, self._failed)

    def _handed(self, handed: HandedOut) -> None:
        names = _("、").join(path.rpartition("/")[2] for path in handed.files)
        said = _("已拷贝：{names}。已记入第 {seq} 条。").format(names=names, seq=handed.seq)
        self.note.say(said, "good")

    def _failed(self, trouble: Trouble) -> None:
        if not self._gone:
            self.note.say(say(trouble.message), "harm")


def verdict_words(verdict: str) -> tuple[str, str]:
    """Return the text and the tone for the verdict of a verification."""
    known = {
        "valid": (_("核验通过：签名以后没有被改动"), "good"),
        "paper": (_("纸质办理：在纸上签名，这里没有电子签名"), "attention"),
        "void": (_("作废件：没有完成签署，其余核验通过"), "attention"),
        "trust-unknown": (_("有的内容不能核验：请联系管理员，不要交付"), "attention"),
        "invalid": (_("核验不通过：请联系管理员，不要交付"), "harm"),
    }
    return known.get(verdict, (_("核验结论：{verdict}").format(verdict=verdict), "attention"))
