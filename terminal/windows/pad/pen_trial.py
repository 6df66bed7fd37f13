"""A window to try the pen: rate, jitter, pressure, losses, and how late its ink appears.

Decides what is drawn of the facts. They come from `diagnosis` and from the pad's own way from feed to ink, which is
what is tried here. Keeps nothing of the writing.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PyQt6.QtCore import QPointF, QRectF, Qt, QTimer
from PyQt6.QtGui import QCloseEvent, QKeyEvent, QPainter, QPaintEvent, QPen, QScreen
from PyQt6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from forms.message import shown
from terminal.devices.pen.diagnosis import Facts, Overheard
from terminal.devices.pen.feed import Feed, Loss
from terminal.devices.pen.known_pens import Remembered
from terminal.devices.pen.mapping import GlassMap
from terminal.windows.look import Look
from terminal.windows.look.look import Role, Tone
from terminal.windows.look.words import N_, _
from terminal.windows.pad.button import Button, ButtonKind
from terminal.windows.pad.ink_area import InkArea
from terminal.windows.pad.latency import LatencyFacts
from terminal.windows.pad.pen_input import PenInput, now_us
from terminal.windows.pad.pens import screen_of
from terminal.windows.pad.standalone_window import show_alone
from terminal.windows.pad.text import Text
from terminal.windows.pad.timers import once

LOOK_MS = 200
TRIED_AT = "1970-01-01T00:00:00Z"  # of a capture that nobody keeps
LOSSES = {
    Loss.DROPPED: N_("内核溢出"),
    Loss.OVERFLOW: N_("读取溢出"),
    Loss.UNPLUGGED: N_("笔断开"),
    Loss.READER_DIED: N_("读取退出"),
    Loss.STUCK: N_("笔尖不起"),
    Loss.GRABBED_ELSEWHERE: N_("被占用"),
}


class Picture(QWidget):
    """A row of numbers as bars or dots, none above the top; a line marks the usual number."""

    def __init__(self, look: Look, name: str, bars: bool) -> None:
        super().__init__()
        self._look, self._bars = look, bars
        self._values: Sequence[float] = ()
        self._usual = self._top = 0.0
        self.setMinimumSize(look.measures.px(30), look.measures.px(14))
        self.setAccessibleName(name)

    def tell(self, values: Sequence[float], top: float, usual: float = 0.0) -> None:
        """Show other numbers.

        Args:
            values: The numbers, from left to right.
            top: The number at the top of the picture; larger ones are drawn at the top.
            usual: Where the line is drawn; 0 for no line.
        """
        self._values, self._top, self._usual = tuple(values), top, usual
        self.update()

    def paintEvent(self, event: QPaintEvent | None) -> None:  # noqa: N802
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.rect(), self._look.colour(Tone.WHITE))
        painter.setPen(QPen(self._look.colour(Tone.MUTED), 1))
        painter.drawRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5))
        step = self.width() / max(len(self._values), 1)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._look.colour(Tone.TEAL))
        for at, value in enumerate(self._values):
            high = self._high(value)
            if self._bars:
                painter.drawRect(QRectF(at * step + 0.1 * step, self.height() - high, 0.8 * step, high))
            else:
                painter.drawEllipse(QPointF((at + 0.5) * step, self.height() - high), 2.0, 2.0)
        if self._usual:
            painter.setPen(QPen(self._look.colour(Tone.AMBER), 1, Qt.PenStyle.DashLine))
            level = self.height() - self._high(self._usual)
            painter.drawLine(QPointF(0, level), QPointF(self.width(), level))
        painter.end()

    def _high(self, value: float) -> float:
        return (self.height() - 2) * min(1.0, value / self._top) if self._top else 0.0


class TrialWindow(QWidget):
    """A box to write in, and the facts below it. `for_s` is how long it stays open, in seconds."""

    def __init__(self, look: Look, display: QScreen, feed: Feed, lies: Remembered, for_s: float) -> None:
        super().__init__(None, Qt.WindowType.Window | Qt.WindowType.FramelessWindowHint)
        self._look = look
        self.setProperty("part", "ground")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setStyleSheet(look.sheet)
        self.setWindowTitle(_("试笔"))
        self._overheard = Overheard(feed, now_us)
        self.area = InkArea()
        self._told: dict[str, Text] = {}
        self.intervals = Picture(look, _("相邻采样的间隔"), bars=False)
        self.pressures = Picture(look, _("压力的分布"), bars=True)
        self.again = Button(look, _("清空"), ButtonKind.SECOND)
        self.finish = Button(look, _("结束"), ButtonKind.PRIMARY)
        self._set_out(shown(feed.device().name))
        glass = GlassMap(feed.device(), screen_of(display), lies.rotation, lies.affine)
        self.pen = PenInput(self._overheard, glass, self)
        self._worst = LatencyFacts(0, None, None, None)
        self.pen.lost.connect(lambda _: self._begin_later.start())
        self.again.clicked.connect(self._begin)
        self.finish.clicked.connect(self.close)
        self._begin_later = once(self, 0, self._begin)
        looking = QTimer(self)
        looking.timeout.connect(self.look_again)
        looking.start(LOOK_MS)
        once(self, round(1000 * for_s), self.close).start()
        self._begin()

    @property
    def facts(self) -> Facts:
        """What the pen did so far."""
        return self._overheard.facts()

    @property
    def latency(self) -> LatencyFacts:
        """How late the ink of the longest capture was on the screen."""
        now = self.pen.latency
        return now if now.samples >= self._worst.samples else self._worst

    def look_again(self) -> None:
        """Show the facts as they are now."""
        facts, late = self.facts, self.latency
        low, high = facts.pressure or (0, 0)
        self._told["rate"].say(_("{rate} 次/秒").format(rate=round(facts.rate_hz)))
        self._told["jitter"].say(_("{jitter:.1f} 毫秒").format(jitter=facts.jitter_ms))
        self._told["late"].say(_late(late.p50_ms, late.p99_ms))
        self._told["pressure"].say(f"{low}–{high}" if facts.pressure else _("无"))
        self._told["lost"].say(_lost(facts.losses), Tone.RED if facts.losses else Tone.GREEN)
        intervals = self._overheard.newest_ms()
        usual = 1000 / facts.rate_hz if facts.rate_hz else 0.0
        self.intervals.tell(intervals, 3 * usual, usual)
        self.pressures.tell(facts.curve, max(facts.curve, default=0))

    def keyPressEvent(self, event: QKeyEvent | None) -> None:  # noqa: N802
        """End the trial on Esc."""
        if event is not None and event.key() == Qt.Key.Key_Escape:
            self.close()

    def closeEvent(self, event: QCloseEvent | None) -> None:  # noqa: N802
        """Release the pen and keep its facts."""
        self._worst = self.latency
        self.pen.close()
        super().closeEvent(event)

    def _begin(self) -> None:
        self._worst = self.latency
        self.pen.begin(self.area, TRIED_AT)

    def _set_out(self, name: str) -> None:
        m = self._look.measures
        column = QVBoxLayout(self)
        column.setContentsMargins(m.margin, m.margin, m.margin, m.margin)
        column.setSpacing(m.gap)
        column.addWidget(Text(self._look, _("试笔：请在下面的框里写字"), Role.TITLE))
        column.addWidget(Text(self._look, name, Role.SMALL, Tone.MUTED))
        column.addWidget(self.area, 1)
        below = QHBoxLayout()
        below.setSpacing(m.gap)
        below.addLayout(self._facts_grid(), 3)
        for words, picture in ((_("采样间隔"), self.intervals), (_("压力分布"), self.pressures)):
            pictured = QVBoxLayout()
            pictured.addWidget(Text(self._look, words, Role.SMALL, Tone.MUTED))
            pictured.addWidget(picture, 1)
            below.addLayout(pictured, 2)
        buttons = QVBoxLayout()
        buttons.setSpacing(m.gap)
        buttons.addWidget(self.again)
        buttons.addWidget(self.finish)
        below.addLayout(buttons)
        column.addLayout(below)

    def _facts_grid(self) -> QGridLayout:
        grid = QGridLayout()
        names = {
            "rate": _("采样率"),
            "jitter": _("抖动"),
            "late": _("延迟 50/99%"),
            "pressure": _("压力"),
            "lost": _("丢失"),
        }
        for row, (key, words) in enumerate(names.items()):
            grid.addWidget(Text(self._look, words, Role.SMALL, Tone.MUTED), row, 0)
            self._told[key] = Text(self._look, "", Role.BODY)
            self._told[key].setFixedHeight(self._look.leading(Role.BODY))  # a longer text must not move the box
            grid.addWidget(self._told[key], row, 1)
        grid.setColumnStretch(1, 1)
        return grid


def _late(p50_ms: float | None, p99_ms: float | None) -> str:
    if p50_ms is None or p99_ms is None:
        return _("未写")
    return _("{usual:.1f} / {slow:.1f} 毫秒").format(usual=p50_ms, slow=p99_ms)


def _lost(losses: Sequence[tuple[str, int]]) -> str:
    """Return the text of how often something was lost, and the most frequent reason."""
    if not losses:
        return _("无")
    why, _count = max(losses, key=lambda each: each[1])
    return _("{count} 次，{why}").format(count=sum(count for _why, count in losses), why=_(LOSSES[Loss(why)]))


def try_on_screen(start: Callable[[], Feed], lies: Remembered, for_s: float, wanted: str) -> tuple[Facts, LatencyFacts]:
    """Let a person write, and return what the pen did and how late its ink was.

    The trial ends after `for_s` or when the window is closed.

    Args:
        start: Opens the pen's feed; the feed is closed before this returns.
        lies: How the tablet lies under its screen.
        for_s: The longest duration, in seconds.
        wanted: The name or model of the display; "" for the first one that is not the desk's.
    """
    feed = start()
    windows: list[TrialWindow] = []

    def make(look: Look, display: QScreen) -> TrialWindow:
        windows.append(TrialWindow(look, display, feed, lies, for_s))
        return windows[0]

    try:
        show_alone(wanted, make)
    finally:
        feed.close()
    return windows[0].facts, windows[0].latency
