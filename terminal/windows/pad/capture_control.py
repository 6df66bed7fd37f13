"""The signature being written on the signing screen: started when the page is there, judged meanwhile, accepted once.

Decides when the capture is judged, and in which words the signer sees what is wrong. `signing.quality` judges what
counts as a signature. The flow decides what becomes of it.
"""

from __future__ import annotations

from collections.abc import Callable

from PyQt6.QtCore import QObject, QPoint, pyqtSignal

from forms.message import Message
from signing.ink import Ink
from signing.quality import Verdict, is_a_line, judge, leaves_its_window, reason_message
from terminal.devices.pen.errors import CalibrationError, CaptureVoidError
from terminal.devices.pen.feed import Loss, Lost
from terminal.visit.capture import taken
from terminal.visit.events import InkTaken
from terminal.windows.look.words import N_, _, say
from terminal.windows.pad.pen_input import PenInput
from terminal.windows.pad.sign import SignScreen
from terminal.windows.pad.timers import once

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
"""The words for the signer, by refusal; a refusal that is not listed uses the words for staff."""


class Capturing(QObject):
    """One signature at a time. `started` returns the present time, ISO 8601 UTC."""

    judged = pyqtSignal()
    """`reason`, `note`, `doubts` or `written` may have changed."""
    voided = pyqtSignal(str)
    """What was written no longer counts; the argument is the code of the cause."""

    def __init__(self, started: Callable[[], str], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._started = started
        self._pen: PenInput | None = None
        self._screen: SignScreen | None = None
        self.reason, self.note, self.written = _(NO_PEN), "", False
        self.doubts: tuple[str, ...] = ()
        """Why the present signature is doubtful: keys of `signing.quality.REASONS`, for a person to decide."""
        self.marks = False
        """Whether the signer makes a mark, which may be a line, instead of writing a name."""
        self.once_more = False
        """Whether the signer has signed before and was asked to sign again."""
        self._beside = 0  # strokes of this signature that began outside the box
        self._timer = once(self, JUDGE_MS, self._judge)

    def use(self, pen: PenInput | None) -> None:
        """Use another pen, or none; a signature being written becomes void."""
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
        """Start an empty box on that screen, as soon as its page is drawn."""
        self._screen = screen
        self._anew()

    def page_came(self) -> None:
        """Start the capture now that the page to be signed can be seen."""
        if self._screen is not None and self._pen is not None and self._pen.capture is None:
            self._anew()

    def again(self) -> None:
        """Empty the box, because the signer wants to write the signature again."""
        if self.written or self._holds_ink:
            self._void("cleared", self._wish)
        else:
            self._anew()

    def refuse(self, screen: SignScreen) -> None:
        """Empty the box after the flow rejected the signature, and show the signer whom to ask."""
        self.begin(screen)
        self._say(say(NOT_HERE))

    def stop(self, why: str = "") -> None:
        """End the capture because its screen goes away.

        With `why`, the code of a cause, what was written is reported as void; with "" nothing is reported.
        """
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
        """Whether a signature has been started that is not yet accepted."""
        return self._screen is not None and (self.written or self._holds_ink)

    def take(self) -> tuple[InkTaken, Ink] | None:
        """Return the signature and its event if it counts, else None.

        The box is closed with it, so that a signature is accepted only once.
        """
        self._judge()
        if self._pen is None or self._screen is None or self.reason:
            return None
        ink = self._pen.ink()
        event = taken(ink, self._screen.page_scale)
        self.stop()
        return event, ink

    @property
    def _wish(self) -> str:
        """The request to the signer: a name, or a mark from a person who cannot write."""
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
        """Judge everything that has arrived. `_lost` has already reported what is void.

        What has arrived may press 签好了 and so give this signature. Then nothing is left to judge.
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
        """Empty the box and show `words` until something new is written; the box is usable if the pen is there."""
        self._timer.stop()
        self.voided.emit(why)
        if self._screen is not None:
            self._anew()
            self._say(words)

    def _say(self, words: str) -> None:
        self.reason = words
        self.judged.emit()
