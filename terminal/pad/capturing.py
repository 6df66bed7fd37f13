"""The signature in hand on the signing screen: begun when the page is there, judged while it is written, given once.

Decides when the capture is looked at and in which words its limits are told to the signer. What counts as a signature
is `signing.quality`'s judgement, what becomes of it the flow's.
"""

from __future__ import annotations

from collections.abc import Callable

from PyQt6.QtCore import QObject, QPoint, pyqtSignal

from forms.message import Message
from signing.ink import Ink
from signing.quality import Verdict, is_a_line, judge, leaves_its_window, reason_message
from terminal.events import InkTaken
from terminal.look.words import N_, _, say
from terminal.pad.pen_input import PenInput
from terminal.pad.sign import SignScreen
from terminal.pad.timers import once
from terminal.pen.errors import CalibrationError, CaptureVoidError
from terminal.pen.feed import Loss, Lost
from terminal.taking import taken

JUDGE_MS = 200
WRITE = N_("请先在框内写上您的姓名")
MARK = N_("请在框内画一个记号")
WRITE_AGAIN = N_("请再签一次，把您的姓名写清楚")
MARK_AGAIN = N_("请再画一次记号")
NO_PEN = N_("没有接好手写笔。请稍等，工作人员来处理")
DRAWING = N_("请稍等，正在打开文件")
LOST = N_("笔断开了。刚才的签名没有保存，文件没有变。请稍等，工作人员来处理。")
MOVED = N_("签名框动了，刚才的签名没有保存。请再签一次")
WRONG_END = N_("请把笔倒过来，用笔尖写")
LINE = N_("这只是线条，不是名字。请擦掉重写，写上您的全名")
NOT_HERE = Message("terminal.pad-not-here")
OUTSIDE = N_("有的笔画在框外，框外的不会保留。写不下可以擦掉重写")
BESIDE = N_("有一笔写到框外了，没算上")
MOST_BESIDE = N_("大部分写到框外了，没算上。请擦掉，在框里重写")
MISSED = Message("terminal.pad-missed")
LITTLE = N_("画得太少了，请再画一次")
TOLD = {
    "empty": Message("terminal.pad-empty"),
    "lost-events": MISSED,
    "jump": Message("terminal.pad-jump"),
    "clock-backwards": Message("terminal.pad-clock"),
    "virtual-device": NOT_HERE,
}
"""For the signer; a reason that is not here is told in the words for staff."""


class Capturing(QObject):
    """One signature at a time. `started` gives ISO 8601 UTC times."""

    judged = pyqtSignal()
    """`reason`, `note`, `doubts` or `written` may be different."""
    voided = pyqtSignal(str)
    """What was written counts for nothing; why, in a word."""

    def __init__(self, started: Callable[[], str], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._started = started
        self._pen: PenInput | None = None
        self._screen: SignScreen | None = None
        self.reason, self.note, self.written = _(NO_PEN), "", False
        self.doubts: tuple[str, ...] = ()
        """Why the signature in hand is doubtful: keys of `signing.quality.REASONS`, for a person to decide."""
        self.marks = False
        """Whether the signer makes a mark, which may be a line, and not his name."""
        self.once_more = False
        """Whether the signer has signed before and was asked to sign again."""
        self._beside = 0  # strokes of this signature that began outside the box
        self._timer = once(self, JUDGE_MS, self._judge)

    def use(self, pen: PenInput | None) -> None:
        """Another pen, or none; a signature in hand is void."""
        before, self._pen = self._pen, pen
        if before is not None and self._screen is not None and self.written:
            self._void("pen-changed", _(LOST))
        if pen is not None:
            pen.wrote.connect(self._wrote)
            pen.lost.connect(self._lost)
            pen.box_moved.connect(lambda: self._void("box-moved", _(MOVED)))
            pen.beside.connect(self._began_beside)
            pen.wrong_end.connect(lambda: self._say(_(WRONG_END)))
        if self._screen is not None:
            lost = pen is None and self.reason == _(LOST)
            self._anew()
            if lost:
                self._say(_(LOST))

    def begin(self, screen: SignScreen) -> None:
        """An empty box on that screen, as soon as the page stands there."""
        self._screen = screen
        self._anew()

    def page_came(self) -> None:
        """What is signed can be seen now."""
        if self._screen is not None and self._pen is not None and self._pen.capture is None:
            self._anew()

    def again(self) -> None:
        """The signer wants to write it once more."""
        if self.written or self._holds_ink:
            self._void("cleared", self._wish)
        else:
            self._anew()

    def refuse(self, screen: SignScreen) -> None:
        """What was given did not count: the box is empty again, and the signer is told whom to ask."""
        self.begin(screen)
        self._say(say(NOT_HERE))

    def stop(self, why: str = "") -> None:
        """The screen goes; what was written on it is void if `why` says so."""
        self._timer.stop()
        if why and (self.written or self._holds_ink):
            self.voided.emit(why)
        self._screen, self.written, self.doubts = None, False, ()
        if self._pen is not None:
            self._pen.stop()

    @property
    def is_writing(self) -> bool:
        """Whether a stroke is being written."""
        return self._screen is not None and self._pen is not None and self._pen.is_writing

    @property
    def is_begun(self) -> bool:
        """Whether a signature has been begun that is not given yet."""
        return self._screen is not None and (self.written or self._holds_ink)

    def take(self) -> tuple[InkTaken, Ink] | None:
        """The signature and its event, if it counts; the box is closed with it, so that it is given once."""
        self._judge()
        if self._pen is None or self._screen is None or self.reason:
            return None
        ink = self._pen.ink()
        event = taken(ink, self._screen.page_scale)
        self.stop()
        return event, ink

    @property
    def _wish(self) -> str:
        """What is wanted: a name, or the mark of who cannot write."""
        if self.once_more:
            return _(MARK_AGAIN) if self.marks else _(WRITE_AGAIN)
        return _(MARK) if self.marks else _(WRITE)

    def _words_of(self, refused: str) -> str:
        if refused == "empty" and self.marks:
            return _(LITTLE)
        return say(TOLD.get(refused) or reason_message(refused))

    @property
    def _holds_ink(self) -> bool:
        """Whether something is written, judged or not."""
        capture = self._pen.capture if self._pen is not None else None
        return capture is not None and not capture.is_empty

    def _anew(self) -> None:
        self.written, self.note, self.doubts, self._beside = False, "", (), 0
        self.reason = self._wish
        if self._pen is None or self._screen is None:
            self.reason = _(NO_PEN)
        elif not self._screen.crop.is_drawn:
            self.reason = _(DRAWING)
        else:
            try:
                self._pen.begin(self._screen.area, self._started())
            except CalibrationError:
                self.reason = _(NO_PEN)
        self.judged.emit()

    def _wrote(self) -> None:
        if self._screen is not None and not self._timer.isActive():
            self._timer.start()

    def _began_beside(self, place: QPoint) -> None:
        if self._screen is not None and self._screen.is_beside_the_box(place):
            self._beside += 1
            self._wrote()

    def _judge(self) -> None:
        """Judges all that has arrived. What is already void has been told by `_lost`.

        What has arrived may press 签好了 and so give this signature: then there is nothing left to judge.
        """
        if self._pen is not None:
            self._pen.read()
        if self._pen is None or self._screen is None or self._pen.capture is None or self._pen.capture.loss:
            return
        if self._pen.capture.is_empty:
            if self._beside:
                self._say(_(BESIDE))
            return
        try:
            ink = self._pen.ink()
        except CaptureVoidError:
            self._void("box-moved", _(MOVED))
            return
        quality = judge(ink)
        refused = next(iter(quality.named(Verdict.REFUSED)), "")
        self.written, self.doubts = True, quality.named(Verdict.DOUBTFUL)
        self.reason = self._words_of(refused) if refused else ""
        if not self.reason and not self.marks and is_a_line(ink):
            self.reason = _(LINE)
        if self._beside > quality.strokes:
            self.reason = _(MOST_BESIDE)
        outside = _(OUTSIDE) if leaves_its_window(ink) else ""
        self.note = _(BESIDE) if self._beside else outside
        self.judged.emit()

    def _lost(self, lost: Lost) -> None:
        if self._screen is not None:
            self._void(lost.why.value, _(LOST) if lost.why is not Loss.DROPPED else say(MISSED))

    def _void(self, why: str, words: str) -> None:
        """Said until something new is written; the box is empty, and may be written in if the pen is there."""
        self._timer.stop()
        self.voided.emit(why)
        if self._screen is not None:
            self._anew()
            self._say(words)

    def _say(self, words: str) -> None:
        self.reason = words
        self.judged.emit()
